"""What the witness saw, written line by line as it happens, so that a run that is cut off still tells."""

from __future__ import annotations

import base64
import json
import os
import sys
import zlib
from typing import Any

OBSERVATIONS = "/tmp/observations.jsonl"  # noqa: S108 - the sandbox's own /tmp, read by the driver
RECORDS = 800
SET_BYTES = 2_500_000
"""All sets of rows together, packed."""
TROUBLES = 5


class Record:
    """The way out: records of events, and sets of rows as packed bits that events name by number."""

    def __init__(self) -> None:
        """Nothing is written before something happened."""
        self.pid = os.getpid()
        self.written = 0
        self.set_bytes = 0
        self.troubles = 0
        self.full = False
        self._sets: dict[bytes, int] = {}

    def write(self, **record: Any) -> None:
        """Write one record; when there are too many, say so once and write no more."""
        if self.full or os.getpid() != self.pid:
            return
        if self.written >= RECORDS:
            self.full = True
            record = {"event": "stopped", "why": "There were too many calls to follow all of them."}
        self.written += 1
        line = json.dumps(record, ensure_ascii=True, allow_nan=False)
        with open(OBSERVATIONS, "a", encoding="ascii") as file:  # noqa: PTH123 - pathlib may not be imported yet
            file.write(line + "\n")

    def stop(self, why: str) -> None:
        """Say why nothing more is recorded."""
        self.write(event="stopped", why=why)
        self.full = True

    def trouble(self, where: str, error: BaseException) -> None:
        """An error of our own, which the run does not feel."""
        if self.troubles < TROUBLES:
            self.troubles += 1
            self.write(event="trouble", where=where, error=type(error).__name__, says=str(error)[:200])

    def rows(self, roots: Any) -> int:
        """The number of a set of rows; a set is written once."""
        np = sys.modules["numpy"]
        known = np.unique(roots[roots >= 0])
        bits = np.zeros(int(known[-1]) + 1 if len(known) else 0, dtype=np.uint8)
        bits[known] = 1
        packed = zlib.compress(np.packbits(bits, bitorder="little").tobytes(), 6)
        if packed not in self._sets:
            self.set_bytes += len(packed) * 4 // 3
            if self.set_bytes > SET_BYTES:
                self.stop("There were too many different sets of rows to follow all of them.")
            self._sets[packed] = len(self._sets)
            self.write(event="rows", set=self._sets[packed], bits=base64.b64encode(packed).decode("ascii"))
        return self._sets[packed]
