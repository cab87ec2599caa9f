"""What was said to be final stays final."""

import pytest
from tests.factories.sittings import make_sitting, upload, work

from trialpiece.web.sittings import domain, queries
from trialpiece.web.sittings.domain.errors import StillReading, TooMany
from trialpiece.web.sittings.enums import SittingState, UploadState


def test_nothing_is_final_while_an_upload_is_being_read(hiring_manager):
    sitting = make_sitting(by=hiring_manager, state=SittingState.STARTED)
    upload(sitting, work(1))
    last = upload(sitting, work(2))
    sitting.submissions.filter(pk=last.pk).update(state=UploadState.RECEIVED)
    with pytest.raises(StillReading):
        domain.finish(sitting=sitting)
    sitting.submissions.filter(pk=last.pk).update(state=UploadState.ACCEPTED)
    domain.finish(sitting=sitting)
    assert queries.counting_submission(sitting) == last


def test_versions_together_are_bounded_before_their_bytes_are_kept(hiring_manager, settings, tmp_path):
    settings.UPLOAD_LIMIT_BYTES = 2_000
    sitting = make_sitting(by=hiring_manager, state=SittingState.STARTED)
    assert len(work(1)) < settings.UPLOAD_LIMIT_BYTES
    room = 10 * settings.UPLOAD_LIMIT_BYTES // len(work(10))
    for number in range(room):
        upload(sitting, work(number + 10))  # two digits: each has as many bytes
    with pytest.raises(TooMany):
        upload(sitting, work(99))
    kept = {path.name for path in (tmp_path / "blobs").rglob("*") if path.is_file()}
    assert kept == set(sitting.submissions.values_list("sha256", flat=True))
