"""What each call holds, in one statement for all calls; to whoever judges one, not its sheets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.applications.queries import select_own
from incubator.calls.rules import CallId
from incubator.desks.models import DossierNeed
from incubator.desks.rules import SILENCE_NEAR, CallState, Need, Pile
from incubator.jury.queries import EvaluationCount, list_closed, map_evaluations
from incubator.kernel.actor import Actor, Relation
from incubator.kernel.paris import day_of

STAFF = {Relation.MANAGER, Relation.SIGNATORY}
DAY: Final = timedelta(days=1)
COUNTED: Final = {
    "to_check": Need.CHECK,
    "incomplete": Need.ITEMS,
    "unadvised": Need.OPINION,
    "undrafted": Need.DRAFT,
    "drafted": Need.SIGNATURE,
    "signed": Need.RELEASE,
    "unsigned": Need.DECISION,
}
Days = Mapping[date | None, int]


def list_states(
    session: Session, actor: Actor, calls: Iterable[Any], now: datetime
) -> Sequence[CallState]:
    """Return what each call holds of those that the actor manages or signs for."""
    calls = [call for call in calls if actor.standing_in(call.id) & STAFF]
    call_ids = [call.id for call in calls]
    needs, closed = _count(session, actor, call_ids), list_closed(session)
    evaluations = map_evaluations(session, actor, [one for one in call_ids if one not in closed])
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
            **_dossiers(needs.get(call.id, {}), day_of(now)),
            **_sheets(evaluations.get(call.id, EvaluationCount()), needs.get(call.id, {})),
        )
        for call in calls
    ]


def _count(
    session: Session, actor: Actor, call_ids: Collection[CallId]
) -> Mapping[CallId, Mapping[Need, Days]]:
    """Return how many dossiers of each call wait for what, by day."""
    own = DossierNeed.application_id.in_(select(select_own(actor).c.id))
    kinds = (DossierNeed.call_id, DossierNeed.need, DossierNeed.day)
    counts = select(*kinds, func.count()).where(DossierNeed.call_id.in_(call_ids), ~own)
    needs: dict[CallId, dict[Need, dict[date | None, int]]] = {}
    for call_id, need, day, count in session.execute(counts.group_by(*kinds)):
        needs.setdefault(call_id, {}).setdefault(need, {})[day] = count
    return needs


def _dossiers(needs: Mapping[Need, Days], today: date) -> dict[str, Any]:
    items, silence = needs.get(Need.ITEMS, {}), needs.get(Need.SILENCE, {})
    counts = {name: _pile(needs.get(need, {})).count for name, need in COUNTED.items()}
    return counts | {
        "overdue": _pile(items, until=today - DAY),
        "silent": _pile(silence, until=today - DAY),
        "silent_soon": _pile(silence, since=today, until=today + SILENCE_NEAR),
        "messages": _pile(needs.get(Need.ANSWER, {})),
        "to_post": _pile(needs.get(Need.POST, {})),
    }


def _pile(days: Days, since: date = date.min, until: date = date.max) -> Pile:
    """Return how many things wait from one day to another, and the first of their days."""
    counted = {day: count for day, count in days.items() if since <= (day or since) <= until}
    return Pile(count=sum(counted.values()), first=min(filter(None, counted), default=None))


def _sheets(evaluation: EvaluationCount, needs: Mapping[Need, Days]) -> dict[str, Any]:
    if evaluation.apart:
        return {}
    return {
        "unassigned": _pile(needs.get(Need.JURORS, {})).count,
        "links": Pile(count=evaluation.links, first=_day(evaluation.first_link)),
        "awaited": evaluation.awaited,
        "waiting_jurors": evaluation.waiting_jurors,
        "expected": evaluation.expected,
    }


def _day(instant: datetime | None) -> date | None:
    return day_of(instant) if instant else None
