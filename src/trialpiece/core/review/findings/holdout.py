"""Whether the model was judged on rows that it had not seen."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

from trialpiece.core.review.calls import Call, calls
from trialpiece.core.review.finding import Finding
from trialpiece.core.review.inventory import own_modules
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import HeldOut
from trialpiece.core.review.provenance.relations import held_out as rows_held_out
from trialpiece.core.review.provenance.rows import disjoint
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding


@functools.cache
def _facts() -> dict[str, Any]:
    text = resources.files("trialpiece.core.review.findings").joinpath("evaluation.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@finding("evaluation.no_holdout")
def no_holdout(reading: Reading) -> Iterator[Finding]:
    """A model learns an outcome, and no rows are kept back anywhere in the submission."""
    every = [call for file in reading.once(calls) for call in file.calls]
    fits = [call for call in every if _learns_outcome(call)]
    if not fits or _keeps_rows_back(reading, every) or _uses_code_not_handed_in(reading):
        return
    if _judged_on_rows_kept_back(reading) is not None:
        return
    first = next((fit for fit in fits if fit.assigned), fits[0])
    scored = next((call for call in every if call.last in _facts()["metrics"]), None)
    yield Finding.strong(
        at=first.at,
        says="The model learns from all rows here, and no split, cross-validation or separate test data is to be found.",
        because="Its figures are about rows that it has seen; how it does on new ones is not known."
        if scored
        else "Nothing shows how well it does on rows that it has not seen, and what is concluded from it rests on that.",
    )


@finding("evaluation.held_out", "evaluation.cross_validated")
def held_out(reading: Reading) -> Iterator[Finding]:
    """Rows are kept back to judge the model on."""
    facts = _facts()
    if not any(call.last in facts["splits"] for file in reading.once(calls) for call in file.calls):
        held = _judged_on_rows_kept_back(reading)
        if held is not None and held.use is not None:
            yield Finding.credit(
                at=held.use.at,
                says="Rows are kept back from training, by a condition instead of by chance.",
                because="A figure on rows that the model has not seen is the one that counts.",
            )
    for file in reading.once(calls):
        fitted = any(_learns_outcome(call) for call in file.calls)
        split = next((call for call in file.calls if call.last in facts["splits"]), None)
        if split is not None and fitted:
            by_class = ", with the same shares of the classes on both sides" if _is_stratified(split) else ""
            yield Finding.credit(
                at=split.at,
                says=f"Rows are kept back from training{by_class}.",
                because="A figure on rows that the model has not seen is the one that counts.",
            )
        crossed = next((call for call in file.calls if _cross_validates(call)), None)
        if crossed is not None:
            yield Finding.credit(
                kind="evaluation.cross_validated",
                at=crossed.at,
                says=f"`{crossed.last}` judges the model on several parts of the rows in turn.",
                because="Several figures show how much one of them could be luck.",
            )


def _judged_on_rows_kept_back(reading: Reading) -> HeldOut | None:
    """A model that is applied to rows that it was not fitted on, however they were kept back: by a mask, a date."""
    trace = reading.once(trace_of)
    for held in rows_held_out(trace):
        scored = any(
            held.fit.id in score.fits and not disjoint(score.rows, held.rows) for score in trace.scored.values()
        )
        if held.use is not None and scored and {source for source, _ in held.rows} & {s for s, _ in held.fit.rows}:
            return held
    return None


def _learns_outcome(call: Call) -> bool:
    """`model.fit(X, y)` of something that is, or may be, a predictive model."""
    has_outcome = len(call.node.args) >= 2 or call.keyword("y") is not None
    return call.last == "fit" and "." in call.name and has_outcome and not _is_transformer(call)


def _is_transformer(call: Call) -> bool:
    return bool(re.search(r"scal|encod|imput|pca|vectori|transform|curve_fit|curve\.fit", call.name.lower()))


def _cross_validates(call: Call) -> bool:
    return call.last in _facts()["cross_validations"] or call.last.endswith("SearchCV")


def _is_stratified(split: Call) -> bool:
    value = split.keyword("stratify")
    given = value is not None and not (isinstance(value, ast.Constant) and value.value is None)
    return given or split.last.startswith("Stratified")


def _keeps_rows_back(reading: Reading, every: list[Call]) -> bool:
    facts = _facts()
    for call in every:
        if call.last in facts["splits"] or _cross_validates(call) or call.last.endswith("CV"):
            return True
        if call.keyword(*facts["keywords"]) is not None:
            return True
    return any(_speaks_of_held_out(name) for name in _names_and_files(reading))


def _names_and_files(reading: Reading) -> Iterator[str]:
    """Names that are bound, and short texts such as file names."""
    for cell in reading.python_cells():
        yield from (node.id for node in cell.of(ast.Name) if isinstance(node.ctx, ast.Store))
        yield from (node.arg for node in cell.of(ast.arg))
        for node in cell.of(ast.Constant):
            if isinstance(node.value, str) and "." in node.value and len(node.value) < 120:
                yield node.value


def _speaks_of_held_out(name: str) -> bool:
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)
    return any(word.lower() in _held_out_words() for word in words)


@functools.cache
def _held_out_words() -> frozenset[str]:
    return frozenset(_facts()["held_out_words"])


def _uses_code_not_handed_in(reading: Reading) -> bool:
    """A relative or `src.` import that leads nowhere: the split may be in there."""
    own = reading.once(own_modules)
    for cell in reading.python_cells():
        for node in cell.of(ast.ImportFrom):
            top = (node.module or "").partition(".")[0]
            local = node.level > 0 or top in {"src", "utils", "helpers", "lib", "modules", "functions"}
            if local and top not in own:
                return True
    return False
