"""Code cells as Python: magics, shell lines and Python 2 set aside without moving a line."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from trialpiece.core.review.converted import CALL, unwrapped
from trialpiece.core.review.finding import Location
from trialpiece.core.review.logical_lines import LogicalLine, logical_lines
from trialpiece.core.review.nodes import children
from trialpiece.core.review.submission import Cell

N = TypeVar("N", bound=ast.AST)
MAX_BROKEN = 5
"""Statements that are set aside in a cell, so that the rest is read."""
TOO_DEEP = "nested too deeply to read"


@dataclass(frozen=True, slots=True)
class Magic:
    """A line or a cell that speaks to IPython or the shell, and not to Python."""

    line: int
    """1-based within the cell."""
    name: str
    """`matplotlib`, `time`; `!` for the shell, `?` for help."""
    argument: str
    whole_cell: bool = False


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why a cell is no Python, and where (1-based line within the cell)."""

    line: int
    message: str


@dataclass(frozen=True)
class CodeCell:
    """A code cell and what Python makes of it; `tree` and `problem` are never both None for Python."""

    file: str
    cell: Cell
    language: str
    """`python`, or what a cell magic says the cell is: `bash`, `sql`, `r`, `html`."""
    python: str
    """The cell with magics neutralised; as many lines as the source, statements on their lines."""
    tree: ast.Module | None
    problem: SyntaxProblem | None = None
    """With a tree: the first of the few statements that were set aside, or why it is Python 2."""
    magics: tuple[Magic, ...] = ()
    python2: bool = False
    """It parses only as Python 2; `tree` then holds it with print statements and the like rewritten."""

    @property
    def index(self) -> int:
        """0-based position in the notebook."""
        return self.cell.index

    @property
    def source(self) -> str:
        """As written."""
        return self.cell.source

    @cached_property
    def lines(self) -> list[str]:
        """The lines of `python`."""
        return self.python.split("\n")

    @cached_property
    def _nodes(self) -> tuple[dict[type[ast.AST], list[ast.AST]], dict[ast.AST, ast.AST]]:
        """The tree's nodes by their type, and each node's parent; made in one pass."""
        by_type: dict[type[ast.AST], list[ast.AST]] = {}
        parents: dict[ast.AST, ast.AST] = {}
        waiting: list[ast.AST] = [self.tree] if self.tree is not None else []
        for node in waiting:
            by_type.setdefault(node.__class__, []).append(node)
            below = children(node)
            for child in below:
                parents[child] = node
            waiting += below
        return by_type, parents

    def of(self, kind: type[N]) -> list[N]:
        """All nodes of exactly this type in the cell's tree, level by level; empty where nothing was parsed."""
        return cast("list[N]", self._nodes[0].get(kind, []))

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes that hold this one, innermost first."""
        parents = self._nodes[1]
        while (parent := parents.get(node)) is not None:
            yield parent
            node = parent

    def at(self, line: int) -> Location:
        """A 1-based line of this cell as a place in the submission."""
        return Location(self.file, self.cell.index, line)

    def line(self, number: int) -> str:
        """The 1-based line as written; empty where there is none."""
        lines = self.cell.source.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""


_SPOKEN_BY = {
    "bash": ("bash", "sh", "script", "system", "cmd", "sx", "!"),
    "html": ("html", "svg"),
    "javascript": ("javascript", "js"),
    "markdown": ("markdown", "md"),
    "sql": ("sql", "bigquery", "bq"),
    "text": ("writefile", "file"),
    "python 2": ("python2",),
} | {name: (name,) for name in ("latex", "r", "perl", "ruby", "cython", "scala", "julia", "css")}
_OTHER_LANGUAGES = {magic: language for language, magics in _SPOKEN_BY.items() for magic in magics}
_RUNS_CODE = {"time", "timeit", "prun", "memit", "mprun", "lprun", "capture"}
# a cell of one line may leave the sign of a magic out
_AUTOMAGIC = re.compile(
    r"^\s*(?:pip|conda|mamba|cd|ls|ll|cat|mkdir|rm|rmdir|mv|cp|pwd|time|timeit|run|load_ext|matplotlib|env|who|whos|pinfo)"
    r"[ \t]+[^=(\s][^\n]*\s*$"
)
_LINE_MAGIC = re.compile(r"^(?P<indent>\s*)(?P<sign>%%?|!!?|\?\??)(?P<rest>.*)$", re.DOTALL)
_ASSIGNED = re.compile(r"^(?P<target>\s*[A-Za-z_][\w.,\[\]'\" ]*=\s*)(?P<sign>[%!])(?P<rest>[^=].*)$", re.DOTALL)
_HELP = re.compile(r"^(?P<indent>\s*)[\w.%*]+\?\??\s*$")


def read_cell(file: str, cell: Cell, language: str = "python") -> CodeCell:
    """What Python makes of a code cell; never raises."""
    if language != "python":
        return CodeCell(file, cell, language, "", None)
    tree, problem = parse(cell.source)
    if tree is not None:
        tree = unwrapped(tree) if CALL in cell.source else tree
        return CodeCell(file, cell, "python", cell.source, tree)
    if file.endswith(".ipynb") and _AUTOMAGIC.match(cell.source):
        name, _, argument = cell.source.strip().partition(" ")
        python = "\n" * cell.source.count("\n")
        return CodeCell(file, cell, "python", python, ast.Module([], []), None, (Magic(1, name, argument),))
    python, magics, spoken = neutralise(cell.source)
    if spoken != "python":
        return CodeCell(file, cell, spoken, python, None, None, magics)
    if python != cell.source:
        tree, problem = parse(python)
    if tree is None:
        older = as_python3(python)
        older_tree = parse(older)[0] if older != python else None
        if older_tree is not None:
            return CodeCell(file, cell, "python", older, older_tree, problem, magics, python2=True)
        if problem is not None:
            python, tree = _without_broken(python, problem)
    return CodeCell(file, cell, "python", python, tree, problem, magics)


def parse(source: str) -> tuple[ast.Module | None, SyntaxProblem | None]:
    """The tree, or what is wrong; never raises and never warns."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source), None
    except SyntaxError as error:
        line = min(max(error.lineno or 1, 1), source.count("\n") + 1)
        return None, SyntaxProblem(line, error.msg or "invalid syntax")
    except (RecursionError, MemoryError):
        return None, SyntaxProblem(1, TOO_DEEP)
    except ValueError as error:
        return None, SyntaxProblem(1, str(error)[:200])


def neutralise(source: str) -> tuple[str, tuple[Magic, ...], str]:
    """The source without magics, line for line; the magics; and the language that a cell magic names."""
    lines = _unprompted(source.split("\n"))
    magics: list[Magic] = []
    first = next((n for n, text in enumerate(lines) if text.strip()), 0)
    if lines[first].lstrip().startswith("%%"):
        name, _, argument = lines[first].lstrip()[2:].strip().partition(" ")
        magics.append(Magic(first + 1, name, argument.strip(), whole_cell=True))
        if name.lower() in _OTHER_LANGUAGES:
            return "\n" * (len(lines) - 1), tuple(magics), _OTHER_LANGUAGES[name.lower()]
        lines[first] = ""
    for piece in list(logical_lines(lines)):
        magic = _set_aside(lines, piece)
        if magic is not None:
            magics.append(magic)
    return "\n".join(lines), tuple(magics), "python"


_PROMPT = re.compile(r"^(?:>>> ?|\.\.\. ?|In \[\d*\]: ?| +\.\.\.: ?)")


def _unprompted(lines: list[str]) -> list[str]:
    """As IPython does it: a common indentation is taken off, and so are pasted prompts."""
    first = next((text for text in lines if text.strip()), "")
    if _PROMPT.match(first):
        return [_PROMPT.sub("", text) for text in lines]
    indent = first[: len(first) - len(first.lstrip())]
    return [text.removeprefix(indent) for text in lines] if indent else lines


def _set_aside(lines: list[str], piece: LogicalLine) -> Magic | None:
    """Replace one magic in `lines` by Python that does nothing; None where the piece is no magic."""
    text = lines[piece.first]
    if found := _LINE_MAGIC.match(text):
        rest = found["rest"].strip()
        name, _, argument = rest.partition(" ")
        if found["sign"][0] in "!?":
            name, argument = found["sign"][0], rest
        last = piece.last
        while found["sign"][0] == "!" and lines[last].endswith("\\") and last + 1 < len(lines):
            last += 1
        code = _timed(argument) if name in _RUNS_CODE and found["sign"] == "%" else ""
        _blank(lines, piece.first, last, found["indent"] + (code or "pass"))
        return Magic(piece.first + 1, name, argument.strip())
    if (found := _ASSIGNED.match(text)) and not _within_quotes(found["target"]):
        name, _, argument = found["rest"].strip().partition(" ")
        _blank(lines, piece.first, piece.last, f"{found['target']}[]")
        return Magic(piece.first + 1, name if found["sign"] == "%" else "!", argument.strip())
    if found := _HELP.match(text):
        _blank(lines, piece.first, piece.last, found["indent"] + "pass")
        return Magic(piece.first + 1, "?", text.strip())
    return None


def _within_quotes(text: str) -> bool:
    """Whether a text ends within quotes, so that what follows is no magic: `print 'share = %.2f' % x`."""
    return bool(text.count("'") % 2 or text.count('"') % 2)


def _timed(argument: str) -> str:
    """The code that `%time` and its like run, past their options."""
    code = re.sub(r"^(?:-\w+(?:\s+\d+)?\s+|-\w+\d+\s+)*", "", argument)
    return code if parse(code)[0] is not None else ""


def _without_broken(source: str, problem: SyntaxProblem) -> tuple[str, ast.Module | None]:
    """What is left when the few statements that are no Python are set aside; no tree where it is more than that."""
    lines, before = source.split("\n"), source
    left = [*logical_lines(lines)]
    for _ in range(min(MAX_BROKEN, len(left) // 4)):
        broken = next((piece for piece in left if piece.first <= problem.line - 1 <= piece.last), None)
        if broken is None or not lines[broken.first].strip():
            break
        text, last = lines[broken.first], broken.last
        indent = _indent(text)
        if lines[last].split("#")[0].rstrip().endswith(":"):  # what it opens goes with it
            while last + 1 < len(lines) and (not lines[last + 1].strip() or _indent(lines[last + 1]) > indent):
                last += 1
        _blank(lines, broken.first, last, text[:indent] + "pass")
        source = "\n".join(lines)
        tree, again = parse(source)
        if tree is not None:
            return source, tree
        if again is None or again.message == TOO_DEEP:
            break
        problem = again
    return before, None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _blank(lines: list[str], first: int, last: int, instead: str) -> None:
    lines[first] = instead
    for number in range(first + 1, last + 1):
        lines[number] = ""


_PRINT = re.compile(
    r"^(?P<lead>(?:.*?(?::|;)\s*|\s*))print(?P<rest>\s+[^\s=(].*|\s*\(.*\)\s*%.*|\s*\(.*\)\s*,.*|\s*\".*|\s*'.*|\s+\(.*)$",
    re.DOTALL,
)
_EXCEPT = re.compile(r"^(\s*except\s+[\w.() ,]*?[\w)])\s*,\s*(\w+)\s*:")
_RAISE = re.compile(r"^(\s*raise\s+[\w.]+)\s*,\s*(.+)$")
_EXEC = re.compile(r"^(\s*)exec\s+([^(\s].*)$")
_LONG = re.compile(r"\b(\d+)[lL]\b")
_OCTAL = re.compile(r"(?<![\w.])0(\d+)\b")


def as_python3(source: str) -> str:
    """Python 2's statements rewritten line for line, as far as reading needs it; else unchanged."""
    lines = source.split("\n")
    for piece in list(logical_lines(lines)):
        text = _EXCEPT.sub(r"\1 as \2:", lines[piece.first])
        text = _RAISE.sub(r"\1(\2)", text)
        text = _EXEC.sub(r"\1exec(\2)", text)
        text = _OCTAL.sub(r"0o\1", _LONG.sub(r"\1", text)).replace("<>", "!=")
        lines[piece.first] = text
        if "print" in text and (found := _PRINT.match(text)):
            _wrap_print(lines, piece, found)
    return "\n".join(lines)


def _wrap_print(lines: list[str], piece: LogicalLine, found: re.Match[str]) -> None:
    lines[piece.first] = f"{found['lead']}print({found['rest'].strip()}"
    end = lines[piece.last].rstrip()
    body, comment = _split_comment(end)
    body = body.rstrip().removesuffix(";").rstrip().removesuffix(",")
    lines[piece.last] = f"{body}){'  ' + comment if comment else ''}"


def _split_comment(line: str) -> tuple[str, str]:
    """Code and trailing comment; a sign inside quotes is no comment."""
    quote = ""
    for at, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign == "#":
            return line[:at], line[at:]
    return line, ""
