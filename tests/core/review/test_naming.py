"""Names are found however they are written, and ordinary words and code stay whole."""

import unicodedata

import pytest

from trialpiece.core.review.intake.names import safe_part
from trialpiece.core.review.naming import pattern_of


def hidden(text, *names):
    pattern = pattern_of(names)
    return pattern.sub("#", text) if pattern else text


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("José García", "Jose Garcia"),
        ("José García", unicodedata.normalize("NFD", "José García")),
        ("Jörg Müller", "Joerg Mueller"),
        ("Søren Łukasz", "Soren Lukasz"),
        ("Ana Silva", "Silva, Ana"),
        ("Ana Silva", "anasilva"),
        ("Ana Silva", "/content/drive/AnaSilvaTakeHome/x.csv"),
        ("Ana Silva", "github.com/asilva/"),
        ("Ana Silva", "ANA SILVA"),
        ("Li Wei", "Wei Li"),
        ("李伟", "作者李伟的作业"),
        ("김민준", "김민준입니다"),
        ("Will Mark", "Will Mark wrote this"),
    ],
)
def test_a_name_is_found_however_it_is_written(name, written):
    masked = hidden(written, name).casefold()
    bare = "".join(each for each in unicodedata.normalize("NFD", masked) if not unicodedata.combining(each))
    for part in (*name.casefold().split(), "jose", "garcia", "joerg", "mueller", "soren", "lukasz", "asilva"):
        assert part not in masked.replace("#", " ").split("/")[0]
        assert part not in bare
    assert "#" in masked


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Max Sum", "df.max(); MAX(x); sum(values); MinMaxScaler(); max_depth=3"),
        ("Will Mark", "we will mark each row; plt.plot(marker='o')"),
        ("Ana Lima", "analysis of banana"),
        ("Ada Long", "AdaBoostClassifier(); a long list"),
        ("Ian Tom", "median of customers"),
        ("An Do", "Do this on an axis; An axis"),
        ("Li Bo", "plot(li, bo); LI"),
    ],
)
def test_ordinary_words_and_code_stay_whole(name, code):
    assert hidden(code, name) == code


def test_a_short_name_is_hidden_where_it_is_written_as_one():
    assert hidden("Author is Bo, with Li", "Li Bo") == "Author is #, with #"


@pytest.mark.parametrize(
    ("name", "part", "safe"),
    [
        ("Ana Lima", "analysis.ipynb", "analysis.ipynb"),
        ("Tom Ian", "customers.csv", "customers.csv"),
        ("Ana Lima", "AnaTakehome.ipynb", "candidateTakehome.ipynb"),
        ("Ana Lima", "ana_lima_v2.zip", "candidate_candidate_v2.zip"),
        ("Ana Lima", "analima.py", "candidate.py"),
        ("José García", "Jose-Garcia.py", "candidate-candidate.py"),
        ("Max Long", "max_pooling.py", "max_pooling.py"),
        ("李伟", "李伟.ipynb", "candidate.ipynb"),
    ],
)
def test_file_names_lose_the_name_and_nothing_else(name, part, safe):
    assert safe_part(part, [name]) == safe
