"""Errors that come from the sandbox's circumstances rather than from the work, in plain sentences.

A reviewer must not hold it against a candidate that the sandbox lacks a package or the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from trialpiece.core.review.run import RunError

MODULE = re.compile(r"No module named '([\w.]+)'")
NETWORK = re.compile(
    r"Name or service not known|name resolution|Network is unreachable|No route to host", re.IGNORECASE
)
NETWORK_ERRORS = frozenset({"URLError", "HTTPError", "gaierror", "ConnectionError", "ConnectTimeout", "MaxRetryError"})
MISSING = "was not found:"
"""In the sentence on a file that is not there."""
MISSING_FILE = re.compile(r"No such file or directory: '([^'\n]{1,200})'")


def notes_on(errors: Iterable[RunError]) -> list[str]:
    """One sentence for each circumstance, in the order in which they came up, none twice."""
    notes: dict[str, None] = {}
    for error in errors:
        note = _note(error)
        if note is not None:
            notes[note] = None
    return list(notes)


def _note(error: RunError) -> str | None:
    name = error.name.rpartition(".")[2]
    if found := MODULE.search(error.message):
        return (
            f"{found[1]} could not be imported: it is neither in the sandbox nor among the files handed in. "
            "What failed after it may follow from that."
        )
    if name in NETWORK_ERRORS or NETWORK.search(error.message):
        return "The code wanted the network, which the sandbox does not have."
    if name == "FileNotFoundError" and (found := MISSING_FILE.search(error.message)):
        return f"{found[1]} {MISSING} it was not handed in, or its path is one of the author's own machine."
    return None
