"""A manager reads the ranking once the evaluation is closed, and nothing of it before."""

from random import Random
from uuid import UUID

import pytest
from flask import Flask

from incubator.calls.queries import get_rubric
from incubator.calls.rules import CallId
from incubator.deliberation.queries import rank_dossiers
from incubator.deliberation.queries.results import map_results
from incubator.deliberation.rules import rank
from incubator.infra.db import db
from incubator.jury.queries import get_closing, map_locked_marks
from incubator.kernel.actor import Actor
from tests.builders import (
    ADA,
    CALL_ID,
    EVE,
    JIM,
    JO,
    OLGA,
    SAM,
    a_closed_call,
    a_house,
    an_application,
    store,
)
from tests.client import Browser
from tests.integration.deliberation.world import (
    CODES,
    JURY,
    SPECIMEN,
    a_closing,
    a_panel,
    a_rival,
    a_sheet,
    dossier,
    flat,
    text_of,
)

URL = f"/calls/{CALL_ID}/deliberation"


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Give a call of two places five dossiers: two are equal, one is marked too little."""
    store(app, *a_house(), *a_closed_call(places=2), *an_application())
    store(app, *a_panel(*SPECIMEN, recused=1))
    for number, sheets in enumerate((flat(5), SPECIMEN, flat(1), flat(4)[:2]), start=2):
        store(app, *a_rival(number), *a_panel(*sheets, number=number))


def test_before_the_closing_a_sentence_stands_in_place_of_every_mark(browser: Browser) -> None:
    page = browser.sign_in(EVE).get(URL)
    assert page.status_code == 200
    assert "L’évaluation n’est pas close" in page.text
    assert "<table" not in page.text
    for secret in ("73,7", "100,0", "Projet 2", "Ruche", "q-rankno", "q-svg"):
        assert secret not in page.text


def test_after_it_dossiers_stand_by_score_and_equals_share_their_rank(
    app: Flask, browser: Browser
) -> None:
    store(app, a_closing())
    page = browser.sign_in(EVE).get(URL)
    ranked = text_of(page).partition("Pas encore classables")[0]
    names = ("Projet 2", "Ruche", "Projet 3", "Limite des 2 places", "Projet 4")
    positions = [ranked.index(name) for name in names]
    assert positions == sorted(positions)
    assert page.text.count('<td class="q-rankno">2</td>') == 2
    assert '<td class="q-rankno">4</td>' in page.text
    assert ranked.count("73,7") == 2
    assert "1 déport" in ranked
    assert "2 dossiers ex æquo au rang 2" in ranked
    assert "2 dossiers ne sont pas départagés" in ranked
    assert page.text.count('<tr class="is-edge">') == 2


def test_a_dossier_marked_too_little_stands_apart_without_a_mean(
    app: Flask, browser: Browser
) -> None:
    store(app, a_closing())
    page = text_of(browser.sign_in(EVE).get(URL))
    ranked, _, apart = page.partition("Pas encore classables")
    assert "Projet 5" not in ranked
    assert "2 fiches" in apart.partition("Projet 5")[2]
    assert "80,0" not in page


def test_alerts_are_information(app: Flask, browser: Browser) -> None:
    store(app, a_closing())
    page = text_of(browser.sign_in(EVE).get(URL))
    assert "Moyenne sous 50" in page
    assert "Équipe sous 2" in page


@pytest.mark.parametrize(
    ("actor", "status"), [(EVE, 200), (SAM, 403), (JO, 403), (ADA, 403), (OLGA, 403)]
)
def test_only_managers_read_the_ranking(
    app: Flask, browser: Browser, actor: Actor, status: int
) -> None:
    store(app, a_closing())
    assert browser.sign_in(actor).get(URL).status_code == status


def test_a_call_without_admissible_dossiers_says_so(app: Flask, browser: Browser) -> None:
    empty = CallId(UUID(int=102))
    store(app, *a_closed_call(id=empty, code="QI-2026-02"), a_closing(empty))
    page = browser.sign_in(EVE).get(f"/calls/{empty}/deliberation")
    assert "Aucun dossier recevable" in page.text


def test_the_database_adds_marks_up_as_the_rule_does(app: Flask) -> None:
    numbers, dice = range(6, 60), Random(7)  # noqa: S311 - no secret
    for number in numbers:
        sheets = [[dice.choice((None, *range(6))) for _ in CODES] for _ in JURY]
        store(app, *a_rival(number), *a_panel(*sheets[: dice.randint(0, 4)], number=number))
    nothing, half = dict.fromkeys(CODES), dict.fromkeys(CODES[:3], 5)
    store(app, *a_rival(60), *a_panel(*flat(3), number=60), *a_sheet(JIM, nothing, 60))
    store(app, *a_rival(61), *a_panel(*flat(3), number=61), *a_sheet(JIM, half, 61), a_closing())
    with app.app_context():
        session, rubric = db.session(), get_rubric(db.session(), CALL_ID)
        closing = get_closing(session, CALL_ID)
        dossiers = [dossier(number) for number in range(1, 62)]
        marks = map_locked_marks(session, closing, dossiers)
        said = {one: marks.get(one, ()) for one in dossiers}
        results = map_results(session, closing, rubric, rank_dossiers(session, closing))
    assert list(results.items()) == list(rank(rubric, said).items())
    assert results[dossier(60)].rank == results[dossier(61)].rank is not None


def test_as_many_statements_for_thirty_dossiers_as_for_five(app: Flask, browser: Browser) -> None:
    store(app, a_closing())
    assert browser.sign_in(EVE).get(URL).status_code == 200
    few = len(browser.statements)
    for number in range(6, 31):
        store(app, *a_rival(number), *a_panel(*flat(number % 6), number=number))
    assert browser.get(URL).status_code == 200
    assert len(browser.statements) == few <= 12
