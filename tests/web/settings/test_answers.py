"""Every answer carries the policy, and none stays in a cache; refusals included."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from trialpiece.web.settings.logs import HideTokens, JsonFormatter


@pytest.fixture
def pages(organisation, administrator, client_as):
    home = reverse("home:organisation", kwargs={"organisation": organisation.slug})
    return client_as(administrator), [home, "/accounts/login/", "/nowhere/", "/health/live", "/accounts/link/x/"]


def test_every_page_carries_the_policy_and_is_kept_nowhere(pages):
    client, addresses = pages
    for address in addresses:
        answer = client.get(address)
        assert "default-src 'none'" in answer["Content-Security-Policy"], address
        assert "no-store" in answer["Cache-Control"], address


def test_an_unknown_host_is_refused_under_the_same_policy(db):
    answer = Client(headers={"host": "evil.example"}).get("/accounts/login/")
    assert answer.status_code == 400
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_form_without_its_token_is_refused_with_our_own_page(db):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.example"})
    assert answer.status_code == 403
    assert b"CSRF verification failed" not in answer.content
    assert "style=" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/p/a%00b/", "/accounts/login/?next=%00"])
def test_zero_characters_in_an_address_are_a_bad_request(db, address):
    assert Client().get(address).status_code == 400


def _logged(message, *args, exc_info=None):
    record = logging.LogRecord("django.request", logging.ERROR, "f", 1, message, args, exc_info)
    HideTokens().filter(record)
    return JsonFormatter().format(record)


@pytest.mark.parametrize("place", ["p", "accounts/link", "accounts/invitation", "accounts/password/reset/key"])
def test_no_token_of_a_link_enters_a_log(place):
    assert "s3cret-token" not in _logged("Internal Server Error: %s", f"/{place}/s3cret-token/")


def test_no_address_of_a_person_enters_a_log_with_an_exception():
    try:
        raise ValueError("Key (email)=(jane.doe@example.org) already exists: /accounts/link/s3cret/")
    except ValueError as problem:
        said = _logged("it failed", exc_info=(type(problem), problem, problem.__traceback__))
    assert "jane.doe" not in said
    assert "s3cret" not in said
    assert "already exists" in said
