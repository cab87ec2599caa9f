"""A PostgreSQL server of the suite's own: in a temporary folder, on a socket there, ended with the run.

python -m tests.postgres COMMAND ...    runs the command with DATABASE_URL set
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def server_programs():
    """The folder with initdb and pg_ctl, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Server:
    """Started by `start`, which gives the address; ended by `stop`."""

    def __init__(self, programs):
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="trialpiece-pg-"))
        self.as_user = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to be root
            user = next(entry for name in ("postgres", "nobody") for entry in pwd.getpwall() if entry.pw_name == name)
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def _run(self, *command):
        subprocess.run(
            [self.programs / command[0], *command[1:]],
            check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self.as_user,
        )  # fmt: skip

    def start(self):
        data = self.folder / "data"
        self._run(
            "initdb", "-D", data, "-U", "trialpiece", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"
        )
        options = (
            f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off -c synchronous_commit=off"
        )
        self._run("pg_ctl", "-D", data, "-w", "-s", "-l", self.folder / "log", "-o", options, "start")
        return f"postgresql://trialpiece@{str(self.folder).replace('/', '%2F')}/postgres"

    def stop(self):
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-s", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def main(command):
    """Run `command` beside a server; its exit code is ours."""
    programs = server_programs()
    if programs is None:
        print("NOT TESTED: the product on PostgreSQL (no server program is installed)")
        return 1 if os.environ.get("CI") else 0
    server = Server(programs)
    try:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": server.start()}).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
