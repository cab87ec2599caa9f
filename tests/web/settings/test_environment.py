"""A wrong setting is one line that names it; secrets are never repeated; what people set elsewhere is known."""

import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from trialpiece.web.settings.environment import read_settings
from trialpiece.web.settings.secret import signing_secret

WRONG = {
    "TRIALPIECE_TIME_ZONE": "Mars/Base",
    "TRIALPIECE_URL": "http://hiring.example.org:port",
    "TRIALPIECE_SECRET": "too-short",
    "DATABASE_URL": "postgres://u:hunter2secret@h:notaport/db",
    "TRIALPIECE_PROXIES": "everyone",
    "TRIALPIECE_SMTP_PORT": "-1",
    "TRIALPIECE_DEBUG": "maybe",
    "TRIALPIECE_NO_SUCH": "1",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_told_in_one_line_that_names_the_setting(name):
    with pytest.raises(ImproperlyConfigured) as told:
        read_settings({name: WRONG[name]})
    assert name in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["TRIALPIECE_SECRET", "DATABASE_URL"])
def test_secrets_are_not_repeated_in_errors(name):
    with pytest.raises(ImproperlyConfigured) as told:
        read_settings({name: WRONG[name]})
    assert WRONG[name] not in str(told.value)
    assert "hunter2secret" not in str(told.value)


def test_addresses_with_more_than_a_host_are_refused():
    for address in ("https://h.example/?a=1", "https://h.example/#x", "https://u:p@h.example", "https://h.example/app"):
        with pytest.raises(ImproperlyConfigured):
            read_settings({"TRIALPIECE_URL": address})


def test_what_the_runner_reads_may_be_set_beside_the_product():
    read_settings(
        {"TRIALPIECE_JOBS": "/srv/jobs", "TRIALPIECE_JOB_UIDS": "64000-64010", "TRIALPIECE_RUNTIME": "/opt/r"}
    )


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path):
    data = tmp_path / "data"
    first = signing_secret("", data)
    assert len(first) >= 64
    assert signing_secret("", data) == first
    assert (data / "secret.key").stat().st_mode & 0o077 == 0
    assert data.stat().st_mode & 0o077 == 0
    assert [path.name for path in data.iterdir()] == ["secret.key"]


def test_a_folder_that_cannot_be_used_is_told_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match="TRIALPIECE_DATA"):
        signing_secret("", tmp_path / "file" / "data")


@pytest.mark.parametrize("command", [["manage", "check"], ["serve"], ["worker"]])
def test_every_command_says_it_in_one_line_and_ends_with_2(command, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "trialpiece.cli", *command],
        env={"TRIALPIECE_DATA": str(tmp_path), "TRIALPIECE_TIME_ZONE": "Mars/Base", "PATH": ""},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "TRIALPIECE_TIME_ZONE" in done.stderr
