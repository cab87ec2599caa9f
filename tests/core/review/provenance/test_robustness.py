"""Whatever was handed in, the reading ends, in time, and says where it stopped."""

import ast
import random
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

NAMES = ["df", "X", "y", "X_train", "X_test", "y_train", "y_test", "model", "s", "f", "c", "scores", "best"]
PIECES = [
    "df = pd.read_csv('a.csv')",
    "X = df.drop('y', axis=1)",
    "y = df['y']",
    "X, y = df, df",
    "s = StandardScaler()",
    "X = s.fit_transform(X)",
    "X_train, X_test, y_train, y_test = train_test_split(X, y)",
    "model = make_pipeline(s, SVC())",
    "model.fit(X_train, y_train)",
    "scores = [model.score(X_test, y_test)]",
    "best = max(scores)",
    "df = df[df.a > 1].copy()",
    "for c in df.columns:\n    df[c] = df[c].fillna(df[c].mean())",
    "def f(x, *a, **k):\n    global df\n    df = x\n    return f(x)",
    "class C(nn.Module):\n    def __init__(s):\n        s.x = s\n    def forward(s, x):\n        return s(x)",
    "df = f(df)",
    "c = C()(X)",
    "X, y = SMOTE().fit_resample(X, y)",
    "while model: model = GridSearchCV(model, {}).fit(X, y)",
    "df.a.b.c['d'][1:2, ::3].e().f = 3",
    "try:\n    X = X.T @ X\nexcept (A, B) as e:\n    raise\nfinally:\n    del X['a'], y",
    "with open(x) as s, y: pass",
    "X = [*X, *y][::-1]",
    "X = {**X, 'a': y}['a']",
    "lambda: (yield)",
    "x: int = (n := X)",
    "df = pd.concat([df, X], axis=1).groupby('a').agg('mean')",
    "match df:\n    case {'a': x}: y = x\n    case _: y = X",
    "import os, a.b as X; from . import *",
    "print(f'{X!r:>{y}}', *X, **y)",
    "X = X if y else (X, y)",
    "s = {c: s for c in X for s in y if c > s}",
    "async def g():\n    async for x in X: await x",
    "f = f(f)(f)[f]",
]


def submission(*sources: str) -> Submission:
    cells = tuple(Cell(n, CellKind.CODE, source) for n, source in enumerate(sources))
    return Submission("made", (SourceFile("made.ipynb", FileKind.NOTEBOOK, 0, cells, language="python"),))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.randoms(use_true_random=False))
def test_any_order_of_statements_is_followed_without_failing(pieces: list[str], chance: random.Random):
    renamed = [_shuffled(piece, chance) if chance.random() < 0.3 else piece for piece in pieces]
    trace = trace_of(Reading(submission(*renamed)))
    assert trace.failures == []


def _shuffled(piece: str, chance: random.Random) -> str:
    tree = ast.parse(piece)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in NAMES:
            node.id = chance.choice(NAMES)
    return ast.unparse(tree)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_text_stops_a_reading(text: str):
    trace_of(Reading(submission(text, "x = 1")))


def test_a_very_large_notebook_is_given_up_openly_within_two_seconds():
    body = "".join(f"    X{n} = StandardScaler().fit_transform(df.fillna(df.mean()))\n" for n in range(300))
    functions = "".join(f"def f{n}(df):\n{body}    return f{n + 1}(f{n + 1}(df))\n" for n in range(8))
    reading = Reading(submission("df = pd.read_csv('a.csv')", functions, "f0(df)"))
    list(reading.python_cells())
    start = time.process_time()
    trace = trace_of(reading)
    assert time.process_time() - start < 2
    assert trace.bounded


def test_code_nested_too_deeply_costs_its_own_statement_only():
    deep = "x = " + "(" * 80 + "1" + ")" * 80
    chain = "y = df" + ".a()" * 900
    trace = trace_of(Reading(submission("df = pd.read_csv('a.csv')", deep, chain, "m = SVC().fit(df, df['y'])")))
    assert len(trace.fitted) == 1
