"""Coming in and going out."""

from http import HTTPStatus

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from incubator.accounts.commands import sign_in as open_session
from incubator.accounts.forms import SignInForm
from incubator.accounts.queries import find_visitor
from incubator.infra.links import safe_next
from incubator.infra.web import public, reader
from incubator.kernel.actor import NOBODY
from incubator.kernel.refusals import Refusal

bp = Blueprint("accounts", __name__)


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
        NOBODY,
        reader(),
        form.email.data or "",
        form.password.data or "",
        origin=request.remote_addr or "127.0.0.1",
    )
    if isinstance(answer, Refusal):
        form.refusal = answer
        return render_template("accounts/sign_in.html", form=form), form.status
    language = session.get("language")
    session.clear()
    session["language"] = language
    login_user(find_visitor(reader(), answer))
    return redirect(
        safe_next(request.args.get("next")) or url_for("desks.desk"), HTTPStatus.SEE_OTHER
    )


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Let a person out, and leave nothing of their pages behind."""
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
