"""What changed of late, in groups, to those who may know of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Subquery, exists, select
from sqlalchemy.orm import Session

from incubator.applications.queries import select_own, select_received
from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.desks import rules
from incubator.journal.queries import select_facts
from incubator.kernel.actor import Actor
from incubator.kernel.paris import day_of
from incubator.messages.rules import OF_FOUNDERS

LOOKED_BACK: Final = 60
MOST: Final = 10


@dataclass(frozen=True, kw_only=True)
class News:
    """Facts of one kind, of one call, on one day; the dossier when there is but one."""

    event: str
    at: datetime
    count: int
    title: str
    call_id: CallId
    application_id: ApplicationId


def list_team_news(session: Session, actor: Actor, call_ids: Collection[CallId]) -> Sequence[News]:
    """Return what changed in calls, to those who manage them."""
    received = select_received(actor)
    events = rules.TOLD - rules.OF_JURORS - {"ApplicationStarted"}
    return _list(session, received, events, received.c.call_id.in_(call_ids))


def list_own_news(session: Session, actor: Actor) -> Sequence[News]:
    """Return what changed of somebody's own dossiers, as far as founders are told."""
    return _list(session, select_own(actor), OF_FOUNDERS)


def _list(
    session: Session, dossiers: Subquery, events: Collection[str], *conditions: Any
) -> Sequence[News]:
    facts = select_facts(events)
    told = exists().where(dossiers.c.id == facts.c.subject_id, *conditions)
    latest = select(facts).where(told).order_by(facts.c.position.desc()).limit(LOOKED_BACK)
    shown = latest.subquery("shown")
    rows = session.execute(
        select(shown.c.event, shown.c.at, dossiers.c.id, dossiers.c.call_id, dossiers.c.title)
        .join(dossiers, dossiers.c.id == shown.c.subject_id)
        .order_by(shown.c.position.desc())
    ).all()
    groups = groupby(rows, key=lambda row: (row.event, row.call_id, day_of(row.at)))
    return [_news(list(group)) for _, group in groups][:MOST]


def _news(group: Sequence[Any]) -> News:
    last = group[0]
    return News(
        event=last.event,
        at=last.at,
        count=len({row.id for row in group}),
        title=last.title,
        call_id=last.call_id,
        application_id=last.id,
    )
