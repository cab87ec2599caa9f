"""Where in the candidate's own files a call was made."""

from __future__ import annotations

import os
import sys
from typing import Any

FRAMES = 6
NEAR = 12
"""Lines by which a call within a statement over several lines may come after the statement's own."""
_INLINE = ("<timed exec>", "<magic-timeit>", "<unknown>")
"""What IPython calls the code of cells that it runs by a magic."""
THROUGH = {"array": "/numpy/", "aligned": "/pandas/"}
"""Calls that a library makes on behalf of the candidate's line: whose frames lie between."""


class Places:
    """The candidate's frames above a call, innermost first; cells are numbered in the order in which they ran."""

    def __init__(self, watch: dict[str, Any] | None = None) -> None:
        """Look for a notebook's kernel around us."""
        self._everywhere = watch is None
        self._lines = {tuple(each) for each in [*(watch or {}).get("cells", []), *(watch or {}).get("files", [])]}
        self.cell = -1
        self.root = os.getcwd()  # noqa: PTH109 - pathlib may not be imported yet
        self._cells: dict[str, int] = {}
        self._files: dict[str, str | None] = {}
        self._library = tuple(
            {os.path.realpath(path) + "/" for path in (sys.prefix, sys.base_prefix)}
            | {path + "/" for path in sys.path if path.endswith(("site", "site-packages"))}
        )
        shell = _shell()
        if shell is not None:
            self._compile = shell.compile
            shell.events.register("pre_run_cell", self._begin)

    def _begin(self, info: Any) -> None:
        try:
            if not info.store_history:
                return
            self.cell += 1
            self._cells[self._compile.get_code_name(info.raw_cell, info.raw_cell, 0)] = self.cell
        except Exception:  # noqa: BLE001, S110 - a place that is not known is better than a cell that does not run
            pass

    def here(self, frame: Any) -> list[dict[str, Any]]:
        """The places from a frame outwards."""
        found: list[dict[str, Any]] = []
        while frame is not None and len(found) < FRAMES:
            place = self._place(frame)
            if place is not None and place not in found[-1:]:
                found.append(place)
            frame = frame.f_back
        return found

    def is_between(self, frame: Any, kind: str) -> bool:
        """Whether a frame is one of the library's own, on the way from the candidate's line to the call."""
        between = THROUGH.get(kind)
        return between is not None and between in frame.f_code.co_filename

    def through(self, frame: Any, kind: str) -> tuple[Any, list[str]]:
        """The frame that made a call by way of a library, and the names of the library's functions between."""
        names: list[str] = []
        while frame is not None and self.is_between(frame, kind):
            names.append(frame.f_code.co_name)
            frame = frame.f_back
        return frame, names

    def watched(self, frame: Any) -> bool:
        """Whether a frame runs the candidate's own code, at or near a line that is looked at closely."""
        place = self._place(frame)
        if place is None:
            return False
        key = place.get("cell", place.get("file"))
        return self._everywhere or any((key, place["line"] - apart) in self._lines for apart in range(NEAR))

    def _place(self, frame: Any) -> dict[str, Any] | None:
        name = frame.f_code.co_filename
        if name in self._cells:
            return {"cell": self._cells[name], "line": frame.f_lineno}
        if name in _INLINE and self.cell >= 0:
            return {"cell": self.cell, "line": frame.f_lineno + 1}
        if name not in self._files:
            self._files[name] = self._file(name)
        path = self._files[name]
        return None if path is None else {"file": path, "line": frame.f_lineno}

    def _file(self, name: str) -> str | None:
        """The candidate's file of a name, below the submission's root."""
        if name.startswith("<") or not name.endswith(".py"):
            return None
        path = os.path.realpath(os.path.join(self.root, name))  # noqa: PTH118 - as above
        if path.startswith(self._library) or not path.startswith("/work/"):
            return None
        return path[len("/work/") :]


def _shell() -> Any:
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None
