"""The public page of a call, and the people who hold a role for it."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.calls.commands import invite_to_call, withdraw_from_call
from incubator.calls.forms import CallInviteForm
from incubator.calls.queries import get_call_page, get_call_people
from incubator.calls.rules import CallId
from incubator.infra.clock import now
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, public, reader, signed_in
from incubator.kernel.actor import AccountId, Relation
from incubator.kernel.permissions import Permission

bp = Blueprint("calls", __name__, url_prefix="/calls")


@bp.get("/<uuid:call_id>")
@public
def call(call_id: CallId) -> ResponseReturnValue:
    """Show what the call asks, offers and promises."""
    instant = now()
    page = get_call_page(reader(), call_id, instant)
    return render_template("calls/call.html", page=page, now=instant, form=EditForm())


@bp.get("/<uuid:call_id>/people")
@signed_in(Permission.INVITE)
def people(call_id: CallId) -> ResponseReturnValue:
    """Show who holds a role for the call."""
    return _show_people(call_id)


@bp.post("/<uuid:call_id>/people")
@signed_in(Permission.INVITE)
def invite(call_id: CallId) -> ResponseReturnValue:
    """Give somebody a role for the call, and send them an invitation."""
    form, actor = CallInviteForm(), current_actor()
    if form.attempt(lambda: invite_to_call(actor, call_id, form.invitation(), form.mentions())):
        flash(_("L’invitation part par courriel."))
        return redirect(url_for(".people", call_id=call_id), HTTPStatus.SEE_OTHER)
    return _show_people(call_id, form), form.status


@bp.post("/<uuid:call_id>/people/<uuid:account_id>/<any(manager, juror, signatory):role>/withdraw")
@signed_in(Permission.INVITE)
def withdraw(call_id: CallId, account_id: UUID, role: str) -> ResponseReturnValue:
    """Take back a role that somebody held for the call."""
    form, actor, account = EditForm(), current_actor(), AccountId(account_id)
    form.attempt(lambda: withdraw_from_call(actor, call_id, account, Relation(role)))
    flash(_("Le rôle est retiré."))
    return redirect(url_for(".people", call_id=call_id), HTTPStatus.SEE_OTHER)


def _show_people(call_id: CallId, form: CallInviteForm | None = None) -> str:
    page = get_call_people(reader(), current_actor(), call_id, now())
    return render_template(
        "calls/people.html",
        page=page,
        form=form or CallInviteForm(formdata=None),
        ending=EditForm(formdata=None),
    )
