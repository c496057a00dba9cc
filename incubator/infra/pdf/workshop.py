"""The workshop: a warm process that forks a bounded child for each document.

A child knows neither the application nor its database. One that hangs, swells or dies takes nothing
with it: the document is refused, and the next one is drawn.
"""

import gc
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from signal import ITIMER_REAL, Signals, setitimer
from threading import Lock
from types import ModuleType
from typing import Final

PDF: Final = b"%PDF-"
LONGEST_REASON: Final = 300


class PdfRefused(Exception):
    """A document that cannot be drawn, and why."""


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """The data of a document, for programs: what it was drawn from."""

    name: str
    description: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Order:
    """What there is to draw."""

    html: str
    enclosed: Enclosure | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one document may take."""

    memory: int = 1024**3
    cpu_seconds: int = 20
    seconds: float = 30


LIMITS: Final = Limits()
WORKSHOP: Final = get_context("forkserver")
WORKSHOP.set_forkserver_preload(["incubator.infra.pdf.warm"])
_start: Final = Lock()


def render_pdf(html: str, *, enclosed: Enclosure | None = None, at: datetime) -> bytes:
    """Draw a document as PDF/A-3a and PDF/UA-1; the same order gives the same bytes."""
    answer = _entrust(Order(html=html, enclosed=enclosed, at=at), LIMITS)
    if not answer.startswith(PDF):
        raise PdfRefused(answer.decode()[:LONGEST_REASON])
    return answer


def _entrust(order: Order, limits: Limits) -> bytes:
    """Return what a child made of the order: a PDF, or the reason why not."""
    ours, theirs = WORKSHOP.Pipe(duplex=False)
    child = WORKSHOP.Process(target=_draw, args=(order, limits, theirs), daemon=True)
    with ours:
        with theirs, _start, _as_nobody():
            child.start()
        try:
            return ours.recv_bytes() if ours.poll(limits.seconds) else _stop(child)
        except EOFError:
            return _stop(child)
        finally:
            _stop(child)
            child.close()


def _stop(child: ForkServerProcess) -> bytes:
    """End the child if it still runs, and say how it ended."""
    child.kill()
    child.join()
    ending = child.exitcode or 0
    return f"stopped by {Signals(-ending).name}".encode() if ending < 0 else b"no answer"


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Hide which program this is: a child would otherwise begin by running it again."""
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


def _draw(order: Order, limits: Limits, answer: Connection) -> None:
    """Draw in the child."""
    _confine(limits)
    gc.disable()  # it lives for one document, within its bounds
    from incubator.infra.pdf import press  # noqa: PLC0415 - only the workshop knows WeasyPrint

    answer.send_bytes(press.answer(order))


def _confine(limits: Limits) -> None:
    """Bind this process for good; the kernel keeps watch, even when Python does not run."""
    setitimer(ITIMER_REAL, limits.seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    for secret in os.environ.keys() - {"FONTCONFIG_FILE"}:
        del os.environ[secret]
