import time
from pathlib import Path

import pytest

from trialpiece.core.exercises.located import Document, Problem, parse

LONG = 20_000


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"x{'.x' * LONG} = 1", 1),
        (f"a = 1\n[{'a.' * LONG}a]", 2),
        (f"a = 1\n\n [[ a{' . a' * LONG} ]]", 3),
        (f"a = {{b = 1, x{'.x' * LONG} = 1}}", 1),
        (f"a = [\n{{ x{'.x' * LONG} = 1}}]", 2),
        ("x" + '."\\""' * LONG + " = 1", 1),
        ("x" + ".'y'" * LONG + " = 1", 1),
    ],
)
def test_a_key_without_end_is_refused_at_its_line_and_at_once(text, line):
    began = time.process_time()
    problem = parse(text, path=Path("BRIEF.toml"), shown_as="BRIEF.toml")
    assert problem == Problem("BRIEF.toml", line, "This key has more than 64 parts.")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        f"[a{' ' * 100_000}.{' ' * 100_000}b]\nc = 1",
        f"a{' ' * 100_000}.{' ' * 100_000}b = 1",
        "a = '''" + "\n," + " \t" * 100_000 + "'''",
        'a = """' + '\n,"' * 50_000 + ' """',
        "a = '" + ",{[" * 80_000 + "'",
    ],
)
def test_a_text_of_blanks_and_signs_is_read_at_once(text):
    began = time.process_time()
    assert isinstance(parse(text, path=Path("BRIEF.toml"), shown_as="BRIEF.toml"), Document)
    assert time.process_time() - began < 2


def test_the_lines_of_keys_and_headers_are_known():
    document = parse(
        'a.b = 1\n[ c . "d" ]\ne = """\n[no]\n"""\n[[f]]\n[[f]] # second\ng = 1\n', path=Path("x"), shown_as="x"
    )
    assert document.lines == {
        ("a", "b"): 1, ("c", "d"): 2, ("c", "d", "e"): 3, ("f", 0): 6, ("f", 1): 7, ("f", 1, "g"): 8,
    }  # fmt: skip
