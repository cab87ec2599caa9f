"""The code and text of a submission as the report page shows it: files, cells, lines, saved outputs."""

from __future__ import annotations

import gzip
import json
from typing import Any

from trialpiece.core.review.submission import Cell, Submission
from trialpiece.web.sittings import blobs

MOST_OUTPUT = 4_000
"""Characters of one saved output; a page is for reading."""


def document_of(submission: Submission) -> dict[str, Any]:
    """Files with their cells, as JSON."""
    return {
        "files": [
            {
                "path": file.path,
                "kind": file.kind.value,
                "size": file.size,
                "problem": file.problem,
                "cells": [_cell(cell) for cell in file.cells],
            }
            for file in submission.files
        ]
    }


def load_document(sha256: str) -> dict[str, Any]:
    """The document that was kept with a review."""
    with blobs.open_blob(sha256) as packed:
        document: dict[str, Any] = json.loads(gzip.decompress(packed.read()))
    return document


def place_in(document: dict[str, Any], *, file: str, cell: int, line: int) -> str:
    """The id of a line on the report's page; empty where the page does not show it."""
    for number, each in enumerate(document["files"]):
        if each["path"] == file and any(one["index"] == cell for one in each["cells"]):
            return f"f{number}-c{cell}-L{line}"
    return ""


def _cell(cell: Cell) -> dict[str, Any]:
    outputs = [
        {"kind": output.kind, "text": output.text[:MOST_OUTPUT], "media": list(output.media)} for output in cell.outputs
    ]
    return {
        "index": cell.index,
        "kind": cell.kind.value,
        "source": cell.source,
        "count": cell.execution_count,
        "outputs": outputs,
    }
