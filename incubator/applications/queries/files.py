"""Where files belong: the questions that ask for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from incubator.applications.models import Application, Attachment
from incubator.applications.queries.dossiers import get_application, list_files
from incubator.applications.rules import ApplicationId, DossierFile, FileId
from incubator.calls.queries import get_form
from incubator.calls.rules import Question, QuestionKind
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class FilePlace:
    """A question that asks for files, on its page, with all that the dossier holds."""

    section: str
    question: Question
    files: Mapping[str, Sequence[DossierFile]]


def find_file_place(session: Session, application: Application, key: str) -> FilePlace | None:
    """Return the place of a question's files, or None when it asks for none."""
    form = get_form(session, application.call_id, application.form_version)
    return next(
        (
            FilePlace(
                section=section.key, question=question, files=list_files(session, application.id)
            )
            for section in form.sections
            for question in section.questions
            if question.key == key and question.kind is QuestionKind.FILE
        ),
        None,
    )


def get_file_place(
    session: Session, actor: Actor, application_id: ApplicationId, key: str
) -> FilePlace:
    """Return the place of a question's files, to who may fill it."""
    application = get_application(session, application_id)
    require(actor, Permission.EDIT_APPLICATION, application)
    place = find_file_place(session, application, key)
    if place is None:
        raise NotFound
    return place


def get_place_of_file(
    session: Session, actor: Actor, application_id: ApplicationId, file_id: FileId
) -> FilePlace:
    """Return the place of a file, to who may take it back."""
    file = session.get(Attachment, file_id)
    if file is None:
        raise NotFound
    return get_file_place(session, actor, application_id, file.key)
