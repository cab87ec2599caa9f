"""Defects that are planted into clean data: one small file each, with its planter and its detector."""

from trialpiece.core.exercises.defects import (
    conflicting_duplicates,
    impossible_range,
    label_noise,
    leaking_column,
    mixed_dates,
    mixed_units,
    open_intervals,
    sentinel,
)
from trialpiece.core.exercises.defects.registry import PLANTERS, Planter, keys_of

__all__ = [
    "PLANTERS",
    "Planter",
    "conflicting_duplicates",
    "impossible_range",
    "keys_of",
    "label_noise",
    "leaking_column",
    "mixed_dates",
    "mixed_units",
    "open_intervals",
    "sentinel",
]
