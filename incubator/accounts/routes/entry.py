"""Coming in by password, asking for a link, going out."""

from http import HTTPStatus

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from incubator.accounts.commands import ask_link
from incubator.accounts.commands import sign_in as open_session
from incubator.accounts.commands import sign_out as end_session
from incubator.accounts.forms import AddressForm, SignInForm
from incubator.accounts.routes.plan import begin_visit, bp, caller
from incubator.accounts.rules import Purpose, Wish
from incubator.infra.links import safe_next
from incubator.infra.web import current_actor, public, reader
from incubator.kernel.actor import NOBODY
from incubator.kernel.refusals import Refusal

ASKED_FOR = (Purpose.SIGN_UP, Purpose.SIGN_IN, Purpose.RESET)  # by whoever is not signed in


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the form that lets people in."""
    return render_template("accounts/sign_in.html", form=SignInForm())


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Let a person in, or show the form again with one sentence for every wrong pair."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), form.status
    answer = open_session(
        NOBODY, reader(), form.email.data or "", form.password.data or "", caller()
    )
    if isinstance(answer, Refusal):
        form.refusal = answer
        return render_template("accounts/sign_in.html", form=form), form.status
    begin_visit(answer)
    onward = safe_next(request.args.get("next")) or url_for("desks.desk")
    return redirect(onward, HTTPStatus.SEE_OTHER)


@bp.get("/links")
@public
def ask() -> ResponseReturnValue:
    """Show the form that asks for a link: to sign up, to sign in, to choose a new password."""
    return _show_ask(AddressForm())


@bp.post("/links")
@public
def send() -> ResponseReturnValue:
    """Send a link to whom it may concern, and say the same whoever asked."""
    form = AddressForm()
    if not form.validate():
        return _show_ask(form), form.status
    onward = safe_next(request.args.get("next")) or ""
    wish = Wish(purpose=_purpose(), address=form.email.data or "", onward=onward)
    form.refusal = ask_link(NOBODY, wish, caller())
    if form.refusal:
        return _show_ask(form), form.status
    session["asked"] = form.email.data
    return redirect(url_for(".sent"), HTTPStatus.SEE_OTHER)


@bp.get("/links/sent")
@public
def sent() -> ResponseReturnValue:
    """Say that a mail is on its way."""
    return render_template("accounts/sent.html", address=session.get("asked", ""))


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Let a person out, and leave nothing of their pages behind."""
    if current_user.is_authenticated:
        end_session(current_actor(), current_user.token)
    logout_user()
    session.clear()
    answer = redirect(url_for("desks.home"), HTTPStatus.SEE_OTHER)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Keep the reader's language, and return to the page they were on."""
    wish = request.form.get("language")
    if wish in current_app.config["LANGUAGES"]:
        session["language"] = wish
    back = safe_next(request.form.get("next")) or url_for("desks.home")
    return redirect(back, HTTPStatus.SEE_OTHER)


def _purpose() -> Purpose:
    wish = request.args.get("purpose")
    return next((purpose for purpose in ASKED_FOR if purpose.value == wish), Purpose.SIGN_UP)


def _show_ask(form: AddressForm) -> str:
    onward = safe_next(request.args.get("next"))
    return render_template("accounts/ask.html", form=form, purpose=_purpose(), onward=onward)
