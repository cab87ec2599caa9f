"""What can happen to a sitting; every change of one is a function here, with its audit row."""

from trialpiece.web.sittings.domain.clock import advance, close, consent, downloaded, finish, start, withdraw
from trialpiece.web.sittings.domain.errors import (
    ConsentChanged,
    Incomplete,
    NotConsented,
    NothingHandedIn,
    NotStarted,
    OutOfTime,
    SittingError,
    TooLarge,
    TooMany,
)
from trialpiece.web.sittings.domain.issuing import (
    NotPlanned,
    issue,
    link_of,
    opened,
    plan_sitting,
    portal_url,
    reissue,
    revoke_link,
    token_of,
)
from trialpiece.web.sittings.domain.pay import approve_pay, mark_paid
from trialpiece.web.sittings.domain.questions import answer, ask
from trialpiece.web.sittings.domain.sweeping import close_overdue, remind, take_in_left_behind
from trialpiece.web.sittings.domain.time import ask_for_time, decline_extension, grant_extension
from trialpiece.web.sittings.domain.uploads import accept_late, hand_in, take_in

__all__ = [
    "ConsentChanged",
    "Incomplete",
    "NotConsented",
    "NotPlanned",
    "NotStarted",
    "NothingHandedIn",
    "OutOfTime",
    "SittingError",
    "TooLarge",
    "TooMany",
    "accept_late",
    "advance",
    "answer",
    "approve_pay",
    "ask",
    "ask_for_time",
    "close",
    "close_overdue",
    "consent",
    "decline_extension",
    "downloaded",
    "finish",
    "grant_extension",
    "hand_in",
    "issue",
    "link_of",
    "mark_paid",
    "opened",
    "plan_sitting",
    "portal_url",
    "reissue",
    "remind",
    "revoke_link",
    "start",
    "take_in",
    "take_in_left_behind",
    "token_of",
    "withdraw",
]
