"""What keeps a candidate's name away from those who judge: aliases for files, masks for what they wrote."""

from __future__ import annotations

import re

from trialpiece.core.review.blinding import MASK, mask
from trialpiece.core.review.naming import COMMON, pattern_of
from trialpiece.web.candidates.models import Candidate
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings.models import Question, Sitting, Submission

_MASKS = re.compile(rf"{re.escape(MASK)}(?:[ \t]+{re.escape(MASK)})+")


def names_of(candidate: Candidate) -> tuple[str, ...]:
    """What tells who the candidate is, longest first: the name, the address, and the parts of its mailbox."""
    mailbox = candidate.email.partition("@")[0]
    # what is an ordinary word in an address, as in jane.data@…, is no name
    parts = {part for part in re.split(r"[._+\d-]+", mailbox) if len(part) >= 3 and part.lower() not in COMMON}
    told = {candidate.name, candidate.email, mailbox if mailbox.lower() not in COMMON else "", *parts} - {""}
    return tuple(sorted(told, key=lambda part: (-len(part), part)))


def words_to_hide(sitting: Sitting) -> tuple[str, ...]:
    """Words that file names and reports must not carry; none where the opening shows names."""
    application = sitting.application
    return names_of(application.candidate) if application.opening.hides_names else ()


def without_names(text: str, candidate: Candidate) -> str:
    """The text with the candidate's names, addresses and home folders masked."""
    named = pattern_of(names_of(candidate))
    hidden = mask(text)
    # first and last name beside each other leave one mask, so that their number tells nothing
    return _MASKS.sub(MASK, named.sub(MASK, hidden)) if named else hidden


def shown_question(question: Question, member: Membership) -> str:
    """The question's words, names masked for members who may not know them."""
    if may(member, "candidates.identify", question.sitting.application):
        return question.body
    return without_names(question.body, question.sitting.application.candidate)


def neutral_name(submission: Submission, ending: str = "zip") -> str:
    """A file name that tells alias and version only."""
    return f"take-home-{submission.sitting.application.candidate.alias}-v{submission.version}.{ending}"


def shown_filename(submission: Submission, member: Membership) -> str:
    """The name as uploaded for those who look after candidates and may know the name, else a neutral one."""
    if may(member, "sittings.original", submission.sitting):
        return submission.filename
    return neutral_name(submission)
