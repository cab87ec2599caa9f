"""Several models, or settings, judged on one test set: reported side by side, or chosen there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from trialpiece.core.review.finding import Finding, Polarity
from trialpiece.core.review.provenance.events import Chosen, Event, Fitted, Predicted, Scored, Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import role_of, step
from trialpiece.core.review.provenance.rows import TEST, VALIDATION, apart
from trialpiece.core.review.provenance.scoring import EARLY_STOPPING, ORDERED
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding

MAX_STEPS = 12
MAX_GROUPS = 50
"""Test sets without a split of their own that a score is compared with."""


@finding("leakage.multi_test.side_by_side", "leakage.multi_test.selected_on_test")
def several_models_on_one_test(reading: Reading) -> Iterator[Finding]:
    """More than one fitted model was scored on the same held-out rows."""
    trace = reading.once(trace_of)
    scores = test_scores(trace)
    said: set[int] = set()
    for group in same_rows(scores):
        models = count_models(trace, group)
        chosen = [c for c in trace.chosen.values() if c.how != ORDERED and any(s.id in c.scores for s in group)]
        if chosen and models:
            yield _selected(group, chosen, models)
        elif models > 1:
            yield from _side_by_side(group, models)
        else:
            continue
        said.update(fit for score in group for fit in score.fits)
    yield from _watched(trace, said)


def _watched(trace: Trace, said: set[int]) -> Iterator[Finding]:
    """Test rows that training watched, epoch by epoch, and that the model was applied to afterwards."""
    stopped = {n for c in trace.chosen.values() if c.how == EARLY_STOPPING for n in c.scores}
    for watched in trace.scored.values():
        if watched.shown or watched.metric != "watched" or role_of(trace, watched.rows) not in {"test", ""}:
            continue
        if VALIDATION in watched.said or (watched.id not in stopped and not said.isdisjoint(watched.fits)):
            continue
        uses = [p for p in (*trace.predicted.values(), *trace.scored.values()) if _used_again(p, watched)]
        if uses:
            said |= watched.fits
            yield _stopped(watched, uses[0]) if watched.id in stopped else _seen(watched, uses[0])


def _stopped(watched: Scored, use: Event) -> Finding:
    return Finding.strong(
        kind="leakage.multi_test.selected_on_test",
        at=watched.outermost,
        path=(step(watched, "stopped by the scores on the test rows here"), step(use, "used as test rows here")),
        says="Training stopped, or kept its best state, by the scores on the test rows, which judged it afterwards.",
        because="The best of many epochs or rounds on the same rows is partly luck; stop on rows of the training part.",
    )


def _seen(watched: Scored, use: Event) -> Finding:
    return Finding.weak(
        at=watched.outermost,
        path=(step(watched, "watched during training here"), step(use, "used as test rows here")),
        says="The test rows were watched while the model was trained, and judged it afterwards.",
        because="Whoever stops, or changes something, by what is seen there has chosen on the test rows.",
    )


def _used_again(use: Event, watched: Scored) -> bool:
    """Whether the same model was applied to the rows that its training watched."""
    if not isinstance(use, Predicted | Scored) or use.id == watched.id:
        return False
    return not use.fits.isdisjoint(watched.fits) and bool(use.rows) and not apart(use.rows, watched.rows)


def same_rows(scores: list[Scored]) -> list[list[Scored]]:
    """Scores by the test set that they are on: by the split that made it, else by the rows themselves."""
    groups: list[list[Scored]] = []
    by_split: dict[frozenset[tuple[int, str]], list[Scored]] = {}
    others: list[list[Scored]] = []
    for score in scores:
        split = frozenset(cut for _, cuts in score.rows for cut in cuts if cut[1] == TEST)
        pool = others if not split else [by_split[split]] if split in by_split else []
        group = next((g for g in pool[:MAX_GROUPS] if split or not apart(g[0].rows, score.rows)), None)
        if group is not None:
            group.append(score)
            continue
        groups.append([score])
        if split:
            by_split[split] = groups[-1]
        else:
            others.append(groups[-1])
    return groups


def count_models(trace: Trace, scores: list[Scored]) -> int:
    """How many fitted models were scored; one of several that may be meant counts once."""
    seen: set[frozenset[int]] = set()
    several = False
    for score in scores:
        fits = frozenset(f for f in score.fits if f in trace.fitted and not trace.fitted[f].dummy)
        if fits:
            seen.add(fits)
            several = several or over_turns(score, [trace.fitted[f] for f in fits])
    single = {f for fits in seen if len(fits) == 1 for f in fits}
    mixed = [fits for fits in seen if len(fits) > 1 and not fits & single]
    return max(len(single) + len(mixed), 2 if several else 0)


def over_turns(score: Scored, fits: list[Fitted]) -> bool:
    """Whether turns of a loop made several models that were scored; steps of training make one, epoch by epoch several."""
    if not score.loops:
        return False
    return len(fits) > 1 or any(fit.loops & score.loops if fit.stepwise else fit.loops for fit in fits)


def _has_test_rows(trace: Trace) -> bool:
    """Whether models meet unseen rows beyond those called validation rows; where not, these are the test rows."""
    uses: list[Predicted | Scored] = [*trace.predicted.values(), *trace.scored.values()]
    for use in uses:
        if use.rows and role_of(trace, use.rows) != "validation":
            fits = (trace.fitted[n] for n in use.fits if n in trace.fitted)
            if any(fit.rows and apart(fit.rows, use.rows) for fit in fits):
                return True
    return False


def test_scores(trace: Trace) -> list[Scored]:
    """Scores of models on test rows that they had not seen."""
    found = []
    roles = {"test", ""} if _has_test_rows(trace) else {"test", "", "validation"}
    for score in trace.scored.values():
        role = role_of(trace, score.rows)
        if score.crossed or not score.rows or role not in roles or not score.shown:
            continue
        if not role and VALIDATION in score.said and TEST not in score.said:
            continue
        fits = [trace.fitted[f] for f in score.fits if f in trace.fitted]
        if any(f.rows and apart(f.rows, score.rows) for f in fits):
            found.append(score)
    return found


def _selected(scores: list[Scored], chosen: list[Chosen], models: int) -> Finding:
    first = chosen[0]
    judged = [s for s in scores if s.id in first.scores]
    path = [step(s, f"scored on the test rows here ({s.metric})") for s in scores[:MAX_STEPS]]
    path.append(step(first, "chosen by that score here"))
    what = f"{models} models were" if models > 1 else "One model was"
    return Finding.strong(
        kind="leakage.multi_test.selected_on_test",
        at=judged[-1].outermost,
        path=tuple(path),
        says=f"{what} scored on the test rows, and a choice was made by that score.",
        because="The best of several scores on the same rows is partly luck; it needs rows that took no part in the choice.",
    )


def _side_by_side(scores: list[Scored], models: int) -> Iterator[Finding]:
    path = tuple(step(s, f"scored on the test rows here ({s.metric})") for s in scores[:MAX_STEPS])
    seen = Finding.strong(
        at=scores[-1].outermost,
        path=path,
        says=f"{models} models were scored side by side on the same test rows.",
        because="Reporting them together is fine; if the best one is taken further, its score here is too good.",
    )
    yield replace(seen, polarity=Polarity.NEUTRAL)  # most submissions do it; only a choice made there is a concern
