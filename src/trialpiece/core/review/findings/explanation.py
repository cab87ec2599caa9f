"""What the candidate wrote about the work, in English, Spanish or Portuguese."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from trialpiece.core.review.cells import CodeCell
from trialpiece.core.review.finding import Finding, Location, Step
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding
from trialpiece.core.review.submission import CellKind, FileKind

_LOOKS_LIKE_CODE = re.compile(r"[=(){}\[\]]")
WORDS_OF_AN_EXPLANATION = 120
WORDS_OF_NO_EXPLANATION = 30


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of prose: markdown, a report's text, or comments."""

    at: Location
    text: str
    is_prose: bool
    """Markdown and reports; comments are prose only where there is nothing else."""

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(re.findall(r"[^\W\d_]{2,}", self.text))


@functools.cache
def _topics() -> dict[str, tuple[str, re.Pattern[str]]]:
    text = resources.files("trialpiece.core.review.findings").joinpath("explanation.toml").read_text(encoding="utf-8")
    return {
        name: (topic["called"], re.compile(r"\b(?:" + "|".join(re.escape(word) for word in topic["words"]) + ")"))
        for name, topic in tomllib.loads(text)["topic"].items()
    }


def passages(reading: Reading) -> tuple[Passage, ...]:
    """All prose in order; ask by `reading.once(passages)`."""
    found = [
        Passage(Location(file.path, cell.index, 1), cell.source, is_prose=True)
        for file in reading.submission.files
        for cell in file.cells
        if cell.kind is CellKind.MARKDOWN and file.kind in {FileKind.NOTEBOOK, FileKind.REPORT}
    ]
    found += [
        Passage(Location(cell.file, cell.index, line), text, is_prose=False)
        for cell in reading.python_cells()
        for line, text in _comments(cell)
    ]
    return tuple(found)


def _comments(cell: CodeCell) -> Iterator[tuple[int, str]]:
    """Comments on lines of their own and docstrings, with their lines; commented-out code is none."""
    for number, line in enumerate(cell.python.split("\n"), 1):
        text = line.strip()
        if text.startswith("#") and len(text.split()) > 3 and not _LOOKS_LIKE_CODE.search(text):
            yield number, text.lstrip("#! ")
    for node in cell.of(ast.Expr):
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


@finding("explanation.missing", "explanation.present", "explanation.topics", "explanation.limits")
def explanation(reading: Reading) -> Iterator[Finding]:
    """Whether problem, data, method, evaluation, limits and next steps are explained in words."""
    every = reading.once(passages)
    prose = [passage for passage in every if passage.is_prose]
    words = sum(passage.words for passage in prose)
    if words < WORDS_OF_AN_EXPLANATION:  # scripts explain themselves in comments
        prose = list(every)
        words = sum(passage.words for passage in prose)
    if not reading.code:
        return
    if words < WORDS_OF_NO_EXPLANATION:
        yield _missing(reading, words)
        return
    covered = _covered(prose)
    if words >= WORDS_OF_AN_EXPLANATION:
        yield from _present(covered, words)
    for name in ("limits", "next_steps"):
        if name in covered:
            yield Finding.credit(
                kind="explanation.limits",
                at=covered[name],
                says="It speaks of what the work cannot say."
                if name == "limits"
                else "It says what should be done next.",
                because="Whoever decides on this work learns how far it carries.",
            )


def _missing(reading: Reading, words: int) -> Finding:
    first = reading.code[0]
    return Finding.weak(
        at=Location(first.path, first.file.cells[0].index, 1),
        says=f"Almost nothing is explained in words ({words} words)." if words else "Nothing is explained in words.",
        because="What was decided, and why, has to be guessed from the code; ask for it in conversation.",
    )


def _present(covered: dict[str, Location], words: int) -> Iterator[Finding]:
    topics = _topics()
    if len(covered) < 3:
        return
    steps = tuple(Step(f"Here it speaks of {topics[name][0]}.", at) for name, at in covered.items())
    left = [topics[name][0] for name in topics if name not in covered]
    yield Finding.credit(
        kind="explanation.present",
        at=next(iter(covered.values())),
        says=f"The work is explained in about {_rounded(words)} words, on {_listed([topics[name][0] for name in covered])}.",
        because="A reader who does not read code can follow what was done.",
        path=steps,
    )
    if left:
        yield Finding.note(
            kind="explanation.topics",
            at=next(iter(covered.values())),
            says=f"The text does not seem to speak of {_listed(left)}.",
            because="This is read from words alone, so look before you rely on it; it makes a good question.",
        )


def _covered(prose: list[Passage]) -> dict[str, Location]:
    """The first place that speaks of each topic."""
    found: dict[str, Location] = {}
    for passage in prose:
        missing = [name for name in _topics() if name not in found]
        if not missing:
            break
        text = _plain(passage.text)
        for name in missing:
            if hit := _topics()[name][1].search(text):
                line = passage.at.line + text.count("\n", 0, hit.start())
                found[name] = Location(passage.at.file, passage.at.cell, line)
    return {name: found[name] for name in _topics() if name in found}


def _plain(text: str) -> str:
    """Lower case without accents, as many line ends as before."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def _rounded(words: int) -> int:
    return round(words, -1 if words < 1000 else -2)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
