"""What the sandbox costs: the same work bare and inside, in turns, in one run.

python benchmarks/sandbox.py [--json] [--rounds 20]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from trialpiece.runner.command import ENVIRONMENT, PYTHON
from trialpiece.runner.limits import Limits
from trialpiece.runner.runtime import Runtime, load
from trialpiece.runner.sandbox import Status, job, run
from trialpiece.runner.selfcheck import unavailable_reason
from trialpiece.runner.submission import run_submission

CELLS = (
    "import numpy as np\nimport pandas as pd",
    "from sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import train_test_split",
    "rng = np.random.default_rng(0)\nX = pd.DataFrame(rng.normal(size=(2000, 8)))\ny = (X[0] + X[1] > 0).astype(int)",
    "A, B, a, b = train_test_split(X, y, random_state=0)\nLogisticRegression().fit(A, a).score(B, b)",
)
DRIVER = Path(__file__).parents[1] / "src" / "trialpiece" / "runner" / "inside" / "driver.py"


def bare_environment(runtime: Runtime, home: Path) -> dict[str, str]:
    """The sandbox's environment with the runtime's places on the host instead of those inside."""
    there = {name: value.replace("/runtime", str(runtime.root)) for name, value in ENVIRONMENT.items()}
    return {**there, "HOME": str(home), "TMPDIR": str(home), "MPLCONFIGDIR": str(home)}


def seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(rounds: int, **works: Callable[[], None]) -> dict[str, dict[str, float]]:
    """Median and least seconds of each, the works taking turns so that a busy machine hurts all alike."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()  # warm the page cache
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(seconds(work))
    return {name: {"median": statistics.median(values), "least": min(values)} for name, values in times.items()}


def process(runtime: Runtime, rounds: int, home: Path) -> dict[str, dict[str, float]]:
    """`python -c pass`: bare, in a job's sandbox, and with making and removing the job as well."""
    python = str(runtime.root / "python" / "bin" / "python3")
    environment = bare_environment(runtime, home)

    def bare() -> None:
        subprocess.run([python, "-c", "pass"], env=environment, check=True)

    def whole() -> None:
        with job(runtime) as fresh:
            assert run(fresh, [PYTHON, "-c", "pass"], limits=Limits()).status is Status.OK

    with job(runtime) as here:

        def inside() -> None:
            assert run(here, [PYTHON, "-c", "pass"], limits=Limits()).status is Status.OK

        return in_turns(rounds, bare=bare, sandbox=inside, sandbox_with_job=whole)


def notebook(runtime: Runtime, rounds: int, home: Path) -> dict[str, dict[str, float]]:
    """A notebook that fits a model: the same driver bare, and a whole submission in the sandbox."""
    folder = home / "submission"
    folder.mkdir()
    cells = [{"cell_type": "code", "source": s, "metadata": {}, "outputs": [], "execution_count": None} for s in CELLS]
    content = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    (folder / "model.ipynb").write_text(json.dumps(content))
    plan = home / "plan.json"
    plan.write_text(json.dumps({"notebooks": ["model.ipynb"], "scripts": [], "preamble": None}))
    kernels = home / "jupyter" / "kernels" / "python3"
    kernels.mkdir(parents=True)
    python = str(runtime.root / "python" / "bin" / "python3")
    kernel = json.loads((runtime.root / "jupyter" / "kernels" / "python3" / "kernel.json").read_text())
    (kernels / "kernel.json").write_text(json.dumps({**kernel, "argv": [python, *kernel["argv"][1:]]}))
    environment = {**bare_environment(runtime, home), "JUPYTER_PATH": str(home / "jupyter")}

    def bare() -> None:
        read_end, write_end = os.pipe()
        with os.fdopen(read_end, "rb") as told:
            child = subprocess.Popen(
                [python, "-W", "ignore", str(DRIVER), str(plan)], cwd=folder, pass_fds=[write_end], stderr=subprocess.DEVNULL,
                env={**environment, "TRIALPIECE_RESULT_FD": str(write_end)},
            )  # fmt: skip
            os.close(write_end)
            assert b'"done"' in told.read()
            assert child.wait() == 0

    def inside() -> None:
        assert run_submission(folder).first_error is None

    return in_turns(rounds, bare=bare, sandbox=inside)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--rounds", type=int, default=20, help="rounds for the process (a quarter of them for the notebook)"
    )
    options = parser.parse_args()
    if (reason := unavailable_reason()) is not None:
        print(f"Not measured: {reason}")
        return 0
    runtime = load()
    home = Path(tempfile.mkdtemp(prefix="trialpiece-bench-"))
    try:
        found = {
            "python -c pass": process(runtime, options.rounds, home),
            "a notebook that fits a model": notebook(runtime, max(3, options.rounds // 4), home),
        }
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if options.json:
        about = {"schema": "trialpiece.bench.sandbox/1", "rounds": options.rounds, "cores": os.cpu_count()}
        print(json.dumps({**about, "python": platform.python_version(), "load": os.getloadavg()[0], "seconds": found}))
        return 0
    for name, medians in found.items():
        print(name)
        for way, took in medians.items():
            ratios = [took[which] / medians["bare"][which] for which in ("median", "least")]
            print(
                f"  {way.replace('_', ' '):<18}median {took['median'] * 1000:8.1f} ms = {ratios[0]:.2f} x bare"
                f"   least {took['least'] * 1000:8.1f} ms = {ratios[1]:.2f} x bare"
            )
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end")
    return 0


if __name__ == "__main__":
    sys.exit(main())
