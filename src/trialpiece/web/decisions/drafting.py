"""A first draft of feedback, put together from the rubric's anchors and the review's strengths."""

from __future__ import annotations

from statistics import median_low
from typing import Any

from trialpiece.core.exercises.pack import Criterion
from trialpiece.web.candidates.models import Application
from trialpiece.web.openings.rubrics import rubric_of
from trialpiece.web.scoring.domain import current_level
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.sittings.models import Sitting

_MOST_STRENGTHS = 4


def draft(application: Application) -> str:
    """Plain text: thanks, what was strong, what a stronger piece would have shown; no scores, no names of raters."""
    lines = [
        f"Thank you for the work that you put into your application for {application.opening.title}.",
        "",
    ]
    for sitting in application.sittings.exclude(revealed_at=None).select_related("stage").order_by("stage__position"):
        lines += _about(sitting)
    lines += ["If you would like to talk about any of this, answer this e-mail.", ""]
    return "\n".join(lines)


def _about(sitting: Sitting) -> list[str]:
    strong: list[str] = []
    next_step: list[str] = []
    for criterion, level in _typical_levels(sitting):
        if level >= 4:
            strong.append(f"- {criterion.title}: {criterion.anchor(level)}")
        elif level < 4:
            next_step.append(f"- {criterion.title}: {criterion.anchor(min(5, level + 1))}")
    strong += [f"- {says}" for says in _strengths(sitting)]
    lines = [f"{sitting.stage.title}", ""]
    if strong:
        lines += ["What stood out to us:", *strong, ""]
    if next_step:
        lines += [
            "What would have made it stronger; this is how the next level of our rubric describes it:",
            *next_step,
            "",
        ]
    return lines


def _typical_levels(sitting: Sitting) -> list[tuple[Criterion, int]]:
    """The lower median of the raters' current levels on each criterion that anybody rated."""
    cards = sitting.scorecards.filter(state=ScorecardState.REVEALED).prefetch_related("scores__revisions")
    given: dict[str, list[int]] = {}
    for card in cards:
        for score in card.scores.all():
            level = current_level(score)
            if level is not None:
                given.setdefault(score.criterion, []).append(level)
    rubric = rubric_of(sitting.stage)
    return [(criterion, median_low(given[criterion.slug])) for criterion in rubric.criteria if criterion.slug in given]


def _strengths(sitting: Sitting) -> list[str]:
    """Strengths that the review found in the work, as sentences."""
    from trialpiece.web.reviews.queries import report_of

    review = report_of(sitting)
    report: dict[str, Any] = (review.report if review else None) or {}
    found = [one["says"].replace("`", "") for one in report.get("findings", []) if one.get("polarity") == "strength"]
    return list(dict.fromkeys(found))[:_MOST_STRENGTHS]
