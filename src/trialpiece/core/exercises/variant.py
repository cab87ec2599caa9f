"""One candidate's variant of an exercise: the same difficulty, other values, made from slug, version and seed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from trialpiece.core.exercises.dataset import Dataset, Table, streams
from trialpiece.core.exercises.defects import PLANTERS
from trialpiece.core.exercises.generators import GENERATORS
from trialpiece.core.exercises.pack import BadPack, Pack


@dataclass(frozen=True, slots=True)
class Defect:
    """One entry of the key: what was planted into this variant, how it shows, what to do about it. Never issued."""

    id: str
    planter: str
    what: str
    table: str
    column: str
    detect: str
    handling: str
    harm: str
    questions: tuple[str, ...]
    parameters: Mapping[str, Any]
    rows: frozenset[str]
    """Keys of the rows that were touched."""

    def found_in(self, tables: Mapping[str, Table]) -> frozenset[str]:
        """The rows that the key's predicate finds in issued tables."""
        return PLANTERS[self.planter].detect(tables, self.parameters)


@dataclass(frozen=True, slots=True)
class Variant:
    """The data of one candidate, and its key."""

    seed: int
    choices: Mapping[str, str]
    """What this variant calls things: a provider, a column, a desk."""
    data: Dataset
    key: tuple[Defect, ...]

    @property
    def known_after(self) -> tuple[str, ...]:
        """Columns that are filled in after the outcome: no model may use them."""
        return tuple(each.column for each in self.key if each.planter == "leaking-column")


def make_variant(pack: Pack, seed: int) -> Variant:
    """Make the data of a pack for a seed; the same bytes for the same slug, version and seed.

    Raises:
        BadPack: the pack has no data, or names a generator that does not exist.
        ValueError: the seed is negative.
    """
    if pack.dataset is None:
        raise BadPack(f"{pack.slug} has no data set.")
    if seed < 0:
        raise ValueError(f"The seed is {seed}; it must be 0 or more.")
    if pack.dataset.generator not in GENERATORS:
        raise BadPack(f"{pack.slug}: there is no generator {pack.dataset.generator!r}.")
    entries = tomllib.loads((pack.folder / "key" / "defects.toml").read_text(encoding="utf-8"))["defect"]
    naming, making, *planting = streams(slug=pack.slug, version=pack.version, seed=seed, count=2 + len(entries))
    choices = choose(pack, naming)
    data = GENERATORS[pack.dataset.generator](making, pack.dataset.customers, choices)
    key = []
    for entry, rng in zip(entries, planting, strict=True):
        told = _named(entry, choices)
        parameters = {"table": told["table"], "column": told["column"], **told.get("parameters", {})}
        data, rows = PLANTERS[told["planter"]].plant(data, rng, parameters)
        key.append(_defect(told, parameters, rows))
    return Variant(seed, choices, data, tuple(key))


def choose(pack: Pack, rng: np.random.Generator) -> dict[str, str]:
    """What this variant calls things, drawn from the lists in the pack's data set file."""
    assert pack.dataset is not None  # noqa: S101 - make_variant has looked
    return {name: options[rng.integers(len(options))] for name, options in sorted(pack.dataset.choices.items())}


def _named(value: Any, choices: Mapping[str, str]) -> Any:  # noqa: ANN401 - any value that TOML knows
    """The value with {names} replaced by what this variant calls them."""
    if isinstance(value, str):
        for name, called in choices.items():
            value = value.replace(f"{{{name}}}", called)
        return value
    if isinstance(value, list):
        return [_named(each, choices) for each in value]
    if isinstance(value, dict):
        return {name: _named(each, choices) for name, each in value.items()}
    return value


def _defect(told: Mapping[str, Any], parameters: Mapping[str, Any], rows: frozenset[str]) -> Defect:
    return Defect(
        id=told["id"],
        planter=told["planter"],
        what=told["what"],
        table=told["table"],
        column=told["column"],
        detect=told["detect"],
        handling=told["handling"],
        harm=told.get("harm", ""),
        questions=tuple(told["questions"]),
        parameters=parameters,
        rows=rows,
    )


def with_names(text: str, choices: Mapping[str, str]) -> str:
    """A starter file with this variant's names in it."""
    return str(_named(text, choices))
