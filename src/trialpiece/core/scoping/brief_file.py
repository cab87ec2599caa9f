"""BRIEF.toml written from a brief, so that pages, files and version control hold the same thing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from trialpiece.core.scoping.work import Part, WorkBrief, shipped_work

KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "business_question": ("business_question",),
    "baseline": ("baseline",),
    "failure_condition": ("failure_condition",),
    "success_metric": ("success", "metric"),
    "success_threshold": ("success", "threshold"),
    "tables": ("data_access", "tables"),
    "credentials": ("data_access", "credentials"),
    "included": ("scope", "included"),
    "excluded": ("scope", "excluded"),
    "start": ("timeline", "start"),
    "end": ("timeline", "end"),
    "looks": ("timeline", "looks"),
    "decision_good": ("decisions", "good"),
    "decision_bad": ("decisions", "bad"),
    "decision_unclear": ("decisions", "unclear"),
}
"""Where each text of a brief stands in BRIEF.toml."""


def brief_toml(brief: WorkBrief) -> str:
    """BRIEF.toml of a brief: read again, it gives the same brief. What was not said is left out."""
    lines = ['schema = "trialpiece.work-brief/1"']
    table = ""
    for name, key in KEYS.items():
        value = getattr(brief, name)
        if len(key) == 2 and value and key[0] != table:
            table = key[0]
            lines += ["", f"[{table}]"]
        if value:
            lines.append(f"{key[-1]} = {_value(value, dated=key[0] == 'timeline')}")
    for part in brief.parts:
        lines += ["", "[[part]]", *_part(part)]
    if brief.team:
        lines += ["", "[team]", *_said(brief.team)]
    if brief.situation:
        lines += ["", "[engagement]", *_said(brief.situation)]
    if brief.costs:
        shipped = shipped_work().costs
        own = {
            each.name: getattr(brief.costs, each.name)
            for each in fields(brief.costs)
            if getattr(brief.costs, each.name) != getattr(shipped, each.name)
        }
        lines += ["", "# Assumptions that differ from the shipped ones.", "[costs]"]
        lines += [f"{name} = {_value(value)}" for name, value in own.items()]
    return "\n".join(lines) + "\n"


def _part(part: Part) -> Iterator[str]:
    yield f"title = {_value(part.title)}"
    yield "[part.answers]"
    yield from (f"{name} = {_value(answer)}" for name, answer in part.answers.items())
    if part.evidence:
        yield "[part.evidence]"
        yield from (f"{name} = {_value(text)}" for name, text in part.evidence.items())


def _said(row: Any) -> Iterator[str]:  # noqa: ANN401 - a dataclass of plain values
    for each in fields(row):
        value = getattr(row, each.name)
        if value is not None and value != {}:
            yield f"{each.name} = {_value(value)}"


def _value(value: Any, *, dated: bool = False) -> str:  # noqa: ANN401 - whatever a brief holds
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value if dated and is_date(value) else _quoted(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_value(each)}" for name, each in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(each, dated=dated) for each in value) + "]"
    return repr(value)


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are among TOML's, which forbids DEL bare, too."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(sound, ensure_ascii=False).replace("\x7f", "\\u007f")


def is_date(text: str) -> bool:
    """Whether a text is a day in the calendar in ISO form."""
    try:
        return len(text) == 10 and dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
