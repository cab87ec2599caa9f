"""Which lines the run shall look at closely: those that findings about rows speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from trialpiece.core.review.confirm.judge import JUDGES, column_of
from trialpiece.core.review.confirm.statements import spoken
from trialpiece.core.review.finding import Finding
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import registered

_LEARNED = frozenset({"leakage.preprocessing", "leakage.encoder_vocabulary", "leakage.cross_validation"})


def places_to_watch(reading: Reading) -> dict[str, Any]:
    """The places as the run knows them: `cells`, each as [number among the cells with code, line], and `files`.

    Calls of scikit-learn are few and are all watched. Means and counts are everywhere in exploration; they are
    watched only at these places. `columns` are features that a model should not have had, `groups` columns that say whom
    rows belong to, `shapes` is whether it matters how the columns are distributed that models are given, and `functions`
    whether something was learned by a function, such as NumPy's mean, rather than by an estimator.
    """
    ordinals = {
        (file.path, cell.index): number
        for file in reading.code
        if file.is_notebook
        for number, cell in enumerate(each for each in file.cells if each.source.strip())
    }
    cells, files = set(), set()
    found = list(_findings(reading))
    for at in {at for each in found for at in (each.location, *(step.at for step in each.path))}:
        if (at.file, at.cell) in ordinals:
            cells.add((ordinals[at.file, at.cell], at.line))
        elif not at.file.endswith(".ipynb"):
            files.add((at.file, at.line))
    return {
        "cells": [list(each) for each in sorted(cells)],
        "files": [list(each) for each in sorted(files)],
        "columns": _columns(found, "leakage.target"),
        "groups": _columns(found, "evaluation.groups"),
        "functions": any(
            each.kind in _LEARNED and spoken(each.says).rpartition(".")[2][:1].islower() for each in found
        ),
        "shapes": any(each.kind == "correctness.wrong_model_scored" for each in found),
    }


def _columns(found: list[Finding], kind: str) -> list[str]:
    return sorted({name for each in found if each.kind == kind and (name := column_of(each))})


def _findings(reading: Reading) -> Iterator[Finding]:
    for entry in registered():
        if JUDGES.keys().isdisjoint(entry.kinds):
            continue
        try:
            for found in entry.function(reading):
                yield replace(found, kind=found.kind or entry.kinds[0])
        except (Exception, RecursionError):  # noqa: BLE001, S112 - the review says what could not be looked for
            continue
