"""Sentences keep their place in the text, whatever shape the text arrives in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.scoping.advert.segments import COMPANY, DUTIES, REQUIREMENTS, WISHES, heading_kind, sentences

INTACT = """About us
We make locks for bicycles.

What you will do:
- Train models that find broken locks
- Deploy them to the factory

Requirements
• 5+ years of Python
• Docker

Nice to have
* Rust
"""


@given(st.text(max_size=400))
def test_a_sentence_is_a_slice_of_the_text(text):
    for sentence in sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text


@given(st.text(max_size=400))
def test_sentences_stand_in_order_and_do_not_overlap(text):
    found = sentences(text)
    for before, after in pairwise(found):
        assert before.end <= after.start


def test_headings_say_what_the_lines_below_are():
    sections = {s.text: s.section for s in sentences(INTACT) if not s.heading}
    assert sections["We make locks for bicycles."] == COMPANY
    assert sections["Train models that find broken locks"] == DUTIES
    assert sections["Docker"] == REQUIREMENTS
    assert sections["Rust"] == WISHES


def test_lost_line_breaks_are_found_again():
    glued = "Key ResponsibilitiesTrain models in PyTorch for pricing.Present results to leadersRequirementsFive years of experience"
    texts = [s.text for s in sentences(glued)]
    assert "Key Responsibilities" in texts
    assert "Train models in PyTorch for pricing." in texts
    assert "Present results to leaders" in texts


def test_bars_are_line_breaks():
    assert [s.text for s in sentences("Duties:|Build dashboards|Write reports")][1:] == [
        "Build dashboards",
        "Write reports",
    ]


def test_a_label_before_one_fact_opens_no_section():
    found = {
        s.text: s.section for s in sentences("Responsibilities\nTrain models.\nLocation: Boston\nEvaluate models.")
    }
    assert found["Evaluate models."] == DUTIES


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("What you'll do", DUTIES),
        ("RESPONSIBILITIES:", DUTIES),
        ("Minimum qualifications", REQUIREMENTS),
        ("Preferred Qualifications", WISHES),
        ("About Acme", COMPANY),
        ("We build models that price risk for insurers every day.", None),
        ("experience with Python", None),
    ],
)
def test_headings_are_told_from_sentences(line, kind):
    assert heading_kind(line) == kind


@pytest.mark.parametrize("short", ["e.g.", "Dr.", "U.S.", "(i.e.", "J."])
def test_a_word_that_is_cut_short_ends_no_sentence(short):
    assert len(sentences(f"Train models with {short} Spark clusters. Report to leaders.")) == 2


def test_a_word_that_only_ends_like_a_short_one_ends_its_sentence():
    assert len(sentences("Admin. Maintain models every day. Report to leaders.")) == 3


@pytest.mark.parametrize("blank", [chr(n) for n in range(0x3001) if chr(n).isspace()])
def test_whatever_is_a_blank_is_trimmed(blank):
    assert [s.text for s in sentences(f"{blank}Train models{blank}")] == ["Train models"]
