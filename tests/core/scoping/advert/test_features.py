"""What a sentence says: stems, and phrases of the lexicon by their longest fit."""

from trialpiece.core.scoping.advert.features import Lexicon, lexicon, stem, tokens
from trialpiece.core.scoping.advert.weights import weights

WORDS = Lexicon.of_words(
    {"act": {"train": ["train"]}, "object": {"model": ["model"], "scores": ["model accuracy report"]}}
)


def found(text, words=WORDS):
    return [name for _, name in words.find(tokens(text))]


def test_endings_do_not_matter():
    assert stem("deploying") == stem("deploys") == stem("deployed") == "deploy"


def test_the_longest_phrase_wins_and_hides_what_lies_inside_it():
    assert found("Train models") == ["act:train", "object:model"]
    assert found("Write a model accuracy report") == ["object:scores"]


def test_a_phrase_that_breaks_off_counts_as_far_as_it_went():
    assert found("Improve model accuracy") == ["object:model"]
    assert found("model") == ["object:model"]


def test_a_lexicon_survives_being_kept_as_stems():
    kept = Lexicon.of_stems(WORDS.stems())
    assert found("Train a model accuracy report", kept) == found("Train a model accuracy report")


def test_the_weights_were_trained_with_the_lexicon_of_the_package():
    assert weights().lexicon().concept == lexicon().concept
