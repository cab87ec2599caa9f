"""Sentences of an audit as pages and papers set them."""

from __future__ import annotations

import re


def around(says: str, column: str | None) -> tuple[str, str] | None:
    """What stands before and after the column's name in a sentence about it; None where the sentence does not name it.

    So the name can be set as code where it stands, and is not said twice.
    """
    if not column:
        return None
    found = re.search(rf"(?<!\w){re.escape(column)}(?!\w)", says)
    return (says[: found.start()], says[found.end() :]) if found else None
