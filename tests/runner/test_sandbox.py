"""What a job in the sandbox can do, how it ends, and what is left of it."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import trialpiece
from trialpiece.runner import identity, selfcheck
from trialpiece.runner.command import PYTHON
from trialpiece.runner.escape.strains import processes_with
from trialpiece.runner.jobfolder import collect, copy_in
from trialpiece.runner.leftovers import sweep
from trialpiece.runner.limits import Limits
from trialpiece.runner.runtime import load
from trialpiece.runner.sandbox import Refused, Status, job, run

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}"),
]
LIMITS = Limits(wall_seconds=60)


def python(here, code, *arguments, limits=LIMITS):
    return run(here, [PYTHON, "-c", code, *arguments], limits=limits)


def test_what_a_job_writes_and_its_exit_code_come_back():
    with job() as here:
        outcome = python(here, "import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)")
    assert (outcome.status, outcome.exit_code) == (Status.FAILED, 7)
    assert (outcome.stdout, outcome.stderr) == (b"out\n", b"err\n")


def test_output_is_kept_up_to_its_cap_and_says_that_it_was_cut():
    with job() as here:
        outcome = python(here, "print('x' * 5000)", limits=Limits(output_bytes=1000))
    assert len(outcome.stdout) == 1000
    assert outcome.stdout_truncated
    assert not outcome.stderr_truncated


def test_a_job_reads_what_was_put_in_and_hands_out_what_it_made(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("given")
    (tmp_path / "in" / "link").symlink_to("/etc/passwd")
    with job() as here:
        copy_in(here.folder, tmp_path / "in", limits=LIMITS)
        outcome = python(here, "import os; print(os.listdir()); open('b.txt', 'w').write(open('a.txt').read() * 2)")
        taken, refused = collect(here.folder, limits=LIMITS, into=tmp_path / "out")
    assert outcome.stdout == b"['a.txt']\n"
    assert [file.path for file in taken] == ["b.txt"]
    assert refused == []
    assert (tmp_path / "out" / "b.txt").read_text() == "givengiven"
    assert (tmp_path / "in" / "a.txt").read_text() == "given"


def test_nothing_of_a_job_is_left_not_even_folders_that_it_locked():
    with job() as here:
        python(here, "import os\nos.makedirs('a/b'); open('a/b/c', 'w').close(); os.chmod('a', 0)")
        root = here.folder.root
        assert root.exists()
    assert not root.exists()


def test_the_surroundings_are_the_same_on_every_machine():
    code = "import os, matplotlib, time; print(matplotlib.get_backend(), time.tzname[0], hash('a'), os.environ['LANG'])"
    with job() as here:
        first, second = python(here, code), python(here, code)
    assert first.stdout == second.stdout
    assert first.stdout.decode().split()[0::3] == ["Agg", "C.UTF-8"]


def test_the_packages_of_the_field_import():
    names = "numpy pandas scipy sklearn statsmodels.api matplotlib seaborn imblearn lightgbm xgboost plotly.express polars duckdb pyarrow"
    with job() as here:
        outcome = python(here, f"import {names.replace(' ', ', ')}")
    assert outcome.status is Status.OK, outcome.stderr.decode()


def test_jobs_at_the_same_time_never_share_a_user_or_a_folder():
    def one(number):
        with job() as here:
            outcome = python(
                here, "import os, sys, time; open('mine', 'x').write(sys.argv[1]); time.sleep(0.3)", str(number)
            )
            return here.owner.uid, here.folder.root, outcome.status

    with ThreadPoolExecutor(4) as pool:
        uids, folders, statuses = zip(*pool.map(one, range(4)), strict=True)
    assert set(statuses) == {Status.OK}
    assert len(set(folders)) == 4
    if os.geteuid() == 0:
        assert len(set(uids)) == 4
        assert min(uids) >= 1000


@pytest.mark.skipif(os.geteuid() != 0, reason="users are handed out only where we are root")
def test_no_job_starts_when_every_user_is_taken(monkeypatch):
    monkeypatch.setenv("TRIALPIECE_JOB_UIDS", "64990-64990")
    with identity.identity(), pytest.raises(Refused, match="Too many jobs"), job():
        pass


def test_no_job_is_run_as_a_system_user(monkeypatch):
    monkeypatch.setenv("TRIALPIECE_JOB_UIDS", "0-10")
    if os.geteuid() == 0:
        with pytest.raises(Refused, match="none below 1000"), job():
            pass


def test_a_sandbox_that_cannot_be_set_up_refuses_and_runs_nothing(tmp_path):
    with job() as here:
        outcome = run(here, ["/usr/bin/true"], limits=LIMITS, chdir="/nowhere")
    assert outcome.status is Status.REFUSED
    assert "nowhere" in outcome.reason


@pytest.fixture
def jobs(monkeypatch):
    """A folder for jobs that their users can pass through, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        monkeypatch.setenv("TRIALPIECE_JOBS", f"{name}/jobs")
        yield Path(name) / "jobs"


def start_worker(word):
    """A worker of its own with one job that sleeps; the word is in the command lines of all its processes."""
    code = (
        "import sys\nfrom trialpiece.runner.sandbox import job, run\nfrom trialpiece.runner.limits import Limits\n"
        f"with job() as here: run(here, [{PYTHON!r}, '-c', 'open(\"begun\", \"w\"); import time; time.sleep(60)', {word!r}],"
        " limits=Limits())"
    )
    return subprocess.Popen([sys.executable, "-c", code])


@pytest.fixture
def word():
    return f"orphan-{os.getpid()}-{time.monotonic_ns()}"


def test_a_killed_worker_takes_its_running_job_along_and_the_next_one_clears_up(jobs, word):
    worker = start_worker(word)
    eventually(lambda: list(jobs.glob("job-*/work/begun")))
    worker.kill()
    worker.wait()
    eventually(lambda: not processes_with(word))
    assert list(jobs.glob("job-*"))
    sweep(older_than=0)
    assert not list(jobs.glob("job-*"))


@pytest.mark.parametrize("milliseconds", [0, 1, 2, 4, 8, 16])
def test_of_a_worker_killed_while_its_job_is_set_up_sweeps_leave_no_process(jobs, word, milliseconds):
    worker = start_worker(word)
    eventually(lambda: len(processes_with(word)) >= 2, every=0)  # the worker, and bubblewrap at its very beginning
    time.sleep(milliseconds / 1000)
    worker.kill()
    worker.wait()
    eventually(lambda: sweep() == 0 and not processes_with(word))
    assert list(jobs.glob("job-*")), "too young to be removed"


def test_a_living_job_keeps_its_folder_when_others_clear_up():
    with job() as here:
        sweep(older_than=0)
        assert here.folder.work.exists()


def eventually(holds, *, every=0.05, patience=20):
    until = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < until
        time.sleep(every)


@pytest.mark.skipif(os.geteuid() != 0, reason="another user can be tried only by root")
def test_an_ordinary_user_has_the_same_sandbox():
    source = Path(trialpiece.__file__).parents[1]
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    for path in (source / "trialpiece" / "runner", Path(packages)):
        if any(not (parent.stat().st_mode & 0o001) for parent in [path, *path.parents]):
            pytest.skip("an ordinary user cannot read this checkout")
    code = "import json; from trialpiece.runner.selfcheck import check; print(json.dumps([[r.name, r.ok, r.says] for r in check()]))"
    root = load().root
    done = subprocess.run(
        [str(root / "python" / "bin" / "python3"), "-W", "ignore", "-c", code],
        env={"PYTHONPATH": f"{source}:{packages}", "LD_LIBRARY_PATH": str(root / "python" / "lib"),
             "TRIALPIECE_RUNTIME": str(root), "PATH": "/usr/bin:/bin", "HOME": "/tmp"},
        cwd="/", user=64999, group=64999, extra_groups=[], capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '"packages", true' in done.stdout
    assert "false" not in done.stdout


def test_clearing_up_ends_no_process_that_only_names_a_left_folder(jobs):
    left = jobs / "job-left" / "work"
    left.mkdir(parents=True)
    waits = "import time; time.sleep(60)"
    bystanders = [
        subprocess.Popen([sys.executable, "-c", waits, "bwrap", str(left)]),
        subprocess.Popen(["bwrap", "-c", waits, str(left / "deeper")], executable=sys.executable),
        subprocess.Popen(["bwrap", "-c", waits, str(jobs / "job-left2" / "work")], executable=sys.executable),
        subprocess.Popen(["bwrap-helper", "-c", waits, str(left)], executable=sys.executable),
    ]
    try:
        sweep(older_than=0)
        assert not left.exists()
        assert [each.poll() for each in bystanders] == [None] * 4
    finally:
        for each in bystanders:
            each.kill()
            each.wait()
