"""Where a submission draws on chance, and whether a seed settles it."""

from __future__ import annotations

import ast
import functools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

from trialpiece.core.review.calls import Call, FileCalls, calls, dotted, keyword
from trialpiece.core.review.cells import CodeCell
from trialpiece.core.review.nodes import walk
from trialpiece.core.review.reading import Reading


class Draws(StrEnum):
    """What is drawn."""

    SPLIT = "split"
    MODEL = "model"
    NETWORK = "network"
    SAMPLER = "sampler"


@dataclass(frozen=True, slots=True)
class Draw:
    """A place where chance decides something."""

    what: Draws
    call: Call
    seeded: bool


@functools.cache
def _facts() -> dict[str, Any]:
    text = resources.files("trialpiece.core.review.findings").joinpath("chance.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def draws(reading: Reading) -> tuple[Draw, ...]:
    """Every draw in the submission, file by file, in order; ask by `reading.once(draws)`."""
    return tuple(draw for file in reading.once(calls) for draw in _file_draws(file))


def _file_draws(file: FileCalls) -> Iterator[Draw]:
    settled = _Settled.of(file)
    for call in file.calls:
        what = _what(call)
        if what is not None:
            yield Draw(what, call, settled.settles(call, what))


def _what(call: Call) -> Draws | None:
    facts = _facts()
    name = call.last
    if name in facts["sampler"]["names"]:
        return Draws.SAMPLER
    if name in facts["network"]["built_by"]:
        return Draws.NETWORK if _is_network(call.name) else None
    if name in facts["model"]["always"] or _under_condition(call, facts["model"]["if"].get(name, {})):
        return Draws.MODEL
    return Draws.SPLIT if _is_shuffled_split(call, facts["split"]) else None


def _under_condition(call: Call, conditions: dict[str, list[object]]) -> bool:
    return any(_is(call.keyword(word), value) for word, values in conditions.items() for value in values)


def _is_shuffled_split(call: Call, facts: dict[str, list[str]]) -> bool:
    if call.last in facts["shuffles"]:
        return not _is(call.keyword("shuffle"), False)
    if call.last in facts["shuffles_if_asked"]:
        return _is(call.keyword("shuffle"), True)
    names_training = any("train" in target.lower() for target in call.assigned)
    return call.last == "sample" and names_training and call.keyword("frac", "n") is not None


def _is_network(name: str) -> bool:
    return name == "Sequential" or any(part in _facts()["network"]["roots"] for part in name.split(".")[:-1])


def _is(node: ast.expr | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value == value and type(node.value) is type(value)


@dataclass(frozen=True, slots=True)
class _Settled:
    """What a file says about seeds outside of the calls that need them."""

    numpy_from: int | None
    network_from: int | None
    given: frozenset[str]
    """Names whose seed is set afterwards: `model.random_state = 1`, `model.set_params(random_state=1)`."""

    @classmethod
    def of(cls, file: FileCalls) -> _Settled:
        """Look through a file once."""
        facts = _facts()
        given = _seeded_names(file)
        given |= {
            call.name.removesuffix(".set_params")
            for call in file.calls
            if call.last == "set_params" and any(_is_seed_word(k.arg or "") for k in call.node.keywords)
        }
        return cls(
            _first(file, set(facts["global_seed"]["numpy"])),
            _first(file, set(facts["global_seed"]["network"])),
            frozenset(given),
        )

    def settles(self, call: Call, what: Draws) -> bool:
        """Whether this draw comes out the same each time."""
        start = self.network_from if what is Draws.NETWORK or call.name.startswith("torch") else self.numpy_from
        if start is not None and start < call.order:
            return True
        if any(name in self.given for name in call.assigned) or _own_seed(call.node):
            return True
        if call.last == "randomSplit" and len(call.node.args) > 1:
            return True
        passing = _facts()["passes_on"]["names"]
        return any(dotted(outer.func).rpartition(".")[2] in passing and _own_seed(outer) for outer in call.outer)


def _own_seed(node: ast.Call) -> bool:
    value = keyword(node, *_facts()["seed_keywords"])
    if value is not None:
        return not _is(value, None)
    # what is unpacked may well hold a seed: no evidence against the candidate
    return any(word.arg is None for word in node.keywords)


def _first(file: FileCalls, names: set[str]) -> int | None:
    """Where the first global seed is set: at the top level, or where its function is first called."""
    wrapped = {
        node.name
        for cell in file.file.cells
        for node in cell.of(ast.FunctionDef)
        if "seed" in _body_text(cell, node)
        and any(isinstance(n, ast.Call) and ast.unparse(n.func) in names for n in walk(node))
    }
    for call in file.calls:
        known = call.name in names or (call.last in names and "." not in call.name) or _tail(call.name) in names
        if (known and call.top_level) or (call.name in wrapped and call.top_level):
            return call.order
    return None


def _body_text(cell: CodeCell, node: ast.FunctionDef) -> str:
    return "\n".join(cell.lines[node.lineno - 1 : node.end_lineno])


def _tail(name: str) -> str:
    return ".".join(name.split(".")[-3:])


def _is_seed_word(word: str) -> bool:
    return word.rpartition("__")[2] in _facts()["seed_keywords"]


def _seeded_names(file: FileCalls) -> set[str]:
    """Objects that are given a seed by assignment: `model.random_state = 1`."""
    return {
        ast.unparse(target.value)
        for cell in file.file.cells
        for node in cell.of(ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and _is_seed_word(target.attr)
    }
