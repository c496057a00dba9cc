"""What people are told."""

from incubator.accounts.queries import list_people
from incubator.accounts.rules import AddressChangeAsked, LinkAsked, PasswordChanged
from incubator.applications.queries import list_mates
from incubator.applications.rules import ApplicationId, ApplicationSubmitted
from incubator.applications.rules.items import ItemsRequested
from incubator.applications.rules.withdrawal import ApplicationWithdrawn
from incubator.decisions.rules import DecisionMadeAvailable
from incubator.infra.unit_of_work import Tx
from incubator.jury.rules import JurorAssigned
from incubator.kernel.actor import NOBODY, AccountId, Relation
from incubator.messages.rules import MessageSent
from incubator.outbox.commands import post


def send_link(tx: Tx, event: LinkAsked) -> None:
    """Send a link to the address of its ticket; it is signed when the mail leaves."""
    if event.mail:
        post(tx, event.mail, recipient_id=NOBODY.account_id, subject_id=event.ticket_id)


def warn_of_password(tx: Tx, event: PasswordChanged) -> None:
    """Tell people that their password was changed, in case it was not by them."""
    if not event.first:
        account_id = AccountId(event.subject_id)
        post(tx, "password_changed", recipient_id=account_id, subject_id=account_id)


def warn_of_address(tx: Tx, event: AddressChangeAsked) -> None:
    """Tell the address that is about to be left."""
    account_id = AccountId(event.subject_id)
    post(tx, "address_leaving", recipient_id=account_id, subject_id=account_id)


def confirm_submission(tx: Tx, event: ApplicationSubmitted) -> None:
    """Tell the founder that the dossier was received, and whoever of the team handed it in."""
    for recipient_id in dict.fromkeys((AccountId(event.founder_id), tx.actor.account_id)):
        post(tx, "application_received", recipient_id=recipient_id, subject_id=event.submission_id)


def ask_for_items(tx: Tx, event: ItemsRequested) -> None:
    """Tell the founder what is missing, until when, and what it does to the date of silence."""
    founder_id = AccountId(event.founder_id)
    post(tx, "items_requested", recipient_id=founder_id, subject_id=event.subject_id)


def invite_juror(tx: Tx, event: JurorAssigned) -> None:
    """Tell the juror that a dossier waits; which one is read after signing in."""
    post(tx, "dossier_assigned", recipient_id=event.juror_id, subject_id=event.assignment_id)


def announce_decision(tx: Tx, event: DecisionMadeAvailable) -> None:
    """Tell the founder that the decision is there; what it says is read after signing in."""
    post(tx, "decision_available", recipient_id=event.founder_id, subject_id=event.decision_id)


def announce_message(tx: Tx, event: MessageSent) -> None:
    """Tell the other side that a message waits, once: not again while an older one does."""
    if not event.alone:
        return
    if event.from_team:
        post(tx, "message_from_team", recipient_id=event.founder_id, subject_id=event.subject_id)
    else:
        _tell_managers(tx, "message_from_founder", event)


def confirm_withdrawal(tx: Tx, event: ApplicationWithdrawn) -> None:
    """Confirm to the founder that a dossier was taken back, and tell the team."""
    founder_id, subject_id = event.founder_id, event.subject_id
    post(tx, "application_withdrawn", recipient_id=founder_id, subject_id=subject_id)
    _tell_managers(tx, "dossier_withdrawn", event)


def _tell_managers(tx: Tx, kind: str, event: MessageSent | ApplicationWithdrawn) -> None:
    """Tell the managers of a call, but those whose own dossier it is."""
    mates = list_mates(tx.session, ApplicationId(event.subject_id))
    own = {event.founder_id, *(mate.id for mate in mates)}
    for person in list_people(tx.session, Relation.MANAGER, event.call_id):
        if person.id not in own:
            post(tx, kind, recipient_id=person.id, subject_id=event.subject_id)
