"""However a method is written down, in functions, classes, files or languages, the same is found; careful twins stay silent.

The programs are in `../styles/*.txt`: `== name -> kinds` begins one, `-- path` one of its files where there are several.
Kinds are below `leakage.` unless they name another group, and notes are left out.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from trialpiece.core.review.cells import parse
from trialpiece.core.review.engine import review
from trialpiece.core.review.finding import Strength
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

FOLDER = Path(__file__).parent.parent / "styles"
LOOKED_AT = ("leakage.", "correctness.", "evaluation.groups", "evaluation.no_holdout")
_HEAD = re.compile(r"^== (?P<name>.+?) -> (?P<kinds>.+)$", re.MULTILINE)
_FILE = re.compile(r"^-- (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Style:
    name: str
    kinds: frozenset[str]
    files: tuple[tuple[str, str], ...]


def styles() -> list[Style]:
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        text = path.read_text("utf-8")
        heads = [*_HEAD.finditer(text)]
        for head, after in zip(heads, [*heads[1:], None], strict=True):
            body = text[head.end() : after.start() if after else len(text)].strip("\n") + "\n"
            parts = _FILE.split(body)
            files = list(zip(parts[1::2], parts[2::2], strict=True)) or [("work.py", body)]
            kinds = frozenset() if head["kinds"] == "nothing" else frozenset(head["kinds"].split(", "))
            found.append(Style(head["name"], kinds, tuple(files)))
    return found


STYLES = styles()


def submission(style: Style) -> Submission:
    made = []
    for path, source in style.files:
        assert parse(source)[1] is None
        made.append(SourceFile(path, FileKind.SCRIPT, 0, (Cell(0, CellKind.CODE, source),), language="python"))
    return Submission("work", tuple(made))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_what_is_found_does_not_depend_on_the_style(style):
    report = review(submission(style))
    assert report.incomplete == ()
    firm = {f.kind for f in report.findings if f.strength is not Strength.NOTE and f.kind.startswith(LOOKED_AT)}
    assert {kind.removeprefix("leakage.") for kind in firm} == style.kinds


def test_names_of_styles_are_their_own():
    assert len({style.name for style in STYLES}) == len(STYLES) >= 80
