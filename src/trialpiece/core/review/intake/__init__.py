"""Intake: what candidates upload, unpacked without trusting a byte of it."""

from trialpiece.core.review.intake.model import Intake, Kind, Limits, Refused, StoredFile, fingerprint
from trialpiece.core.review.intake.receive import receive, unpack

__all__ = ["Intake", "Kind", "Limits", "Refused", "StoredFile", "fingerprint", "receive", "unpack"]
