"""Which lines the run shall look at closely: those that findings about rows speak of."""

from __future__ import annotations

from typing import Any

from trialpiece.core.review.confirm.judge import JUDGES
from trialpiece.core.review.finding import Location
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import registered


def places_to_watch(reading: Reading) -> dict[str, Any]:
    """The places as the run knows them: `cells`, each as [number among the cells with code, line], and `files`.

    Calls of scikit-learn are few and are all watched. Means and counts are everywhere in exploration; they are
    watched only at these places.
    """
    ordinals = {
        (file.path, cell.index): number
        for file in reading.code
        if file.is_notebook
        for number, cell in enumerate(each for each in file.cells if each.source.strip())
    }
    cells, files = set(), set()
    for at in _places(reading):
        if (at.file, at.cell) in ordinals:
            cells.add((ordinals[at.file, at.cell], at.line))
        elif not at.file.endswith(".ipynb"):
            files.add((at.file, at.line))
    return {"cells": [list(each) for each in sorted(cells)], "files": [list(each) for each in sorted(files)]}


def _places(reading: Reading) -> set[Location]:
    found: set[Location] = set()
    for entry in registered():
        if JUDGES.keys().isdisjoint(entry.kinds):
            continue
        try:
            for finding in entry.function(reading):
                found |= {finding.location, *(step.at for step in finding.path)}
        except (Exception, RecursionError):  # noqa: BLE001, S112 - the review says what could not be looked for
            continue
    return found
