"""The wording of each mail, in French, from what is stored when it leaves."""

from uuid import UUID

from flask import render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session

from incubator.accounts.queries import get_link_page, get_person
from incubator.accounts.rules import LINK, TicketId
from incubator.infra.clock import now
from incubator.infra.links import public_url, sign_id
from incubator.infra.mail import Mail
from incubator.kernel.actor import NOBODY, AccountId

LINKS = {
    "application_received": ("applications.receipt", "submission_id"),
    "dossier_assigned": ("jury.declaration", "assignment_id"),
    "decision_available": ("decisions.decision", "decision_id"),
    "password_changed": ("accounts.ask", ""),
    "address_leaving": ("accounts.ask", ""),
}


def compose(
    session: Session, message_id: UUID, kind: str, recipient_id: UUID, subject_id: UUID
) -> Mail:
    """Return the mail of a message: its first line is the subject, the rest the body."""
    if recipient_id == NOBODY.account_id:  # a link: it goes to the address that asked for it
        page = get_link_page(session, TicketId(subject_id), now())
        link = public_url("accounts.link", signed=sign_id(subject_id, LINK))
        return _write(message_id, kind, page.address, page=page, link=link)
    person = get_person(session, AccountId(recipient_id))
    endpoint, name = LINKS[kind]
    link = public_url(endpoint, **({name: subject_id} if name else {}))
    return _write(message_id, kind, person.email, person=person, link=link)


def _write(message_id: UUID, kind: str, recipient: str, **facts: object) -> Mail:
    with force_locale("fr"):
        text = render_template(f"mail/{kind}.txt", **facts)
    subject, _, body = text.partition("\n")
    return Mail(id=message_id, recipient=recipient, subject=subject, body=body.lstrip("\n"))
