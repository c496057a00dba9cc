"""The founder’s pages of a draft."""

from http import HTTPStatus

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.applications.commands import (
    SectionEdit,
    save_answer,
    save_section,
    start_application,
)
from incubator.applications.forms import (
    InviteTeammateForm,
    answers_form,
    seen_versions,
    shown_values,
    typed_texts,
)
from incubator.applications.queries import (
    get_kept_answer,
    get_question,
    get_section_page,
    get_tasks_page,
)
from incubator.applications.routes.files import ROOM, receive_all
from incubator.applications.routes.plan import bp
from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.infra.clock import arrived, now
from incubator.infra.formats import hour, say
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
    return show_tasks(application_id)


@bp.get("/applications/<uuid:application_id>/sections/<key>")
@signed_in(Permission.EDIT_APPLICATION)
def section(application_id: ApplicationId, key: str) -> ResponseReturnValue:
    """Show one page of questions, as a form while it can change."""
    return _show_section(application_id, key)


@bp.post("/applications/<uuid:application_id>/sections/<key>")
@signed_in(Permission.EDIT_APPLICATION, room=ROOM)
def save(application_id: ApplicationId, key: str) -> ResponseReturnValue:
    """Keep what was typed, then go on; what is to be corrected is kept too, and pointed at."""
    page = get_section_page(reader(), current_actor(), application_id, key, arrived())
    form, actor = answers_form(page.asked)(), current_actor()
    form.validate()
    edit = SectionEdit(
        texts=typed_texts(form, page.asked),
        seen=seen_versions(form, page.asked),
        uploads=() if page.why_not_edit else receive_all(form, page),
    )
    kept = form.keep(lambda: save_section(actor, application_id, key, edit))
    if not kept or form.errors:
        return _show_section(application_id, key, typed=form), form.status
    if stay := request.form.get("stay"):
        here = url_for(".section", application_id=application_id, key=key, _anchor=f"q-{stay}")
        return redirect(here, HTTPStatus.SEE_OTHER)
    flash(_("Vos réponses sont enregistrées."))
    if page.next_key:
        onward = url_for(".section", application_id=application_id, key=page.next_key)
    else:
        onward = url_for(".tasks", application_id=application_id)
    return redirect(onward, HTTPStatus.SEE_OTHER)


@bp.post("/applications/<uuid:application_id>/answers/<asked>")
@signed_in(Permission.EDIT_APPLICATION)
def keep_answer(application_id: ApplicationId, asked: str) -> ResponseReturnValue:
    """Keep one answer while it is being typed, and say what the page should know, as JSON."""
    actor = current_actor()
    question = get_question(reader(), actor, application_id, asked)
    form = answers_form([question])()
    form.validate()
    edit = SectionEdit(texts=typed_texts(form, [question]), seen=seen_versions(form, [question]))
    kept = form.keep(lambda: save_answer(actor, application_id, asked, edit))
    answer = get_kept_answer(reader(), actor, application_id, question)
    words = {
        "version": answer.version,
        "saved": _("Enregistré à %(hour)s", hour=hour(answer.saved_at)),
        "kept": "" if kept else answer.words,
        "complaint": say(form.refusal) if form.refusal else "".join(map(_, form[asked].errors)),
    }
    return jsonify(words), HTTPStatus.OK if kept else HTTPStatus.CONFLICT


def show_tasks(application_id: ApplicationId, inviting: InviteTeammateForm | None = None) -> str:
    """Return the page of what there is to do, with what was typed to invite somebody."""
    permission = Permission.MANAGE_TEAM if inviting else Permission.EDIT_APPLICATION
    page = get_tasks_page(reader(), current_actor(), permission, application_id, now())
    return render_template(
        "applications/tasks.html",
        page=page,
        inviting=inviting or InviteTeammateForm(formdata=None),
        ending=EditForm(formdata=None),
        now=now(),
    )


def _show_section(application_id: ApplicationId, key: str, typed: EditForm | None = None) -> str:
    page = get_section_page(reader(), current_actor(), application_id, key, now())
    values = shown_values(page.asked, page.texts, page.versions)
    kept = answers_form(page.asked)(data=values, formdata=None)
    if typed:  # what is to be corrected was kept; what was refused is typed over what is shown
        for question in page.asked:
            typed[f"seen_{question.key}"].data = kept[f"seen_{question.key}"].data
    return render_template(
        "applications/section.html",
        page=page,
        kept=kept,
        typed=typed,
        plain=EditForm(formdata=None),
        now=now(),
    )
