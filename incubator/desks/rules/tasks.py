"""What a desk asks of the team, told by the state of each call; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Final

from incubator.kernel.paris import day_of, is_past

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from incubator.calls.rules import CallId

SILENCE_NEAR: Final = timedelta(days=15)
WEEK: Final = timedelta(days=7)


class TaskKind(StrEnum):
    """What there is to do, in the order of a call's life."""

    SILENCE_PAST = "silence_past"
    SILENCE_NEAR = "silence_near"
    ITEMS_LATE = "items_late"
    ANSWER = "answer"
    CHECK = "check"
    ASSIGN = "assign"
    RULE_ON_LINK = "rule_on_link"
    CHASE_JURORS = "chase_jurors"
    CLOSE_EVALUATION = "close_evaluation"
    ADVISE = "advise"
    DRAFT = "draft"
    SIGN = "sign"
    RELEASE = "release"
    POST = "post"
    MILESTONES = "milestones"
    MAILS = "mails"


class Urgency(IntEnum):
    """How a task presses."""

    LATE = 0
    SOON = 1
    NEXT = 2


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing to do, how many times, and the day that presses most."""

    kind: TaskKind
    count: int
    urgency: Urgency
    day: date | None = None
    about: str = ""
    target_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Pile:
    """How many things wait, and since or until which day for the first."""

    count: int = 0
    first: date | None = None


NOTHING: Final = Pile()


@dataclass(frozen=True, kw_only=True)
class CallState:
    """What a call holds, as far as its reader may know."""

    call_id: CallId
    title: str
    closes_on: date
    admissibility_until: date
    evaluation_until: date
    decision_on: date
    evaluation_closed: bool = False
    manages: bool = True
    signs: bool = False
    messages: Pile = NOTHING
    to_check: int = 0
    incomplete: int = 0
    overdue: Pile = NOTHING
    silent: Pile = NOTHING
    silent_soon: Pile = NOTHING
    unassigned: int = 0
    links: Pile = NOTHING
    awaited: int = 0
    waiting_jurors: int = 0
    expected: int = 0
    unadvised: int = 0
    undrafted: int = 0
    drafted: int = 0
    signed: int = 0
    unsigned: int = 0
    to_post: Pile = NOTHING


def list_tasks(call: CallState, now: datetime) -> Iterator[Task]:
    """Return what a call asks of its reader, by their roles."""
    tasks: list[Task] = []
    if call.manages:
        tasks += _reception(call, now)
        tasks += () if call.evaluation_closed else _evaluation(call, now)
        tasks += _decisions(call, now)
    if call.signs:
        pressing = (call.decision_on, call.silent.first, call.silent_soon.first)
        tasks.append(_by(TaskKind.SIGN, call.drafted, min(filter(None, pressing)), now))
    for task in tasks:
        if task.count:
            yield replace(task, about=call.title, target_id=call.call_id)


def arrange(tasks: Iterable[Task]) -> Sequence[Task]:
    """Return tasks in the order in which they press: late, soon, next; the oldest day first."""
    order = list(TaskKind)

    def key(task: Task) -> tuple[int, bool, str, int, str]:
        day = task.day.isoformat() if task.day else ""
        return task.urgency, task.day is None, day, order.index(task.kind), task.about

    return sorted(tasks, key=key)


def _reception(call: CallState, now: datetime) -> Iterator[Task]:
    yield _since(TaskKind.SILENCE_PAST, call.silent, Urgency.LATE)
    yield _since(TaskKind.SILENCE_NEAR, call.silent_soon, Urgency.SOON)
    yield _since(TaskKind.ITEMS_LATE, call.overdue, Urgency.LATE)
    yield _since(TaskKind.ANSWER, call.messages, Urgency.SOON)
    if is_past(call.closes_on, now):
        yield _by(TaskKind.CHECK, call.to_check, call.admissibility_until, now)


def _evaluation(call: CallState, now: datetime) -> Iterator[Task]:
    due = call.evaluation_until
    yield _by(TaskKind.ASSIGN, call.unassigned, due, now)
    yield _since(TaskKind.RULE_ON_LINK, call.links, Urgency.SOON)
    if is_past(due, now):
        yield _by(TaskKind.CHASE_JURORS, call.waiting_jurors, due, now)
    left = call.awaited or call.unassigned or call.to_check or call.incomplete
    if is_past(call.closes_on, now) and call.expected and not left:
        yield _by(TaskKind.CLOSE_EVALUATION, 1, due, now)


def _decisions(call: CallState, now: datetime) -> Iterator[Task]:
    due = call.decision_on
    if is_past(call.closes_on, now):
        yield _by(TaskKind.ADVISE, call.unadvised if call.evaluation_closed else 0, due, now)
        yield _by(TaskKind.DRAFT, call.undrafted, due, now)
    yield _by(TaskKind.RELEASE, 0 if call.unsigned else call.signed, due, now)
    yield _since(TaskKind.POST, call.to_post, Urgency.SOON)


def _by(kind: TaskKind, count: int, day: date, now: datetime) -> Task:
    """Return a task that has a last day: late after it, pressing in its last week."""
    near = day - day_of(now) <= WEEK
    urgency = Urgency.LATE if is_past(day, now) else Urgency.SOON if near else Urgency.NEXT
    return Task(kind=kind, count=count, urgency=urgency, day=day)


def _since(kind: TaskKind, pile: Pile, urgency: Urgency) -> Task:
    return Task(kind=kind, count=pile.count, urgency=urgency, day=pile.first)
