"""Work beside other work: found whatever was renamed, gone when it is withdrawn, seen by those who may see both."""

import pytest
from django_scopes import scope, scopes_disabled
from tests.factories.hiring import make_opening
from tests.factories.likeness import OWN, SHARED, hand_in_notebook, make_alike, make_work, no_runtime, read
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.pages import visible_text
from tests.factories.scoring import cards_of, hand_in_card
from tests.factories.sittings import card_for, make_sitting

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.candidates.domain import advance
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.likeness import domain, queries
from trialpiece.web.likeness.enums import Outcome
from trialpiece.web.likeness.models import Judgement, Pool, Prints
from trialpiece.web.likeness.ranking import ranking_of
from trialpiece.web.organisations.enums import Role
from trialpiece.web.reviews.domain import repeat_review
from trialpiece.web.reviews.models import Review
from trialpiece.web.sittings.enums import SittingState

PACK = {"exercise_slug": "subscription-retention", "exercise_version": "1.0.0"}


@pytest.fixture
def opening(hiring_manager, member_with):
    return make_opening(manager=hiring_manager, interviewers=[member_with(Role.INTERVIEWER) for _ in range(2)])


@pytest.fixture
def alike(opening, coordinator):
    return make_alike(by=coordinator, opening=opening)


def pool():
    return Pool.objects.get()


def address(first, second):
    return f"/o/northquay/alike/{first.prints.pool_id}/{first.pk}/{second.pk}/"


def test_a_finished_reading_leaves_one_row_and_doing_it_again_changes_nothing(alike):
    first, _ = alike
    row = Prints.objects.get(submission=first)
    assert domain.add(review=row.review).pk == row.pk
    assert Prints.objects.count() == 2


def test_the_pair_is_found_with_what_it_shares(alike):
    found = ranking_of(pool())
    assert found.submissions == 2
    assert {found.pairs[0].one, found.pairs[0].other} == {each.pk for each in alike}
    assert found.pairs[0].share > 0.3


def test_the_ranking_does_not_depend_on_who_came_first(coordinator, hiring_manager):
    rankings = []
    for order in (1, -1):
        opening = make_opening(manager=hiring_manager)
        for sources in [(SHARED, OWN[0]), (OWN[1], SHARED), OWN][::order]:
            make_work(*sources, by=coordinator, opening=opening)
        found = ranking_of(Pool.objects.get(stage__opening=opening))
        rankings.append([(pair.shared, pair.of) for pair in found.pairs])
    assert rankings[0] == rankings[1] != []


def test_a_later_version_takes_the_place_of_the_earlier(opening, coordinator, alike):
    sitting = make_sitting(by=coordinator, opening=opening, state=SittingState.STARTED)
    hand_in_notebook(sitting, SHARED, finish=False)
    latest = hand_in_notebook(sitting, *OWN)
    assert Prints.objects.get(submission__sitting=sitting).submission == latest
    assert ranking_of(pool()).submissions == 3


def test_who_withdraws_drops_out_at_once_and_the_row_goes_with_the_next_sweep(alike, coordinator, client_as):
    first, second = alike
    assert ranking_of(pool()).pairs
    advance(first.sitting.application, to=ApplicationState.WITHDRAWN, by=member(coordinator))
    assert ranking_of(pool()).pairs == ()
    assert client_as(coordinator).get(address(first, second)).status_code == 404
    assert domain.sweep() == 1
    assert list(Prints.objects.values_list("submission_id", flat=True)) == [second.pk]


def test_an_erased_submission_leaves_no_trace_in_the_index(alike, hiring_manager):
    first, second = alike
    domain.judge(one=first.prints, other=second.prints, outcome=Outcome.ASK, reason="Look at it", by=hiring_manager)
    erased = first.pk
    first.reviews.all().delete()
    first.delete()
    assert ranking_of(pool()).pairs == ()
    assert not Judgement.objects.exists()
    assert erased not in str(pool().ranking)


def test_bytes_that_are_gone_make_a_page_that_is_not_there(alike, coordinator, client_as):
    first, second = alike
    Review.objects.filter(submission=first).update(document="0" * 64)
    assert client_as(coordinator).get(address(first, second)).status_code == 404


def test_the_sweep_adds_what_a_worker_did_not_come_to_add(alike):
    Prints.objects.all().delete()
    assert domain.sweep() == 2
    assert domain.sweep() == 0
    assert ranking_of(pool()).pairs


def test_the_sweep_makes_rows_of_an_older_edition_anew(alike):
    Prints.objects.update(made_by=0, hashes=b"")
    assert ranking_of(pool()).pairs == ()
    assert domain.sweep() == 2
    assert ranking_of(pool()).pairs


def test_a_document_that_cannot_be_read_is_tried_once(alike):
    Prints.objects.all().delete()
    Review.objects.update(document="0" * 64)
    assert domain.sweep() == 0
    assert domain.sweep() == 0
    assert Prints.objects.filter(size=0).count() == 2
    assert ranking_of(pool()).submissions == 0


def test_reading_again_takes_the_new_document(alike, coordinator):
    first, _ = alike
    again = repeat_review(submission=first, by=coordinator)
    read(first.sitting)
    assert Prints.objects.get(submission=first).review == again


def test_the_same_person_in_two_openings_is_no_pair(coordinator, hiring_manager):
    for _ in range(2):
        opening = make_opening(manager=hiring_manager)
        opening.stages.update(**PACK)
        make_work(SHARED, by=coordinator, opening=opening, name="Ada Kowalska", email="ada@candidates.example")
    found = ranking_of(pool())
    assert found.submissions == 2
    assert found.pairs == ()


def test_openings_with_the_same_exercise_version_are_compared_with_each_other_and_other_versions_are_not(
    coordinator, hiring_manager
):
    for version in ("1.0.0", "1.0.0", "0.9.0"):
        opening = make_opening(manager=hiring_manager)
        make_work(SHARED, by=coordinator, opening=opening)
        opening.stages.update(**PACK | {"exercise_version": version})
    Pool.objects.all().delete()
    assert domain.sweep() == 3
    assert {one.exercise_version: ranking_of(one).submissions for one in Pool.objects.all()} == {"1.0.0": 2, "0.9.0": 1}


def test_what_the_exercise_hands_out_is_left_out_and_counted(alike, coordinator, client_as):
    from trialpiece.core.review.similarity.compare import Piece, prints_of
    from trialpiece.core.review.similarity.index import packed

    given = prints_of([Piece("starter.py", 0, SHARED)]).distinct
    Pool.objects.update(given=packed(given))
    assert ranking_of(pool()).pairs == ()
    page = visible_text(client_as(coordinator).get(f"/o/northquay/alike/{pool().pk}/"))
    assert "No two submissions share more than the task explains" in page


def test_a_pair_page_shows_both_sides_with_the_lines_that_agree(alike, coordinator, client_as):
    response = client_as(coordinator).get(address(*alike))
    page = visible_text(response)
    assert "share one passage" in page
    assert page.count("dropna") == 2
    assert "letter for letter" in page
    assert response.content.decode().count('class="same"') >= 2


def test_both_spellings_of_a_pair_are_one_and_nobody_is_beside_themselves(alike, coordinator, client_as):
    first, second = alike
    client = client_as(coordinator)
    assert client.get(address(second, first)).status_code == 200
    assert client.get(address(first, first)).status_code == 404


def test_a_judgement_needs_a_reason_is_kept_with_the_name_and_audited(alike, hiring_manager, client_as):
    client, where = client_as(hiring_manager), address(*alike)
    refused = client.post(where, {"outcome": "ask", "reason": " ", "csrfmiddlewaretoken": "x"})
    assert refused.status_code == 422
    assert not Judgement.objects.exists()
    client.post(where, {"outcome": "explained", "reason": "Both took the course of the same school."})
    client.post(where, {"outcome": "ask", "reason": "The same slip in the third passage."})
    page = visible_text(client.get(where))
    assert page.index("The same slip") < page.index("Both took the course")
    assert str(hiring_manager.user) in page
    assert AuditEvent.objects.filter(verb="likeness.judged").count() == 2
    assert "to be asked about" in visible_text(client.get(f"/o/northquay/alike/{pool().pk}/"))


def test_a_pair_that_somebody_explained_steps_back(alike, hiring_manager, client_as):
    first, second = alike
    client, where = client_as(hiring_manager), f"/o/northquay/alike/{pool().pk}/"
    domain.judge(
        one=first.prints, other=second.prints, outcome=Outcome.EXPLAINED, reason="One course.", by=hiring_manager
    )
    page = visible_text(client.get(where))
    assert "1 pair that somebody has explained" in page
    domain.judge(
        one=first.prints, other=second.prints, outcome=Outcome.ASK, reason="On second thoughts.", by=hiring_manager
    )
    assert "that somebody has explained" not in visible_text(client.get(where))


def test_what_is_written_about_a_pair_changes_nothing_else(alike, hiring_manager):
    first, second = alike
    before = (first.sitting.state, first.sitting.application.state)
    domain.judge(
        one=first.prints, other=second.prints, outcome=Outcome.SAME_SOURCE, reason="Told us so.", by=hiring_manager
    )
    first.sitting.refresh_from_db()
    assert (first.sitting.state, first.sitting.application.state) == before


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.VIEWER])
def test_who_interviews_or_only_looks_on_sees_neither_list_nor_pair(alike, member_with, client_as, role):
    client = client_as(member_with(role))
    assert client.get(f"/o/northquay/alike/{pool().pk}/").status_code == 403
    assert client.get(address(*alike)).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.COORDINATOR])
def test_whoever_still_judges_one_of_them_sees_no_pair_until_all_scores_are_in(alike, member_with, client_as, role):
    first, second = alike
    judge = member_with(role)
    card = card_for(first.sitting, judge)
    client = client_as(judge)
    page = visible_text(client.get(f"/o/northquay/alike/{pool().pk}/"))
    assert str(second.sitting.application.candidate) not in page
    assert "Work that you judge yourself is left out" in page
    assert client.get(address(first, second)).status_code == 404
    for each in cards_of(first.sitting):
        hand_in_card(each, 3)
    card.refresh_from_db()
    assert card.state == "revealed"
    assert client.get(address(first, second)).status_code == 200


def test_an_administrator_who_still_judges_reads_of_no_pair_in_the_audit_trail(
    alike, administrator, hiring_manager, client_as
):
    first, second = alike
    domain.judge(one=first.prints, other=second.prints, outcome=Outcome.ASK, reason="Look.", by=hiring_manager)
    client, said = client_as(administrator), "wrote down what they think of"
    assert said in visible_text(client.get("/o/northquay/settings/audit/"))
    card_for(second.sitting, administrator)
    assert said not in visible_text(client.get("/o/northquay/settings/audit/"))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.COORDINATOR])
def test_names_stay_hidden_in_code_even_the_name_of_the_one_whose_file_was_copied(
    coordinator, opening, member_with, client_as, role
):
    copied = "# Author: Zofia Wyszynska\n" + SHARED.replace("kept", "zofia_kept") + "print('by Zofia Wyszynska')\n"
    first = make_work(copied, by=coordinator, opening=opening, name="Zofia Wyszynska", email="zofia.w@mail.example")
    second = make_work(OWN[0], copied, by=coordinator, opening=opening, name="Bela Szabo", email="bela@mail.example")
    client = client_as(member_with(role))
    for where in (f"/o/northquay/alike/{pool().pk}/", address(first, second)):
        response = client.get(where)
        assert response.status_code == 200
        text = response.content.decode().lower()
        for name in ("wyszynska", "szabo", "zofia.w"):
            assert name not in text, (where, name)
        assert str(first.sitting.application.candidate) in response.content.decode()


def test_names_that_somebody_wrote_into_a_reason_stay_hidden(coordinator, hiring_manager, opening, client_as):
    first = make_work(SHARED, by=coordinator, opening=opening, name="Zofia Wyszynska", email="zofia.w@mail.example")
    second = make_work(OWN[0], SHARED, by=coordinator, opening=opening, name="Bela Szabo", email="bela@mail.example")
    reason = "Zofia Wyszynska and Mr Szabo (bela@mail.example) took the same course."
    where = address(first, second)
    client_as(coordinator).post(where, {"outcome": "explained", "reason": reason})
    page = client_as(hiring_manager).get(where).content.decode()
    assert "took the same course" in page
    for name in ("Wyszynska", "Szabo", "bela@"):
        assert name not in page


def test_names_are_shown_where_the_opening_shows_them(coordinator, hiring_manager, client_as):
    opening = make_opening(manager=hiring_manager, hides_names=False)
    first, second = make_alike(by=coordinator, opening=opening)
    assert first.sitting.application.candidate.name in visible_text(client_as(coordinator).get(address(first, second)))


def test_nobody_of_another_organisation_is_compared_or_shown(alike, coordinator, client):
    with scopes_disabled():
        other = OrganisationFactory(slug="harbour")
    with scope(organisation=other):
        stranger = MembershipFactory(organisation=other, role=Role.ADMINISTRATOR)
        theirs = make_opening(manager=stranger)
        theirs.stages.update(**PACK)
        make_work(SHARED, by=stranger, opening=theirs)
        assert ranking_of(Pool.objects.get()).submissions == 1
    assert ranking_of(pool()).submissions == 2
    client.force_login(stranger.user)
    where = address(*alike)
    assert client.get(where).status_code == 404
    assert client.get(where.replace("northquay", "harbour")).status_code == 404


def test_a_row_of_another_pool_is_not_shown_under_this_one(alike, coordinator, hiring_manager, client_as):
    elsewhere = make_work(SHARED, by=coordinator, opening=make_opening(manager=hiring_manager))
    first, _ = alike
    where = f"/o/northquay/alike/{first.prints.pool_id}/{first.pk}/{elsewhere.pk}/"
    assert client_as(coordinator).get(where).status_code == 404


def test_the_list_asks_as_often_for_three_pairs_as_for_one(
    alike, coordinator, opening, client_as, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = client_as(coordinator), []
    for more in range(2):
        where = f"/o/northquay/alike/{pool().pk}/"
        client.get(where)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(where).status_code == 200
        counts.append(len(asked))
        if not more:
            make_work(SHARED, by=coordinator, opening=opening)
    assert counts[0] == counts[1]


def test_show_more_is_capped_and_anything_else_in_the_address_is_harmless(alike, coordinator, client_as):
    for asked in ("0", "-1", "999999999999", "x", "²"):
        assert client_as(coordinator).get(f"/o/northquay/alike/{pool().pk}/?show={asked}&of=zzz").status_code == 200


def test_the_way_in_is_shown_only_to_those_who_may_go_it(alike, coordinator, opening, client_as):
    first, _ = alike
    where = f"/o/northquay/sittings/{first.sitting_id}/"
    assert "Beside other work" in visible_text(client_as(coordinator).get(where))
    assert "Beside other work" not in visible_text(client_as(opening.interviewers.first()).get(where))


def test_no_runtime_leaves_the_environment_as_it_was():
    import os

    before = dict(os.environ)
    with no_runtime():
        assert os.environ["TRIALPIECE_RUNTIME"] != before.get("TRIALPIECE_RUNTIME")
    assert dict(os.environ) == before


def test_pairs_have_one_spelling():
    assert queries.Key.of("b", "a") == queries.Key.of("a", "b") == ("a", "b")
