"""The jury's pages."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.applications.queries import find_dossier_file
from incubator.applications.rules import ApplicationId, FileId
from incubator.calls.rules import CallId
from incubator.infra.clock import now
from incubator.infra.files import send_blob
from incubator.infra.formats import hour, say
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, reader, signed_in
from incubator.jury import commands
from incubator.jury.forms import (
    AssignForm,
    ClosingForm,
    DeclarationForm,
    RulingForm,
    SheetForm,
    WithdrawalForm,
    fill,
)
from incubator.jury.queries import (
    SheetPage,
    find_own_sheet,
    get_assign_page,
    get_assignment,
    get_assignment_page,
    get_declaration_page,
    get_juror_page,
    get_progress_page,
    get_sheet_page,
    get_sheet_rubric,
)
from incubator.jury.rules import AssignmentId, ScoreCard, SheetId
from incubator.kernel.pages import read_page
from incubator.kernel.permissions import Permission
from incubator.kernel.refusals import NotFound
from incubator.kernel.versions import Stale

bp = Blueprint("jury", __name__)


@bp.get("/jury")
@signed_in(Permission.READ_ASSIGNMENTS)
def assignments() -> ResponseReturnValue:
    """Show a juror's dossiers."""
    page = get_juror_page(reader(), current_actor(), now())
    return render_template("jury/assignments.html", page=page, now=now())


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
    actor, hands_in = current_actor(), request.form.get("act") == "submit"
    rubric = get_sheet_rubric(reader(), actor, sheet_id)
    form = SheetForm.for_rubric(rubric)()
    command = commands.submit_sheet if hands_in else commands.save_sheet
    sound = form.is_whole(rubric) if hands_in else form.validate()
    if not sound or not form.keep(
        lambda: command(actor, sheet_id, form.card(rubric), version=form.seen)
    ):
        return _show_sheet(sheet_id, typed=form), form.status
    if hands_in:
        flash(_("Votre évaluation est rendue."))
        return redirect(url_for(".assignments"), HTTPStatus.SEE_OTHER)
    flash(_("Votre évaluation est enregistrée."))
    return redirect(url_for(".sheet", sheet_id=sheet_id), HTTPStatus.SEE_OTHER)


@bp.post("/sheets/<uuid:sheet_id>/draft")
@signed_in(Permission.SCORE)
def keep_sheet(sheet_id: SheetId) -> ResponseReturnValue:
    """Keep a sheet while it is being marked, and say what the page should know, as JSON."""
    actor, versions = current_actor(), list[int]()
    rubric = get_sheet_rubric(reader(), actor, sheet_id)
    form = SheetForm.for_rubric(rubric)()
    if form.attempt(
        lambda: versions.append(
            commands.keep_sheet(actor, sheet_id, form.card(rubric), version=form.seen)
        )
    ):
        saved = _("Enregistré à %(hour)s", hour=hour(now()))
        return jsonify(version=versions[0], saved=saved, complaint="")
    kept = ""
    if isinstance(form.refusal, Stale):
        page = get_sheet_page(reader(), actor, sheet_id, now())
        changes = _list_changes(page, form.card(rubric))
        kept = "\n".join(
            _("%(label)s : %(text)s", label=label, text=text or "–") for label, text in changes
        )
    complaint = say(form.refusal) if form.refusal else " ".join(map(_, form.complaints))
    return jsonify(version=form.seen, kept=kept, complaint=complaint), form.status


@bp.get("/sheets/<uuid:sheet_id>/files/<uuid:file_id>")
@signed_in(Permission.READ_SHEET)
def file(sheet_id: SheetId, file_id: FileId) -> Response:
    """Hand out a file that was received with the dossier, to its juror."""
    page = get_sheet_page(reader(), current_actor(), sheet_id, now())
    shown = {f.id for section in page.sections for q in section.questions for f in q.files}
    found = find_dossier_file(reader(), page.application_id, file_id)
    if found is None or found.id not in shown:
        raise NotFound
    return send_blob(found.digest, name=found.name, media_type=found.media_type)


@bp.get("/dossiers/<uuid:application_id>/jurors")
@signed_in(Permission.ASSIGN)
def assign(application_id: ApplicationId) -> ResponseReturnValue:
    """Show the jurors of a dossier, and those who could be."""
    return _show_jurors(application_id, AssignForm(formdata=None))


@bp.post("/dossiers/<uuid:application_id>/jurors")
@signed_in(Permission.ASSIGN)
def entrust(application_id: ApplicationId) -> ResponseReturnValue:
    """Entrust the dossier to more jurors."""
    form, actor = AssignForm(), current_actor()
    if form.attempt(lambda: commands.assign_jurors(actor, application_id, form.jurors.data or ())):
        flash(_("Le dossier est confié aux jurés choisis."))
        return redirect(url_for(".assign", application_id=application_id), HTTPStatus.SEE_OTHER)
    return _show_jurors(application_id, form), form.status


@bp.get("/assignments/<uuid:assignment_id>/withdrawal")
@signed_in(Permission.ASSIGN)
def withdrawal(assignment_id: AssignmentId) -> ResponseReturnValue:
    """Ask why a dossier is taken back from a juror."""
    return _show_assignment("withdrawal", Permission.ASSIGN, assignment_id)


@bp.post("/assignments/<uuid:assignment_id>/withdrawal")
@signed_in(Permission.ASSIGN)
def withdraw(assignment_id: AssignmentId) -> ResponseReturnValue:
    """Take a dossier back from a juror."""
    form, actor = WithdrawalForm(), current_actor()
    if form.attempt(
        lambda: commands.withdraw_assignment(
            actor, assignment_id, form.reason.data or "", version=form.seen
        )
    ):
        flash(_("L’affectation est retirée."))
        return _return_to_jurors(assignment_id)
    return _show_assignment("withdrawal", Permission.ASSIGN, assignment_id, form), form.status


@bp.get("/assignments/<uuid:assignment_id>/ruling")
@signed_in(Permission.RULE_ON_LINK)
def ruling(assignment_id: AssignmentId) -> ResponseReturnValue:
    """Show the link that a juror declared, to be ruled on."""
    return _show_assignment("ruling", Permission.RULE_ON_LINK, assignment_id)


@bp.post("/assignments/<uuid:assignment_id>/ruling")
@signed_in(Permission.RULE_ON_LINK)
def rule_on_link(assignment_id: AssignmentId) -> ResponseReturnValue:
    """Rule on a link that a juror declared."""
    form, actor = RulingForm(), current_actor()
    if form.attempt(
        lambda: commands.rule_on_link(actor, assignment_id, form.ruling(), version=form.seen)
    ):
        flash(_("Votre réponse est enregistrée."))
        return _return_to_jurors(assignment_id)
    return _show_assignment("ruling", Permission.RULE_ON_LINK, assignment_id, form), form.status


@bp.get("/calls/<uuid:call_id>/evaluation")
@signed_in(Permission.READ_PROGRESS)
def progress(call_id: CallId) -> ResponseReturnValue:
    """Show how far the evaluation is."""
    return _show_progress(call_id, ClosingForm(formdata=None))


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
    stale = typed is not None and isinstance(typed.refusal, Stale)
    changes = _list_changes(page, typed.card(page.rubric)) if typed and stale else None
    return render_template(
        "jury/sheet.html", page=page, typed=typed, form=typed or kept, changes=changes
    )


def _list_changes(page: SheetPage, typed: ScoreCard) -> Sequence[tuple[str, str]]:
    """Return what is kept where it differs from what was typed, each under its name."""
    kept, best, changes = page.card, page.rubric.scale, list[tuple[str, str]]()
    for criterion in page.rubric.criteria:
        code, reason = criterion.code, _("%(criterion)s, justification", criterion=criterion.title)
        pairs = (
            (criterion.title, _mark(kept, code, best), _mark(typed, code, best)),
            (reason, kept.comments.get(code, ""), typed.comments.get(code, "")),
        )
        changes += [(name, text) for name, text, other in pairs if text != other]
    words = (
        (_("Un point fort"), kept.strength, typed.strength),
        (_("Un point à travailler"), kept.improvement, typed.improvement),
        (_("Note privée"), kept.private_note, typed.private_note),
    )
    return [*changes, *((name, text) for name, text, other in words if text != other)]


def _mark(card: ScoreCard, code: str, best: int) -> str:
    if code in card.unjudged:
        return str(_("Ne peut pas juger"))
    return f"{card.points[code]} / {best}" if code in card.points else str(_("À noter"))


def _show_jurors(application_id: ApplicationId, form: AssignForm) -> str:
    page = get_assign_page(reader(), current_actor(), application_id, now())
    return render_template("jury/jurors.html", page=page, form=form)


def _show_assignment(
    act: str, permission: Permission, assignment_id: AssignmentId, typed: EditForm | None = None
) -> str:
    page = get_assignment_page(reader(), current_actor(), permission, assignment_id, now())
    blank = RulingForm if act == "ruling" else WithdrawalForm
    form = typed or blank(data={"version": str(page.line.version)}, formdata=None)
    return render_template(f"jury/{act}.html", page=page, form=form)


def _return_to_jurors(assignment_id: AssignmentId) -> ResponseReturnValue:
    application_id = get_assignment(reader(), assignment_id).application_id
    return redirect(url_for(".assign", application_id=application_id), HTTPStatus.SEE_OTHER)


def _show_progress(call_id: CallId, form: ClosingForm) -> str:
    number = read_page(request.args)
    page = get_progress_page(reader(), current_actor(), call_id, number, now())
    return render_template("jury/progress.html", page=page, form=form)
