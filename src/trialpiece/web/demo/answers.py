"""What the demo's respondents say about readiness: a level by dimension, and where it is another for an item."""

from __future__ import annotations

from dataclasses import dataclass, field

from trialpiece.core.readiness.instrument import UNKNOWN, shipped_instrument

Given = dict[str, int | str]


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who is asked: function, address, levels by dimension, items that differ, evidence by item."""

    function: str
    email: str
    levels: dict[str, int]
    but: Given = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)

    def answers(self) -> Given:
        """Item key to level, to "unknown", or absent where the item was left out."""
        said: Given = {
            item.key: self.levels[each.id] for each in shipped_instrument().dimensions for item in each.items
        }
        said |= self.but
        return {key: level for key, level in said.items() if level != ""}


def _levels(data: int, process: int, technology: int, leadership: int) -> dict[str, int]:
    return {"data": data, "process": process, "technology": technology, "leadership": leadership}


WIKI = "https://wiki.northquay.example"
RETENTION = (
    Voice(
        "head of accounts", "accounts@northquay.example", _levels(3, 3, 2, 3),
        {"process.decision": 4, "technology.oncall": UNKNOWN, "technology.security": UNKNOWN, "data.dictionary": 1},
        {"process.baseline": "Calls by rule of thumb: 11 of 100 called shippers stay who would have left; Q1, CRM report 14."},
    ),
    Voice(
        "data lead", "data@northquay.example", _levels(3, 3, 2, 2),
        {"data.access": 4, "data.dictionary": 4, "process.failure": 1, "leadership.time": 1, "technology.skill": 3},
        {"data.dictionary": f"{WIKI}/warehouse/dictionary", "data.access": "Priya asked on a Monday and ran a query on Wednesday."},
    ),
    Voice(
        "head of IT operations", "operations@northquay.example", _levels(2, 2, 3, 3),
        {"technology.monitoring": 1, "technology.oncall": 2, "process.question": 3, "leadership.budget": UNKNOWN},
        {"technology.deployment": "Last release of the portal: four days from merged to live."},
    ),
    Voice(
        "controller", "controlling@northquay.example", _levels(2, 3, 2, 4),
        {"data.permission": 4, "process.target": 4, "technology.skill": UNKNOWN, "technology.environments": UNKNOWN},
        {"leadership.budget": "€340,000 over 18 months, half of it after the first list of calls was used."},
    ),
    Voice(
        "chief operating officer, sponsor", "coo@northquay.example", _levels(3, 3, 3, 4),
        {"process.failure": 4, "data.quality": 1, "data.dictionary": "", "technology.pipelines": UNKNOWN},
    ),
)  # fmt: skip
"""Go, with a caveat: they differ on documentation and on when to stop."""

FORECAST = (
    Voice(
        "head of port planning", "planning@northquay.example", _levels(3, 1, 2, 3),
        {"process.user": 3, "process.baseline": 2, "leadership.change": 1},
    ),
    Voice(
        "data lead", "data@northquay.example", _levels(3, 1, 2, 3),
        {"data.history": 4, "process.question": 0, "process.scope": 2},
        {"data.history": "First booking 2019-03-02, last one this morning; ports renamed in June 2023."},
    ),
    Voice(
        "head of IT operations", "operations@northquay.example", _levels(3, 2, 3, 2),
        {"process.failure": 0, "process.target": 1, "leadership.patience": UNKNOWN},
    ),
    Voice(
        "chief operating officer, sponsor", "coo@northquay.example", _levels(3, 2, 3, 4),
        {"process.target": 3, "process.decision": 1},
    ),
)  # fmt: skip
"""Strong data, no agreed question: a workshop first."""

PLATFORM = (
    Voice("data lead", "data@northquay.example", _levels(3, 3, 2, 3), {"technology.oncall": 1, "process.target": 2}),
    Voice("head of IT operations", "operations@northquay.example", _levels(3, 2, 3, 3), {"technology.skill": 1}),
    Voice("controller", "controlling@northquay.example", _levels(3, 3, 2, 3), {"leadership.patience": 2}),
    Voice("head of accounts", "accounts@northquay.example", _levels(3, 3, 2, 3)),
)
"""Under way: the last of them has not answered."""
