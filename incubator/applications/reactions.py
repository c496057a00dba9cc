"""What a submission causes: its receipt is drawn, later."""

from incubator.applications.rules import PRINT, ApplicationSubmitted
from incubator.infra.jobs import enqueue
from incubator.infra.unit_of_work import Tx


def order_receipt(tx: Tx, event: ApplicationSubmitted) -> None:
    """Ask for the receipt of a dossier that was received."""
    enqueue(tx, PRINT, event.submission_id)
