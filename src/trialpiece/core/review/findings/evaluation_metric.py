"""Whether the metric fits the outcome: accuracy alone where classes are unequal."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.knowledge import knowledge
from trialpiece.core.review.provenance.events import Scored, Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding


@finding("evaluation.metric")
def accuracy_alone(reading: Reading) -> Iterator[Finding]:
    """Classifiers are judged by accuracy and nothing else."""
    trace = reading.once(trace_of)
    scores = [score for score in trace.scored.values() if score.fits and score.shown]
    if not scores or not all(_is_accuracy(trace, score) for score in scores):
        return
    if trace.resampled or any("class_weight" in cell.python for cell in reading.python_cells()):
        yield Finding.weak(
            at=scores[0].outermost,
            says="The classes are treated as unequal, and accuracy alone judges the models.",
            because="A model that always says the frequent class has a high accuracy too.",
        )
        return
    yield Finding.note(
        at=scores[0].outermost,
        says="Accuracy alone judges the models.",
        because="It hides which errors are made; ask which error costs more.",
    )


def _is_accuracy(trace: Trace, score: Scored) -> bool:
    know = knowledge()
    if know.function_is(score.metric, "metric.accuracy"):
        return all(
            "Classifier" in trace.fitted[f].name or "Logistic" in trace.fitted[f].name
            for f in score.fits
            if f in trace.fitted
        )
    return False
