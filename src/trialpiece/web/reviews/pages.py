"""The report as a page draws it: files with their cells, marks in the margin, outputs of the run beside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trialpiece.web.reviews.document import load_document
from trialpiece.web.reviews.evidence import Evidence
from trialpiece.web.reviews.models import Review
from trialpiece.web.reviews.shown import Said

LANGUAGES = {".py": "python", ".ipynb": "python", ".r": "r", ".sql": "sql", ".sh": "bash", ".jl": "julia"}
MOST_LINES = 1_500
"""Lines of one cell that are drawn; the whole of it is in the download."""
ALIKE = 3
"""So many findings with the same words are shown one by one."""
FLOWING = {"leakage", "evaluation", "correctness", "reproducibility"}
"""Kinds whose paths lead from one place to the next."""
SAME = 300
"""Words of a cell's outputs that are compared; both are kept cut."""
TALL = (2, 4, 8, 16, 32, 64)
"""Lines at which a cell's height is estimated until a browser draws it."""

Place = tuple[str, int]
"""File and cell."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One station on a finding's path: learned here, split here, scored here."""

    says: str
    where: str
    anchor: str
    """The line's id in the listing; empty where the page does not show it."""


@dataclass(slots=True)
class Shown:
    """A piece of evidence with its number on the page and the places in the listing that it speaks of."""

    number: int
    evidence: Evidence
    said: list[Said] = field(default_factory=list)
    anchor: str = ""
    path: list[Stop] = field(default_factory=list)

    @property
    def disputed_by_me(self) -> bool:
        """Whether the reader holds it to be wrong already."""
        return any(said.mine for said in self.said)

    @property
    def flows(self) -> bool:
        """Whether the path is the way of the data, for arrows; else it is places of one kind, in no order."""
        return self.evidence.kind.partition(".")[0] in FLOWING and len(self.path) > 1

    @property
    def stops(self) -> str:
        """Ids of the path's lines, in its order, for the script that draws arrows."""
        return " ".join(stop.anchor for stop in self.path if stop.anchor)


@dataclass(slots=True)
class Group:
    """Evidence that says the same of several places: the first of them, and the rest, which the page folds."""

    first: Shown
    rest: list[Shown] = field(default_factory=list)


def grouped(shown: Iterable[Shown]) -> list[Group]:
    """Evidence in its order, that of one kind with the same words together; a few of a kind stand on their own."""
    alike: dict[tuple[str, str], list[Shown]] = {}
    for one in shown:
        alike.setdefault((one.evidence.kind, one.evidence.says), []).append(one)
    groups = []
    for several in alike.values():
        if len(several) <= ALIKE:
            groups += [Group(one) for one in several]
        else:
            groups.append(Group(several[0], several[1:]))
    return groups


@dataclass(slots=True)
class CellView:
    """One cell: its source, the marks on its lines, what was saved and what the run printed."""

    anchor: str
    index: int
    kind: str
    source: str
    count: int | None
    marks: list[dict[str, Any]]
    shown: list[Shown]
    """Evidence at this cell, which narrow windows draw below it."""
    limits: list[str]
    """What the reading could not do here."""
    saved: list[dict[str, Any]]
    ran: dict[str, Any] | None
    cut: bool = False

    @property
    def same(self) -> bool:
        """Whether our run printed what was saved with the notebook, and drew nothing."""
        ours = (self.ran or {}).get("outputs") or []
        if not self.saved or not ours or any(one.get("picture") for one in ours):
            return False
        handed_in, printed = (
            "".join(one.get("text") or "" for one in outputs).split()[:SAME] for outputs in (self.saved, ours)
        )
        return bool(handed_in) and handed_in == printed

    @property
    def height(self) -> str:
        """A class that says about how tall the cell is."""
        lines = self.source.count("\n") + 1 + 2 * bool(self.saved) + 2 * bool(self.ran)
        if self.kind == "markdown":
            lines = max(lines, len(self.source) // 80)
        return f"tall-{next((size for size in TALL if lines <= size), TALL[-1])}"


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
        return bool(self.problem) or any(cell.marks or cell.limits for cell in self.cells)


def files_of(review: Review, shown: list[Shown]) -> list[FileView]:
    """The files that hold code or text, those with evidence first; gives `shown` their places in them."""
    if not review.document:
        _place(shown, {})
        return []
    files = load_document(review.document)["files"]
    anchors = {file["path"]: f"f{number}" for number, file in enumerate(files)}
    drawn = {(file["path"], cell["index"]) for file in files for cell in file["cells"]}
    _place(shown, {place: f"{anchors[place[0]]}-c{place[1]}" for place in drawn})
    margin = _Margin.of(review.report or {}, shown)
    views = [_file(file, anchors[file["path"]], margin) for file in files if file["cells"] or file["problem"]]
    return sorted(views, key=lambda view: not view.has_evidence)


def _place(shown: Iterable[Shown], cells: Mapping[Place, str]) -> None:
    """Write into each piece of evidence where the page shows what it speaks of."""

    def line(file: str, cell: int, number: int) -> str:
        return f"{cells[file, cell]}-L{number}" if (file, cell) in cells and number <= MOST_LINES else ""

    for one in shown:
        found = one.evidence
        one.anchor = line(found.file, found.cell, found.line)
        one.path = [Stop(step["says"], _where(step["at"], found.file), line(**_at(step["at"]))) for step in found.path]


def _at(at: Mapping[str, Any]) -> dict[str, Any]:
    return {"file": at["file"], "cell": at["cell"], "number": at["line"]}


def _where(at: Mapping[str, Any], here: str) -> str:
    """Cell and line in words; the file only where it is another one. Scripts have no cells."""
    parts = [at["file"]] if at["file"] != here else []
    if at["file"].endswith(".ipynb"):
        parts.append(f"cell {at['cell']}")
    return ", ".join([*parts, f"line {at['line']}"])


@dataclass(frozen=True, slots=True)
class _Margin:
    """What stands beside each cell."""

    found: dict[Place, list[Shown]]
    via: dict[Place, list[tuple[int, str, Shown]]]
    """Line, words and evidence of the paths that pass a cell."""
    limits: dict[Place, list[str]]
    ran: dict[Place, dict[str, Any]]

    @classmethod
    def of(cls, report: dict[str, Any], shown: list[Shown]) -> _Margin:
        found: dict[Place, list[Shown]] = defaultdict(list)
        via: dict[Place, list[tuple[int, str, Shown]]] = defaultdict(list)
        limits: dict[Place, list[str]] = defaultdict(list)
        for one in shown:
            found[one.evidence.file, one.evidence.cell].append(one)
            for step in one.evidence.path:
                at = step["at"]
                via[at["file"], at["cell"]].append((at["line"], step["says"], one))
        for limit in report.get("limits", []):
            if at := limit["at"]:
                limits[at["file"], at["cell"]].append(limit["says"])
        ran = {(one["file"], one["cell"]): one for one in report.get("run", {}).get("cells", [])}
        return cls(found, via, limits, ran)

    def marks(self, place: Place) -> list[dict[str, Any]]:
        """What the listing marks, one mark a line: evidence itself before the stations of others."""
        marks: dict[int, dict[str, Any]] = {}
        for one in self.found.get(place, ()):
            tone = "neutral" if one.evidence.tone == "note" else one.evidence.tone
            marks.setdefault(one.evidence.line, _mark(one.evidence.line, tone, one, one.evidence.says))
        for line, says, one in self.via.get(place, ()):
            marks.setdefault(line, _mark(line, "via", one, says))
        return [marks[line] for line in sorted(marks) if line <= MOST_LINES]


def _mark(line: int, tone: str, one: Shown, says: str) -> dict[str, Any]:
    return {"line": line, "tone": tone, "href": f"#e{one.number}", "title": says.replace("`", "")}


def _file(file: dict[str, Any], anchor: str, margin: _Margin) -> FileView:
    suffix = "." + file["path"].rpartition(".")[2].lower()
    return FileView(
        anchor=anchor,
        path=file["path"],
        language=LANGUAGES.get(suffix, "text"),
        is_notebook=suffix == ".ipynb",
        problem=file["problem"],
        cells=[_cell(file["path"], anchor, cell, margin) for cell in file["cells"]],
    )


def _cell(path: str, anchor: str, cell: dict[str, Any], margin: _Margin) -> CellView:
    # as Python counts lines: a form feed or a separator from a word processor begins no new one
    lines = re.split(r"\r\n|\r|\n", cell["source"])
    place = (path, cell["index"])
    return CellView(
        anchor=f"{anchor}-c{cell['index']}",
        index=cell["index"],
        kind=cell["kind"],
        source="\n".join(lines[:MOST_LINES]),
        count=cell["count"],
        marks=margin.marks(place),
        shown=margin.found.get(place, []),
        limits=margin.limits.get(place, []),
        saved=cell["outputs"],
        ran=margin.ran.get(place),
        cut=len(lines) > MOST_LINES,
    )
