"""Plots of a data audit: positions in percent and pixels, which the templates draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_SMALL, _TREND = 48, 96
"""Pixels: height of a small multiple, and of a line over months."""


def month_bars(by_month: list[list[Any]], height: int = 96) -> dict[str, Any] | None:
    """Rows by month as bars: x and width in percent, y and height in pixels; None below two months."""
    if len(by_month) < 2:
        return None
    most, step = max(count for _, count in by_month), 100 / len(by_month)
    bars = [
        {
            "month": month, "count": count, "x": round(number * step + step * 0.1, 3), "width": round(step * 0.8, 3),
            "y": round(height - height * count / most, 2), "height": round(height * count / most, 2),
        }
        for number, (month, count) in enumerate(by_month)
    ]  # fmt: skip
    return {"bars": bars, "first": by_month[0][0], "last": by_month[-1][0], "most": most, "height": height}


def plots_of(table: dict[str, Any]) -> dict[str, Any]:
    """Small multiples, trends and the outcome's classes; reports from before there were any have none."""
    return {
        "small": [_small(each) for each in table.get("histograms", ())],
        "moved": [_moved(each) for each in table.get("trends", ())],
        "outcomes": _outcomes(table.get("classes")),
    }


def _small(each: dict[str, Any]) -> dict[str, Any]:
    counts: Sequence[int] = each["counts"]
    most, step = max(counts) or 1, 100 / len(counts)
    bars = [
        {
            "x": round(number * step, 3), "width": round(step * 0.9, 3), "y": round(_SMALL - _SMALL * count / most, 2),
            "height": round(_SMALL * count / most, 2),
        }
        for number, count in enumerate(counts) if count
    ]  # fmt: skip
    ends = {"low": f"{each['low']:.4g}", "high": f"{each['high']:.4g}"}
    return {"column": each["column"], "bars": bars, "height": _SMALL, "outside": each["outside"], **ends}


def _moved(each: dict[str, Any]) -> dict[str, Any]:
    points = each["points"]
    values = [value for _, value, _ in points]
    low, high = min(values), max(values)
    room = (high - low) or 1.0
    drawn = [
        {
            "x": round(2 + 96 * number / max(1, len(points) - 1), 2),
            "y": round(_TREND - 6 - (_TREND - 12) * (value - low) / room, 2), "month": month, "value": f"{value:.4g}", "n": n,
        }
        for number, (month, value, n) in enumerate(points)
    ]  # fmt: skip
    return {
        "column": each["column"], "what": each["what"], "points": drawn, "height": _TREND, "low": f"{low:.4g}",
        "high": f"{high:.4g}", "first": points[0][0], "last": points[-1][0],
        "line": " ".join(f"{point['x']},{point['y']}" for point in drawn),
    }  # fmt: skip


def _outcomes(classes: dict[str, Any] | None) -> dict[str, Any] | None:
    if not classes:
        return None
    n = classes["n"] or 1
    rows = [(value, count / n, f"{count:,} ({count / n:.1%})") for value, count in classes["counts"]]
    return {"column": classes["column"], "rows": rows}
