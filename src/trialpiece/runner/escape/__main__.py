"""`python -m trialpiece.runner.escape`: make every attempt and print the list."""

from __future__ import annotations

import json
import sys

from rich.console import Console
from rich.table import Table

from trialpiece.runner.escape.attempts import Line, everything
from trialpiece.runner.selfcheck import unavailable_reason


def main() -> int:
    """Print each attempt with its result; exit code 1 where one got through or a control did not."""
    if (reason := unavailable_reason()) is not None:
        sys.stderr.write(f"{reason}\n")
        return 2
    if "--json" in sys.argv:
        lines = list(everything())
        sys.stdout.write(json.dumps({"schema": "trialpiece.escape/1", "attempts": [_plain(line) for line in lines]}))
        sys.stdout.write("\n")
    else:
        lines = _show()
    return 0 if all(line.good for line in lines) else 1


def _plain(line: Line) -> dict[str, object]:
    control = None if line.control is None else line.control.saw
    return {"attempt": line.name, "good": line.good, "held": line.inside.held, "inside": line.inside.saw,
            "without_protection": control}  # fmt: skip


def _show() -> list[Line]:
    table = Table("attempt", "inside", "", "without the protection", box=None, pad_edge=False)
    lines = []
    for line in everything():
        lines.append(line)
        mark = "[green]held[/]" if line.inside.held else "[bold red]GOT OUT[/]"
        without = "not tried: not root" if line.control is None else line.control.saw[:60]
        if line.control is not None and line.control.held:
            without = f"[bold red]proves nothing:[/] {without}"
        table.add_row(line.name, mark, line.inside.saw[:60], without)
    Console(highlight=False, width=180).print(table)
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
