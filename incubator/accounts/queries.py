"""What others may ask about people, and the pages of accounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Select, Subquery, func, or_, select
from sqlalchemy.orm import Session

from incubator.accounts import rules
from incubator.accounts.models import Account, FailedAttempt, Role, Ticket, Visit
from incubator.accounts.rules import HOUSE_WIDE, WINDOW, Person, Purpose, TicketId, clean_address
from incubator.infra.web import Visitor
from incubator.kernel.actor import HOUSE, AccountId, Actor, Relation
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound, Refusal


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Somebody who holds a role, and whether they have come yet."""

    person: Person
    role: Relation
    has_come: bool


@dataclass(frozen=True, kw_only=True)
class LinkPage:
    """What a link is for, whom it concerns, and why it opens nothing when it does not."""

    id: TicketId
    purpose: Purpose
    address: str
    onward: str
    person: Person | None
    has_password: bool
    roles: frozenset[Relation]
    scope: UUID | None
    why_not: Refusal | None
    may_ask_again: bool


@dataclass(frozen=True, kw_only=True)
class PendingInvitation:
    """An invitation to share a thing that waits to be accepted."""

    id: TicketId
    address: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """A browser in which somebody is signed in."""

    id: UUID
    device: str
    opened_at: datetime
    here: bool


@dataclass(frozen=True, kw_only=True)
class AccountPage:
    """Somebody's own account."""

    person: Person
    has_password: bool
    visits: Sequence[VisitLine]


def find_visitor(session: Session, token: str, seen_at: datetime, now: datetime) -> Visitor | None:
    """Return who is behind a cookie, or None when the visit is over; in one statement."""
    found = (
        select(Visit, Account, Role.relation, Role.scope)
        .join(Account, Account.id == Visit.account_id)
        .outerjoin(Role, Role.account_id == Account.id)
        .where(Visit.digest == _digest(token), Visit.ended_at.is_(None))
    )
    rows = session.execute(found).all()
    if not rows:
        return None
    visit, account = rows[0].Visit, rows[0].Account
    roles: dict[UUID, set[Relation]] = {HOUSE_WIDE: {Relation.MEMBER}}
    teams = frozenset(row.scope for row in rows if row.relation is Relation.TEAMMATE)
    for row in rows:
        if row.relation and row.scope not in teams:
            roles.setdefault(row.scope, set()).add(row.relation)
    actor = Actor(
        account_id=account.id,
        standing=frozenset(roles.pop(HOUSE_WIDE)),
        in_calls={scope: frozenset(held) for scope, held in roles.items()},
        in_teams=teams,
    )
    if rules.is_over(visit.opened_at, seen_at, actor.anywhere, now):
        return None
    return Visitor(
        actor=actor,
        name=f"{account.given_name} {account.family_name}",
        token=token,
        patience=int(rules.patience_with(actor.anywhere).total_seconds()),
    )


def find_visit(session: Session, token: str) -> Visit | None:
    """Return the visit that goes on under a cookie, or None."""
    open_visits = select(Visit).filter_by(digest=_digest(token), ended_at=None)
    return session.scalars(open_visits).one_or_none()


def list_open_visits(session: Session, account_id: AccountId) -> Sequence[Visit]:
    """Return where somebody is signed in, the latest first."""
    own = select(Visit).filter_by(account_id=account_id, ended_at=None)
    return session.scalars(own.order_by(Visit.opened_at.desc())).all()


def find_by_address(session: Session, email: str) -> Account | None:
    """Return the account that signs in with an address, or None."""
    return session.scalars(select(Account).filter_by(email=clean_address(email))).one_or_none()


def count_failures(session: Session, address: str, network: str, now: datetime) -> tuple[int, int]:
    """Return how many attempts failed lately for an address digest and from a network."""
    lately = select(func.count()).select_from(FailedAttempt).where(FailedAttempt.at > now - WINDOW)
    return (
        session.scalar(lately.where(FailedAttempt.address == address)) or 0,
        session.scalar(lately.where(FailedAttempt.network == network)) or 0,
    )


def count_tickets(session: Session, address: str, network: str, now: datetime) -> tuple[int, int]:
    """Return how many links were asked for lately, for an address and from a network."""
    lately = select(func.count()).select_from(Ticket).where(Ticket.issued_at > now - WINDOW)
    return (
        session.scalar(lately.where(Ticket.address == address)) or 0,
        session.scalar(lately.where(Ticket.network == network)) or 0,
    )


def get_ticket(session: Session, ticket_id: TicketId) -> Ticket:
    """Return what a link stands for, or raise `NotFound`."""
    ticket = session.get(Ticket, ticket_id)
    if ticket is None:
        raise NotFound
    return ticket


def get_link_page(session: Session, ticket_id: TicketId, now: datetime) -> LinkPage:
    """Return what a link shows before it is used."""
    ticket = get_ticket(session, ticket_id)
    account = session.get(Account, ticket.account_id) if ticket.account_id else None
    taken = account or find_by_address(session, ticket.address)
    moved = account is not None and account.email != ticket.address
    known = taken if ticket.purpose is Purpose.TEAM else account
    return LinkPage(
        id=ticket_id,
        purpose=ticket.purpose,
        address=ticket.address,
        onward=ticket.onward,
        person=_person(known) if known else None,
        has_password=known is not None and known.password_hash is not None,
        roles=get_roles(session, known.id) if known else frozenset(),
        scope=ticket.scope,
        why_not=rules.why_not_open(ticket, taken, now),
        may_ask_again=not moved and ticket.purpose not in {Purpose.NEW_ADDRESS, Purpose.TEAM},
    )


def list_invitations(session: Session, scope: UUID, now: datetime) -> Sequence[Ticket]:
    """Return the tickets by which people may still come to share a thing, the oldest first."""
    waiting = select(Ticket).where(
        Ticket.scope == scope, Ticket.used_at.is_(None), Ticket.expires_at > now
    )
    return session.scalars(waiting.order_by(Ticket.issued_at, Ticket.id)).all()


def list_pending(session: Session, scope: UUID, now: datetime) -> Sequence[PendingInvitation]:
    """Return the invitations to share a thing that wait to be accepted, the oldest first."""
    return [
        PendingInvitation(id=ticket.id, address=ticket.address, expires_at=ticket.expires_at)
        for ticket in list_invitations(session, scope, now)
    ]


def get_account_page(session: Session, actor: Actor, token: str) -> AccountPage:
    """Return somebody's own account: where they are signed in, and what they may change."""
    require(actor, Permission.OWN_ACCOUNT, HOUSE)
    account = session.get_one(Account, actor.account_id)
    here = _digest(token)
    return AccountPage(
        person=_person(account),
        has_password=account.password_hash is not None,
        visits=[
            VisitLine(
                id=visit.id,
                device=visit.device,
                opened_at=visit.opened_at,
                here=visit.digest == here,
            )
            for visit in list_open_visits(session, actor.account_id)
        ],
    )


def get_house_people(session: Session, actor: Actor) -> Sequence[Holder]:
    """Return those whose roles hold everywhere, to those who may invite there."""
    require(actor, Permission.INVITE, HOUSE)
    return list_holders(session, HOUSE_WIDE)


def list_holders(session: Session, scope: UUID) -> Sequence[Holder]:
    """Return those who hold a role within a scope, by name."""
    came = select(Visit.id).where(Visit.account_id == Account.id).exists()
    held = select(Account, Role.relation, came.label("came")).join(Role).where(Role.scope == scope)
    rows = session.execute(held.order_by(Account.family_name, Account.given_name, Role.relation))
    return [
        Holder(
            person=_person(row.Account),
            role=row.relation,
            has_come=row.came or row.Account.password_hash is not None,
        )
        for row in rows
        if row.relation is not Relation.OPERATOR
    ]


def get_roles(session: Session, account_id: AccountId) -> frozenset[Relation]:
    """Return the roles that somebody holds anywhere."""
    return frozenset(session.scalars(select(Role.relation).filter_by(account_id=account_id)))


def get_standing(session: Session, account_id: AccountId, scope: UUID) -> frozenset[Relation]:
    """Return the roles that somebody holds within a scope or everywhere."""
    held = select(Role.relation).filter_by(account_id=account_id)
    return frozenset(session.scalars(held.where(Role.scope.in_((scope, HOUSE_WIDE)))))


def select_scopes(account_id: AccountId, role: Relation) -> Select[UUID]:
    """Select the scopes within which somebody holds a role."""
    return select(Role.scope).filter_by(account_id=account_id, relation=role)


def select_holders(role: Relation) -> Subquery:
    """Select who holds a role, and within which scope."""
    return select(Role.account_id, Role.scope).filter_by(relation=role).subquery("holders")


def get_person(session: Session, account_id: AccountId) -> Person:
    """Return a person, or raise `NotFound`."""
    people = map_people(session, [account_id])
    if account_id not in people:
        raise NotFound
    return people[account_id]


def map_people(session: Session, account_ids: Iterable[AccountId]) -> Mapping[AccountId, Person]:
    """Return the people behind these accounts, by account."""
    accounts = session.scalars(select(Account).where(Account.id.in_(set(account_ids))))
    return {account.id: _person(account) for account in accounts}


def list_people(session: Session, role: Relation, scope: UUID) -> Sequence[Person]:
    """Return those who hold a role within a scope or everywhere, by name."""
    within = or_(Role.scope == scope, Role.scope == HOUSE_WIDE)
    holders = select(Role.account_id).where(Role.relation == role, within)
    having = select(Account).where(Account.id.in_(holders))
    return [
        _person(account)
        for account in session.scalars(having.order_by(Account.family_name, Account.given_name))
    ]


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _person(account: Account) -> Person:
    return Person(
        id=account.id,
        given_name=account.given_name,
        family_name=account.family_name,
        email=account.email,
    )
