"""The wording of each mail, in French, from what is stored when it leaves."""

from uuid import UUID

from flask import render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session

from incubator.accounts.queries import get_person
from incubator.infra.links import public_url
from incubator.infra.mail import Mail
from incubator.kernel.actor import AccountId

LINKS = {
    "application_received": ("applications.receipt", "submission_id"),
    "dossier_assigned": ("jury.declaration", "assignment_id"),
    "decision_available": ("decisions.decision", "decision_id"),
}


def compose(
    session: Session, message_id: UUID, kind: str, recipient_id: UUID, subject_id: UUID
) -> Mail:
    """Return the mail of a message: its first line is the subject, the rest the body."""
    person = get_person(session, AccountId(recipient_id))
    endpoint, name = LINKS[kind]
    link = public_url(endpoint, **{name: subject_id})
    with force_locale("fr"):
        text = render_template(f"mail/{kind}.txt", person=person, link=link)
    subject, _, body = text.partition("\n")
    return Mail(id=message_id, recipient=person.email, subject=subject, body=body.lstrip("\n"))
