"""`{% load ui %}`: every tag and filter of docs/developer/pages.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from trialpiece.web.ui import charts, words
from trialpiece.web.ui.listing import numbered

register = template.Library()

TONES = {"strength": "circle-check", "concern": "triangle-alert", "danger": "circle-alert", "accent": "", "note": ""}
ALERTS = {
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "error": "circle-alert",
    "debug": "info",
}
STATE_ICONS = {
    "done": "check",
    "now": "circle-dot",
    "next": "circle",
    "blocked": "triangle-alert",
    "against": "triangle-alert",
}
STATE_WORDS = {
    "done": "done",
    "now": "in progress",
    "next": "not yet",
    "blocked": "blocked",
    "against": "done against the advice",
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Lucide icon from the sprite; with `label` it speaks, without it is decoration."""
    address = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_tag
def tag(text: Any, tone: str = "note", symbol: str | None = None) -> SafeString:
    """A pill: tone is strength, concern, danger, accent or note; `symbol` another icon, or empty for none."""
    name = TONES.get(tone, "") if symbol is None else symbol
    return format_html('<span class="tag {}">{}{}</span>', tone, icon(name) if name else "", text)


@register.inclusion_tag("ui/tags/alert.html")
def alert(text: Any, kind: str = "info", title: str = "") -> dict[str, Any]:
    """A message in the page: kind is info, success, warning or error."""
    return {"text": text, "kind": kind, "title": title, "symbol": ALERTS.get(kind, "info")}


@register.filter
def alert_kind(message: Any) -> str:
    """The kind of one of Django's messages."""
    return getattr(message, "level_tag", "") or "info"


@register.filter
def alert_symbol(kind: str) -> str:
    """The icon of a kind of message."""
    return ALERTS.get(kind, "info")


@register.inclusion_tag("ui/tags/interval.html")
def interval(
    value: float | None,
    ends: Any = None,
    *,
    low: float = 0.0,
    high: float = 1.0,
    label: str = "",
    text: str = "",
    note: str = "",
    reference: float | None = None,
    ticks: int = 4,
    tone: str = "",
) -> dict[str, Any]:
    """One row of `.scales`: label, the value as a point on its interval, and the value in words.

    `ends` is a pair or an object with `low` and `high`; `reference` draws a dashed line (a threshold).
    """
    pair = charts.ends_of(ends)
    words_ = text or ("" if value is None else f"{value:g}")
    says = f"{label}: {words_}" if label else words_
    if pair:
        says += f", interval {pair[0]:g} to {pair[1]:g}"
    return {
        "label": label,
        "text": words_,
        "note": note,
        "says": says + f" on a scale from {low:g} to {high:g}",
        "point": None if value is None else charts.percent(value, low, high),
        "start": charts.percent(pair[0], low, high) if pair else None,
        "width": round(charts.percent(pair[1], low, high) - charts.percent(pair[0], low, high), 3) if pair else None,
        "reference": None if reference is None else charts.percent(reference, low, high),
        "grid": [round(100 * step / ticks, 3) for step in range(ticks + 1)],
        "tone": tone,
    }


@register.inclusion_tag("ui/tags/bar.html")
def bar(value: float, high: float = 1.0, *, label: str = "", text: str = "", tone: str = "") -> dict[str, Any]:
    """One row of `.scales` with a plain bar from zero, for counts that carry no interval."""
    return {"label": label, "text": text or f"{value:g}", "width": charts.percent(value, 0, high), "tone": tone}


@register.inclusion_tag("ui/tags/dots.html")
def dots(rows: Iterable[Any], *, widest_first: bool = True, anchors: bool = True) -> dict[str, Any]:
    """Criterion by rater on the 1-5 scale; rows as `charts.dots_row` reads them."""
    return {"rows": charts.dots_rows(rows, widest_first=widest_first), "levels": charts.LEVELS, "anchors": anchors}


@register.inclusion_tag("ui/tags/journey.html")
def journey(steps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The strip ready → … → learn; a step is `{"label", "note", "state": done|now|next|blocked|against, "url"}`."""
    return {"steps": [_with_state(step) for step in steps]}


@register.inclusion_tag("ui/tags/timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    """Events under each other; `{"title", "when", "note", "state", "url", "icon", "action", "primary"}`.

    All but the title are optional, and a dataclass with these fields will do; `action` makes the address a button.
    """
    return {"events": [_with_state(event) for event in events]}


@register.inclusion_tag("ui/tags/steps.html")
def steps(labels: Iterable[str], current: int) -> dict[str, Any]:
    """Progress through a form of several pages; `current` counts from 1."""
    return {"labels": list(labels), "current": current}


@register.simple_tag
def listing(code: str, marks: Iterable[Any] = (), *, prefix: str = "", language: str = "python") -> SafeString:
    """Code with numbered lines; a mark is `{"line", "tone": strength|concern|neutral|via, "href", "title"}`.

    `prefix` makes each line an anchor `<prefix>-L<line>`.
    """
    by_line: dict[int, Mapping[str, Any]] = {}
    for mark in marks:
        by_line.setdefault(int(mark["line"]), mark)
    items = mark_safe(numbered(words.highlighted(code, language), by_line, prefix))  # noqa: S308 (escaped there)
    return format_html('<div class="listing hl" tabindex="0" role="region" aria-label="Code"><ol>{}</ol></div>', items)


@register.inclusion_tag("ui/tags/waiting.html")
def waiting(url: str, text: str, done: int | None = None, of: int | None = None, every: int = 2) -> dict[str, Any]:
    """A progress bar that asks `url` every few seconds; the answer replaces it (return this tag again, or the result)."""
    return {"url": url, "text": text, "done": done, "of": of, "every": every}


@register.inclusion_tag("ui/tags/stat.html")
def stat(label: str, value: Any, note: str = "") -> dict[str, Any]:
    """A big number inside `<dl class="stats">`; `note` carries interval and n, always."""
    return {"label": label, "value": value, "note": note}


@register.inclusion_tag("ui/tags/copy.html")
def copy(text: str, label: str = "Copy") -> dict[str, Any]:
    """A line of text with a button that copies it."""
    return {"text": text, "label": label}


@register.inclusion_tag("ui/tags/pagination.html", takes_context=True)
def pagination(context: dict[str, Any], page: Page[Any], noun: str = "row") -> dict[str, Any]:
    """Where one is and the way on; keeps the other parts of the address."""
    return {"page": page, "noun": noun, "request": context["request"]}


@register.inclusion_tag("ui/tags/sort_head.html", takes_context=True)
def sort_head(
    context: dict[str, Any], key: str, label: str, *, numeric: bool = False, default: str = ""
) -> dict[str, Any]:
    """A `<th>` whose link sorts by `?sort=key` or `?sort=-key`; `default` is the order without a parameter."""
    now = context["request"].GET.get("sort", default)
    state = {key: "ascending", f"-{key}": "descending"}.get(now, "none")
    return {
        "request": context["request"],
        "label": label,
        "numeric": numeric,
        "state": state,
        "target": f"-{key}" if state == "ascending" else key,
        "symbol": {"ascending": "arrow-up", "descending": "arrow-down", "none": "arrow-up-down"}[state],
    }


def _with_state(entry: Any) -> dict[str, Any]:
    if is_dataclass(entry) and not isinstance(entry, type):
        entry = asdict(entry)
    state = entry.get("state", "next")
    return {
        **entry,
        "state": state,
        "symbol": entry.get("icon") or STATE_ICONS.get(state, "circle"),
        "state_words": STATE_WORDS.get(state, ""),
    }


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown of anybody as safe HTML; put it into `<div class="prose">`."""
    return words.markdown(text)


@register.filter
def ago(moment: datetime | None) -> SafeString:
    """`<time>` in relative words with the exact moment in its title."""
    return words.moment_tag(moment)


@register.filter
def money(amount: Any, currency: str = "EUR") -> str:
    """`{{ pay.amount|money:pay.currency }}`."""
    return words.money(amount, currency or "EUR") if amount not in {None, ""} else ""


@register.filter
def duration(value: timedelta | float | None) -> str:
    """`{{ seconds_or_timedelta|duration }}`."""
    return "" if value is None else words.duration(value)


@register.filter
def remaining(moment: datetime) -> str:
    """`{{ sitting.deadline|remaining }}`: the time until then."""
    return words.remaining(moment - timezone.now())


@register.filter
def size(octets: int | None) -> str:
    """`{{ blob.size|size }}`."""
    return "" if octets is None else words.size(int(octets))


@register.filter
def count(number: int, noun: str) -> str:
    """`{{ n|count:"finding" }}`, `{{ n|count:"person,people" }}`."""
    one, _, many = noun.partition(",")
    return words.count(int(number), one, many)


@register.filter
def said(number: int, noun: str) -> str:
    """`{{ n|said:"finding" }}`: as `count`, small numbers in words."""
    one, _, many = noun.partition(",")
    return words.said(int(number), one, many)


@register.filter
def coded(text: str) -> SafeString:
    """A finding's sentence; what stands in backticks becomes code."""
    return words.coded(text)


@register.filter
def lowered(text: str) -> str:
    """A title inside a sentence: its first letter small, abbreviations as they are."""
    return words.lowered(str(text))


@register.filter
def opened(text: str) -> str:
    """A capital first letter; the rest as it is, unlike `capitalize`."""
    return words.opened(str(text))
