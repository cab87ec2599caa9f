"""The code that is compared: a review's document in pieces, and what the exercise itself hands out."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from trialpiece.core.exercises import BadPack, load_pack
from trialpiece.core.review.blinding import MASK
from trialpiece.core.review.reader import BadSubmission, read_submission
from trialpiece.core.review.similarity.compare import Piece, pieces_of, prints_of
from trialpiece.core.review.similarity.fingerprints import Hashes
from trialpiece.core.review.similarity.index import starter_hashes
from trialpiece.core.review.submission import CellKind, FileKind
from trialpiece.web.openings.models import Stage

_CODE = {FileKind.NOTEBOOK.value, FileKind.SCRIPT.value}
_WORD = MASK.strip("[]")
_FENCED = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)


def pieces_in(document: dict[str, Any]) -> tuple[Piece, ...]:
    """The code cells and scripts of a document, as `pieces_of` gives them for a submission."""
    return tuple(
        Piece(file["path"], cell["index"], cell["source"])
        for file in document["files"]
        if file["kind"] in _CODE
        for cell in file["cells"]
        if cell["kind"] == CellKind.CODE.value
    )


def comparable(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with masks as plain words, so that a hidden name within a name does not break it apart."""
    return [replace(piece, source=piece.source.replace(MASK, _WORD)) for piece in pieces]


def given_by(stage: Stage) -> Hashes:
    """Fingerprints of the code that the stage's exercise hands out, in its starter files or its brief; none without."""
    if not stage.exercise_slug:
        return starter_hashes([])
    try:
        pack = load_pack(stage.exercise_slug, stage.exercise_version)
    except BadPack:
        return starter_hashes([])
    starter = pack.folder / "starter"
    given = [prints_of([Piece("brief.md", number, code) for number, code in enumerate(_FENCED.findall(pack.brief))])]
    if starter.is_dir():
        with contextlib.suppress(BadSubmission):  # no file of code among what is handed out
            given.append(prints_of(pieces_of(read_submission(starter))))
    return starter_hashes(given)
