"""What was said to be final stays final."""

import pytest
from tests.factories.sittings import make_sitting, upload, work

from trialpiece.web.sittings import domain, queries
from trialpiece.web.sittings.domain.errors import StillReading
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
