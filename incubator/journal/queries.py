"""What the journal tells."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from incubator.journal.models import JournalLine
from incubator.journal.rules import GENESIS, find_break
from incubator.kernel.actor import AccountId


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of the journal, as a history shows it."""

    event: str
    at: datetime
    actor_id: AccountId
    facts: Mapping[str, Any]


def select_facts(events: Collection[str]) -> Subquery:
    """Select what happened of these kinds."""
    columns = (JournalLine.position, JournalLine.event, JournalLine.at, JournalLine.subject_id)
    return select(*columns).where(JournalLine.event.in_(events)).subquery("facts")


def list_facts(session: Session, subject_id: UUID) -> Sequence[Fact]:
    """Return what happened to a thing, the latest first."""
    own = select(JournalLine).filter_by(subject_id=subject_id)
    return [
        Fact(event=line.event, at=line.at, actor_id=line.actor_id, facts=json.loads(line.facts))
        for line in session.scalars(own.order_by(JournalLine.position.desc()))
    ]


def find_first_break(session: Session) -> int | None:
    """Return the position of the first line that does not follow, or None when all do."""
    lines = select(JournalLine).order_by(JournalLine.position).execution_options(yield_per=500)
    with session.scalars(lines) as every:
        broken = find_break(every)
    return broken.position if broken else None


def count_lines(session: Session) -> int:
    """Return how many lines the journal has."""
    return session.scalar(select(func.count()).select_from(JournalLine)) or 0


def find_last_seal(session: Session) -> str:
    """Return the seal of the latest line, which vouches for all the others."""
    last = select(JournalLine.seal).order_by(JournalLine.position.desc()).limit(1)
    return session.scalar(last) or GENESIS


def has_seal(session: Session, seal: str) -> bool:
    """Tell whether a line bears this seal."""
    return session.scalar(select(JournalLine.position).filter_by(seal=seal)) is not None
