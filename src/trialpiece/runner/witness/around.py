"""The wrapper that stands around a watched call, and is not seen by whoever makes it."""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Callable
from typing import Any

from trialpiece.runner.witness.watch import Witness

MARK = "__trialpiece__"
PLACES = 2_000
_THROUGH = (lambda call, args, kwargs: call(*args, **kwargs)).__code__
_standing: dict[tuple[int, int], tuple[Any, Callable[..., Any]]] = {}


def wrapped(witness: Witness, kind: str, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """The function with the witness before and after it; its name is ours where a library's own starts with `_`."""

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        frame = sys._getframe(1)
        note = witness.before(kind, name, args, kwargs, frame)
        try:
            result = standing_at(frame)(original, args, kwargs)
        except BaseException as error:
            witness.after(note, None, failed=True)
            trace = error.__traceback__
            if trace is not None and trace.tb_next is not None:
                error.__traceback__ = trace.tb_next.tb_next  # `raise` alone does not add our frames again
            raise
        if note is not None:
            witness.after(note, result, failed=False)
        return result

    call.__dict__[MARK] = True
    return call


def standing_at(frame: Any) -> Callable[..., Any]:
    """A function that hands a call on from the file and line of a frame.

    Warnings name the line of whoever made the call, and are shown once for each. With a frame of ours between, they
    would name our line, and all be one.
    """
    code, line = frame.f_code, frame.f_lineno or 1
    known = _standing.get((id(code), line))
    if known is None or known[1].__globals__ is not frame.f_globals:
        if len(_standing) >= PLACES:
            _standing.clear()
        there = _THROUGH.replace(co_filename=code.co_filename, co_name=code.co_name, co_firstlineno=line)
        known = (code, types.FunctionType(there, frame.f_globals))
        _standing[id(code), line] = known
    return known[1]


def functions(witness: Witness, module: Any, names: tuple[str, ...], kind: str) -> None:
    """Wrap those functions of a module that are there."""
    for name in names:
        found = vars(module).get(name)
        if callable(found) and MARK not in getattr(found, "__dict__", {MARK: True}):
            setattr(module, name, wrapped(witness, kind, name.lstrip("_"), found))


def methods(witness: Witness, owner: Any, names: tuple[str, ...], kind: str) -> None:
    """Wrap those methods of a class that are there and written in Python."""
    for name in names:
        found = getattr(owner, name, None)
        if isinstance(found, types.FunctionType) and MARK not in found.__dict__:
            setattr(owner, name, wrapped(witness, kind, name, found))
