"""Names that exist only because cells were once run in another order."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding, Location, Step
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding
from trialpiece.core.review.undefined import Undefined, undefined


@finding("reproducibility.hidden_state", "reproducibility.undefined_name")
def hidden_state(reading: Reading) -> Iterator[Finding]:
    """A name is used before any cell above has bound it."""
    notebooks = {file.path for file in reading.python if file.is_notebook}
    for found in reading.once(undefined):
        notebook = found.at.file in notebooks
        later = found.bound_later
        seen_elsewhere = later is not None and notebook and later.cell > (found.called_at or found.at).cell
        if found.doubtful and found.deleted is None and not seen_elsewhere:
            continue  # something out of sight may bind it: no evidence either way
        yield _told(found, notebook=notebook)


def _told(found: Undefined, *, notebook: bool) -> Finding:
    say = Finding.weak if found.doubtful else Finding.strong
    if not notebook:
        return Finding.weak(
            kind="reproducibility.undefined_name",
            at=found.at,
            says=f"`{found.name}` is used here and nothing before it in the file gives it a value.",
            because="When this line runs, Python stops with a NameError.",
        )
    steps = [Step(f"`{found.name}` is looked up here.", found.at)]
    if found.called_at is not None:
        steps.insert(0, Step("The function is called here.", found.called_at))
    if found.deleted is not None:
        steps.insert(0, Step(f"`{found.name}` is deleted here.", found.deleted))
    if found.bound_later is not None:
        steps.append(Step(f"`{found.name}` gets its value only here.", found.bound_later))
    return say(at=found.at, says=_sentence(found), because=_BECAUSE, path=tuple(steps))


_BECAUSE = "Run from the top, the notebook stops here: its saved results came from cells run in another order or since changed."


def _sentence(found: Undefined) -> str:
    name, later = found.name, found.bound_later
    when = f", called from cell {found.called_at.cell}," if found.called_at else ""
    if found.deleted is not None:
        return f"`{name}` is used{when} after cell {found.deleted.cell} deleted it."
    if later is None:
        return f"`{name}` is used{when} and no cell gives it a value."
    if _same_cell(later, found.called_at or found.at):
        return f"`{name}` is used{when} before line {later.line} of the same cell gives it a value."
    return f"`{name}` is used{when} before cell {later.cell} gives it a value."


def _same_cell(one: Location, other: Location) -> bool:
    return (one.file, one.cell) == (other.file, other.cell)
