"""Several of the demo's candidates hand in the same worked example: its code is run once, as the sandbox would again."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from trialpiece.core.exercises import Pack, load_pack
from trialpiece.core.exercises.examples import Example, worked_examples
from trialpiece.core.exercises.variant import make_variant
from trialpiece.core.review.confirm.watching import places_to_watch
from trialpiece.core.review.intake import receive
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.reading import Reading
from trialpiece.web.reviews import work as _work

work: Any = _work  # as a thing whose function can be put back, which a module's type does not say
_NAMES = ("Candidate",)
"""What intake is to hide: that something is hidden matters, since notebooks then lose their metadata."""


@contextmanager
def once_for_the_same(exercise: str) -> Iterator[None]:
    """While this lasts, the same files on the same data are run in the sandbox once.

    The runs of the exercise's worked examples begin at once and side by side, so that the story need not wait
    for them one after the other.
    """
    real = work.run_watched
    known: dict[str, Future[Any]] = {}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="trialpiece-demo-")))

        def run(folder: Path, *, data_dir: Path | None = None, **given: Any) -> Any:
            key = _key(folder, data_dir)
            if key not in known:
                known[key] = Future()
                known[key].set_result(real(folder, data_dir=data_dir, **given))
            return known[key].result()

        pack = load_pack(exercise)
        for example in worked_examples(pack):
            laid_out = _lay_out(pack, example, scratch / example.name)
            known[_key(laid_out.folder, laid_out.data)] = begun = Future[Any]()
            # a daemon: Ctrl-C need not wait for it, and the sandbox ends with its parent
            threading.Thread(target=_fulfil, args=(begun, real, laid_out), name=example.name, daemon=True).start()
        work.run_watched = run
        stack.callback(setattr, work, "run_watched", real)
        yield


def _fulfil(begun: Future[Any], run: Any, laid_out: SimpleNamespace) -> None:
    try:
        watch = places_to_watch(Reading(read_submission(laid_out.folder), exercise=laid_out.facts))
        begun.set_result(run(laid_out.folder, watch=watch, limits=work._limits(), data_dir=laid_out.data))
    except BaseException as problem:  # noqa: BLE001 (raised where the result is asked for)
        begun.set_exception(problem)


def _lay_out(pack: Pack, example: Example, under: Path) -> SimpleNamespace:
    """The example as a review would unpack it, beside its data."""
    folder, data = under / "submission", under / "material" / "data"
    data.mkdir(parents=True)
    receive(example.archive(), name="take-home.zip", into=folder, hide=_NAMES)
    variant = make_variant(pack, example.seed)
    for name, table in variant.data.tables.items():
        (data / f"{name}.csv").write_bytes(table.to_csv())
    facts = {
        "slug": pack.slug,
        "version": pack.version,
        "data_files": sorted(path.name for path in data.iterdir()),
        "known_after": list(variant.known_after),
    }
    return SimpleNamespace(folder=folder, data=data.parent, facts=facts)


def _key(folder: Path, data: Path | None) -> str:
    """Equal for equal names and bytes."""
    digest = hashlib.sha256()
    for root in (folder, data) if data else (folder,):
        for path in sorted(each for each in root.rglob("*") if each.is_file()):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.hexdigest()
