"""What readers marked is found again in the sentences that the reader cuts, and teaches what it says."""

import numpy as np
import pytest

from trialpiece.core.scoping.advert import marks
from trialpiece.core.scoping.advert.reading import CLASSES
from trialpiece.core.scoping.advert.segments import sentences

TEXT = "Responsibilities\n- Train models for fraud\n- Mentor juniors\nRequirements\n- A degree\n"


def where(part):
    start = TEXT.index(part)
    return start, start + len(part)


def test_a_sentence_speaks_most_for_its_first_letter():
    says = marks.mark(0, 9, "EO").speaks_for()
    assert says.sum() == pytest.approx(1)
    assert CLASSES[int(np.argmax(says))] == "ml_engineer"
    assert says[CLASSES.index("mlops_engineer")] > 0.3


def test_what_any_role_could_be_asked_for_speaks_for_no_class():
    says = marks.mark(0, 9, "N").speaks_for()
    assert says[marks.ANY_ROLE] == 1


def test_a_code_says_what_is_asked_and_which_conflicts_it_carries():
    assert marks.mark(3, 9, "qD") == (3, 9, "D", "", True)
    assert marks.mark(3, 9, "Eps") == (3, 9, "E", "ps", False)


@pytest.mark.parametrize("code", ["", "x", "pE", "EZ", "EDROG"])
def test_a_wrong_code_is_refused(code):
    with pytest.raises(ValueError, match="is no mark"):
        marks.mark(0, 9, code)


def test_marks_are_found_in_the_sentences_that_are_cut():
    start, end = where("Train models for fraud")
    found = marks.by_sentence(sentences(TEXT), marks.Marked(len(TEXT), (marks.mark(start, end, "E"),)))
    of = dict(zip((part.text for part in sentences(TEXT)), found, strict=True))
    assert of["Train models for fraud"].letters == "E"
    assert of["Mentor juniors"] is None


def test_what_was_not_read_is_not_taken_for_no_duty():
    until = where("Mentor juniors")[0]
    found = marks.by_sentence(sentences(TEXT), marks.Marked(until, ()))
    assert len(found) == sum(part.start < until for part in sentences(TEXT))


def test_the_packages_marks_lie_one_behind_the_other():
    for name, marked in marks.marked_adverts(marks.MARKS.read_text().splitlines()).items():
        ends = [0, *(one.end for one in marked.marks)]
        assert all(one.start >= end for one, end in zip(marked.marks, ends, strict=False)), name
        assert max(ends) <= marked.until, name


def test_every_written_advert_has_duties_that_speak_for_its_class():
    for one in marks.written_adverts(marks.WRITTEN.read_text().splitlines()):
        assert one.kind in CLASSES
        assert len(one.conflicts) == 4, one.title
        assert set(one.conflicts) <= set("01"), one.title
        says = sum(mark.speaks_for() for mark in one.marked.marks)
        assert says[CLASSES.index(one.kind)] > 0.9, one.title


def test_the_text_of_a_written_advert_holds_its_sentences_where_the_marks_say():
    head = "=== ml_engineer | Engineer | 0000"
    (one,) = marks.written_adverts([head, "#|What you do", "E|Train models", "-|A dog in the office"])
    assert [one.text[mark.start : mark.end] for mark in one.marked.marks] == ["Train models"]
    assert one.text.startswith("What you do\n")
