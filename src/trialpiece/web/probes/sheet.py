"""The probe sheet of a report as its page draws it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from trialpiece.web.reviews.document import load_document, place_in
from trialpiece.web.reviews.models import Review


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its place in the report."""

    number: int
    ask: str
    strong: str
    weak: str
    quote: str
    where: str
    anchor: str
    """Fragment of the place on the report's page; empty where the page does not show it."""


def questions_of(review: Review) -> list[Question]:
    """The questions in the order in which they are best asked; none where the reading made no sheet."""
    return list(_questions(review, (review.report or {}).get("probes", {}).get("questions", [])))


def _questions(review: Review, kept_questions: Sequence[dict[str, Any]]) -> Iterator[Question]:
    document = load_document(review.document) if kept_questions and review.document else {"files": []}
    for number, one in enumerate(kept_questions, 1):
        at = one["at"]
        yield Question(
            number=number,
            ask=one["ask"],
            strong=one["strong"],
            weak=one["weak"],
            quote=one["quote"],
            where=_where(at) if at else "",
            anchor=place_in(document, **at) if at else "",
        )


def _where(at: dict[str, Any]) -> str:
    if at["file"].endswith(".ipynb"):
        return f"{at['file']}, cell {at['cell']}, line {at['line']}"
    return f"{at['file']}, line {at['line']}"
