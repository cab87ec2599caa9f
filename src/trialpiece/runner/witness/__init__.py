"""Watches a run from inside: which rows were learned from, split off, predicted and scored.

The modules beside this one are handed into the sandbox as text and run there before the candidate's code;
the product itself imports none of them but this.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

MODULES = (
    "cells", "rows", "record", "places", "note", "keep", "measure", "sides", "shapes", "alignment", "small", "watch",
    "around", "libraries", "hooks",
)  # fmt: skip
"""In the order in which they import each other."""
_LOADER = """
import sys, types
for name in ("trialpiece", "trialpiece.runner", "trialpiece.runner.witness"):
    sys.modules.setdefault(name, types.ModuleType(name)).__dict__.setdefault("__path__", [])
for name, text in sources:
    module = types.ModuleType("trialpiece.runner.witness." + name)
    sys.modules[module.__name__] = module
    exec(compile(text, "<witness " + name + ">", "exec"), module.__dict__)
module.start(watch)
"""


def preamble(watch: Mapping[str, Any] | None = None) -> str:
    """Code that begins to watch; it leaves no name behind, and no exception of its own gets out.

    Args:
        watch: lines at which means, counts and the like are looked at too, as
            `trialpiece.core.review.confirm.watching` gives them; without it, every line.
    """
    folder = resources.files("trialpiece.runner.witness")
    sources = [(name, folder.joinpath(f"{name}.py").read_text(encoding="utf-8")) for name in MODULES]
    inner = f"sources = {sources!r}\nwatch = {dict(watch) if watch is not None else None!r}\n{_LOADER}"
    guarded = f"try:\n    exec(compile({inner!r}, '<witness>', 'exec'), {{}})\nexcept Exception:\n    pass"
    return f"exec({guarded!r}, {{}})"


POSTAMBLE = """try:
    __import__("sys").modules["trialpiece.runner.witness"].effects(seconds)
except BaseException:
    pass
"""
"""Code that measures, in the same process after the candidate's code has ended; `seconds` is the time that it has."""
