"""Papers show what people wrote and never run it; they can be read aloud, and come out the same each time."""

import datetime as dt
import io
import random
import re
import time

import pypdf
import pytest
from tests.factories.pages import text_of_pdf

from trialpiece.core.papers import typeset
from trialpiece.core.papers.readiness import About, readiness_data, readiness_pdf
from trialpiece.core.readiness.gate import decide
from trialpiece.core.readiness.instrument import Answers, shipped_instrument
from trialpiece.core.readiness.profile import profile_of

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    '#eval("1+1") $1/0$ *bold* _it_ @ref <label> = Heading',
    '"]}) #panic("out") \\ \\u{41} \\n ``` // /* */',
    "![x](http://127.0.0.1/x.png) <script>alert(1)</script>",
]
HARD_TO_SET = [
    "x" * 10_000,
    "word " * 2_000,
    "😀👩‍👩‍👧‍👦🏴‍☠️ שלום עולם مرحبا 日本語 ไทย",
    "\u202eright to left\u202c \u200b\ufeff\x00\x07\ud800\ufffe",
    "line\nline\r\nline\u2028line",
    "\ufeff",
    "pasted \ufefffrom a file",
    "",
]


def people(count=4, seed=1):
    rng, instrument = random.Random(seed), shipped_instrument()
    return [
        Answers(
            respondent=str(number), evidence={}, unknown=frozenset({"data.owner"}),
            levels={item.key: rng.randint(0, 4) for item in instrument.items() if item.key != "data.owner"}, work="x",
        )
        for number in range(count)
    ]  # fmt: skip


def report(title="Predict late deliveries", organisation="North Quay", evidence=None, count=4):
    profile = profile_of(shipped_instrument(), people(count))
    about = About(
        organisation=organisation, title=title, closed=dt.date(2026, 11, 20), drawn=NOW, evidence=evidence or {}
    )  # fmt: skip
    return readiness_pdf(profile, decide(profile), about)


def test_a_readiness_report_says_all_that_the_page_says():
    profile = profile_of(shipped_instrument(), people())
    verdict = decide(profile)
    text = text_of_pdf(report())
    for part in (
        "North Quay", "Predict late deliveries", "4 people answered, closed 20 November 2026", "23 November 2026",
        "Questions in version 1, gate in version 2", "Data maturity", "What follows, and why", "To talk about",
        "How far you agree", verdict.permits_says, "rWG(J)", "Every item", "1 of ", verdict.because, verdict.headline,
    ):  # fmt: skip
        assert part in text
    assert re.sub(r"\s", "", verdict.sensitivity) in re.sub(r"\s", "", text)
    for step in verdict.outcome.plan if verdict.outcome else ():
        assert re.sub(r"[\s`-]", "", step.done) in re.sub(r"[\s-]", "", text)


def test_it_is_tagged_titled_and_keeps_to_the_standard_for_screen_readers():
    reader = pypdf.PdfReader(io.BytesIO(report()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("en")
    assert reader.metadata.title == "Readiness report: Predict late deliveries"
    assert reader.xmp_metadata is not None
    assert b"pdfuaid" in report()


def test_fonts_are_embedded():
    for page in pypdf.PdfReader(io.BytesIO(report())).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_is_shown_and_never_run(text):
    told = text_of_pdf(report(title=text, organisation=text, evidence={"data.access": [text]}))
    assert "root:" not in told
    squeezed = re.sub(r"\s", "", told)
    for mark in re.findall(r"[#$*_<>\\]+", text):
        assert mark in squeezed
    assert squeezed.count(re.sub(r"\s", "", text)) >= 3


@pytest.mark.parametrize("text", HARD_TO_SET)
def test_whatever_people_wrote_there_is_a_report_soon(text):
    started = time.process_time()
    content = report(title=text, organisation=text, evidence={"data.access": [text] * 3})
    assert time.process_time() - started < 5
    assert content.startswith(b"%PDF")
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        assert float(page.mediabox.width) < 600


def test_a_long_word_breaks_instead_of_running_off_the_paper():
    first = typeset.pictures("readiness", {**_data("y" * 400)}, when=NOW, ppi=20)
    assert len(first) >= 3
    told = text_of_pdf(report(title="y" * 400))
    assert told.replace(" ", "").count("y" * 400) >= 1


def _data(title):
    profile = profile_of(shipped_instrument(), people())
    return readiness_data(profile, decide(profile), About("North Quay", title, None, NOW))


def test_a_text_without_end_is_cut_and_says_so():
    assert "(cut here; 30,000 characters in all)" in typeset.shown("z" * 30_000)


def test_the_same_answers_give_the_same_bytes():
    assert report() == report()


def test_one_respondent_is_a_report_without_intervals():
    assert "no interval can be given" in text_of_pdf(report(count=1))


def test_templates_evaluate_nothing_and_read_nothing_but_their_data():
    for template in typeset.TEMPLATES.glob("*.typ"):
        source = template.read_text()
        assert not re.search(r"\b(eval|read|image|csv|yaml|toml|xml|plugin|bibliography)\(", source), template
        assert not re.search(r"#(import|include) (?!\"common\.typ\")", source), template
        assert "@preview" not in source
