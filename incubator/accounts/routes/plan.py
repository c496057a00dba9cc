"""The one plan on which the doors of accounts stand, and how a visit begins in the cookie."""

from flask import Blueprint, request, session
from flask_login import login_user

from incubator.accounts.commands import Caller
from incubator.accounts.queries import find_visitor
from incubator.infra.clock import now
from incubator.infra.web import reader

bp = Blueprint("accounts", __name__)


def caller() -> Caller:
    """Return from where this request comes, and with what."""
    return Caller(origin=request.remote_addr or "127.0.0.1", user_agent=request.user_agent.string)


def begin_visit(token: str) -> None:
    """Put a visit into a cookie that holds nothing of what came before but the language."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session["seen"] = int(now().timestamp())
    visitor = find_visitor(reader(), token, now(), now())
    login_user(visitor)
