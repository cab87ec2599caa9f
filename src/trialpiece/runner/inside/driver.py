"""Runs notebooks and scripts inside the sandbox and reports each cell, one JSON record a line.

Started by the runtime's interpreter with the path of a plan. Reports leave through a descriptor that
the candidate's code cannot open: this process is not dumpable, so its /proc entries belong to nobody
in the sandbox. Records leave as they come, so that a run that is cut off still tells how far it got.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import os
import re
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import Any

TEXT_KEPT = 20_000
CELL_KEPT = 400_000
PICTURE_KEPT = 400_000
OUTPUTS_KEPT = 60
OBSERVATIONS_KEPT = 4_000_000
ROOM = 12_000_000
"""Bytes of all reports together; beyond it cells keep the beginnings of their outputs only."""
AFTER_AT_MOST = 20.0
"""Seconds for what is run after the candidate's code, over all files."""
AFTER_EACH = 4.0
"""Seconds that a file may take of these while there are more files to come than they would be shared among."""
ENDED = Path("/tmp/.script-ended")  # noqa: S108 - the sandbox's own /tmp
OBSERVATIONS = Path("/tmp/observations.jsonl")  # noqa: S108 - the sandbox's own /tmp
PR_SET_DUMPABLE = 4
ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
CELL_LINE = re.compile(r"(?:Cell |<ipython-)[Ii](?:n|nput)[\[-](\d+)[^,\n]*, line (\d+)|Cell In\[(\d+)\], line (\d+)")
FRAME = re.compile(r'^  File "([^"]+)", line (\d+)', re.MULTILINE)
LAST_LINE = re.compile(r"^([A-Za-z_][\w.]*)(?:: (.*))?$")


class Report:
    """The way out: one JSON object a line."""

    def __init__(self, fd: int) -> None:
        """Keep the descriptor to ourselves."""
        os.set_inheritable(fd, False)
        self._fd = fd
        self._written = 0
        self.observed = 0

    def __call__(self, **record: Any) -> None:
        """Write one record, its outputs shortened where there is no more room for them."""
        data = json.dumps(record, ensure_ascii=True).encode() + b"\n"
        if self._written + len(data) > ROOM and record.get("outputs"):
            short = [{**out, "text": out["text"][:500], "picture": "", "truncated": True} for out in record["outputs"]]
            data = json.dumps({**record, "outputs": short[:5]}, ensure_ascii=True).encode() + b"\n"
        self._written += len(data)
        while data:
            data = data[os.write(self._fd, data) :]


def main() -> None:
    """Run the plan named on the command line."""
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    began = time.monotonic()
    report = Report(int(os.environ.pop("TRIALPIECE_RESULT_FD")))
    plan = json.loads(Path(sys.argv[1]).read_text())
    preamble, files = plan.get("preamble"), [*plan["notebooks"], *plan["scripts"]]
    after = After(plan.get("postamble"), began, plan.get("wall_seconds", 0), files=len(files))
    for path in files:
        (run_notebook if path in plan["notebooks"] else run_script)(path, preamble, after, report)
        after.next_file()
        observations(path, report)
    report(done=True)


class After:
    """What is run in a file's own process when its code has ended, and how long it may take."""

    def __init__(self, code: str | None, began: float, wall: float, *, files: int) -> None:
        """A share for each file, half of the time that is left at most: the code of other files comes first."""
        self.code = code
        self._began, self._wall, self._files = began, wall, files
        self._room = AFTER_AT_MOST

    def seconds(self) -> float:
        """The time that the present file has, 0 where there is too little."""
        left = (self._wall - (time.monotonic() - self._began)) / 2 / self._files
        share = min(left, self._room, max(AFTER_EACH, self._room / self._files))
        return share if self.code and share > 2 else 0.0

    def spent(self, since: float) -> None:
        """What was used of it since a point in time."""
        self._room -= time.monotonic() - since

    def next_file(self) -> None:
        """The others share what is left."""
        self._files = max(1, self._files - 1)


def run_notebook(path: str, preamble: str | None, after: After, report: Report) -> None:
    """Run every code cell of a notebook in order, in a kernel of its own; an error does not end it."""
    warnings.simplefilter("ignore")
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # noqa: BLE001 - anything may be in such a file
        report(file=path, problem=f"{path} could not be read as a notebook ({type(error).__name__}).")
        return
    language = _language(notebook)
    if language != "python":
        report(file=path, problem=f"{path} was not run: its language is {language[:40]}.")
        return
    report(file=path, cells=[i for i, cell in enumerate(notebook.cells) if _has_code(cell)])
    folder = str(Path(path).resolve().parent)
    asyncio.run(_run_cells(path, _client(notebook, folder), preamble, after, report))


def _language(notebook: Any) -> str:
    metadata = notebook.metadata
    kernel = metadata.get("kernelspec") or {}
    found = kernel.get("language") or (metadata.get("language_info") or {}).get("name") or "python"
    name = str(found).lower()
    return "python" if name.startswith(("python", "ipython")) else name


def _has_code(cell: Any) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip())


async def _run_cells(path: str, client: Any, preamble: str | None, after: After, report: Report) -> None:
    from nbclient.exceptions import DeadKernelError

    notebook = client.nb
    cells = list(enumerate(notebook.cells))
    async with client.async_setup_kernel():
        if preamble:
            import nbformat

            notebook.cells.append(nbformat.v4.new_code_cell(preamble))
            await client.async_execute_cell(notebook.cells[-1], len(cells), store_history=False)
        for index, cell in cells:
            if not _has_code(cell):
                continue
            report(file=path, cell=index, started=True)
            began = time.monotonic()
            client.room = CELL_KEPT
            try:
                await client.async_execute_cell(cell, index)
            except DeadKernelError:
                dead = {"name": "KernelDied", "message": "The interpreter ended in this cell.", "line": 0}
                report(file=path, cell=index, seconds=time.monotonic() - began, outputs=[], error=dead)
                return
            except Exception as error:  # noqa: BLE001 - one cell's trouble must not hide the others
                odd = {"name": type(error).__name__, "message": str(error)[:500], "line": 0}
                report(file=path, cell=index, seconds=time.monotonic() - began, outputs=[], error=odd)
                continue
            report(file=path, cell=index, seconds=time.monotonic() - began, **_read_outputs(cell))
        if after.seconds():
            await _measure(path, client, after, report)


async def _measure(path: str, client: Any, after: After, report: Report) -> None:
    """Run what comes after the cells; however it ends, the cells have been reported."""
    import nbformat

    report(file=path, measuring=True)
    seconds = after.seconds()
    code = f"exec({f'seconds = {seconds}{chr(10)}{after.code}'!r}, {{}})"
    client.nb.cells.append(nbformat.v4.new_code_cell(code))
    client.timeout = int(seconds) + 2
    began = time.monotonic()
    with contextlib.suppress(Exception):
        await client.async_execute_cell(client.nb.cells[-1], len(client.nb.cells) - 1, store_history=False)
    after.spent(began)


def _client(notebook: Any, folder: str) -> Any:
    from nbclient import NotebookClient

    class Client(NotebookClient):  # type: ignore[misc,unused-ignore]  # lives in the runtime, untyped here
        """Drops what a cell writes beyond its room instead of holding it in memory."""

        room = CELL_KEPT

        def output(self, outs: Any, msg: Any, display_id: Any, cell_index: Any) -> Any:
            """Keep an output while there is room; an error always."""
            if msg["msg_type"] != "error":
                size = len(str(msg["content"].get("text") or msg["content"].get("data") or ""))
                if self.room <= 0:
                    return None
                self.room -= size + 200
            return super().output(outs, msg, display_id, cell_index)

    return Client(
        notebook, kernel_name="python3", timeout=None, startup_timeout=120, allow_errors=True,
        skip_cells_with_tag="", coalesce_streams=True, resources={"metadata": {"path": folder}},
    )  # fmt: skip


def _read_outputs(cell: Any) -> dict[str, Any]:
    """A cell's outputs as records, and its error where there is one."""
    records: list[dict[str, Any]] = []
    error = None
    for out in cell.outputs:
        if out.output_type == "error":
            text = ESCAPES.sub("", "\n".join(out.get("traceback", [])))
            error = {"name": str(out.ename), "message": str(out.evalue)[:2000],
                     "line": _line(text, cell.get("execution_count"))}  # fmt: skip
            records.append(_record("error", text))
        elif out.output_type == "stream":
            records.append(_record(str(out.name), ESCAPES.sub("", str(out.text))))
        else:
            kind = "result" if out.output_type == "execute_result" else "display"
            records.append(_displayed(kind, out.get("data", {})))
    return {"outputs": records[:OUTPUTS_KEPT], "error": error}


def _displayed(kind: str, data: Any) -> dict[str, Any]:
    text = data.get("text/plain", "")
    record = _record(kind, "".join(text) if isinstance(text, list) else str(text))
    record["media"] = sorted(str(name)[:80] for name in data)[:10]
    picture = str(data.get("image/png", "")).replace("\n", "")
    record["picture"] = picture if len(picture) <= PICTURE_KEPT else ""
    return record


def _record(kind: str, text: str) -> dict[str, Any]:
    return {"kind": kind, "text": text[:TEXT_KEPT], "truncated": len(text) > TEXT_KEPT}


def _line(trace: str, count: int | None) -> int:
    """The line in this cell where the error passed; frames of other cells and of libraries do not count."""
    for match in CELL_LINE.finditer(trace):
        number, line = (int(group) for group in match.groups() if group)
        if count is None or number == count:
            return line
    return 0


STARTER = """import atexit, runpy, sys
exec(compile({preamble!r}, '<preamble>', 'exec'), {{}})
ended = []
def after():  # registered before the script's own, and so run after them
    if ended:
        import os
        sys.stdout.flush(), sys.stderr.flush()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1), os.dup2(nowhere, 2)
        open({marker!r}, 'w').close()
        exec({code!r}, {{'seconds': {seconds}}})
if {seconds}:
    atexit.register(after)
sys.argv = sys.argv[1:]
sys.path[0] = {folder!r}
try:
    runpy.run_path(sys.argv[0], run_name='__main__')
except SystemExit as end:
    if not end.code:
        ended.append(True)
    raise
else:
    ended.append(True)
"""
"""Runs a script as Python would, between what comes before it and what comes after."""


def run_script(path: str, preamble: str | None, after: After, report: Report) -> None:
    """Run a script from the submission's root."""
    report(file=path, cells=[0])
    report(file=path, cell=0, started=True)
    command = [sys.executable, path]
    if preamble:
        start = Path("/tmp/with_preamble.py")  # noqa: S108 - the sandbox's own /tmp
        ENDED.unlink(missing_ok=True)
        folder, seconds = str(Path(path).resolve().parent), after.seconds()
        start.write_text(
            STARTER.format(preamble=preamble, marker=str(ENDED), code=after.code or "", seconds=seconds, folder=folder)
        )
        command = [sys.executable, str(start), path]
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - the candidate's code, in the sandbox
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    kept: dict[str, bytearray] = {"stdout": bytearray(), "stderr": bytearray()}
    readers = [
        threading.Thread(target=_read_stream, args=(stream, kept[name]), daemon=True)
        for name, stream in (("stdout", process.stdout), ("stderr", process.stderr))
    ]
    for reader in readers:
        reader.start()
    code = _wait(process)
    for reader in readers:
        reader.join(timeout=5)
    outputs = [_record(name, bytes(data).decode("utf-8", "replace")) for name, data in kept.items() if data]
    error = _script_error(code, bytes(kept["stderr"]).decode("utf-8", "replace"), path) if code else None
    report(file=path, cell=0, seconds=time.monotonic() - began, outputs=outputs, error=error)
    if process.poll() is None:
        report(file=path, measuring=True)
        began = time.monotonic()
        try:
            process.wait(after.seconds() + 2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        after.spent(began)


def _wait(process: Any) -> int:
    """The script's exit code, as soon as the script has ended; what comes after it may still be running."""
    while process.poll() is None and not ENDED.exists():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    return 0 if ENDED.exists() else int(process.returncode)


def _read_stream(stream: Any, kept: bytearray) -> None:
    """Read to the end; of a flood keep the beginning and the last words, where the error stands."""
    while data := stream.read1(65536):
        kept += data
        if len(kept) > 4 * TEXT_KEPT:
            del kept[TEXT_KEPT // 2 : len(kept) - TEXT_KEPT // 2]


def _script_error(code: int, stderr: str, path: str) -> dict[str, Any]:
    lines = stderr.strip().splitlines()
    match = LAST_LINE.match(lines[-1]) if lines else None
    if (code == 1 and match and "Traceback" in stderr) or (match and "Error" in match[1]):
        own = [int(line) for file, line in FRAME.findall(stderr) if Path(file).name == Path(path).name]
        return {"name": match[1], "message": (match[2] or "")[:2000], "line": own[-1] if own else 0}
    if code < 0:
        return {"name": "Killed", "message": f"It was ended by signal {-code}.", "line": 0}
    return {"name": "SystemExit", "message": f"It ended with exit code {code}.", "line": 0}


def observations(path: str, report: Report) -> None:
    """Hand on what an instrumentation preamble left in its file, unread beyond its form."""
    try:
        # whatever may stand there in its place: a pipe that nobody writes to must not make us wait
        with os.fdopen(os.open(OBSERVATIONS, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
            content = file.read(OBSERVATIONS_KEPT - report.observed) or b""
        OBSERVATIONS.unlink()
        report.observed += len(content)
    except OSError:
        return
    for line in content.splitlines()[:10_000]:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            report(file=path, observed=record)


if __name__ == "__main__":
    main()
