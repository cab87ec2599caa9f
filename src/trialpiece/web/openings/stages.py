"""From an exercise pack to the fields of a stage: the exact version and rubric, frozen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from trialpiece.core.exercises.loader import load_pack
from trialpiece.core.exercises.pack import Pack, PayBasis
from trialpiece.web.openings.rubrics import snapshot


def suggestion(slug: str) -> dict[str, Any]:
    """What the exercise suggests: title, hours, window and pay."""
    pack = load_pack(slug)
    return {
        "title": pack.title,
        "time_cap_hours": pack.time_cap_hours,
        "window_days": pack.window_days,
        "pay_amount": _amount(pack),
        "pay_currency": pack.pay.currency,
    }


def frozen(slug: str) -> dict[str, Any]:
    """The fields that tie a stage to one exact version of an exercise."""
    pack = load_pack(slug)
    return {
        "exercise_slug": pack.slug,
        "exercise_version": pack.version,
        "exercise_digest": pack.digest,
        "rubric": snapshot(pack.rubric),
    }


def _amount(pack: Pack) -> Decimal:
    hours = Decimal(str(pack.time_cap_hours)) if pack.pay.basis is PayBasis.HOUR else Decimal(1)
    return Decimal(pack.pay.amount) * hours
