"""All 81 profiles at three standings per dimension, with what follows from each, for reading by eye."""

from __future__ import annotations

from trialpiece.core.readiness.gate import DIMENSIONS, Gate, Outcome, Standing, Standings, all_standings, shipped_gate


def markdown_of_profiles(gate: Gate | None = None) -> str:
    """The table of all 81 profiles with rule, outcome and the posts that it permits first, in Markdown."""
    gate = gate or shipped_gate()
    head = [*DIMENSIONS, "rule", "outcome", "permits first"]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for standings in all_standings():
        rule = gate.rule_for(standings)
        title = gate.outcomes[rule.outcome].title
        weak = sum(each is Standing.JUST_SUFFICIENT for each in standings.values())
        if rule.outcome == "go" and weak:
            title += f", with {weak} caveat{'s' if weak > 1 else ''}"
        cells = [
            *(standings[dim] for dim in DIMENSIONS),
            rule.id,
            title,
            _permitted(gate.outcomes[rule.outcome], standings),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _permitted(outcome: Outcome, standings: Standings) -> str:
    """Which posts a profile permits; where it hangs on the weakest dimension, for each of the low ones."""
    if outcome.go:
        return "any"
    low = [dim for dim in DIMENSIONS if standings[dim] is Standing.LOW]
    said = []
    for each in outcome.permits:
        if not each.weakest:
            said.append(each.says)
        elif each.weakest in low:
            said.append(f"{each.says}, if {each.weakest} is weakest")
    return "; ".join(said) or "none"
