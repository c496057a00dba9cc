"""The files of a dossier: given, taken back, handed out."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from io import SEEK_END
from typing import Final

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from incubator.applications import rules
from incubator.applications.commands import Upload
from incubator.applications.commands import add_file as give
from incubator.applications.commands import remove_file as take_back
from incubator.applications.forms import chosen_files
from incubator.applications.queries import (
    FilePlace,
    SectionPage,
    get_file,
    get_file_place,
    get_place_of_file,
)
from incubator.applications.routes.plan import bp
from incubator.applications.rules import ApplicationId, DossierFile, FileId
from incubator.calls.rules import Question
from incubator.infra.files import put, send_blob
from incubator.infra.filetypes import inspect
from incubator.infra.formats import say
from incubator.infra.forms import EditForm
from incubator.infra.names import safe_name
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.documents import MEDIA_TYPES, accepted
from incubator.kernel.permissions import Permission
from incubator.kernel.refusals import Refusal

ROOM: Final = 128 * 1024 * 1024  # more than a dossier may weigh: the words beside are kept


@bp.post("/applications/<uuid:application_id>/files/<uuid:file_id>/remove")
@signed_in(Permission.EDIT_APPLICATION)
def remove_file(application_id: ApplicationId, file_id: FileId) -> ResponseReturnValue:
    """Take a file back, and show its question again."""
    form, actor = EditForm(), current_actor()
    place = get_place_of_file(reader(), actor, application_id, file_id)
    if not form.attempt(lambda: take_back(actor, application_id, file_id)) and form.refusal:
        raise form.refusal
    flash(_("Le fichier est retiré."))
    return _back_to(application_id, place)


@bp.get("/applications/<uuid:application_id>/files/<uuid:file_id>")
@signed_in(Permission.READ_FILE)
def file(application_id: ApplicationId, file_id: FileId) -> Response:
    """Hand out a file of a dossier."""
    found = get_file(reader(), current_actor(), application_id, file_id)
    return send_blob(found.digest, name=found.name, media_type=found.media_type)


@bp.post("/applications/<uuid:application_id>/questions/<question>/files")
@signed_in(Permission.EDIT_APPLICATION, room=ROOM)
def add_file(application_id: ApplicationId, question: str) -> ResponseReturnValue:
    """Take one file in answer to a question, and show the question again."""
    form, actor = EditForm(), current_actor()
    place = get_file_place(reader(), actor, application_id, question)
    chosen = request.files.get("file")
    if not chosen:
        raise rules.FileMissing
    upload = receive(place.question, place.files, chosen)
    if not form.attempt(lambda: give(actor, application_id, upload)) and form.refusal:
        raise form.refusal
    return _back_to(application_id, place)


def _back_to(application_id: ApplicationId, place: FilePlace) -> ResponseReturnValue:
    anchor = f"q-{place.question.key}"
    page = url_for(".section", application_id=application_id, key=place.section, _anchor=anchor)
    return redirect(page, HTTPStatus.SEE_OTHER)


def receive(
    question: Question, files: Mapping[str, Sequence[DossierFile]], chosen: FileStorage
) -> Upload:
    """Look at a file that was chosen and keep its bytes, for the command to attach."""
    name, size = safe_name(chosen.filename or ""), chosen.stream.seek(0, SEEK_END)
    if refusal := rules.why_not_add(question, files, name=name, size=size):
        raise refusal
    found = inspect(chosen.stream, name=name, kinds=accepted(question.accept))
    if refusal := rules.why_not_pages(question, name=name, pages=found.pages):
        raise refusal
    media_type, blob = MEDIA_TYPES[found.kind], put(chosen.stream)
    return Upload(key=question.key, name=name, media_type=media_type, blob=blob)


def receive_all(form: EditForm, page: SectionPage) -> tuple[Upload, ...]:
    """Keep the sound files of a page of questions; the others are complained of, each by name."""
    uploads = []
    for question, chosen in chosen_files(form, page.asked):
        try:
            uploads.append(receive(question, page.files, chosen))
        except Refusal as refusal:
            field = form[question.key]
            field.errors = [*field.errors, say(refusal)]
    return tuple(uploads)
