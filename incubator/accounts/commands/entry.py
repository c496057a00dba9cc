"""Opening accounts, signing in by password, and going out."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import delete
from sqlalchemy.orm import Session

from incubator.accounts import rules
from incubator.accounts.commands.visits import Caller, end_visit, open_visit
from incubator.accounts.models import Account, FailedAttempt, Role
from incubator.accounts.queries import count_failures, find_by_address, find_visit
from incubator.accounts.rules import AccountOpened, AddressTaken, WrongCredentials
from incubator.infra.clock import now
from incubator.infra.hashing import HASHER, NO_ONES
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import HOUSE, AccountId, Actor, Relation
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import Refusal

MEMORY_OF_FAILURES: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """A person to be let in; without a password, by links until they choose one."""

    email: str
    given_name: str
    family_name: str
    password: str | None = None
    roles: frozenset[Relation] = frozenset()


def open_account(actor: Actor, new: NewAccount) -> AccountId:
    """Open an account for somebody, and return its id; the operator answers for the password."""
    password_hash = HASHER.hash(new.password) if new.password else None
    with transaction(actor) as tx:
        require(actor, Permission.SET_UP_HOUSE, HOUSE)
        return add_account(tx, new, password_hash).id


def add_account(tx: Tx, new: NewAccount, password_hash: str | None) -> Account:
    """Keep a new account, its roles holding everywhere."""
    if find_by_address(tx.session, new.email):
        raise AddressTaken
    account = Account(
        id=AccountId(uuid4()),
        email=rules.clean_address(new.email),
        given_name=new.given_name,
        family_name=new.family_name,
        password_hash=password_hash,
        opened_at=tx.now,
        epoch=0,
    )
    tx.session.add(account)
    tx.session.flush()
    roles = sorted(new.roles & rules.ROLES)
    tx.session.add_all(Role(account_id=account.id, relation=role) for role in roles)
    tx.record(AccountOpened(subject_id=account.id, roles=tuple(role.value for role in roles)))
    return account


def sign_in(
    actor: Actor, session: Session, email: str, password: str, caller: Caller
) -> str | Refusal:
    """Return what the cookie of a new visit holds, or why the address and password open none."""
    address, network = rules.address_digest(email), rules.network_of(caller.origin)
    of_address, of_network = count_failures(session, address, network, now())
    if refusal := rules.why_not_try(of_address=of_address, of_network=of_network):
        return refusal
    account = find_by_address(session, email)
    account_id = account.id if account else None
    known = (account.password_hash if account else None) or NO_ONES
    right = HASHER.matches(known, password) and known != NO_ONES
    renewed = HASHER.hash(password) if right and HASHER.check_needs_rehash(known) else None
    with transaction(actor) as tx:  # those who tried meanwhile count
        of_address, of_network = count_failures(tx.session, address, network, tx.now)
        if refusal := rules.why_not_try(of_address=of_address, of_network=of_network):
            return refusal
        if account_id is None or not right:
            note_failure(tx, address, network)
            return WrongCredentials()
        if renewed:
            tx.session.get_one(Account, account_id).password_hash = renewed
        return open_visit(tx, account_id, caller)


def note_failure(tx: Tx, address: str, network: str) -> None:
    """Count a wrong password, and forget the old ones."""
    old = FailedAttempt.at < tx.now - MEMORY_OF_FAILURES
    tx.session.execute(delete(FailedAttempt).where(old))
    tx.session.add(FailedAttempt(address=address, network=network, at=tx.now))


def sign_out(actor: Actor, token: str) -> None:
    """End the visit of the cookie at hand, if it still goes on."""
    with transaction(actor) as tx:
        if visit := find_visit(tx.session, token):
            end_visit(tx, visit)
