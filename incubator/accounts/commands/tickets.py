"""Links by mail: asked for, used once."""

from typing import cast
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.engine import CursorResult

from incubator.accounts import rules
from incubator.accounts.commands.entry import NewAccount, add_account
from incubator.accounts.commands.visits import Caller, end_visits, open_visit
from incubator.accounts.models import Account, Ticket
from incubator.accounts.queries import (
    count_tickets,
    find_by_address,
    get_ticket,
    list_invitations,
    list_open_visits,
)
from incubator.accounts.rules import (
    InvitationAccepted,
    InvitationWithdrawn,
    LinkUsed,
    Newcomer,
    Purpose,
    TicketId,
    Wish,
)
from incubator.infra.hashing import HASHER
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import Actor
from incubator.kernel.refusals import NotFound, Refusal

ALREADY_KNOWN = "already_known"  # the mail of somebody who signs up a second time


def ask_link(actor: Actor, wish: Wish, caller: Caller) -> Refusal | None:
    """Send a link to whoever it concerns; whether the address is known is not said."""
    with transaction(actor) as tx:
        return _send(tx, wish, caller)


def why_not_send(tx: Tx, address: str, caller: Caller) -> Refusal | None:
    """Say why no more link leaves for an address or at the demand of a network, or None."""
    network = rules.network_of(caller.origin)
    of_address, of_network = count_tickets(
        tx.session, rules.clean_address(address), network, tx.now
    )
    return rules.why_not_ask(of_address=of_address, of_network=of_network)


def _send(tx: Tx, wish: Wish, caller: Caller) -> Refusal | None:
    """Send a link; whoever signs up a second time is sent one to sign in by."""
    if refusal := why_not_send(tx, wish.address, caller):
        return refusal
    tx.session.execute(delete(Ticket).where(Ticket.expires_at < tx.now - rules.MEMORY_OF_TICKETS))
    network = rules.network_of(caller.origin)
    account = find_by_address(tx.session, wish.address)
    if wish.purpose is Purpose.SIGN_UP and account:
        issue(tx, wish.turned(Purpose.SIGN_IN), account, network=network, mail=ALREADY_KNOWN)
    else:
        useful = account is not None or wish.purpose is Purpose.SIGN_UP
        issue(tx, wish, account, network=network, mail=wish.purpose.value if useful else "")
    return None


def issue(tx: Tx, wish: Wish, account: Account | None, *, network: str, mail: str) -> Ticket:
    """Keep what a link will stand for, and let a mail take it along when there is one."""
    ticket = Ticket(
        purpose=wish.purpose,
        account_id=account.id if account else None,
        address=rules.clean_address(wish.address),
        epoch=account.epoch if account else 0,
        scope=wish.scope,
        onward=wish.onward,
        network=network,
        issued_at=tx.now,
        expires_at=tx.now + rules.lasts(wish.purpose),
        used_at=None,
    )
    tx.session.add(ticket)
    tx.session.flush()
    subject = account.id if account else ticket.id
    tx.record(rules.LinkAsked(subject_id=subject, ticket_id=ticket.id, mail=mail))
    return ticket


def invite_to_share(tx: Tx, address: str, scope: UUID, onward: str, caller: Caller) -> TicketId:
    """Send somebody the link by which they come to share a thing; an older one is worth nothing."""
    if refusal := why_not_send(tx, address, caller):
        raise refusal
    account = find_by_address(tx.session, address)
    for older in list_invitations(tx.session, scope, tx.now):
        if older.address == rules.clean_address(address):
            older.expires_at = tx.now
    wish = Wish(purpose=Purpose.TEAM, address=address, onward=onward, scope=scope)
    network = rules.network_of(caller.origin)
    return issue(tx, wish, account, network=network, mail=Purpose.TEAM.value).id


def take_back_invitation(tx: Tx, ticket_id: TicketId, scope: UUID) -> None:
    """Let an invitation to share a thing expire at once, if it was not used."""
    ticket = get_ticket(tx.session, ticket_id)
    if ticket.scope != scope:
        raise NotFound
    if ticket.used_at is None and ticket.expires_at > tx.now:
        ticket.expires_at = tx.now
        tx.record(InvitationWithdrawn(subject_id=scope, ticket_id=ticket_id))


def ask_again(actor: Actor, ticket_id: TicketId, caller: Caller) -> Refusal | None:
    """Send the link of an old ticket anew, to the address that it was for."""
    with transaction(actor) as tx:
        old = get_ticket(tx.session, ticket_id)
        account = tx.session.get(Account, old.account_id) if old.account_id else None
        personal = old.purpose in {Purpose.NEW_ADDRESS, Purpose.TEAM}  # others ask for these
        if personal or (account and account.email != old.address):
            raise NotFound
        wish = Wish(purpose=old.purpose, address=old.address, onward=old.onward)
        return _send(tx, wish, caller)


def use_link(actor: Actor, ticket_id: TicketId, newcomer: Newcomer, caller: Caller) -> str:
    """Do what a link is for, once, and return what the cookie of the visit it opens holds."""
    password_hash = HASHER.hash(newcomer.password) if newcomer.password else None
    with transaction(actor) as tx:
        ticket = _take(tx, ticket_id)
        account = _concerned(tx, ticket)
        if account is None:
            new = NewAccount(
                email=ticket.address,
                given_name=newcomer.given_name,
                family_name=newcomer.family_name,
            )
            account = add_account(tx, new, password_hash)
        elif ticket.purpose is Purpose.NEW_ADDRESS:
            move(tx, account, ticket.address)
        elif password_hash and ticket.account_id:
            set_password(tx, account, password_hash)
        if ticket.scope:
            accepted = InvitationAccepted(
                subject_id=account.id, ticket_id=ticket_id, scope=ticket.scope
            )
            tx.record(accepted)
        return open_visit(tx, account.id, caller)


def _take(tx: Tx, ticket_id: TicketId) -> Ticket:
    """Use a ticket up, or say why it opens nothing."""
    ticket = get_ticket(tx.session, ticket_id)
    account = _concerned(tx, ticket)
    if refusal := rules.why_not_open(ticket, account, tx.now):
        raise refusal
    unused = update(Ticket).where(Ticket.id == ticket_id, Ticket.used_at.is_(None))
    taken = cast("CursorResult[UUID]", tx.session.execute(unused.values(used_at=tx.now)))
    if taken.rowcount != 1:
        raise LinkUsed
    return ticket


def _concerned(tx: Tx, ticket: Ticket) -> Account | None:
    if ticket.account_id:
        return tx.session.get(Account, ticket.account_id)
    return find_by_address(tx.session, ticket.address)


def set_password(tx: Tx, account: Account, password_hash: str) -> None:
    """Give an account its new password: every browser is signed out, every link is dead."""
    first = account.password_hash is None
    account.password_hash = password_hash
    _close_other_ways(tx, account)
    tx.record(rules.PasswordChanged(subject_id=account.id, first=first))


def move(tx: Tx, account: Account, address: str) -> None:
    """Give an account its confirmed new address."""
    if find_by_address(tx.session, address):
        raise rules.AddressTaken
    account.email = address
    _close_other_ways(tx, account)
    tx.record(rules.AddressChanged(subject_id=account.id))


def _close_other_ways(tx: Tx, account: Account) -> None:
    account.epoch += 1
    end_visits(tx, list_open_visits(tx.session, account.id))
