"""A browser without a screen."""

import re
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any, Self

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tinyhtml5.parser import HTMLParser as StrictParser
from werkzeug.test import TestResponse

from incubator.accounts.models import Account, Visit
from incubator.infra.db import db
from incubator.kernel.actor import Actor

HIDDEN = re.compile(
    r'<input(?=[^>]*type="hidden")(?=[^>]*name="(\w+)")(?=[^>]*value="([^"]*)")[^>]*>'
)
MOST_STATEMENTS = 15  # lists hold to twelve, each in its own test
SPACED = re.compile(r"[^\s\N{NO-BREAK SPACE}/][:;!?%»](?=[\s<]|$)| [:;!?%»](?=[\s<]|$)|« ")


FAR_AWAY = datetime(9000, 1, 1, tzinfo=UTC)  # no clock of a test reaches the end of such a visit


def begin_visit(app: Flask, actor: Actor) -> str:
    """Sign somebody in behind everybody's back; return what the cookie of the visit holds."""
    token = str(actor.account_id)
    digest = sha256(token.encode()).hexdigest()
    with app.app_context(), Session(db.engine.execution_options(writes=True)) as session:
        known = session.get(Account, actor.account_id)
        visit = session.scalars(sa.select(Visit).filter_by(digest=digest)).first()
        if known:
            visit = visit or Visit(digest=digest, account_id=actor.account_id, device="")
            visit.opened_at, visit.ended_at = FAR_AWAY, None
            session.add(visit)
            session.commit()
    return token


class Audit(HTMLParser):
    """What a page must not contain, and what it must."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.titles = 0
        self.faults: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        values = dict(attrs)
        self.titles += tag == "h1"
        self.ids += [values["id"] or ""] if "id" in values else []
        if tag == "label":
            self.targets.add(values.get("for") or "")
        if tag in {"input", "select", "textarea"} and values.get("type") not in {
            "hidden",
            "submit",
        }:
            self.fields.append(values)
        self.faults += [f"{name}=" for name in values if name == "style" or name.startswith("on")]
        if tag == "img" and not values.get("alt"):
            self.faults.append("img without alt")

    def find_faults(self) -> list[str]:
        """Return what is wrong with the page."""
        faults = list(self.faults)
        faults += [] if self.titles == 1 else [f"{self.titles} h1"]
        faults += [f"id {name} twice" for name in set(self.ids) if self.ids.count(name) > 1]
        faults += [
            f"{field.get('name')} has no label"
            for field in self.fields
            if field.get("id") not in self.targets and "aria-label" not in field
        ]
        return faults


class Browser(FlaskClient):
    """Audits every page it opens, and fills in forms as people do."""

    statements: list[str]

    def sign_in(self, actor: Actor) -> Self:
        """Come back as somebody who has signed in."""
        token = begin_visit(self.application, actor)
        with self.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"], cookie["seen"] = token, int(FAR_AWAY.timestamp())
        return self

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Open a page: valid, labelled, with one title, in few statements."""
        self.statements = []
        with self.application.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", self._note)
        try:
            page = super().open(*args, **kwargs)
        finally:
            sa.event.remove(engine, "before_cursor_execute", self._note)
        if page.mimetype == "text/html" and not page.location:
            self._audit(page)
        return page

    def fill_in(self, page: TestResponse, **typed: object) -> TestResponse:
        """Send the form of a page, hidden fields included."""
        return self.post(page.request.full_path, data=dict(HIDDEN.findall(page.text)) | typed)

    def press(self, page: TestResponse, path: str, **typed: object) -> TestResponse:
        """Send the form of a page that posts to `path`."""
        form = page.text.partition(f'action="{path}"')[2].partition("</form>")[0]
        assert form, f"no form posts to {path}"
        return self.post(path, data=dict(HIDDEN.findall(form)) | typed)

    def _note(self, *event: Any) -> None:
        statement = event[2]
        if statement.startswith("SELECT") and "alembic_version" not in statement:
            self.statements.append(statement)

    def _audit(self, page: TestResponse) -> None:
        faults = Audit(page.text).find_faults()
        parser = StrictParser()
        parser.parse(page.text)
        faults += [str(error) for error in parser.errors]
        assert not faults, faults
        reads = page.request.method == "GET"
        assert not reads or len(self.statements) <= MOST_STATEMENTS, self.statements
