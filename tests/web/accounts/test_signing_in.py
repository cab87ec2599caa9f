"""Signing in: by password, by link, with a second factor; throttled, and telling nobody who has an account."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from tests.factories.pages import visible_text

from trialpiece.web.accounts.domain import create_account, mail_sign_in_link
from trialpiece.web.accounts.links import link_for

PASSWORD = "a long enough sentence"
EMAIL = "ines@northquay.example"
LOGIN, LINK = "/accounts/login/", "/accounts/link/"


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()


@pytest.fixture
def ines(db):
    return create_account(email=EMAIL, name="Ines Barros", password=PASSWORD)


def signed_in(client):
    return "_auth_user_id" in client.session


def path_of(address):
    return re.search(r"/accounts/link/[^\s\"]+", address)[0]


def add_totp(user):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return secret


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_password_signs_in(ines):
    client = Client()
    assert client.post(LOGIN, {"login": EMAIL.upper(), "password": PASSWORD}).status_code == 302
    assert signed_in(client)


def test_a_link_from_the_mail_signs_in_once_and_only_when_pressed(ines):
    mail_sign_in_link(key=ines.pk)  # as the worker does
    path = path_of(mail.outbox[0].body)
    client = Client()
    assert client.get(path).status_code == 200
    assert not signed_in(client)  # a mail program that opens links does not use it up
    assert client.post(path).status_code == 302
    assert signed_in(client)
    second = Client()
    assert second.post(path).status_code == 410
    assert not signed_in(second)


def test_a_link_is_useless_after_a_change_of_password_and_when_it_ran_out(ines, monkeypatch):
    path = path_of(link_for(ines))
    ines.set_password("another long sentence")
    ines.save()
    assert Client().post(path).status_code == 410
    path = path_of(link_for(ines))
    monkeypatch.setattr("trialpiece.web.accounts.links.LASTS_SECONDS", -1)
    assert Client().post(path).status_code == 410


def test_a_link_that_was_tampered_with_is_refused(ines):
    assert Client().post(path_of(link_for(ines))[:-3] + "xx/").status_code == 410


@pytest.mark.parametrize("way", ["password", "link"])
def test_the_second_factor_is_asked_for_whatever_the_first_was(ines, way):
    secret = add_totp(ines)
    client = Client()
    if way == "password":
        response = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    else:
        response = client.post(path_of(link_for(ines)))
    assert response.url.startswith("/accounts/2fa/authenticate/")
    assert not signed_in(client)
    assert client.get("/").url.startswith(LOGIN)
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    assert signed_in(client)


def test_a_new_member_with_a_second_factor_is_asked_for_it_when_they_follow_an_invitation(ines, administrator):
    from trialpiece.web.organisations.domain import invite

    add_totp(ines)
    _, address = invite(email=EMAIL, role="viewer", by=administrator)
    client = Client()
    page = client.get("/accounts/invitation/" + address.rsplit("/", 2)[1] + "/")
    assert "Sign in to join" in visible_text(page)
    assert not signed_in(client)


def test_totp_is_set_up_with_a_code_and_recovery_codes(ines):
    client = Client()
    client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})  # asked for before anything that protects
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    kinds = set(Authenticator.objects.filter(user=ines).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert get_adapter().is_mfa_enabled(ines)


def test_guessing_passwords_is_slowed_down_even_for_the_right_one(ines):
    client = Client()
    for _ in range(6):
        client.post(LOGIN, {"login": EMAIL, "password": "wrong"})
    response = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    assert "Too many failed" in visible_text(response)
    assert not signed_in(client)


def test_asking_for_links_is_throttled_for_an_address(ines):
    statuses = [Client().post(LINK, {"email": EMAIL}).status_code for _ in range(5)]
    assert statuses.count(429) == 2


@pytest.mark.parametrize("path", [LINK, "/accounts/password/reset/"])
def test_nobody_learns_who_has_an_account(ines, path):
    answers = []
    for email in (EMAIL, "nobody@northquay.example"):
        response = Client().post(path, {"email": email}, follow=True)
        answers.append((response.redirect_chain, visible_text(response).replace(email, "")))
    assert answers[0] == answers[1]


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(ines):
    answers = []
    for email in (EMAIL, "nobody@northquay.example"):
        response = Client().post(LOGIN, {"login": email, "password": "wrong"})
        answers.append((response.status_code, visible_text(response).replace(email, "")))
    assert answers[0] == answers[1]


def test_signing_up_is_closed_unless_the_installation_opens_it(db, settings):
    assert Client().post("/accounts/signup/", {"email": EMAIL, "password1": PASSWORD}).status_code == 200
    from trialpiece.web.accounts.models import User

    assert not User.objects.exists()
    settings.ENV = {**settings.ENV, "TRIALPIECE_SIGNUP": True}
    client = Client()
    client.post("/accounts/signup/", {"email": EMAIL, "password1": PASSWORD})
    assert User.objects.count() == 1
    assert not signed_in(client)  # the address must be confirmed first
    assert not User.objects.get().emailaddress_set.get().verified


def test_signing_up_with_a_known_address_looks_the_same(ines, settings):
    settings.ENV = {**settings.ENV, "TRIALPIECE_SIGNUP": True}
    answers = []
    for email in (EMAIL, "new@northquay.example"):
        response = Client().post("/accounts/signup/", {"email": email, "password1": PASSWORD}, follow=True)
        answers.append((response.redirect_chain, visible_text(response).replace(email, "")))
    assert answers[0] == answers[1]


def test_a_password_is_reset_by_a_link_that_works_once(ines):
    Client().post("/accounts/password/reset/", {"email": EMAIL})
    path = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)[0]
    client = Client()
    form = client.get(path, follow=True)
    new = "quite another sentence"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    ines.refresh_from_db()
    assert ines.check_password(new)
    again = Client().get(path, follow=True)
    assert "password1" not in again.content.decode()
