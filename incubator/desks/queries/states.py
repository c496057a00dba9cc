"""What each call holds, in one statement for all calls; to whoever judges one, not its sheets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from incubator.applications.queries import select_received
from incubator.applications.rules import ApplicationState
from incubator.calls.rules import CallId
from incubator.decisions.queries import select_states
from incubator.decisions.rules import DecisionState
from incubator.deliberation.queries import select_opinions
from incubator.desks.rules import SILENCE_NEAR, CallState, Pile
from incubator.jury.queries import EvaluationCount, list_closed, map_evaluations
from incubator.kernel.actor import Actor, Relation
from incubator.kernel.paris import day_of
from incubator.messages.queries import select_waiting

STAFF = {Relation.MANAGER, Relation.SIGNATORY}


def list_states(
    session: Session, actor: Actor, calls: Iterable[Any], now: datetime
) -> Sequence[CallState]:
    """Return what each call holds of those that the actor manages or signs for."""
    calls = [call for call in calls if actor.standing_in(call.id) & STAFF]
    counts, closed = _count(session, actor, now), list_closed(session)
    evaluations = map_evaluations(session, actor)
    return [
        CallState(
            call_id=call.id,
            title=call.title,
            closes_on=call.closes_on,
            admissibility_until=call.admissibility_until,
            evaluation_until=call.evaluation_until,
            decision_on=call.decision_on,
            evaluation_closed=call.id in closed,
            manages=Relation.MANAGER in actor.standing_in(call.id),
            signs=Relation.SIGNATORY in actor.standing_in(call.id),
            **(_dossiers(counts[call.id]) if call.id in counts else {}),
            **_sheets(evaluations.get(call.id, EvaluationCount()), counts.get(call.id)),
        )
        for call in calls
    ]


def _count(session: Session, actor: Actor, now: datetime) -> Mapping[CallId, Any]:
    """Count the dossiers of each call by what they wait for."""
    received, decided = select_received(actor), select_states()
    opinions, unread, today = select_opinions(), select_waiting(), day_of(now)
    state, decision = received.c.state, decided.c.state
    open_, admissible = decision.is_(None), state == ApplicationState.ADMISSIBLE
    unsigned = open_ | (decision == DecisionState.DRAFTED)
    heard = opinions.c.application_id.is_not(None)
    goes_on, silence_on = state != ApplicationState.WITHDRAWN, received.c.silence_on
    answerable = received.c.founder_id.is_not(None) & goes_on
    piles: Mapping[str, ColumnElement[Any]] = {
        "incomplete": state == ApplicationState.INCOMPLETE,
        "overdue": received.c.reopened_until < today,
        "to_check": state == ApplicationState.SUBMITTED,
        "silent": unsigned & (silence_on < today),
        "silent_soon": unsigned & silence_on.between(today, today + SILENCE_NEAR),
        "admissible": admissible & open_,
        "unadvised": admissible & open_ & ~heard,
        "undrafted": answerable & open_ & (heard | (state == ApplicationState.INADMISSIBLE)),
        "drafted": decision == DecisionState.DRAFTED,
        "signed": decision == DecisionState.SIGNED,
        "unsigned": answerable & unsigned,
        "to_post": (decision == DecisionState.AVAILABLE) & ~decided.c.electronic,
        "to_answer": unread.c.since.is_not(None),
    }
    firsts = {
        "overdue_on": ("overdue", received.c.reopened_until),
        "silent_on": ("silent", silence_on),
        "soon_on": ("silent_soon", silence_on),
        "answer_at": ("to_answer", unread.c.since),
        "post_at": ("to_post", decided.c.available_at),
    }
    rows = session.execute(
        select(received.c.call_id, *_columns(piles, firsts))
        .outerjoin(decided, decided.c.application_id == received.c.id)
        .outerjoin(opinions, opinions.c.application_id == received.c.id)
        .outerjoin(unread, unread.c.application_id == received.c.id)
        .group_by(received.c.call_id)
    )
    return {row.call_id: row for row in rows}


def _columns(
    piles: Mapping[str, ColumnElement[Any]], firsts: Mapping[str, tuple[str, ColumnElement[Any]]]
) -> Iterator[ColumnElement[Any]]:
    """Return how high each pile is, and since or until when the first thing waits there."""
    for name, met in piles.items():
        yield func.count(case((met, 1))).label(name)
    for name, (pile, day) in firsts.items():
        yield func.min(case((piles[pile], day))).label(name)


def _dossiers(row: Any) -> dict[str, Any]:
    names = ("to_check", "incomplete", "unadvised", "undrafted", "drafted", "signed", "unsigned")
    return {name: getattr(row, name) for name in names} | {
        "overdue": Pile(count=row.overdue, first=row.overdue_on),
        "silent": Pile(count=row.silent, first=row.silent_on),
        "silent_soon": Pile(count=row.silent_soon, first=row.soon_on),
        "messages": Pile(count=row.to_answer, first=_day(row.answer_at)),
        "to_post": Pile(count=row.to_post, first=_day(row.post_at)),
    }


def _sheets(evaluation: EvaluationCount, row: Any) -> dict[str, Any]:
    if evaluation.apart:
        return {}
    admissible = row.admissible if row else 0
    return {
        "unassigned": max(0, admissible - evaluation.dossiers),
        "links": Pile(count=evaluation.links, first=_day(evaluation.first_link)),
        "awaited": evaluation.awaited,
        "waiting_jurors": evaluation.waiting_jurors,
        "expected": evaluation.expected,
    }


def _day(instant: datetime | None) -> date | None:
    return day_of(instant) if instant else None
