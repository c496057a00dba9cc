"""What a founder finds first: each dossier with what to do now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from incubator.applications.queries import list_own_applications, map_titles
from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.cohorts.queries import map_own_stays
from incubator.decisions.queries import map_own_decisions
from incubator.desks import rules
from incubator.desks.rules import Act, Progress
from incubator.kernel.actor import Actor
from incubator.kernel.paris import is_past
from incubator.messages.queries import map_waiting


@dataclass(frozen=True, kw_only=True)
class OwnApplication:
    """One of a founder's dossiers, in the words meant for founders, and what to do with it."""

    id: ApplicationId
    call_id: CallId
    call_title: str
    title: str
    number: str | None
    progress: Progress
    act: Act
    closes_on: date
    reopened_until: date | None
    decision_on: date
    entry_on: date
    decision_id: UUID | None
    startup_id: UUID | None
    messages: int


def list_own(
    session: Session, actor: Actor, calls: Mapping[CallId, Any], now: datetime
) -> Sequence[OwnApplication]:
    """Return the actor's own dossiers, what to do first, then the latest."""
    rows = list_own_applications(session, actor)
    if not rows:
        return []
    titles = map_titles(session, [row.id for row in rows])
    decisions = map_own_decisions(session, actor)
    stays = map_own_stays(session, actor) if decisions else {}
    unread = map_waiting(session, [row.id for row in rows], from_team=True)
    own = []
    for row in rows:
        call, decision, stay = calls[row.call_id], decisions.get(row.id), stays.get(row.id)
        closed = is_past(max(call.closes_on, row.reopened_until or call.closes_on), now)
        own.append(
            OwnApplication(
                id=row.id,
                call_id=call.id,
                call_title=call.title,
                title=titles.get(row.id) or row.title,
                number=row.number,
                progress=rules.progress(row.state, closed=closed, announced=decision is not None),
                act=rules.act(
                    row.state,
                    decision.state if decision else None,
                    decision.answer if decision else None,
                    closed=closed,
                    enrolled=stay is not None,
                ),
                closes_on=call.closes_on,
                reopened_until=row.reopened_until,
                decision_on=call.decision_on,
                entry_on=call.entry_on,
                decision_id=decision.id if decision else None,
                startup_id=stay,
                messages=unread.get(row.id, 0),
            )
        )
    return sorted(own, key=lambda one: list(Act).index(one.act))
