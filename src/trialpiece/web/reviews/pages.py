"""The report as a page draws it: files with their cells, marks in the margin, outputs of the run beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from trialpiece.web.reviews.document import load_document
from trialpiece.web.reviews.evidence import Evidence, evidence_of
from trialpiece.web.reviews.models import Review

LANGUAGES = {".py": "python", ".ipynb": "python", ".r": "r", ".sql": "sql", ".sh": "bash", ".jl": "julia"}
MOST_LINES = 1_500
"""Lines of one cell that are drawn; the whole of it is in the download."""


@dataclass(slots=True)
class CellView:
    """One cell: its source, the marks on its lines, what was saved and what the run printed."""

    anchor: str
    index: int
    kind: str
    source: str
    count: int | None
    marks: list[dict[str, Any]]
    saved: list[dict[str, Any]]
    ran: dict[str, Any] | None
    cut: bool = False


@dataclass(slots=True)
class FileView:
    """One file with cells."""

    anchor: str
    path: str
    language: str
    is_notebook: bool
    problem: str | None
    cells: list[CellView] = field(default_factory=list)

    @property
    def has_evidence(self) -> bool:
        """Whether evidence points into the file: then the page opens it."""
        return bool(self.problem) or any(cell.marks for cell in self.cells)


def files_of(review: Review) -> list[FileView]:
    """The files that hold code or text, those with evidence first."""
    if not review.document:
        return []
    document, found = load_document(review.document), evidence_of(review)
    ran = _ran(review)
    views: list[FileView] = []
    for number, file in enumerate(document["files"]):
        if not file["cells"] and not file["problem"]:
            continue
        suffix = "." + file["path"].rpartition(".")[2].lower()
        view = FileView(
            anchor=f"f{number}",
            path=file["path"],
            language=LANGUAGES.get(suffix, "text"),
            is_notebook=suffix == ".ipynb",
            problem=file["problem"],
        )
        view.cells = [_cell(view, cell, found, ran) for cell in file["cells"]]
        views.append(view)
    return sorted(views, key=lambda view: not view.has_evidence)


def anchor_of(files: list[FileView], file: str, cell: int, line: int) -> str:
    """The fragment of a place in the listing; empty where the page does not show it."""
    for view in files:
        if view.path == file:
            return f"#{view.anchor}-c{cell}-L{line}"
    return ""


def _cell(view: FileView, cell: dict[str, Any], found: list[Evidence], ran: dict[tuple[str, int], Any]) -> CellView:
    # as Python counts lines: a form feed or a separator from a word processor begins no new one
    lines = re.split(r"\r\n|\r|\n", cell["source"])
    here = [(number, one) for number, one in enumerate(found, 1) if one.file == view.path and one.cell == cell["index"]]
    marks: dict[int, dict[str, Any]] = {}
    for number, one in here:
        tone = "neutral" if one.tone == "note" else one.tone
        marks.setdefault(
            one.line, {"line": one.line, "tone": tone, "href": f"#e{number}", "title": one.says.replace("`", "")}
        )
    for number, one in enumerate(found, 1):
        for step in one.path:
            at = step["at"]
            if at["file"] == view.path and at["cell"] == cell["index"] and at["line"] not in marks:
                marks[at["line"]] = {"line": at["line"], "tone": "via", "href": f"#e{number}", "title": step["says"]}
    return CellView(
        anchor=f"{view.anchor}-c{cell['index']}",
        index=cell["index"],
        kind=cell["kind"],
        source="\n".join(lines[:MOST_LINES]),
        count=cell["count"],
        marks=[marks[line] for line in sorted(marks) if line <= MOST_LINES],
        saved=cell["outputs"],
        ran=ran.get((view.path, cell["index"])),
        cut=len(lines) > MOST_LINES,
    )


def _ran(review: Review) -> dict[tuple[str, int], Any]:
    run = (review.report or {}).get("run", {})
    return {(one["file"], one["cell"]): one for one in run.get("cells", [])}
