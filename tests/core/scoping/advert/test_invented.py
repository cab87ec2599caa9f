"""Invented adverts teach whole texts of rare roles without giving themselves away."""

from collections import Counter

import pytest

from trialpiece.core.scoping.advert import train
from trialpiece.core.scoping.advert.invented import EACH, halves, invented
from trialpiece.core.scoping.advert.reading import CLASSES
from trialpiece.core.scoping.advert.weights import weights


@pytest.fixture(scope="module")
def taught():
    return train.taught(weights())


def test_every_class_gets_as_many_and_the_same_ones_each_time(taught):
    made = invented(taught)
    assert Counter(one.kind for one in made) == dict.fromkeys(CLASSES, EACH)
    assert [one.text for one in made] == [one.text for one in invented(taught)]


def test_no_advert_holds_sentences_of_both_halves(taught):
    of = {tuple(one.features): str(n) for n, half in enumerate(halves(taught)) for one in half}
    for one in invented(taught):
        assert {of[tuple(said.features)] for said in one.said} == {one.group}


def test_most_duties_of_an_invented_advert_are_of_its_class(taught):
    for one in invented(taught):
        assert sum(said.role == one.kind for said in one.said) > len(one.said) / 2


def test_nothing_taught_is_nothing_invented():
    assert invented([]) == []


def test_the_sentences_that_teach_are_said_once_and_name_known_classes():
    lines = [line.split("\t") for line in train.SENTENCES.read_text().splitlines() if not line.startswith("#")]
    assert {kind for kind, _ in lines} == set(CLASSES)
    assert max(Counter(sentence for _, sentence in lines).values()) == 1
