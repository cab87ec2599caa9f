"""Puts the witness into the way by which libraries are imported."""

from __future__ import annotations

import functools
import importlib.machinery
import sys
from typing import Any

from trialpiece.runner.witness.libraries import WATCHED
from trialpiece.runner.witness.measure import effects
from trialpiece.runner.witness.watch import Witness


class Finder:
    """Finds modules as always, and changes the watched ones once they have been loaded."""

    def __init__(self, witness: Witness) -> None:
        """Stand before the other finders."""
        self.witness = witness
        self.looking = False

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The spec that the others find, its loader followed by our change."""
        if name not in WATCHED or self.looking:
            return None
        self.looking = True
        try:
            spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        finally:
            self.looking = False
        if spec is not None and spec.loader is not None:
            self._follow(name, spec.loader)
        return spec

    def _follow(self, name: str, loader: Any) -> None:
        load = loader.exec_module

        def exec_module(module: Any) -> None:
            load(module)
            try:
                WATCHED[name](self.witness, module)
            except Exception as error:  # noqa: BLE001 - the import must succeed whatever we make of it
                self.witness.record.trouble(name, error)

        loader.exec_module = exec_module


def start(watch: dict[str, Any] | None = None) -> Witness:
    """Begin to watch; modules that are already there are changed at once."""
    witness = Witness(watch)
    for name, change in WATCHED.items():
        module = sys.modules.get(name)
        if module is not None:
            try:
                change(witness, module)
            except Exception as error:  # noqa: BLE001 - as above
                witness.record.trouble(name, error)
    builtin = sys.modules[__name__.rpartition(".")[0]]
    builtin.__dict__["effects"] = functools.partial(effects, witness)
    sys.meta_path.insert(0, Finder(witness))
    return witness
