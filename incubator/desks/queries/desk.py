"""The first page of whoever has signed in: a section for each of their roles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incubator.calls.queries import CallHeading, list_calls, list_headings
from incubator.calls.rules import Stage
from incubator.cohorts.queries import list_late
from incubator.desks.queries.founders import OwnApplication, list_own
from incubator.desks.queries.news import News, list_own_news, list_team_news
from incubator.desks.queries.states import STAFF, list_states
from incubator.desks.rules import CallState, Task, TaskKind, Urgency, arrange, list_tasks
from incubator.jury.queries import JurorPage, get_juror_page
from incubator.kernel.actor import HOUSE, Actor, Relation
from incubator.kernel.permissions import Permission, require
from incubator.outbox.queries import count_uncertain


@dataclass(frozen=True, kw_only=True)
class DeskPage:
    """What is late, what is next and what changed, for the roles that somebody holds."""

    staff: bool
    tasks: Sequence[Task]
    own: Sequence[OwnApplication]
    open_calls: Sequence[CallHeading]
    jury: JurorPage | None
    news: Sequence[News]
    own_news: Sequence[News]

    @property
    def late(self) -> Sequence[Task]:
        """Return what should be done already."""
        return [task for task in self.tasks if task.urgency is Urgency.LATE]

    @property
    def next(self) -> Sequence[Task]:
        """Return what is to do, the most pressing first."""
        return [task for task in self.tasks if task.urgency is not Urgency.LATE]


def get_desk_page(session: Session, actor: Actor, now: datetime) -> DeskPage:
    """Return the first page of whoever asks."""
    require(actor, Permission.READ_DESK, HOUSE)
    roles = actor.anywhere
    staff, juror = bool(roles & STAFF), Relation.JUROR in roles
    calls = {call.id: call for call in list_calls(session)}
    own = list_own(session, actor, calls, now)
    states = list_states(session, actor, calls.values(), now) if staff else []
    managed = [state.call_id for state in states if state.manages]
    return DeskPage(
        staff=staff,
        tasks=arrange(_tasks(session, actor, states, now)),
        own=own,
        open_calls=[] if staff or juror else _open_calls(session, own, now),
        jury=get_juror_page(session, actor, now) if juror else None,
        news=list_team_news(session, actor, managed) if managed else [],
        own_news=list_own_news(session, actor) if own else [],
    )


def _tasks(
    session: Session, actor: Actor, states: Sequence[CallState], now: datetime
) -> Iterator[Task]:
    for state in states:
        yield from list_tasks(state, now)
    managed = {state.call_id for state in states if state.manages}
    for late in list_late(session, now) if managed else ():
        if late.call_id in managed:
            yield Task(
                kind=TaskKind.MILESTONES,
                count=late.count,
                urgency=Urgency.LATE,
                day=late.first,
                about=late.title,
                target_id=late.cohort_id,
            )
    doubtful = count_uncertain(session) if Relation.MANAGER in actor.standing else 0
    if doubtful:
        yield Task(kind=TaskKind.MAILS, count=doubtful, urgency=Urgency.SOON)


def _open_calls(
    session: Session, own: Sequence[OwnApplication], now: datetime
) -> Sequence[CallHeading]:
    """Return the calls that take dossiers, but those to which the founder applies already."""
    applied = {one.call_id for one in own}
    headings = list_headings(session, now)
    return [one for one in headings if one.stage is Stage.OPEN and one.id not in applied]
