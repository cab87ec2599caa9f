"""Which conflicts a post carries, on sentences of our own: each flag where it is meant, and not where it nearly is."""

import json
from pathlib import Path

import pytest

from trialpiece.core.scoping.advert import flags, flags_train, jobs
from trialpiece.core.scoping.advert.engine import read
from trialpiece.core.scoping.advert.features import tokens
from trialpiece.core.scoping.advert.flags import OWNS, RESEARCHES, SCOPES, UNICORN
from trialpiece.core.scoping.advert.reading import FLAGS
from trialpiece.core.scoping.advert.roles import Duty
from trialpiece.core.scoping.advert.segments import DUTIES, Sentence

SCIENTIST = """Responsibilities
- Analyse how customers behave and explain it to product managers
- Build statistical models of churn and test them in experiments
{}
Requirements
- SQL and Python
"""
BUILDER = """Responsibilities
- Train and evaluate deep learning models for image search
- Deploy the models to production and optimise their latency
{}
Requirements
- PyTorch and 3 years of machine learning engineering
"""
HATS = (
    "You will wear many hats in this team.",
    "Data scientist, software engineer, solutions architect: you are all of them.",
    "Work with data scientists, software engineers and solutions architects.",
)
WIDE = """Responsibilities
- Design and train machine learning models for demand forecasting
- Build and maintain data pipelines and the warehouse that they load
- Perform exploratory data analysis and present insights to the leadership
- Develop dashboards and monthly reports in Power BI
- Run the Kubernetes platform on which models are deployed and monitored
- Develop the web application and its APIs
Requirements
- Python
"""


@pytest.mark.parametrize(
    "line",
    [
        "- Deploy models into production and keep them healthy",
        "- Own your models end to end, from the first idea to deployment and monitoring",
        "- Maintain production-level models and answer when they fail",
    ],
)
def test_a_data_scientist_who_owns_production_is_flagged(line):
    assert OWNS in read(SCIENTIST.format(line), title="Data Scientist").conflicts


@pytest.mark.parametrize(
    "line",
    [
        "- Work with engineers to bring prototypes into production",
        "- Maintain documentation of every analysis",
        "- Monitor the metrics of marketing campaigns",
    ],
)
def test_handing_over_or_maintaining_other_things_is_no_production_ownership(line):
    assert OWNS not in read(SCIENTIST.format(line), title="Data Scientist").conflicts


def test_a_text_that_seeks_a_data_scientist_is_believed_under_an_engineers_title():
    text = "We are looking for a Senior Data Scientist.\n" + SCIENTIST.format(
        "- Deploy models into production and monitor them there"
    )
    assert OWNS in read(text, title="Machine Learning Engineer").conflicts


def test_an_engineer_beside_data_scientists_is_none():
    text = "We are looking for an engineer to work with our data scientists.\n" + BUILDER.format("")
    assert OWNS not in read(text, title="Machine Learning Engineer").conflicts


def test_production_is_an_engineers_own_duty():
    assert OWNS not in read(BUILDER.format(""), title="Machine Learning Engineer").conflicts


def test_a_text_may_name_the_data_scientist_itself():
    text = "We are looking for a Data Scientist.\n" + SCIENTIST.format(
        "- Deploy models into production and monitor them there"
    )
    assert OWNS in read(text).conflicts


@pytest.mark.parametrize(
    "line",
    [
        "- Identify business problems and new opportunities where machine learning adds value",
        "- Gather requirements from business stakeholders and interview customers",
        "- Work with clients to understand their business needs and define the AI roadmap",
        "- Talk with the departments to find where AI could help them",
        "- Find out how AI could help our teams",
    ],
)
def test_an_engineer_who_finds_the_business_problem_is_flagged(line):
    assert SCOPES in read(BUILDER.format(line), title="Machine Learning Engineer").conflicts


@pytest.mark.parametrize(
    "line",
    [
        "- Identify opportunities to improve model performance",
        "- Work with product managers and designers",
        "- Solve hard business problems with machine learning",
        "- You will find opportunities to learn and grow",
        "- Identify performance bottlenecks and optimization opportunities",
        "- Work on the whole software development lifecycle, from requirements gathering to testing",
        "- Identify where model performance can be improved",
        "- Determine where data will be stored and how models can be scaled",
    ],
)
def test_improving_models_or_solving_given_problems_is_no_scoping(line):
    assert SCOPES not in read(BUILDER.format(line), title="Machine Learning Engineer").conflicts


def test_scoping_is_a_data_scientists_own_duty():
    text = SCIENTIST.format("- Identify business problems and new opportunities with stakeholders")
    assert SCOPES not in read(text, title="Data Scientist").conflicts


@pytest.mark.parametrize(
    "line",
    [
        "- Conduct original research on retrieval, invent novel algorithms and publish papers",
        "- Half of the post: a mix of research and engineering, in which you conduct original research",
        "- Research and develop entirely new methods of self-supervised learning\n- Present novel research at conferences",
    ],
)
def test_original_research_beside_production_is_flagged(line):
    assert RESEARCHES in read(BUILDER.format(line), title="Machine Learning Research Engineer").conflicts


@pytest.mark.parametrize(
    "line",
    [
        "- Stay up to date with the latest research",
        "- Read papers and choose methods that are known to work",
        "- Work with research scientists",
    ],
)
def test_knowing_the_literature_is_no_research(line):
    assert RESEARCHES not in read(BUILDER.format(line), title="Machine Learning Engineer").conflicts


def test_research_without_a_product_is_no_conflict():
    text = "Responsibilities\n- Conduct original research on learning theory and propose novel algorithms\n- Publish papers at conferences\n"
    assert RESEARCHES not in read(text, title="Research Scientist").conflicts


def test_one_post_for_many_jobs_is_flagged_with_a_sentence_of_each():
    reading = read(WIDE, title="Data Scientist / Machine Learning Engineer")
    assert UNICORN in reading.conflicts
    carried = {WIDE[s.start : s.end] for s in reading.spans if s.conflict == UNICORN}
    assert "Build and maintain data pipelines and the warehouse that they load" in carried
    assert len(carried) >= 4


def test_a_text_may_say_itself_that_the_post_is_several():
    duties = [
        Duty(Sentence(0, 0, text, text.lower(), DUTIES, headed=True), tokens(text), set(), set()) for text in HATS
    ]
    for duty in duties:
        duty.gate = 0.9
    assert [duty.sentence.text for _, duty in jobs.hats(duties)] == list(HATS[:2])


def test_a_long_must_have_list_is_not_many_jobs():
    asked = "- Experience with data pipelines, dashboards, Kubernetes, web applications and statistics\n"
    assert UNICORN not in read(BUILDER.format("") + asked, title="Machine Learning Engineer").conflicts


def test_without_a_title_the_duties_name_the_post():
    assert OWNS in read(SCIENTIST.format("- Deploy models into production and monitor them there")).conflicts
    line = "- Identify business problems and new opportunities where machine learning adds value"
    assert SCOPES in read(BUILDER.format(line)).conflicts


@pytest.mark.parametrize(
    "boast",
    [
        "Acme Labs is a leader that invents novel algorithms and publishes papers in journals.",
        "We conduct original research and publish novel methods.",
    ],
)
def test_what_the_employer_boasts_of_is_no_duty(boast):
    text = boast + "\n" + BUILDER.format("")
    assert RESEARCHES not in read(text, title="Machine Learning Engineer").conflicts


@pytest.mark.parametrize("title", ["DevOps Engineer", "Power Platform Developer"])
def test_an_engineer_of_other_things_may_scope(title):
    text = (
        "Responsibilities\n- Gather requirements from business stakeholders\n- Configure servers, networks and firewalls\n"
        "- Answer tickets and patch Linux machines\n"
    )
    assert SCOPES not in read(text, title=title).conflicts


@pytest.mark.parametrize("name", FLAGS)
def test_every_conflict_is_carried_by_sentences(name):
    texts = [
        SCIENTIST.format("- Deploy models into production and keep them healthy"),
        BUILDER.format("- Identify business problems and new opportunities where machine learning adds value"),
        BUILDER.format("- Conduct original research on retrieval, invent novel algorithms and publish papers"),
        WIDE,
    ]
    titles = ["Data Scientist", "ML Engineer", "Research Engineer", "Data Scientist / Machine Learning Engineer"]
    readings = [read(text, title=title) for text, title in zip(texts, titles, strict=True)]
    for reading in readings:
        assert {s.conflict for s in reading.spans if s.conflict} == set(reading.conflicts)
    assert any(name in reading.conflicts for reading in readings)


def test_the_weights_in_the_package_name_the_numbers_that_the_reader_measures():
    for name, scale in flags.scales().items():
        assert set(scale.weights) == set(flags.NUMBERS[name])
    assert json.loads(Path(flags.WEIGHTS).read_text())["schema"] == "trialpiece.flags/1"


def test_the_labels_in_the_package_hold_no_text():
    for name, (truth, stands_for, reader) in flags_train.labels().items():
        assert len(name) < 40
        assert set(truth) == set(FLAGS)
        assert set(truth.values()) <= {0.0, 0.5, 1.0}
        assert stands_for > 0
        assert reader in {"full", "shortened"}
