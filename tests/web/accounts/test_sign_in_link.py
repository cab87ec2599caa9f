"""A sign-in link works once, and asking for one tells nobody who has an account."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from trialpiece.web.accounts.domain import mail_sign_in_link


@pytest.fixture(autouse=True)
def _no_throttle():
    cache.clear()


def _asked_for(email):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = Client().post("/accounts/link/", {"email": email})
    text = re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode()).replace(email, "…")  # forms' tokens differ
    return answer.status_code, text, len(queries)


def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(administrator):
    known = _asked_for(administrator.user.email)
    assert _asked_for("nobody@example.org") == known
    assert mail.outbox == []
    assert DBTaskResult.objects.count() == 2
    assert not any(administrator.user.email in str(one.args_kwargs) for one in DBTaskResult.objects.all())


def test_the_link_signs_in_once_and_only_when_the_button_is_pressed(administrator):
    mail_sign_in_link(key=administrator.user.pk)
    address = re.search(r"https?://[^/]+(/accounts/link/\S+)", mail.outbox[0].body)[1]
    assert Client().get(address).status_code == 200
    first = Client()
    assert first.post(address).status_code == 302
    assert "_auth_user_id" in first.session
    again = Client()
    assert again.post(address).status_code == 410
    assert "_auth_user_id" not in again.session


def test_an_empty_key_mails_nobody(administrator):
    mail_sign_in_link(key="")
    assert mail.outbox == []


def test_a_link_leads_nowhere_else(administrator):
    mail_sign_in_link(key=administrator.user.pk)
    address = re.search(r"https?://[^/]+(/accounts/link/\S+)", mail.outbox[0].body)[1]
    answer = Client().post(f"{address}?next=https://evil.example/")
    assert "evil.example" not in answer["Location"]
