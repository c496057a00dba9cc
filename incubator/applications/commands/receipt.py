"""Keeping a receipt that was drawn."""

from incubator.applications.models import PrintedReceipt
from incubator.applications.queries import find_owner
from incubator.applications.rules import ReceiptPrinted, SubmissionId
from incubator.infra.files import Blob
from incubator.infra.unit_of_work import Tx


def keep_receipt(tx: Tx, submission_id: SubmissionId, facts: str, blob: Blob) -> None:
    """Keep the receipt of a submission, whose bytes lie in the store; the first one stays."""
    if tx.session.get(PrintedReceipt, submission_id):
        return
    tx.session.add(
        PrintedReceipt(
            submission_id=submission_id,
            facts=facts,
            digest=blob.digest,
            size=blob.size,
            rendered_at=tx.now,
        )
    )
    application_id = find_owner(tx.session, submission_id)
    tx.record(
        ReceiptPrinted(subject_id=application_id, submission_id=submission_id, digest=blob.digest)
    )
