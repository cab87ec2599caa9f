"""How the columns that a model was trained on are distributed, and those that it is applied to."""

from __future__ import annotations

import sys
from typing import Any

KEPT, FITS, COLUMNS = 2_000, 40, 48
FEWEST = 20
APART = 0.4
"""Greatest distance of two distribution functions (Kolmogorov-Smirnov) from which columns count as differently shaped.

Scaling, or leaving it out, moves whole columns, commonly by .5 and more; another draw of 100 rows hardly by .2.
"""


class Shapes:
    """Sorted values of the columns that models were trained on, by the number of the fit."""

    def __init__(self, *, wanted: bool) -> None:
        """Nothing is kept where no finding asks."""
        self.wanted = wanted
        self.fits: dict[int, list[Any]] = {}

    def keep(self, fit: int, data: Any) -> None:
        """The columns that a model is trained on."""
        columns = _columns(data) if self.wanted and len(self.fits) < FITS else None
        if columns is not None:
            self.fits[fit] = columns

    def compared(self, fit: int, data: Any) -> dict[str, Any]:
        """Facts for a record: numeric columns, and how many of them are distributed otherwise than in training."""
        trained = self.fits.get(fit)
        given = _columns(data) if trained is not None else None
        if trained is None or given is None or len(trained) != len(given):
            return {}
        apart = sum(_distance(one, other) >= APART for one, other in zip(trained, given, strict=True))
        return {"counts": {"columns": len(given), "apart": int(apart)}}


def _columns(data: Any) -> list[Any] | None:
    """Each column's numbers in order; None where there are too few rows or not only numbers."""
    np = sys.modules["numpy"]
    if hasattr(data, "nnz"):
        return None
    try:
        values = np.asarray(data, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    if values.ndim != 2 or len(values) < FEWEST:
        return None
    at = np.linspace(0, len(values) - 1, min(len(values), KEPT)).astype(np.int64)
    return [np.sort(column[~np.isnan(column)]) for column in values[at, :COLUMNS].T]


def _distance(one: Any, other: Any) -> float:
    np = sys.modules["numpy"]
    if not len(one) or not len(other):
        return 0.0
    both = np.concatenate([one, other])
    share = [np.searchsorted(each, both, side="right") / len(each) for each in (one, other)]
    return float(np.abs(share[0] - share[1]).max())
