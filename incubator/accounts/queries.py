"""What others may ask about people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from incubator.accounts.models import Account, FailedAttempt, Role
from incubator.accounts.rules import WINDOW, Person, clean_address
from incubator.infra.web import Visitor
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.kernel.refusals import NotFound


def find_visitor(session: Session, account_id: AccountId) -> Visitor | None:
    """Return the person as a visitor, or None when the account is gone."""
    account = session.get(Account, account_id, options=[joinedload(Account.roles)])
    if account is None:
        return None
    standing = {Relation.MEMBER} | {role.relation for role in account.roles}
    actor = Actor(account_id=account.id, standing=frozenset(standing))
    return Visitor(actor=actor, name=f"{account.given_name} {account.family_name}")


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


def list_people(session: Session, role: Relation) -> Sequence[Person]:
    """Return those who hold a role, by name."""
    having = select(Account).join(Role).where(Role.relation == role)
    return [
        _person(account)
        for account in session.scalars(having.order_by(Account.family_name, Account.given_name))
    ]


def _person(account: Account) -> Person:
    return Person(
        id=account.id,
        given_name=account.given_name,
        family_name=account.family_name,
        email=account.email,
    )
