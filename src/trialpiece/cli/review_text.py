"""A report as a person reads it in a terminal: the run, then strengths, then concerns, then notes."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from trialpiece.core.review.unseen import written_out

_GROUPS = (
    ("strength", "Done well", "green"),
    ("concern", "Worth asking about", "yellow"),
    ("neutral", "Also seen", "cyan"),
)


def _text(text: str, style: str = "") -> Text:
    """Text without anything that the terminal would obey: what is quoted comes from strangers."""
    return Text(written_out(text), style=style)


def print_report(console: Console, report: dict[str, Any]) -> None:
    """Print one object of trialpiece.review/1."""
    console.print(_text(report["submission"], style="bold underline"))
    if "error" in report:
        console.print(Padding(_text(f"It could not be read. {report['error']}", style="red"), (0, 0, 1, 2)))
        return
    console.print(Padding(_text(_summary(report["inventory"])), (0, 0, 0, 2)))
    console.print(Padding(_text(_run(report["run"])), (0, 0, 1, 2)))
    for polarity, title, style in _GROUPS:
        group = [finding for finding in report["findings"] if finding["polarity"] == polarity]
        if group:
            console.print(Padding(_text(title, style=f"bold {style}"), (0, 0, 0, 2)))
            for finding in group:
                _print_finding(console, finding)
    for missing in report["incomplete"]:
        console.print(Padding(_text(f"Not looked for, because looking failed: {missing}", style="red"), (0, 0, 1, 2)))


def _summary(inventory: dict[str, Any]) -> str:
    files, libraries = inventory["files"], inventory["libraries"]
    parts = [_count(len(files), "file"), _count(inventory["code_lines"], "line of code", "lines of code")]
    parts.append(_count(inventory["text_words"], "word of text", "words of text"))
    used = f", with {', '.join(libraries[:8])}" if libraries else ""
    return ", ".join(parts) + used + "."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _run(run: dict[str, Any]) -> str:
    if "skipped" in run:
        return f"Not run: {run['skipped']}"
    words = {
        "completed": "It ran from top to bottom",
        "error": "It stopped with an error",
        "timed_out": "It was stopped at the time limit",
        "memory": "It was stopped at the memory limit",
        "output": "It was stopped for writing too much",
    }
    return f"Run: {words.get(str(run.get('status')), 'It was run')} after {run.get('seconds', 0):.0f} s."


def _print_finding(console: Console, finding: dict[str, Any]) -> None:
    at = finding["location"]
    cell = f", cell {at['cell']}" if at["file"].endswith(".ipynb") else ""
    head = Text.assemble(
        (written_out(f"{at['file']}{cell}, line {at['line']}"), "bold"),
        f"  {finding['kind']}",
        f" ({finding['strength']})",
    )
    console.print(Padding(head, (0, 0, 0, 4)))
    if finding["quote"]:
        console.print(Padding(_text(finding["quote"][:160], style="dim"), (0, 0, 0, 6)))
    said = _confirmed(finding.get("confirmation"))
    console.print(Padding(_text(finding["explanation"]), (0, 0, 0 if said else 1, 6)))
    if said:
        console.print(Padding(_text(said, style="italic"), (0, 0, 1, 6)))


def _confirmed(confirmation: dict[str, Any] | None) -> str:
    """What the run says of a finding; silent where nothing was run, which the report's head says already."""
    if confirmation is None:
        return ""
    word = {"confirmed": "Confirmed", "cleared": "Cleared by the run", "not_confirmed": "Not confirmed"}
    effect = (confirmation["effect"] or {}).get("sentence") or confirmation["unmeasured"]
    return f"{word[confirmation['status']]}. {confirmation['sentence']} {effect}".strip()
