"""What people are told."""

from incubator.applications.rules import ApplicationSubmitted
from incubator.infra.unit_of_work import Tx
from incubator.kernel.actor import AccountId
from incubator.outbox.commands import post


def confirm_submission(tx: Tx, event: ApplicationSubmitted) -> None:
    """Tell the founder that the dossier was received."""
    founder_id = AccountId(event.founder_id)
    post(tx, "application_received", recipient_id=founder_id, subject_id=event.submission_id)
