"""The exact pack that a stage names, and its brief."""

from __future__ import annotations

from functools import lru_cache

from trialpiece.core.exercises import BadPack, Pack, list_packs, load_pack
from trialpiece.web.openings.models import Stage


class PackChanged(BadPack):
    """The pack's files are not those that the stage froze."""


def pack_of(stage: Stage) -> Pack | None:
    """The pack of a stage in exactly the version that it froze; None where the stage uses none.

    Raises:
        BadPack: it is gone or has errors.
        PackChanged: its files were changed without a new version.
    """
    if not stage.exercise_slug:
        return None
    return _frozen(stage.exercise_slug, stage.exercise_version, stage.exercise_digest)


def all_packs() -> tuple[Pack, ...]:
    """Every exercise that can be chosen, by slug."""
    return list_packs()


@lru_cache(maxsize=32)
def _frozen(slug: str, version: str, digest: str) -> Pack:
    pack = load_pack(slug, version or None)
    if digest and pack.digest != digest:
        raise PackChanged(
            f"The files of {slug} {version} are not those that this stage was planned with; put the old ones back, "
            "or give the changed pack a new version."
        )
    return pack


def brief_of(pack: Pack) -> str:
    """The brief in Markdown without its first heading, which pages show as their own."""
    first, _, rest = pack.brief.lstrip().partition("\n")
    return rest if first.startswith("# ") else pack.brief
