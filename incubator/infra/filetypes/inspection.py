"""What a file is: its name, its first bytes and a look inside must say the same."""

import json
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import UnsupportedOperation
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any, Final

from incubator.infra.filetypes.flaws import REFUSALS, Flaw, OtherContent, Swelling, UnknownKind
from incubator.kernel.documents import Kind, kind_of

ROOT: Final = Path(__file__).parents[3]
SECONDS: Final = 10  # by the clock, on a machine that is busy; the look itself has two of work
ZIP: Final = b"PK\x03\x04"
STARTS: Final = {
    Kind.PDF: b"%PDF-",
    Kind.PNG: b"\x89PNG\r\n\x1a\n",
    Kind.JPEG: b"\xff\xd8\xff",
}


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a file turned out to be; pages are counted in a PDF."""

    kind: Kind
    pages: int | None = None


def inspect(stream: IO[bytes], *, name: str, kinds: Collection[Kind]) -> Found:
    """Return what a file is, or raise in words what is wrong with it; nothing of it is run here."""
    kind = kind_of(name)
    if kind is None or kind not in kinds:
        raise UnknownKind(name=name, kinds=", ".join(kind.name for kind in kinds))
    stream.seek(0)
    start = stream.read(8)
    if not start.startswith(STARTS.get(kind, ZIP)):
        raise OtherContent(name=name, kind=kind.name)
    answer = _look(stream, kind)
    stream.seek(0)
    if answer is None:
        raise Swelling(name=name)
    if "flaw" in answer:
        raise REFUSALS[Flaw(answer["flaw"])](name=name)
    return Found(kind=kind, pages=answer["pages"])


def _look(stream: IO[bytes], kind: Kind) -> dict[str, Any] | None:
    """Return what a bounded child found, or None when it did not come to an end.

    The child knows neither the application nor its secrets, and gets the bytes as its input.
    """
    order = [sys.executable, "-m", "incubator.infra.filetypes.look", kind.value]
    with _on_disk(stream) as handle:
        try:
            answer = subprocess.run(  # noqa: S603 - our own module; the name is no part of it
                order,
                stdin=handle,
                capture_output=True,
                cwd=ROOT,
                env={"LC_ALL": "C.UTF-8"},
                timeout=SECONDS,
                check=True,
            )
            found: dict[str, Any] = json.loads(answer.stdout)
        except (subprocess.SubprocessError, ValueError):
            return None
    return found


@contextmanager
def _on_disk(stream: IO[bytes]) -> Iterator[int]:
    """Lend the handle of a file with these bytes; small ones are still in memory."""
    try:
        handle = stream.fileno()
    except UnsupportedOperation:
        stream.seek(0)
        with TemporaryFile() as copy:
            copyfileobj(stream, copy)
            copy.flush()
            yield copy.fileno()
        return
    stream.flush()
    yield handle
