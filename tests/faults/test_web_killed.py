"""The server killed at random: what it acknowledged is stored, the rest is whole or not at all."""

import time
from collections.abc import Callable
from random import Random
from threading import Event, Thread

import pytest

from tests.faults.dossiers import Founder, drafts
from tests.faults.house import House, Web, wait_for
from tests.faults.reckoning import reckon

FOUNDERS = 3


def work_on(founder: Founder, over: Event) -> None:
    """Let a founder go on until it is over."""
    for round_ in range(10**6):
        if over.is_set():
            return
        founder.act(round_)


def kill_now_and_then(web: Web, founders: list[Founder], chance: Random, kills: int) -> None:
    """Kill what answers, or the whole server, shortly after it acknowledged something."""
    for killed in range(kills):
        wait_for_more(founders, 3)
        time.sleep(chance.uniform(0, 0.3))
        if killed % 5 == 1:
            web.kill()
            web.start()
        else:
            web.kill_child()


def wait_for_more(founders: list[Founder], more: int) -> None:
    """Return once so much more was acknowledged."""
    goal = count(founders) + more
    wait_for(lambda: count(founders) >= goal)


def count(founders: list[Founder]) -> int:
    """Return how much was acknowledged by now."""
    return sum(founder.acknowledged for founder in founders)


def have_done_everything(founders: list[Founder]) -> bool:
    """Tell whether a file was acknowledged, and a submission, from whomever."""
    return any(one.files for one in founders) and any(one.received for one in founders)


def play(house: House, chance: Random, kills: int, least: int) -> int:
    """Let founders work while the server is killed; return how much was acknowledged."""
    drafts(house.app, FOUNDERS)
    founders, over = [Founder(house=house, number=n) for n in range(FOUNDERS)], Event()
    hands = [Thread(target=work_on, args=(founder, over)) for founder in founders]
    with house.served() as web:
        for hand in hands:
            hand.start()
        try:
            kill_now_and_then(web, founders, chance, kills)
            wait_for(lambda: count(founders) >= least and have_done_everything(founders))
        finally:
            over.set()
            for hand in hands:
                hand.join()
    assert not [f.refused for f in founders if any(no.status >= 500 for no in f.refused)]
    return reckon(house, founders)


def test_a_server_killed_twice_loses_nothing_that_it_acknowledged(
    house: House, chance: Random
) -> None:
    play(house, chance, kills=2, least=8)


@pytest.mark.long
def test_a_server_killed_fifty_times_loses_nothing_that_it_acknowledged(
    house: House, chance: Random, tell: Callable[[str], None]
) -> None:
    acknowledged = play(house, chance, kills=50, least=300)
    tell(f"50 kills, {acknowledged} saves, files and submissions acknowledged, all stored")
