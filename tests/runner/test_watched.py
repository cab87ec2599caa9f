"""Whoever comes to a limit by our looking is run again without it."""

import pytest

from trialpiece.core.review.run import RunStatus
from trialpiece.runner import selfcheck
from trialpiece.runner.limits import Limits
from trialpiece.runner.watched import AGAIN, run_watched

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}"),
]
NOTHING = {"cells": [], "files": []}


def test_a_script_that_only_fails_when_watched_does_not_fail(tmp_path):
    (tmp_path / "main.py").write_text(
        "import sys, os\nif 'trialpiece.runner.witness' in sys.modules:\n    os.kill(os.getpid(), 9)\nprint('done')\n"
    )
    result = run_watched(tmp_path, watch=NOTHING)
    assert result.status is RunStatus.COMPLETED
    assert result.cells[0].outputs[0].text == "done\n"
    assert AGAIN in result.notes


def test_a_script_that_takes_too_long_is_told_as_ever(tmp_path):
    (tmp_path / "main.py").write_text("import time\ntime.sleep(60)\n")
    result = run_watched(tmp_path, watch=NOTHING, limits=Limits(wall_seconds=4))
    assert result.status is RunStatus.TIMED_OUT
    assert result.first_error.name == "TimeLimit"
