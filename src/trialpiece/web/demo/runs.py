"""Several of the demo's candidates hand in the same worked example: its code is run once, as the sandbox would again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trialpiece.web.reviews import work as _work

work: Any = _work  # as a thing whose function can be put back, which a module's type does not say


@contextmanager
def once_for_the_same() -> Iterator[None]:
    """While this lasts, the same files on the same data are run in the sandbox once."""
    real = work.run_submission
    known: dict[str, Any] = {}

    def run(folder: Path, *, data_dir: Path | None = None, **given: Any) -> Any:
        key = f"{_digest(folder)} {_digest(data_dir) if data_dir else ''}"
        if key not in known:
            known[key] = real(folder, data_dir=data_dir, **given)
        return known[key]

    work.run_submission = run
    try:
        yield
    finally:
        work.run_submission = real


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()
