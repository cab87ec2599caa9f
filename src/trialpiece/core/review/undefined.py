"""Names that a notebook, run from the top, looks up before anything has bound them."""

from __future__ import annotations

import ast
import builtins
import re
from dataclasses import dataclass, field

from trialpiece.core.review.cells import CodeCell, Magic
from trialpiece.core.review.finding import Location
from trialpiece.core.review.reading import CodeFile, Reading
from trialpiece.core.review.scopes import Body, Does, Event, events_of
from trialpiece.core.review.submission import FileKind

_IPYTHON = {
    "display",
    "get_ipython",
    "In",
    "Out",
    "exit",
    "quit",
    "_",
    "__",
    "___",
    "_i",
    "_ii",
    "_iii",
    "_ih",
    "_oh",
    "_dh",
}
_PLATFORM = {"spark", "sc", "sqlContext", "dbutils", "displayHTML", "__file__", "__name__", "__doc__", "__builtins__"}
_AUTOMAGIC = {"ls", "cd", "pwd", "who", "whos", "clear", "cls", "mkdir", "rm", "cp", "mv", "cat"}
_PYTHON_2 = {"unicode", "xrange", "raw_input", "reduce", "basestring", "long", "unichr", "file", "execfile", "reload"}
_PYTHON_2 |= {"cmp", "buffer", "apply", "intern", "coerce"}
_ALWAYS = frozenset(dir(builtins)) | _IPYTHON | _PLATFORM | _AUTOMAGIC
_HISTORY = re.compile(r"^_i?\d+$|^_exit_code$|^__\w+__$")
_WILD_MAGICS = {"run", "load", "pylab", "loadpy", "reload_kedro", "load_ext sql"}
_WILD_CODE = re.compile(
    r"\bexec\s*\(|\bglobals\(\)\s*\[|\b(?:globals|locals|vars)\(\)\.update|\bexecfile\(|\.ex\(|\.push\(|\bsetattr\("
)
_BOUND_BY_MAGIC = re.compile(r"(\w+)\s*<<|-o\s+(\w+)")
_ASKED = re.compile(r"""['"](\w+)['"]\s+(?:not\s+)?in\s+(?:globals|locals|dir|vars)\(""")
_LOOSE = re.compile(
    r"^[ \t]*(?:(?:def|class|import|for)[ \t]+(\w+)|([A-Za-z_]\w*(?:[ \t]*,[ \t]*[A-Za-z_]\w*)*)[ \t]*=[^=])",
    re.MULTILINE,
)
_LOOSE_IMPORT = re.compile(r"\bimport[ \t]+(.+)$|\bas[ \t]+(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Undefined:
    """A name that is looked up where nothing has bound it yet."""

    name: str
    at: Location
    called_at: Location | None = None
    """Where the function that looks it up is called; None where the name is looked up directly."""
    bound_later: Location | None = None
    """The first place further down that binds it; None where none does."""
    deleted: Location | None = None
    doubtful: bool = False
    """The code may not be reached, or something may have bound the name out of sight."""


@dataclass
class _State:
    """What is bound at this point of a run from the top."""

    bound: set[str] = field(default_factory=set)
    deleted: dict[str, Location] = field(default_factory=dict)
    bodies: dict[str, tuple[Body, str, int]] = field(default_factory=dict)
    wild: bool = False
    told: dict[str, Undefined] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)


def undefined(reading: Reading) -> tuple[Undefined, ...]:
    """As `undefined_names`, over all files; ask by `reading.once(undefined)`."""
    own = star_names(reading)
    return tuple(found for file in reading.python for found in undefined_names(file, own))


def star_names(reading: Reading) -> dict[str, frozenset[str]]:
    """For each script of the submission, the public names that its top level binds."""
    names: dict[str, frozenset[str]] = {}
    for file in reading.python:
        if file.file.kind is FileKind.SCRIPT and file.cells and file.cells[0].tree is not None:
            cell = file.cells[0]
            bound = {node.id for node in cell.of(ast.Name) if isinstance(node.ctx, ast.Store)}
            bound |= {node.name for node in cell.of(ast.FunctionDef)} | {node.name for node in cell.of(ast.ClassDef)}
            groups = [node.names for node in cell.of(ast.Import)] + [node.names for node in cell.of(ast.ImportFrom)]
            bound |= {(alias.asname or alias.name).partition(".")[0] for group in groups for alias in group}
            names[file.path.rsplit("/", 1)[-1].removesuffix(".py")] = frozenset(bound)
    return names


def undefined_names(file: CodeFile, own: dict[str, frozenset[str]]) -> tuple[Undefined, ...]:
    """Every name looked up too early, once, in order of the cells.

    Args:
        file: a notebook or a script for Python.
        own: for each module in the submission, the names that a star import takes from it.
    """
    state = _State()
    if any(cell.python2 for cell in file.cells):
        state.bound |= _PYTHON_2
    happened = [(cell, *_events(cell)) for cell in file.cells if cell.language == "python"]
    for cell, events, loose in happened:
        state.bound.update(loose, _by_magic(cell.magics), _ASKED.findall(cell.source))
        state.wild = state.wild or _is_wild(cell)
        for event in events:
            _happen(state, cell, event, own)
    _check_uncalled(state, file.path)
    later = _bindings(happened, set(state.told))
    return tuple(_with_later(found, later) for found in state.told.values())


def _events(cell: CodeCell) -> tuple[list[Event], tuple[str, ...]]:
    """The cell's events; of a cell that cannot be parsed, or not all of it, the names that it seems to bind."""
    if cell.tree is not None and (cell.problem is None or cell.python2):
        try:
            return events_of(cell.tree.body), ()
        except RecursionError:
            pass
    names = [name.strip() for pair in _LOOSE.findall(cell.source) for part in pair for name in part.split(",")]
    names += re.findall(r"\w+", " ".join(" ".join(pair) for pair in _LOOSE_IMPORT.findall(cell.source)))
    return [], tuple(name for name in names if name)


def _by_magic(magics: tuple[Magic, ...]) -> list[str]:
    """Names that magics bind: `%%capture out`, `%store -r name`, `%%bigquery df`, `%%sql rows <<`, `-o name`."""
    names: list[str] = []
    for magic in magics:
        words = magic.argument.split()
        if magic.name in {"capture", "bigquery"} and words:
            names += [word for word in words if word.isidentifier()][:1]
        elif magic.name == "store" and "-r" in words:
            names += [word for word in words if word.isidentifier()]
        elif magic.name in {"sql", "R"}:
            names += (
                re.findall(r"(\w+)\s*<<|-o\s+(\w+)", magic.argument)[0:1] and re.findall(r"\w+", magic.argument)[:3]
            )
        elif magic.name == "pylab":
            names += ["np", "plt", "pylab", "mpl", "numpy", "pyplot", "matplotlib"]
    return names


def _is_wild(cell: CodeCell) -> bool:
    if any(m.name in _WILD_MAGICS or (m.name == "store" and "-r" in m.argument.split()) for m in cell.magics):
        return True
    return bool(_WILD_CODE.search(cell.source))


def _happen(state: _State, cell: CodeCell, event: Event, own: dict[str, frozenset[str]]) -> None:
    if event.does is Does.LOAD:
        if event.name not in state.bound and event.name not in _ALWAYS:
            _look_up(state, event, cell.at(event.line), None)
        if event.name in state.bodies and event.name not in state.entered:
            _enter(state, event.name, cell.at(event.line), event.guarded)
    elif event.does is Does.DELETE:
        at = cell.at(event.line)
        _look_up(state, event, at, None)
        if not event.guarded:
            state.bound.discard(event.name)
            state.deleted[event.name] = at
    elif event.does is Does.STAR:
        names = own.get(event.name.lstrip(".").rpartition(".")[2])
        if names is None:
            state.wild = True
        state.bound |= names or frozenset()
    else:
        state.bound.add(event.name)
        state.deleted.pop(event.name, None)
        if event.body is not None:
            state.bodies[event.name] = (event.body, cell.file, cell.index)
            state.entered.discard(event.name)
        else:
            state.bodies.pop(event.name, None)


def _look_up(state: _State, event: Event, at: Location, called_at: Location | None) -> None:
    name = event.name
    if name in state.bound or name in _ALWAYS or _HISTORY.match(name):
        return
    known = state.told.get(name)
    doubtful = event.guarded or (state.wild and name not in state.deleted)
    if known is None or (known.doubtful and not doubtful):
        state.told[name] = Undefined(name, at, called_at, deleted=state.deleted.get(name), doubtful=doubtful)


def _enter(state: _State, name: str, called_at: Location, guarded: bool) -> None:  # noqa: FBT001 - one flag of an event
    """What the body of a function looks up when it is used here, and what the functions it uses do."""
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in state.bodies or current in state.entered:
            continue
        state.entered.add(current)
        body, file, index = state.bodies[current]
        state.bound.update(body.binds)
        for use in body.free:
            doubtful = Event(use.does, use.name, use.line, use.guarded or guarded)
            _look_up(state, doubtful, Location(file, index, use.line), called_at)
            waiting.append(use.name)


def _check_uncalled(state: _State, file: str) -> None:
    """Functions that are never used can only be judged by what is bound in the end, and with doubt."""
    for name, (body, where, index) in list(state.bodies.items()):
        if name in state.entered:
            continue
        for use in body.free:
            uncertain = Event(use.does, use.name, use.line, guarded=True)
            _look_up(state, uncertain, Location(where or file, index, use.line), None)


def _bindings(
    happened: list[tuple[CodeCell, list[Event], tuple[str, ...]]], names: set[str]
) -> dict[str, list[Location]]:
    """Every place that binds one of these names."""
    places: dict[str, list[Location]] = {}
    for cell, events, loose in happened if names else ():
        for event in events:
            if event.name in names and event.does in {Does.STORE, Does.DEFINE}:
                places.setdefault(event.name, []).append(cell.at(event.line))
        for name in names.intersection(loose):
            places.setdefault(name, []).append(cell.at(1))
    return places


def _with_later(found: Undefined, places: dict[str, list[Location]]) -> Undefined:
    used = found.called_at or found.at
    later = [at for at in places.get(found.name, ()) if (at.cell, at.line) > (used.cell, used.line)]
    if not later:
        return found
    return Undefined(found.name, found.at, found.called_at, later[0], found.deleted, found.doubtful)
