"""A database that is locked or stopped: people are told so, and nothing acknowledged is lost."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pysqlite3
import pytest
import sqlalchemy as sa

from incubator.infra.db import db
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM
from tests.conftest import application, build_tables
from tests.faults.cluster import a_cluster
from tests.faults.dossiers import Founder, drafts
from tests.faults.house import House
from tests.faults.reckoning import reckon
from tests.faults.test_web_killed import work_on

pytestmark = pytest.mark.long
AWAY = "Notre service est interrompu."


@pytest.mark.parametrize(("seconds", "status"), [(8, 303), (30, 503)])
def test_a_locked_database_makes_people_wait_ten_seconds_at_most(
    house: House, seconds: int, status: int
) -> None:
    url = sa.make_url(house.app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() != "sqlite":
        pytest.skip("only SQLite is locked as a whole")
    drafts(house.app, 1)
    founder = Founder(house=house, number=0)
    with house.served():
        founder.write()
        lock = pysqlite3.connect(url.database, isolation_level=None, check_same_thread=False)
        lock.execute("BEGIN EXCLUSIVE")
        over = Event()
        holder = Thread(target=lambda: (over.wait(seconds), lock.execute("ROLLBACK")))
        holder.start()
        start = time.monotonic()
        answer = founder.write(" tout entier")
        waited = time.monotonic() - start
        over.set()
        holder.join()
        lock.close()
        assert answer.status == status
        assert status == 303 or ("tout entier" in answer.text and AWAY in answer.text)
        assert 7 < waited < 25
        assert founder.write().status == 303
    reckon(house, [founder])


def test_a_writer_stopped_in_the_middle_makes_others_wait_ten_seconds_at_most(house: House) -> None:
    drafts(house.app, 1)
    founder = Founder(house=house, number=0)
    with house.served():
        founder.write()
        stopped = write_and_stop(house)
        start = time.monotonic()
        answer = founder.write(" tout entier")
        waited = time.monotonic() - start
        os.kill(stopped, signal.SIGKILL)
        os.waitpid(stopped, 0)
        assert (answer.status, AWAY in answer.text) == (503, True)
        assert "tout entier" in answer.text
        assert 7 < waited < 25
        assert founder.write().status == 303
    reckon(house, [founder])


def write_and_stop(house: House) -> int:
    """Start a process that stops within a transaction; return its number once it stopped."""
    with house.app.app_context():
        db.engine.dispose()  # a connection belongs to one process
        pid = os.fork()
        if not pid:
            with transaction(SYSTEM):
                os.kill(os.getpid(), signal.SIGSTOP)
    os.waitpid(pid, os.WUNTRACED)
    return pid


def test_a_server_stopped_under_load_is_missed_while_it_is_away_only(
    tmp_path: Path, tell: Callable[[str], None]
) -> None:
    with a_cluster() as cluster:
        build_tables(cluster.address, tmp_path)
        house = House(app=application(cluster.address, tmp_path / "var"))
        drafts(house.app, 3)
        founders, over = [Founder(house=house, number=n) for n in range(3)], Event()
        hands = [Thread(target=work_on, args=(founder, over)) for founder in founders]
        with house.served():
            for hand in hands:
                hand.start()
            time.sleep(5)
            cluster.stop()
            time.sleep(5)
            cluster.start()
            time.sleep(5)  # what was asked for while it was away is answered by now
            before = [len(founder.refused) for founder in founders]
            time.sleep(10)
            over.set()
            for hand in hands:
                hand.join()
            cluster.stop()
            cluster.start()
            assert founders[0].write().status == 303  # nobody asked meanwhile: nobody is told
        with house.app.app_context():
            db.engine.dispose()
        kept = reckon(house, founders)
        told = [no for founder in founders for no in founder.refused if no.status >= 500]
        assert {(no.status, AWAY in no.text) for no in told} == {(503, True)}
        late = [f.refused[n:] for f, n in zip(founders, before, strict=True)]
        assert not [no.status for refused in late for no in refused if no.status >= 500]
        with house.app.app_context():
            db.engine.dispose()
    tell(f"{kept} acknowledged and stored, {len(told)} told that the service is interrupted")
