"""Of several hands at once one wins, the others are told, and the tables hold in any case."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incubator.infra.db import db
from incubator.jury.commands import (
    assign_jurors,
    close_evaluation,
    declare_interests,
    rule_on_link,
    save_sheet,
    submit_sheet,
    withdraw_assignment,
)
from incubator.jury.models import Assignment, EvaluationClosing, Mark, ScoreSheet
from incubator.jury.rules import (
    AssignmentState,
    Declared,
    Link,
    Ruling,
    SheetState,
)
from incubator.kernel.refusals import NotFound, Refusal
from incubator.outbox.models import Message
from tests.builders import ADAM, CALL_ID, EVE, JEAN, JO, NOON, RUCHE
from tests.client import HIDDEN, Browser
from tests.integration.deliberation.world import at_once
from tests.integration.jury.world import (
    CARD,
    TYPED,
    an_assignment_row,
    assign,
    build,
    clear,
    declare,
    events,
    sheets,
)

HANDS = 8


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Store Ruche, admissible."""
    build(app)


def race(app: Flask, *acts: Callable[[], object]) -> Counter[str]:
    """Let hands act at the same instant, in turn one act or the next; count what became of it."""
    start = Barrier(HANDS)

    def act(number: int) -> str:
        with app.app_context():
            start.wait()
            try:
                acts[number % len(acts)]()
            except (Refusal, NotFound) as no:
                return type(no).__name__
            return "kept"

    with ThreadPoolExecutor(HANDS) as hands:
        return Counter(hands.map(act, range(HANDS)))


def test_a_sheet_is_handed_in_once(app: Flask, stored: Session) -> None:
    sheet_id = clear(app)
    done = race(app, lambda: submit_sheet(JO, sheet_id, CARD, version=1))
    assert done == {"kept": 1, "Stale": 7}
    assert (sheets(stored)[JO].version, sheets(stored)[JO].marked) == (2, len(CARD.points))
    assert events(stored).count("SheetSubmitted") == 1


def test_a_sheet_is_saved_or_handed_in_never_half_of_each(app: Flask, stored: Session) -> None:
    sheet_id = clear(app)
    done = race(
        app,
        lambda: submit_sheet(JO, sheet_id, CARD, version=1),
        lambda: save_sheet(JO, sheet_id, CARD, version=1),
    )
    assert done == {"kept": 1, "Stale": 7}
    sheet = sheets(stored)[JO]
    assert (sheet.state is SheetState.SUBMITTED) == ("SheetSubmitted" in events(stored))


def test_one_declaration_counts(app: Flask, stored: Session) -> None:
    assignment_id = assign(app)
    clean, conflict = Declared(link=Link.NONE), Declared(link=Link.CONFLICT)
    done = race(
        app,
        lambda: declare_interests(JO, assignment_id, clean, version=1),
        lambda: declare_interests(JO, assignment_id, conflict, version=1),
    )
    assert done == {"kept": 1, "Stale": 7}
    row = stored.scalars(select(Assignment)).one()
    assert (row.state is AssignmentState.CLEARED) == (JO in sheets(stored))


def test_two_managers_rule_once(app: Flask, stored: Session) -> None:
    assignment_id = declare(app, link=Link.LINK)
    yes, no = Ruling(cleared=True), Ruling(cleared=False, reason="Associés.")
    done = race(
        app,
        lambda: rule_on_link(EVE, assignment_id, yes, version=2),
        lambda: rule_on_link(ADAM, assignment_id, no, version=2),
    )
    assert done == {"kept": 1, "Stale": 7}
    assert events(stored).count("LinkRuled") == 1


def test_managers_who_assign_the_same_juror_at_once_assign_once(
    app: Flask, stored: Session
) -> None:
    done = race(app, lambda: assign_jurors(EVE, RUCHE, [JO.account_id, JEAN.account_id]))
    assert done == {"kept": HANDS}
    assert len(stored.scalars(select(Assignment)).all()) == 2
    assert len(stored.scalars(select(Message)).all()) == 2


def test_a_sheet_is_handed_in_or_taken_back(app: Flask, stored: Session) -> None:
    assignment_id = declare(app)
    sheet_id = sheets(stored)[JO].id
    stored.rollback()

    def withdraw() -> None:
        withdraw_assignment(EVE, assignment_id, "Souffrante.", version=2)

    done = race(app, lambda: submit_sheet(JO, sheet_id, CARD, version=1), withdraw)
    assert done["kept"] == 1
    row, sheet = stored.get_one(Assignment, assignment_id), sheets(stored)[JO]
    handed_in = sheet.state is SheetState.SUBMITTED
    assert handed_in is (row.state is AssignmentState.CLEARED)
    assert sheet.open is handed_in


def test_an_evaluation_is_closed_once_and_no_mark_slips_in(app: Flask, stored: Session) -> None:
    sheet_id = clear(app)
    done = race(
        app,
        lambda: close_evaluation(EVE, CALL_ID, "Le calendrier."),
        lambda: submit_sheet(JO, sheet_id, CARD, version=1),
    )
    assert done["kept"] in {1, 2}
    assert len(stored.scalars(select(EvaluationClosing)).all()) == 1
    told = [event for event in events(stored) if event in {"SheetSubmitted", "EvaluationEnded"}]
    assert told[-1] == "EvaluationEnded"
    assert (sheets(stored)[JO].state is SheetState.SUBMITTED) == ("SheetSubmitted" in told)


def test_one_form_sent_by_eight_hands_counts_once(
    app: Flask, browser: Browser, stored: Session
) -> None:
    url = f"/sheets/{clear(app)}"
    form = dict(HIDDEN.findall(browser.sign_in(JO).get(url).text)) | TYPED | {"act": "submit"}
    assert at_once(app, browser, url, [form] * HANDS) == {303: HANDS}
    assert events(stored).count("SheetSubmitted") == 1


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "assigned", "link": "none", "declared_at": NOON},
        {"state": "cleared"},
        {"state": "cleared", "link": "none"},
        {"state": "cleared", "link": "conflict", "declared_at": NOON},
        {"state": "referred", "link": "none", "declared_at": NOON},
        {"state": "referred", "link": "link", "declared_at": NOON, "detail": ""},
        {"state": "recused", "link": "none", "declared_at": NOON},
        {"state": "recused"},
        {"state": "withdrawn"},
    ],
)
def test_the_table_refuses_a_state_that_its_declaration_belies(
    stored: Session, columns: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        keep(stored, an_assignment_row(**columns))


def test_a_juror_has_a_dossier_once(app: Flask, stored: Session) -> None:
    assign(app)
    with pytest.raises(IntegrityError):
        keep(stored, an_assignment_row())


@pytest.mark.parametrize(
    "mark",
    [
        {"points": 6, "unjudged": False},
        {"points": -1, "unjudged": False},
        {"points": 3, "unjudged": True},
    ],
)
def test_the_table_refuses_a_mark_off_the_scale(
    app: Flask, stored: Session, mark: dict[str, Any]
) -> None:
    sheet_id = clear(app)
    with pytest.raises(IntegrityError):
        keep(stored, Mark(sheet_id=sheet_id, criterion="equipe", **mark))


def test_the_table_refuses_a_second_sheet_and_one_handed_in_at_no_time(
    app: Flask, stored: Session
) -> None:
    clear(app)
    own = stored.scalars(select(ScoreSheet)).one()
    columns = {
        name: getattr(own, name)
        for name in ("assignment_id", "application_id", "call_id", "juror_id", "state", "version")
    }
    with pytest.raises(IntegrityError):
        keep(stored, ScoreSheet(id=uuid4(), **columns))
    own.state = SheetState.SUBMITTED
    with pytest.raises(IntegrityError):
        keep(stored)


def test_what_a_page_reads_after_a_command_is_what_was_written(app: Flask) -> None:
    sheet_id = clear(app)
    with app.app_context():
        before = db.session().get_one(ScoreSheet, sheet_id).version
        save_sheet(JO, sheet_id, CARD, version=before)
        assert db.session().get_one(ScoreSheet, sheet_id).version == before + 1


def keep(session: Session, *rows: object) -> None:
    """Write to the tables, past the rules."""
    session.add_all(rows)
    try:
        session.flush()
    finally:
        session.rollback()
