"""Processes of their own, for what would be measured wrong beside everything else."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Final

MEGABYTE: Final = 1024  # kilobytes, in which the system counts


@contextmanager
def apart() -> Iterator[ProcessPoolExecutor]:
    """Yield a process that begins with nothing, to which work can be given."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield process


def resident_memory(pid: int | str, name: str = "VmRSS") -> float:
    """Return the megabytes that a process holds now, or held at most (`VmHWM`)."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(status.partition(f"{name}:")[2].split()[0]) / MEGABYTE


def list_children() -> list[str]:
    """Return the processes that this one started, by their ids."""
    return [pid for path in Path("/proc/self/task").glob("*/children") for pid in _words(path)]


def _words(path: Path) -> list[str]:
    return path.read_text("ascii").split()
