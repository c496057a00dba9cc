"""The wording of each mail, in French, from what is stored when it leaves."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from flask import render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session

from incubator.accounts.queries import get_link_page, get_person
from incubator.accounts.rules import LINK, TicketId
from incubator.applications.queries import (
    describe,
    describe_request,
    describe_sharing,
    describe_withdrawal,
)
from incubator.applications.rules import ApplicationId, SubmissionId, what_next
from incubator.infra.clock import now
from incubator.infra.links import public_url, sign_id
from incubator.infra.mail import Mail
from incubator.kernel.actor import NOBODY, AccountId
from incubator.kernel.paris import is_past

LINKS = {
    "application_received": ("applications.receipt", "submission_id"),
    "items_requested": ("applications.tasks", "application_id"),
    "dossier_assigned": ("jury.declaration", "assignment_id"),
    "application_withdrawn": ("decisions.withdrawal", "application_id"),
    "dossier_withdrawn": ("desks.dossier", "application_id"),
    "message_from_team": ("messages.thread", "application_id"),
    "message_from_founder": ("messages.thread", "application_id"),
    "decision_available": ("decisions.decision", "decision_id"),
    "password_changed": ("accounts.ask", ""),
    "address_leaving": ("accounts.ask", ""),
}


def _receipt(session: Session, subject_id: UUID) -> Mapping[str, object]:
    receipt = describe(session, SubmissionId(subject_id))
    closed = is_past(receipt.closes_on, receipt.received_at)
    return {"receipt": receipt, "next": what_next(receipt, closed=closed)}


def _requested(session: Session, subject_id: UUID) -> Mapping[str, object]:
    return {"requested": describe_request(session, ApplicationId(subject_id))}


def _withdrawn(session: Session, subject_id: UUID) -> Mapping[str, object]:
    return {"withdrawal": describe_withdrawal(session, ApplicationId(subject_id))}


FACTS: Final[Mapping[str, Callable[[Session, UUID], Mapping[str, object]]]] = {
    "application_received": _receipt,
    "items_requested": _requested,
    "application_withdrawn": _withdrawn,
}  # what a mail says beyond its link


def compose(
    session: Session, message_id: UUID, kind: str, recipient_id: UUID, subject_id: UUID
) -> Mail:
    """Return the mail of a message: its first line is the subject, the rest the body."""
    if recipient_id == NOBODY.account_id:  # a link: it goes to the address that asked for it
        page = get_link_page(session, TicketId(subject_id), now())
        link = public_url("accounts.link", signed=sign_id(subject_id, LINK))
        sharing = describe_sharing(session, ApplicationId(page.scope)) if page.scope else None
        return _write(message_id, kind, page.address, page=page, link=link, sharing=sharing)
    person = get_person(session, AccountId(recipient_id))
    endpoint, name = LINKS[kind]
    link = public_url(endpoint, **({name: subject_id} if name else {}))
    facts = FACTS[kind](session, subject_id) if kind in FACTS else {}
    return _write(message_id, kind, person.email, person=person, link=link, **facts)


def _write(message_id: UUID, kind: str, recipient: str, **facts: object) -> Mail:
    with force_locale("fr"):
        text = render_template(f"mail/{kind}.txt", **facts)
    subject, _, body = text.partition("\n")
    return Mail(id=message_id, recipient=recipient, subject=subject, body=body.lstrip("\n"))
