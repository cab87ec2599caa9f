"""Predicates and querysets agree: what the rule allows for a thing is what the query gives, in whatever world."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.hiring import make_application, make_opening
from tests.factories.likeness import read
from tests.factories.organisations import MembershipFactory
from tests.factories.scoring import cards_of, hand_in_card
from tests.factories.sittings import make_sitting

from trialpiece.web.candidates import queries as candidates
from trialpiece.web.decisions import queries as decisions
from trialpiece.web.likeness import queries as likeness
from trialpiece.web.openings import queries as openings
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.reviews import queries as reviews
from trialpiece.web.scoring import domain as scoring
from trialpiece.web.scoring import queries as scorecards
from trialpiece.web.sittings import queries as sittings
from trialpiece.web.sittings.enums import SittingState

FEATURES = {
    "openings.view": openings.visible_to,
    "candidates.view_application": candidates.visible_to,
    "sittings.view": sittings.visible_to,
    "scoring.view": scorecards.visible_to,
    "decisions.view": decisions.visible_to,
    "reviews.view": reviews.visible_to,
    "likeness.view": likeness.visible_to,
}


@pytest.fixture
def hiring(organisation, member_with):
    """Three openings, with work in every state and cards that are drafts, handed in, revealed and released."""
    manager, coordinator = member_with(Role.HIRING_MANAGER), member_with(Role.COORDINATOR)
    raters = [member_with(Role.INTERVIEWER) for _ in range(3)]
    first = make_opening(manager=manager, interviewers=raters[:2])
    second = make_opening(manager=member_with(Role.HIRING_MANAGER), interviewers=raters[1:], hides_names=False)
    make_opening(manager=manager, is_open=False)
    make_application(opening=first, by=coordinator)
    for state in (SittingState.PLANNED, SittingState.STARTED, SittingState.CLOSED):
        make_sitting(by=coordinator, opening=first, state=state)
    half = make_sitting(by=coordinator, opening=first, state=SittingState.SUBMITTED)
    hand_in_card(cards_of(half)[0], 5)
    for opening in (first, second):
        done = make_sitting(by=coordinator, opening=opening, state=SittingState.SUBMITTED)
        for card in cards_of(done):
            hand_in_card(card, 4)
    left = make_sitting(by=coordinator, opening=second, state=SittingState.SUBMITTED)
    scoring.release(scorecard=cards_of(left)[0], by=manager)
    for each in (half, done, left):
        read(each)
    everything = {
        name: list(query(member_with(Role.ADMINISTRATOR)).model.objects.all()) for name, query in FEATURES.items()
    }
    return organisation, [manager, coordinator, *raters], everything


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    role=st.sampled_from(list(Role)), who=st.integers(0, 5), is_active=st.booleans(),
    interviews=st.sets(st.integers(0, 2)), rates=st.sets(st.integers(0, 6)), released=st.booleans(),
)  # fmt: skip
def test_what_the_rule_allows_is_what_the_query_gives(hiring, role, who, is_active, interviews, rates, released):  # noqa: PLR0917 (drawn)
    """Whoever somebody is or was: any role, somebody already involved or new, named as interviewer or rater anywhere."""
    from django.db import transaction

    from trialpiece.web.scoring.models import Scorecard

    organisation, people, everything = hiring
    with transaction.atomic():
        member = people[who] if who < len(people) else MembershipFactory(organisation=organisation)
        member.role, member.is_active = role, is_active
        member.save()
        for number, opening in enumerate(everything["openings.view"]):
            if number in interviews:
                opening.interviewers.add(member)
        for number, sitting in enumerate(everything["sittings.view"]):
            if number in rates and not Scorecard.objects.filter(sitting=sitting, rater=member).exists():
                state = "released" if released else "draft"
                Scorecard.objects.create(organisation=organisation, sitting=sitting, rater=member, state=state)
        for permission, query in FEATURES.items():
            things = everything[permission][0]._meta.model.objects.all()
            allowed = {thing.pk for thing in things if may(member, permission, thing)}
            assert set(query(member).values_list("pk", flat=True)) == allowed, permission
        transaction.set_rollback(True)
