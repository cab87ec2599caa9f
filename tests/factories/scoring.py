"""Scorecards and debriefs, taken there by the verbs that users call."""

from tests.factories.hiring import CRITERIA
from tests.factories.sittings import make_sitting

from trialpiece.web.scoring import domain
from trialpiece.web.scoring.enums import Confidence
from trialpiece.web.sittings.enums import SittingState


def scores(level=3, **levels):
    """One score for each criterion: `level`, or its own where named; None abstains."""
    given = {criterion: levels.get(criterion, level) for criterion in CRITERIA}
    return [
        {
            "criterion": criterion,
            "level": value,
            "abstained": value is None,
            "confidence": Confidence.HIGH,
            "note": f"Why {criterion} is {value}.",
            "cited": [],
        }
        for criterion, value in given.items()
    ]


def hand_in_card(card, level=3, note="", **levels):
    """Fill a card in and hand it in."""
    domain.save_draft(scorecard=card, by=card.rater, scores=scores(level, **levels), note=note)
    return domain.submit_scorecard(scorecard=card, by=card.rater)


def cards_of(sitting):
    """The sitting's cards, in a settled order."""
    return list(sitting.scorecards.select_related("rater__user", "sitting__stage").order_by("pk"))


def make_scored(*, by, first=4, second=4, **fields):
    """A sitting whose cards are all in, so that they are revealed and the debrief is open."""
    sitting = make_sitting(by=by, state=SittingState.SUBMITTED, **fields)
    for card, level in zip(cards_of(sitting), (first, second), strict=True):
        hand_in_card(card, level)
    sitting.refresh_from_db()
    return sitting
