"""Lists of dossiers: found, sorted and paged by the database, in as many statements at any size."""

import re
from itertools import product

import pytest
from flask import Flask

from incubator.applications.rules import SUBMITTED_STATES
from incubator.decisions.rules import DecisionState
from incubator.desks import rules
from incubator.desks.queries import get_dossiers_page
from incubator.desks.rules import Sort, Wish
from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.jury.models import EvaluationClosing
from tests.builders import ADAM, CALL_ID, EVE, a_closed_call, a_house, an_application, store
from tests.client import Browser
from tests.integration.desks.crowd import fill, keep_lists, number_of, place

SHEETS = ((), ("to_do",), ("handed_in", "to_do"), ("handed_in", "handed_in"), ("recused",))
MOST_STATEMENTS = 12
LIST = f"/calls/{CALL_ID}/dossiers"


@pytest.fixture
def many(app: Flask) -> Flask:
    store(app, *a_house(), *a_closed_call())
    fill(app, 753)
    return app


def numbers(text: str) -> list[str]:
    return re.findall(r'<td class="q-nowrap">(QI-[\d-]+)</td>', text)


def onward(text: str, rel: str = "next") -> str | None:
    found = re.search(rf'href="([^"]+)" rel="{rel}"', text)
    return found[1].replace("&amp;", "&") if found else None


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.usefixtures("many")
def test_every_dossier_stands_on_one_page(browser: Browser, sort: Sort) -> None:
    browser.sign_in(ADAM)
    seen, pages, page = [], [], browser.get(f"{LIST}?sort={sort}")
    while True:
        seen += numbers(page.text)
        pages.append(page)
        if not (address := onward(page.text)):
            break
        page = browser.get(address)
    assert sorted(seen) == [number_of(position) for position in range(753)]
    assert len(pages) == 16
    assert "701 à 750 sur 753 dossiers" in pages[-2].text.replace("\N{NO-BREAK SPACE}", " ")
    back = browser.get(onward(pages[-1].text, "prev") or "")
    assert numbers(back.text) == numbers(pages[-2].text)


@pytest.mark.parametrize(
    "asked", ["", f"?sort=progress&after={number_of(60)}&q=ecluse&standing=admissible"]
)
def test_a_list_takes_the_same_statements_at_any_size(
    app: Flask, browser: Browser, asked: str
) -> None:
    store(app, *a_house(), *a_closed_call())
    browser.sign_in(ADAM)
    counts = []
    for start, size in ((0, 70), (70, 683)):
        fill(app, size, start=start)
        assert browser.get(LIST + asked).status_code == 200
        counts.append(len(browser.statements))
    assert counts[0] == counts[1] <= MOST_STATEMENTS


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=ECLUSE+0752", [751]),
        ("q=écluse+0753", [752]),
        ("q=SOCIETE+0753", [752]),
        ("q=ruche", []),
        ("q=%25", []),
        ("standing=evaluated", []),
        ("q=ecluse+71&standing=inadmissible&cluster=esante", [716]),
    ],
)
@pytest.mark.usefixtures("many")
def test_words_and_facets_narrow_the_list(browser: Browser, asked: str, found: list[int]) -> None:
    page = browser.sign_in(ADAM).get(f"{LIST}?{asked}")
    assert numbers(page.text) == [number_of(position) for position in found]
    assert "Effacer les filtres" in page.text
    assert bool(found) != ("Aucun dossier" in page.text)


@pytest.mark.parametrize(
    "asked", ["standing=x", "cluster=x", "sort=x", "after=x", "before=QI-2026-01-9999"]
)
@pytest.mark.usefixtures("many")
def test_what_no_page_offers_is_refused(browser: Browser, asked: str) -> None:
    page = browser.sign_in(ADAM).get(f"{LIST}?{asked}")
    assert page.status_code == 400
    assert "un filtre ou un tri qui n’existe pas" in page.text


def test_a_juror_who_is_a_manager_learns_nothing_from_order_or_counts(
    many: Flask, browser: Browser
) -> None:
    told = browser.sign_in(ADAM).get(f"{LIST}?standing=in_evaluation")
    assert "q-dots" in told.text
    browser.sign_in(EVE)  # a juror of this call
    apart = browser.get(f"{LIST}?sort=progress")
    assert numbers(apart.text) == [number_of(position) for position in range(50)]
    assert "q-dots" not in apart.text
    assert "En évaluation" not in apart.text
    store(
        many,
        EvaluationClosing(
            call_id=CALL_ID, closed_at=now(), closed_by=ADAM.account_id, reason="Complet."
        ),
    )
    assert "q-dots" in browser.get(LIST).text


def test_the_database_says_of_each_dossier_what_the_rule_says(app: Flask) -> None:
    cases = list(product(SUBMITTED_STATES, (None, *DecisionState), SHEETS))
    store(app, *a_house(), *a_closed_call())
    with app.app_context(), db.engine.begin() as connection:
        for number, (state, decision, sheets) in enumerate(cases):
            place(connection, number, state, decision, sheets)
    keep_lists(app)
    with app.app_context():
        told = {
            line.number: line.standing
            for page in (Wish(), *(Wish(after=number_of(last)) for last in (49, 99)))
            for line in get_dossiers_page(db.session(), ADAM, CALL_ID, page, now()).lines
        }
    assert len(told) == len(cases) == 125
    for number, (state, decision, sheets) in enumerate(cases):
        expected = [step for step in sheets if step != "recused"]
        own = rules.standing(state, decision, expected.count("handed_in"), len(expected))
        assert told[number_of(number)] is own, (state, decision, sheets)


def test_a_manager_who_competes_does_not_find_their_own_dossier(
    app: Flask, browser: Browser
) -> None:
    store(app, *a_house(), *a_closed_call(), *an_application(founder_id=ADAM.account_id))
    assert "QI-2026-01-0001" not in browser.sign_in(ADAM).get(LIST).text
    assert "QI-2026-01-0001" in browser.sign_in(EVE).get(LIST).text
