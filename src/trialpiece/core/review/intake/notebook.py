"""Whether a notebook is one, before anybody relies on it."""

from __future__ import annotations

import json
from pathlib import Path

from trialpiece.core.review.intake.model import MB

_MOST = 60 * MB
_NESTING = 300_000
_VALUES = 3_000_000
CURRENT_FORMAT = 4


def trouble_with(path: Path) -> str | None:
    """What is wrong with a notebook's file in words that follow its name, or None."""
    if path.stat().st_size > _MOST:
        return f"is larger than {_MOST // MB} MB; please clear its outputs and save it again"
    content = path.read_bytes()
    if content.count(b"[") + content.count(b"{") > _NESTING or content.count(b",") > _VALUES:
        return "does not look like a notebook; please save it again from Jupyter"
    if b"\n<<<<<<< " in content and b"\n>>>>>>> " in content:
        return "holds merge conflict markers of git; please resolve them and save it again from Jupyter"
    try:
        data = json.loads(content)
    except json.JSONDecodeError as error:
        return (
            f"is not a whole notebook (its JSON breaks off at line {error.lineno}); "
            "please open it in Jupyter and save it again"
        )
    except (UnicodeDecodeError, RecursionError, ValueError):
        return "is not a notebook that can be read; please open it in Jupyter and save it again"
    cells = data.get("cells", data.get("worksheets")) if isinstance(data, dict) else None
    return None if isinstance(cells, list) else "holds no cells; please save it again from Jupyter"


def format_of(path: Path) -> int | None:
    """The notebook's major format (`nbformat`), where it says so; call after `trouble_with`."""
    major = json.loads(path.read_bytes()).get("nbformat")
    return major if isinstance(major, int) else None
