"""A name used before anything has bound it is found wherever it hides; Python's own scoping raises no alarm."""

import pytest
from tests.core.review.submissions import found, notebook, report_of

from trialpiece.core.review.finding import Finding, Strength

KIND = "reproducibility.hidden_state"


def hidden(tmp_path, *cells) -> list[Finding]:
    return found(report_of(tmp_path, a__ipynb=notebook(*cells)), KIND)


@pytest.mark.parametrize(
    ("cells", "cell", "line"),
    [
        (("print(total)",), 0, 1),
        (("a = 1", "print(b)", "b = 2"), 1, 1),
        (("x = 1\nprint(y)\ny = 2",), 0, 2),
        (("def f():\n    return rate * 2", "f()", "rate = 3"), 0, 2),
        (("f = lambda v: v * rate", "f(2)", "rate = 3"), 0, 1),
        (("def inner():\n    return rate\ndef outer():\n    return inner()", "outer()"), 0, 2),
        (("rows = [r * k for r in range(3)]",), 0, 1),
        (("a = 1\ndel a", "print(a)"), 1, 1),
        (("import numpy as np", "from math import sqrt", "pd.DataFrame()", "import pandas as pd"), 2, 1),
        (("class A:\n    size = limit",), 0, 2),
        (("count += 1",), 0, 1),
        (("[q for q in range(3)]", "print(q)"), 1, 1),
        (("def f(a, b=depth):\n    return a",), 0, 1),
        (("try:\n    fit(1)\nexcept ValueError:\n    pass",), 0, 2),
        (("import pandas\npandas.Series([1]).apply(lambda v: scale(v))",), 0, 2),
    ],
)
def test_a_name_without_a_value_is_found_at_its_line(tmp_path, cells, cell, line):
    (finding,) = hidden(tmp_path, *cells)
    assert (finding.location.cell, finding.location.line) == (cell, line)
    assert finding.strength is Strength.STRONG


@pytest.mark.parametrize(
    "cells",
    [
        ("def f():\n    return rate", "rate = 3", "f()"),
        ("def even(n):\n    return n == 0 or odd(n - 1)\ndef odd(n):\n    return n and even(n - 1)\neven(3)",),
        ("[a + b for a in range(3) for b in range(a)]",),
        ("{k: v for k, v in {}.items() if k}",),
        (
            "class A:\n    size = 1\n    other = size\n    def m(self):\n        return later()",
            "def later(): pass",
            "A().m()",
        ),
        ("try:\n    done\nexcept NameError:\n    done = False",),
        ("for i in range(3):\n    if i > 0:\n        print(last)\n    last = i",),
        ("from numpy import *", "print(array([1]))"),
        ("%pylab inline", "plot(array([1]))"),
        ("%run setup.py", "go()"),
        ("%%capture out\nprint(1)", "out.show()"),
        ("files = !ls", "print(files)"),
        ("%time model = 1", "print(model)"),
        ("display(1); get_ipython(); print(_, __, _12, In, Out)",),
        ("with open('f') as f:\n    a = f.read()\nprint(a, f)",),
        ("if (n := 3) > 2:\n    print(n)",),
        ("def f():\n    global made\n    made = 1\nf()", "print(made)"),
        ("if 'cache' in globals():\n    print(cache)",),
        ("try:\n    import a\nexcept ImportError as e:\n    print(e)",),
        (
            "match {'a': 1}:\n    case {'a': b, **rest}:\n        print(b, rest)\n    case [x, *y]:\n        print(x, y)",
        ),
        ("import os.path as p, sys\nprint(p, sys)",),
        ("x: int = 1\nprint(x)",),
        ("print unicode(3)", "print reduce(min, [1])"),
        ("def f(*a, k, **kw):\n    return a, k, kw\nf(k=1)",),
        ("globals()['made'] = 1", "print(made)"),
        ("from contextlib import suppress\nprint(suppress)\ndef unused():\n    return nowhere",),
        ("%%bash\necho $nothing", "1"),
        ("x = (2\nbroken here", "print(x)"),
        ("async def f():\n    async with g() as h:\n        return [i async for i in h]\ndef g(): pass",),
        (
            "nonlocal_ = 1\ndef f():\n    a = 1\n    def g():\n        nonlocal a\n        a += nonlocal_\n    return g\nf()",
        ),
        ("    print(1)\n    a = 2", "print(a)"),
    ],
)
def test_what_python_would_find_is_no_hidden_state(tmp_path, cells):
    assert hidden(tmp_path, *cells) == []


def test_the_path_leads_from_the_call_to_the_cell_that_binds_too_late(tmp_path):
    (finding,) = hidden(tmp_path, "def f():\n    return rate", "f()", "rate = 3")
    assert [step.at.cell for step in finding.path] == [1, 0, 2]
    assert "called from cell 1" in finding.says
    assert "cell 2" in finding.says


def test_each_name_is_told_once_and_its_followers_are_not_blamed(tmp_path):
    findings = hidden(tmp_path, "print(rows)", "print(rows)", "n = rows + 1", "print(n)")
    assert len(findings) == 1


def test_own_modules_give_the_names_that_a_star_import_takes(tmp_path):
    cells = notebook("from steps import *", "clean(1)", "missing(2)")
    report = report_of(tmp_path, a__ipynb=cells, steps__py="def clean(x):\n    return x\n")
    (finding,) = found(report, KIND)
    assert "`missing`" in finding.says


def test_an_undefined_name_in_a_script_is_weak_and_called_what_it_is(tmp_path):
    report = report_of(tmp_path, a__py="print(1)\nprint(total)\n")
    assert found(report, KIND) == []
    (finding,) = found(report, "reproducibility.undefined_name")
    assert finding.location.line == 2
    assert finding.strength is Strength.WEAK


def test_names_that_a_broken_statement_would_bind_raise_no_alarm(tmp_path):
    broken = "import math\na = 1\nb = 2\nc = 3\nrate = 2 ]\ndef grow(v, ]=[, start):\n    return start * v\nd = 4\n"
    assert not hidden(tmp_path, broken, "print(rate, grow(a), d)")
