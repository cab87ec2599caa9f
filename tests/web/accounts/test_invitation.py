"""An invitation makes one account and one membership, for the address that it was sent to."""

from django.contrib.auth import get_user_model
from django.test import Client
from tests.factories.organisations import MembershipFactory, OrganisationFactory

from trialpiece.web.accounts import views
from trialpiece.web.organisations.domain import NotInvited, invite
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership


def _path(address):
    return "/" + address.split("/", 3)[3]


def test_pressed_twice_it_makes_one_account_and_tells_the_second(administrator, monkeypatch):
    _, address = invite(email="new@example.org", role=Role.INTERVIEWER, by=administrator)

    def somebody_was_quicker(**_):
        raise NotInvited("This invitation was used already.")

    monkeypatch.setattr(views, "accept", somebody_was_quicker)
    answer = Client().post(_path(address), {"name": "New", "password": ""})
    assert answer.status_code == 409
    assert not get_user_model().objects.filter(email="new@example.org").exists()


def test_another_account_cannot_take_it(administrator, interviewer, client_as):
    _, address = invite(email="other@example.org", role=Role.ADMINISTRATOR, by=administrator)
    answer = client_as(interviewer).post(_path(address))
    assert answer.status_code == 409
    interviewer.refresh_from_db()
    assert interviewer.role == Role.INTERVIEWER


def test_what_is_posted_beside_it_changes_neither_role_nor_address(administrator):
    _, address = invite(email="new@example.org", role=Role.VIEWER, by=administrator)
    sent = {"name": "N", "password": "", "email": "evil@example.org", "role": "administrator", "is_staff": "1"}
    assert Client().post(_path(address), sent).status_code == 302
    user = get_user_model().objects.get(email="new@example.org")
    assert not user.is_staff
    assert Membership.objects.get(user=user).role == Role.VIEWER


def test_it_opens_no_other_organisation(administrator):
    from django_scopes import scope, scopes_disabled

    with scopes_disabled():
        other = OrganisationFactory(slug="elsewhere")
    with scope(organisation=other):
        MembershipFactory(organisation=other, role=Role.ADMINISTRATOR)
    _, address = invite(email="new@example.org", role=Role.VIEWER, by=administrator)
    client = Client()
    client.post(_path(address), {"name": "N", "password": ""})
    assert client.get("/o/northquay/").status_code == 200
    assert client.get("/o/elsewhere/").status_code == 404
