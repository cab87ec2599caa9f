"""A search was fitted on test rows, or a setting of a model was chosen by its test scores."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.findings.leakage_multi_test import over_turns, test_scores
from trialpiece.core.review.provenance.events import Chosen, Scored, Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import role_of, step
from trialpiece.core.review.provenance.scoring import ORDERED
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding


@finding("leakage.test_tuned")
def tuned_on_test_rows(reading: Reading) -> Iterator[Finding]:
    """Searching on the test part, or choosing a threshold or another setting by test scores."""
    trace = reading.once(trace_of)
    for crossed in trace.crossed.values():
        if crossed.search and crossed.rows and role_of(trace, crossed.rows) == "test":
            yield Finding.strong(
                at=crossed.outermost,
                path=(step(crossed, "searched on test rows here"),),
                says=f"The search for settings of `{crossed.name}` was fitted on the test rows.",
                because="The test score then judges settings that were made for these very rows.",
            )
    scores = {score.id: score for score in test_scores(trace)}
    for chosen in trace.chosen.values():
        judged = [scores[n] for n in sorted(chosen.scores) if n in scores]
        said = _variants(trace, chosen, judged) if chosen.how == ORDERED else _setting(chosen, judged)
        if said is not None:
            yield said


def _variants(trace: Trace, chosen: Chosen, scores: list[Scored]) -> Finding | None:
    """One kind of model trained in several ways at one place, and its test scores put in order: ready to be chosen by eye."""
    fits = {n: trace.fitted[n] for score in scores for n in score.fits if n in trace.fitted}
    places = {(fit.name, fit.at) for fit in fits.values()}
    several = len(fits) > 1 or any(over_turns(score, [fits[n] for n in score.fits if n in fits]) for score in scores)
    if len(places) != 1 or not several:
        return None
    return Finding.weak(
        at=scores[0].outermost,
        path=(
            step(scores[0], f"scored on the test rows, each way, here ({scores[0].metric})"),
            step(chosen, "put in order here"),
        ),
        says="One kind of model was trained in several ways, and its scores on the test rows were put in order.",
        because="Whoever takes the first has tuned on the test rows; compare such ways in cross-validation.",
    )


def _setting(chosen: Chosen, scores: list[Scored]) -> Finding | None:
    """A choice among scores of one fitted model: what varied was a setting, such as the threshold."""
    fits = {f for score in scores for f in score.fits}
    swept = [s for s in scores if s.thresholded and (s.looped or _repeated(scores))]
    curves = [s for s in scores if s.metric in {"precision_recall_curve", "roc_curve"}]
    if not swept and not (len(fits) == 1 and chosen.how != "first after sorting" and (curves or _repeated(scores))):
        return None
    first = (swept or curves or scores)[0]
    return Finding.strong(
        at=first.outermost,
        path=(
            step(first, f"scored on the test rows, again and again, here ({first.metric})"),
            step(chosen, "chosen here"),
        ),
        says="A setting, such as the decision threshold, was chosen by its scores on the test rows.",
        because="The score that is then reported on the same rows is too good; choose on validation rows or in cross-validation.",
    )


def _repeated(scores: list[Scored]) -> bool:
    """Whether one place scored the same model several times, as in a loop over thresholds."""
    places = [(s.at, s.metric, s.fits) for s in scores]
    return len(places) > len(set(places))
