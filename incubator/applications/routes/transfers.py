"""Whole tables of dossiers: brought, looked at, imported; exported in the same columns."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from incubator.applications import rules
from incubator.applications.commands import Brought, bring_table, import_dossiers, note_export
from incubator.applications.forms import BringForm, ExportForm
from incubator.applications.queries import (
    find_intake,
    get_export,
    get_intake_page,
    get_report,
    get_table,
    get_transfer_page,
)
from incubator.applications.routes.plan import bp
from incubator.applications.rules import IntakeId
from incubator.applications.rules.mapping import EXAMPLE
from incubator.calls.rules import CallId
from incubator.infra.clock import now
from incubator.infra.files import Blob, put, send_bytes
from incubator.infra.forms import EditForm
from incubator.infra.names import safe_name
from incubator.infra.sheets import Format, read_table, write_table
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.actor import Actor
from incubator.kernel.documents import LARGEST, MEDIA_TYPES, Kind
from incubator.kernel.permissions import Permission

ROOM: Final = LARGEST + 1024 * 1024  # a table, its mapping and the words beside
LARGEST_MAPPING: Final = 256 * 1024
TYPES: Final[Mapping[Format, str]] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: MEDIA_TYPES[Kind.XLSX],
}


@bp.get("/calls/<uuid:call_id>/transfers")
@signed_in(Permission.IMPORT_DOSSIERS)
def transfer(call_id: CallId) -> ResponseReturnValue:
    """Show what came into the call from elsewhere, and how to bring or take dossiers."""
    return _show_transfer(call_id)


@bp.post("/calls/<uuid:call_id>/transfers")
@signed_in(Permission.IMPORT_DOSSIERS, room=ROOM)
def bring(call_id: CallId) -> ResponseReturnValue:
    """Keep a table, and show what would come of it."""
    get_transfer_page(reader(), current_actor(), call_id, now())  # before anything is read
    form, actor = BringForm(), current_actor()
    kept: list[Blob] = []
    if form.attempt(lambda: _bring(actor, call_id, form, kept)):
        intake_id = find_intake(reader(), actor, call_id, kept[0].digest)
        return redirect(url_for(".intake", intake_id=intake_id), HTTPStatus.SEE_OTHER)
    return _show_transfer(call_id, bringing=form), form.status


@bp.get("/intakes/<uuid:intake_id>")
@signed_in(Permission.IMPORT_DOSSIERS)
def intake(intake_id: IntakeId) -> ResponseReturnValue:
    """Show what would come of a table, row by row where something is wrong."""
    return _show_intake(intake_id)


@bp.post("/intakes/<uuid:intake_id>")
@signed_in(Permission.IMPORT_DOSSIERS)
def take_in(intake_id: IntakeId) -> ResponseReturnValue:
    """Import every dossier of a table, or say why none comes."""
    form, actor = EditForm(), current_actor()
    table = get_table(reader(), actor, intake_id)
    if form.attempt(lambda: import_dossiers(actor, intake_id, table)):
        page = get_intake_page(reader(), actor, intake_id, now())
        flash(_("Les dossiers sont importés."))
        onward = url_for("desks.dossiers", call_id=page.call.id)
        return redirect(onward, HTTPStatus.SEE_OTHER)
    return _show_intake(intake_id, tried=form), form.status


@bp.post("/calls/<uuid:call_id>/export")
@signed_in(Permission.EXPORT_DOSSIERS)
def export(call_id: CallId) -> ResponseReturnValue:
    """Hand out the dossiers of the call as a file, and note it; each time is noted."""
    form, actor = ExportForm(), replace(current_actor(), operation=None)
    sent: list[Response] = []
    if form.attempt(lambda: sent.append(_export(actor, call_id, Format(form.kind.data)))):
        return sent[0]
    return _show_transfer(call_id, leaving=form), form.status


def _bring(actor: Actor, call_id: CallId, form: BringForm, kept: list[Blob]) -> None:
    """Look at a table and at its mapping, and keep both; nothing is kept of what cannot be read."""
    chosen: FileStorage = form.table.data
    name, mapping = safe_name(chosen.filename or ""), _read_mapping(form.mapping.data)
    table = read_table(chosen.stream, name=name)
    get_report(reader(), actor, call_id, table, rules.read_mapping(mapping))
    chosen.stream.seek(0)
    kept.append(put(chosen.stream))
    bring_table(actor, call_id, Brought(name=name, blob=kept[0], mapping=mapping))


def _read_mapping(chosen: FileStorage) -> Mapping[str, Any]:
    try:
        return tomllib.loads(chosen.stream.read(LARGEST_MAPPING).decode())
    except (ValueError, RecursionError):
        raise rules.MappingUnreadable from None


def _export(actor: Actor, call_id: CallId, form: Format) -> Response:
    table = get_export(reader(), actor, call_id)
    code = get_transfer_page(reader(), actor, call_id, now()).call.code
    content = write_table(table, form)
    digest = sha256(content).hexdigest()
    note_export(actor, call_id, form=form, digest=digest, dossiers=len(table.rows))
    return send_bytes(content, name=f"dossiers-{code}.{form}", media_type=TYPES[form])


def _show_transfer(
    call_id: CallId, bringing: BringForm | None = None, leaving: ExportForm | None = None
) -> str:
    page = get_transfer_page(reader(), current_actor(), call_id, now())
    return render_template(
        "applications/transfer.html",
        page=page,
        example=EXAMPLE,
        bringing=bringing or BringForm(formdata=None),
        leaving=leaving or ExportForm(formdata=None),
        tried=bringing or leaving,
    )


def _show_intake(intake_id: IntakeId, tried: EditForm | None = None) -> str:
    page = get_intake_page(reader(), current_actor(), intake_id, now())
    form = tried or EditForm(formdata=None)
    return render_template("applications/intake.html", page=page, form=form)
