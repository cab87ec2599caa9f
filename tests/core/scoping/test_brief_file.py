"""A brief written as BRIEF.toml and read again is the same brief."""

import dataclasses
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialpiece.core.documents import BadDocument, parse_checked
from trialpiece.core.scoping.brief_file import KEYS, brief_toml
from trialpiece.core.scoping.work import (
    Part,
    Situation,
    TeamPlan,
    WorkBrief,
    blank_brief,
    brief_in,
    costs_with,
    shipped_work,
)

QUESTIONS = [each.id for each in shipped_work().questions]
TEXT = st.text(st.characters(codec="utf-8"), max_size=60).map(str.strip)
LIST = st.lists(TEXT.filter(bool), max_size=3).map(tuple)
DAY = st.one_of(st.just(""), st.dates().map(str))


def again(brief):
    return brief_in(parse_checked(brief_toml(brief), "work-brief", name="BRIEF.toml"))


TEXTS = {
    name: LIST if name in {"tables", "included", "excluded"} else TEXT
    for name in KEYS
    if name not in {"title", "start", "end", "looks"}
}
PRESENT = st.dictionaries(st.sampled_from(["ml_engineer", "data_scientist"]), st.integers(0, 9))
BRIEFS = st.builds(
    WorkBrief, title=TEXT.filter(bool), **TEXTS, start=DAY, end=DAY,
    looks=st.lists(st.dates().map(str), max_size=3).map(tuple),
    parts=st.lists(st.builds(
        Part, title=TEXT.filter(bool),
        answers=st.fixed_dictionaries({name: st.sampled_from(["engineering", "unsure"]) for name in QUESTIONS}),
        evidence=st.dictionaries(st.sampled_from(QUESTIONS), TEXT, max_size=3),
    ), max_size=2).map(tuple),
    team=st.none() | st.builds(TeamPlan, models_in_production=st.integers(0, 100), present=PRESENT),
    situation=st.none() | st.builds(
        Situation, duration_months=st.floats(0, 240), ongoing_ownership=st.none() | st.booleans()
    ),
    costs=st.none() | st.floats(0, 1e6).map(lambda rate: costs_with({"contractor_day_rate": rate})),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(BRIEFS)
def test_what_is_written_is_read_again(brief):
    assert again(brief) == brief


def test_the_blank_brief_survives_the_way_around():
    brief = brief_in(parse_checked(blank_brief(), "work-brief", name="BRIEF.toml"))
    assert again(brief) == brief


def test_what_was_not_said_is_left_out():
    assert tomllib.loads(brief_toml(WorkBrief(title="x"))) == {"schema": "trialpiece.work-brief/1", "title": "x"}


def test_every_text_of_a_brief_has_its_place_in_the_file():
    held = {each.name for each in dataclasses.fields(WorkBrief)} - {"parts", "team", "situation", "costs"}
    assert set(KEYS) == held


@pytest.mark.parametrize("text", ["x = " + "[" * 20_000, "x = " + "9" * 5_000, "x = 1\nx = 2", "\x00", "a" * 250_000])
def test_a_hostile_file_is_a_problem_with_a_line_and_no_crash(text):
    with pytest.raises(BadDocument) as caught:
        parse_checked(text, "work-brief", name="BRIEF.toml")
    assert str(caught.value).startswith("BRIEF.toml:")
