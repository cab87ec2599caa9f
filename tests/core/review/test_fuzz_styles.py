"""Programs that are cut, shuffled and mixed from working ones are followed without a crash, whatever they have become."""

import ast
import random

import pytest
from tests.core.review.findings.test_styles import STYLES

from trialpiece.core.review.engine import report_on
from trialpiece.core.review.lint import lints
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

SOURCES = [source for style in STYLES for _, source in style.files]


def mixed(seed: int) -> list[str]:
    """Statements of several programs in another order, some of them cut off in the middle."""
    dice = random.Random(seed)
    statements = [ast.unparse(node) for source in dice.sample(SOURCES, 3) for node in ast.parse(source).body]
    dice.shuffle(statements)
    return [text[: dice.randrange(1, len(text))] if dice.random() < 0.05 else text for text in statements]


@pytest.mark.parametrize("seed", range(25))
def test_any_mixture_of_statements_is_followed(seed):
    cells = tuple(Cell(n, CellKind.CODE, source) for n, source in enumerate(mixed(seed)))
    file = SourceFile("work.ipynb", FileKind.NOTEBOOK, 1, cells, language="python")
    reading = Reading(Submission("work", (file,)))
    reading.known(lints, ())
    assert report_on(reading).incomplete == ()
    assert reading.once(trace_of).failures == []
