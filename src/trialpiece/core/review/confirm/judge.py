"""What the run says of each finding that is about rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from trialpiece.core.review.confirm.correctness import judge_groups, judge_misaligned, judge_model
from trialpiece.core.review.confirm.effects import measured, without_column
from trialpiece.core.review.confirm.observed import Process, Seen, read_observations
from trialpiece.core.review.confirm.statements import Lines, Way, lines_of, spoken
from trialpiece.core.review.confirmation import Confirmation, Status
from trialpiece.core.review.finding import Finding
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.run import RunResult, UnitStatus

BY_CHANCE = 0.02
"""Share of test rows that may look like rows learned from although they are others."""
FOLLOWED = 0.9
"""Share of rows that must have been followed before the run may speak against a finding."""


Judge = Callable[[Way, Process], "Confirmation | None"]


def confirm(findings: Iterable[Finding], run: RunResult, reading: Reading) -> tuple[Finding, ...]:
    """The findings, those about rows with what the run says of them. None is taken away, whatever it says."""
    processes = read_observations(run)
    return tuple(
        replace(found, confirmation=_confirmation(found, run, processes, reading)) if found.kind in JUDGES else found
        for found in findings
    )


def _confirmation(found: Finding, run: RunResult, processes: dict[str, Process], reading: Reading) -> Confirmation:
    way = Way(
        says=found.says,
        kind=found.kind,
        here=lines_of(reading, found.location),
        steps=tuple(lines_of(reading, step.at) for step in found.path),
    )
    said = [JUDGES[found.kind](way, process) for process in _asked(found, processes)]
    for status in (Status.CONFIRMED, Status.CLEARED, Status.NOT_CONFIRMED):
        for each in said:
            if each is not None and each.status is status:
                return each
    return Confirmation(Status.NOT_CONFIRMED, _why_unseen(found, run, processes))


def _asked(found: Finding, processes: dict[str, Process]) -> list[Process]:
    """The processes that may have met the finding's place: its own notebook, or any for a place in a module."""
    own = processes.get(found.location.file)
    return [own] if own is not None else [] if found.location.file.endswith(".ipynb") else list(processes.values())


def _why_unseen(found: Finding, run: RunResult, processes: dict[str, Process]) -> str:
    """Why the run has nothing to say, in one sentence."""
    if not run.ran:
        return f"It was not run, so nothing could be confirmed. {run.skipped or ''}".strip()
    file = found.location.file
    if file.endswith(".ipynb") and file not in run.files:
        return "This notebook was not among what was run."
    places = {(found.location.file, found.location.cell), *((s.at.file, s.at.cell) for s in found.path)}
    for cell in run.cells:
        if (cell.file, cell.cell) in places and cell.status is not UnitStatus.EXECUTED:
            where = f"cell {cell.cell}" if cell.file.endswith(".ipynb") else cell.file
            if cell.error is not None:
                return f"The run stopped with {cell.error.name} in {where}, before it could be seen."
            return f"The run did not get as far as {where}."
    return _what_hid_it(list(processes.values()))


def _what_hid_it(processes: list[Process]) -> str:
    """Why a run that reached the place has nothing to say of it."""
    if not processes:
        return "The run was not watched, so nothing could be confirmed."
    stopped = next((process.stopped for process in processes if process.stopped), "")
    if not stopped and any(process.workers for process in processes):
        return (
            "Part of the work was done in worker processes, which are not watched; the main one did not make this call."
        )
    return stopped or "The run did not make this call, or not in a way that could be followed."


def judge_learned(found: Way, process: Process) -> Confirmation | None:
    """Whether rows that were held out are among those that something was learned from."""
    learned = _named(process.at(_first_places(found), "learned", "resampled"), found)
    held = _held_out(found, process)
    if not learned or not held:
        return None
    worst = max(learned, key=lambda each: (each.rows & _bits(held)).bit_count())
    return _compared(worst, held, process, name=spoken(found.says) or worst.name or worst.call)


def judge_overlap(found: Way, process: Process) -> Confirmation | None:
    """Whether test rows, copies of them, or rows made from them are among the training rows."""
    resampled = process.at(_first_places(found), "resampled")
    held = _held_out(found, process, apart=False)
    if not held:
        return None
    test = _bits(held)
    if not resampled:
        return _trained_on(found, process, held)
    made = max(resampled, key=lambda each: (each.rows & test).bit_count())
    train = _union(fit.rows for fit in _fits_of(held, process))
    copies, from_test, invented = train & test, made.rows & test, made.made & test
    name = made.name or made.call
    if not (copies or invented or (from_test and made.made & train)):
        return _cleared_or_lost(
            made, held, process, f"`{name}` made rows from {_rows(made.rows)}, and no test row was among them."
        )
    said = [f"`{name}` was given {from_test.bit_count():,} of the {test.bit_count():,} test rows"]
    if invented:
        said.append(f"{invented.bit_count():,} test rows were made up by it")
    if copies:
        said.append(f"{copies.bit_count():,} test rows have a copy among the training rows")
    return measured(Confirmation(Status.CONFIRMED, "In the run, " + "; ".join(said) + "."), made, process)


def _trained_on(found: Way, process: Process, held: list[Seen]) -> Confirmation | None:
    fits = _named(process.at(_first_places(found), "learned"), found)
    if not fits:
        return None
    scored = [each for each in held if any(each.fit == fit.fit for fit in fits)] or held
    worst = max(fits, key=lambda each: (each.rows & _bits(scored)).bit_count())
    return _compared(worst, scored, process, name=worst.name)


def judge_several(found: Way, process: Process) -> Confirmation | None:
    """How many fitted models were judged on the same rows, and whether the last word fell on others."""
    events = [
        each for each in process.at(_places(found), "scored", "applied") if each.rows and _is_model(each, process)
    ]
    if not events:
        return None
    most = max(events, key=lambda each: len(_models_on(each, events, process)))
    models = _models_on(most, events, process)
    n = most.rows.bit_count()
    times = sum(1 for each in events if each.event == "scored" and _same(each.rows, most.rows))
    if len(models) > 1:
        last = _judged_elsewhere(most, events, process)
        if last is not None:
            return Confirmation(
                Status.CLEARED,
                f"In the run, {len(models)} fitted models were judged on {n:,} rows to choose among them, "
                f"and then one on {last.rows.bit_count():,} other rows that took no part in it.",
            )
        return Confirmation(
            Status.CONFIRMED, f"In the run, {len(models)} fitted models were judged on the same {n:,} rows."
        )
    if times > 1 and found.kind != "leakage.multi_test.side_by_side":
        return Confirmation(
            Status.CONFIRMED,
            f"In the run, one fitted model was scored at least {times:,} times on the same {n:,} rows.",
        )
    return Confirmation(Status.CLEARED, "In the run, no two fitted models were judged on the same rows here.")


def _judged_elsewhere(most: Seen, events: list[Seen], process: Process) -> Seen | None:
    """A later score on rows that none of the compared models was judged on or trained on."""
    compared = _models_on(most, events, process)
    after = process.of("scored")
    after = after[max((number for number, each in enumerate(after) if _same(each.rows, most.rows)), default=0) + 1 :]
    for each in after:
        fresh = each.rows and _apart(each.rows, most.rows) and _is_model(each, process)
        if fresh and (each.fit in compared or process.fitted(each.fit) is not None):
            return each
    return None


def judge_tuned(found: Way, process: Process) -> Confirmation | None:
    """Whether a search was fitted on rows that a split set aside, or one model was scored again and again."""
    fits = _named(process.at(_first_places(found), "learned"), found)
    tests = [each for each in process.of("split") if each.test]
    for fit in fits:
        for split in tests:
            overlap = fit.rows & split.test
            if overlap:
                n = split.test.bit_count()
                return Confirmation(
                    Status.CONFIRMED,
                    f"In the run, the search was given {overlap.bit_count():,} of the {n:,} test rows.",
                )
    return judge_several(found, process)


def judge_crossed(found: Way, process: Process) -> Confirmation | None:
    """Whether something had been learned from the rows that folds were then made of."""
    places = _places(found)
    crossed = process.at(places, "crossed") or [each for each in process.at(places, "learned") if each.model]
    before = _named(process.at(found.steps[:1] or places, "learned", "resampled"), found)
    before = [each for each in before if each not in crossed]
    if not before:
        return None
    if not crossed:
        return judge_overlap(found, process)
    folds = _union(each.rows for each in crossed)
    worst = max(before, key=lambda each: (each.rows & folds).bit_count())
    seen, name = worst.rows & folds, worst.name or worst.call
    if seen:
        said = f"In the run, `{name}` had learned from {seen.bit_count():,} of the {folds.bit_count():,} rows of the folds."
        return measured(Confirmation(Status.CONFIRMED, said), worst, process)
    if all(each.known >= FOLLOWED for each in (worst, *crossed)) and _one_origin(worst.rows, folds, process):
        return Confirmation(Status.CLEARED, f"In the run, `{name}` had learned from none of the rows of the folds.")
    return Confirmation(Status.NOT_CONFIRMED, f"The rows could not be followed from `{name}` to the folds.")


def judge_crossed_over_test(found: Way, process: Process) -> Confirmation | None:
    """Whether test rows were among those of a cross-validation."""
    places = _places(found)
    crossed = process.at(places, "crossed") or [each for each in process.at(places, "learned") if each.model]
    splits = process.at(places, "split") or process.of("split")
    if not crossed or not splits:
        return None
    rows, test = _union(each.rows for each in crossed), _union(each.test for each in splits)
    both = rows & test
    if both:
        return Confirmation(
            Status.CONFIRMED,
            f"In the run, {both.bit_count():,} of the {test.bit_count():,} test rows were in the folds.",
        )
    if rows & _union(each.train for each in splits) and all(each.known >= FOLLOWED for each in crossed):
        return Confirmation(Status.CLEARED, f"In the run, none of the {test.bit_count():,} test rows was in the folds.")
    return Confirmation(Status.NOT_CONFIRMED, "The rows could not be followed from the split to the folds.")


def judge_feature(found: Way, process: Process) -> Confirmation | None:
    """What a feature is worth that the model should not have had; when it is filled in, no run can tell."""
    said = Confirmation(Status.NOT_CONFIRMED, f"When `{spoken(found.says)}` is filled in, a run cannot tell.")
    return without_column(said, spoken(found.says), process)


def column_of(found: Finding) -> str:
    """The column that a finding speaks of: one that a model should not have had, or whom rows belong to; else empty."""
    return spoken(found.says) if found.kind in {"leakage.target", "evaluation.groups"} else ""


def _compared(learned: Seen, held: list[Seen], process: Process, *, name: str) -> Confirmation:
    test = _bits(held)
    overlap = (learned.rows & test).bit_count()
    if 0 < overlap <= BY_CHANCE * test.bit_count():
        said = f"In the run, {overlap:,} of the {test.bit_count():,} test rows look like rows that `{name}` learned from; they may be others."
        return Confirmation(Status.NOT_CONFIRMED, said)
    if overlap:
        share = f"all {overlap:,}" if overlap == test.bit_count() else f"{overlap:,} of the {test.bit_count():,}"
        followed = " that could be followed" if test.bit_count() < FOLLOWED * max(each.n for each in held) else ""
        said = (
            f"In the run, `{name}` learned from {_rows(learned.rows)}, and {share} test rows{followed} were among them."
        )
        return measured(Confirmation(Status.CONFIRMED, said), learned, process)
    said = f"In the run, `{name}` learned from {_rows(learned.rows)}, and none of the {test.bit_count():,} test rows was among them."
    return _cleared_or_lost(learned, held, process, said)


def _cleared_or_lost(learned: Seen, held: list[Seen], process: Process, said: str) -> Confirmation:
    """Cleared only where rows were followed all the way: to the model's training rows, and to the held-out ones."""
    train = _union(fit.rows for fit in _fits_of(held, process)) or _union(each.train for each in process.of("split"))
    followed = learned.rows & train and all(each.known >= FOLLOWED for each in held)
    if followed and _one_origin(train, _bits(held), process):
        return Confirmation(Status.CLEARED, said)
    name = learned.name or learned.call
    return Confirmation(
        Status.NOT_CONFIRMED, f"The rows could not be followed from `{name}` to the test rows, so the run cannot tell."
    )


def _held_out(found: Way, process: Process, *, apart: bool = True) -> list[Seen]:
    """The events in which models met held-out rows: those on the finding's path, else any of them."""
    places = found.steps[1:]
    fits = {each.fit for each in process.at(places, "learned") if each.model}
    on_path = process.at(places, "scored", "applied")
    of_fits = [each for each in process.of("scored", "applied") if each.fit in fits]
    everything = process.of("scored", "applied")
    for kind in ("scored", "applied"):
        for events in (on_path, of_fits, everything):
            held = [each for each in events if each.event == kind and _is_held(each, process, apart=apart)]
            if held:
                return held
    return [replace(each, rows=each.test, n=each.test.bit_count()) for each in process.at(places, "split") if each.test]


def _is_held(each: Seen, process: Process, *, apart: bool) -> bool:
    """Whether a model met rows here that it was not trained on; `apart`: none of them at all."""
    fit = process.fitted(each.fit)
    if fit is None or not fit.model or not each.rows:
        return False
    return _apart(fit.rows, each.rows) if apart else not _same(fit.rows, each.rows)


def _is_model(each: Seen, process: Process) -> bool:
    fit = process.fitted(each.fit)
    return fit is not None and fit.model and not fit.name.startswith("Dummy") and _apart(fit.rows, each.rows)


def _models_on(one: Seen, events: list[Seen], process: Process) -> set[int]:
    return {
        each.fit for each in events if each.fit is not None and _same(each.rows, one.rows) and _is_model(each, process)
    }


def _apart(one: int, other: int) -> bool:
    """Whether two sets of rows are others, but for a few that may look alike."""
    return (one & other).bit_count() <= BY_CHANCE * min(one.bit_count(), other.bit_count())


def _same(one: int, other: int) -> bool:
    return bool(one & other) and (one & other).bit_count() >= FOLLOWED * max(one.bit_count(), other.bit_count())


def _fits_of(held: list[Seen], process: Process) -> list[Seen]:
    found = [process.fitted(each.fit) for each in held]
    return [each for each in found if each is not None]


def _first_places(found: Way) -> list[Lines]:
    return [found.here, *found.steps[:1]]


def _places(found: Way) -> list[Lines]:
    return [found.here, *found.steps]


def _named(events: list[Seen], found: Way) -> list[Seen]:
    """Those events that the finding's sentence speaks of, where it names one."""
    called = {spoken(found.says).split()[0].rpartition(".")[2]} if spoken(found.says).strip() else set()
    return [each for each in events if each.names & called] or ([] if called else events)


def _one_origin(one: int, other: int, process: Process) -> bool:
    """Whether some rows of both were first seen together, so that the same way leads to both."""
    return any(one & origin and other & origin for origin in process.origins)


def _bits(held: list[Seen]) -> int:
    return _union(each.rows for each in held)


def _union(sets: Iterable[int]) -> int:
    total = 0
    for each in sets:
        total |= each
    return total


def _rows(bits: int) -> str:
    return f"{bits.bit_count():,} rows"


JUDGES: dict[str, Judge] = {
    "leakage.preprocessing": judge_learned,
    "leakage.encoder_vocabulary": judge_learned,
    "leakage.overlap": judge_overlap,
    "leakage.multi_test.side_by_side": judge_several,
    "leakage.multi_test.selected_on_test": judge_several,
    "leakage.test_tuned": judge_tuned,
    "leakage.cross_validation": judge_crossed,
    "leakage.target": judge_feature,
    "leakage.cv_all_rows": judge_crossed_over_test,
    "evaluation.groups": judge_groups,
    "correctness.rows_misaligned": judge_misaligned,
    "correctness.wrong_model_scored": judge_model,
}
