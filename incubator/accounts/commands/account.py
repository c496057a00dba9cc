"""What people do to their own account: another password, another address."""

from sqlalchemy.orm import Session

from incubator.accounts import rules
from incubator.accounts.commands.entry import note_failure
from incubator.accounts.commands.tickets import issue, set_password, why_not_send
from incubator.accounts.commands.visits import Caller, open_visit
from incubator.accounts.models import Account
from incubator.accounts.queries import count_failures, find_by_address
from incubator.accounts.rules import Purpose, Wish, WrongCredentials
from incubator.infra.clock import now
from incubator.infra.hashing import HASHER, NO_ONES
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import HOUSE, NOBODY, Actor
from incubator.kernel.permissions import Permission, require


def change_password(actor: Actor, session: Session, old: str, new: str, caller: Caller) -> str:
    """Take a new password, and return what the cookie of the one visit that goes on holds."""
    _prove(actor, session, old, caller)
    password_hash = HASHER.hash(new)
    with transaction(actor) as tx:
        require(actor, Permission.OWN_ACCOUNT, HOUSE)
        set_password(tx, tx.session.get_one(Account, actor.account_id), password_hash)
        return open_visit(tx, actor.account_id, caller)


def ask_new_address(
    actor: Actor, session: Session, password: str, address: str, caller: Caller
) -> None:
    """Send a link to a new address and a warning to the old one; a taken address gets no link."""
    _prove(actor, session, password, caller)
    with transaction(actor) as tx:
        require(actor, Permission.OWN_ACCOUNT, HOUSE)
        if refusal := why_not_send(tx, address, caller):
            raise refusal
        account = tx.session.get_one(Account, actor.account_id)
        taken = find_by_address(tx.session, address) is not None
        mail = "" if taken else Purpose.NEW_ADDRESS.value
        wish = Wish(purpose=Purpose.NEW_ADDRESS, address=address)
        network = rules.network_of(caller.origin)
        issue(tx, wish, account, network=network, mail=mail)
        tx.record(rules.AddressChangeAsked(subject_id=account.id))


def _prove(actor: Actor, session: Session, password: str, caller: Caller) -> None:
    """Stop whoever does not know the password of the account at hand."""
    account = session.get_one(Account, actor.account_id)
    address, network = rules.address_digest(account.email), rules.network_of(caller.origin)
    of_address, of_network = count_failures(session, address, network, now())
    if refusal := rules.why_not_try(of_address=of_address, of_network=of_network):
        raise refusal
    known = account.password_hash or NO_ONES
    if not HASHER.matches(known, password) or known == NO_ONES:
        with transaction(NOBODY) as tx:
            note_failure(tx, address, network)
        raise WrongCredentials
