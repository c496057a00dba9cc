"""Opening accounts, and signing in."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from incubator.accounts import rules
from incubator.accounts.models import Account, FailedAttempt, Role
from incubator.accounts.queries import count_failures, find_by_address
from incubator.accounts.rules import AccountOpened, AddressTaken, SignedIn, WrongCredentials
from incubator.infra.clock import now
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import HOUSE, AccountId, Actor, Relation
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import Refusal

HASHER: Final = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
NO_ONES: Final = HASHER.hash("nobody has this password")  # so that an unknown address takes as long
MEMORY_OF_FAILURES: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """A person to be let in."""

    email: str
    given_name: str
    family_name: str
    password: str
    roles: frozenset[Relation] = frozenset()


def open_account(actor: Actor, new: NewAccount) -> AccountId:
    """Open an account and return its id."""
    password_hash = HASHER.hash(new.password)
    with transaction(actor) as tx:
        require(actor, Permission.SET_UP_HOUSE, HOUSE)
        if find_by_address(tx.session, new.email):
            raise AddressTaken
        account = Account(
            id=AccountId(uuid4()),
            email=rules.clean_address(new.email),
            given_name=new.given_name,
            family_name=new.family_name,
            password_hash=password_hash,
            opened_at=tx.now,
            roles=[Role(relation=role) for role in sorted(new.roles & rules.ROLES)],
        )
        tx.session.add(account)
        tx.session.flush()
        roles = tuple(role.relation.value for role in account.roles)
        tx.record(AccountOpened(subject_id=account.id, roles=roles))
        return account.id


def sign_in(
    actor: Actor, session: Session, email: str, password: str, *, origin: str
) -> AccountId | Refusal:
    """Return the account that the address and the password open, or why they open none."""
    address, network = rules.address_digest(email), rules.network_of(origin)
    of_address, of_network = count_failures(session, address, network, now())
    if refusal := rules.why_not_try(of_address=of_address, of_network=of_network):
        return refusal
    account = find_by_address(session, email)
    account_id = account.id if account else None
    known = account.password_hash if account else NO_ONES
    matches = _matches(known, password)
    renewed = HASHER.hash(password) if matches and HASHER.check_needs_rehash(known) else None
    with transaction(actor) as tx:  # those who tried meanwhile count
        of_address, of_network = count_failures(tx.session, address, network, tx.now)
        if refusal := rules.why_not_try(of_address=of_address, of_network=of_network):
            return refusal
        if account_id is None or not matches:
            tx.session.execute(
                delete(FailedAttempt).where(FailedAttempt.at < tx.now - MEMORY_OF_FAILURES)
            )
            tx.session.add(FailedAttempt(address=address, network=network, at=tx.now))
            return WrongCredentials()
        if renewed:
            tx.session.get_one(Account, account_id).password_hash = renewed
        tx.record(SignedIn(subject_id=account_id))
        return account_id


def _matches(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
