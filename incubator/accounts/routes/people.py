"""Those whose roles hold everywhere: seen, invited, let go."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.accounts.commands import invite_to_house, withdraw_from_house
from incubator.accounts.forms import InviteForm
from incubator.accounts.queries import get_house_people
from incubator.accounts.routes.plan import bp
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.actor import AccountId, Relation
from incubator.kernel.permissions import Permission


@bp.get("/people")
@signed_in(Permission.INVITE)
def people() -> ResponseReturnValue:
    """Show whose roles hold everywhere."""
    return _show()


@bp.post("/people")
@signed_in(Permission.INVITE)
def invite() -> ResponseReturnValue:
    """Give somebody a role that holds everywhere, and send them an invitation."""
    form, actor = InviteForm(), current_actor()
    if form.attempt(lambda: invite_to_house(actor, form.invitation())):
        flash(_("L’invitation part par courriel."))
        return redirect(url_for(".people"), HTTPStatus.SEE_OTHER)
    return _show(form), form.status


@bp.post("/people/<uuid:account_id>/<any(manager, juror, signatory):role>/withdraw")
@signed_in(Permission.INVITE)
def withdraw(account_id: UUID, role: str) -> ResponseReturnValue:
    """Take back a role that held everywhere."""
    form, actor = EditForm(), current_actor()
    account = AccountId(account_id)
    if not form.attempt(lambda: withdraw_from_house(actor, account, Relation(role))):
        return _show(refused=form), form.status
    flash(_("Le rôle est retiré."))
    return redirect(url_for(".people"), HTTPStatus.SEE_OTHER)


def _show(form: InviteForm | None = None, refused: EditForm | None = None) -> str:
    holders = get_house_people(reader(), current_actor())
    return render_template(
        "accounts/people.html",
        holders=holders,
        form=form or InviteForm(formdata=None),
        ending=EditForm(formdata=None),
        refused=refused,
    )
