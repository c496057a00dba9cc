"""The edge: who is asking, and which doors are open to them."""

import json
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import wraps
from hashlib import file_digest, sha256
from http import HTTPStatus
from io import BytesIO
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session
from werkzeug.exceptions import Unauthorized

from incubator.infra.clock import note_arrival, now
from incubator.infra.db import db
from incubator.infra.schema import check_tables
from incubator.kernel.actor import NOBODY, Actor, Relation
from incubator.kernel.permissions import Permission, watched

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A person as the session cookie recalls them: the actor, and a name to greet."""

    actor: Actor
    name: str
    token: str
    patience: int  # seconds that they may stay idle
    is_authenticated: bool = True
    is_active: bool = True

    @property
    def initials(self) -> str:
        """Return the first letters of the first and last names."""
        words = self.name.split()
        return (words[0][:1] + words[-1][:1]).upper() if words else "?"

    @property
    def standing(self) -> AbstractSet[Relation]:
        """Return the roles that decide what the page offers, held anywhere."""
        return self.actor.anywhere

    def get_id(self) -> str:
        """Name the visit in the session cookie."""
        return self.token


FindVisitor = Callable[[Session, str, datetime, datetime], Visitor | None]


class UndeclaredRouteError(Exception):
    """A view is neither `@public` nor `@signed_in`."""


class UncheckedRouteError(Exception):
    """A view answered without asking for the permission that it declares."""


def public(view: View) -> View:
    """Open a view to everyone."""
    vars(view)["door"] = None
    return view


def signed_in(
    permission: Permission, *, room: int | None = None
) -> Callable[[Callable[..., ResponseReturnValue]], View]:
    """Open a view to people who have signed in and hold the permission on what it shows.

    The view's command or query requires the permission; this only checks that it was asked.
    `room` is how many bytes may be sent, where files make it more than usual.
    """

    def declare(view: Callable[..., ResponseReturnValue]) -> Any:
        @wraps(view)
        def watch(**values: object) -> ResponseReturnValue:
            with watched() as asked:
                answer = make_response(view(**values))
            done = answer.status_code < HTTPStatus.BAD_REQUEST
            if done and permission not in asked and not g.get("repeated"):
                raise UncheckedRouteError(request.endpoint)
            return answer

        vars(watch)["door"], vars(watch)["room"] = permission, room
        return watch

    return declare


def current_actor() -> Actor:
    """Return the person behind this request, asking what this request asks."""
    if not current_user.is_authenticated:
        return NOBODY
    visitor: Visitor = current_user
    return replace(visitor.actor, operation=_operation())


def _operation() -> str | None:
    """Return the digest of a form that carries an operation: the same words, the same digest."""
    if "operation" not in request.form:
        return None
    if "operation" not in g:
        g.operation = _digest_of_request()
    return str(g.operation)


def _digest_of_request() -> str:
    files = []
    for name, file in request.files.items(multi=True):
        file.stream.seek(0)
        digest = file_digest(cast("BytesIO", file.stream), sha256)
        files.append((name, file.filename, digest.hexdigest()))
        file.stream.seek(0)
    content = [request.path, sorted(request.form.items(multi=True)), files]
    return sha256(json.dumps(content).encode()).hexdigest()


def reader() -> Session:
    """Return the session in which this request reads."""
    return db.session()


def guard(app: Flask, find_visitor: FindVisitor) -> None:
    """Keep every door, and refuse to start while a view declares none."""
    public(app.view_functions["static"])
    for endpoint, view in app.view_functions.items():
        if "door" not in vars(view):
            raise UndeclaredRouteError(endpoint)
    app.before_request(_look_at_tables)
    app.before_request(_make_room)  # before anything reads what was sent
    CSRFProtect(app)
    app.before_request(note_arrival)  # the token was found, so all that was sent is here
    app.before_request(_admit)

    @LoginManager(app, add_context_processor=False).user_loader  # type: ignore[untyped-decorator]
    def recognise(token: str) -> Visitor | None:
        seen_at = datetime.fromtimestamp(session.get("seen", 0), UTC)
        return find_visitor(reader(), token, seen_at, now())

    app.after_request(_stamp)


def _stamp(answer: Response) -> Response:
    """Note in the cookie that its owner was here: nobody stays signed in on an idle page."""
    if request.endpoint != "static" and "incident" not in g and current_user.is_authenticated:
        session["seen"] = max(session.get("seen", 0), int(now().timestamp()))
    return answer


def _look_at_tables() -> None:
    """Answer nothing before the tables were once found to be those of this release."""
    if "tables" not in current_app.extensions:
        check_tables(reader().connection())
        current_app.extensions["tables"] = True


def _make_room() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    room = vars(view).get("room") if view else None
    if room and current_user.is_authenticated:
        request.max_content_length = room


def _admit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view and vars(view)["door"] and not current_user.is_authenticated:
        raise Unauthorized
