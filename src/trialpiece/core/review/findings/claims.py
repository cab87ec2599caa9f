"""Numbers that the text claims, held against the numbers that the saved outputs show."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from trialpiece.core.review.finding import Finding, Location, Step
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile

MOST_NUMBERS = 20_000
_NUMBER = re.compile(r"(?<![\w.])(\d{1,3}(?:[.,]\d+)?(?:e-\d+)?)\s?(%)?")
_BEFORE = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d+)?)\s?(%)?\s(?:of |de |for |em |in )?$")
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.,]\d[^.!?\n]*)*")
_SCORING = re.compile(
    r"scor|accura|metric|roc|auc|recall|precis|f1|r2|rmse|mse|mae|evaluat|report|confusion|result|acur|exact",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s*[\"“«]|https?://\S+\.pdf|doi\.org|arxiv", re.MULTILINE | re.IGNORECASE)
_SIGNS = re.compile(r"[~≈]")
_FAR = 0.02
"""How far `about` may be from what was shown."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A score that a sentence gives, as a share of 1."""

    metric: str
    value: float
    tolerance: float
    words: str
    line: int


@functools.cache
def _patterns() -> tuple[dict[str, re.Pattern[str]], re.Pattern[str], re.Pattern[str]]:
    text = resources.files("trialpiece.core.review.findings").joinpath("claims.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    metrics = {name: re.compile(rf"\b(?:{'|'.join(words)})(?![\w@])") for name, words in table["metric"].items()}
    apart, about = (re.compile(r"(?:\b|^)(?:" + "|".join(table[part]["words"]) + ")") for part in ("apart", "about"))
    return metrics, apart, about


@finding("claims.mismatch", "claims.checked")
def numbers_in_the_text(reading: Reading) -> Iterator[Finding]:
    """A score in the text that no saved output shows, although outputs show that score."""
    for file in reading.submission.files:
        if file.kind is not FileKind.NOTEBOOK:
            continue
        claims = [
            (cell, claim) for cell in file.cells if cell.kind is CellKind.MARKDOWN for claim in claims_in(cell.source)
        ]
        if not claims:
            continue
        shown = numbers_shown(file)
        agreed: list[tuple[Cell, Claim]] = []
        for cell, claim in claims:
            at = _shown_for(file, claim.metric)
            if at is None:
                continue
            if any(abs(number - claim.value) <= claim.tolerance for number in shown):
                agreed.append((cell, claim))
            else:
                yield _mismatch(file, cell, claim, at)
        if agreed:
            cell, claim = agreed[0]
            yield Finding.credit(
                kind="claims.checked",
                at=Location(file.path, cell.index, claim.line),
                says=f"{len(agreed)} of the scores given in the text can be found in the saved outputs.",
                because="What the text says can be followed to what the code showed.",
            )


def claims_in(text: str) -> Iterator[Claim]:
    """Scores between 0 and 1, or percentages, that sentences and tables give for a metric."""
    header: list[str] = []
    if _QUOTED.search(text):
        return  # somebody else's words, and numbers
    for number, line in enumerate(_plain(text).split("\n"), 1):
        if "|" in line:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            yield from _of_row(cells, header, number)
            header = header or cells
            continue
        header = []
        if not line.lstrip().startswith(("#", "<", "```")):
            for sentence in _SENTENCE.findall(line):
                yield from _of_sentence(sentence, number)


def _of_row(cells: Sequence[str], header: Sequence[str], line: int) -> Iterator[Claim]:
    """Numbers of a table's row whose first cell, or whose column, is named after a metric."""
    metrics = _patterns()[0]
    for position, cell in enumerate(cells[1:], 1):
        title = cells[0] if any(p.search(cells[0]) for p in metrics.values()) else ""
        title = title or (header[position] if position < len(header) else "")
        name = next((n for n, p in metrics.items() if p.search(title)), None)
        match = _NUMBER.fullmatch(cell)
        if name and match:
            value, tolerance = _as_share(match[1], percent=bool(match[2]))
            if value is not None:
                yield Claim(name, value, tolerance, f"{title}: {cell}", line)


def _of_sentence(sentence: str, line: int) -> Iterator[Claim]:
    """A number belongs to the metric that it follows closely, or that it stands before: `72% of accuracy`."""
    metrics, apart, about = _patterns()
    found = sorted((m.start(), m.end(), name) for name, p in metrics.items() for m in p.finditer(sentence))
    for position, (start, end, name) in enumerate(found):
        until = found[position + 1][0] if position + 1 < len(found) else len(sentence)
        before = _BEFORE.search(sentence, max(0, start - 20), start)
        matches = [before] if before else list(_NUMBER.finditer(sentence, end, min(until, end + 60)))
        for match in matches:
            value, tolerance = _as_share(match[1], percent=bool(match[2]))
            if value is None:
                continue
            near = sentence[max(0, min(start, match.start()) - 40) : max(end, match.end()) + 15]
            if not apart.search(near):
                said = sentence[min(start, match.start()) : max(end, match.end())].strip()
                yield Claim(
                    name,
                    value,
                    max(tolerance, _FAR) if about.search(near) or _SIGNS.search(near) else tolerance,
                    said,
                    line,
                )
            break


def _as_share(text: str, *, percent: bool) -> tuple[float | None, float]:
    """The number as a share of 1 and the width of its last digit; None where it is no share."""
    plain = text.replace(",", ".")
    value, digits = float(plain), len(plain.partition(".")[2]) if "e" not in plain else 6
    if percent or value > 1:
        value, digits = value / 100, digits + 2
        if not percent and "." not in plain:
            return None, 0.0
    if not 0 < value < 1 or digits < 2:
        return None, 0.0
    return value, 1.01 * 10.0**-digits


def numbers_shown(file: SourceFile) -> list[float]:
    """Every number in the saved outputs of cells that speak of scores, as a share of 1."""
    found: set[float] = set()
    for cell in file.cells:
        if not (_SCORING.search(cell.source) or any(_SCORING.search(o.text) for o in cell.outputs)):
            continue
        for output in cell.outputs:
            for match in _NUMBER.finditer(output.text):
                value = float(match[1].replace(",", "."))
                found.add(value if value <= 1 and not match[2] else value / 100)
                if len(found) > MOST_NUMBERS:
                    return list(found)
    return list(found)


def _shown_for(file: SourceFile, metric: str) -> Cell | None:
    """The last cell whose saved output names the metric beside a number; None where none does."""
    pattern = _patterns()[0][metric]
    for cell in reversed(file.cells):
        for output in cell.outputs:
            text = _plain(output.text[:20_000])
            if (
                output.kind != "error"
                and _NUMBER.search(text)
                and (pattern.search(text) or _only_number(cell, text, pattern))
            ):
                return cell
    return None


def _only_number(cell: Cell, text: str, pattern: re.Pattern[str]) -> bool:
    """Whether an output is one bare number and the code asks for the metric."""
    return len(text) < 40 and bool(pattern.search(_plain(cell.source).replace("_", " ")))


def _plain(text: str) -> str:
    """Lower case without accents and without marks of emphasis."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return (
        "".join(c for c in decomposed if not unicodedata.combining(c))
        .replace("*", "")
        .replace("`", "")
        .replace("$", "")
    )


def _mismatch(file: SourceFile, cell: Cell, claim: Claim, at: Cell) -> Finding:
    return Finding.weak(
        at=Location(file.path, cell.index, claim.line),
        path=(Step("the last output that shows this score is here", Location(file.path, at.index, 1)),),
        says=f"The text says “{claim.words}”; no saved output shows that number.",
        because="Either the text is of another run, or the number is from elsewhere; ask where it comes from.",
    )
