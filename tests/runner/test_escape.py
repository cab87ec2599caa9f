"""Nothing that a candidate's code tries leads out of the sandbox, and each attempt is known to work elsewhere.

`python -m trialpiece.runner.escape` prints the same attempts as a list.
"""

import pytest

from trialpiece.runner import selfcheck
from trialpiece.runner.escape.attempts import attempt, control, planted, strain
from trialpiece.runner.escape.probes import PROBES
from trialpiece.runner.escape.strains import STRAINS

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}"),
]


@pytest.fixture(scope="module")
def host():
    with planted() as found:
        yield found


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_an_attempt_from_inside_gains_nothing(probe, host):
    verdict = attempt(probe, host)
    assert verdict.held, verdict.saw


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_the_same_attempt_succeeds_without_the_protection(probe, host):
    verdict = control(probe, host)
    if verdict is not None:
        assert not verdict.held, "the attempt proves nothing: it fails without the sandbox as well"


@pytest.mark.parametrize("which", STRAINS, ids=lambda which: which.run.__name__)
def test_a_strain_is_held_by_its_limit_and_by_nothing_else(which):
    held = strain(which)
    assert held.held, held.saw
    loosened = strain(which, loose=True)
    assert not loosened.held, f"the strain proves nothing: {loosened.saw}"
