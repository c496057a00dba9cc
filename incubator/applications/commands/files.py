"""What founders may do to the files of their draft."""

from dataclasses import dataclass

from incubator.applications import rules
from incubator.applications.commands.late import refuse_late, refuse_unasked
from incubator.applications.models import Application, Attachment
from incubator.applications.queries import find_file_place, get_application
from incubator.applications.rules import ApplicationId
from incubator.infra.files import Blob
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file already looked at and kept in the store, for one question."""

    key: str
    name: str
    media_type: str
    blob: Blob


def add_file(actor: Actor, application_id: ApplicationId, upload: Upload) -> None:
    """Give one file in answer to a question."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.EDIT_APPLICATION, application)
        refuse_late(tx, application)
        file_id = attach(tx, application, upload)
        application.version += 1
        application.saved_at = tx.now
        tx.record(rules.FileAdded(subject_id=application_id, key=upload.key, file_id=file_id))


def remove_file(actor: Actor, application_id: ApplicationId, file_id: rules.FileId) -> None:
    """Take a file back; what was received with it keeps it."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.EDIT_APPLICATION, application)
        attachment = tx.session.get(Attachment, file_id)
        if attachment is None or attachment.application_id != application_id:
            raise NotFound
        refuse_late(tx, application)
        refuse_unasked(tx, application, attachment.key)
        if attachment.removed_at is None:
            attachment.removed_at = application.saved_at = tx.now
            application.version += 1
            tx.record(rules.FileRemoved(subject_id=application_id, file_id=file_id))


def attach(tx: Tx, application: Application, upload: Upload) -> rules.FileId:
    """Add a file that the store keeps to a dossier, and return its id."""
    place = find_file_place(tx.session, application, upload.key)
    if place is None:
        raise NotFound
    refuse_unasked(tx, application, upload.key)
    name, size = upload.name, upload.blob.size
    if refusal := rules.why_not_add(place.question, place.files, name=name, size=size):
        raise refusal
    attachment = Attachment(
        application_id=application.id,
        key=upload.key,
        name=upload.name,
        media_type=upload.media_type,
        digest=upload.blob.digest,
        size=upload.blob.size,
        added_at=tx.now,
    )
    tx.session.add(attachment)
    tx.session.flush()
    return attachment.id
