"""Defects that are planted into clean data: one small file each, with its planter and its detector."""

from __future__ import annotations

PLANTERS: dict[str, object] = {}
