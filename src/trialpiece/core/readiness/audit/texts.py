"""Columns that are not what they are stored as: numbers and dates as text, mixed forms, words for "nothing"."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from trialpiece.core.readiness.audit.source import literal, quoted
from trialpiece.core.readiness.audit.table import Table, as_number, words_of
from trialpiece.core.readiness.audit.values import Column, Kind, Observation, Weight, counted

NOTHING = frozenset(
    {
        "na",
        "n/a",
        "#n/a",
        "#na",
        "nan",
        "null",
        "none",
        "nil",
        "-",
        "--",
        "---",
        "?",
        "??",
        ".",
        "..",
        "missing",
        "unknown",
        "unk",
        "undefined",
        "tbd",
        "todo",
        "xxx",
        "-99",
        "-999",
        "-9999",
        "999",
        "9999",
        "99999",
        "(null)",
        "(none)",
        "<na>",
        "<null>",
        "#value!",
        "#ref!",
        "#div/0!",
        "keine",
        "unbekannt",
        "inconnu",
        "not available",
        "not applicable",
        "no data",
        "n.a.",
        "k.a.",
        "not known",
    }
)
_NUMBER = {
    "12345.6": re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?"),
    "12,345.6": re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?"),
    "12.345,6": re.compile(r"[-+]?\d{1,3}(\.\d{3})+,\d+|[-+]?\d{1,3}(\.\d{3}){2,}"),
    "12345,6": re.compile(r"[-+]?\d+,\d{1,2}|[-+]?\d{4,},\d+"),
}
_UNIT = re.compile(r"([-+]?\d+(?:[.,]\d+)*)\s*([A-Za-z%€$£°µ][A-Za-z/²³]{0,6})|([€$£])\s?([-+]?\d+(?:[.,]\d+)*)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = {
    "year-month-day": re.compile(r"\d{4}-\d{1,2}-\d{1,2}([ T].*)?"),
    "year/month/day": re.compile(r"\d{4}/\d{1,2}/\d{1,2}([ T].*)?"),
    "day or month first with slashes": re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})([ T].*)?"),
    "day.month.year": re.compile(r"\d{1,2}\.\d{1,2}\.(\d{4}|\d{2})([ T].*)?"),
    "day or month first with hyphens": re.compile(r"(\d{1,2})-(\d{1,2})-\d{4}([ T].*)?"),
    "month in letters": re.compile(
        rf"\d{{1,2}}[ -]{_MONTH}[ -,]*\d{{2,4}}.*|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}.*", re.IGNORECASE
    ),
}
_YES = frozenset({"yes", "y", "true", "t", "1"})
_NO = frozenset({"no", "n", "false", "f", "0"})


def lying_types(table: Table) -> Iterator[Observation]:
    """Text columns whose values are numbers, dates, yes and no, or several spellings of the same."""
    for column in table.of_kind(Kind.TEXT):
        values = [(value.strip(), n) for value, n in table.values(column) if value.strip()]
        nothing = [(value, n) for value, n in values if value.lower() in NOTHING]
        meant = [(value, n) for value, n in values if value.lower() not in NOTHING]
        yield from _words_for_nothing(table, column, nothing, meant)
        if meant:
            found = [*_numbers(table, column, meant), *_dates(table, column, meant), *_units(table, column, meant)]
            yield from found or [*_truths(table, column, meant), *_spellings(table, column)]


def coded_times(table: Table) -> Iterator[Observation]:
    """Number columns that hold dates as 20240131 or as seconds since 1970."""
    for column in table.of_kind(Kind.NUMBER):
        low, high = as_number(column.low), as_number(column.high)
        if 19000101 <= low <= high <= 21001231 and column.distinct > 1 and _all_dates(table, column):
            says = f"{column.name} holds dates as numbers such as {column.low}."
            because = "Differences and averages of such numbers are meaningless: 20240201 minus 20240131 is 70."
            yield table.observe("date-as-number", Weight.SERIOUS, column.name, None, says, because)
        elif (9e8 <= low <= high <= 2.2e9 or 9e11 <= low <= high <= 2.2e12) and words_of(column.name) & {
            "time",
            "timestamp",
            "ts",
            "date",
            "created",
            "updated",
            "at",
            "epoch",
        }:
            says = f"{column.name} holds times as {'milli' if high > 9e11 else ''}seconds since 1970."
            because = "Nobody can read it, and the time zone is anybody's guess."
            yield table.observe("date-as-number", Weight.LOOK, column.name, None, says, because)


def _total(values: list[tuple[str, int]]) -> int:
    return sum(n for _, n in values)


def _words_for_nothing(
    table: Table, column: Column, nothing: list[tuple[str, int]], meant: list[tuple[str, int]]
) -> Iterator[Observation]:
    """Words that stand for an empty cell: counted over all rows."""
    numeric = all(_number_form(value) for value, _ in meant)
    words = [value for value, _ in nothing if not _number_form(value) or numeric]
    words = [value for value in words if not _number_form(value)] or words
    if not words or not meant:
        return
    listed = ", ".join(literal(each) for each in words[:20])
    hits = table.count(f"trim({quoted(column.name)}::VARCHAR) IN ({listed})")
    share = counted(hits, column.filled)
    says = f"{column.name} says {_quote(words)} in {hits:,} of {column.filled:,} filled rows."
    because = "A word for nothing counts as filled; completeness is worse than it looks, and it may become a category."
    yield table.observe("sentinel", Weight.SERIOUS if numeric else Weight.LOOK, column.name, share, says, because)


def _number_form(value: str) -> str | None:
    return next((form for form, pattern in _NUMBER.items() if pattern.fullmatch(value)), None)


def _numbers(table: Table, column: Column, meant: list[tuple[str, int]]) -> Iterator[Observation]:
    forms: Counter[str] = Counter()
    for value, n in meant:
        if form := _number_form(value):
            forms[form] += n
    n, hits = _total(meant), sum(forms.values())
    is_code = any(re.fullmatch(r"0\d+", value) for value, _ in meant) or words_of(column.name) & {
        "phone",
        "zip",
        "postcode",
        "plz",
        "tel",
        "code",
        "id",
    }
    if hits < 0.5 * n or is_code:
        return
    share = table.share(hits, n)
    dots, commas = forms["12345.6"] + forms["12,345.6"], forms["12.345,6"] + forms["12345,6"]
    if min(dots, commas) > 0 and any("." in value for value, _ in meant):
        says = f"{column.name} writes numbers in several ways: {', '.join(forms)}."
        because = "A parser that guesses turns 1.234 into one or into a thousand, silently."
        yield table.observe("mixed-numbers", Weight.SERIOUS, column.name, share, says, because)
        return
    others = [value for value, _ in meant if not _number_form(value)]
    others = others or _not_numbers(table, column)
    but = f", apart from values such as {_quote(others)}" if others else ""
    says = f"{column.name} is stored as text and holds numbers in {share.value:.1%} of filled rows{but}."
    because = "It sorts 10 before 9, cannot be averaged, and each reader repairs it in their own way."
    weight = Weight.SERIOUS if hits >= 0.9 * n else Weight.LOOK
    yield table.observe("number-as-text", weight, column.name, share, says, because)


def _not_numbers(table: Table, column: Column) -> list[str]:
    """Values that are no number, from all rows: what was read above can miss the few that made it text."""
    name = quoted(column.name)
    rows = table.ask(
        f"SELECT DISTINCT {name} FROM {table.relation.sql} WHERE {name} IS NOT NULL AND TRY_CAST({name} AS DOUBLE) IS NULL LIMIT 3"
    )
    return [str(row[0]) for row in rows]


def _dates(table: Table, column: Column, meant: list[tuple[str, int]]) -> Iterator[Observation]:
    forms: Counter[str] = Counter()
    first_over, second_over = False, False
    for value, n in meant:
        form = next((name for name, pattern in _DATES.items() if pattern.fullmatch(value)), None)
        if form is None:
            continue
        forms[form] += n
        if form.startswith("day or"):
            parts = [int(each) for each in re.findall(r"\d+", value)[:2]]
            first_over, second_over = first_over or parts[0] > 12, second_over or parts[1] > 12
    n, hits = _total(meant), sum(forms.values())
    if hits < 0.8 * n:
        return
    share = table.share(hits, n)
    if first_over and second_over:
        forms["the other of day and month first"] = 1
    if len(forms) > 1:
        says = f"{column.name} writes dates in {len(forms)} ways: {'; '.join(forms)}."
        because = (
            "3/4 is the third of April in one row and the fourth of March in the next; the order of events breaks."
        )
        yield table.observe("mixed-dates", Weight.SERIOUS, column.name, share, says, because)
    else:
        says = f"{column.name} is stored as text and holds dates ({next(iter(forms))})."
        because = "Text sorts and compares as letters; state the form once and store it as a date."
        yield table.observe("date-as-text", Weight.LOOK, column.name, share, says, because)


def _units(table: Table, column: Column, meant: list[tuple[str, int]]) -> Iterator[Observation]:
    """Numbers with a unit written behind or before them."""
    units: Counter[str] = Counter()
    for value, n in meant:
        if found := _UNIT.fullmatch(value):
            units[(found[2] or found[3]).lower()] += n
    n, hits = _total(meant), sum(units.values())
    if hits < 0.5 * n or len(units) > 12:
        return
    share = table.share(hits, n)
    if len(units) > 1:
        says = f"{column.name} mixes units: {', '.join(unit for unit, _ in units.most_common(6))}."
        because = "The figures cannot be compared until they are brought to one unit."
        yield table.observe("unit-mixture", Weight.SERIOUS, column.name, share, says, because)
    elif len(meant) > 5:
        says = f"{column.name} holds numbers with their unit ({next(iter(units))}) as text."
        because = "It sorts 10 before 9 and cannot be averaged; the unit belongs into the dictionary."
        yield table.observe("number-as-text", Weight.LOOK, column.name, share, says, because)


def _truths(table: Table, column: Column, meant: list[tuple[str, int]]) -> Iterator[Observation]:
    said = {value.lower() for value, _ in meant}
    if said <= _YES | _NO and (len(said & _YES) > 1 or len(said & _NO) > 1):
        share = table.share(_total(meant), _total(meant))
        says = f"{column.name} says yes and no in several ways: {_quote(sorted({value for value, _ in meant}))}."
        because = "Counting one spelling misses the others."
        yield table.observe("several-spellings", Weight.SERIOUS, column.name, share, says, because)


def _spellings(table: Table, column: Column) -> Iterator[Observation]:
    """Values of a category that differ only by capitals, spaces or punctuation."""
    values = table.values(column)
    if len(values) > 2_000 or len(values) * 2 > _total(values):
        return
    forms: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for value, n in values:
        forms[re.sub(r"[\W_]+", "", value.lower())].append((value, n))
    several = [each for key, each in forms.items() if key and len(each) > 1]
    if several:
        hits = sum(_total(each) - max(n for _, n in each) for each in several)
        share = table.share(hits, _total(values))
        says = f"{column.name} spells {len(several)} value(s) in several ways, such as {_quote([v for v, _ in several[0]])}."
        because = "Each spelling becomes a category of its own, and counts are split between them."
        yield table.observe("several-spellings", Weight.LOOK, column.name, share, says, because)


def _quote(values: list[str]) -> str:
    """Up to three values as they stand, outer spaces made visible by the quotes."""
    return ", ".join(f"'{value[:30]}'" for value in values[:3])


def _all_dates(table: Table, column: Column) -> bool:
    for value, _ in table.values(column)[:500]:
        digits = value.partition(".")[0]
        try:
            dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        except ValueError:
            return False
    return True
