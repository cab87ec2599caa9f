"""Several models, or settings, judged on one test set: reported side by side, or chosen there."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.provenance.events import Chosen, Scored, Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import role_of, step
from trialpiece.core.review.provenance.rows import disjoint
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding

MAX_STEPS = 12


@finding("leakage.multi_test.side_by_side", "leakage.multi_test.selected_on_test")
def several_models_on_one_test(reading: Reading) -> Iterator[Finding]:
    """More than one fitted model was scored on the same held-out rows."""
    trace = reading.once(trace_of)
    scores = test_scores(trace)
    models = {fit for score in scores for fit in score.fits if not trace.fitted[fit].dummy}
    chosen = [c for c in trace.chosen.values() if any(s.id in c.scores for s in scores)]
    if len(models) < 2 and not chosen:
        return
    if not models:
        return
    if chosen:
        yield _selected(scores, chosen, len(models))
        return
    yield from _side_by_side(scores, len(models))


def test_scores(trace: Trace) -> list[Scored]:
    """Scores of models on test rows that they had not seen."""
    found = []
    for score in trace.scored.values():
        if score.crossed or not score.rows or role_of(trace, score.rows) != "test":
            continue
        fits = [trace.fitted[f] for f in score.fits if f in trace.fitted]
        if any(f.rows and disjoint(f.rows, score.rows) for f in fits):
            found.append(score)
    return found


def _selected(scores: list[Scored], chosen: list[Chosen], models: int) -> Finding:
    first = chosen[0]
    path = [step(s, f"scored on the test rows here ({s.metric})") for s in scores[:MAX_STEPS]]
    path.append(step(first, "chosen by that score here"))
    what = f"{models} models were" if models > 1 else "One model was"
    return Finding.strong(
        kind="leakage.multi_test.selected_on_test",
        at=first.outermost,
        path=tuple(path),
        says=f"{what} scored on the test rows, and a choice was made by that score.",
        because="The best of several scores on the same rows is partly luck; it needs rows that took no part in the choice.",
    )


def _side_by_side(scores: list[Scored], models: int) -> Iterator[Finding]:
    path = tuple(step(s, f"scored on the test rows here ({s.metric})") for s in scores[:MAX_STEPS])
    yield Finding.strong(
        at=scores[-1].outermost,
        path=path,
        says=f"{models} models were scored side by side on the same test rows.",
        because="Reporting them together is fine; if the best one is taken further, its score here is too good.",
    )
