"""A call whose jury has marked: panels, recusals, the closing of the evaluation."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incubator.accounts.models import Account
from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.jury.models import Assignment, EvaluationClosing, Mark, ScoreSheet
from incubator.jury.rules import FOLLOWS, AssignmentId, Link, SheetId, SheetState
from incubator.kernel.actor import AccountId, Actor, Relation
from tests.builders import (
    CALL_ID,
    EVE,
    JANE,
    JEAN,
    JIM,
    JO,
    NOON,
    RUBRIC,
    RUCHE,
    another_application,
)
from tests.client import Browser

CODES = [criterion["code"] for criterion in RUBRIC["criteria"]]
JURY = (JO, JEAN, JANE, JIM)
SPECIMEN = ((4, 5, 3, 3, 4, 4, 2), (3, 4, 3, 2, 4, 5, 3), (5, 4, 4, 3, 3, 4, 3))


def dossier(number: int) -> ApplicationId:
    """Return the id of the dossier of that number, Ruche being the first."""
    return ApplicationId(UUID(int=300 + number)) if number > 1 else RUCHE


def founder(number: int) -> Actor:
    """Return who carries the dossier of that number."""
    account_id = AccountId(UUID(int=600 + number))
    return Actor(account_id=account_id, standing=frozenset({Relation.MEMBER}))


def a_rival(number: int, **changes: object) -> list[object]:
    """Return another dossier of the call, with a founder of its own."""
    account = Account(
        id=founder(number).account_id,
        email=f"founder-{number}@example.org",
        given_name="Zoé",
        family_name=f"Martin {number}",
        password_hash="!",
        opened_at=NOON,
        roles=[],
    )
    return [account, *another_application(number, founder(number), **changes)]


def text_of(page: TestResponse) -> str:
    """Return what a reader sees of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def at_once(
    app: Flask, browser: Browser, path: str, forms: Sequence[Mapping[str, str]]
) -> Counter[int]:
    """Send forms of one visitor at the same instant, and count the answers by status."""
    cookie = browser.get_cookie("session")
    start = Barrier(len(forms))

    def send(form: Mapping[str, str]) -> int:
        hand = FlaskClient(app, app.response_class)
        hand.set_cookie("session", cookie.value if cookie else "")
        start.wait()
        return hand.post(path, data=form).status_code

    with ThreadPoolExecutor(len(forms)) as hands:
        return Counter(hands.map(send, forms))


def a_panel(*sheets: Iterable[int | None], number: int = 1, recused: int = 0) -> list[object]:
    """Return the sheets that jurors handed in for a dossier, and jurors who recused themselves."""
    handed_in = [
        row
        for juror, marks in zip(JURY, sheets, strict=False)
        for row in a_sheet(juror, dict(zip(CODES, marks, strict=True)), number)
    ]
    recusals = [_assignment(juror, number, Link.CONFLICT) for juror in JURY[-recused:][:recused]]
    return [*handed_in, *recusals]


def a_sheet(juror: Actor, points: Mapping[str, int | None], number: int) -> list[object]:
    """Return the locked sheet of one juror, with the assignment behind it."""
    assignment = _assignment(juror, number, Link.NONE)
    sheet = ScoreSheet(
        id=SheetId(uuid4()),
        assignment_id=assignment.id,
        application_id=dossier(number),
        call_id=CALL_ID,
        juror_id=juror.account_id,
        state=SheetState.SUBMITTED,
        strength=f"Un besoin confirmé, dit {juror.account_id.int}.",
        improvement=f"Un prix à éprouver, dit {juror.account_id.int}.",
        saved_at=NOON,
        submitted_at=NOON,
        version=1,
        marks=[
            Mark(criterion=code, points=mark, unjudged=mark is None)
            for code, mark in points.items()
        ],
    )
    return [assignment, sheet]


def _assignment(juror: Actor, number: int, link: Link) -> Assignment:
    return Assignment(
        id=AssignmentId(uuid4()),
        application_id=dossier(number),
        call_id=CALL_ID,
        juror_id=juror.account_id,
        state=FOLLOWS[link],
        assigned_at=NOON,
        link=link,
        declared_at=NOON,
        version=1,
    )


def flat(mark: int) -> list[tuple[int, ...]]:
    """Return three sheets with the same mark everywhere."""
    return [(mark,) * len(CODES)] * 3


def a_closing(call_id: CallId = CALL_ID) -> EvaluationClosing:
    """Return the act that closed the evaluation."""
    return EvaluationClosing(call_id=call_id, closed_at=NOON, closed_by=EVE.account_id, reason="")
