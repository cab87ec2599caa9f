"""The wrapper that stands around a watched call, and is not seen by whoever makes it."""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Callable
from typing import Any

from trialpiece.runner.witness.watch import CLOSELY, Witness

MARK = "__trialpiece__"
SPOTS = 4_000
_THROUGH = (lambda call, args, kwargs: call(*args, **kwargs)).__code__


class Spot:
    """A place in any code from which a call is made."""

    __slots__ = ("between", "code", "far", "hand_on")

    def __init__(self, witness: Witness, kind: str, frame: Any) -> None:
        """What does not change from call to call is found out once; these calls may be many."""
        code = frame.f_code
        self.code = code
        """Kept, so that no other code comes to be in its place."""
        self.between = witness.places.is_between(frame, kind)
        self.far = kind in CLOSELY and not self.between and not witness.places.watched(frame)
        there = _THROUGH.replace(co_filename=code.co_filename, co_name=code.co_name, co_firstlineno=frame.f_lineno or 1)
        self.hand_on: Callable[..., Any] = types.FunctionType(there, frame.f_globals)
        """Hands a call on from this file and line.

        Warnings name the line of whoever made the call, and are shown once for each. With a frame of ours between, they
        would name our line, and all be one.
        """


def wrapped(witness: Witness, kind: str, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """The function with the witness before and after it."""
    spots: dict[tuple[int, int], Spot] = {}

    def spot_of(frame: Any) -> Spot:
        key = id(frame.f_code), frame.f_lasti
        spot = spots.get(key)
        if spot is None or spot.hand_on.__globals__ is not frame.f_globals:
            if len(spots) >= SPOTS:
                spots.clear()
            spot = spots[key] = Spot(witness, kind, frame)
        return spot

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        frame = outer = sys._getframe(1)
        spot = last = spot_of(frame)
        while last.between and outer.f_back is not None:
            outer = outer.f_back
            last = spot_of(outer)
        note = None if last.far else witness.before(kind, name, args, kwargs, frame)
        try:
            result = spot.hand_on(original, args, kwargs)
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
