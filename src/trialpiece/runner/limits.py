"""How much a job in the sandbox may take of each thing."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one job; seconds and bytes. A job that reaches one ends, others do not notice."""

    wall_seconds: float = 600.0
    cpu_seconds: int = 600
    """Per process, by the kernel."""
    memory: int = 2048 * MIB
    """The sum over all processes of the job, each page counted once (PSS), held by the watchdog."""
    address_space: int = 4096 * MIB
    """Per process, by the kernel: bounds what one process can take between two looks of the watchdog."""
    processes: int = 128
    """Processes and threads together."""
    file_size: int = 256 * MIB
    open_files: int = 512
    work_bytes: int = 1024 * MIB
    """All files in the work folder, those already unlinked and still open included."""
    work_files: int = 20_000
    tmp_bytes: int = 256 * MIB
    """The temporary directory, and again the shared memory."""
    output_bytes: int = MIB
    """Kept of each of standard output and standard error; what follows is counted and dropped."""
    flood_bytes: int = 64 * MIB
    """Written to either stream: more than this ends the job."""
    result_bytes: int = 32 * MIB
    """Taken from the driver's result channel."""
    collected_files: int = 500
    collected_bytes: int = 256 * MIB

    def prlimit_options(self) -> list[str]:
        """The options of util-linux' prlimit for the bounds that the kernel holds by itself."""
        return [
            f"--as={self.address_space}",
            f"--cpu={self.cpu_seconds}:{self.cpu_seconds + 2}",
            f"--nproc={self.processes}",
            f"--fsize={self.file_size}",
            f"--nofile={self.open_files}",
            "--core=0",
            "--memlock=65536",
            "--msgqueue=0",
        ]
