"""The bubblewrap command line for one job: what it sees, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from trialpiece.runner.limits import Limits
from trialpiece.runner.runtime import INSIDE, Runtime

PYTHON = "/runtime/python/bin/python3"
SYSTEM_FOLDERS = ("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/share/zoneinfo")
"""Programs and libraries of the operating system; /usr/local, /etc, /home, /var and the rest stay outside."""
TOP_FOLDERS = ("/bin", "/lib", "/lib32", "/lib64", "/libx32")
"""Links into /usr on current systems, folders on older ones."""
THREADS = "2"
ENVIRONMENT = {
    "PATH": "/runtime/python/bin:/usr/bin:/bin",
    "PYTHONPATH": "/runtime/site",
    "LD_LIBRARY_PATH": "/runtime/python/lib",
    "HOME": "/tmp/home",  # noqa: S108 - the sandbox's own /tmp
    "TMPDIR": "/tmp",  # noqa: S108 - as above
    "USER": "candidate",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": "/tmp/matplotlib",  # noqa: S108 - as above
    "JUPYTER_PATH": "/runtime/jupyter",
    "JUPYTER_PLATFORM_DIRS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONIOENCODING": "utf-8",
    "OMP_WAIT_POLICY": "PASSIVE",  # threads that spin while they wait take a busy machine's time from each other
    **dict.fromkeys(
        (
            "OMP_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "MKL_NUM_THREADS",
            "NUMEXPR_MAX_THREADS",
            "POLARS_MAX_THREADS",
            "LOKY_MAX_CPU_COUNT",
        ),
        THREADS,
    ),
}


def bubblewrap(
    runtime: Runtime,
    *,
    work: Path,
    inside: Path,
    limits: Limits,
    seccomp_fd: int | None,
    status_fd: int,
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    chdir: str = "/work",
) -> list[str]:
    """The whole command; `work` is writable at /work, `inside` readable at /inside."""
    words = [str(runtime.bwrap), "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent"]
    words += ["--new-session", "--cap-drop", "ALL", "--uid", "1000", "--gid", "1000", "--hostname", "trialpiece"]
    words += ["--json-status-fd", str(status_fd)]
    if seccomp_fd is not None:
        words += ["--seccomp", str(seccomp_fd)]
    words += _system() + _runtime(runtime)
    words += ["--proc", "/proc", "--dev", "/dev"]
    words += ["--size", str(limits.tmp_bytes), "--perms", "1777", "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]  # noqa: S108 - the sandbox's own
    words += ["--size", str(limits.tmp_bytes), "--perms", "1777", "--tmpfs", "/tmp"]  # noqa: S108 - as above
    words += ["--dir", "/tmp/home", "--dir", "/tmp/matplotlib"]  # noqa: S108 - as above
    if runtime.font_list is not None:
        words += ["--ro-bind", str(runtime.font_list), f"/tmp/matplotlib/{runtime.font_list.name}"]  # noqa: S108 - as above
    words += ["--ro-bind", str(inside), "/inside", "--bind", str(work), "/work", "--remount-ro", "/"]
    words += ["--chdir", chdir, "--clearenv"]
    for name, value in {**ENVIRONMENT, **(environment or {})}.items():
        words += ["--setenv", name, value]
    # set inside, so that processes are counted in the job's own user namespace and not among the host's
    return [*words, "--", "/usr/bin/prlimit", *limits.prlimit_options(), "--", *command]


def _system() -> list[str]:
    words = []
    for folder in SYSTEM_FOLDERS:
        if os.path.isdir(folder) and not os.path.islink(folder):  # noqa: PTH112, PTH114 - plain words, many a second
            words += ["--ro-bind", folder, folder]
    for folder in TOP_FOLDERS:
        if os.path.islink(folder):  # noqa: PTH114 - as above
            words += ["--symlink", os.readlink(folder), folder]  # noqa: PTH115 - as above
        elif os.path.isdir(folder):  # noqa: PTH112 - as above
            words += ["--ro-bind", folder, folder]
    return words


def _runtime(runtime: Runtime) -> list[str]:
    words = ["--ro-bind", str(runtime.root), str(INSIDE), "--ro-bind", str(runtime.root / "etc"), "/etc"]
    for shared in ("/etc/ld.so.cache", "/etc/alternatives"):
        words += ["--ro-bind-try", shared, shared]
    return words
