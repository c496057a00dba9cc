"""Those who share a dossier: invited, let go."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.accounts.commands import Caller
from incubator.accounts.rules import TicketId
from incubator.applications.commands import invite_teammate, remove_teammate, withdraw_invitation
from incubator.applications.forms import InviteTeammateForm
from incubator.applications.routes.draft import show_tasks
from incubator.applications.routes.plan import bp
from incubator.applications.rules import ApplicationId
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, signed_in
from incubator.kernel.actor import AccountId
from incubator.kernel.permissions import Permission


@bp.post("/applications/<uuid:application_id>/team")
@signed_in(Permission.MANAGE_TEAM)
def invite(application_id: ApplicationId) -> ResponseReturnValue:
    """Invite somebody to share the dossier."""
    form, actor = InviteTeammateForm(), current_actor()
    caller = Caller(origin=request.remote_addr or "127.0.0.1")
    if form.attempt(lambda: invite_teammate(actor, application_id, form.email.data or "", caller)):
        flash(_("L’invitation part par courriel."))
        return _back_to(application_id)
    return show_tasks(application_id, form), form.status


@bp.post("/applications/<uuid:application_id>/invitations/<uuid:ticket_id>/withdraw")
@signed_in(Permission.MANAGE_TEAM)
def withdraw(application_id: ApplicationId, ticket_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    form, actor = EditForm(), current_actor()
    form.attempt(lambda: withdraw_invitation(actor, application_id, TicketId(ticket_id)))
    flash(_("L’invitation est retirée : son lien n’ouvre plus rien."))
    return _back_to(application_id)


@bp.post("/applications/<uuid:application_id>/team/<uuid:account_id>/remove")
@signed_in(Permission.MANAGE_TEAM)
def remove(application_id: ApplicationId, account_id: UUID) -> ResponseReturnValue:
    """Share the dossier with somebody no more."""
    form, actor = EditForm(), current_actor()
    form.attempt(lambda: remove_teammate(actor, application_id, AccountId(account_id)))
    flash(_("Cette personne n’a plus accès au dossier."))
    return _back_to(application_id)


def _back_to(application_id: ApplicationId) -> ResponseReturnValue:
    page = url_for(".tasks", application_id=application_id, _anchor="team")
    return redirect(page, HTTPStatus.SEE_OTHER)
