"""The readiness report as PDF: for whoever may read the result, and not a moment earlier."""

import pytest
from django.test import Client
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.pages import text_of_pdf
from tests.factories.readiness import answer, make_assessment, make_respondent

from trialpiece.web.organisations.enums import Role
from trialpiece.web.readiness import domain

SECRET = "https://wiki.northquay.example/the-lake-is-a-swamp"


def path_of(assessment):
    return f"/o/northquay/readiness/{assessment.pk}/report.pdf"


def link_of(respondent):
    return f"/r/{domain.token_of(respondent)}/result.pdf"


@pytest.mark.parametrize("role", Role)
def test_nobody_gets_a_report_while_somebody_may_still_answer(client_as, member_with, hiring_manager, role):
    assessment = make_assessment(by=hiring_manager, levels=[1, 3], waiting=1)
    client = client_as(member_with(role))
    assert client.get(path_of(assessment)).status_code == 403
    domain.close(assessment=assessment, by=hiring_manager)
    opened = client.get(path_of(assessment))
    assert opened.status_code == (403 if role == Role.INTERVIEWER else 200)


def test_the_report_names_organisation_verdict_and_evidence_but_nobody_who_answered(client_as, hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[1, 3])
    answer(
        make_respondent(assessment=assessment, by=hiring_manager, function="Head of secrets"),
        2,
        {"data.access": SECRET},
    )
    domain.close(assessment=assessment, by=hiring_manager)
    page = client_as(hiring_manager).get(f"/o/northquay/readiness/{assessment.pk}/").content.decode()
    assert path_of(assessment) in page
    response = client_as(hiring_manager).get(path_of(assessment))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="readiness-{assessment.pk}.pdf"'
    text = text_of_pdf(response.content)
    for part in (hiring_manager.organisation.name, assessment.title, "3 people answered", "The next 90 days"):
        assert part in text
    assert SECRET in text.replace(" ", "")
    assert "Head of secrets" not in text
    assert "@northquay.example" not in text


def test_who_answered_gets_it_by_link_after_closing_without_links_of_others(hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[1, 3])
    mine = answer(make_respondent(assessment=assessment, by=hiring_manager), 2, {"data.access": SECRET})
    late = make_respondent(assessment=assessment, by=hiring_manager)
    assert Client().get(link_of(mine)).status_code == 404
    domain.close(assessment=assessment, by=hiring_manager)
    assert Client().get(link_of(late)).status_code == 404
    response = Client().get(link_of(mine))
    assert response["Cache-Control"] == "no-store, private"
    text = text_of_pdf(response.content)
    assert assessment.title in text
    assert "swamp" not in text


def test_another_organisation_finds_no_report(client_as, hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[2], is_closed=True)
    with scopes_disabled():
        other = OrganisationFactory(slug="elsewhere")
    with scope(organisation=other):
        stranger = MembershipFactory(organisation=other, role=Role.ADMINISTRATOR)
    assert client_as(stranger).get(f"/o/elsewhere/readiness/{assessment.pk}/report.pdf").status_code == 404
