"""Who may see which sitting: predicates and querysets agree; nothing tells raters of more time or of names."""

import pytest
from tests.factories.hiring import make_opening
from tests.factories.sittings import card_for, make_sitting

from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.sittings import blind, domain, queries
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.sittings.models import Sitting


@pytest.fixture
def several(hiring_manager, coordinator, interviewer):
    """Sittings of an opening that the interviewer is in, of one where they only rate, and of a third."""
    ours = make_opening(manager=hiring_manager, interviewers=[interviewer, hiring_manager])
    rated, theirs = make_opening(manager=hiring_manager), make_opening(manager=hiring_manager)
    sittings = [
        make_sitting(by=coordinator, opening=ours),
        make_sitting(by=coordinator, opening=rated, state=SittingState.SUBMITTED),
        make_sitting(by=coordinator, opening=rated),
        make_sitting(by=coordinator, opening=theirs),
    ]
    for number, state in ((1, ScorecardState.DRAFT), (3, ScorecardState.RELEASED)):
        card_for(sittings[number], interviewer, state=state)
    card_for(sittings[1], hiring_manager)
    return sittings


@pytest.fixture
def known(member_with, interviewer, hiring_manager):
    """A function: the member of that role who has to do with the sittings, or a new one."""
    people = {Role.INTERVIEWER: interviewer, Role.HIRING_MANAGER: hiring_manager}
    return lambda role: people.get(role) or member_with(role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("is_active", [True, False])
def test_predicates_and_querysets_agree(several, known, role, is_active):
    member = known(role)
    member.is_active = is_active
    member.save()
    visible = set(queries.visible_to(member).values_list("pk", flat=True))
    for sitting in Sitting.objects.all():
        assert (sitting.pk in visible) == may(member, "sittings.view", sitting)


def test_an_interviewer_sees_their_opening_and_what_they_rate(several, interviewer):
    visible = set(queries.visible_to(interviewer).values_list("pk", flat=True))
    assert visible == {several[0].pk, several[1].pk}


def test_wishes_for_time_agree_with_the_rule(several, member_with, hiring_manager):
    for sitting in several:
        if sitting.state == SittingState.PLANNED:
            domain.issue(sitting=sitting, by=hiring_manager)
            domain.ask_for_time(sitting=sitting, hours=4, reason="Dyslexia.")
    card_for(several[0], hiring_manager)
    for member in [hiring_manager, *(member_with(role) for role in Role)]:
        shown = {wish.sitting_id for wish in queries.wishes_for_time(member)}
        expected = {each.pk for each in several if each.extensions.exists() and may(member, "sittings.extend", each)}
        assert shown == expected


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        (Role.ADMINISTRATOR, {"issue", "answer", "extend", "pay", "original", "read_work"}),
        (Role.HIRING_MANAGER, {"issue", "answer", "extend", "pay", "read_work"}),
        (Role.COORDINATOR, {"issue", "answer", "extend", "pay", "original", "read_work"}),
        (Role.INTERVIEWER, set()),
        (Role.VIEWER, {"read_work"}),
    ],
)
def test_who_may_do_what_with_somebody_elses_blind_sitting(several, member_with, role, permissions):
    member, sitting = member_with(role), several[1]
    verbs = ("issue", "answer", "extend", "pay", "original", "read_work")
    assert {verb for verb in verbs if may(member, f"sittings.{verb}", sitting)} == permissions


def test_whoever_rates_learns_neither_name_nor_more_time_nor_the_file_as_uploaded(several, member_with):
    sitting = several[1]
    for role in Role:
        member = member_with(role)
        card_for(sitting, member)
        submission = queries.counting_submission(sitting)
        assert not may(member, "sittings.extend", sitting)
        assert not may(member, "sittings.original", sitting)
        alias = sitting.application.candidate.alias
        assert blind.shown_filename(submission, member) == f"take-home-{alias}-v1.zip"


def test_an_interviewer_reads_work_only_once_it_is_in_and_only_to_rate_it(several, interviewer):
    assert may(interviewer, "sittings.read_work", several[1])
    assert not may(interviewer, "sittings.read_work", several[0])


def test_a_question_on_the_sixth_day_of_five_does_not_tell_raters_of_more_time(started, coordinator, interviewer):
    from datetime import timedelta

    from django.utils import timezone

    started.started_at = timezone.now() - timedelta(days=6)
    started.save()
    question = domain.ask(sitting=started, body="May I?")
    assert queries.time_of_question(question, interviewer) == timedelta(days=5)
    assert queries.time_of_question(question, coordinator) > timedelta(days=5)


def test_names_in_questions_are_masked_for_those_who_may_not_know_them(started, coordinator, interviewer):
    question = domain.ask(sitting=started, body="Best, Ada Kowalska / ada@candidates.example")
    assert "Kowalska" in blind.shown_question(question, coordinator)
    shown = blind.shown_question(question, interviewer)
    assert "Ada" not in shown
    assert "Kowalska" not in shown
    assert "@" not in shown
