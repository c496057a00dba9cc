"""The worker draws receipts: facts first, then bytes, then the row that speaks of them."""

from dataclasses import replace
from uuid import UUID

from flask import render_template
from flask_babel import force_locale

from incubator.applications import rules
from incubator.applications.commands import keep_receipt
from incubator.applications.queries import describe, find_printed
from incubator.applications.rules import Receipt, SubmissionId
from incubator.infra.db import db
from incubator.infra.pdf import Enclosure, legible
from incubator.infra.prints import print_document
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM
from incubator.kernel.paris import is_past
from incubator.kernel.refusals import N_


def print_receipt(subject_id: UUID) -> None:
    """Draw the receipt of a submission, once."""
    submission_id, session = SubmissionId(subject_id), db.session()
    if find_printed(session, submission_id):
        return
    receipt = describe(session, submission_id)
    if refusal := rules.why_not_print(receipt):
        raise refusal
    written, page = rules.to_json(receipt), set_in_type(receipt)
    enclosed = Enclosure(
        name="accuse-de-reception.json",
        description=N_("Les données de l’accusé de réception"),
        content=written.encode(),
    )
    blob = print_document(page, said=page, enclosed=enclosed, at=receipt.received_at)
    with transaction(SYSTEM) as tx:
        keep_receipt(tx, submission_id, written, blob)


def set_in_type(receipt: Receipt) -> str:
    """Return the page that the press draws; a strange name of a file does not stop it."""
    files = tuple(replace(file, name=legible(file.name)) for file in receipt.files)
    closed = is_past(receipt.closes_on, receipt.received_at)
    with force_locale("fr"):
        return render_template(
            "letters/receipt.html",
            receipt=replace(receipt, files=files),
            next=rules.what_next(receipt, closed=closed),
        )
