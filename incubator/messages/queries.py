"""What threads tell: one dossier's, and which ones wait for an answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from incubator.accounts.queries import map_people
from incubator.applications.queries import get_application, select_own, select_received
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import CallHeading, get_call, get_heading
from incubator.calls.rules import CallId
from incubator.journal.queries import list_facts
from incubator.kernel.actor import Actor
from incubator.kernel.pages import PAGE_LENGTH, Leaf, turn_to
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import Refusal
from incubator.messages import rules
from incubator.messages.models import ThreadMessage, WaitingThread


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing in a thread: a message with its author, or what happened."""

    at: datetime
    event: str = ""
    facts: Mapping[str, Any] | None = None
    author: str = ""
    from_team: bool = False
    waits: bool = False
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class ThreadPage:
    """The thread of a dossier, as both of its sides read it."""

    id: ApplicationId
    call: CallHeading
    title: str
    number: str | None
    team: bool
    entries: Sequence[Entry]
    last: int
    waiting: int
    why_not_write: Refusal | None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A dossier whose founder waits for an answer."""

    application_id: ApplicationId
    number: str
    title: str
    organisation: str
    count: int
    since: datetime


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    """A page of the dossiers whose founders wait for an answer, the longest first."""

    call: CallHeading
    leaf: Leaf
    lines: Sequence[Waiting]


def get_thread_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> ThreadPage:
    """Return what was said and what happened, to the founder and to the team."""
    application = get_application(session, application_id)
    require(actor, Permission.READ_THREAD, application)
    team = rules.is_team(application.relations_of(actor))
    messages = list_messages(session, application_id)
    entries = [*_happened(session, application_id), *_said(session, messages)]
    return ThreadPage(
        id=application_id,
        call=get_heading(session, application.call_id, now),
        title=application.title,
        number=application.number,
        team=team,
        entries=sorted(entries, key=lambda entry: entry.at),
        last=messages[-1].ordinal if messages else 0,
        waiting=len(rules.waiting(messages, from_team=not team)),
        why_not_write=rules.why_not_write(application.state, application.founder_id),
    )


def list_messages(session: Session, application_id: ApplicationId) -> Sequence[ThreadMessage]:
    """Return the messages of a thread, in their order."""
    thread = select(ThreadMessage).filter_by(application_id=application_id)
    return session.scalars(thread.order_by(ThreadMessage.ordinal)).all()


def select_waiting() -> Subquery:
    """Select the dossiers whose founders wait for an answer: how many messages, since when."""
    return select(WaitingThread).subquery("waiting")


def map_waiting(
    session: Session, application_ids: Iterable[ApplicationId], *, from_team: bool
) -> Mapping[ApplicationId, int]:
    """Return how many messages of one side wait for the other, by dossier."""
    unread = select(ThreadMessage.application_id, func.count()).where(
        ThreadMessage.application_id.in_(application_ids),
        ThreadMessage.from_team == from_team,
        ThreadMessage.read_at.is_(None),
    )
    rows = session.execute(unread.group_by(ThreadMessage.application_id))
    return {row[0]: row[1] for row in rows}


def get_inbox_page(
    session: Session, actor: Actor, call_id: CallId, number: int, now: datetime
) -> InboxPage:
    """Return a page of the dossiers of a call that wait for an answer of the team."""
    require(actor, Permission.LIST_DOSSIERS, get_call(session, call_id))
    own = WaitingThread.application_id.in_(select(select_own(actor).c.id))
    waiting = select(WaitingThread).where(WaitingThread.call_id == call_id, ~own)
    total = session.scalar(select(func.count()).select_from(waiting.subquery()))
    leaf = turn_to(number, total or 0)
    longest_first = waiting.order_by(WaitingThread.since, WaitingThread.application_id)
    shown = longest_first.offset(leaf.start).limit(PAGE_LENGTH).subquery("shown")
    received = select_received(actor, call_id)
    rows = session.execute(
        select(
            *(shown.c.application_id, shown.c.count, shown.c.since),
            *(received.c.number, received.c.title, received.c.organisation),
        )
        .join(received, received.c.id == shown.c.application_id)
        .order_by(shown.c.since, shown.c.application_id)
    )
    return InboxPage(
        call=get_heading(session, call_id, now),
        leaf=leaf,
        lines=[Waiting(**row._asdict()) for row in rows],
    )


def _happened(session: Session, application_id: ApplicationId) -> Sequence[Entry]:
    facts = [f for f in list_facts(session, application_id) if f.event in rules.OF_FOUNDERS]
    facts.reverse()
    told = rules.tell(fact.event for fact in facts)
    return [
        Entry(at=fact.at, event=event, facts=fact.facts)
        for fact, event in zip(facts, told, strict=True)
    ]


def _said(session: Session, messages: Sequence[ThreadMessage]) -> Sequence[Entry]:
    people = map_people(session, [message.author_id for message in messages])
    return [
        Entry(
            at=message.sent_at,
            author=people[message.author_id].name,
            from_team=message.from_team,
            waits=message.read_at is None,
            text=message.text,
        )
        for message in messages
    ]
