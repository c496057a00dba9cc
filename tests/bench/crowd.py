"""A call at full size: whoever is heard has five sheets, all handed in, and nothing is missing."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from incubator.accounts.models import Account, Role
from incubator.applications import rules as dossiers
from incubator.applications.models import Answer, Submission
from incubator.calls.rules import read_form
from incubator.cohorts.models import Enrolment
from incubator.deliberation.models import Opinion
from incubator.infra.db import Model, db
from incubator.journal.models import JournalLine
from incubator.jury.models import Assignment, ScoreSheet
from incubator.kernel.actor import Relation
from incubator.kernel.paris import silence_date
from incubator.letters.models import Letter
from incubator.messages.models import ThreadMessage
from tests.builders import ANSWERS, CALL_ID, EVE, FORM, NOON, a_closed_call, a_house, store
from tests.integration.decisions.world import CONTACT, RULES
from tests.integration.desks.crowd import PANEL, decide, fill, keep_lists
from tests.unit.cohorts.builders import COHORT_ID, a_cohort

JURORS: Final = 8 * 10**6  # where the ids of the other jurors begin
OWN: Final = 120  # of the first dossiers, the admissible ones are judged by the people of the house
STARTUPS: Final = 50  # of the first dossiers: a cohort does not grow with its call
SUMMARY: Final = "Des capteurs lisent les ruchers et disent quand y aller. " * 10
HANDED_IN: Final = {"state": "submitted", "submitted_at": NOON}
TOLD: Final = (
    *("ApplicationStarted", "ApplicationSubmitted", "AdmissibilityRuled"),
    *["JurorAssigned"] * len(PANEL),
    "DecisionDrafted",
)
Row = Mapping[str, Any]


def settle(app: Flask) -> None:
    """Store the house, its people, a closed call and its cohort."""
    call = a_closed_call(places=100, content={"rules": RULES, "contact": CONTACT})
    store(app, *a_house(), *call, a_cohort(), *map(_another_juror, range(len(PANEL))))


def grow(app: Flask, start: int, end: int) -> None:
    """Store the dossiers from one number up to another, and all that people did about them."""
    size = end - start
    fill(app, size, start=start, judged=size, closed=start == 0)
    decide(app, size, start=start)
    with app.app_context(), db.engine.begin() as connection:
        _seat_others(connection)
        connection.execute(sa.update(ScoreSheet).where(~_handed_in()).values(HANDED_IN))
        for table, (concerned, row) in ROWS.items():
            if rows := [row(number) for number in range(start, end) if concerned(number)]:
                connection.execute(sa.insert(table), rows)
        told = [line for number in range(start, end) for line in _lines(number)]
        connection.execute(sa.insert(JournalLine), told)
    keep_lists(app)
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":  # as its own housekeeping does within a minute
            own = connection.execution_options(isolation_level="AUTOCOMMIT")
            own.exec_driver_sql("VACUUM ANALYZE")


def receive(app: Flask, size: int) -> None:
    """Store as many dossiers as they were received, and nothing that the jury did."""
    fill(app, size, judged=0)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.insert(Submission), [_submission(number) for number in range(size)])


def dossier_id(number: int) -> UUID:
    """Return the id of a dossier of the crowd."""
    return UUID(int=2 * 10**6 + number)


def _seat_others(connection: sa.Connection) -> None:
    """Leave a juror as many dossiers as one can read; others judge the rest."""
    for seat, juror in enumerate(PANEL):
        for table in (Assignment, ScoreSheet):
            rest = (table.juror_id == juror.account_id) & (table.application_id >= dossier_id(OWN))
            other = UUID(int=JURORS + seat)
            connection.execute(sa.update(table).where(rest).values(juror_id=other))


def _another_juror(seat: int) -> Account:
    return Account(
        id=UUID(int=JURORS + seat),
        email=f"juror{seat}@example.org",
        given_name="Lou",
        family_name=f"Dubois {seat}",
        password_hash="!",
        opened_at=NOON,
        roles=[Role(relation=Relation.JUROR)],
    )


def _handed_in() -> sa.ColumnElement[bool]:
    return ScoreSheet.state == HANDED_IN["state"]


def _submission(number: int) -> Row:
    texts = {**ANSWERS, "title": f"Écluse {number}", "summary": f"{SUMMARY}{number}"}
    snapshot, digest = dossiers.freeze({}, dossiers.fill_in(read_form(FORM), texts, {}))
    return {
        "id": UUID(int=4 * 10**7 + number),
        "application_id": dossier_id(number),
        "ordinal": 1,
        "received_at": NOON,
        "silence_on": silence_date(NOON),
        "snapshot": snapshot,
        "digest": digest,
        "consents_to_electronic": True,
    }


def _answer(number: int) -> Row:
    own = {"application_id": dossier_id(number), "key": "summary"}
    return {**own, "text": SUMMARY, "saved_at": NOON, "version": 1}


def _opinion(number: int) -> Row:
    return {
        "application_id": dossier_id(number),
        "call_id": CALL_ID,
        "sense": ("favourable", "reserved", "unfavourable")[number % 3],
        "assessment": "Le besoin est confirmé, le prix reste à éprouver. " * 8,
        "recommendations": "Rencontrer douze clients.",
        "recorded_at": NOON,
        "recorded_by": EVE.account_id,
        "sealed_at": None,
        "version": 1,
    }


def _letter(number: int) -> Row:
    return {
        "decision_id": UUID(int=3 * 10**7 + number),
        "facts": "{}",
        "digest": "0" * 64,
        "size": 40_000,
        "rendered_at": NOON,
    }


def _message(number: int) -> Row:
    return {
        "id": UUID(int=5 * 10**7 + number),
        "application_id": dossier_id(number),
        "ordinal": 1,
        "author_id": UUID(int=10**6 + number),
        "from_team": False,
        "text": "Quand le jury se réunit-il ?",
        "sent_at": NOON,
        "read_at": None,
    }


def _lines(number: int) -> list[Row]:
    """Return what the journal would hold of a dossier, seals apart."""
    return [
        {
            "at": NOON,
            "actor_id": EVE.account_id,
            "event": event,
            "subject_id": dossier_id(number),
            "facts": "{}",
            "seal": f"{number}-{place}",
        }
        for place, event in enumerate(TOLD)
    ]


def _startup(number: int) -> Row:
    return {
        "id": UUID(int=6 * 10**7 + number),
        "cohort_id": COHORT_ID,
        "call_id": CALL_ID,
        "application_id": dossier_id(number),
        "founder_id": UUID(int=10**6 + number),
        "title": f"Écluse {number}",
        "organisation": f"Société {number}",
        "cluster": "esante",
        "state": "agreement_pending",
        "enrolled_at": NOON,
    }


ROWS: Final[Mapping[type[Model], tuple[Callable[[int], bool], Callable[[int], Row]]]] = {
    Submission: (lambda _: True, _submission),
    Answer: (lambda _: True, _answer),
    Opinion: (lambda number: number % 5 == 2, _opinion),  # an admissible dossier
    Letter: (lambda number: number % 3 > 0, _letter),  # whatever is signed
    ThreadMessage: (lambda number: number % 4 == 0, _message),
    Enrolment: (lambda number: number < STARTUPS, _startup),
}
