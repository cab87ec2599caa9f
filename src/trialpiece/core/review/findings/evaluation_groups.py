"""Several rows of one person or thing, dealt out by chance to both sides of a split."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.knowledge import knowledge
from trialpiece.core.review.provenance.events import Cut, Grouped, Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import step
from trialpiece.core.review.provenance.rows import Rows
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding

_DEALT = {"split", "sample", "folds", "mask"}


@finding("evaluation.groups", "evaluation.groups_apart")
def same_entity_on_both_sides(reading: Reading) -> Iterator[Finding]:
    """Rows belong to customers, patients or the like, several each, and the split deals rows and not those."""
    trace = reading.once(trace_of)
    for cut in trace.cuts.values():
        if cut.grouped:
            yield Finding.credit(
                kind="evaluation.groups_apart",
                at=cut.outermost,
                says="Rows that belong together are kept on one side when rows are held out.",
                because="The score then stands for people or things that the model has not seen.",
            )
            return
    for grouped in trace.grouped.values():
        split = next((c for c in trace.cuts.values() if _splits(trace, c, grouped)), None)
        if split is not None and is_entity(grouped.name, reading.exercise):
            yield _say(grouped, split, certain=_told(grouped.name, reading.exercise))
            return


def is_entity(name: str, exercise: Mapping[str, Any]) -> bool:
    """Whether a column's name says whom or what a row belongs to."""
    return _told(name, exercise) or bool(_pattern().search(name))


def _told(name: str, exercise: Mapping[str, Any]) -> bool:
    listed = exercise.get("groups") or exercise.get("entity") or ()
    return name in ([listed] if isinstance(listed, str) else listed)


def _pattern() -> re.Pattern[str]:
    words = "|".join(knowledge().entities)
    return re.compile(
        rf"^(?:{words})s?$|(?:^|[_. ])(?:{words})[_. ]?(?:id|no|nr|num|number|key|code|uuid)$|^id_(?:{words})$",
        re.IGNORECASE,
    )


def _splits(trace: Trace, cut: Cut, grouped: Grouped) -> bool:
    """Whether a cut deals rows of the table that was grouped, by chance, and not one row for each group."""
    if cut.how not in _DEALT or not cut.shuffled or cut.how == "mask":
        return False
    if not _tables(cut.rows) & _tables(grouped.rows):
        return False
    return not any(
        single.name == grouped.name and single.single and _tables(single.rows) & _tables(cut.rows)
        for single in trace.grouped.values()
    )


def _tables(rows: Rows) -> set[int]:
    return {source for source, _ in rows}


def _say(grouped: Grouped, cut: Cut, *, certain: bool) -> Finding:
    make = Finding.strong if certain or grouped.rowwise else Finding.note
    return make(
        at=cut.outermost,
        path=(step(grouped, f"several rows for each `{grouped.name}` here"), step(cut, "dealt out row by row here")),
        says=f"There are several rows for each `{grouped.name}`, and the split deals rows by chance, whomever they belong to.",
        because="The model is then judged on those whom it already knows; split by them if it will meet new ones.",
    )
