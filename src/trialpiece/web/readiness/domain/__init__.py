"""What can happen to assessments, to respondents' answers, and to audits of data."""

from trialpiece.web.readiness.domain.answering import NotOpen, hand_in, save_answers
from trialpiece.web.readiness.domain.assessing import (
    AskedAlready,
    NobodyAnswered,
    ask,
    ask_again,
    begin,
    close,
    respondent_of,
    token_of,
    withdraw,
)
from trialpiece.web.readiness.domain.auditing import request_audit, run_audit, sweep

__all__ = [
    "AskedAlready", "NobodyAnswered", "NotOpen", "ask", "ask_again", "begin", "close", "hand_in", "request_audit",
    "respondent_of", "run_audit", "save_answers", "sweep", "token_of", "withdraw",
]  # fmt: skip
