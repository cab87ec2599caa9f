"""The report of a data audit as a paper: suggested levels, what was found, plots from the same numbers, every column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trialpiece.core.papers.readiness import day
from trialpiece.core.papers.typeset import typeset
from trialpiece.core.readiness.audit.told import around
from trialpiece.core.readiness.instrument import shipped_instrument

_WORDS = {"serious": ("Serious", "concern"), "look": ("Have a look", "accent"), "note": ("Note", "note")}
_NUMBERS = (
    "Nothing",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)
MOST_COLUMNS = 400
"""Of a table, in the list of every column; what is left out is said."""
MOST_NAMED = 40
"""Columns without a description that are named, and columns whose empty cells are drawn."""


@dataclass(frozen=True, slots=True)
class About:
    """Whose report it is, of which data, when they were measured and when it was drawn."""

    organisation: str
    name: str
    measured: dt.date | None
    drawn: dt.datetime


def audit_pdf(report: Mapping[str, Any], about: About) -> bytes:
    """The report (`trialpiece.audit/1`) as PDF."""
    return typeset("audit", audit_data(report, about), when=about.drawn)


def audit_data(report: Mapping[str, Any], about: About) -> dict[str, Any]:
    """What the template shows, as JSON: words and numbers, nothing left to decide. Reports without plots have none."""
    tables = report["tables"]
    serious = sum(each["weight"] == "serious" for table in tables for each in table["observations"])
    rows, columns = sum(table["rows"] for table in tables), sum(len(table["columns"]) for table in tables)
    return {
        "organisation": about.organisation or "An organisation",
        "title": about.name,
        "headline": _headline(serious),
        "lede": f"{_count(len(tables), 'table')}, {_count(columns, 'column')}, {_count(rows, 'row')}, measured in "
        f"{report['seconds']:.1f} s{f' on {day(about.measured)}' if about.measured else ''}.",
        "drawn": day(about.drawn),
        "about": "Counts are of all rows unless it says otherwise. Drawn by Trialpiece.",
        "caveats": [each["says"] for each in report.get("caveats", ())],
        "levels": _levels(report),
        "dictionary": _dictionary(report.get("coverage")),
        "tables": [_table(table) for table in tables],
    }


def _headline(serious: int) -> str:
    if not serious:
        return "Nothing serious found"
    number = _NUMBERS[serious] if serious < len(_NUMBERS) else f"{serious:,}"
    return f"{number} {'thing' if serious == 1 else 'things'} would spoil a model if nobody knew"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _levels(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    items = {item.key: item for item in shipped_instrument().items()}
    return [
        {
            "title": items[each["item"]].title, "level": f"{each['level']} of 4",
            "anchor": items[each["item"]].levels[each["level"]], "because": each["because"],
        }
        for each in report.get("suggestions", ()) if each["item"] in items
    ]  # fmt: skip


def _dictionary(coverage: Mapping[str, Any] | None) -> list[str]:
    if not coverage:
        return []
    described = coverage["described"]
    said = [f"{described['hits']} of {described['n']} columns are described."]
    for lead, names in (("Not described", coverage["undescribed"]), ("Described but not there", coverage["stale"])):
        if names:
            more = f", and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
            said.append(f"{lead}: {', '.join(names[:MOST_NAMED])}{more}.")
    return said


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    about = [_count(table["rows"], "row"), _count(len(table["columns"]), "column")]
    about += [f"outcome {table['label']}"] if table.get("label") else []
    about += [f"time {table['time_column']}"] if table.get("time_column") else []
    if table["sampled"] < table["rows"]:
        about.append(f"the finer checks read {table['sampled']:,} rows")
    columns = sorted(table["columns"], key=lambda each: -(each["rows"] - each["filled"]))
    return {
        "name": table["name"],
        "about": ", ".join(about),
        "found": [_found(each) for each in table["observations"]],
        "months": _months(table),
        "outcomes": _outcomes(table.get("classes")),
        "histograms": [_histogram(each) for each in table.get("histograms", ())],
        "trends": [_trend(each) for each in table.get("trends", ())],
        "empty": [_empty(each) for each in columns if each["rows"] > each["filled"]][:MOST_NAMED],
        "columns": [_column(each) for each in columns[:MOST_COLUMNS]],
        "left-out": max(0, len(columns) - MOST_COLUMNS),
    }


def _found(each: Mapping[str, Any]) -> dict[str, Any]:
    word, tone = _WORDS[each["weight"]]
    before, after = around(each["says"], each["column"]) or ("", "")
    named = bool(before or after)
    if each["column"] and not named:
        named, after = True, f": {each['says']}"
    return {
        "before": before if named else each["says"], "column": each["column"] if named else "", "after": after,
        "because": each["because"], "word": word, "tone": tone,
    }  # fmt: skip


def _months(table: Mapping[str, Any]) -> dict[str, Any] | None:
    counted = table.get("by_month") or []
    if len(counted) < 2:
        return None
    most = max(count for _, count in counted)
    first, last = counted[0][0], counted[-1][0]
    return {
        "column": table["time_column"], "heights": [count / most for _, count in counted], "first": first, "last": last,
        "most": f"most: {most:,}", "says": f"Rows by month from {first} to {last}; at most {most:,} in a month.",
    }  # fmt: skip


def _outcomes(classes: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not classes:
        return None
    n = classes["n"] or 1
    rows = [
        {"value": value, "share": count / n, "says": f"{count:,} ({count / n:.1%})"}
        for value, count in classes["counts"]
    ]
    says = "; ".join(f"{row['value']}: {row['says']}" for row in rows)
    return {"column": classes["column"], "rows": rows, "says": f"Outcomes in {classes['column']}. {says}."}


def _histogram(each: Mapping[str, Any]) -> dict[str, Any]:
    most = max(each["counts"]) or 1
    low, high = f"{each['low']:.4g}", f"{each['high']:.4g}"
    return {
        "column": each["column"], "heights": [count / most for count in each["counts"]], "low": low, "high": high,
        "says": f"{each['column']}: from {low} to {high}, in {len(each['counts'])} bins of equal width: "
        f"{', '.join(f'{count:,}' for count in each['counts'])}.",
    }  # fmt: skip


def _trend(each: Mapping[str, Any]) -> dict[str, Any]:
    values: list[float] = [value for _, value, _ in each["points"]]
    low, high = min(values), max(values)
    room = (high - low) or 1.0
    first, last = each["points"][0][0], each["points"][-1][0]
    return {
        "column": each["column"], "what": each["what"], "heights": [(value - low) / room for value in values],
        "low": f"{low:.4g}", "high": f"{high:.4g}", "first": first, "last": last,
        "says": f"{each['column']}, {each['what']} by month from {first} to {last}: between {low:.4g} and {high:.4g}, "
        f"at first {values[0]:.4g}, at last {values[-1]:.4g}.",
    }  # fmt: skip


def _empty(each: Mapping[str, Any]) -> dict[str, Any]:
    empty = each["rows"] - each["filled"]
    return {"name": each["name"], "share": empty / each["rows"], "says": f"{empty:,} of {each['rows']:,}"}


def _column(each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": each["name"], "kind": f"{each['kind']}, {each['stored_as'].lower()}",
        "empty": f"{each['rows'] - each['filled']:,}", "distinct": f"{each['distinct']:,}",
        # the ends of texts may be somebody's name or address
        "range": f"{each['low']} to {each['high']}" if each["low"] is not None and each["kind"] != "text" else "",
    }  # fmt: skip
