"""Which evidence the page shows: chosen by address, so that a choice can be sent to a colleague."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from trialpiece.web.reviews.evidence import Evidence

TONES = {"strength": "Strengths", "concern": "Concerns", "note": "Notes"}
FAMILIES = {
    "leakage": "Leakage",
    "evaluation": "Evaluation",
    "reproducibility": "Reproducibility",
    "correctness": "Correctness",
    "data_quality": "Data quality",
    "claims": "Claims in the text",
    "explanation": "Explanation",
    "code_quality": "Code quality",
}
"""Kinds by their first word, in the order in which a reviewer asks for them; others follow under their own name."""
FIRMNESS = {
    "strong": "stands on the code",
    "weak": "look before you rely on it",
    "note": "worth knowing",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, with how much there is of it beside what else is chosen."""

    value: str
    label: str
    count: int
    chosen: bool
    query: str
    """The address of the page with this choice, and the others as they are."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants to see; empty texts choose everything."""

    show: str = ""
    about: str = ""
    firm: str = ""

    @classmethod
    def asked(cls, given: Mapping[str, str]) -> Choice:
        """Read from a query; what is unknown is passed over."""
        show, about, firm = (given.get(name, "")[:60] for name in ("show", "about", "firm"))
        return cls(
            show=show if show in TONES else "",
            about=about if about.replace("_", "").replace(".", "").isalnum() else "",
            firm=firm if firm in FIRMNESS else "",
        )

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return bool(self.show or self.about or self.firm)

    def takes(self, one: Evidence, *, but: str = "") -> bool:
        """Whether the evidence is chosen; `but` names one of the three that does not count."""
        return (
            (but == "show" or not self.show or one.tone == self.show)
            and (but == "about" or not self.about or f"{one.kind}.".startswith(f"{self.about}."))
            and (but == "firm" or not self.firm or one.strength == self.firm)
        )

    def query(self, **changed: str) -> str:
        """The choice as a query, with some of it changed."""
        values = {"show": self.show, "about": self.about, "firm": self.firm} | changed
        return urlencode({name: value for name, value in values.items() if value})

    def tones(self, found: Iterable[Evidence]) -> list[Option]:
        """Everything, strengths, concerns, notes: with counts; what does not occur is left out."""
        counted = Counter(one.tone for one in found if self.takes(one, but="show"))
        everything = Option("", "All", counted.total(), not self.show, self.query(show=""))
        return [everything, *self._options("show", TONES, counted, self.show)]

    def families(self, found: Iterable[Evidence]) -> list[Option]:
        """Kinds of evidence that occur."""
        every = list(found)
        counted = Counter(_family(one.kind) for one in every if self.takes(one, but="about"))
        known = {_family(one.kind): _family(one.kind).replace("_", " ").capitalize() for one in every}
        ordered = {name: FAMILIES.get(name, known[name]) for name in [*FAMILIES, *sorted(known)] if name in known}
        options = self._options("about", ordered, counted, self.about)
        if self.about and self.about not in ordered:  # one exact kind, as addresses elsewhere name it
            number = sum(self.takes(one) for one in every)
            options.append(Option(self.about, self.about, number, chosen=True, query=self.query()))
        return options

    def firmnesses(self, found: Iterable[Evidence]) -> list[Option]:
        """How firm the evidence is."""
        return self._options(
            "firm", FIRMNESS, Counter(o.strength for o in found if self.takes(o, but="firm")), self.firm
        )

    def _options(self, name: str, labels: Mapping[str, str], counted: Counter[str], chosen: str) -> list[Option]:
        return [
            Option(value, label, counted[value], value == chosen, self.query(**{name: value}))
            for value, label in labels.items()
            if counted[value] or value == chosen
        ]


def _family(kind: str) -> str:
    return kind.partition(".")[0]


def as_page(choice: Choice, found: list[Evidence]) -> dict[str, Any]:
    """What the filters on the page are drawn from."""
    return {
        "choice": choice,
        "tones": choice.tones(found),
        "families": choice.families(found),
        "firmnesses": choice.firmnesses(found),
    }
