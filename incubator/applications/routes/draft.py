"""The founder’s pages of a draft."""

from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.applications.commands import (
    SectionEdit,
    save_section,
    start_application,
)
from incubator.applications.forms import (
    section_form,
    typed_texts,
)
from incubator.applications.queries import (
    get_section_page,
    get_tasks_page,
)
from incubator.applications.routes.files import ROOM, receive_all
from incubator.applications.routes.plan import bp
from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.infra.clock import now
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.permissions import Permission


@bp.post("/calls/<uuid:call_id>/apply")
@signed_in(Permission.APPLY)
def start(call_id: CallId) -> ResponseReturnValue:
    """Begin a dossier, or return to the one already begun."""
    form, actor = EditForm(), current_actor()
    started: list[ApplicationId] = []
    if form.attempt(lambda: started.append(start_application(actor, call_id))) and started:
        return redirect(url_for(".tasks", application_id=started[0]), HTTPStatus.SEE_OTHER)
    if form.refusal:
        raise form.refusal
    return redirect(url_for("desks.desk"), HTTPStatus.SEE_OTHER)


@bp.get("/applications/<uuid:application_id>")
@signed_in(Permission.EDIT_APPLICATION)
def tasks(application_id: ApplicationId) -> ResponseReturnValue:
    """Show what there is to do."""
    page = get_tasks_page(reader(), current_actor(), application_id, now())
    return render_template("applications/tasks.html", page=page, now=now())


@bp.get("/applications/<uuid:application_id>/sections/<key>")
@signed_in(Permission.EDIT_APPLICATION)
def section(application_id: ApplicationId, key: str) -> ResponseReturnValue:
    """Show one page of questions, as a form while it can change."""
    return _show_section(application_id, key)


@bp.post("/applications/<uuid:application_id>/sections/<key>")
@signed_in(Permission.EDIT_APPLICATION, room=ROOM)
def save(application_id: ApplicationId, key: str) -> ResponseReturnValue:
    """Keep what was typed, then go on; what is to be corrected is kept too, and pointed at."""
    page = get_section_page(reader(), current_actor(), application_id, key, now())
    form, actor = section_form(page.section)(), current_actor()
    form.validate()
    edit = SectionEdit(
        texts=typed_texts(form, page.section),
        uploads=() if page.why_not_edit else receive_all(form, page),
    )
    kept = form.keep(lambda: save_section(actor, application_id, key, edit, version=form.seen))
    if not kept or form.errors:
        return _show_section(application_id, key, typed=form), form.status
    flash(_("Vos réponses sont enregistrées."))
    if page.next_key:
        onward = url_for(".section", application_id=application_id, key=page.next_key)
    else:
        onward = url_for(".tasks", application_id=application_id)
    return redirect(onward, HTTPStatus.SEE_OTHER)


def _show_section(application_id: ApplicationId, key: str, typed: EditForm | None = None) -> str:
    page = get_section_page(reader(), current_actor(), application_id, key, now())
    filled = {**page.texts, "version": str(page.version)}
    kept = section_form(page.section)(data=filled, formdata=None)
    if typed and not typed.refusal:  # what is to be corrected was kept
        typed.version.data = kept.version.data
    return render_template(
        "applications/section.html", page=page, kept=kept, typed=typed, now=now()
    )
