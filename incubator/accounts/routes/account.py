"""One's own account: where one is signed in, another password, another address."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from incubator.accounts.commands import (
    ask_new_address,
    change_password,
    end_other_visits,
    end_own_visit,
)
from incubator.accounts.forms import ChangePasswordForm, NewAddressForm
from incubator.accounts.queries import get_account_page
from incubator.accounts.routes.plan import begin_visit, bp, caller
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.permissions import Permission


@bp.get("/account")
@signed_in(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """Show one's own account."""
    return _show()


@bp.post("/account/password")
@signed_in(Permission.OWN_ACCOUNT)
def take_password() -> ResponseReturnValue:
    """Take another password: every other browser is signed out."""
    form, actor, tokens = ChangePasswordForm(), current_actor(), list[str]()
    page = get_account_page(reader(), actor, current_user.token)
    form.roles, form.about = actor.anywhere, (page.person.email, page.person.name)

    def change() -> None:
        old, new = form.old.data or "", form.password.data or ""
        tokens.append(change_password(actor, reader(), old, new, caller()))

    if form.attempt(change) and tokens:
        begin_visit(tokens[0])
        flash(_("Votre mot de passe est changé. Vos autres connexions sont fermées."))
        return redirect(url_for(".account"), HTTPStatus.SEE_OTHER)
    return _show(password=form), form.status


@bp.post("/account/address")
@signed_in(Permission.OWN_ACCOUNT)
def take_address() -> ResponseReturnValue:
    """Send a link to another address; nothing changes before it is used."""
    form, actor = NewAddressForm(), current_actor()

    def change() -> None:
        proof, address = form.proof.data or "", form.email.data or ""
        ask_new_address(actor, reader(), proof, address, caller())

    if form.attempt(change):
        flash(_("Un courriel part vers la nouvelle adresse : ouvrez son lien pour confirmer."))
        return redirect(url_for(".account"), HTTPStatus.SEE_OTHER)
    return _show(address=form), form.status


@bp.post("/account/visits/<uuid:visit_id>/end")
@signed_in(Permission.OWN_ACCOUNT)
def end(visit_id: UUID) -> ResponseReturnValue:
    """Sign one of one's browsers out."""
    form, actor = EditForm(), current_actor()
    form.attempt(lambda: end_own_visit(actor, visit_id))
    flash(_("La connexion est fermée."))
    return redirect(url_for(".account"), HTTPStatus.SEE_OTHER)


@bp.post("/account/visits/end-others")
@signed_in(Permission.OWN_ACCOUNT)
def end_others() -> ResponseReturnValue:
    """Sign every browser out but this one."""
    form, actor = EditForm(), current_actor()
    form.attempt(lambda: end_other_visits(actor, current_user.token))
    flash(_("Vos autres connexions sont fermées."))
    return redirect(url_for(".account"), HTTPStatus.SEE_OTHER)


def _show(password: ChangePasswordForm | None = None, address: NewAddressForm | None = None) -> str:
    page = get_account_page(reader(), current_actor(), current_user.token)
    return render_template(
        "accounts/account.html",
        page=page,
        ending=EditForm(formdata=None),
        password=password or ChangePasswordForm(formdata=None),
        address=address or NewAddressForm(formdata=None),
        wrong=password or address,
    )
