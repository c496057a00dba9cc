"""Giving roles and taking them back; whoever has no account yet is invited."""

from uuid import UUID

from incubator.accounts import rules
from incubator.accounts.commands.entry import NewAccount, add_account
from incubator.accounts.commands.tickets import issue
from incubator.accounts.models import Account, Role
from incubator.accounts.queries import find_by_address
from incubator.accounts.rules import (
    HOUSE_WIDE,
    Invitation,
    OwnRole,
    Purpose,
    RoleUnknown,
    Wish,
)
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import HOUSE, AccountId, Actor, Relation
from incubator.kernel.permissions import Permission, require

GIVEN_BY_PEOPLE = frozenset({Relation.MANAGER, Relation.JUROR, Relation.SIGNATORY})
NOWHERE = "0.0.0.0"  # noqa: S104 - the network of an invitation: it counts against nobody


def invite_to_house(actor: Actor, invitation: Invitation) -> AccountId:
    """Give somebody a role that holds everywhere, and return their account."""
    with transaction(actor) as tx:
        require(actor, Permission.INVITE, HOUSE)
        return grant(tx, invitation, HOUSE_WIDE)


def withdraw_from_house(actor: Actor, account_id: AccountId, role: Relation) -> None:
    """Take back a role that held everywhere."""
    with transaction(actor) as tx:
        require(actor, Permission.INVITE, HOUSE)
        withdraw(tx, account_id, role, HOUSE_WIDE)


def grant(tx: Tx, invitation: Invitation, scope: UUID) -> AccountId:
    """Give a role within a scope; an account is opened where there is none, and a mail says so."""
    if invitation.role not in GIVEN_BY_PEOPLE:
        raise RoleUnknown
    account = find_by_address(tx.session, invitation.email) or add_account(
        tx,
        NewAccount(
            email=invitation.email,
            given_name=invitation.given_name,
            family_name=invitation.family_name,
        ),
        None,
    )
    if account.id == tx.actor.account_id:
        raise OwnRole
    hold(tx, account.id, invitation.role, scope)
    invite(tx, account)
    return account.id


def hold(tx: Tx, account_id: AccountId, role: Relation, scope: UUID) -> None:
    """Let somebody hold a role within a scope, if they do not yet."""
    if tx.session.get(Role, (account_id, role, scope)) is None:
        tx.session.add(Role(account_id=account_id, relation=role, scope=scope))
        tx.record(rules.RoleGranted(subject_id=account_id, role=role, scope=scope))


def invite(tx: Tx, account: Account) -> None:
    """Send somebody the link by which they come in."""
    wish = Wish(purpose=Purpose.INVITATION, address=account.email)
    network = rules.network_of(NOWHERE)
    issue(tx, wish, account, network=network, mail=Purpose.INVITATION.value)


def withdraw(tx: Tx, account_id: AccountId, role: Relation, scope: UUID) -> None:
    """Take a role back, if it is held: it ends with the next page that its holder asks for."""
    if account_id == tx.actor.account_id:
        raise OwnRole
    held = tx.session.get(Role, (account_id, role, scope))
    if held is None:
        return
    tx.session.delete(held)
    tx.record(rules.RoleWithdrawn(subject_id=account_id, role=role, scope=scope))
