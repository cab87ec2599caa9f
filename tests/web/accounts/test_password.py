"""Passwords: guessing is slowed, forgetting tells nothing, and mails lead to our own address."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as product
from django.core import mail
from django.core.cache import cache
from django.test import Client


@pytest.fixture
def user(administrator):
    cache.clear()
    person = administrator.user
    person.set_password("correct horse battery")
    person.save()
    EmailAddress.objects.get_or_create(user=person, email=person.email, verified=True, primary=True)
    return person


def test_a_forgotten_password_is_mailed_under_our_own_address(user, settings):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "other.example"]
    headers = {"host": "other.example", "x-forwarded-host": "evil.example"}
    Client().post("/accounts/password/reset/", {"email": user.email}, headers=headers)
    Client().post("/accounts/password/reset/", {"email": "nobody@example.org"}, headers=headers)
    assert len(mail.outbox) == 2
    for sent in mail.outbox:
        assert "other.example" not in sent.body
        assert "evil.example" not in sent.body
    assert f"{product.BASE_URL}/accounts/password/reset/key/" in mail.outbox[0].body


def test_known_and_unknown_addresses_get_the_same_page(user):
    pages = []
    for email in (user.email, "nobody@example.org"):
        answer = Client().post("/accounts/password/reset/", {"email": email})
        pages.append((answer.status_code, answer["Location"]))
    assert pages[0] == pages[1]


def test_guessing_is_stopped_whoever_guesses(user):
    for number in range(6):
        Client().post("/accounts/login/", {"login": user.email, "password": f"wrong {number}"})
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "place", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(user, place):
    sent = {"login": user.email, "password": "correct horse battery", "next": place}
    answer = Client().post("/accounts/login/", sent)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
