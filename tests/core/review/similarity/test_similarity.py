"""A copy is found whatever was renamed, reordered or commented; independent work and common code are left in peace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.review.similarity.compare import Comparison, compare, pieces_of, prints_of
from trialpiece.core.review.similarity.fingerprints import GRAM, WINDOW, fingerprints
from trialpiece.core.review.similarity.index import Index
from trialpiece.core.review.similarity.tokens import token_numbers, token_spans
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

CLEAN = """def tidy(frame, limit=3):
    kept = frame.dropna(thresh=limit).assign(total=frame.a + frame.b * 2)
    kept["rate"] = kept.total.div(kept.days.clip(lower=1)).round(4)
    return kept.sort_values("rate").reset_index(drop=True)
"""
MODEL = """best = None
for depth in range(2, 9, 3):
    tree = make(depth=depth, seed=7).fit(train.values, label.values)
    found = tree.score(valid.values, truth.values)
    best = (found, depth, tree) if best is None or found > best[0] else best
print(best[1], best[0].round(3))
"""
OTHER = """with open(path) as stream:
    rows = [line.strip().split(";") for line in stream if not line.startswith("#")]
table = {key: [row[n] for row in rows[1:]] for n, key in enumerate(rows[0])}
total = sum(float(value) for value in table["amount"] if value)
assert total == pytest.approx(expected, abs=0.01), total
"""


def submission(name: str, *sources: str) -> Submission:
    cells = tuple(Cell(n, CellKind.CODE, s) for n, s in enumerate(sources))
    return Submission(name, (SourceFile("work.ipynb", FileKind.NOTEBOOK, 0, cells, language="python"),))


def pair(found: Comparison, *names: str):
    return next((p for p in found.pairs if {p.one, p.other} == set(names)), None)


def renamed(source: str) -> str:
    for old, new in {"frame": "tabla", "kept": "resto", "best": "mejor", "depth": "hondo", "tree": "arbol"}.items():
        source = source.replace(old, new)
    return "\n".join(f"{line}   # comentario" if line else line for line in source.split("\n"))


def test_a_copy_with_names_comments_and_order_changed_is_as_alike_as_can_be():
    found = compare(
        [submission("a", CLEAN, MODEL), submission("b", renamed(MODEL), renamed(CLEAN)), submission("c", OTHER)]
    )
    assert pair(found, "a", "b").overlap.share == 1
    assert pair(found, "a", "c") is None


def test_passages_name_cells_and_lines_on_both_sides():
    found = compare([submission("a", CLEAN, MODEL), submission("b", OTHER, "x = 1\n" + renamed(MODEL))])
    passage = pair(found, "a", "b").passages[0]
    assert (passage.one.piece, passage.other.piece) == (1, 1)
    assert (passage.one.first_line, passage.other.first_line) == (1, 2)
    assert "for depth in" in found.text("a", passage.one)
    assert "for hondo in" in found.text("b", passage.other)


def test_lines_that_repeat_are_laid_beside_as_many_lines():
    lines = [
        f"table_{n} = pd.read_csv(folder / 'file_{n}.csv', sep=';').rename(columns=str.lower).dropna()"
        for n in range(7)
    ]
    found = compare([submission("a", "\n".join(lines)), submission("b", "\n".join(lines[:3]))])
    for passage in pair(found, "a", "b").passages:
        one, other = passage.one, passage.other
        assert one.last_line - one.first_line == other.last_line - other.first_line


def test_code_that_the_exercise_hands_out_does_not_count():
    both = [submission("a", CLEAN, OTHER), submission("b", CLEAN, MODEL)]
    assert pair(compare(both), "a", "b") is not None
    assert pair(compare(both, starter=[submission("given", CLEAN)]), "a", "b") is None


def test_what_many_submissions_hold_is_common_and_does_not_count():
    many = [submission(f"s{n}", CLEAN, OTHER.replace("rows", f"rows.x{n}.y{n}.z{n}")) for n in range(9)]
    assert compare(many).pairs == ()


def test_one_more_submission_is_compared_without_the_others_being_compared_again():
    index = Index()
    for n in range(300):
        index.add(
            prints_of(pieces_of(submission(str(n), OTHER.replace("rows", f"a.b{n}").replace("key", f"c.d{n % 7}"))))
        )
    first = index.add(prints_of(pieces_of(submission("a", MODEL))))
    second = index.add(prints_of(pieces_of(submission("b", renamed(MODEL)))))
    assert index.like(second)[0].second == first
    assert index.like(second)[0].share == 1
    assert {(o.first, o.second) for o in index.overlaps() if o.share == 1} >= {(first, second)}


@given(st.text(max_size=400))
def test_any_text_has_fingerprints(text: str):
    assert len(list(token_spans(text))) == len(token_numbers(text))
    fingerprints([text, text])


@given(
    st.lists(st.sampled_from("abcdef"), min_size=GRAM + WINDOW - 1, max_size=60), st.integers(0, 30), st.integers(0, 30)
)
def test_a_shared_passage_of_guaranteed_length_is_always_seen(words: list[str], before: int, after: int):
    shared = " ".join(f".{w}" for w in words)
    one, other = ".x " * before + shared, shared + " .y" * after
    assert set(fingerprints([one]).hashes.tolist()) & set(fingerprints([other]).hashes.tolist())


@pytest.mark.parametrize("sources", [(), ("",), ("x = 1",)])
def test_submissions_with_next_to_nothing_in_them_share_nothing(sources):
    assert compare([submission("a", *sources), submission("b", *sources)]).pairs == ()
