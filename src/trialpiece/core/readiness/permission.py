"""Which posts a verdict that does not say go permits first, because they build what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ENGAGEMENTS = {"": "", "contractor": " on contract", "employee": " as an employee"}


@dataclass(frozen=True, slots=True)
class Permission:
    """Posts that may be opened although the gate does not say go.

    `roles` are ids of the gate's table of roles, with their `titles` beside them; `engagement` is empty where any will
    do; `weakest` names the dimension that must be the weakest, and is empty where it does not matter.
    """

    roles: tuple[str, ...]
    titles: tuple[str, ...]
    engagement: str = ""
    weakest: str = ""

    def covers(self, role: str, engagement: str) -> bool:
        """Whether a post of this role under this kind of contract is permitted."""
        return role in self.roles and self.engagement in ("", engagement)

    @property
    def says(self) -> str:
        """`MLOps engineer or platform engineer on contract`."""
        return " or ".join(self.titles) + _ENGAGEMENTS[self.engagement]


def permissions_of(rows: Sequence[Mapping[str, Any]], roles: Mapping[str, str]) -> tuple[Permission, ...]:
    """Permissions from the rows of a gate's file, or from those of a stored verdict.

    Raises:
        KeyError: a row names a role that is not in `roles`, and has no title for it.
    """
    return tuple(
        Permission(
            roles=tuple(row["roles"]),
            titles=tuple(row.get("titles") or [roles[role] for role in row["roles"]]),
            engagement=row.get("engagement", ""),
            weakest=row.get("weakest", ""),
        )
        for row in rows
    )


def in_force(permissions: Sequence[Permission], weakest: str) -> tuple[Permission, ...]:
    """Those that hold where `weakest` is the weakest dimension."""
    return tuple(each for each in permissions if each.weakest in ("", weakest))


def told(permissions: Sequence[Permission], *, posts: int) -> str:
    """What is permitted, in a sentence that names roles, contract and number."""
    if not permissions:
        return "The verdict permits no post yet."
    which = "; or ".join(each.says for each in permissions)
    if posts == 1:
        return f"The verdict permits one post first: {which}."
    return f"The verdict permits up to {posts} posts first: {which}."
