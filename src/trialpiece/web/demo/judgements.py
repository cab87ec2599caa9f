"""What the demo's interviewers thought of the worked examples: a level, how sure, and why, for each criterion."""

from __future__ import annotations

from typing import Any

from trialpiece.core.exercises.pack import Criterion
from trialpiece.web.openings.rubrics import rubric_of
from trialpiece.web.reviews.evidence import Evidence, evidence_of, relevant
from trialpiece.web.reviews.queries import report_of
from trialpiece.web.scoring.enums import Confidence
from trialpiece.web.scoring.models import Scorecard

_SURE, _FAIRLY, _GUESS = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
_MOST_CITED = 2

Views = dict[str, tuple[int | None, Confidence, str]]
"""Level (None abstains), confidence and note by criterion."""

VIEWS: dict[str, tuple[Views, Views]] = {
    "strong": (
        {
            "methodology": (5, _SURE, "Splits by month because later customers are to be predicted, beats the desk's own rule, and gives an interval."),
            "data-quality": (5, _SURE, "Eight of the nine problems found, most of them traced to where they come from."),
            "code-quality": (4, _FAIRLY, "One function makes the features for both. I missed a check on the join with payments."),
            "explanation": (5, _SURE, "I could hand this page to our head of accounts as it is."),
            "trade-offs": (4, _FAIRLY, "Says why the simple model stays, and what would change that."),
        },
        {
            "methodology": (5, _FAIRLY, "Left out the column that is filled after the outcome, and says how it was noticed."),
            "data-quality": (4, _SURE, "Thorough. Asks which of two records holds, but goes on with one without showing what the other would do."),
            "code-quality": (4, _SURE, "Ran from top to bottom in our sandbox, seeds set, requirements named."),
            "explanation": (5, _SURE, "Says what not to conclude. Rare."),
            "trade-offs": (4, _FAIRLY, "Weighs calls against cost with the numbers of the brief."),
        },
    ),
    "middling": (
        {
            "methodology": (2, _SURE, "The scaler saw every row, four models met on the test set, and the best feature is only known afterwards. The .90 cannot be believed."),
            "data-quality": (2, _FAIRLY, "Prints summaries, and nothing follows from them."),
            "code-quality": (3, _FAIRLY, "Tidy notebook; the same preparation written out twice."),
            "explanation": (3, _SURE, "Clear sentences about a number that does not hold."),
            "trade-offs": (2, _FAIRLY, "Picks the highest score and stops there."),
        },
        {
            "methodology": (4, _FAIRLY, "Cross-validated several models, stated the measure first, compared with a baseline. Solid, I thought."),
            "data-quality": (3, _FAIRLY, "Looks at counts and ranges before modelling, and drops a few odd rows."),
            "code-quality": (3, _SURE, "Readable, runs, some repetition."),
            "explanation": (4, _FAIRLY, "Reads well; a manager would follow it."),
            "trade-offs": (3, _GUESS, "Mentions that calls cost money. Short."),
        },
    ),
    "weak": (
        {
            "methodology": (1, _SURE, "Accuracy alone, without a seed; nobody could tell this from always saying “stays”."),
            "data-quality": (1, _SURE, "The join multiplies rows, and nobody looked."),
            "code-quality": (1, _SURE, "Saved with cells run out of order, one of them deleted. It does not run."),
            "explanation": (1, _FAIRLY, "No text at all."),
            "trade-offs": (None, _GUESS, "Nothing to go by."),
        },
        {
            "methodology": (2, _FAIRLY, "Sets rows aside, at least."),
            "data-quality": (1, _SURE, "Straight to the model."),
            "code-quality": (1, _SURE, "Cell 5 needs a variable that no cell makes."),
            "explanation": (1, _SURE, "A notebook without a sentence."),
            "trade-offs": (1, _FAIRLY, "No choice is explained."),
        },
    ),
}  # fmt: skip


def scores_for(card: Scorecard, views: Views, *, first: int | None = None) -> list[dict[str, Any]]:
    """The views as `save_draft` takes them, with evidence of the report cited; the first few criteria of a draft."""
    found = evidence_of(report_of(card.sitting))
    criteria = rubric_of(card.sitting.stage).criteria[:first]
    return [_score(criterion, *views[criterion.slug], found) for criterion in criteria if criterion.slug in views]


def _score(
    criterion: Criterion, level: int | None, confidence: Confidence, note: str, found: list[Evidence]
) -> dict[str, Any]:
    wanted = "strength" if level is not None and level >= 4 else "concern"
    fitting = [one.key for one in relevant(found, criterion) if one.polarity == wanted]
    return {
        "criterion": criterion.slug,
        "level": level,
        "abstained": level is None,
        "confidence": confidence,
        "note": note,
        "cited": list(dict.fromkeys(fitting))[:_MOST_CITED],
    }
