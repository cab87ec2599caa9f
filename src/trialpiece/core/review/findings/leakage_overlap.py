"""Copies of test rows, or rows made up from them, are among the training rows."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.provenance.events import Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import HeldOut, held_out, role_of, split_behind, step
from trialpiece.core.review.provenance.rows import HELD_OUT, atoms_disjoint, disjoint
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding


@finding("leakage.overlap")
def test_rows_in_training(reading: Reading) -> Iterator[Finding]:
    """Resampling before the split, or a model trained on the rows that it is tested on."""
    trace = reading.once(trace_of)
    seen: set[tuple[int, str]] = set()
    for held in held_out(trace):
        if role_of(trace, held.rows) != "fold":
            yield from _resampled(trace, held, seen)
    yield from _trained_on_test(trace, seen)


def _resampled(trace: Trace, held: HeldOut, seen: set[tuple[int, str]]) -> Iterator[Finding]:
    for number in held.fit.resampled:
        event = trace.resampled[number]
        if (number, "r") in seen or disjoint(event.rows, held.rows):
            continue
        seen.add((number, "r"))
        split = split_behind(trace, held.rows)
        path = [step(event, f"rows made by {event.name} here")]
        if split is not None:
            path.append(step(split, "split here"))
        path.append(step(held.fit, f"{held.fit.name} trained here"))
        if held.use is not None:
            path.append(step(held.use, "used on held-out rows here"))
        yield Finding.strong(
            at=event.outermost,
            path=tuple(path),
            says=f"`{event.name}` made rows out of all rows, and the split came later.",
            because="Copies of test rows, or blends of them, are then in the training rows, and the test score is too good.",
        )


def _trained_on_test(trace: Trace, seen: set[tuple[int, str]]) -> Iterator[Finding]:
    for score in trace.scored.values():
        if score.crossed or not score.shown:
            continue
        for number in score.fits:
            fit = trace.fitted.get(number)
            if fit is None or (number, "t") in seen or fit.dummy:
                continue
            test = [a for a in score.rows if any(side in HELD_OUT and not side.startswith("fold") for _, side in a[1])]
            if (
                test
                and all(any(_swallows(f, t) for f in fit.rows) for t in test)
                and role_of(trace, score.rows) == "test"
            ):
                seen.add((number, "t"))
                yield Finding.strong(
                    at=fit.outermost,
                    path=(
                        step(fit, f"{fit.name} trained on all rows here"),
                        step(score, "scored on some of them here"),
                    ),
                    says=f"`{fit.name}` was trained on rows that include the test rows that it is scored on.",
                    because="The score then says how well the model remembers, not how well it will do on new data.",
                )


def _swallows(fit: tuple[int, frozenset[tuple[int, str]]], test: tuple[int, frozenset[tuple[int, str]]]) -> bool:
    """Whether the fit's rows hold the test's rows, which a split set aside from other rows of the same source."""
    return fit[0] == test[0] and fit[1] < test[1] and not atoms_disjoint(fit, test)
