"""Scores are given blind, freeze together, and change only with a reason."""

import pytest
from django.core.exceptions import ValidationError
from tests.factories.hiring import make_application, make_opening
from tests.factories.organisations import MembershipFactory
from tests.factories.scoring import cards_of, hand_in_card, make_scored, scores
from tests.factories.sittings import make_sitting

from trialpiece.web.audit.actors import SYSTEM
from trialpiece.web.audit.models import AuditDetail
from trialpiece.web.decisions.models import Debrief
from trialpiece.web.scoring import domain, queries
from trialpiece.web.scoring.enums import TRANSITIONS, ScorecardState
from trialpiece.web.scoring.models import Score
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.states import WrongState, move


@pytest.fixture
def sitting(hiring_manager):
    return make_sitting(by=hiring_manager, state=SittingState.SUBMITTED)


def test_two_raters_are_named_when_the_work_is_issued(hiring_manager):
    sitting = make_sitting(by=hiring_manager, state=SittingState.ISSUED)
    assert len(cards_of(sitting)) == 2


def test_nobody_sees_the_other_card_until_both_are_in(sitting, hiring_manager):
    first, second = cards_of(sitting)
    hand_in_card(first, 5)
    for member in (second.rater, hiring_manager):
        assert first not in queries.visible_scorecards(member, sitting)
    hand_in_card(second, 2)
    for member in (first.rater, second.rater, hiring_manager):
        assert set(queries.visible_scorecards(member, sitting)) == {first, second}


def test_the_last_card_reveals_all_and_opens_the_debrief(sitting):
    first, second = cards_of(sitting)
    hand_in_card(first, 5)
    assert not Debrief.objects.filter(application=sitting.application).exists()
    hand_in_card(second, 2)
    sitting.refresh_from_db()
    assert sitting.state == SittingState.SCORED
    assert sitting.revealed_at is not None
    assert {card.state for card in cards_of(sitting)} == {ScorecardState.REVEALED}
    assert Debrief.objects.filter(application=sitting.application).exists()


def test_a_card_without_every_criterion_is_not_taken_and_says_which_are_missing(sitting):
    card = cards_of(sitting)[0]
    domain.save_draft(scorecard=card, by=card.rater, scores=scores(4)[:2])
    with pytest.raises(domain.Incomplete, match="written explanation"):
        domain.submit_scorecard(scorecard=card, by=card.rater)
    card.refresh_from_db()
    assert card.state == ScorecardState.DRAFT


def test_an_abstention_is_an_answer_and_carries_no_level(sitting):
    card = cards_of(sitting)[0]
    hand_in_card(card, 4, writing=None)
    score = card.scores.get(criterion="writing")
    assert (score.level, score.abstained) == (None, True)


@pytest.mark.parametrize("level", [0, 6, -1])
def test_a_level_outside_1_to_5_is_not_taken(sitting, level):
    card = cards_of(sitting)[0]
    with pytest.raises(ValidationError):
        domain.save_draft(scorecard=card, by=card.rater, scores=scores(level))
    assert not card.scores.exists()


def test_a_criterion_that_the_rubric_does_not_have_is_not_taken(sitting):
    card = cards_of(sitting)[0]
    with pytest.raises(ValidationError, match="charm"):
        domain.save_draft(scorecard=card, by=card.rater, scores=[{"criterion": "charm", "level": 5}])


def test_a_card_handed_in_cannot_be_changed(sitting):
    card = cards_of(sitting)[0]
    hand_in_card(card, 4)
    with pytest.raises(WrongState):
        domain.save_draft(scorecard=card, by=card.rater, scores=scores(1))
    assert set(card.scores.values_list("level", flat=True)) == {4}


def test_nobody_fills_in_somebody_elses_card(sitting):
    first, second = cards_of(sitting)
    with pytest.raises(domain.NotARater):
        domain.save_draft(scorecard=first, by=second.rater, scores=scores(1))
    with pytest.raises(domain.NotARater):
        domain.submit_scorecard(scorecard=first, by=second.rater)


def test_nothing_can_be_scored_before_the_work_is_in(hiring_manager):
    sitting = make_sitting(by=hiring_manager, state=SittingState.STARTED)
    card = cards_of(sitting)[0]
    domain.save_draft(scorecard=card, by=card.rater, scores=scores(3))
    with pytest.raises(WrongState):
        domain.submit_scorecard(scorecard=card, by=card.rater)


def test_a_change_of_mind_stands_beside_the_first_score(hiring_manager):
    sitting = make_scored(by=hiring_manager, first=2, second=4)
    card = cards_of(sitting)[0]
    score = card.scores.get(criterion="code")
    domain.revise(score=score, level=3, reason="The tests were in another folder.", by=card.rater)
    score.refresh_from_db()
    assert (score.level, domain.current_level(score)) == (2, 3)


def test_a_change_of_mind_needs_a_reason_and_a_reveal(hiring_manager):
    sitting = make_sitting(by=hiring_manager, state=SittingState.SUBMITTED)
    first, second = cards_of(sitting)
    hand_in_card(first, 2)
    score = first.scores.get(criterion="code")
    with pytest.raises(WrongState):
        domain.revise(score=score, level=5, reason="I heard the others liked it.", by=first.rater)
    hand_in_card(second, 5)
    first.refresh_from_db()
    score = Score.objects.get(pk=score.pk)
    with pytest.raises(ValidationError):
        domain.revise(score=score, level=5, reason="  ", by=first.rater)
    with pytest.raises(domain.NotARater):
        domain.revise(score=score, level=5, reason="Because.", by=second.rater)


def test_releasing_the_missing_rater_reveals_only_with_enough_cards_left(hiring_manager):
    opening = make_opening(
        manager=hiring_manager,
        interviewers=[MembershipFactory(organisation=hiring_manager.organisation) for _ in range(3)],
    )
    sitting = make_sitting(by=hiring_manager, opening=opening, state=SittingState.SUBMITTED)
    domain.assign_raters(sitting=sitting, by=hiring_manager, raters=list(opening.interviewers.all()))
    first, second, third = cards_of(sitting)
    hand_in_card(first, 3)
    hand_in_card(second, 3)
    domain.release(scorecard=third, by=hiring_manager, reason="Ill.")
    sitting.refresh_from_db()
    assert sitting.state == SittingState.SCORED
    assert third not in queries.visible_to(hiring_manager)


def test_releasing_one_of_two_does_not_reveal_a_single_card(sitting, hiring_manager):
    first, second = cards_of(sitting)
    hand_in_card(first, 3)
    domain.release(scorecard=second, by=hiring_manager)
    sitting.refresh_from_db()
    assert sitting.state == SittingState.SUBMITTED
    assert not queries.visible_scorecards(hiring_manager, sitting).exists()


def test_the_audit_trail_knows_no_level_before_reveal(sitting):
    card = cards_of(sitting)[0]
    hand_in_card(card, 5, note="UNMISTAKABLE-NOTE")
    of_cards = AuditDetail.objects.filter(event__object_type__startswith="scoring.")
    trail = str(list(of_cards.values_list("before", "after")))
    assert "handed in" in trail or "submitted" in trail
    assert "level" not in trail
    assert "UNMISTAKABLE-NOTE" not in trail


def test_work_is_shared_evenly_and_every_pair_meets(hiring_manager):
    raters = [MembershipFactory(organisation=hiring_manager.organisation) for _ in range(4)]
    opening = make_opening(manager=hiring_manager, interviewers=raters)
    pairs = set()
    for _ in range(6):
        application = make_application(opening=opening)
        sitting = make_sitting(by=hiring_manager, application=application, state=SittingState.ISSUED)
        pairs.add(frozenset(card.rater_id for card in cards_of(sitting)))
    assert [rater.scorecards.count() for rater in raters] == [3, 3, 3, 3]
    assert len(pairs) == 6


@pytest.mark.parametrize("now", ScorecardState)
@pytest.mark.parametrize("to", ScorecardState)
def test_a_scorecard_moves_only_as_its_table_says(hiring_manager, now, to):
    card = cards_of(make_sitting(by=hiring_manager, state=SittingState.ISSUED))[0]
    type(card).objects.filter(pk=card.pk).update(state=now)
    card.refresh_from_db()
    if to in TRANSITIONS[now]:
        move(card, to=to, table=TRANSITIONS, by=SYSTEM)
        card.refresh_from_db()
        assert card.state == to
    else:
        with pytest.raises(WrongState):
            move(card, to=to, table=TRANSITIONS, by=SYSTEM)
