"""Runs a submission watched, so that findings about rows can be confirmed; what watching costs never decides a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from trialpiece.core.review.run import RunResult, RunStatus
from trialpiece.runner.limits import Limits
from trialpiece.runner.submission import DEFAULT, run_submission
from trialpiece.runner.witness import POSTAMBLE, preamble

BY_LIMITS = frozenset({RunStatus.TIMED_OUT, RunStatus.MEMORY, RunStatus.OUTPUT})
ENDED = frozenset({"KernelDied", "Killed", "MemoryError"})
AGAIN = "It came to a limit while being watched, and was run again unwatched; this is what that run gave."


def run_watched(
    folder: Path, *, watch: Mapping[str, Any], limits: Limits = DEFAULT, data_dir: Path | None = None
) -> RunResult:
    """As `run_submission`, with observations of which rows were learned from, split off and scored.

    Watching takes some time and memory. Where a watched run comes to a limit, the submission is run again
    without, so that nobody fails by our looking; what had been seen until then is kept.

    Args:
        folder: as for `run_submission`.
        limits: of each run.
        data_dir: as for `run_submission`.
        watch: lines to look at closely, from `trialpiece.core.review.confirm.watching`.
    """
    seen = run_submission(folder, limits=limits, data_dir=data_dir, preamble=preamble(watch), postamble=POSTAMBLE)
    ended = any(cell.error is not None and cell.error.name in ENDED for cell in seen.cells)
    if seen.status not in BY_LIMITS and not ended:
        return seen
    alone = run_submission(folder, limits=limits, data_dir=data_dir)
    return replace(alone, observations=seen.observations, notes=(*alone.notes, AGAIN)) if alone.ran else seen
