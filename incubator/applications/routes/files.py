"""The files of a dossier: given, taken back, handed out."""

from http import HTTPStatus

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from incubator.applications import rules
from incubator.applications.commands import Upload
from incubator.applications.commands import remove_file as take_back
from incubator.applications.queries import get_file
from incubator.applications.routes.plan import bp
from incubator.applications.rules import ApplicationId, FileId
from incubator.infra.files import put, safe_name, send_blob
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.permissions import Permission


@bp.post("/applications/<uuid:application_id>/files/<uuid:file_id>/remove")
@signed_in(Permission.EDIT_APPLICATION)
def remove_file(application_id: ApplicationId, file_id: FileId) -> ResponseReturnValue:
    """Take a file back."""
    form, actor = EditForm(), current_actor()
    if not form.attempt(lambda: take_back(actor, application_id, file_id)) and form.refusal:
        raise form.refusal
    flash(_("Le fichier est retiré."))
    return redirect(url_for(".tasks", application_id=application_id), HTTPStatus.SEE_OTHER)


@bp.get("/applications/<uuid:application_id>/files/<uuid:file_id>")
@signed_in(Permission.READ_FILE)
def file(application_id: ApplicationId, file_id: FileId) -> Response:
    """Hand out a file of a dossier."""
    found = get_file(reader(), current_actor(), application_id, file_id)
    return send_blob(found.digest, name=found.name, media_type=found.media_type)


def receive(question: str, chosen: FileStorage) -> Upload:
    """Keep the bytes of a file that was chosen, for the command to attach."""
    name = safe_name(chosen.filename or "")
    start = chosen.stream.read(8)
    chosen.stream.seek(0)
    media_type = rules.media_type(name, start)
    return Upload(key=question, name=name, media_type=media_type, blob=put(chosen.stream))
