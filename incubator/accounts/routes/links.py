"""Links that came by mail: looking at one changes nothing, a button uses it."""

from http import HTTPStatus

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from incubator.accounts.commands import ask_again, use_link
from incubator.accounts.forms import ChoosePasswordForm, SignUpForm
from incubator.accounts.queries import LinkPage, get_link_page
from incubator.accounts.routes.plan import begin_visit, bp, caller
from incubator.accounts.rules import LINK, Newcomer, Purpose, TicketId
from incubator.infra.clock import now
from incubator.infra.forms import EditForm
from incubator.infra.links import read_id, safe_next
from incubator.infra.web import public, reader
from incubator.kernel.actor import NOBODY
from incubator.kernel.refusals import NotFound


@bp.get("/links/<signed>")
@public
def link(signed: str) -> ResponseReturnValue:
    """Show what a link is for, and the button that uses it."""
    page = _page(signed)
    return render_template("accounts/link.html", page=page, form=_form(page), signed=signed)


@bp.post("/links/<signed>")
@public
def use(signed: str) -> ResponseReturnValue:
    """Do what the link is for, once."""
    page = _page(signed)
    form, tokens = _form(page), list[str]()

    def take() -> None:
        given = form.newcomer() if isinstance(form, ChoosePasswordForm) else Newcomer()
        tokens.append(use_link(NOBODY, page.id, given, caller()))

    if form.attempt(take) and tokens:
        begin_visit(tokens[0])
        return redirect(safe_next(page.onward) or url_for("desks.desk"), HTTPStatus.SEE_OTHER)
    page = _page(signed)
    return render_template("accounts/link.html", page=page, form=form, signed=signed), form.status


@bp.post("/links/<signed>/again")
@public
def again(signed: str) -> ResponseReturnValue:
    """Send the same link anew, to the address that it was for."""
    page, form = _page(signed), EditForm()
    form.refusal = ask_again(NOBODY, page.id, caller())
    if form.refusal:
        shown = render_template("accounts/link.html", page=page, form=form, signed=signed)
        return shown, form.status
    session["asked"] = page.address
    return redirect(url_for(".sent"), HTTPStatus.SEE_OTHER)


def _page(signed: str) -> LinkPage:
    identifier = read_id(signed, LINK)
    if identifier is None:
        raise NotFound
    return get_link_page(reader(), TicketId(identifier), now())


def _form(page: LinkPage) -> EditForm:
    """Return what a link asks for: a name, a password, or nothing but a button."""
    if page.why_not:
        return EditForm()
    first = page.purpose is Purpose.INVITATION and not page.has_password
    form: ChoosePasswordForm
    newcomer = page.purpose is Purpose.TEAM and page.person is None
    if page.purpose is Purpose.SIGN_UP or newcomer:
        form = SignUpForm()
    elif page.purpose is Purpose.RESET or first:
        form = ChoosePasswordForm()
    else:
        return EditForm()
    form.roles = page.roles
    form.about = (page.address, page.person.name if page.person else "")
    return form
