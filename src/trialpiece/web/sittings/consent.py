"""What a candidate agrees to before the clock starts, as one text with one fingerprint."""

from __future__ import annotations

import hashlib

from trialpiece.core.exercises import BadPack
from trialpiece.web.exercises.packs import pack_of
from trialpiece.web.sittings.models import Sitting

_DEFAULT_AI = "AI assistants are allowed. Say what you used and for what; we will talk about your work."


def ai_policy(sitting: Sitting) -> str:
    """The rule for AI assistants in the words that the candidate reads: the stage's own, else the exercise's."""
    if own := sitting.stage.ai_policy.strip():
        return own
    try:
        pack = pack_of(sitting.stage)
    except BadPack:
        return _DEFAULT_AI
    return pack.ai_policy.says if pack else _DEFAULT_AI


def sentences(sitting: Sitting) -> tuple[str, ...]:
    """What is recorded, for how long, who reads it and who decides, one sentence each."""
    organisation = sitting.organisation
    hidden = sitting.application.opening.hides_names
    return (
        (
            f"{organisation.name} records when you open, start, download and upload, the questions you ask, "
            "and the files you hand in."
        ),
        (
            f"This is kept for {organisation.keep_months} months after the process ends and then erased; "
            "you can ask for it to be erased earlier."
        ),
        "Your files are read by interviewers of this post"
        + (", who see an alias instead of your name." if hidden else "."),
        (
            "A program reads your files too and shows the interviewers places worth a look. It neither scores nor rejects. "
            "Your code is run once, in a closed box without network."
        ),
        "People score your work by the rubric that you can read beforehand, and people decide.",
        ai_policy(sitting),
        "You can withdraw at any time. Work that you have handed in by then is paid.",
    )


def consent_text(sitting: Sitting) -> str:
    """The whole text, one sentence a line."""
    return "\n".join(sentences(sitting))


def consent_hash(sitting: Sitting) -> str:
    """SHA-256 of the text in hexadecimal; hand it to `domain.consent`."""
    return hashlib.sha256(consent_text(sitting).encode()).hexdigest()
