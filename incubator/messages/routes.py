"""The thread of a dossier, and the threads of a call that wait for an answer."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.infra.clock import now
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.pages import read_page
from incubator.kernel.permissions import Permission
from incubator.messages.commands import mark_read, send_message
from incubator.messages.forms import MessageForm
from incubator.messages.queries import get_inbox_page, get_thread_page

bp = Blueprint("messages", __name__)


@bp.get("/applications/<uuid:application_id>/messages")
@signed_in(Permission.READ_THREAD)
def thread(application_id: ApplicationId) -> ResponseReturnValue:
    """Show what was said and what happened."""
    return _show(application_id)


@bp.post("/applications/<uuid:application_id>/messages")
@signed_in(Permission.SEND_MESSAGE)
def send(application_id: ApplicationId) -> ResponseReturnValue:
    """Send a message, or show it again with the reason."""
    form, actor = MessageForm(), current_actor()
    if form.attempt(
        lambda: send_message(actor, application_id, form.text.data or "", seen=form.seen)
    ):
        flash(_("Votre message est envoyé."))
        return redirect(_address(application_id), HTTPStatus.SEE_OTHER)
    return _show(application_id, typed=form), form.status


@bp.post("/applications/<uuid:application_id>/messages/read")
@signed_in(Permission.READ_THREAD)
def read(application_id: ApplicationId) -> ResponseReturnValue:
    """Mark as read what the page showed."""
    form, actor = EditForm(), current_actor()
    if form.attempt(lambda: mark_read(actor, application_id, seen=form.seen)):
        return redirect(_address(application_id), HTTPStatus.SEE_OTHER)
    return _show(application_id), form.status


@bp.get("/calls/<uuid:call_id>/messages")
@signed_in(Permission.LIST_DOSSIERS)
def inbox(call_id: CallId) -> ResponseReturnValue:
    """Show the dossiers whose founders wait for an answer."""
    number = read_page(request.args)
    page = get_inbox_page(reader(), current_actor(), call_id, number, now())
    return render_template("messages/inbox.html", page=page)


def _address(application_id: ApplicationId) -> str:
    return url_for("messages.thread", application_id=application_id)


def _show(application_id: ApplicationId, typed: MessageForm | None = None) -> str:
    page = get_thread_page(reader(), current_actor(), application_id, now())
    seen = {"version": str(page.last)}
    form = typed or MessageForm(data=seen, formdata=None)
    marking = EditForm(data=seen, formdata=None)
    return render_template("messages/thread.html", page=page, form=form, marking=marking)
