"""Which database servers audits may read, and what becomes of passwords."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.web.readiness import servers
from trialpiece.web.readiness.servers import NotAllowed, server_of, without_password

ALLOWED = ["db.example.org", "lake.example.org:6432", "/run/postgresql", "[::1]:5432"]


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("postgresql://reader@db.example.org/warehouse", "postgresql://reader@db.example.org:5432/warehouse"),
        ("postgres://reader@DB.example.org:5432/w", "postgresql://reader@db.example.org:5432/w"),
        ("postgresql://r@lake.example.org:6432/w?sslmode=require", "postgresql://r@lake.example.org:6432/w?sslmode=require"),
        ("postgresql://r@%2Frun%2Fpostgresql/w", "postgresql://r@%2Frun%2Fpostgresql:5432/w"),
        ("postgresql://r@[::1]/w", "postgresql://r@[::1]:5432/w"),
        ("postgresql://a%20b@db.example.org/w%20x", None),
    ],
)  # fmt: skip
def test_a_permitted_server_gives_an_address_that_we_put_together(address, url):
    if url is None:
        with pytest.raises(NotAllowed):
            server_of(address, ALLOWED)
    else:
        assert server_of(address, ALLOWED).url == url
        assert server_of(url, ALLOWED).url == url


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://r@169.254.169.254/w",
        "postgresql://r@localhost/w",
        "postgresql://r@db.example.org:22/w",
        "postgresql://r@lake.example.org/w",
        "postgresql://r@db.example.org,localhost/w",
        "postgresql://r@db.example.org:5432,localhost:5432/w",
        "postgresql://r@db.example.org%2Clocalhost/w",
        "postgresql://r@db.example.org/w?host=localhost",
        "postgresql://r@db.example.org/w?hostaddr=127.0.0.1",
        "postgresql://r@db.example.org/w?service=prod",
        "postgresql://r@db.example.org/w?passfile=/etc/passwd",
        "postgresql://r@db.example.org/w?options=-c%20default_transaction_read_only%3Doff",
        "postgresql://r@db.example.org/w?sslmode=none",
        "postgresql://r@db.example.org/",
        "postgresql:///w",
        "postgresql://r@%2Ftmp/w",
        "postgresql://r@%252Frun%252Fpostgresql/w",
        "postgresql://r@db.example.org/w x",
        "mysql://r@db.example.org/w",
        "host=db.example.org dbname=w",
        "db.example.org",
        "postgresql://r@db.example.org#@localhost/w",
        "postgresql://r@localhost\n@db.example.org/w",
        "/etc/passwd",
        "",
    ],
)
def test_every_other_address_is_refused_in_a_sentence(address):
    with pytest.raises(NotAllowed) as caught:
        server_of(address, ALLOWED)
    assert str(caught.value).endswith(".")


def test_without_the_setting_no_server_is_permitted():
    assert settings.ENV["TRIALPIECE_AUDIT_HOSTS"] == []
    with pytest.raises(NotAllowed):
        server_of("postgresql://r@localhost/w")


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("postgresql://r:hush@db/w", "postgresql://r@db/w"),
        ("postgresql://r:hu@sh/a?b@db/w", "postgresql://r@db/w"),
        ("r:hush@db/w", "r@db/w"),
        ("postgresql://r@db/w?password=hush", "postgresql://r@db/w"),
        ("postgresql://r@db/w?sslmode=require&password=hush", "postgresql://r@db/w?sslmode=require"),
        ("postgresql://r@db/w", "postgresql://r@db/w"),
    ],
)
def test_a_password_in_an_address_is_taken_out_of_it(address, bare):
    found, password = without_password(address)
    assert found == bare
    assert bool(password) == ("hu" in address)


@given(st.text(max_size=60))
def test_a_sealed_password_comes_out_as_it_went_in_and_cannot_be_read_meanwhile(password):
    token = servers.sealed(password)
    assert servers.unsealed(token) == password
    if len(password.encode()) > 8:
        assert password.encode() not in token


def test_a_password_sealed_with_another_secret_is_not_opened():
    token = servers.sealed("hush")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "SECRET_KEY", "another-" + "y" * 50)
        with pytest.raises(NotAllowed):
            servers.unsealed(token)
