"""Dossiers come from a table kept elsewhere: all of them or none, and nobody is written to."""

import time
from collections import Counter
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.accounts.models import Account
from incubator.applications.models import Answer, Application, Intake, Submission
from incubator.applications.rules import LONGEST
from incubator.infra.jobs import Job
from incubator.infra.kept import count_strays
from incubator.infra.sheets import Format, write_table
from incubator.journal.models import JournalLine
from incubator.journal.queries import find_first_break
from incubator.kernel.tables import Row, Table
from incubator.outbox.models import Message
from tests.builders import CALL_ID, EVE, NAMES
from tests.client import HIDDEN, Browser
from tests.integration.applications.steps import count, read
from tests.integration.applications.tables import (
    COLUMNS,
    NAMES_ALONE,
    REAL,
    REAL_MAPPING,
    ROW,
    TRANSFERS,
    as_csv,
    bring,
    imported,
    open_house,
    take_in,
)

ALLOWED = 20  # seconds for the real table
KINDS = {
    2: "Il manque des cellules\N{NO-BREAK SPACE}: 6 au lieu de 7.",
    3: "Des cellules sont en trop\N{NO-BREAK SPACE}: 8 au lieu de 7.",
    4: "Le SIREN manque.",
    5: "n’est pas un SIREN",
    6: "Le SIREN 732829321 n’existe pas",
    7: "Le nom du projet manque.",
    8: "Le nom de la structure manque.",
    9: "La correspondance ne connaît pas le thème",
    10: "dépasse 50000 caractères",
    11: "Des caractères sont perdus dans la colonne",
    13: "Cette ligne répète la ligne 12",
    14: "Ce dossier est déjà importé, sous le numéro QI-2026-01-0001.",
}


def run(app: Flask, file: Path, *options: str, mapping: Path = REAL_MAPPING) -> Result:
    """Import a file at the command line."""
    order = ["import-applications", "QI-2026-01", str(file), "--mapping", str(mapping), *options]
    return app.test_cli_runner().invoke(args=order)


def send(browser: Browser, path: str) -> TestResponse:
    """Confirm a table whose page offers no button for it."""
    return browser.post(path, data=dict(HIDDEN.findall(browser.get(TRANSFERS).text)))


def test_the_real_table_comes_whole_within_twenty_seconds(
    app: Flask, stored: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    open_house(app)
    start = time.perf_counter()
    told = run(app, REAL)
    taken = time.perf_counter() - start
    with capsys.disabled():
        print(f" 753 dossiers in {taken:.1f} s", end="")  # noqa: T201
    assert told.exit_code == 0, told.output
    assert "753 dossiers imported." in told.output
    assert taken <= ALLOWED
    dossiers = imported(stored)
    assert [d.number for d in dossiers] == [f"QI-2026-01-{n:04d}" for n in range(1, 754)]
    assert {(d.state.value, d.founder_id, d.silence_on) for d in dossiers} == {
        ("submitted", None, None)
    }
    assert Counter(d.cluster for d in dossiers) == {
        "esante": 136, "numerique": 214, "energie": 198, "transversal": 205,
    }  # fmt: skip
    assert stored.scalar(select(func.max(func.length(Answer.text)))) == 1525  # past its limit
    assert (count(stored, Account), count(stored, Message), count(stored, Job)) == (
        len(NAMES), 0, 0,
    )  # fmt: skip
    events = list(stored.scalars(select(JournalLine.event)))
    assert events == ["TableBrought", "DossiersImported"]
    assert find_first_break(stored) is None
    with app.app_context():
        assert count_strays(stored) == 0


def test_a_dry_run_says_what_would_come_and_writes_nothing(app: Flask, stored: Session) -> None:
    open_house(app)
    told = run(app, REAL, "--dry-run")
    assert (told.exit_code, told.output) == (
        0,
        "753 dossiers would come; nothing is imported.\n",
    )
    assert (count(stored, Intake), count(stored, Application), count(stored)) == (0, 0, 0)


def wrong_rows() -> bytes:
    """Return a table with twelve kinds of wrong rows, and one that is right."""
    rows = [
        ROW | {"siren": ""},
        ROW | {"siren": "7328293"},
        ROW | {"siren": "732829321"},
        ROW | {"projet": "  "},
        ROW | {"entreprise": ""},
        ROW | {"projet": "Astres", "thematique": "Astrologie"},
        ROW | {"projet": "Roman", "projetresume": "x" * (LONGEST + 1)},
        ROW | {"projet": "Perte", "moto": "Un capteur \N{REPLACEMENT CHARACTER}"},
        ROW | {"projet": "Dune II"},
        ROW | {"projet": "DUNE  ii"},
        ROW,
    ]
    head, _, rest = as_csv(*rows).partition(b"\r\n")
    short = b"Sant\xc3\xa9;Court;Moto;R\xc3\xa9sum\xc3\xa9;732829320;Court SAS"
    long = b"Sant\xc3\xa9;Long;Moto;R\xc3\xa9sum\xc3\xa9;732829320;Long SAS;Amiens;trop"
    return b"\r\n".join([head, short, long, rest])


def test_twelve_kinds_of_wrong_rows_are_told_by_their_lines(
    app: Flask, browser: Browser, stored: Session, tmp_path: Path
) -> None:
    open_house(app)
    assert take_in(browser, as_csv(ROW)).status_code == 303
    before = (count(stored), count(stored, Intake))
    file = tmp_path / "wrong.csv"
    file.write_bytes(wrong_rows())
    told = run(app, file)
    assert told.exit_code == 1
    lines = dict(line.split(": ", 1) for line in told.stderr.splitlines()[:-1])
    assert {int(line) for line in lines} == KINDS.keys()
    assert [line for line, words in KINDS.items() if words not in lines[str(line)]] == []
    assert (count(stored), count(stored, Intake)) == before
    page = browser.get(bring(browser, wrong_rows(), name="wrong.csv").location)
    words = read(page)
    assert "12 points à corriger" in words
    shown = [f"{line} {' '.join(KINDS[line].split())}" for line in (2, 3, 4, 6, 14)]
    assert [line for line in shown if line not in words] == []
    answer = send(browser, page.request.path)
    assert answer.status_code == 409
    assert "Le tableau a des lignes à corriger" in answer.text
    assert len(imported(stored)) == 1


@pytest.mark.parametrize("name", ["projets.csv", "projets.xlsx"])
def test_a_manager_reads_the_report_then_imports(
    app: Flask, browser: Browser, stored: Session, name: str
) -> None:
    open_house(app)
    other = ROW | {"projet": "Lune", "siren": "732 829 320", "moto": "", "projetresume": ""}
    table = as_csv(ROW, other)
    if name.endswith("xlsx"):
        rows = [ROW, other]
        cells = tuple(
            Row(line, tuple(row[column] for column in COLUMNS)) for line, row in enumerate(rows, 2)
        )
        table = write_table(Table(columns=COLUMNS, rows=cells), Format.XLSX)
    brought = bring(browser, table, name=name)
    assert brought.status_code == 303
    report = browser.get(brought.location)
    assert "2 dossiers viendraient" in report.text
    assert imported(stored) == []
    done = browser.press(report, brought.location)
    assert (done.status_code, done.location) == (303, f"/calls/{CALL_ID}/dossiers")
    again = browser.press(report, brought.location)  # a double click
    assert again.status_code == 303
    assert [row.title for row in imported(stored)] == ["Dune", "Lune"]
    assert "2 dossiers importés le" in read(browser.get(brought.location))
    late = send(browser, brought.location)
    assert late.status_code == 409
    assert "Ce tableau est importé depuis" in late.text
    assert count(stored, Submission) == 2
    assert "projets" in read(browser.get(TRANSFERS))


def test_the_same_table_brought_twice_is_told_to_be_there(
    app: Flask, browser: Browser, stored: Session
) -> None:
    open_house(app)
    take_in(browser, as_csv(ROW))
    page = browser.get(bring(browser, as_csv(ROW)).location)
    assert "Ce dossier est déjà importé, sous le numéro QI-2026-01-0001." in page.text
    assert 'action="/intakes/' not in page.text
    assert len(imported(stored)) == 1


NAMED = NAMES_ALONE.decode()
THEMED = f'{NAMED}[themes]\ncolumn = "thematique"\n[themes.choices]\n"Santé" = "astrologie"'


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("siren = [", "La correspondance ne se lit pas"),
        ('siren = "siren"', "La correspondance ne se lit pas"),
        ('siren = "siren"\n[questions]\nprojet = "title"', "quelle colonne répond à"),
        (f'{NAMED}moto = "title"', "Plusieurs colonnes répondent à la même question"),
        (f'{NAMED}moto = "horoscope"', "L’appel ne pose pas ces questions"),
        (f'{NAMED}moto = "slides"', "Une colonne ne répond qu’à une question de texte"),
        (THEMED, "L’appel ne propose pas ces choix"),
        (NAMED.replace('"siren"', '"numero"'), "Le tableau n’a pas ces colonnes"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_in_words(
    app: Flask, browser: Browser, stored: Session, mapping: str, words: str
) -> None:
    open_house(app)
    page = bring(browser, as_csv(ROW), mapping=mapping.encode())
    assert page.status_code == 409
    assert words in page.text
    assert count(stored, Intake) == 0


def test_what_is_not_chosen_is_asked_for(app: Flask, browser: Browser) -> None:
    open_house(app)
    page = browser.sign_in(EVE).get(TRANSFERS)
    answer = browser.press(page, TRANSFERS)
    assert answer.status_code == 422
    assert "2 points à corriger" in answer.text


def test_an_unknown_call_and_an_unreadable_mapping_are_told_at_the_command_line(
    app: Flask, tmp_path: Path
) -> None:
    order = ["import-applications", "QI-0000", str(REAL), "--mapping", str(REAL_MAPPING)]
    unknown = app.test_cli_runner().invoke(args=order)
    assert (unknown.exit_code, unknown.stderr) == (1, "Error: no call QI-0000\n")
    broken = tmp_path / "broken.toml"
    broken.write_text("siren = [", encoding="utf-8")
    told = run(app, REAL, mapping=broken)
    assert told.exit_code == 1
    assert "La correspondance ne se lit pas" in told.stderr
