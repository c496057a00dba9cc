"""What people are told."""

from incubator.applications.rules import ApplicationSubmitted
from incubator.decisions.rules import DecisionMadeAvailable
from incubator.infra.unit_of_work import Tx
from incubator.jury.rules import JurorAssigned
from incubator.kernel.actor import AccountId
from incubator.outbox.commands import post


def confirm_submission(tx: Tx, event: ApplicationSubmitted) -> None:
    """Tell the founder that the dossier was received."""
    founder_id = AccountId(event.founder_id)
    post(tx, "application_received", recipient_id=founder_id, subject_id=event.submission_id)


def invite_juror(tx: Tx, event: JurorAssigned) -> None:
    """Tell the juror that a dossier waits; which one is read after signing in."""
    post(tx, "dossier_assigned", recipient_id=event.juror_id, subject_id=event.assignment_id)


def announce_decision(tx: Tx, event: DecisionMadeAvailable) -> None:
    """Tell the founder that the decision is there; what it says is read after signing in."""
    post(tx, "decision_available", recipient_id=event.founder_id, subject_id=event.decision_id)
