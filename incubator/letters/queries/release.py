"""How far the letters of a call are, and the page from which they are released."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, exists, func, select
from sqlalchemy.orm import Session

from incubator.applications.queries import select_received
from incubator.applications.rules import ApplicationState
from incubator.calls.queries import CallHeading, get_call, get_heading
from incubator.calls.rules import CallId
from incubator.decisions.queries import (
    DecisionCount,
    DecisionRow,
    count_decisions,
    list_decisions,
    select_states,
)
from incubator.decisions.rules import DecisionId, DecisionState
from incubator.infra.jobs import map_failures
from incubator.kernel.actor import NOBODY, Actor
from incubator.kernel.pages import Leaf, turn_to
from incubator.kernel.permissions import Permission, allows, require
from incubator.kernel.refusals import Refusal
from incubator.kernel.texts import MOST_NAMES
from incubator.letters.models import AwaitedLetter, Letter
from incubator.letters.rules import RENDER, why_not_release
from incubator.outbox.queries import list_uncertain

SIGNED: Final = (DecisionState.SIGNED, DecisionState.AVAILABLE, DecisionState.RECEIVED)


@dataclass(frozen=True, kw_only=True)
class BatchLine:
    """A decision of a call with its letter: `failure` says why there is none.

    It is doubtful when nobody knows whether the mail that announces it has left.
    """

    row: DecisionRow
    printed: bool
    failure: str | None
    doubtful: bool


@dataclass(frozen=True, kw_only=True)
class BatchPage:
    """The decisions of a call on their way to the founders, one page of them line by line."""

    call: CallHeading
    lines: Sequence[BatchLine]
    leaf: Leaf
    states: Mapping[DecisionState, DecisionCount]
    printed: int
    expected: int
    may_release: bool
    why_not_release: Refusal | None

    @property
    def available_at(self) -> datetime | None:
        """Return when decisions became available last, or None before."""
        times = [one.available_at for one in self.states.values() if one.available_at]
        return max(times, default=None)

    def count(self, *states: str) -> int:
        """Return how many decisions stand in one of these states."""
        return sum(one.count for state, one in self.states.items() if state in states)


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What the decisions of a call lack before they can become available.

    The first titles of each kind, as many as a sentence names and one more; all the letters.
    """

    undecided: Sequence[str]
    unprinted: Sequence[str]
    letters: int


def get_batch_page(
    session: Session, actor: Actor, call_id: CallId, number: int, now: datetime
) -> BatchPage:
    """Return the decisions of a call, and how far each letter is on one page of them."""
    call = get_call(session, call_id)
    require(actor, Permission.READ_DECISIONS, call)
    states = count_decisions(session, call_id)
    leaf = turn_to(number, sum(state.count for state in states.values()))
    rows = list_decisions(session, call_id, leaf)
    printed = _list_printed(session, [row.id for row in rows])
    awaited = select(AwaitedLetter.application_id).filter_by(call_id=call_id)
    missing = _find_missing(session, call_id, awaited)
    signed = sum(one.count for state, one in states.items() if state in SIGNED)
    failures: Mapping[UUID, str] = map_failures(session, RENDER)
    doubtful = {doubt.subject_id for doubt in list_uncertain(session)}
    return BatchPage(
        call=get_heading(session, call_id, now),
        lines=[
            BatchLine(
                row=row,
                printed=row.id in printed,
                failure=failures.get(row.id),
                doubtful=row.id in doubtful,
            )
            for row in rows
        ],
        leaf=leaf,
        states=states,
        printed=signed - missing.letters,
        expected=_count_awaited(session, call_id),
        may_release=allows(actor, Permission.RELEASE_LETTERS, call),
        why_not_release=_obstacle(states, missing),
    )


def find_obstacle(
    session: Session, call_id: CallId, states: Mapping[DecisionState, DecisionCount]
) -> Refusal | None:
    """Say why the decisions of a call, counted by state, cannot become available now, or None."""
    unprinted = select_unprinted(call_id).subquery()
    return _obstacle(states, _find_missing(session, call_id, select(unprinted.c.application_id)))


def select_unprinted(call_id: CallId | None = None) -> Select[Any]:
    """Select the signed decisions that have no letter yet, of one call or of all."""
    decided = select_states(call_id)
    printed = exists().where(Letter.decision_id == decided.c.id)
    columns = (decided.c.id.label("decision_id"), decided.c.application_id, decided.c.call_id)
    return select(*columns).where(decided.c.state == DecisionState.SIGNED, ~printed)


def list_to_release(session: Session, call_id: CallId) -> Sequence[DecisionId]:
    """Return the signed decisions of a call that are not available yet, by dossier number."""
    received, decided = select_received(NOBODY, call_id), select_states(call_id)
    signed = (
        select(decided.c.id)
        .join(received, received.c.id == decided.c.application_id)
        .where(decided.c.state == DecisionState.SIGNED)
    )
    return session.scalars(signed.order_by(received.c.number)).all()


def _list_printed(
    session: Session, decision_ids: Collection[DecisionId]
) -> AbstractSet[DecisionId]:
    printed = select(Letter.decision_id).where(Letter.decision_id.in_(decision_ids))
    return set(session.scalars(printed))


def _count_awaited(session: Session, call_id: CallId) -> int:
    """Return how many letters of a call somebody awaits."""
    received = select_received(NOBODY, call_id)
    awaited = select(func.count()).select_from(received).where(_awaits(received))
    return session.scalar(awaited) or 0


def _awaits(received: Subquery) -> ColumnElement[bool]:
    """Say whether somebody awaits an answer: what was imported or taken back has nobody."""
    goes_on = received.c.state != ApplicationState.WITHDRAWN
    return received.c.founder_id.is_not(None) & goes_on


def _obstacle(states: Mapping[DecisionState, DecisionCount], missing: Missing) -> Refusal | None:
    if DecisionState.SIGNED not in states:
        return why_not_release(0, (), ())
    return why_not_release(states[DecisionState.SIGNED].count, missing.undecided, missing.unprinted)


def _find_missing(session: Session, call_id: CallId, unprinted: Select[Any]) -> Missing:
    """Return what the decisions of a call lack; `unprinted` are the dossiers without a letter."""
    received = select_received(NOBODY, call_id)
    letters = session.scalar(select(func.count()).select_from(unprinted.subquery())) or 0
    waiting = select(received.c.title).where(received.c.id.in_(unprinted))
    return Missing(
        undecided=_first(session, _undecided(call_id)),
        unprinted=_first(session, waiting.order_by(received.c.number)) if letters else (),
        letters=letters,
    )


def _first(session: Session, titles: Select[str]) -> Sequence[str]:
    """Return as many titles as a sentence names, and one more if there are others."""
    return session.scalars(titles.limit(MOST_NAMES + 1)).all()


def _undecided(call_id: CallId) -> Select[str]:
    """Select the titles of the dossiers that await a signed decision."""
    received, decided = select_received(NOBODY, call_id), select_states(call_id)
    signed = select(decided.c.application_id).where(decided.c.state.in_(SIGNED))
    titles = select(received.c.title).where(_awaits(received), received.c.id.not_in(signed))
    return titles.order_by(received.c.number)
