"""Predicates and querysets of scoring agree for every role, relation and state."""

import pytest
from tests.factories.organisations import MembershipFactory
from tests.factories.scoring import cards_of, hand_in_card
from tests.factories.sittings import make_sitting

from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.scoring import queries
from trialpiece.web.sittings.enums import SittingState


@pytest.fixture(params=["nothing in", "one in", "all in"])
def cards(request, hiring_manager):
    sitting = make_sitting(by=hiring_manager, state=SittingState.SUBMITTED)
    for card in cards_of(sitting)[: {"nothing in": 0, "one in": 1, "all in": 2}[request.param]]:
        hand_in_card(card, 4)
    return cards_of(sitting)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("relation", ["stranger", "rater", "left"])
def test_what_the_rule_allows_is_what_the_query_gives(cards, role, relation, organisation):
    if relation == "rater":
        member = cards[0].rater
        member.role = role
        member.save()
    else:
        member = MembershipFactory(organisation=organisation, role=role, is_active=relation != "left")
    allowed = {card for card in cards if may(member, "scoring.view", card)}
    assert allowed == set(queries.visible_to(member))


@pytest.mark.parametrize("role", Role)
def test_nobody_but_the_rater_sees_a_card_before_reveal(hiring_manager, organisation, role):
    sitting = make_sitting(by=hiring_manager, state=SittingState.SUBMITTED)
    first, _ = cards_of(sitting)
    hand_in_card(first, 5)
    stranger = MembershipFactory(organisation=organisation, role=role)
    assert first not in queries.visible_to(stranger)


def test_a_coordinator_who_did_not_rate_never_sees_scores(cards, coordinator):
    assert not queries.visible_to(coordinator).exists()
