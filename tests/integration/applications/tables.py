"""Tables of dossiers kept elsewhere, and a call into which they come."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any, Final

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.applications.models import Application, Submission
from incubator.calls.models import CallVersion
from tests.builders import CALL_ID, EVE, FORM, a_call, a_house, store
from tests.client import HIDDEN, Browser
from tests.documents import as_sent

DEMO: Final = Path(__file__).parents[3] / "demo"
REAL: Final = DEMO / "inov-laureats.csv"
REAL_MAPPING: Final = DEMO / "inov-mapping.toml"
TRANSFERS: Final = f"/calls/{CALL_ID}/transfers"
EXPORT: Final = f"/calls/{CALL_ID}/export"
NAMES_ALONE: Final = (  # of a mapping that every form can answer
    b'siren = "siren"\n[questions]\nprojet = "title"\nentreprise = "organisation"\n'
)
COLUMNS: Final = ("thematique", "projet", "moto", "projetresume", "siren", "entreprise", "commune")
ROW: Final = {
    "thematique": "Santé",
    "projet": "Dune",
    "moto": "Un capteur de sable.",
    "projetresume": "Le capteur lit le sable.\nPuis il écrit.",
    "siren": "732829320",
    "entreprise": "Dune SAS",
    "commune": "Amiens",
}


def a_wide_call(**changes: Any) -> list[object]:
    """Return a call whose form asks what tables answer, transversal projects included."""
    form = deepcopy(FORM)
    questions = form["sections"][1]["questions"]
    questions[2]["choices"] += [["energie", "énergie"], ["transversal", "transversal"]]
    questions.append({"key": "solution", "kind": "textarea", "label": "Solution", "limit": 1000})
    rows = a_call(**changes)
    for row in rows:
        if isinstance(row, CallVersion):
            row.form = form
    return rows


def open_house(app: Flask, **changes: Any) -> None:
    """Let the house have its people and such a call, without a dossier."""
    store(app, *a_house(), *a_wide_call(**changes))


def as_csv(*rows: Mapping[str, str], columns: Sequence[str] = COLUMNS) -> bytes:
    """Return rows as a CSV, a cell for each column."""
    text = StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def bring(
    browser: Browser, table: bytes, *, name: str = "projets.csv", mapping: bytes | None = None
) -> TestResponse:
    """Bring a table as a manager does, and see what the page answers."""
    typed = dict(HIDDEN.findall(browser.sign_in(EVE).get(TRANSFERS).text))
    meaning = ("mapping", "mapping.toml", mapping or REAL_MAPPING.read_bytes())
    return browser.post(TRANSFERS, **as_sent(typed, ("table", name, table), meaning))


def take_in(browser: Browser, table: bytes, **words: Any) -> TestResponse:
    """Bring a table and confirm what its report says."""
    brought = bring(browser, table, **words)
    assert brought.status_code == 303, brought.text
    report = browser.get(brought.location)
    return browser.press(report, brought.location)


def leave(browser: Browser, kind: str) -> bytes:
    """Export the dossiers of the call, and return the file."""
    page = browser.sign_in(EVE).get(TRANSFERS)
    answer = browser.press(page, EXPORT, kind=kind)
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def imported(stored: Session) -> Sequence[Application]:
    """Return what was imported by now, by number."""
    stored.rollback()
    own = select(Application).where(Application.imported_as.is_not(None))
    return stored.scalars(own.order_by(Application.number)).all()


def frozen(stored: Session) -> Sequence[Submission]:
    """Return the frozen copies by now."""
    stored.rollback()
    return stored.scalars(select(Submission)).all()


def themes() -> Mapping[str, str]:
    """Return what each theme of the real table stands for."""
    choices: Mapping[str, str] = tomllib.loads(REAL_MAPPING.read_text(encoding="utf-8"))["themes"][
        "choices"
    ]
    return choices
