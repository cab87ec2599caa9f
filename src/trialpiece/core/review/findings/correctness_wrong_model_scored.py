"""What is scored is not the model that was meant: stale predictions, or data prepared in another way."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.provenance.events import Fitted, Predicted, Scored, Trace, What
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import closure, step
from trialpiece.core.review.provenance.rows import apart
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding


@finding("correctness.wrong_model_scored")
def not_what_was_meant(reading: Reading) -> Iterator[Finding]:
    """Predictions of an earlier model among a later one's, or a model applied to data prepared unlike its own."""
    trace = reading.once(trace_of)
    yield from _stale(trace)
    yield from _unlike(trace)
    yield from _passed_over(trace)
    for event in trace.unordered.values():
        yield Finding.strong(
            at=event.outermost,
            says="Settings are taken from the first row of `cv_results_`, which is in the order of trying, not of merit.",
            because="The model that is trained with them is not the best that the search found.",
        )


def _stale(trace: Trace) -> Iterator[Finding]:
    """In a cell that makes and scores new predictions on the same rows, a score of predictions from an earlier cell."""
    predicted = list(trace.predicted.values())
    for score in trace.scored.values():
        if score.stack or score.crossed or not score.preds:
            continue
        made = [trace.predicted[n] for n in score.preds if n in trace.predicted]
        if not made or any(p.at.cell == score.at.cell and p.at.file == score.at.file for p in made):
            continue
        fresh = [p for p in predicted if _beside(p, score) and not p.stack and p.fits.isdisjoint(score.fits)]
        used = [
            other
            for other in trace.scored.values()
            if other.at.cell == score.at.cell
            and other.at.line < score.at.line
            and any(p.id in other.preds for p in fresh)
        ]
        if fresh and used and _others(trace, score, used):
            yield Finding.strong(
                at=score.at,
                path=(
                    step(made[-1], "predicted here, earlier"),
                    step(fresh[0], "new predictions here"),
                    step(score, "old ones scored here"),
                ),
                says="This scores the predictions of an earlier model, among scores of a newer one.",
                because="The picture or number then belongs to another model than the text around it says.",
            )


def _beside(predicted: Predicted, score: Scored) -> bool:
    """Whether predictions were made in the score's own cell, before it, and on the same rows."""
    at = predicted.at
    same = at.file == score.at.file and at.cell == score.at.cell and at.line < score.at.line
    return same and bool(predicted.rows) and not apart(predicted.rows, score.rows)


def _others(trace: Trace, score: Scored, used: list[Scored]) -> bool:
    """Whether the cell scores the old predictions only once, beside several scores of the new: no comparison."""
    same = [s for s in trace.scored.values() if s.at.cell == score.at.cell and s.preds == score.preds]
    return len(same) == 1 and bool(used) and not any(s.metric == score.metric for s in used)


def _unlike(trace: Trace) -> Iterator[Finding]:
    """A model trained on raw columns and applied to scaled ones, or the other way round."""
    for predicted in _applied(trace):
        if not predicted.rows or predicted.stack:
            continue
        for number in predicted.fits:
            fit = trace.fitted.get(number)
            if fit is None or len(predicted.fits) > 1:
                continue
            mine, theirs = _shapers(trace, fit.learned), _shapers(trace, predicted.learned)
            if (
                (mine < theirs or theirs < mine)
                and apart(fit.rows, predicted.rows)
                and not _rightly_elsewhere(trace, fit)
            ):
                once = bool(mine and theirs)
                how = ("raw", "scaled", "otherwise scaled")[2 if once else bool(theirs)]
                yield Finding.strong(
                    at=predicted.outermost,
                    path=(step(fit, f"{fit.name} trained here"), step(predicted, f"applied to {how} columns here")),
                    says=f"`{fit.name}` was trained on {'scaled' if mine else 'raw'} columns and is applied to {how} ones.",
                    because="Its predictions then mean nothing; the score is of another model than the one meant.",
                )


def _passed_over(trace: Trace) -> Iterator[Finding]:
    """A cell that trains a model anew, and then predicts with one of the same kind from an earlier cell."""
    used = {n for use in _applied(trace) for n in use.fits}
    passed: dict[tuple[str, int], list[Fitted]] = {}
    for fit in trace.fitted.values():
        if fit.id not in used and not (fit.stack or fit.looped or fit.search):
            passed.setdefault((fit.at.file, fit.at.cell), []).append(fit)
    for predicted in trace.predicted.values():
        beside = passed.get((predicted.at.file, predicted.at.cell))
        known = [trace.fitted[n] for n in predicted.fits if n in trace.fitted] if beside else []
        if not beside or predicted.stack or predicted.crossed or len(known) != 1:
            continue
        old = known[0]
        earlier = old.at.file == predicted.at.file and old.at.cell < predicted.at.cell
        meant = [f for f in beside if f.name == old.name and f.at.line < predicted.at.line and f.rows == old.rows]
        if not earlier or not apart(old.rows, predicted.rows):
            continue
        if meant:
            yield Finding.strong(
                at=predicted.at,
                path=(
                    step(old, "trained here, earlier"),
                    step(meant[-1], "trained anew here"),
                    step(predicted, "the earlier one predicts here"),
                ),
                says=f"A new `{meant[-1].name}` was trained, and the predictions are those of an earlier one.",
                because="The new model is never applied to anything, so the score says nothing of it.",
            )


def _applied(trace: Trace) -> Iterator[Predicted | Scored]:
    """Where models are applied to rows, by predicting or by a score that predicts."""
    yield from trace.predicted.values()
    yield from (score for score in trace.scored.values() if score.applied)


def _rightly_elsewhere(trace: Trace, fit: Fitted) -> bool:
    """Whether the model is also applied to held-out rows prepared like its own: then the other place is a branch not taken."""
    mine = _shapers(trace, fit.learned)
    return any(
        fit.id in p.fits and apart(fit.rows, p.rows) and _shapers(trace, p.learned) == mine for p in _applied(trace)
    )


def _shapers(trace: Trace, learned: frozenset[int]) -> set[int]:
    """Scalers that shaped data, by their numbers."""
    found = (trace.learned[n] for n in closure(trace, learned) if n in trace.learned)
    return {event.id for event in found if event.what is What.STATISTIC and "Scaler" in event.name}
