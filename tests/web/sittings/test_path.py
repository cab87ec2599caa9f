"""From a plan to work handed in and paid, by the verbs."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from tests.factories.hiring import make_application, make_opening
from tests.factories.readiness import make_ready
from tests.factories.sittings import card_for, make_sitting, upload, work, zip_of

from trialpiece.web.audit.domain import broken_link
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.mail.models import Mail
from trialpiece.web.openings.queries import plan_of
from trialpiece.web.sittings import blobs, domain, queries
from trialpiece.web.sittings.consent import consent_hash, consent_text
from trialpiece.web.sittings.enums import PayState, SittingState, UploadState
from trialpiece.web.sittings.models import Submission


def _turn_back(sitting, **ago):
    """Let the deadline have passed that long ago."""
    sitting.deadline = timezone.now() - timedelta(**ago)
    sitting.save(update_fields=["deadline"])


def _mails(purpose):
    return list(Mail.objects.filter(purpose=purpose))


def test_the_whole_path_leaves_an_unbroken_audit_trail(handed_in, coordinator):
    pay = handed_in.pay
    assert pay.state == PayState.SUBMITTED
    assert pay.due_on == timezone.localdate() + timedelta(days=14)
    domain.approve_pay(pay=pay, by=coordinator)
    domain.mark_paid(pay=pay, by=coordinator, paid_on=timezone.localdate(), reference="SEPA 17")
    assert _mails("pay_paid")
    assert handed_in.application.state == ApplicationState.IN_PROCESS
    assert broken_link(organisation=handed_in.organisation) is None


def test_a_stage_is_sat_once_and_only_in_its_own_opening(planned, coordinator, hiring_manager):
    with pytest.raises(domain.NotPlanned):
        domain.plan_sitting(application=planned.application, stage=planned.stage, by=coordinator)
    other = make_application(opening=make_opening(manager=hiring_manager))
    with pytest.raises(domain.NotPlanned):
        domain.plan_sitting(application=other, stage=planned.stage, by=coordinator)


def test_a_stage_that_was_replaced_cannot_be_planned(planned, coordinator, opening):
    from trialpiece.web.openings.domain import change_stage

    old = planned.stage
    change_stage(stage=old, by=opening.manager, pay_amount=500)
    old.refresh_from_db()
    later = make_application(opening=opening)
    with pytest.raises(domain.NotPlanned):
        domain.plan_sitting(application=later, stage=old, by=coordinator)
    assert domain.plan_sitting(application=later, stage=plan_of(opening).get(), by=coordinator).stage.version == 2


def test_a_link_is_signed_and_found_again_until_it_is_revoked(issued, coordinator):
    link = queries.working_link(issued)
    token = domain.token_of(link)
    assert domain.link_of(token) == link
    assert domain.link_of(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert domain.link_of(link.pk) is None
    assert domain.link_of(signing.Signer(salt="another").sign(link.pk)) is None
    assert domain.portal_url(link).endswith(f"/p/{token}/")
    domain.revoke_link(link=link, by=coordinator)
    assert not domain.link_of(token).works
    assert queries.working_link(issued) is None


def test_a_new_link_ends_the_old_ones(issued, coordinator):
    old = queries.working_link(issued)
    new = domain.reissue(sitting=issued, by=coordinator, expires_in_days=7)
    old.refresh_from_db()
    assert not old.works
    assert new.works
    assert len(_mails("sitting_issued")) == 2


def test_the_link_lasts_while_receipt_pay_and_feedback_are_read(started):
    assert queries.working_link(started).expires_at > started.deadline + timedelta(days=100)


def test_consent_is_to_exactly_the_text_that_was_shown(issued):
    shown = consent_hash(issued)
    issued.organisation.keep_months = 24
    with pytest.raises(domain.ConsentChanged):
        domain.consent(sitting=issued, text_hash=shown)
    domain.consent(sitting=issued, text_hash=consent_hash(issued))
    issued.refresh_from_db()
    assert "24 months" in issued.consent_text
    first = issued.consented_at
    domain.consent(sitting=issued, text_hash="anything: it was given already")
    assert issued.consented_at == first


def test_the_clock_needs_consent_and_a_start_in_time(issued):
    with pytest.raises(domain.NotConsented):
        domain.start(sitting=issued)
    domain.consent(sitting=issued, text_hash=consent_hash(issued))
    issued.start_by = timezone.now() - timedelta(minutes=1)
    with pytest.raises(domain.OutOfTime):
        domain.start(sitting=issued)


def test_consent_text_tells_who_decides_and_what_is_kept(issued):
    text = consent_text(issued)
    for promise in ("12 months", "alias", "people decide", "withdraw", "without network"):
        assert promise in text


def test_nothing_can_be_handed_in_before_the_start(issued):
    with pytest.raises(domain.NotStarted):
        upload(issued, work())


def test_an_upload_is_kept_byte_for_byte_under_its_fingerprint(started):
    content = work()
    submission = upload(started, content)
    assert submission.state == UploadState.ACCEPTED
    with blobs.open_blob(submission.sha256) as kept:
        assert kept.read() == content
    assert submission.size == len(content)
    assert {each["name"] for each in submission.contents} == {"analysis.ipynb", "report.md", "train.py"}
    assert submission.kind == "zip"
    assert submission.reviews.count() == 1
    (receipt,) = _mails("upload_received")
    assert submission.sha256 in receipt.text


def test_the_latest_accepted_version_counts(started):
    first, second = upload(started, work(1)), upload(started, work(2))
    refused = upload(started, b"PK\x03\x04 cut off")
    assert [first.version, second.version, refused.version] == [1, 2, 3]
    assert refused.state == UploadState.REFUSED
    assert refused.refused_because
    assert queries.counting_submission(started) == second
    with blobs.open_blob(refused.sha256) as kept:
        assert kept.read() == b"PK\x03\x04 cut off"
    assert _mails("upload_refused")


def test_the_same_bytes_twice_are_one_version(started):
    first, again = upload(started, work()), upload(started, work())
    assert first == again
    assert started.submissions.count() == 1
    assert started.submissions.get().reviews.count() == 1


def test_too_large_is_said_before_anything_is_kept(started, settings):
    settings.UPLOAD_LIMIT_BYTES = 1000
    with pytest.raises(domain.TooLarge, match="up to"):
        upload(started, b"x" * 1001)
    assert not started.submissions.exists()


def test_a_full_disk_loses_nothing_and_says_so(started, settings, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    settings.STORAGES = settings.STORAGES | {
        "blobs": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(blocked / "blobs")},
        }
    }
    with pytest.raises(OSError):
        upload(started, work())
    assert not started.submissions.exists()


def test_half_a_blob_from_a_crash_is_written_again(started, tmp_path):
    submission = upload(started, work())
    with blobs.as_path(submission.sha256) as path:
        path.chmod(0o600)
        path.write_bytes(b"half")
    upload(started, b"PK another in between")
    upload(started, work())
    with blobs.open_blob(submission.sha256) as kept:
        assert kept.read() == work()


def test_an_upload_under_way_at_the_deadline_counts(started):
    _turn_back(started, minutes=5)
    assert upload(started, work()).state == UploadState.ACCEPTED


def test_a_late_upload_is_kept_and_counts_only_when_a_person_says_so(started, coordinator):
    _turn_back(started, hours=2)
    late = upload(started, work())
    assert late.state == UploadState.LATE
    assert queries.counting_submission(started) is None
    with blobs.open_blob(late.sha256) as kept:
        assert kept.read() == work()
    assert _mails("upload_late")
    assert _mails("upload_late_team")
    with pytest.raises(domain.Incomplete):
        domain.accept_late(submission=late, by=coordinator, reason="  ")
    domain.accept_late(submission=late, by=coordinator, reason="The power was out in her street.")
    assert late.state == UploadState.ACCEPTED
    started.refresh_from_db()
    assert started.state == SittingState.SUBMITTED
    assert started.pay.state == PayState.SUBMITTED


def test_after_a_scorecard_is_in_no_late_upload_can_count(handed_in, coordinator, interviewer):
    from trialpiece.web.scoring.enums import ScorecardState

    late = upload(handed_in, work(9))
    assert late.state == UploadState.LATE
    card_for(handed_in, interviewer, state=ScorecardState.SUBMITTED)
    with pytest.raises(domain.SittingError, match="being scored"):
        domain.accept_late(submission=late, by=coordinator, reason="The power was out.")


def test_more_time_lets_a_late_upload_count(started, coordinator):
    _turn_back(started, hours=2)
    late = upload(started, work())
    domain.grant_extension(sitting=started, hours=24, by=coordinator)
    late.refresh_from_db()
    assert late.state == UploadState.ACCEPTED


def test_time_given_before_the_start_is_added_at_the_start(issued, coordinator):
    wish = domain.ask_for_time(sitting=issued, hours=48, reason="I use a screen reader.")
    domain.grant_extension(extension=wish, hours=30, by=coordinator)
    domain.consent(sitting=issued, text_hash=consent_hash(issued))
    domain.start(sitting=issued)
    assert issued.deadline - issued.started_at == timedelta(days=issued.stage.window_days, hours=30)


def test_a_second_wish_waits_for_the_answer_to_the_first(started):
    domain.ask_for_time(sitting=started, hours=8)
    with pytest.raises(domain.TooMany):
        domain.ask_for_time(sitting=started, hours=8)


def test_the_deadline_finishes_what_was_handed_in(started):
    upload(started, work())
    _turn_back(started, hours=1)
    assert domain.close_overdue() == 1
    assert domain.close_overdue() == 0
    started.refresh_from_db()
    assert started.state == SittingState.SUBMITTED
    assert len(_mails("handed_in")) == 1


def test_at_the_deadline_with_nothing_people_are_told_once_and_decide(started):
    _turn_back(started, hours=1)
    assert domain.close_overdue() == 0
    domain.close_overdue()
    started.refresh_from_db()
    assert started.state == SittingState.STARTED
    assert len({mail.to for mail in _mails("nothing_came")}) == len(_mails("nothing_came")) > 0


def test_an_unanswered_wish_for_time_holds_the_deadline_off(started, coordinator):
    upload(started, work())
    wish = domain.ask_for_time(sitting=started, hours=8)
    _turn_back(started, hours=1)
    assert domain.close_overdue() == 0
    domain.decline_extension(extension=wish, by=coordinator, reason="The team meets tomorrow.")
    assert domain.close_overdue() == 1


def test_one_day_before_the_deadline_the_candidate_is_told_once(started):
    domain.close_overdue()
    assert not _mails("deadline_near")
    started.deadline = timezone.now() + timedelta(hours=20)
    started.save()
    domain.close_overdue()
    domain.close_overdue()
    (mail,) = _mails("deadline_near")
    assert mail.to == "ada@candidates.example"


def test_an_upload_whose_reader_died_is_read_by_the_sweep(started):
    submission = upload(started, work())
    long_ago = timezone.now() - timedelta(minutes=10)
    Submission.objects.filter(pk=submission.pk).update(state=UploadState.RECEIVED, received_at=long_ago, contents=[])
    _turn_back(started, hours=1)
    assert domain.close_overdue() == 1
    submission.refresh_from_db()
    assert submission.state == UploadState.ACCEPTED
    assert submission.contents


def test_an_upload_that_breaks_our_reader_is_set_aside_after_three_attempts(started, coordinator):
    submission = upload(started, work())
    long_ago = timezone.now() - timedelta(minutes=10)
    Submission.objects.filter(pk=submission.pk).update(state=UploadState.RECEIVED, received_at=long_ago, attempts=3)
    domain.close_overdue()
    submission.refresh_from_db()
    assert submission.state == UploadState.REFUSED
    assert "our fault" in submission.refused_because


def test_finishing_needs_something_that_counts(started):
    upload(started, b"")
    with pytest.raises(domain.NothingHandedIn):
        domain.finish(sitting=started)


def test_withdrawing_ends_the_application_and_work_handed_in_is_paid(started):
    upload(started, work())
    domain.withdraw(sitting=started)
    assert started.state == SittingState.CLOSED
    assert started.application.state == ApplicationState.WITHDRAWN
    started.pay.refresh_from_db()
    assert started.pay.state == PayState.SUBMITTED


def test_withdrawing_with_nothing_handed_in_ends_the_pay(started):
    domain.withdraw(sitting=started)
    started.pay.refresh_from_db()
    assert started.pay.state == PayState.CANCELLED


def test_a_question_keeps_when_it_was_asked(started):
    type(started).objects.filter(pk=started.pk).update(started_at=timezone.now() - timedelta(minutes=40))
    started.refresh_from_db()
    question = domain.ask(sitting=started, body="Is 1900-01-01 a real date in customers.csv?")
    assert round(question.into_the_work.total_seconds() / 60) == 40


def test_a_question_reaches_interviewers_by_alias_and_the_answer_reaches_the_candidate(started, interviewer):
    question = domain.ask(sitting=started, body="Which record holds?\nBest, Ada Kowalska (ada@candidates.example)")
    mails = _mails("question_asked")
    assert interviewer.user.email in {mail.to for mail in mails}
    for mail in mails:
        assert started.application.candidate.alias in mail.subject
        for part in (mail.subject, mail.text, mail.html):
            assert "Kowalska" not in part
            assert "ada@" not in part
    domain.answer(question=question, body="The later one.", by=interviewer)
    (mail,) = _mails("question_answered")
    assert "The later one." in mail.text
    assert str(interviewer.user) not in mail.text


def test_unpaid_stages_have_no_pay(hiring_manager, coordinator):
    from trialpiece.web.openings.domain import add_stage, advance
    from trialpiece.web.openings.enums import OpeningState

    opening = make_opening(manager=hiring_manager, is_open=False, stages=0)
    add_stage(opening=opening, by=hiring_manager, title="Portfolio", pay_amount=0)
    make_ready(hiring_manager)
    advance(opening, to=OpeningState.OPEN, by=hiring_manager)
    sitting = make_sitting(by=coordinator, opening=opening, state=SittingState.SUBMITTED)
    assert queries.pay_of(sitting) is None


def test_hostile_uploads_get_a_clear_line_and_harm_nothing(started):
    hostile = {
        "empty": b"",
        "traversal": zip_of({"../../etc/passwd": "root"}),
        "cut off": work()[:200],
        "not an archive": b"MZ\x90\x00" * 100,
        "a pdf alone": b"%PDF-1.7 " + b"x" * 100,
    }
    for name, content in hostile.items():
        submission = upload(started, content, f"{name}.zip")
        if submission.state == UploadState.ACCEPTED:  # intake may take the harmless part of it
            assert all(".." not in each["name"] for each in submission.contents)
            continue
        assert submission.state == UploadState.REFUSED, name
        assert submission.refused_because.endswith("."), name
