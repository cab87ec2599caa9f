"""The questions: dimensions, items with anchored levels, and one respondent's answers to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from trialpiece.core.documents import BadDocument, packaged, problem_at, read_checked
from trialpiece.core.exercises.located import Document, Problem

HIGHEST = 4
"""The best level of an item; the worst is 0."""
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """One question with five anchored levels, worst first."""

    key: str
    """`dimension.item`, unique in the instrument."""
    title: str
    ask: str
    evidence: str
    first_step: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the four things that readiness is judged on."""

    id: str
    title: str
    question: str
    good: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A version of the questionnaire; answers stay with the version that they were given on."""

    id: str
    version: int
    title: str
    intro: str
    dimensions: tuple[Dimension, ...]

    def items(self) -> Iterator[Item]:
        """Every item, in the order in which it is asked."""
        for dimension in self.dimensions:
            yield from dimension.items

    def dimension(self, dimension_id: str) -> Dimension:
        """The dimension of that id.

        Raises:
            KeyError: there is none.
        """
        for dimension in self.dimensions:
            if dimension.id == dimension_id:
                return dimension
        raise KeyError(dimension_id)


@dataclass(frozen=True, slots=True)
class Answers:
    """What one respondent said; an item in neither `levels` nor `unknown` was left out."""

    respondent: str
    levels: Mapping[str, int]
    """Item key to level, 0 to 4."""
    unknown: frozenset[str] = frozenset()
    """Items answered with "I do not know"."""
    evidence: Mapping[str, str] = field(default_factory=dict)
    work: str = ""
    """The piece of work that the respondent had in mind."""


def load_instrument(path: Path) -> Instrument:
    """An instrument from its file.

    Raises:
        BadDocument: the file has errors.
    """
    document = read_checked(path, "readiness-instrument")
    problems = [*_doubled(document)]
    if problems:
        raise BadDocument(problems)
    data = document.data
    dimensions = tuple(
        Dimension(
            id=each["id"],
            title=each["title"],
            question=each["question"],
            good=each["good"],
            items=tuple(
                Item(
                    key=f"{each['id']}.{item['id']}",
                    title=item["title"],
                    ask=item["ask"],
                    evidence=item["evidence"],
                    first_step=item["first_step"],
                    levels=tuple(item["levels"]),
                )
                for item in each["item"]
            ),
        )
        for each in data["dimension"]
    )
    return Instrument(data["id"], data["version"], data["title"], data["intro"].strip(), dimensions)


@cache
def shipped_instrument(version: int | None = None) -> Instrument:
    """The instrument that comes with the product: the newest, or an earlier version that is kept beside it.

    Raises:
        KeyError: there is no such version.
    """
    newest = load_instrument(packaged("readiness", "instrument.toml"))
    if version is None or version == newest.version:
        return newest
    kept = packaged("readiness", f"instrument@{version}.toml")
    if not kept.is_file():
        raise KeyError(version)
    return load_instrument(kept)


def load_answers(path: Path, instrument: Instrument | None = None) -> tuple[Instrument, Answers]:
    """One respondent's file, with the instrument that it was given on (a shipped one unless told).

    Raises:
        BadDocument: the file has errors, or names an instrument or item that does not exist.
    """
    document = read_checked(path, "readiness-answers")
    data = document.data
    asked = instrument or _shipped_as_named(document)
    if (data["instrument"], data["version"]) != (asked.id, asked.version):
        says = f"These answers were given on {data['instrument']} version {data['version']}, not on {asked.id} {asked.version}."
        raise BadDocument([problem_at(document, ("version",), says)])
    problems = [*_unknown_items(document, asked)]
    if problems:
        raise BadDocument(problems)
    said = {f"{dim}.{item}": level for dim, items in data["answers"].items() for item, level in items.items()}
    return asked, Answers(
        respondent=data.get("respondent", path.stem),
        levels={key: int(level) for key, level in said.items() if level != UNKNOWN},
        unknown=frozenset(key for key, level in said.items() if level == UNKNOWN),
        evidence={
            f"{dim}.{item}": text for dim, items in data.get("evidence", {}).items() for item, text in items.items()
        },
        work=data.get("work", ""),
    )


def blank_answers(instrument: Instrument) -> str:
    """An answer file to fill in: each item with its question and levels as comments."""
    lines = [
        *(f"# {line}" for line in instrument.intro.splitlines()),
        'schema = "trialpiece.readiness-answers/1"',
        f'instrument = "{instrument.id}"',
        f"version = {instrument.version}",
        'respondent = "your role"',
        'work = "the piece of work you have in mind"',
    ]
    for dimension in instrument.dimensions:
        lines += ["", f"# {dimension.title}. {dimension.question}", f"[answers.{dimension.id}]"]
        for item in dimension.items:
            lines += ["", f"# {item.title}: {item.ask}"]
            lines += [f"#   {level} = {anchor}" for level, anchor in enumerate(item.levels)]
            lines += [f"#   Evidence: {item.evidence}", f'{item.key.partition(".")[2]} = "{UNKNOWN}"']
    return "\n".join(lines) + "\n"


def _doubled(document: Document) -> Iterator[Problem]:
    """Dimensions or items whose id an earlier one has."""
    dimensions = document.data["dimension"]
    ids = Counter(each["id"] for each in dimensions)
    for index, each in enumerate(dimensions):
        if ids[each["id"]] > 1:
            yield problem_at(
                document, ("dimension", index, "id"), f"There are two dimensions with the id {each['id']!r}."
            )
        items = Counter(item["id"] for item in each["item"])
        for position, item in enumerate(each["item"]):
            if items[item["id"]] > 1:
                at = ("dimension", index, "item", position, "id")
                yield problem_at(document, at, f"There are two items with the id {item['id']!r} in {each['id']}.")


def _unknown_items(document: Document, asked: Instrument) -> Iterator[Problem]:
    """Answers or evidence for items that the instrument does not ask."""
    known = {item.key for item in asked.items()}
    for part in ("answers", "evidence"):
        for dim, items in document.data.get(part, {}).items():
            for item in items:
                if f"{dim}.{item}" not in known:
                    says = f"There is no item {dim}.{item} in {asked.id} version {asked.version}."
                    yield problem_at(document, (part, dim, item), says)


def _shipped_as_named(document: Document) -> Instrument:
    version = document.data["version"]
    try:
        return shipped_instrument(version)
    except KeyError:
        says = f"There is no version {version} of the instrument; the newest is {shipped_instrument().version}."
        raise BadDocument([problem_at(document, ("version",), says)]) from None
