"""Members, invitations and terms: an administrator's pages."""

import re

import pytest
from django.core import mail
from django.test import Client
from django_scopes import scope
from django_scopes.exceptions import ScopeError
from tests.factories.organisations import MembershipFactory, UserFactory
from tests.factories.pages import visible_text

from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.organisations import domain
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Invitation, Membership

MEMBERS = "/o/northquay/settings/members/"
TERMS = "/o/northquay/settings/organisation/"


@pytest.fixture
def send_mail(django_capture_on_commit_callbacks):
    """A function that does something and delivers the mails that it wrote."""
    from trialpiece.web.mail.domain import deliver_now
    from trialpiece.web.mail.models import Mail

    def run(step):
        result = step()
        for key in Mail.objects.filter(state="queued").values_list("pk", flat=True):
            deliver_now(key)
        return result

    return run


def address_in(message):
    return re.search(r"/accounts/invitation/[\w-]+/", message.body)[0]


def test_an_invitation_becomes_an_account_and_a_membership(client_as, administrator, send_mail, organisation):
    data = {"email": "Grace@Northquay.example", "role": "interviewer"}
    response = send_mail(lambda: client_as(administrator).post(MEMBERS, data, follow=True))
    assert "An invitation is on its way" in visible_text(response)
    assert mail.outbox[0].to == ["grace@northquay.example"]
    stranger = Client()
    address = address_in(mail.outbox[0])
    assert "Join Northquay Logistics" in visible_text(stranger.get(address))
    joined = stranger.post(address, {"name": "Grace Hopper", "password": "a long enough sentence"}, follow=True)
    assert joined.redirect_chain[-1][0] == "/o/northquay/"
    member = Membership.objects.get(user__email="grace@northquay.example")
    assert (member.role, str(member)) == (Role.INTERVIEWER, "Grace Hopper")
    assert member.user.emailaddress_set.get().verified
    assert AuditEvent.objects.filter(verb="member.joined", object_key=member.pk).exists()


def test_an_invitation_works_once(administrator, organisation):
    _, address = domain.invite(email="grace@northquay.example", role=Role.VIEWER, by=administrator)
    path = address.partition("8000")[2]
    first = Client().post(path, {"name": "Grace", "password": "a long enough sentence"})
    assert first.status_code == 302
    assert Client().get(path).status_code == 410
    assert Client().post(path, {"name": "Eve", "password": "a long enough sentence"}).status_code == 410


def test_an_invitation_for_another_address_is_refused(client_as, administrator, organisation):
    _, address = domain.invite(email="grace@northquay.example", role=Role.ADMINISTRATOR, by=administrator)
    eve = UserFactory(email="eve@elsewhere.example")
    response = client_as(eve).post(address.partition("8000")[2])
    assert response.status_code == 409
    assert not Membership.objects.filter(user=eve).exists()


def test_sending_again_makes_the_earlier_link_useless(client_as, administrator):
    offer, address = domain.invite(email="grace@northquay.example", role=Role.VIEWER, by=administrator)
    client_as(administrator).post(f"/o/northquay/settings/invitations/{offer.pk}/send-again/")
    assert Client().get(address.partition("8000")[2]).status_code == 410
    assert Invitation.objects.filter(revoked_at=None).count() == 1


def test_a_withdrawn_invitation_opens_nothing(client_as, administrator):
    offer, address = domain.invite(email="grace@northquay.example", role=Role.VIEWER, by=administrator)
    client_as(administrator).post(f"/o/northquay/settings/invitations/{offer.pk}/revoke/")
    assert Client().get(address.partition("8000")[2]).status_code == 410
    assert "grace@northquay.example" not in visible_text(client_as(administrator).get(MEMBERS)).replace(
        "The invitation to grace@northquay.example no longer works.", ""
    )


def test_an_invitation_that_ran_out_opens_nothing_and_can_be_sent_again(client_as, administrator):
    from django.utils import timezone

    offer, address = domain.invite(email="grace@northquay.example", role=Role.VIEWER, by=administrator)
    Invitation.objects.filter(pk=offer.pk).update(expires_at=timezone.now())
    assert Client().get(address.partition("8000")[2]).status_code == 410
    assert "it has run out" in visible_text(client_as(administrator).get(MEMBERS))


def test_inviting_a_member_says_so_and_keeps_what_was_typed(client_as, administrator, interviewer):
    response = client_as(administrator).post(MEMBERS, {"email": interviewer.user.email, "role": "viewer"})
    assert "is a member already" in visible_text(response)
    assert interviewer.user.email.encode() in response.content


def test_a_role_is_changed_and_told_in_the_trail(client_as, administrator, interviewer):
    client_as(administrator).post(f"{MEMBERS}{interviewer.pk}/role/", {"role": "coordinator"})
    interviewer.refresh_from_db()
    assert interviewer.role == Role.COORDINATOR
    detail = AuditEvent.objects.get(verb="member.role_changed").detail
    assert (detail.before, detail.after) == ({"role": "interviewer"}, {"role": "coordinator"})


@pytest.mark.parametrize("step", ["role/", "deactivate/"])
def test_the_last_administrator_stays(client_as, administrator, step):
    response = client_as(administrator).post(f"{MEMBERS}{administrator.pk}/{step}", {"role": "viewer"}, follow=True)
    assert "Make somebody else administrator first." in visible_text(response)
    administrator.refresh_from_db()
    assert administrator.role == Role.ADMINISTRATOR
    assert administrator.is_active


def test_who_left_can_no_longer_enter_and_comes_back_by_invitation(client_as, administrator, interviewer):
    client_as(administrator).post(f"{MEMBERS}{interviewer.pk}/deactivate/")
    assert client_as(interviewer).get("/o/northquay/").status_code == 404
    _, address = domain.invite(email=interviewer.user.email, role=Role.VIEWER, by=administrator)
    assert client_as(interviewer).post(address.partition("8000")[2]).status_code == 302
    assert client_as(interviewer).get("/o/northquay/").status_code == 200
    interviewer.refresh_from_db()
    assert interviewer.role == Role.VIEWER


def test_ending_a_membership_warns_of_open_scorecards(client_as, administrator, hiring_manager):
    from tests.factories.scoring import cards_of
    from tests.factories.sittings import make_sitting

    rater = cards_of(make_sitting(by=hiring_manager, state="submitted"))[0].rater
    assert "1 open scorecard" in visible_text(client_as(administrator).get(MEMBERS))
    response = client_as(administrator).post(f"{MEMBERS}{rater.pk}/deactivate/", follow=True)
    assert "Scorecards of theirs that are still open: 1" in visible_text(response)


def test_terms_are_changed_and_told_in_the_trail(client_as, administrator, organisation):
    data = {"name": "Northquay", "pay_terms_days": 7, "keep_months": 6}
    client_as(administrator).post(TERMS, data)
    organisation.refresh_from_db()
    assert (organisation.name, organisation.pay_terms_days, organisation.keep_months) == ("Northquay", 7, 6)
    assert AuditEvent.objects.get(verb="organisation.changed").detail.before["pay_terms_days"] == 14


@pytest.mark.parametrize(("field", "value"), [("pay_terms_days", 0), ("pay_terms_days", 400), ("keep_months", 0)])
def test_impossible_terms_are_refused_in_words(client_as, administrator, organisation, field, value):
    data = {"name": "Northquay", "pay_terms_days": 7, "keep_months": 6} | {field: value}
    response = client_as(administrator).post(TERMS, data)
    assert response.status_code == 200
    assert "From 1 to" in visible_text(response)
    organisation.refresh_from_db()
    assert organisation.name == "Northquay Logistics"


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow_with_members(
    client_as, administrator, member_with, django_assert_max_num_queries, number
):
    for one in range(number):
        member_with(Role.INTERVIEWER)
        member_with(Role.VIEWER, is_active=False)
        domain.invite(email=f"guest{one}@northquay.example", role=Role.VIEWER, by=administrator)
    client = client_as(administrator)
    with django_assert_max_num_queries(12):
        assert client.get(MEMBERS).status_code == 200


def test_a_query_outside_any_organisation_raises(db):
    from django_scopes import scopes_disabled

    with scopes_disabled():
        pass
    with pytest.raises(ScopeError):
        list(Membership.objects.all())


def test_a_scope_gives_one_organisation_only(organisation, administrator):
    from tests.factories.organisations import OrganisationFactory

    other = OrganisationFactory()
    with scope(organisation=other):
        theirs = MembershipFactory(organisation=other)
        assert list(Membership.objects.all()) == [theirs]
    assert list(Membership.objects.all()) == [administrator]
