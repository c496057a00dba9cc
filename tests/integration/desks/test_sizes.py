"""Every list takes as many statements for hundreds or thousands of dossiers as for two hundred."""

import re
from os import environ
from uuid import UUID

import pytest
from flask import Flask

from incubator.kernel.actor import Actor
from tests.builders import ADAM, CALL_ID, JO, a_closed_call, a_house, store
from tests.client import Browser
from tests.integration.desks.crowd import decide, fill, number_of

CALL = f"/calls/{CALL_ID}"
DOSSIER = UUID(int=2 * 10**6 + 2)  # an admissible one
ROW = r'<th scope="row"><a href="/(?:dossiers|decisions)/([0-9a-f-]{36})'
MOST_STATEMENTS = 12
FEW, MANY = 200, int(environ.get("MANY_DOSSIERS", "753"))
LISTS = {
    "calls": (ADAM, "/calls"),
    "dossiers": (ADAM, f"{CALL}/dossiers"),
    "dossiers by progress": (ADAM, f"{CALL}/dossiers?sort=progress&after={number_of(99)}"),
    "evaluations": (ADAM, f"{CALL}/evaluation"),
    "more evaluations": (ADAM, f"{CALL}/evaluation?page=2"),
    "jurors of a dossier": (ADAM, f"/dossiers/{DOSSIER}/jurors"),
    "dossiers of a juror": (JO, "/jury"),
    "deliberation": (ADAM, f"{CALL}/deliberation"),
    "more deliberation": (ADAM, f"{CALL}/deliberation?page=2"),
    "opinion": (ADAM, f"/dossiers/{DOSSIER}/opinion"),
    "decisions": (ADAM, f"{CALL}/decisions"),
    "more decisions": (ADAM, f"{CALL}/decisions?page=2"),
    "cohorts": (ADAM, "/cohorts"),
    "desk": (ADAM, "/desk"),
}


@pytest.mark.parametrize("closed", [False, True])
def test_lists_take_the_same_statements_at_any_size(
    app: Flask, browser: Browser, *, closed: bool
) -> None:
    store(app, *a_house(), *a_closed_call(places=100))
    counts: dict[str, list[int]] = {name: [] for name in LISTS}
    for start, end in ((0, FEW), (FEW, MANY)):
        size = end - start
        fill(app, size, start=start, judged=size, closed=closed and start == 0)
        decide(app, size, start=start)
        for name, place in LISTS.items():
            counts[name].append(count(browser, *place))
    wrong = {name: told for name, told in counts.items() if len({*told}) > 1}
    assert wrong == {}
    del counts["opinion"]  # which is no list, though all marks are added up for its rank
    assert {name: few for name, (few, _) in counts.items() if few > MOST_STATEMENTS} == {}


def count(browser: Browser, actor: Actor, address: str) -> int:
    """Return how many statements a page takes."""
    assert browser.sign_in(actor).get(address).status_code == 200, address
    return len(browser.statements)


@pytest.mark.parametrize(
    ("path", "total"), [("evaluation", 120), ("deliberation", 120), ("decisions", 140)]
)
def test_everything_stands_on_one_page(app: Flask, browser: Browser, path: str, total: int) -> None:
    store(app, *a_house(), *a_closed_call())
    fill(app, FEW, judged=100, closed=True)
    decide(app, 140)
    seen: list[str] = []
    address = f"{CALL}/{path}"
    browser.sign_in(ADAM)
    while address:
        page = browser.get(address).text
        seen += re.findall(ROW, page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1] if following else ""
    assert len(seen) == len({*seen}) == total
    assert browser.get(f"{CALL}/{path}?page=4").status_code == 400
    assert browser.get(f"{CALL}/{path}?page=x").status_code == 400
