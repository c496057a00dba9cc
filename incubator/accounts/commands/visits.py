"""Where people are signed in: opened by a sign-in, seen and ended by their owner."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy import select

from incubator.accounts import rules
from incubator.accounts.models import Visit
from incubator.accounts.queries import find_visit, list_open_visits
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import HOUSE, AccountId, Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class Caller:
    """From where, and with what, somebody calls."""

    origin: str
    user_agent: str = ""


def open_visit(tx: Tx, account_id: AccountId, caller: Caller) -> str:
    """Return what the cookie of a new visit holds; only its digest is kept."""
    token = token_urlsafe(32)
    visit = Visit(
        digest=sha256(token.encode()).hexdigest(),
        account_id=account_id,
        device=rules.describe_device(caller.user_agent),
        opened_at=tx.now,
        ended_at=None,
    )
    tx.session.add(visit)
    tx.record(rules.SignedIn(subject_id=account_id))
    return token


def end_visit(tx: Tx, visit: Visit) -> None:
    """Sign one browser out."""
    if visit.ended_at is None:
        visit.ended_at = tx.now
        tx.record(rules.VisitEnded(subject_id=visit.account_id, visit_id=visit.id))


def end_visits(tx: Tx, visits: Iterable[Visit]) -> None:
    """Sign browsers out."""
    for visit in visits:
        end_visit(tx, visit)


def end_own_visit(actor: Actor, visit_id: UUID) -> None:
    """Let somebody sign one of their browsers out."""
    with transaction(actor) as tx:
        require(actor, Permission.OWN_ACCOUNT, HOUSE)
        visit = tx.session.get(Visit, visit_id)
        if visit is None or visit.account_id != actor.account_id:
            raise NotFound
        end_visit(tx, visit)


def end_other_visits(actor: Actor, token: str) -> None:
    """Let somebody sign out every browser but the one at hand."""
    with transaction(actor) as tx:
        require(actor, Permission.OWN_ACCOUNT, HOUSE)
        here = find_visit(tx.session, token)
        others = list_open_visits(tx.session, actor.account_id)
        end_visits(tx, [visit for visit in others if visit is not here])


def end_everyones_visits(tx: Tx) -> None:
    """Sign everybody out: what was true before a restoration is not any more."""
    end_visits(tx, tx.session.scalars(select(Visit).filter_by(ended_at=None)).all())
