"""Names for the gaps of questions: which models, which metrics, which columns, and what a finding speaks of."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from trialpiece.core.review.finding import Finding, Location
from trialpiece.core.review.probes.decisions import Decision, targets_of
from trialpiece.core.review.probes.wording import listed, quoted
from trialpiece.core.review.provenance.events import Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.reading import Reading

_METRICS = {
    "accuracy_score": ("accuracy",), "f1_score": ("F1",), "precision_score": ("precision",), "recall_score": ("recall",),
    "roc_auc_score": ("ROC AUC",), "average_precision_score": ("average precision",), "log_loss": ("log loss",),
    "balanced_accuracy_score": ("balanced accuracy",), "matthews_corrcoef": ("Matthews’ correlation",),
    "brier_score_loss": ("the Brier score",), "classification_report": ("precision", "recall", "F1"),
    "mean_squared_error": ("the mean squared error",), "mean_absolute_error": ("the mean absolute error",),
    "root_mean_squared_error": ("the root mean squared error",), "r2_score": ("R²",),
    "mean_absolute_percentage_error": ("the mean percentage error",),
}  # fmt: skip
_FILLS = {"mean", "median", "mode", "SimpleImputer", "KNNImputer", "IterativeImputer"}
_BACKTICKED = re.compile(r"`[^`]+`")
_COUNTED = re.compile(r"^(\d+) models")
_LISTED = {
    "data_quality.checked": ("checks", re.compile(r"checked for (.+)\.$")),
    "data_quality.unchecked": ("missing", re.compile(r"looks for (.+)\.$")),
}
_IDENTIFIER = re.compile(r"id$|^unnamed|index", re.IGNORECASE)
_SMALL = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Words:
    """What the submission calls things."""

    models: tuple[str, ...]
    """In the order in which they were fitted, baselines aside."""
    scored: tuple[str, ...]
    """Those of them whose scores are shown."""
    metrics: tuple[str, ...]
    columns: tuple[str, ...]
    """Columns that the code speaks of most before the first model."""
    found: tuple[Decision, ...]

    def for_finding(self, finding: Finding) -> dict[str, str]:
        """Gaps that a question about the finding may have."""
        gaps: dict[str, str] = {}
        if thing := _BACKTICKED.search(finding.says):
            gaps["thing"] = thing.group()
        if counted := _COUNTED.match(finding.says):
            number = int(counted.group(1))
            gaps["number"] = _SMALL[number] if number < len(_SMALL) else str(number)
        if finding.kind in _LISTED:
            gap, pattern = _LISTED[finding.kind]
            if found := pattern.search(finding.says):
                gaps[gap] = found.group(1)
        if len(self.scored) > 1:
            gaps["models"] = _named(self.scored)
        if self.models:
            gaps["model"] = quoted(self.models[-1])
        return gaps

    def general(self) -> dict[str, str]:
        """Gaps of questions that are asked of everybody."""
        return {"columns": listed([quoted(c) for c in self.columns[:2]])} if len(self.columns) > 1 else {}

    def decisions(self) -> tuple[Decision, ...]:
        """What following the data showed to have been decided."""
        return self.found


def words_of(reading: Reading) -> Words:
    """The names of one submission."""
    trace = reading.once(trace_of)
    fitted = {number: fit.name for number, fit in trace.fitted.items() if not fit.dummy and fit.name[:1].isupper()}
    models = tuple(dict.fromkeys(fitted.values()))
    shown = [score for score in trace.scored.values() if score.shown]
    scored = tuple(dict.fromkeys(fitted[n] for score in shown for n in sorted(score.fits) if n in fitted))
    metrics = tuple(dict.fromkeys(word for score in shown for word in _METRICS.get(score.metric, ())))
    return Words(models, scored, metrics, _columns(reading), tuple(_found(trace, models, metrics)))


def _found(trace: Trace, models: tuple[str, ...], metrics: tuple[str, ...]) -> Iterator[Decision]:
    reported = [score for score in trace.scored.values() if score.shown and score.metric in _METRICS]
    if metrics and reported:
        yield _decision(
            "choice.metric" if len(metrics) > 1 else "choice.metric_one",
            reported[-1].outermost,
            metrics=listed(metrics[:MOST_NAMED]),
        )
    fits = [fit for fit in trace.fitted.values() if not fit.dummy and fit.name in models]
    if len(models) > 1:
        yield _decision("choice.models", fits[0].outermost, models=_named(models))
    elif fits:
        yield _decision("choice.model", fits[-1].outermost, name=quoted(fits[-1].name))
    for search in trace.crossed.values():
        if search.search:
            yield _decision("choice.search", search.outermost)
    for made in trace.resampled.values():
        yield _decision("choice.resample", made.outermost, name=quoted(made.name))
    for learned in trace.learned.values():
        if learned.name in _FILLS:
            yield _decision("choice.fill", learned.outermost, name=quoted(learned.name))


def _decision(about: str, at: Location, **gaps: str) -> Decision:
    return Decision(about, at, tuple(sorted(gaps.items())))


def _named(names: tuple[str, ...]) -> str:
    if len(names) > MOST_NAMED:
        return f"{', '.join(quoted(name) for name in names[: MOST_NAMED - 1])} and {len(names) - MOST_NAMED + 1} more"
    return listed([quoted(name) for name in names])


def _columns(reading: Reading) -> tuple[str, ...]:
    cells = list(reading.python_cells())
    targets = targets_of(cells)
    models = [fit.at for fit in reading.once(trace_of).fitted.values()]
    first = min(((at.file, at.cell) for at in models), default=None)
    spoken = Counter(
        node.slice.value
        for cell in cells
        if first is None or (cell.file, cell.index) <= first  # later tables hold results
        for node in cell.of(ast.Subscript)
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    )
    asked = [(-n, name) for name, n in spoken.items() if n > 1 and name not in targets and not _IDENTIFIER.search(name)]
    return tuple(name for _, name in sorted(asked))
