"""Before there is an organisation: the first start, and making further ones."""

import threading

import pytest
from django.core.management import call_command
from django.test import Client
from django_scopes import scopes_disabled
from tests.factories.organisations import UserFactory
from tests.factories.pages import visible_text

from trialpiece.web.accounts.models import User
from trialpiece.web.organisations import entering
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership

FIRST = {
    "code": entering.first_code(),
    "organisation": "Northquay Logistics",
    "name": "Ines Barros",
    "email": "ines@northquay.example",
    "password": "a long enough sentence",
}


def test_a_new_installation_leads_to_its_first_page(client, db):
    assert client.get("/", follow=True).redirect_chain == [("/setup/", 302)]
    response = client.post("/setup/", FIRST, follow=True)
    assert response.redirect_chain[-1][0] == "/o/northquay-logistics/"
    user = User.objects.get()
    assert user.is_superuser
    assert user.emailaddress_set.get().verified
    with scopes_disabled():
        assert Membership.objects.get().role == Role.ADMINISTRATOR


def test_the_first_page_is_gone_once_somebody_has_an_account(client, db):
    UserFactory()
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", FIRST).status_code == 404
    assert User.objects.count() == 1
    assert client.get("/").url == "/accounts/login/?next=/"


@pytest.mark.parametrize("code", ["", "guessed", "x" * 20])
def test_a_stranger_who_finds_a_fresh_installation_cannot_claim_it(client, db, code):
    response = client.post("/setup/", FIRST | {"code": code})
    assert response.status_code == 200
    assert not User.objects.exists()


def test_a_weak_password_is_refused_and_nobody_is_made(client, db):
    response = client.post("/setup/", FIRST | {"password": "password"})
    assert "too common" in visible_text(response)
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_up_at_the_same_moment_one_comes_first():
    from django.db import connection

    outcomes = []

    def try_it(number):
        try:
            entering.set_up(
                organisation=f"Organisation {number}", name="N", email=f"n{number}@n.example", password="x" * 20
            )
            outcomes.append("made")
        except entering.AlreadySetUp:
            outcomes.append("refused")
        finally:
            connection.close()

    if connection.vendor == "sqlite" and "mode=memory" in str(connection.settings_dict["NAME"]):
        try_it(1), try_it(2)  # an in-memory database belongs to one connection
    else:
        threads = [threading.Thread(target=try_it, args=(number,)) for number in (1, 2)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert sorted(outcomes) == ["made", "refused"]
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "open_to_all", "status"),
    [({}, False, 403), ({}, True, 200), ({"is_staff": True}, False, 200), ({"is_superuser": True}, False, 200)],
)
def test_who_may_make_another_organisation(client_as, settings, db, fields, open_to_all, status):  # noqa: PLR0917 (fixtures)
    settings.ENV = {**settings.ENV, "TRIALPIECE_SIGNUP": open_to_all}
    client = client_as(UserFactory(**fields))
    assert client.get("/organisations/new/").status_code == status
    made = client.post("/organisations/new/", {"name": "Harbour Analytics"})
    assert made.status_code == (302 if status == 200 else 403)


def test_two_organisations_of_the_same_name_have_two_addresses(client_as, db):
    client = client_as(UserFactory(is_staff=True))
    addresses = [client.post("/organisations/new/", {"name": "Harbour"}).url for _ in range(2)]
    assert addresses == ["/o/harbour/", "/o/harbour-2/"]
    assert "Where to?" in visible_text(client.get("/"))


def test_a_superuser_can_be_made_on_the_command_line(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long enough sentence")
    call_command("createsuperuser", "--noinput", email="root@northquay.example")
    client = Client()
    response = client.post(
        "/accounts/login/", {"login": "root@northquay.example", "password": "a long enough sentence"}
    )
    assert response.status_code == 302
    assert "confirm" not in response.url
    assert client.get("/organisations/new/").status_code == 200
