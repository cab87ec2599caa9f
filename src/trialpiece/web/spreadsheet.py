"""Tables for spreadsheets."""

from __future__ import annotations

FORMULA = {"=", "+", "-", "@", "\t", "\r"}


def harmless(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    text = str(cell)
    return f"'{text}" if text[:1] in FORMULA else text
