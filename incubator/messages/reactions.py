"""What threads hear: who waits for an answer changes with each message and with each reading."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from incubator.applications.queries import select_received
from incubator.infra.kept import Kept, Row, replace_rows
from incubator.infra.unit_of_work import Tx
from incubator.kernel.actor import NOBODY
from incubator.messages.models import ThreadMessage, WaitingThread
from incubator.messages.rules import MOVES


def follow(tx: Tx) -> None:
    """Say anew which of the threads in which something was said or read wait for the team."""
    moved = {one.subject_id for one in tx.events if isinstance(one, MOVES)}
    if moved:
        own, theirs = (model.application_id.in_(moved) for model in (WaitingThread, ThreadMessage))
        replace_rows(tx.session, WaitingThread, own, _list_rows(tx.session, theirs))


def make(session: Session) -> Sequence[Row]:
    """Say which threads wait for the team."""
    return _list_rows(session, true())


def _list_rows(session: Session, some: ColumnElement[bool]) -> Sequence[Row]:
    received = select_received(NOBODY)
    waiting = (
        select(
            ThreadMessage.application_id,
            received.c.call_id,
            func.count().label("count"),
            func.min(ThreadMessage.sent_at).label("since"),
        )
        .join(received, received.c.id == ThreadMessage.application_id)
        .where(some, ~ThreadMessage.from_team, ThreadMessage.read_at.is_(None))
        .group_by(ThreadMessage.application_id, received.c.call_id)
    )
    return [row._asdict() for row in session.execute(waiting)]


WAITING: Final = Kept(model=WaitingThread, make=make, follow=follow)
