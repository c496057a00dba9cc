"""The jury's pages."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.applications.queries import find_dossier_file
from incubator.applications.rules import ApplicationId, FileId
from incubator.calls.rules import CallId
from incubator.infra.clock import now
from incubator.infra.files import send_blob
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, reader, signed_in
from incubator.jury import commands
from incubator.jury.forms import AssignForm, ClosingForm, DeclarationForm, SheetForm, fill
from incubator.jury.queries import (
    find_own_sheet,
    get_assign_page,
    get_assignment,
    get_declaration_page,
    get_progress_page,
    get_sheet,
    get_sheet_page,
    list_own_assignments,
)
from incubator.jury.rules import AssignmentId, SheetId
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound

bp = Blueprint("jury", __name__)


@bp.get("/jury")
@signed_in(Permission.READ_ASSIGNMENTS)
def assignments() -> ResponseReturnValue:
    """Show a juror's dossiers."""
    own = list_own_assignments(reader(), current_actor())
    return render_template("jury/assignments.html", assignments=own, now=now())


@bp.get("/assignments/<uuid:assignment_id>/declaration")
@signed_in(Permission.DECLARE_INTERESTS)
def declaration(assignment_id: AssignmentId) -> ResponseReturnValue:
    """Ask for a declaration of interests before the dossier opens."""
    return _show_declaration(assignment_id)


@bp.post("/assignments/<uuid:assignment_id>/declaration")
@signed_in(Permission.DECLARE_INTERESTS)
def declare(assignment_id: AssignmentId) -> ResponseReturnValue:
    """Keep the declaration; without a link, go on to the sheet."""
    form, actor = DeclarationForm(), current_actor()
    if form.attempt(
        lambda: commands.declare_interests(actor, assignment_id, form.declared(), version=form.seen)
    ):
        flash(_("Votre déclaration est enregistrée."))
        sheet_id = find_own_sheet(reader(), assignment_id)
        onward = url_for(".sheet", sheet_id=sheet_id) if sheet_id else url_for(".assignments")
        return redirect(onward, HTTPStatus.SEE_OTHER)
    return _show_declaration(assignment_id, typed=form), form.status


@bp.get("/sheets/<uuid:sheet_id>")
@signed_in(Permission.READ_SHEET)
def sheet(sheet_id: SheetId) -> ResponseReturnValue:
    """Show a dossier beside the juror's sheet, a form while it can change."""
    return _show_sheet(sheet_id)


@bp.post("/sheets/<uuid:sheet_id>")
@signed_in(Permission.SCORE)
def score(sheet_id: SheetId) -> ResponseReturnValue:
    """Keep the sheet, or hand it in, or show it again with the reason and every word typed."""
    actor = current_actor()
    page = get_sheet_page(reader(), actor, sheet_id, now())
    form = SheetForm.for_rubric(page.rubric)()
    hands_in = request.form.get("act") == "submit"
    command = commands.submit_sheet if hands_in else commands.save_sheet
    if form.attempt(lambda: command(actor, sheet_id, form.card(page.rubric), version=form.seen)):
        flash(
            _("Votre évaluation est rendue.")
            if hands_in
            else _("Votre évaluation est enregistrée.")
        )
        onward = url_for(".assignments") if hands_in else url_for(".sheet", sheet_id=sheet_id)
        return redirect(onward, HTTPStatus.SEE_OTHER)
    return _show_sheet(sheet_id, typed=form), form.status


@bp.get("/sheets/<uuid:sheet_id>/files/<uuid:file_id>")
@signed_in(Permission.READ_SHEET)
def file(sheet_id: SheetId, file_id: FileId) -> Response:
    """Hand out a file that was received with the dossier, to its juror."""
    page = get_sheet_page(reader(), current_actor(), sheet_id, now())
    shown = {f.id for s in page.sections for q in s.questions if q.for_jurors for f in q.files}
    found = find_dossier_file(reader(), get_sheet(reader(), sheet_id).application_id, file_id)
    if found is None or found.id not in shown:
        raise NotFound
    return send_blob(found.digest, name=found.name, media_type=found.media_type)


@bp.get("/dossiers/<uuid:application_id>/jurors")
@signed_in(Permission.ASSIGN)
def assign(application_id: ApplicationId) -> ResponseReturnValue:
    """Show the jurors of a dossier, and those who could be."""
    return _show_jurors(application_id)


@bp.post("/dossiers/<uuid:application_id>/jurors")
@signed_in(Permission.ASSIGN)
def entrust(application_id: ApplicationId) -> ResponseReturnValue:
    """Entrust the dossier to more jurors."""
    form, actor = AssignForm(), current_actor()
    if form.attempt(lambda: commands.assign_jurors(actor, application_id, form.jurors.data or ())):
        flash(_("Le dossier est confié aux jurés choisis."))
        return redirect(url_for(".assign", application_id=application_id), HTTPStatus.SEE_OTHER)
    return _show_jurors(application_id, typed=form), form.status


@bp.post("/assignments/<uuid:assignment_id>/withdrawal")
@signed_in(Permission.ASSIGN)
def withdraw(assignment_id: AssignmentId) -> ResponseReturnValue:
    """Take a dossier back from a juror."""
    form, actor = EditForm(), current_actor()
    if not form.attempt(
        lambda: commands.withdraw_assignment(actor, assignment_id, version=form.seen)
    ):
        return _return_to_jurors(form, assignment_id, Permission.ASSIGN)
    flash(_("L’affectation est retirée."))
    application_id = get_assignment(reader(), assignment_id).application_id
    return redirect(url_for(".assign", application_id=application_id), HTTPStatus.SEE_OTHER)


@bp.post("/assignments/<uuid:assignment_id>/ruling")
@signed_in(Permission.RULE_ON_LINK)
def rule_on_link(assignment_id: AssignmentId) -> ResponseReturnValue:
    """Rule on a link that a juror declared."""
    form, actor = EditForm(), current_actor()
    cleared = request.form.get("outcome") == "cleared"
    if not form.attempt(
        lambda: commands.rule_on_link(actor, assignment_id, cleared=cleared, version=form.seen)
    ):
        return _return_to_jurors(form, assignment_id, Permission.RULE_ON_LINK)
    flash(_("Votre réponse est enregistrée."))
    application_id = get_assignment(reader(), assignment_id).application_id
    return redirect(url_for(".assign", application_id=application_id), HTTPStatus.SEE_OTHER)


@bp.get("/calls/<uuid:call_id>/evaluation")
@signed_in(Permission.READ_PROGRESS)
def progress(call_id: CallId) -> ResponseReturnValue:
    """Show how far the evaluation is."""
    return _show_progress(call_id, ClosingForm())


@bp.post("/calls/<uuid:call_id>/evaluation/close")
@signed_in(Permission.CLOSE_EVALUATION)
def close(call_id: CallId) -> ResponseReturnValue:
    """End the evaluation, or say why it cannot end."""
    form, actor = ClosingForm(), current_actor()
    if form.attempt(lambda: commands.close_evaluation(actor, call_id, form.reason.data or "")):
        flash(_("L’évaluation est close. Les notes peuvent être lues."))
        return redirect(url_for(".progress", call_id=call_id), HTTPStatus.SEE_OTHER)
    return _show_progress(call_id, form), form.status


def _show_declaration(assignment_id: AssignmentId, typed: DeclarationForm | None = None) -> str:
    page = get_declaration_page(reader(), current_actor(), assignment_id)
    form = typed or DeclarationForm(data={"version": str(page.version)}, formdata=None)
    return render_template("jury/declaration.html", page=page, form=form)


def _show_sheet(sheet_id: SheetId, typed: SheetForm | None = None) -> str:
    page = get_sheet_page(reader(), current_actor(), sheet_id, now())
    kept = SheetForm.for_rubric(page.rubric)(data=fill(page.card, page.version), formdata=None)
    return render_template("jury/sheet.html", page=page, kept=kept, typed=typed, now=now())


def _show_jurors(application_id: ApplicationId, typed: AssignForm | None = None) -> str:
    page = get_assign_page(reader(), current_actor(), application_id, now())
    form = typed or AssignForm(formdata=None)
    form.jurors.choices = [(person.id, person.name) for person in page.free]
    acts = {
        line.id: EditForm(data={"version": str(line.version)}, formdata=None) for line in page.lines
    }
    return render_template("jury/jurors.html", page=page, form=form, acts=acts)


def _return_to_jurors(
    form: EditForm, assignment_id: AssignmentId, permission: Permission
) -> ResponseReturnValue:
    """Show the jurors of the dossier again, with the reason."""
    assignment = get_assignment(reader(), assignment_id)
    require(current_actor(), permission, assignment)
    typed = AssignForm(formdata=None)
    typed.refusal = form.refusal
    return _show_jurors(assignment.application_id, typed=typed), form.status


def _show_progress(call_id: CallId, form: ClosingForm) -> str:
    page = get_progress_page(reader(), current_actor(), call_id, now())
    return render_template("jury/progress.html", page=page, form=form)
