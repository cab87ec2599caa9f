"""Whether the split and the models come out the same when the work is run again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trialpiece.core.review.chance import Draw, Draws, draws
from trialpiece.core.review.finding import Finding, Step
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding

_STEPS = 12


@finding("reproducibility.split_unseeded")
def split_unseeded(reading: Reading) -> Iterator[Finding]:
    """Rows are dealt into training and test by chance, without a seed."""
    loose = [draw for draw in reading.once(draws) if draw.what is Draws.SPLIT and not draw.seeded]
    for per_file in _by_file(loose):
        first = per_file[0]
        yield Finding.strong(
            at=first.call.at,
            says=f"`{first.call.last}` deals the rows by chance and no seed is set{_times(per_file)}.",
            because="Each run scores other rows, so the figures in this work cannot be obtained again.",
            path=_steps(per_file, "is dealt by chance here."),
        )


@finding("reproducibility.model_unseeded")
def model_unseeded(reading: Reading) -> Iterator[Finding]:
    """A model, or what resamples rows for it, draws on chance without a seed."""
    loose = [draw for draw in reading.once(draws) if draw.what is not Draws.SPLIT and not draw.seeded]
    for per_file in _by_file(loose):
        for kind in (Draws.MODEL, Draws.NETWORK, Draws.SAMPLER):
            those = [draw for draw in per_file if draw.what is kind]
            if those:
                yield _unseeded_model(those, kind)


def _unseeded_model(those: list[Draw], kind: Draws) -> Finding:
    names = list(dict.fromkeys(draw.call.last for draw in those))
    told = ", ".join(f"`{name}`" for name in names[:4]) + (" and others" if len(names) > 4 else "")
    one = len(names) == 1
    verb = {
        Draws.MODEL: "draws on chance when it is fitted" if one else "draw on chance when they are fitted",
        Draws.NETWORK: "begins with weights drawn by chance" if one else "begin with weights drawn by chance",
        Draws.SAMPLER: "draws rows by chance" if one else "draw rows by chance",
    }[kind]
    return Finding.strong(
        at=those[0].call.at,
        says=f"{told} {verb} and no seed is set{_times(those)}.",
        because="A second run gives another model and other figures, so small differences between models mean little.",
        path=_steps(those, "draws on chance here."),
    )


@finding("reproducibility.seeds_set")
def seeds_set(reading: Reading) -> Iterator[Finding]:
    """Everything that draws on chance is given a seed."""
    every = reading.once(draws)
    if every and all(draw.seeded for draw in every) and any(draw.what is Draws.SPLIT for draw in every):
        count = len(every)
        yield Finding.credit(
            at=every[0].call.at,
            says=f"All {count} steps that draw on chance have a seed." if count > 1 else "The split has a seed.",
            because="Run again, the work gives the same rows, models and figures.",
            path=_steps(list(every), "has a seed here."),
        )


def _by_file(those: Sequence[Draw]) -> list[list[Draw]]:
    files: dict[str, list[Draw]] = {}
    for draw in those:
        files.setdefault(draw.call.cell.file, []).append(draw)
    return list(files.values())


def _times(those: Sequence[Draw]) -> str:
    return f" ({len(those)} places)" if len(those) > 1 else ""


def _steps(those: Sequence[Draw], says: str) -> tuple[Step, ...]:
    return tuple(Step(f"`{draw.call.last}` {says}", draw.call.at) for draw in those[:_STEPS]) if len(those) > 1 else ()
