"""Sentences speak for themselves, and the whole is made of what they say."""

import pytest

from trialpiece.core.scoping.advert import roles
from trialpiece.core.scoping.advert.engine import read
from trialpiece.core.scoping.advert.reading import CLASSES, ROLES
from trialpiece.core.scoping.advert.roles import HEARD, apart, heard, score, sharpness
from trialpiece.core.scoping.advert.segments import sentences
from trialpiece.core.scoping.advert.weights import weights

MIXED = """Responsibilities
- Publish papers on novel algorithms and present them at conferences
- Propose new research directions and test hypotheses in experiments
- Build dashboards and weekly reports in Tableau for management
"""


def voices(text):
    return [
        (text[d.sentence.start : d.sentence.end], d.voice)
        for d in score(sentences(text), "", weights()).duties
        if d.voice
    ]


def test_each_duty_speaks_for_its_own_role_whatever_stands_around_it():
    best = [CLASSES[max(range(len(CLASSES)), key=voice.__getitem__)] for _, voice in voices(MIXED)]
    assert best == ["ai_researcher", "ai_researcher", "data_analyst"]


def test_a_voice_is_a_probability():
    for _, voice in voices(MIXED):
        assert sum(voice) == pytest.approx(1)


def test_what_any_role_could_be_asked_for_tells_of_none():
    shared = [0.05] * (len(CLASSES) - 1) + [0.1] + [1 - 0.05 * (len(CLASSES) - 1) - 0.1]
    tells, voice = apart(0.8, shared)
    assert tells == pytest.approx(0.8 * (1 - shared[-1]))
    assert sum(voice) == pytest.approx(1)
    assert len(voice) == len(CLASSES)


def test_a_neutral_duty_moves_no_share():
    work = "Responsibilities\n- Publish papers on novel algorithms\n"
    duties = score(sentences(work + "- Mentor junior colleagues and attend team meetings\n"), "", weights()).duties
    tells = {duty.sentence.text: duty.tells for duty in duties}
    assert (
        tells["Mentor junior colleagues and attend team meetings"] < 0.5 * tells["Publish papers on novel algorithms"]
    )


def test_marked_sentences_carry_the_role_that_they_speak_for():
    reading = read(MIXED)
    roles = {MIXED[span.start : span.end]: span.role for span in reading.spans if span.role}
    assert roles["Build dashboards and weekly reports in Tableau for management"] == "other"
    assert roles["Publish papers on novel algorithms and present them at conferences"] == "ai_researcher"


def test_a_text_without_duties_has_shares_that_add_up():
    reading = read("Health insurance and a pension.")
    assert set(reading.shares) == set(ROLES)
    assert sum(reading.shares.values()) == pytest.approx(1)


def test_nothing_said_is_nothing_heard():
    assert heard([]) == [0.0] * sum(HEARD)


def test_a_sentence_that_says_more_is_not_surer_in_proportion():
    assert 16 * sharpness(16) < 16 * sharpness(1)
    assert 16 * sharpness(16) > sharpness(1)


def test_one_sentence_that_stands_out_is_heard_among_many():
    said = [1.0] + [0.0] * (len(CLASSES) - 1)
    other = [0.0, 1.0] + [0.0] * (len(CLASSES) - 2)
    together = heard([(1.0, said), *[(1.0, other)] * 9])
    parts, loudest = together[: HEARD[0]], together[HEARD[0] : HEARD[0] + HEARD[1]]
    assert loudest[0] == loudest[1] == 1.0
    assert parts[0] < parts[1] / 2


def test_what_is_heard_has_the_length_that_the_weights_expect():
    assert len(heard([(0.5, [1 / len(CLASSES)] * len(CLASSES))])) == sum(HEARD) == len(weights().numbers["heard"])


ADVERT = """Quayside moves containers around the Baltic for 4,000 shippers. One in five is gone within two months.

What you will do
- Build and validate models that rank shippers by the risk of leaving

What you bring
- Three years of analysis on business data, with SQL and Python
"""


def test_only_duties_are_marked_not_the_company_and_not_what_is_asked_for():
    marked = {ADVERT[span.start : span.end] for span in read(ADVERT).spans if span.role}
    assert marked == {"Build and validate models that rank shippers by the risk of leaving"}


AGAIN = """We are looking for a Machine Learning Engineer.
Responsibilities
- Train models and deploy models to production
- Monitor the models in production
Requirements
- Experience with dashboards in Tableau
"""


def test_reading_adds_up_what_training_counts():
    model = weights()
    duties = roles.weigh(sentences(AGAIN), model)
    gates = sum(duty.gate for duty in duties)
    amounts = roles.amounts(duties)
    strengths = {feature: roles.strength(feature, amount, gates) for feature, amount in amounts.items()}
    rows = {feature: model.parts["text"][feature] for feature in amounts}
    plain = [sum(strengths[feature] * rows[feature][n] for feature in amounts) for n in range(len(CLASSES))]
    assert any(duty.hints for duty in duties)
    assert roles.spoken(duties, gates, model) == pytest.approx(plain)
