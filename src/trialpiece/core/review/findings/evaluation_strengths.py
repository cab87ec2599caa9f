"""Method that a reviewer is glad of: preprocessing within folds, a naive baseline, validation apart from test."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trialpiece.core.review.finding import Finding, Location
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import role_of, step
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding
from trialpiece.core.review.submission import CellKind

_LEAK = re.compile(
    r"\bleak(age|y|ing|s)?\b|fuga de (datos|dados|informaci)|vazamento de (dados|informa)|\bcontaminat", re.IGNORECASE
)


@finding("evaluation.pipeline_in_folds", "evaluation.resampling_in_pipeline")
def prepared_within_folds(reading: Reading) -> Iterator[Finding]:
    """Scaling, imputing or resampling happens within the folds of a cross-validation."""
    trace = reading.once(trace_of)
    for crossed in trace.crossed.values():
        if crossed.composed and not crossed.resampled:
            yield Finding.credit(
                at=crossed.outermost,
                says=f"Preprocessing of `{crossed.name}` is inside the cross-validation, learned anew in each fold.",
                because="Its scores therefore stand for rows that nothing was learned from.",
            )
            break
    for fit in trace.fitted.values():
        if fit.inner_resampling:
            yield Finding.credit(
                kind="evaluation.resampling_in_pipeline",
                at=fit.outermost,
                says=f"Resampling is part of the pipeline of `{fit.name}`, so only training rows are resampled.",
                because="No copy of a judged row can end up among those that the model learns from.",
            )
            break


@finding("evaluation.naive_baseline", "evaluation.no_baseline")
def baseline(reading: Reading) -> Iterator[Finding]:
    """Whether there is something simple that the models are compared with."""
    trace = reading.once(trace_of)
    dummy = next((fit for fit in trace.fitted.values() if fit.dummy), None)
    if dummy is not None:
        yield Finding.credit(
            at=dummy.outermost,
            says="A naive baseline is fitted beside the models.",
            because="It shows what a score is worth.",
        )
        return
    scores = [score for score in trace.scored.values() if score.fits and score.shown]
    if scores:
        yield Finding.note(
            kind="evaluation.no_baseline",
            at=scores[0].outermost,
            says="No naive baseline, such as the most frequent class, is scored beside the models.",
            because="Without it nobody can say how much of a score the model has earned.",
        )


@finding("evaluation.validation_apart")
def validation_and_test(reading: Reading) -> Iterator[Finding]:
    """Models are compared on validation rows, and the test rows judge the one that was chosen."""
    trace = reading.once(trace_of)
    roles = {role_of(trace, score.rows): score for score in trace.scored.values() if score.rows and not score.crossed}
    if "validation" in roles and "test" in roles:
        yield Finding.credit(
            at=roles["validation"].outermost,
            path=(
                step(roles["validation"], "scored on validation rows here"),
                step(roles["test"], "on test rows here"),
            ),
            says="Validation rows are kept apart from test rows, and models are compared on the former.",
            because="The test score is then worth what it says.",
        )


@finding("leakage.considered")
def thought_of_leakage(reading: Reading) -> Iterator[Finding]:
    """The candidate writes about leakage."""
    for file in reading.submission.files:
        for cell in file.cells:
            text = cell.source if cell.kind is CellKind.MARKDOWN else "\n".join(_comments(cell.source))
            found = _LEAK.search(text)
            if found is not None:
                line = next(n for n, t in enumerate(cell.source.split("\n"), 1) if _LEAK.search(t))
                yield Finding.credit(
                    at=Location(file.path, cell.index, line),
                    says="The candidate writes about leakage here.",
                    because="Whoever looks for it tends to find it; ask what was done.",
                )
                return


def _comments(source: str) -> list[str]:
    return [line.partition("#")[2] if "#" in line else "" for line in source.split("\n")]
