"""Values in words: money, durations, sizes, moments, counts, Markdown and code."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import nh3
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.util import ClassNotFound

from trialpiece.core.review.unseen import written_out
from trialpiece.web.ui.listing import python_lines

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul", "s",
}  # fmt: skip


def money(amount: Decimal | float | str, currency: str = "EUR") -> str:
    """`€420`, `€420.50`, `CHF 1,200`."""
    value = Decimal(str(amount))
    digits = f"{abs(value):,.0f}" if value == value.to_integral_value() else f"{abs(value):,.2f}"
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    symbol = SYMBOLS.get(currency.upper())
    return f"{sign}{symbol}{digits}" if symbol else f"{sign}{currency.upper()}\N{NO-BREAK SPACE}{digits}"


def duration(value: timedelta | float) -> str:
    """`41 s`, `12 min`, `6 h`, `1 h 30 min`, `5 days`; numbers are seconds."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    seconds = max(0.0, seconds)
    if 0 < round(seconds, 1) < 10 and round(seconds, 1) != int(seconds):
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, left = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {left} s" if left and minutes < 5 else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return count(days, "day") + (f" {hours} h" if hours and days < 3 else "")


def remaining(value: timedelta) -> str:
    """`9 days 23 h`, below two days as `duration`: hours stay in it, for a clock runs."""
    if value < timedelta(days=2):
        return duration(value)
    hours = value.seconds // 3600
    return count(value.days, "day") + (f" {hours} h" if hours else "")


def size(octets: int) -> str:
    """`812 bytes`, `14 KB`, `3.2 MB`: powers of 1,000."""
    if octets < 1000:
        return count(octets, "byte")
    value = float(octets)
    for unit in ("KB", "MB", "GB"):
        value /= 1000
        if value < 999.5:
            return f"{value:.1f} {unit}" if value < 9.95 and unit != "KB" else f"{value:.0f} {unit}"
    return f"{value / 1000:.1f} TB"


def count(number: int, one: str, many: str = "") -> str:
    """`1 finding`, `4 findings`, `2 people`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def number(value: int) -> str:
    """`no`, `one` … `twelve`, then figures: how a sentence says a count."""
    return NUMBERS[value] if 0 <= value < len(NUMBERS) else f"{value:,}"


def said(value: int, one: str, many: str = "") -> str:
    """`one strength`, `no concerns`, `14 notes`: a count inside a sentence."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def listed(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = list(parts) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def opened(sentence: str) -> str:
    """The sentence with a capital at its start, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def lowered(title: str) -> str:
    """A title inside a sentence: its first letter small, unless the word is an abbreviation such as SQL."""
    first = title.split(" ", 1)[0]
    return title if first[1:] != first[1:].lower() else title[:1].lower() + title[1:]


def coded(text: str) -> SafeString:
    """Escaped text in which `backticks` mark code; for sentences of findings, which are no Markdown."""
    parts = str(text).split("`")
    if len(parts) % 2 == 0:  # an odd backtick is just a character
        return format_html("{}", text)
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", part) if n % 2 else part,) for n, part in enumerate(parts))
    )


def ago(moment: datetime, now: datetime | None = None) -> str:
    """`just now`, `12 minutes ago`, `in 3 days`; past six days the date."""
    now = now or timezone.now()
    gap = (now - moment).total_seconds()
    distance = abs(gap)
    if distance < 45:
        return "just now" if gap >= 0 else "in a moment"
    if distance >= 6.5 * 86400:
        return date_format(timezone.localtime(moment), "j F" if moment.year == now.year else "j F Y")
    for seconds, unit, limit in ((60, "minute", 3600), (3600, "hour", 86400), (86400, "day", 7 * 86400)):
        if distance < limit - seconds / 2:
            words = count(max(1, round(distance / seconds)), unit)
            return f"{words} ago" if gap >= 0 else f"in {words}"
    return date_format(timezone.localtime(moment), "j F")


def moment_tag(moment: datetime | None) -> SafeString:
    """`<time>` with the relative words, the exact moment in its title and for machines."""
    if moment is None:
        return mark_safe("")
    exact = date_format(timezone.localtime(moment), "j F Y, H:i T")
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds")
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, exact, ago(moment))


@cache
def _reader() -> MarkdownIt:
    # html off: markup in outside text is shown as typed; images off: nothing is fetched, nobody is counted
    return (
        MarkdownIt("commonmark", {"html": False, "breaks": False}).enable(["table", "strikethrough"]).disable("image")
    )


def markdown(text: str) -> SafeString:
    """Markdown of anybody as safe HTML: no images, no raw HTML, links that pass nothing on."""
    drawn = _reader().render(str(text or ""))
    clean = nh3.clean(
        drawn,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "code": {"class"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 (sanitised on the line above)


def highlighted(code: str, language: str = "python") -> list[SafeString]:
    """Each line of the code as HTML with Pygments' short classes; the text is escaped.

    Characters that turn text around or cannot be seen are written out.
    """
    if language == "python" and len(code) <= 200_000:
        return [mark_safe(line) for line in python_lines(code)]  # noqa: S308 (escaped there)
    if len(code) > 200_000:
        lexer: Any = TextLexer(stripnl=False, ensurenl=False)
    else:
        try:
            lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
        except ClassNotFound:
            lexer = TextLexer(stripnl=False, ensurenl=False)
    drawn = written_out(
        highlight(code, lexer, HtmlFormatter(nowrap=True)), lambda name: f'<span class="err">{name}</span>'
    )
    lines = drawn.removesuffix("\n").split("\n")
    return [mark_safe(line) for line in lines]  # noqa: S308 (escaped by Pygments)


__all__ = ["ago", "count", "duration", "highlighted", "markdown", "moment_tag", "money", "size"]
