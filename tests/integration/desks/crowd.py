"""A call with hundreds or thousands of dossiers, stored in bulk."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from incubator.accounts.models import Account
from incubator.applications.models import Application
from incubator.decisions.models import Decision
from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.infra.kept import rebuild
from incubator.jury.models import Assignment, EvaluationClosing, Mark, ScoreSheet
from incubator.kernel.paris import day_of, silence_date
from incubator.kernel.texts import fold
from tests.builders import CALL_ID, EVE, JANE, JEAN, JIM, JO, NOON, RUBRIC, SAM

PANEL: Final = (JO, JEAN, JANE, JIM, EVE)
CODES: Final = [criterion["code"] for criterion in RUBRIC["criteria"]]
STATES: Final = ("submitted", "inadmissible", "admissible", "admissible", "admissible")
WAYS: Final = ("drafted", "signed", "signed")  # how far the decisions are
CLOSING: Final = {"call_id": CALL_ID, "closed_by": EVE.account_id, "reason": "Complet."}
JUDGED: Final = 100  # of the first dossiers, the admissible ones have five sheets each


def fill(
    app: Flask,
    size: int,
    *,
    start: int = 0,
    judged: int = JUDGED,
    closed: bool = False,
) -> None:
    """Store as many dossiers, of which the first were judged by five jurors."""
    crowd = range(start, start + size)
    seats = [
        (number, seat)
        for number in crowd[:judged]
        if _state(number) == "admissible"
        for seat in range(len(PANEL))
    ]
    rows = {
        Account: [_founder(number) for number in crowd],
        Application: [_dossier(number) for number in crowd],
        Assignment: [_assignment(*seat) for seat in seats],
        ScoreSheet: [_sheet(*seat) for seat in seats],
        Mark: [mark for seat in seats for mark in _marks(*seat)],
        EvaluationClosing: [CLOSING | {"closed_at": now()}] if closed else [],
    }
    with app.app_context(), db.engine.begin() as connection:
        for table, values in rows.items():
            if values:
                connection.execute(sa.insert(table), values)
    keep_lists(app)


def decide(app: Flask, size: int, *, start: int = 0) -> None:
    """Store the decisions on as many dossiers, one in three being a draft."""
    numbers = range(start, start + size)
    rows = [_decision(number, WAYS[number % len(WAYS)]) for number in numbers]
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.insert(Decision), rows)
    keep_lists(app)


def keep_lists(app: Flask) -> None:
    """Bring what lists are read from up to date, after rows were stored behind its back."""
    with app.app_context(), Session(db.engine) as session, session.begin():
        rebuild(session)


def place(
    connection: sa.Connection,
    number: int,
    state: str,
    decision: str | None,
    sheets: Sequence[str],
) -> None:
    """Store one dossier in a state, with its sheets and perhaps a decision."""
    ruled = None if state in {"submitted", "incomplete"} else NOON
    own = _dossier(number) | {"state": state, "ruled_at": ruled, "ruling": "Hors du champ."}
    own["reopened_until"] = day_of(NOON) if state == "incomplete" else None
    own["withdrawn_at"] = NOON if state == "withdrawn" else None
    own["silence_on"] = None if state == "withdrawn" else own["silence_on"]
    connection.execute(sa.insert(Account), [_founder(number)])
    connection.execute(sa.insert(Application), [own])
    for seat, step in enumerate(sheets):
        recused, done = step == "recused", step == "handed_in"
        link = {"state": "recused", "link": "conflict"} if recused else {}
        sheet = {"state": "submitted" if done else "draft", "submitted_at": NOON if done else None}
        connection.execute(sa.insert(Assignment), [_assignment(number, seat) | link])
        if not recused:
            connection.execute(sa.insert(ScoreSheet), [_sheet(number, seat) | sheet])
    if decision:
        connection.execute(sa.insert(Decision), [_decision(number, decision)])


def number_of(position: int) -> str:
    """Return the number of a dossier."""
    return f"QI-2026-01-{position + 1:04d}"


def _state(number: int) -> str:
    return STATES[number % len(STATES)]


def _founder(number: int) -> dict[str, Any]:
    return {
        "id": UUID(int=10**6 + number),
        "email": f"founder{number}@example.org",
        "given_name": "Noé",
        "family_name": f"Rivière {number}",
        "password_hash": "!",
        "opened_at": NOON,
    }


def _dossier(number: int) -> dict[str, Any]:
    state, received = _state(number), now() - timedelta(days=number % 90)
    ruled = state not in {"submitted", "incomplete"}
    title, organisation = f"Écluse {number}", f"Société {number % 7}"
    return {
        "id": UUID(int=2 * 10**6 + number),
        "call_id": CALL_ID,
        "form_version": 1,
        "founder_id": UUID(int=10**6 + number),
        "state": state,
        "started_at": received,
        "saved_at": received,
        "version": 1,
        "number": number_of(number),
        "title": title,
        "organisation": organisation,
        "words": fold(f"{title} {organisation} {number_of(number)}"),
        "cluster": ("esante", "numerique")[number % 2],
        "submitted_at": received,
        "silence_on": silence_date(received),
        "ruled_at": received if ruled else None,
        "ruled_by": EVE.account_id if ruled else None,
        "ruling": "Hors du champ de l’appel." if state == "inadmissible" else "",
    }


def _assignment(number: int, seat: int) -> dict[str, Any]:
    return {
        "id": UUID(int=10**7 + 10 * number + seat),
        "application_id": UUID(int=2 * 10**6 + number),
        "call_id": CALL_ID,
        "juror_id": PANEL[seat].account_id,
        "state": "cleared",
        "assigned_at": NOON,
        "link": "none",
        "detail": "",
        "declared_at": NOON,
        "reason": "",
        "version": 1,
    }


def _sheet(number: int, seat: int) -> dict[str, Any]:
    handed_in = (number + seat) % 4 > 0
    return {
        "id": UUID(int=2 * 10**7 + 10 * number + seat),
        "assignment_id": UUID(int=10**7 + 10 * number + seat),
        "application_id": UUID(int=2 * 10**6 + number),
        "call_id": CALL_ID,
        "juror_id": PANEL[seat].account_id,
        "state": "submitted" if handed_in else "draft",
        "open": True,
        "strength": "",
        "improvement": "",
        "private_note": "",
        "marked": len(CODES),
        "saved_at": NOON,
        "submitted_at": NOON if handed_in else None,
        "version": 1,
    }


def _decision(number: int, state: str) -> dict[str, Any]:
    signed, told = state != "drafted", state in {"available", "received"}
    mentions = ("given_name", "family_name", "capacity", "service")
    return {
        "id": UUID(int=3 * 10**7 + number),
        "application_id": UUID(int=2 * 10**6 + number),
        "call_id": CALL_ID,
        "founder_id": UUID(int=10**6 + number),
        "electronic": True,
        "outcome": "refused",
        "state": state,
        "reasons_law": "Article 5.",
        "reasons_fact": "Motif. " * 40,
        "drafted_at": NOON,
        "drafted_by": EVE.account_id,
        "act_number": f"2026-{number:04d}" if signed else None,
        "signed_at": NOON if signed else None,
        "signed_by": SAM.account_id if signed else None,
        **{f"signer_{name}": name if signed else None for name in mentions},
        "available_at": NOON if told else None,
        "received_at": NOON if state == "received" else None,
        "version": 1,
    }


def _marks(number: int, seat: int) -> Iterator[dict[str, Any]]:
    for position, code in enumerate(CODES):
        yield {
            "sheet_id": UUID(int=2 * 10**7 + 10 * number + seat),
            "criterion": code,
            "points": (number + seat + position) % 6,
            "unjudged": False,
            "comment": "",
        }
