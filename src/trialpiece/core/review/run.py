"""What happened when a submission was run in the sandbox, as values that convert to JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class RunStatus(StrEnum):
    """How the run as a whole ended."""

    COMPLETED = "completed"
    ERROR = "error"
    TIMED_OUT = "timed_out"
    MEMORY = "memory"
    OUTPUT = "output"
    """It wrote more than the limits allow, to the screen or to its folder."""
    NOT_RUN = "not_run"
    """Nothing was started; `RunResult.skipped` says why in one sentence."""


class UnitStatus(StrEnum):
    """How one cell, or one script, ended."""

    EXECUTED = "executed"
    FAILED = "failed"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class RunOutput:
    """One output of a cell or script, text capped; a picture is PNG in base64, empty where too large."""

    kind: str
    """`stdout`, `stderr`, `result`, `display` or `error`."""
    text: str
    media: tuple[str, ...] = ()
    picture: str = ""
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class RunError:
    """An exception of the candidate's code, where it was raised."""

    file: str
    cell: int
    """0-based index among all the notebook's cells; 0 in scripts."""
    line: int
    """1-based within the cell's source; 0 where it is not known."""
    name: str
    message: str

    def sentence(self) -> str:
        """The error as a reviewer reads it."""
        at = f"{self.file}, cell {self.cell}" if self.file.endswith(".ipynb") else self.file
        line = f", line {self.line}" if self.line else ""
        return f"{self.name} in {at}{line}: {self.message}".rstrip(": ")


@dataclass(frozen=True, slots=True)
class CellRun:
    """A code cell as it ran, or a script as cell 0 of its file."""

    file: str
    cell: int
    status: UnitStatus
    seconds: float = 0.0
    outputs: tuple[RunOutput, ...] = ()
    error: RunError | None = None


@dataclass(frozen=True, slots=True)
class ProducedFile:
    """A file that the run made or changed; only regular files are ever taken."""

    path: str
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class RunResult:
    """The run of one submission: notebooks in path order, or else its main scripts."""

    status: RunStatus
    seconds: float = 0.0
    peak_memory: int = 0
    """Bytes, the largest sum over the job's processes that was seen."""
    skipped: str | None = None
    files: tuple[str, ...] = ()
    """What was chosen to run, in order."""
    cells: tuple[CellRun, ...] = ()
    first_error: RunError | None = None
    produced: tuple[ProducedFile, ...] = ()
    refused: tuple[str, ...] = ()
    """Produced entries that were not taken, each with its reason."""
    versions: dict[str, str] = field(default_factory=dict)
    """Name and version of the packages that the code could import."""
    notes: tuple[str, ...] = ()
    """Plain sentences on what a reader should know of this run, such as a notebook in another language."""
    observations: tuple[dict[str, Any], ...] = ()
    """Records that an instrumentation preamble left behind, unread and untrusted."""

    @property
    def ran(self) -> bool:
        """Whether any code was started."""
        return self.status is not RunStatus.NOT_RUN

    def as_json(self) -> dict[str, Any]:
        """The result as the `run` member of a review: `{"skipped": reason}` where nothing was run."""
        if not self.ran:
            return {"skipped": self.skipped or "It was not run."}
        plain: dict[str, Any] = asdict(self)
        del plain["skipped"]
        return plain


def not_run(reason: str) -> RunResult:
    """A result that says in one sentence why nothing was started."""
    return RunResult(status=RunStatus.NOT_RUN, skipped=reason)
