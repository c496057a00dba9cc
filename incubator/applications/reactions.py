"""What a submission causes, its receipt, later; what an accepted invitation causes, at once."""

from incubator.accounts.commands import hold
from incubator.accounts.queries import get_standing
from incubator.accounts.rules import InvitationAccepted
from incubator.applications.queries import find_application, get_application
from incubator.applications.rules import (
    PRINT,
    ApplicationId,
    ApplicationSubmitted,
    TeammateJoined,
    why_not_join,
)
from incubator.infra.jobs import enqueue
from incubator.infra.unit_of_work import Tx
from incubator.kernel.actor import AccountId, Relation


def order_receipt(tx: Tx, event: ApplicationSubmitted) -> None:
    """Ask for the receipt of a dossier that was received."""
    enqueue(tx, PRINT, event.submission_id)


def let_in(tx: Tx, event: InvitationAccepted) -> None:
    """Let whoever accepted an invitation share its dossier; a refusal leaves the link unused."""
    application_id, account_id = ApplicationId(event.scope), AccountId(event.subject_id)
    application = get_application(tx.session, application_id)
    own = find_application(tx.session, application.call_id, account_id)
    if own is application:
        return
    roles = get_standing(tx.session, account_id, application.call_id)
    if refusal := why_not_join(roles, applies=own is not None):
        raise refusal
    hold(tx, account_id, Relation.TEAMMATE, application_id)
    tx.record(TeammateJoined(subject_id=application_id, account_id=account_id))
