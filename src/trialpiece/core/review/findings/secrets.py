"""Keys and passwords left in the code."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding
from trialpiece.core.review.secrecy import secrets_of


@finding("code_quality.secrets")
def secrets(reading: Reading) -> Iterator[Finding]:
    """A key or a password is written in the code; no quote repeats it, here or elsewhere in the report."""
    for at in dict.fromkeys(secret.at for secret in reading.once(secrets_of)):
        yield Finding.strong(
            at=at,
            says="A key or password is written in the code here.",
            because="Whoever receives the code can use it; it belongs in the environment or a file that is not handed on.",
        )
