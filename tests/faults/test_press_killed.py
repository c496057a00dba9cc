"""Workers killed while they typeset: in the end each decision has its one letter."""

import time
from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import func, select

from incubator.infra.files import read
from incubator.journal.models import JournalLine
from incubator.letters.models import Letter
from tests.faults.batch import dossiers, sign
from tests.faults.house import House, wait_for

LETTERS = 30


def printed(house: House) -> int:
    """Return how many letters there are."""
    with house.stored() as session:
        return session.scalar(select(func.count()).select_from(Letter)) or 0


def live_and_die(house: House, chance: Random) -> None:
    """Start a worker, and kill it in the middle of a letter once it has printed a few."""
    goal, worker = min(LETTERS, printed(house) + chance.randint(1, 3)), house.work()
    wait_for(lambda: printed(house) >= goal)
    time.sleep(chance.uniform(0, 0.2))
    worker.kill()
    worker.wait()
    house.end_leases()


@pytest.mark.long
def test_workers_killed_while_they_typeset_leave_one_whole_letter_to_each(
    house: House, chance: Random, tell: Callable[[str], None]
) -> None:
    dossiers(house.app, LETTERS)
    decisions, kills = sign(house.app, LETTERS), 0
    while printed(house) < LETTERS:
        live_and_die(house, chance)
        kills += 1
    house.work_until_idle()
    with house.stored() as session:
        letters = session.scalars(select(Letter)).all()
        told = session.scalars(select(JournalLine.subject_id).filter_by(event="LetterRendered"))
        assert len(told.all()) == LETTERS
        assert all(len(read(letter.digest)) == letter.size for letter in letters)
    assert {letter.decision_id for letter in letters} == set(decisions)
    house.check()
    tell(f"{LETTERS} letters, {kills} workers killed, each letter once and whole")
