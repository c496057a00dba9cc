"""Where a transaction starts and ends: here, and nowhere else."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from fcntl import F_OFD_GETLK, F_OFD_SETLK, F_RDLCK, F_UNLCK, F_WRLCK, fcntl
from pathlib import Path
from struct import Struct
from time import monotonic_ns, sleep
from typing import IO, Any, Final

from flask import current_app
from sqlalchemy import Uuid, func, select, true
from sqlalchemy.exc import TimeoutError as LineTooLong
from sqlalchemy.orm import Mapped, Session, mapped_column

from incubator.infra.clock import arrived, now
from incubator.infra.db import Model, db
from incubator.infra.schema import check_tables
from incubator.kernel.actor import AccountId, Actor
from incubator.kernel.events import Event

WRITERS: Final = 20260101  # the queue in which PostgreSQL makes writers wait
PATIENCE: Final = 10  # seconds in a queue of ours, as long as `busy_timeout`
STEP: Final = 0.005  # seconds after which whoever waits looks up again
LOCK: Final = Struct("hhqqi4x")  # what the kernel calls `struct flock`

Reaction = Callable[["Tx", Any], None]
Reactions = Mapping[type[Event], tuple[Reaction, ...]]


class Operation(Model):
    """A request that was carried out, so that its repetition changes nothing."""

    __tablename__ = "operation"

    account_id: Mapped[AccountId] = mapped_column(Uuid, primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class AlreadyDone(Exception):
    """The very same request was carried out before: a double click, a page sent twice."""


@dataclass(frozen=True, kw_only=True)
class Tx:
    """The right to write: one session, one actor, one instant.

    What was asked for may have `arrived` earlier, and have waited for other writers.
    """

    session: Session
    actor: Actor
    now: datetime
    arrived: datetime
    reactions: Reactions
    events: list[Event] = field(default_factory=list)

    def record(self, event: Event) -> None:
        """Tell what happened to whoever reacts to it, before the commit."""
        self.events.append(event)
        for react in self.reactions[type(event)]:
            react(self, event)


@contextmanager
def transaction(actor: Actor) -> Iterator[Tx]:
    """Run one command: keep it with all that it caused, or leave no trace."""
    db.session.rollback()  # what the page reads afterwards, it reads anew
    with _in_line(), Session(db.engine.execution_options(writes=True)) as session:
        _wait_for_other_writers(session)
        check_tables(session.connection())  # they may be newer than this process
        tx = _begin(session, actor)
        _note_operation(tx)
        yield tx
        for kept in current_app.extensions["kept"]:
            kept.follow(tx)
        session.commit()


def _begin(session: Session, actor: Actor) -> Tx:
    instant, reactions = now(), current_app.extensions["reactions"]
    came = min(arrived(), instant)
    return Tx(session=session, actor=actor, now=instant, arrived=came, reactions=reactions)


@contextmanager
def _in_line() -> Iterator[None]:
    """Let writers of SQLite in as they came; by itself it lets in whoever tries at the moment.

    Each holds, while they live, the byte whose number is the instant at which they came.
    """
    if db.engine.dialect.name != "sqlite":
        yield
        return
    came = monotonic_ns()
    with Path(f"{db.engine.url.database}-line").open("a+b") as line:
        fcntl(line, F_OFD_SETLK, LOCK.pack(F_RDLCK, 0, came, 1, 0))
        try:
            _wait_for_earlier(line, came)
            yield
        finally:  # a child forked meanwhile would hold it on
            fcntl(line, F_OFD_SETLK, LOCK.pack(F_UNLCK, 0, came, 1, 0))


def _wait_for_earlier(line: IO[bytes], came: int) -> None:
    """Wait until nobody stands before, but not for ever: who stands there may have stopped."""
    before = LOCK.pack(F_WRLCK, 0, 0, came, 0)
    while LOCK.unpack(fcntl(line, F_OFD_GETLK, before))[0] != F_UNLCK:
        if monotonic_ns() - came > PATIENCE * 10**9:
            raise LineTooLong
        sleep(STEP)


def _wait_for_other_writers(session: Session) -> None:
    """Put writers in a line, so that the journal's chain never forks."""
    if session.connection().dialect.name == "postgresql":
        patience = func.set_config("lock_timeout", f"{PATIENCE}s", true())
        session.execute(select(patience, func.pg_advisory_xact_lock(WRITERS)))


def _note_operation(tx: Tx) -> None:
    digest = tx.actor.operation
    if digest is None:
        return
    if tx.session.get(Operation, (tx.actor.account_id, digest)):
        raise AlreadyDone
    tx.session.add(Operation(account_id=tx.actor.account_id, digest=digest, at=tx.now))
