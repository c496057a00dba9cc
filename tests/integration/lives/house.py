"""A house in which people live for a while: what they see of it, and what must be true of it."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.applications.models import Application
from incubator.cohorts.models import Enrolment
from incubator.decisions.models import Decision
from incubator.deliberation.queries import get_ranking_page
from incubator.infra import clock
from incubator.infra.db import db
from incubator.journal.queries import find_first_break
from incubator.jury.models import Assignment, EvaluationClosing, ScoreSheet
from incubator.jury.queries import get_sheet_page
from incubator.jury.rules import ScoreCard
from incubator.kernel.actor import Actor
from incubator.kernel.refusals import Forbidden, NotFound, Refusal
from incubator.outbox.commands import DELIVER
from incubator.outbox.models import Message
from tests.builders import ADA, BOB, CALL_ID, EVE, JANE, JEAN, JO, SAM, a_call, a_house, store
from tests.conftest import application, fresh_database
from tests.integration.decisions.world import CONTACT, RULES
from tests.integration.deliberation.world import CODES
from tests.invariants import list_violations

FOUNDERS: Final = (ADA, BOB)
JURY: Final = (JO, JEAN, JANE)
SAID_NO: Final = (Refusal, Forbidden, NotFound)
LIVING: Final = (Application, Assignment, ScoreSheet, Decision, Enrolment, Message)


class House:
    """Two founders, three jurors, a manager and a signatory, and how long they have been there."""

    def __init__(self) -> None:
        self.now, self.days = clock.now(), 0
        self.seen, self.past = Counter[str](), list[str]()

    def attempt(self, command: Callable[..., Any], *words: Any, **more: Any) -> None:
        """Let somebody try something: done whole, or refused in words."""
        with clock.at(self.now + timedelta(days=self.days)), suppress(*SAID_NO):
            command(*words, **more)

    def find(self, model: Any, **columns: Any) -> Any:
        """Return what is stored of something, or what names nothing."""
        db.session.rollback()
        row = db.session.scalars(select(model).filter_by(**columns)).first()
        return row or SimpleNamespace(id=UUID(int=404), version=0, state=None)

    def dossier(self, founder: Actor) -> Any:
        """Return the dossier of a founder."""
        return self.find(Application, founder_id=founder.account_id)

    def decision(self, founder: Actor) -> Any:
        """Return the decision for a founder."""
        return self.find(Decision, founder_id=founder.account_id)

    def assignment(self, juror: Actor, founder: Actor) -> Any:
        """Return what a juror was entrusted with."""
        dossier_id = self.dossier(founder).id
        return self.find(Assignment, juror_id=juror.account_id, application_id=dossier_id)

    def must_be_true(self) -> None:
        """Ask everything that is always true, and note how far things came."""
        db.session.rollback()
        assert list_violations(db.session.connection()) == [], self.past
        assert find_first_break(db.session()) is None, self.past
        for model in LIVING:
            states = db.session.scalars(select(model.state).distinct())
            self.seen.update(f"{model.__tablename__} {state}" for state in states)
        if not db.session.get(EvaluationClosing, CALL_ID):
            self.must_tell_no_mark()

    def must_tell_no_mark(self) -> None:
        """Look, as everybody, at what only a sheet's juror may see."""
        with Session(db.engine) as session:
            assert get_ranking_page(session, EVE, CALL_ID, 1, self.now).ranking is None
            for sheet, juror in session.execute(select(ScoreSheet.id, ScoreSheet.juror_id)).all():
                for reader in (*JURY, *FOUNDERS, EVE, SAM):
                    with suppress(*SAID_NO):
                        page = repr(get_sheet_page(session, reader, sheet, self.now))
                        assert reader.account_id == juror, self.past
                        assert not any(secret_of(o) in page for o in JURY if o is not reader)
                        self.seen["sheet read by its juror"] += 1


@contextmanager
def a_new_house(template: str) -> Iterator[House]:
    """Yield a house with an open call of one place, where letters are printed elsewhere."""
    with TemporaryDirectory() as name, fresh_database(template, "house") as address:
        app = application(address, Path(name) / "var")
        tasks = app.extensions["tasks"]
        app.extensions["tasks"] = dict.fromkeys(tasks, lambda _: None) | {DELIVER: tasks[DELIVER]}
        store(app, *a_house(), *a_call(places=1, content={"rules": RULES, "contact": CONTACT}))
        with app.app_context():
            yield House()
            db.session.remove()
            db.engine.dispose()


def card_of(juror: Actor) -> ScoreCard:
    """Return a whole card that holds a word by which it would be known elsewhere."""
    return ScoreCard(
        points=dict.fromkeys(CODES, 3),
        unjudged=frozenset(),
        comments={},
        strength=secret_of(juror),
        improvement=secret_of(juror),
    )


def secret_of(juror: Actor) -> str:
    """Return a word that a juror writes, and nobody else."""
    return f"secret{juror.account_id.hex}"
