"""What a candidate meets behind the link."""

import io
import logging
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.factories.pages import visible_text
from tests.factories.sittings import card_for, work

from trialpiece.web.decisions.enums import FeedbackState
from trialpiece.web.decisions.models import Feedback
from trialpiece.web.sittings import domain
from trialpiece.web.sittings.consent import consent_hash
from trialpiece.web.sittings.enums import SittingState, UploadState
from trialpiece.web.sittings.models import Sitting

PATHS = ["", "start/", "questions/", "more-time/", "upload/", "hand-in/", "withdraw/"]
STATES = [SittingState.ISSUED, SittingState.STARTED, SittingState.SUBMITTED, SittingState.CLOSED]


def _file(content, name="Ada_Kowalska_takehome.zip"):
    return SimpleUploadedFile(name, content)


def test_the_first_page_says_everything_before_anything_is_timed(sitting_in, browse):
    sitting = sitting_in()
    text = visible_text(browse(sitting).get())
    for promise in (
        "Who is about to leave?", "up to 6 hours", "within 10 days of starting", "€420, whatever we decide",
        "€70 an hour", "within 14 days", "AI assistants", "kept 12 months", "alias instead of your name",
        "people decide", "Northquay Logistics", "Nothing is timed until you press Start",
    ):  # fmt: skip
        assert promise in text, promise
    for criterion in sitting.stage.rubric["criteria"]:
        for level in criterion["levels"]:
            assert " ".join(level["anchor"].split()) in text


def test_the_data_and_the_full_brief_come_with_the_start(sitting_in, browse):
    sitting = sitting_in()
    browser = browse(sitting)
    assert "150 calls a month" not in visible_text(browser.get())
    browser.post("start/", {"agreed": "on", "text_hash": consent_hash(sitting)})
    browser.post("start/")
    assert "150 calls a month" in visible_text(browser.get())


def test_the_whole_way_in_a_browser_without_scripts(sitting_in, browse):
    sitting = sitting_in()
    browser = browse(sitting)
    assert "Tick the box" in visible_text(browser.post("start/", {"text_hash": consent_hash(sitting)}))
    browser.post("start/", {"agreed": "on", "text_hash": consent_hash(sitting)})
    assert "Fetch the files" in visible_text(browser.post("start/"))
    archive = browser.get("files.zip")
    with zipfile.ZipFile(io.BytesIO(archive.content)) as issued:
        assert "subscription-retention/data/customers.csv" in issued.namelist()
    page = browser.post("questions/", {"body": "Is 1900-01-01 a real birthday?"})
    assert "Is 1900-01-01 a real birthday?" in visible_text(page)
    page = browser.post("upload/", {"file": _file(work())})
    assert "We have version 1" in visible_text(page)
    sitting = Sitting.objects.get(pk=sitting.pk)
    sha = sitting.submissions.get().sha256
    assert sha in visible_text(page)
    assert sha in browser.get("receipt/1.txt").content.decode()
    assert "Thank you for the work" in visible_text(browser.post("hand-in/", {"version": "1"}))
    sitting = Sitting.objects.get(pk=sitting.pk)
    assert sitting.state == SittingState.SUBMITTED
    assert sitting.downloaded_at
    assert "owed" in visible_text(browser.get())
    assert set(browser.client.cookies) <= {"csrftoken", "messages"}  # no session: nothing follows the candidate


def test_consent_to_a_text_that_changed_is_asked_for_again(sitting_in, browse):
    sitting = sitting_in()
    browser, old = browse(sitting), consent_hash(sitting)
    type(sitting.organisation).objects.filter(pk=sitting.organisation.pk).update(keep_months=36)
    text = visible_text(browser.post("start/", {"agreed": "on", "text_hash": old}))
    assert "read it once more" in text
    assert "36 months" in text
    assert Sitting.objects.get().consented_at is None


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("path", PATHS)
def test_every_page_works_in_every_state(sitting_in, browse, state, path):
    response = browse(sitting_in(state)).client.get(browse_base(state, path), follow=True)
    assert response.status_code == 200


def browse_base(state, path):
    from trialpiece.web.sittings.queries import working_link

    return f"/p/{domain.token_of(working_link(Sitting.objects.get()))}/{path}"


def test_no_page_is_cached_indexed_or_tells_other_sites_where_one_was(sitting_in, browse):
    browser = browse(sitting_in(SittingState.STARTED))
    for path in [*PATHS, "files.zip"]:
        response = browser.get(path)
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "same-origin"


def test_forms_need_the_token_of_a_page(sitting_in, browse):
    browser = browse(sitting_in(SittingState.STARTED))
    for path in ("start/", "questions/", "more-time/", "upload/", "hand-in/", "withdraw/"):
        response = browser.client.post(browser.base + path, {"body": "x", "sure": "on", "hours": 4})
        assert response.status_code == 403, path
    assert not Sitting.objects.get().questions.exists()


def test_a_wrong_token_tells_nothing_and_guessing_is_slowed(client, sitting_in, browse):
    browser = browse(sitting_in())
    assert client.get("/p/abc/").status_code == 404
    forged = browser.base[3:-2] + ("A" if browser.base[-2] != "A" else "B")
    answers = [client.get(f"/p/{forged}/").status_code for _ in range(30)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert browser.get().status_code == 200  # the candidate's own link passes from the same address


def test_a_revoked_or_expired_link_says_so_and_shows_nothing(sitting_in, browse, coordinator):
    sitting = sitting_in(SittingState.STARTED)
    browser = browse(sitting)
    link = sitting.links.get()
    type(link).objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(days=1))
    response = browser.get()
    assert response.status_code == 410
    assert "retention" not in visible_text(response)
    domain.revoke_link(link=link, by=coordinator)
    assert "replaced or withdrawn" in visible_text(browser.get("upload/"))


def test_the_token_enters_no_log(sitting_in, browse):
    browser = browse(sitting_in(SittingState.STARTED))
    token = browser.base.split("/")[2]
    console = next(each for each in logging.getLogger().handlers if each.name == "console")
    written = io.StringIO()
    before = console.setStream(written)
    try:
        browser.get()
        browser.client.post(browser.base + "questions/", {"body": "x"})  # refused: no CSRF token
        logging.getLogger("django.request").error("Internal Server Error: %s", browser.base)
    finally:
        console.setStream(before)
    assert "CSRF token missing" in written.getvalue()
    assert "Internal Server Error: /p/…/" in written.getvalue()
    assert token not in written.getvalue()


def test_an_upload_that_cannot_be_read_says_why_and_counts_for_nothing(sitting_in, browse):
    sitting = sitting_in(SittingState.STARTED)
    browser = browse(sitting)
    text = visible_text(browser.post("upload/", {"file": _file(b"%PDF-1.7 ...", "report.pdf")}))
    assert "could not be read" in text
    assert "zip together with your code" in text
    assert browser.get("hand-in/").status_code == 302
    assert sitting.submissions.get().state == UploadState.REFUSED


def test_no_file_too_large_and_empty_each_get_a_line(sitting_in, browse, settings):
    browser = browse(sitting_in(SittingState.STARTED))
    assert "Choose a file first" in visible_text(browser.post("upload/"))
    assert "The file is empty" in visible_text(browser.post("upload/", {"file": _file(b"")}))
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    response = browser.post("upload/", {"file": _file(b"x" * (3 * 1024 * 1024))})
    assert response.status_code == 422
    assert "larger than 1 MB" in visible_text(response)
    response = browser.post("upload/", {"file": _file(b"x" * (1024 * 1024 + 10))})
    assert "larger than 1 MB" in visible_text(response)
    assert Sitting.objects.get().submissions.count() == 1  # the empty one is kept too


def test_a_late_upload_is_kept_and_said_to_be_late(sitting_in, browse):
    sitting = sitting_in(SittingState.STARTED)
    Sitting.objects.filter(pk=sitting.pk).update(deadline=timezone.now() - timedelta(hours=3))
    text = visible_text(browse(sitting).post("upload/", {"file": _file(work())}))
    assert "came after the deadline" in text
    assert "one of them decides" in text


def test_handing_in_means_the_version_that_was_shown(sitting_in, browse):
    sitting = sitting_in(SittingState.STARTED)
    browser = browse(sitting)
    browser.post("upload/", {"file": _file(work(1))})
    browser.post("upload/", {"file": _file(work(2))})
    assert "newer version" in visible_text(browser.post("hand-in/", {"version": "1"}))
    assert Sitting.objects.get().state == SittingState.STARTED


def test_forms_keep_what_was_typed(sitting_in, browse):
    browser = browse(sitting_in(SittingState.STARTED))
    response = browser.post("more-time/", {"hours": "99999", "reason": "My daughter is ill."})
    assert response.status_code == 422
    assert "My daughter is ill." in response.content.decode()
    long = "q" * 6000
    response = browser.post("questions/", {"body": long})
    assert long in response.content.decode()


def test_more_time_is_answered_in_the_portal(sitting_in, browse, coordinator):
    sitting = sitting_in(SittingState.STARTED)
    browser = browse(sitting)
    assert "Until then nothing is closed" in visible_text(browser.post("more-time/", {"hours": "24"}))
    domain.grant_extension(extension=sitting.extensions.get(), hours=20, by=coordinator, reason="Gladly.")
    text = visible_text(browser.get("more-time/"))
    assert "20 hours more" in text
    assert "Gladly." in text


def test_withdrawing_asks_first(sitting_in, browse):
    browser = browse(sitting_in(SittingState.STARTED))
    assert "Tick the box" in visible_text(browser.post("withdraw/"))
    assert "is withdrawn" in visible_text(browser.post("withdraw/", {"sure": "on"}))
    assert Sitting.objects.get().state == SittingState.CLOSED


def test_feedback_appears_once_it_is_sent_and_never_as_a_draft(sitting_in, browse):
    sitting = sitting_in(SittingState.SUBMITTED)
    feedback = Feedback.objects.create(
        organisation=sitting.organisation, application=sitting.application, body="Your **baseline** was strong."
    )
    browser = browse(sitting)
    assert "strong" not in visible_text(browser.get())
    feedback.state, feedback.sent_at = FeedbackState.SENT, timezone.now()
    feedback.save()
    assert "Your baseline was strong" in re.sub(r"\s+", " ", visible_text(browser.get()))


def test_the_portal_never_tells_scores_or_who_rates(sitting_in, browse, interviewer):
    from trialpiece.web.scoring.models import Score

    sitting = sitting_in(SittingState.SUBMITTED)
    card = card_for(sitting, interviewer, note="WEAK-ON-METHOD")
    Score.objects.create(organisation=sitting.organisation, scorecard=card, criterion="methodology", level=2)
    browser = browse(sitting)
    for path in PATHS:
        text = visible_text(browser.client.get(browser.base + path, follow=True))
        assert "WEAK-ON-METHOD" not in text
        assert str(interviewer) not in text


@pytest.mark.parametrize("path", ["", "questions/", "upload/"])
def test_pages_need_as_many_queries_for_three_rows_as_for_one(sitting_in, browse, django_assert_max_num_queries, path):
    sitting = sitting_in(SittingState.STARTED)
    browser = browse(sitting)
    counts = []
    for number in range(3):
        domain.ask(sitting=sitting, body=f"Question {number}?")
        browser.post("upload/", {"file": _file(work(number))})
        browser.get(path)
        with django_assert_max_num_queries(60) as captured:
            browser.get(path)
        counts.append(len(captured))
    assert counts[0] == counts[-1]
