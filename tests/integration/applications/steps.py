"""How Ada writes her dossier and sends it."""

import re
from collections.abc import Sequence
from datetime import date

from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.applications.models import Answer, Submission
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.models import Call
from incubator.infra.unit_of_work import transaction
from incubator.journal.models import JournalLine
from incubator.kernel.actor import SYSTEM
from tests.builders import ANSWERS, NOON, RUCHE, a_call, a_house, an_application, store
from tests.client import HIDDEN, Browser

TASKS, CHECK = f"/applications/{RUCHE}", f"/applications/{RUCHE}/check"
PROJECT = f"{TASKS}/sections/project"
TYPED = {"title": "Ruche", "summary": "Des capteurs pour les ruchers.", "cluster": "esante"}
TICKED = {"accuracy": "y", "rules": "y", "privacy": "y"}


def begin_dossier(app: Flask) -> None:
    """Let Ada's dossier be begun, in an open call."""
    store(app, *a_house(), *a_call(), *an_application(state=ApplicationState.DRAFT))


def write_dossier(app: Flask) -> None:
    """Let Ada's dossier be written, and not yet sent."""
    draft, *_ = an_application(state=ApplicationState.DRAFT)
    store(app, *a_house(), *a_call(), draft, *words(RUCHE))


def words(application_id: ApplicationId) -> list[Answer]:
    """Return Ada's answers as they are stored."""
    return [
        Answer(application_id=application_id, key=key, text=text, saved_at=NOON, version=1)
        for key, text in ANSWERS.items()
    ]


def forget(app: Flask, *keys: str) -> None:
    """Take answers back behind Ada's back."""
    with app.app_context(), transaction(SYSTEM) as tx:
        tx.session.execute(update(Answer).where(Answer.key.in_(keys)).values(text=""))


def move_call(app: Flask, opens_on: date, closes_on: date) -> None:
    """Give the call another calendar."""
    with app.app_context(), transaction(SYSTEM) as tx:
        tx.session.execute(update(Call).values(opens_on=opens_on, closes_on=closes_on))


def received(stored: Session) -> Sequence[Submission]:
    """Return what was received by now, in its order."""
    stored.rollback()
    return stored.scalars(select(Submission).order_by(Submission.ordinal)).all()


def send(browser: Browser, **typed: str) -> TestResponse:
    """Confirm each point and send."""
    return browser.fill_in(browser.get(CHECK), **TICKED | typed)


def read(page: TestResponse) -> str:
    """Return what a person reads of a page."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def answers(stored: Session) -> dict[str, str]:
    """Return what is stored, by question."""
    stored.rollback()
    return {answer.key: answer.text for answer in stored.scalars(select(Answer))}


def count(stored: Session, table: type = JournalLine) -> int:
    """Return how many rows a table has by now."""
    stored.rollback()
    return stored.scalar(select(func.count()).select_from(table)) or 0


def form_of(page: TestResponse) -> dict[str, str]:
    """Return the hidden fields of a page."""
    return dict(HIDDEN.findall(page.text))
