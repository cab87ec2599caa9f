"""Submissions with known flaws that come with a pack: what a review finds of them, and what the run says. Never issued."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from trialpiece.core.exercises.pack import Pack
from trialpiece.core.review.confirm.judge import JUDGES
from trialpiece.core.review.finding import Finding


@dataclass(frozen=True, slots=True)
class Flaw:
    """A flaw that was written into a submission, or something that only looks like one."""

    kind: str
    line: str
    """What the review quotes."""
    by: str
    """Whom its sentence names."""
    run: str = ""
    """What the run should say; empty where it does not speak of such findings."""
    effect: bool = False
    """Whether the run should say what it changes."""

    def is_found_by(self, finding: Finding) -> bool:
        """Whether a finding is about this."""
        return finding.kind == self.kind and self.line in finding.quote and self.by in finding.says


@dataclass(frozen=True, slots=True)
class FlawedSubmission:
    """A submission, its flaws, and what in it looks like a flaw and is none."""

    name: str
    about: str
    folder: Path
    flaws: tuple[Flaw, ...] = ()
    baits: tuple[Flaw, ...] = ()


@dataclass(slots=True)
class Tally:
    """Findings about rows in some submissions, by what they are and what the run says of them."""

    known: int = 0
    missed: list[str] = field(default_factory=list)
    true: dict[str, int] = field(default_factory=dict)
    """Status of the run → findings of known flaws; several findings may speak of one flaw."""
    false: dict[str, int] = field(default_factory=dict)
    """The same for findings of what is no flaw."""
    effects: int = 0

    def add(self, submission: FlawedSubmission, findings: Iterable[Finding]) -> None:
        """Count the findings of one submission."""
        asked = [each for each in findings if each.kind in JUDGES]
        self.known += len(submission.flaws)
        for flaw in submission.flaws:
            if not any(flaw.is_found_by(each) for each in asked):
                self.missed.append(f"{submission.name}: {flaw.kind} by {flaw.by}")
        for each in asked:
            status = each.confirmation.status.value if each.confirmation is not None else "not asked"
            side = self.true if any(flaw.is_found_by(each) for flaw in submission.flaws) else self.false
            side[status] = side.get(status, 0) + 1
            self.effects += each.confirmation is not None and each.confirmation.effect is not None


def flawed_submissions(pack: Pack) -> tuple[FlawedSubmission, ...]:
    """The flawed submissions of a pack, and the clean ones among them; empty where it has none."""
    index = pack.folder / "key" / "submissions" / "flawed" / "flaws.toml"
    if not index.is_file():
        return ()
    return tuple(
        FlawedSubmission(
            name=each["name"],
            about=each["about"],
            folder=index.parent / each["name"],
            flaws=tuple(Flaw(**flaw) for flaw in each.get("flaw", ())),
            baits=tuple(Flaw(**bait) for bait in each.get("bait", ())),
        )
        for each in tomllib.loads(index.read_text(encoding="utf-8"))["submission"]
    )
