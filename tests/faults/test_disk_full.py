"""A disk without room: pages are read, what was typed is given back, nothing stays by half."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import run

import pytest
from flask import Flask
from sqlalchemy import func, select

from incubator.decisions.models import Decision
from incubator.infra.db import db
from incubator.outbox.models import Message
from tests.builders import CALL_ID, EVE
from tests.conftest import application
from tests.faults.batch import dossiers, print_blank, sign
from tests.faults.dossiers import PDF, Founder, drafts
from tests.faults.house import House, Person
from tests.faults.reckoning import reckon

BATCH, RELEASE = f"/calls/{CALL_ID}/decisions", f"/calls/{CALL_ID}/release"
NO_ROOM = "La place manque sur notre disque"
MANY = 60  # decisions, so that their release needs more than what SQLite keeps in hand
MOUNT = ("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of twelve mebibytes."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() or run([*MOUNT, str(place)], check=False).returncode:  # noqa: S603 - ours
        pytest.skip("a small disk can be mounted by root only")
    yield place
    run(["umount", "-l", str(place)], check=True)  # noqa: S603, S607 - ours


@pytest.fixture
def app(small_disk: Path, template: str) -> Iterator[Flask]:
    """Return an application whose database and store lie on a small disk."""
    if not Path(template).exists():
        pytest.skip("the database of a server lies elsewhere")
    (small_disk / "test.db").write_bytes(Path(template).read_bytes())
    app = application(f"sqlite:///{small_disk}/test.db", small_disk / "var")
    yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def full(disk: Path, left: int = 0) -> Iterator[None]:
    """Fill a disk meanwhile, but for some bytes."""
    filling = disk / "filling"
    with filling.open("wb") as file:
        file.write(bytes(left))
        file.flush()
        try:
            while True:
                os.write(file.fileno(), bytes(4096))
        except OSError:
            file.truncate(file.tell() if not left else os.fstat(file.fileno()).st_size - left)
    yield
    filling.unlink()


def test_an_upload_that_finds_no_room_is_told_and_leaves_nothing(
    house: House, small_disk: Path
) -> None:
    drafts(house.app, 1)
    with house.served():
        founder = Founder(house=house, number=0)
        founder.write()
        with full(small_disk, left=300_000):
            answer = founder.give("lourd.pdf", PDF.ljust(2_000_000))
            assert (answer.status, NO_ROOM in answer.text) == (507, True)
            assert founder.person.get(f"{founder.place}/sections/project").status == 200
            assert not [
                path for path in (small_disk / "var" / "store").rglob("*") if path.is_file()
            ]
        assert founder.give("lourd.pdf", PDF.ljust(2_000_000)).status == 303
    reckon(house, [founder])


@pytest.mark.long
def test_words_that_find_no_room_are_given_back(house: House, small_disk: Path) -> None:
    drafts(house.app, 1)
    with house.served():
        founder = Founder(house=house, number=0)
        founder.write()
        with full(small_disk):
            answers = [founder.write(" et tout cela" * 20_000) for _ in range(3)]
            told = next(answer for answer in answers if answer.status != 303)
            assert (told.status, NO_ROOM in told.text) == (507, True)
            assert told.text.count(" et tout cela") == 20_000
        assert founder.write().status == 303
    reckon(house, [founder])


@pytest.mark.long
def test_a_release_that_finds_no_room_happens_later_or_not_at_all(
    house: House, small_disk: Path
) -> None:
    dossiers(house.app, MANY)
    print_blank(house.app, sign(house.app, MANY))
    with house.app.app_context():
        db.engine.dispose()  # what SQLite keeps in hand is folded into the database
    with house.served():
        eve = Person(house, EVE)
        with full(small_disk):
            answer = eve.send(BATCH, {}, to=RELEASE)
            assert (answer.status, NO_ROOM in answer.text) == (507, True)
            assert eve.get(BATCH).status == 200
            assert released(house) == (0, 0)
        assert eve.send(BATCH, {}, to=RELEASE).status == 303
    assert released(house) == (MANY, MANY)
    house.check()


def released(house: House) -> tuple[int, int]:
    """Return how many decisions are available, and how many mails say so."""
    available = select(func.count()).select_from(Decision).where(Decision.available_at.is_not(None))
    told = select(func.count()).select_from(Message).filter_by(kind="decision_available")
    with house.stored() as session:
        return session.scalar(available) or 0, session.scalar(told) or 0
