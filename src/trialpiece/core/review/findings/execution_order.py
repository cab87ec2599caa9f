"""Whether the saved results came from a run from the top."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from trialpiece.core.review.cells import CodeCell
from trialpiece.core.review.finding import Finding, Location, Step
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding


def _has_code(cell: CodeCell) -> bool:
    return any(text.strip() and not text.strip().startswith("#") for text in cell.source.split("\n"))


@finding("reproducibility.out_of_order", "reproducibility.unexecuted", "reproducibility.run_in_order")
def execution_order(reading: Reading) -> Iterator[Finding]:
    """The numbers beside the cells say in which order they were run."""
    for file in reading.code:
        cells = [cell for cell in file.cells if _has_code(cell)]
        counted = [(cell, cell.cell.execution_count) for cell in cells if cell.cell.execution_count]
        numbers = [number for _, number in counted]
        if not file.is_notebook or len(counted) < 2:
            continue
        back = [(one, other) for one, other in itertools.pairwise(counted) if other[1] < one[1]]
        if back:
            yield _out_of_order(back)
        elif len(counted) == len(cells) and numbers == list(range(1, len(cells) + 1)):
            yield Finding.credit(
                kind="reproducibility.run_in_order",
                at=Location(file.path, cells[0].index, 1),
                says=f"All {len(cells)} code cells were run once, from the top, before the notebook was saved.",
                because="The results shown belong to the code shown.",
            )
        left = [cell for cell in cells if not cell.cell.execution_count and not cell.cell.outputs]
        if left:
            yield _unexecuted(left, len(cells))


def _out_of_order(back: list[tuple[tuple[CodeCell, int], tuple[CodeCell, int]]]) -> Finding:
    steps = tuple(
        Step(
            f"Run as number {after[1]}, below a cell that was run as number {before[1]}.",
            Location(after[0].file, after[0].index, 1),
        )
        for before, after in back[:8]
    )
    (before, earlier), (after, later) = back[0]
    times = f", and {len(back) - 1} more such steps back" if len(back) > 1 else ""
    return Finding.weak(
        at=Location(after.file, after.index, 1),
        says=f"Cell {after.index} was run as number {later}, before cell {before.index} above it (number {earlier}){times}.",
        because="The results shown may come from another order than the one on the page; a run from the top would tell.",
        path=steps if len(steps) > 1 else (),
    )


def _unexecuted(left: list[CodeCell], all_cells: int) -> Finding:
    return Finding.note(
        kind="reproducibility.unexecuted",
        at=Location(left[0].file, left[0].index, 1),
        says=f"{len(left)} of {all_cells} code cells were saved without having been run, this one first.",
        because="Nothing shows what they would have given.",
    )
