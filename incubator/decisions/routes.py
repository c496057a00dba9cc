"""The pages on which a decision is written, signed, opened and answered."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug import Response

from incubator.applications.rules import ApplicationId
from incubator.decisions.commands import (
    answer_admission,
    draft_decision,
    open_decision,
    sign_decision,
    withdraw_application,
)
from incubator.decisions.forms import AnswerForm, DraftForm, WithdrawalForm
from incubator.decisions.queries import (
    DraftPage,
    get_decision_page,
    get_draft_page,
    get_review_page,
    get_withdrawal_page,
)
from incubator.decisions.rules import DecisionId, Outcome, Reply
from incubator.deliberation.rules import Sense
from incubator.infra.clock import now
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.permissions import Permission

bp = Blueprint("decisions", __name__)
DECISIONS_LANGUAGE = "fr"


@bp.get("/dossiers/<uuid:application_id>/decision")
@signed_in(Permission.DRAFT_DECISION)
def draft(application_id: ApplicationId) -> ResponseReturnValue:
    """Show the decision on a dossier, as a form while it is a draft."""
    return _show_draft(application_id)


@bp.post("/dossiers/<uuid:application_id>/decision")
@signed_in(Permission.DRAFT_DECISION)
def write(application_id: ApplicationId) -> ResponseReturnValue:
    """Keep the draft, or show it again with the reason and every word typed."""
    form, actor = DraftForm(), current_actor()
    if "outline" in request.form:
        return _show_draft(application_id, typed=form, outlined=True)
    if form.attempt(lambda: draft_decision(actor, application_id, form.draft(), version=form.seen)):
        flash(_("Le projet de décision est enregistré."))
        return _go(url_for("decisions.draft", application_id=application_id))
    return _show_draft(application_id, typed=form), form.status


@bp.get("/decisions/<uuid:decision_id>/review")
@signed_in(Permission.READ_DECISIONS)
def review(decision_id: DecisionId) -> ResponseReturnValue:
    """Show a decision as it will be printed."""
    return _show_review(decision_id)


@bp.post("/decisions/<uuid:decision_id>/sign")
@signed_in(Permission.SIGN_DECISION)
def sign(decision_id: DecisionId) -> ResponseReturnValue:
    """Sign the decision as it was read, or say why not."""
    form, actor = EditForm(), current_actor()
    if form.attempt(lambda: sign_decision(actor, decision_id, version=form.seen)):
        flash(_("La décision est signée."))
        return _go(url_for("decisions.review", decision_id=decision_id))
    return _show_review(decision_id, tried=form), form.status


@bp.get("/decisions/<uuid:decision_id>")
@signed_in(Permission.OPEN_DECISION)
def decision(decision_id: DecisionId) -> ResponseReturnValue:
    """Show the founder their decision; what it says, once they opened it."""
    return _show_decision(decision_id)


@bp.post("/decisions/<uuid:decision_id>/open", endpoint="open")
@signed_in(Permission.OPEN_DECISION)
def read_first(decision_id: DecisionId) -> ResponseReturnValue:
    """Note that the founder opens the decision, and show it."""
    form, actor = EditForm(), current_actor()
    if form.attempt(lambda: open_decision(actor, decision_id)):
        return _go(url_for("decisions.decision", decision_id=decision_id))
    return _show_decision(decision_id, tried=form), form.status


@bp.post("/decisions/<uuid:decision_id>/answer")
@signed_in(Permission.ANSWER_ADMISSION)
def answer(decision_id: DecisionId) -> ResponseReturnValue:
    """Keep the founder's answer to an admission, or say why not."""
    form, actor = AnswerForm(), current_actor()
    if form.attempt(
        lambda: answer_admission(actor, decision_id, Reply(form.reply.data), version=form.seen)
    ):
        flash(_("Votre réponse est enregistrée."))
        return _go(url_for("decisions.decision", decision_id=decision_id))
    return _show_decision(decision_id, Permission.ANSWER_ADMISSION, tried=form), form.status


@bp.get("/applications/<uuid:application_id>/withdrawal")
@signed_in(Permission.WITHDRAW_APPLICATION)
def withdrawal(application_id: ApplicationId) -> ResponseReturnValue:
    """Ask whether a dossier is to be taken back, or confirm that it was."""
    return _show_withdrawal(application_id)


@bp.post("/applications/<uuid:application_id>/withdrawal")
@signed_in(Permission.WITHDRAW_APPLICATION)
def withdraw(application_id: ApplicationId) -> ResponseReturnValue:
    """Take the dossier back, or say why not."""
    form, actor = WithdrawalForm(), current_actor()
    reason = form.reason.data or ""
    if form.attempt(lambda: withdraw_application(actor, application_id, reason, version=form.seen)):
        return _go(url_for("decisions.withdrawal", application_id=application_id))
    return _show_withdrawal(application_id, typed=form), form.status


def _show_withdrawal(application_id: ApplicationId, typed: WithdrawalForm | None = None) -> str:
    page = get_withdrawal_page(reader(), current_actor(), application_id, now())
    form = typed or WithdrawalForm(data={"version": str(page.version)}, formdata=None)
    return render_template("decisions/withdrawal.html", page=page, form=form)


def _show_draft(
    application_id: ApplicationId, typed: DraftForm | None = None, *, outlined: bool = False
) -> str:
    page = get_draft_page(reader(), current_actor(), application_id, now())
    form = typed or DraftForm.of(page.draft, page.version)
    if typed is None:
        _start(form, page)
    if outlined:
        form.reasons_fact.data = f"{form.reasons_fact.data or ''}\n\n{_words('fact', page)}".strip()
    form.offer(page.outcomes)
    return render_template(
        "decisions/draft.html", page=page, form=form, typed=typed, outlined=outlined
    )


def _start(form: DraftForm, page: DraftPage) -> None:
    """Propose what is not written yet; nothing is kept before the manager sends it."""
    form.rank.data = form.rank.data or page.rank
    form.until.data = form.until.data or page.until
    if page.draft is None:
        form.reasons_law.data, form.reasons_fact.data = _words("law", page), page.ruling
        if page.opinion and page.opinion.sense is Sense.RESERVED:
            form.outcome.data = Outcome.WAITING_LIST.value


def _words(kind: str, page: DraftPage) -> str:
    """Return words to start from, in the language in which decisions are written."""
    with force_locale(DECISIONS_LANGUAGE):
        return render_template(f"decisions/{kind}.txt", page=page).strip()


def _show_review(decision_id: DecisionId, tried: EditForm | None = None) -> str:
    page = get_review_page(reader(), current_actor(), decision_id, now())
    form = tried or EditForm(data={"version": str(page.version)}, formdata=None)
    return render_template("decisions/review.html", page=page, form=form)


def _show_decision(
    decision_id: DecisionId,
    permission: Permission = Permission.OPEN_DECISION,
    tried: EditForm | None = None,
) -> str:
    page = get_decision_page(reader(), current_actor(), permission, decision_id, now())
    form = tried or EditForm(data={"version": str(page.version)}, formdata=None)
    return render_template("decisions/decision.html", page=page, form=form)


def _go(url: str) -> Response:
    return redirect(url, HTTPStatus.SEE_OTHER)
