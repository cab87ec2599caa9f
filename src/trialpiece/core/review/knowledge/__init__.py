"""What calls of the usual libraries mean, as data: which of them learn, split, fit, predict or score."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class EstimatorKind:
    """What an estimator is, and what it learns when it is fitted."""

    name: str
    role: str
    """`transformer`, `model`, `composite`, `resampler`, `splitter`, `visualizer`, or `unknown`."""
    learns: str
    """Within the role: `statistic`, `vocabulary`, `random`, `dummy`, `pipeline`, `search`, `copies`..."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The tables, turned round so that a name finds its meaning."""

    estimators: dict[str, EstimatorKind]
    functions: dict[str, frozenset[str]]
    """Function name → what it is: `metric`, `metric.pictures`, `split.holdout`."""
    methods: dict[str, frozenset[str]]
    """Method name of a frame, series or array → what it does: `reduce`, `group`."""
    read_prefixes: tuple[str, ...]
    after_outcome: tuple[str, ...]
    network_prefixes: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    """Words for whom or what rows belong to, as column names say them."""

    def function_is(self, name: str, what: str) -> bool:
        """Whether a function's last name is known for something."""
        return what in self.functions.get(name, frozenset())

    def method_is(self, name: str, what: str) -> bool:
        """Whether a method is known for something."""
        return what in self.methods.get(name, frozenset())

    def reads(self, name: str) -> bool:
        """Whether a function brings data in from outside."""
        return name.startswith(self.read_prefixes) or self.function_is(name, "read.names")


@functools.cache
def knowledge() -> Knowledge:
    """The tables that ship with the product, read once."""
    estimators = {
        name: EstimatorKind(name, role, learns)
        for role, groups in _table("estimators").items()
        for learns, names in groups.items()
        for name in names
    }
    functions = _turned(_table("functions"))
    pandas = _table("pandas")
    methods: dict[str, set[str]] = {}
    for what, names in pandas["method"].items():
        for name in names:
            methods.setdefault(name, set()).add(what)
    return Knowledge(
        estimators=estimators,
        functions=functions,
        methods={name: frozenset(what) for name, what in methods.items()},
        read_prefixes=tuple(_table("functions")["read"]["prefixes"]),
        after_outcome=tuple(pandas["outcome"]["after"]),
        entities=tuple(pandas["entity"]["words"]),
        network_prefixes=tuple(_table("functions")["network"]["prefixes"]),
    )


def _turned(table: dict[str, Any]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for section, groups in table.items():
        for group, names in groups.items():
            for name in names:
                found.setdefault(name, set()).update((section, f"{section}.{group}"))
    return {name: frozenset(what) for name, what in found.items()}


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
