"""The work that is handed out: packs, their data, planted defects and variants."""

from trialpiece.core.exercises.loader import list_packs, load_pack, load_rubric
from trialpiece.core.exercises.pack import (
    AiPolicy,
    AiUse,
    BadPack,
    Criterion,
    DatasetSpec,
    Level,
    Pack,
    Pay,
    PayBasis,
    Rubric,
)

__all__ = [
    "AiPolicy",
    "AiUse",
    "BadPack",
    "Criterion",
    "DatasetSpec",
    "Level",
    "Pack",
    "Pay",
    "PayBasis",
    "Rubric",
    "list_packs",
    "load_pack",
    "load_rubric",
]
