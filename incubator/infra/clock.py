"""The one place where time is read; everywhere else it is an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from flask import g, has_request_context

_fixed: ContextVar[datetime | None] = ContextVar("fixed", default=None)


def now() -> datetime:
    """Return this instant, or the one at which the clock was set."""
    return _fixed.get() or datetime.now(UTC)


def note_arrival() -> None:
    """Keep the instant at which all of a request is here."""
    g.arrived = now()


def arrived() -> datetime:
    """Return when all of this request was here, however long it waited since; or this instant."""
    return g.get("arrived") or now() if has_request_context() else now()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Set the clock for what happens meanwhile: a demonstration's past, a test's deadline."""
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
