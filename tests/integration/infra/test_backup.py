"""A backup taken while people work brings everything back, or says what is wrong with it."""

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from incubator.accounts.models import Visit
from incubator.applications.commands import SectionEdit, save_section
from incubator.applications.models import Application
from incubator.applications.queries import list_answers
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.ecosystem.rules import SETTING, SettingLoaded
from incubator.infra.backup import BackupError, Manifest, restore, take
from incubator.infra.backup.manifest import digest_of, table_file, write_manifest
from incubator.infra.db import db
from incubator.infra.jobs import find_pause, go_on, pause, run_next
from incubator.infra.unit_of_work import Tx, transaction
from incubator.journal.queries import find_first_break
from incubator.kernel.actor import SYSTEM
from incubator.outbox.commands import DELIVER
from incubator.outbox.models import Message
from incubator.outbox.rules import MessageState
from tests.builders import ADA, BOB
from tests.client import Browser
from tests.world import Stage, build

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def told(app: Flask) -> Flask:
    """Return an installation in which a call went from its opening to its cohort."""
    build(app, Stage.OPEN, Stage.RELEASED)
    return app


def rows(app: Flask) -> Rows:
    """Return every row of every table."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in db.metadata.sorted_tables
        }


def files(app: Flask) -> set[tuple[str, bytes]]:
    """Return every stored file."""
    store = Path(app.config["VAR"], "store")
    return {(path.name, path.read_bytes()) for path in store.glob("??/*")}


def back_up(app: Flask, folder: Path) -> Manifest:
    """Take a backup."""
    with app.app_context():
        return take(folder)


def find_draft(app: Flask) -> ApplicationId:
    """Return the dossier that Bob is writing."""
    with app.app_context():
        own = sa.select(Application.id).filter_by(
            founder_id=BOB.account_id, state=ApplicationState.DRAFT
        )
        return db.session.scalars(own).one()


def run(app: Flask, *words: str) -> str:
    """Return what a command says."""
    with app.app_context():
        return app.test_cli_runner().invoke(args=words).output


def nothing_more(_: Tx) -> None:
    """Change nothing of what came back."""


def say_something(tx: Tx) -> None:
    """Add a line to the journal."""
    tx.record(SettingLoaded(subject_id=SETTING, digest=""))


def test_everything_comes_back(told: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    manifest = back_up(told, tmp_path / "copy")
    with elsewhere.app_context():
        restore(tmp_path / "copy", nothing_more)
        assert find_first_break(db.session()) is None
    before = rows(told)
    assert rows(elsewhere) == before
    assert files(elsewhere) == files(told) != set()
    assert {name: len(lines) for name, lines in before.items()} == {
        name: table.rows for name, table in manifest.tables.items()
    }


def test_a_backup_taken_while_people_write_is_of_one_instant(
    told: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    dossier, over = find_draft(told), Event()

    def write() -> None:
        with told.app_context():
            while not over.is_set():
                known = list_answers(db.session(), dossier)
                number = known["title"].version + 1
                edit = SectionEdit(texts={"title": f"Titre {number}"}, seen={"title": number - 1})
                save_section(BOB, dossier, "project", edit)

    writer = Thread(target=write)
    writer.start()
    back_up(told, tmp_path / "copy")
    over.set()
    writer.join()
    with elsewhere.app_context():
        restore(tmp_path / "copy", nothing_more)
        title = list_answers(db.session(), dossier)["title"]
        assert find_first_break(db.session()) is None
    assert title.version == 1 or title.text == f"Titre {title.version}"
    assert rows(elsewhere)["journal_line"] <= rows(told)["journal_line"]


def test_what_comes_back_is_numbered_on(told: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    back_up(told, tmp_path / "copy")
    with elsewhere.app_context():
        restore(
            tmp_path / "copy", lambda tx: tx.record(SettingLoaded(subject_id=SETTING, digest=""))
        )
        assert find_first_break(db.session()) is None
    assert len(rows(elsewhere)["journal_line"]) == len(rows(told)["journal_line"]) + 1


def damage(folder: Path, chance: Random) -> str:
    """Flip a bit, cut a file, take one away or add one, and return which."""
    path = chance.choice(sorted(p for p in folder.rglob("*") if p.is_file() and p.stat().st_size))
    content, place = bytearray(path.read_bytes()), chance.randrange(path.stat().st_size)
    way = chance.choice(("flip", "cut", "take away", "add"))
    if way == "flip":
        content[place] ^= 1 << chance.randrange(8)
    if way in {"flip", "cut"}:
        path.write_bytes(content if way == "flip" else content[:place])
    if way == "take away":
        path.unlink()
    if way == "add":
        path.with_name(f"{path.name}~").write_bytes(content)
    return f"{way} {path.name} at {place}"


def count_unnoticed(told: Flask, elsewhere: Flask, tmp_path: Path, times: int) -> list[str]:
    """Damage a backup so many times, each time anew; return what a restore did not notice."""
    back_up(told, tmp_path / "whole")
    chance, unnoticed = Random(1848), list[str]()  # noqa: S311 - the same damages each time
    for _ in range(times):
        shutil.copytree(tmp_path / "whole", tmp_path / "copy")
        done = damage(tmp_path / "copy", chance)
        with elsewhere.app_context():
            try:
                restore(tmp_path / "copy", nothing_more)
                unnoticed.append(done)
            except BackupError:
                pass
        shutil.rmtree(tmp_path / "copy")
    assert not any(rows(elsewhere).values())
    assert not files(elsewhere)
    return unnoticed


def test_ten_damages_are_noticed_before_anything_is_written(
    told: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    assert count_unnoticed(told, elsewhere, tmp_path, 10) == []


@pytest.mark.long
def test_five_hundred_damages_are_noticed(told: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    assert count_unnoticed(told, elsewhere, tmp_path, 500) == []


def test_nobody_is_signed_in_any_more_on_the_machine_that_took_over(
    told: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    Browser(told, told.response_class).sign_in(ADA)
    run(told, "backup", str(tmp_path / "copy"))
    run(elsewhere, "restore", str(tmp_path / "copy"))
    with elsewhere.app_context():
        open_visits = db.session.scalars(sa.select(Visit).filter_by(ended_at=None)).all()
        assert open_visits == []
        assert db.session.scalars(sa.select(Visit)).all()


@pytest.mark.parametrize("part", ["tables/account.jsonl", "store/*/*", "manifest.json"])
def test_one_changed_byte_is_noticed_before_anything_is_written(
    told: Flask, elsewhere: Flask, tmp_path: Path, part: str
) -> None:
    back_up(told, tmp_path / "copy")
    path = next((tmp_path / "copy").glob(part))
    content = bytearray(path.read_bytes())
    content[-2] ^= 1
    path.write_bytes(content)
    with elsewhere.app_context(), pytest.raises(BackupError):
        restore(tmp_path / "copy", nothing_more)
    assert not any(rows(elsewhere).values())
    assert not files(elsewhere)


def test_a_backup_whose_journal_is_broken_is_not_brought_back(
    told: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    manifest = back_up(told, tmp_path / "copy")
    path = table_file(tmp_path / "copy", "journal_line")
    path.write_text(path.read_text().replace("ApplicationSubmitted", "ApplicationForgotten", 1))
    lines = replace(manifest.tables["journal_line"], digest=digest_of(path))
    tables = {**manifest.tables, "journal_line": lines}
    write_manifest(tmp_path / "copy", replace(manifest, tables=tables))
    assert "is broken at" in run(elsewhere, "restore", str(tmp_path / "copy"))
    assert not any(rows(elsewhere).values())


def test_only_its_owner_reads_a_backup(told: Flask, tmp_path: Path) -> None:
    back_up(told, tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o700


def test_a_backup_goes_into_an_empty_place_only(told: Flask, tmp_path: Path) -> None:
    back_up(told, tmp_path / "copy")
    with told.app_context():
        with pytest.raises(BackupError, match="is not empty"):
            restore(tmp_path / "copy", nothing_more)
        with pytest.raises(BackupError, match="is not empty"):
            take(tmp_path / "copy")


def test_a_backup_of_other_tables_is_refused(told: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    manifest = back_up(told, tmp_path / "copy")
    write_manifest(tmp_path / "copy", replace(manifest, revision="9999"))
    with elsewhere.app_context(), pytest.raises(BackupError, match="the backup has 9999"):
        restore(tmp_path / "copy", nothing_more)


def test_a_damaged_store_is_not_copied_in_silence(told: Flask, tmp_path: Path) -> None:
    path = next(Path(told.config["VAR"], "store").glob("??/*"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BackupError, match="the store is damaged"):
        back_up(told, tmp_path / "copy")
    assert not (tmp_path / "copy" / "manifest.json").exists()


def test_no_mail_leaves_before_the_hold_is_lifted(app: Flask) -> None:
    build(app, Stage.OPEN)
    with app.app_context():
        with transaction(SYSTEM) as tx:
            pause(tx, DELIVER)
            pause(tx, DELIVER)
        while run_next():
            pass
        waiting = db.session.scalars(sa.select(Message)).all()
        assert {message.state for message in waiting} == {MessageState.PENDING}
        assert find_pause(db.session(), DELIVER)
        with transaction(SYSTEM) as tx:
            go_on(tx, DELIVER)
        while run_next():
            pass
        sent = db.session.scalars(sa.select(Message.state)).all()
        assert set(sent) == {MessageState.SENT}


def test_the_commands_say_what_they_did_and_hold_the_mails(
    told: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    copy = str(tmp_path / "copy")
    assert "rows and" in run(told, "backup", copy)
    assert "Everyone signs in anew" in run(elsewhere, "restore", copy)
    assert "is not empty" in run(elsewhere, "restore", copy)
    assert "held since" in run(elsewhere, "doctor")
    run(elsewhere, "mail", "release")
    assert "held" not in run(elsewhere, "doctor")
