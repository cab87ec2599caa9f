"""Cross-validation on rows that were resampled, selected for or scaled before the folds were made."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.provenance.events import CrossValidated, Learned, Resampled, Trace, What
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import closure, step
from trialpiece.core.review.provenance.rows import FOLD_TRAIN, disjoint
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding

_LEARNED = {What.STATISTIC, What.REDUCTION, What.WORDS, What.GROUP}


@finding("leakage.cross_validation")
def learned_outside_the_folds(reading: Reading) -> Iterator[Finding]:
    """Resampling or selection outside the folds is strong; scaling outside them is a note."""
    trace = reading.once(trace_of)
    for crossed in trace.crossed.values():
        resampled = [trace.resampled[n] for n in crossed.resampled]
        if resampled:
            yield _resampled(crossed, resampled[0])
            continue
        yield from _learned(trace, crossed)
    yield from _loops(trace)


def _resampled(crossed: CrossValidated, made: Resampled) -> Finding:
    return Finding.strong(
        at=crossed.outermost,
        path=(step(made, f"rows made by {made.name} here"), step(crossed, "folds made here")),
        says=f"`{made.name}` made rows before the folds were cut, so copies of a fold's rows are in the other folds.",
        because="Each fold is then judged by a model that has seen it; put the resampling into the pipeline.",
    )


def _learned(trace: Trace, crossed: CrossValidated) -> Iterator[Finding]:
    shaping = [trace.learned[n] for n in sorted(closure(trace, crossed.learned)) if n in trace.learned]
    shaping = [event for event in shaping if not disjoint(event.rows, crossed.rows)]
    selected = next((event for event in shaping if event.what is What.SELECTION), None)
    if selected is not None:
        yield Finding.strong(
            at=crossed.outermost,
            path=(step(selected, f"features judged by {selected.name} here"), step(crossed, "folds made here")),
            says=f"Features were selected by `{selected.name}` on all rows before the folds were cut.",
            because="The folds then confirm a choice that they helped to make; put the selection into the pipeline.",
        )
        return
    scaled = next((event for event in shaping if event.what in _LEARNED), None)
    if scaled is not None:
        yield _scaled(crossed, scaled)


def _scaled(crossed: CrossValidated, scaled: Learned) -> Finding:
    return Finding.note(
        at=crossed.outermost,
        path=(step(scaled, f"learned here, by {scaled.name}"), step(crossed, "folds made here")),
        says=f"`{scaled.name}` learned from all rows of the cross-validation, not within its folds.",
        because="Usually this changes little; a pipeline would do it properly.",
    )


def _loops(trace: Trace) -> Iterator[Finding]:
    """Folds that the code goes through by hand."""
    seen: set[int] = set()
    for fit in trace.fitted.values():
        if not any(side == FOLD_TRAIN for _, cuts in fit.rows for _, side in cuts):
            continue
        for number in fit.resampled - seen:
            made = trace.resampled[number]
            if any(side == FOLD_TRAIN for _, cuts in made.rows for _, side in cuts):
                continue
            seen.add(number)
            yield Finding.strong(
                at=made.outermost,
                path=(step(made, f"rows made by {made.name} here"), step(fit, f"{fit.name} trained on a fold here")),
                says=f"`{made.name}` made rows before the folds were cut, so copies of a fold's rows are in the other folds.",
                because="Each fold is then judged by a model that has seen it; resample within the loop, after the cut.",
            )
