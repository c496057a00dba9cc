"""The receipt of a submission: as a page, as facts for mail and paper, as it was printed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from incubator.applications import rules
from incubator.applications.models import Application, PrintedReceipt, Submission
from incubator.applications.queries.dossiers import find_last_submission, get_application
from incubator.applications.rules import ApplicationId, Receipt, SubmissionId
from incubator.applications.rules.withdrawal import NOTHING_NEXT
from incubator.calls.queries import CallHeading, get_call, get_heading
from incubator.ecosystem.queries import get_authority, get_text
from incubator.kernel.actor import Actor, Relation
from incubator.kernel.paris import is_past
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound
from incubator.kernel.sentences import Sentence


@dataclass(frozen=True, kw_only=True)
class ReceiptPage:
    """A receipt as its page shows it: what comes next is told as of today."""

    application_id: ApplicationId
    submission_id: SubmissionId
    call: CallHeading
    receipt: Receipt
    next: Sentence
    replaced: bool
    printed: bool
    team: bool


@dataclass(frozen=True, kw_only=True)
class StoredReceipt:
    """A receipt on paper, as it is handed out."""

    digest: str
    size: int
    name: str


def get_receipt_page(
    session: Session, actor: Actor, submission_id: SubmissionId, now: datetime
) -> ReceiptPage:
    """Return the receipt of one submission, to its founder and to managers."""
    submission, application, _ = _find(session, submission_id)
    require(actor, Permission.READ_RECEIPT, application)
    receipt, last = describe(session, submission_id), find_last_submission(session, application.id)
    replaced = bool(last and last.ordinal > submission.ordinal)
    closed = is_past(receipt.closes_on, now)
    return ReceiptPage(
        application_id=application.id,
        submission_id=submission_id,
        call=get_heading(session, application.call_id, now),
        receipt=receipt,
        next=NOTHING_NEXT
        if application.withdrawn_at
        else rules.what_next(receipt, closed=closed, replaced=replaced),
        replaced=replaced,
        printed=find_printed(session, submission_id) is not None,
        team=Relation.MANAGER in application.relations_of(actor),
    )


def describe(session: Session, submission_id: SubmissionId) -> Receipt:
    """Return what the receipt of a submission says."""
    submission, application, silence_on = _find(session, submission_id)
    call = get_call(session, application.call_id)
    answers = [a for s in rules.thaw(submission.snapshot) for a in s.questions]
    texts = {answer.key: answer.text for answer in answers}
    return Receipt(
        call=call.title,
        number=application.number or "",
        title=texts.get(rules.TITLE, ""),
        contact=rules.contact_name(texts),
        organisation=texts.get(rules.ORGANISATION, ""),
        address=texts.get(rules.ADDRESS, ""),
        ordinal=submission.ordinal,
        received_at=submission.received_at,
        digest=submission.digest,
        silence_on=silence_on,
        files=tuple(file for answer in answers for file in answer.files),
        gaps=tuple(rules.thaw_gaps(submission.snapshot)),
        authority=get_authority(session),
        remedies=get_text(session, "remedies"),
        closes_on=call.closes_on,
        admissibility_until=call.admissibility_until,
        evaluation_until=call.evaluation_until,
        hearings_on=call.hearings_on,
        decision_on=call.decision_on,
    )


def find_printed(session: Session, submission_id: SubmissionId) -> PrintedReceipt | None:
    """Return the receipt of a submission on paper, or None before it was drawn."""
    return session.get(PrintedReceipt, submission_id)


def get_printed(session: Session, actor: Actor, submission_id: SubmissionId) -> StoredReceipt:
    """Return a receipt on paper, to those who may read the page; not before it was drawn."""
    submission, application, _ = _find(session, submission_id)
    require(actor, Permission.READ_RECEIPT, application)
    printed = find_printed(session, submission_id)
    if printed is None:
        raise rules.ReceiptNotPrinted
    name = f"accuse-de-reception-{application.number}-{submission.ordinal}.pdf"
    return StoredReceipt(digest=printed.digest, size=printed.size, name=name)


def find_owner(session: Session, submission_id: SubmissionId) -> ApplicationId:
    """Return the dossier of a submission, or raise `NotFound`."""
    return _find(session, submission_id)[1].id


def _find(session: Session, submission_id: SubmissionId) -> tuple[Submission, Application, date]:
    """Return a submission and its dossier; what was imported has no receipt."""
    submission = session.get(Submission, submission_id)
    if submission is None or submission.silence_on is None:
        raise NotFound
    application = get_application(session, submission.application_id)
    return submission, application, submission.silence_on
