"""`trialpiece doctor` says what holds and what does not, for people and for programs."""

import json

import pytest
from click.testing import CliRunner

from trialpiece.cli.doctor import command
from trialpiece.runner import selfcheck


@pytest.mark.sandbox
@pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}")
def test_where_all_holds_each_check_of_the_sandbox_has_a_line():
    results = {result.name: result for result in selfcheck.check(quick=True)}
    assert all(result.ok for result in results.values()), results
    assert set(results) == {
        "bubblewrap", "system call filter", "user namespaces", "sockets", "environment", "files", "network",
        "privileges", "memory", "packages",
    }  # fmt: skip


def test_without_a_runtime_the_doctor_says_so_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIALPIECE_RUNTIME", str(tmp_path / "none"))
    done = CliRunner().invoke(command, ["--json", "--quick"])
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert told["schema"] == "trialpiece.doctor/1"
    assert told["ok"] is False
    bad = [check for check in told["checks"] if check["group"] == "sandbox" and not check["ok"]]
    assert [check["name"] for check in bad] == ["runtime"]
    assert "make setup" in bad[0]["says"]
    shown = CliRunner().invoke(command, ["--quick"])
    assert "Candidates' code will not be run here." in shown.stdout
