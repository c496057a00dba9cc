"""A manager drafts a decision, with reasons that are this dossier's own."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationState
from incubator.decisions.commands import draft_decision
from incubator.decisions.rules import (
    DecisionState,
    FactsMissing,
    OpinionMissing,
    Outcome,
    Reply,
    SharedReasons,
)
from incubator.journal.models import JournalLine
from tests.builders import ADA, ADAM, EVE, RUCHE, store
from tests.client import Browser
from tests.integration.decisions.world import (
    ADMISSION,
    FACTS,
    INADMISSIBLE,
    LAW,
    REFUSAL,
    RULING,
    TYPED,
    build,
    decisions,
    drafted,
    signed,
)
from tests.integration.deliberation.world import a_panel, a_rival, dossier, flat, text_of

URL = f"/dossiers/{RUCHE}/decision"


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Build the call of two places."""
    build(app)


def test_the_form_starts_from_the_rules_of_the_call_beside_what_the_jury_said(
    browser: Browser,
) -> None:
    page = browser.sign_in(EVE).get(URL)
    law = "Règlement de l’appel à candidatures QI-2026-01, approuvé par délibération n° 2026-C-014"
    assert f"{law}, article 5 : les projets recevables" in text_of(page)
    for shown in (
        "Appréciation de 1.",
        "Équipe, niveau 4.",
        "Équipe, niveau 5.",
        "Un prix à éprouver",
    ):
        assert shown in text_of(page)
    assert 'value="inadmissible"' not in page.text


def test_an_inadmissible_dossier_starts_from_its_verdict(browser: Browser) -> None:
    page = browser.sign_in(EVE).get(f"/dossiers/{INADMISSIBLE}/decision")
    assert "article 3 : seuls les dossiers" in text_of(page)
    assert page.text.count(RULING) == 2
    assert 'value="accepted"' not in page.text
    assert "Avis du jury" not in page.text


def test_the_outline_joins_what_is_typed_and_nothing_is_kept(
    browser: Browser, stored: Session
) -> None:
    eve = browser.sign_in(EVE)
    page = eve.fill_in(eve.get(URL), **TYPED | {"reasons_fact": "Mes mots."}, outline="1")
    assert page.status_code == 200
    typed = page.text.partition('name="reasons_fact"')[2].partition("</textarea>")[0]
    typed = " ".join(typed.split())
    assert "Mes mots." in typed
    for line in (
        "Le projet a été évalué par 3 membres du jury selon la grille publiée.",
        "Il a obtenu 73,7 sur 100.",
        "Modèle, 2,7 sur 5. Niveau atteint : Modèle, niveau 2. Niveau suivant : Modèle, niveau 3.",
        "Appréciation du jury : Appréciation de 1.",
    ):
        assert line in typed
    assert not decisions(stored)
    assert eve.fill_in(page, **TYPED).status_code == 303


def test_a_draft_is_kept_journalled_and_corrected(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    assert eve.fill_in(eve.get(URL), **TYPED).location == URL
    decision = decisions(stored)[RUCHE]
    assert (decision.outcome, decision.state, decision.answer, decision.version) == (
        Outcome.REFUSED,
        DecisionState.DRAFTED,
        None,
        1,
    )
    assert (decision.founder_id, decision.electronic) == (ADA.account_id, True)
    lines = stored.scalars(select(JournalLine).filter_by(event="DecisionDrafted")).all()
    assert [line.subject_id for line in lines] == [RUCHE]
    assert "équipe" not in lines[0].facts
    corrected = TYPED | {"outcome": "accepted", "reasons_fact": ""}
    assert eve.fill_in(eve.get(URL), **corrected).location == URL
    decision = decisions(stored)[RUCHE]
    assert (decision.outcome, decision.answer, decision.version) == (
        Outcome.ACCEPTED,
        Reply.TO_CONFIRM,
        2,
    )


@pytest.mark.parametrize(
    ("change", "target"),
    [
        ({"outcome": ""}, "#outcome-0"),
        ({"reasons_law": "  "}, "#reasons_law"),
        ({"reasons_fact": ""}, "#reasons_fact"),
        ({"reasons_fact": "Dossier insuffisant."}, "#reasons_fact"),
    ],
)
def test_a_refusal_without_reasons_writes_nothing_and_loses_no_word(
    browser: Browser, stored: Session, change: dict[str, str], target: str
) -> None:
    eve = browser.sign_in(EVE)
    typed = TYPED | change
    page = eve.fill_in(eve.get(URL), **typed)
    assert page.status_code == 422
    assert f'<a href="{target}">' in page.text
    assert all(words.strip() in text_of(page) for words in typed.values() if len(words) > 9)
    assert not decisions(stored)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reasons_fact": f"{FACTS} {{{{motif_2}}}}"}, "Remplacez « {{motif_2}} »"),
        ({"reasons_fact": f"{FACTS} Projet 2 faisait mieux."}, "Retirez « Projet 2 »"),
        ({"reasons_fact": f"{FACTS} La Société 3 aussi."}, "Retirez « Société 3 »"),
        ({"reasons_fact": "Dossier insuffisant. " * 15}, "« Dossier insuffisant. » ne dit rien"),
        ({"outcome": "inadmissible"}, "Choisissez une issue qui convient"),
    ],
)
def test_reasons_that_are_not_this_dossier_s_own_are_refused(
    browser: Browser, stored: Session, change: dict[str, str], sentence: str
) -> None:
    eve = browser.sign_in(EVE)
    page = eve.fill_in(eve.get(URL), **TYPED | change)
    assert page.status_code == 409
    assert sentence in text_of(page)
    assert LAW in text_of(page)
    assert not decisions(stored)


def test_the_same_reasons_do_not_serve_twice(app: Flask, stored: Session) -> None:
    drafted(app, REFUSAL)
    with app.app_context(), pytest.raises(SharedReasons):
        draft_decision(EVE, dossier(2), REFUSAL, version=0)
    assert decisions(stored).keys() == {RUCHE}


def test_one_s_own_reasons_may_be_kept_when_a_draft_is_corrected(app: Flask) -> None:
    drafted(app, REFUSAL)
    with app.app_context():
        draft_decision(EVE, RUCHE, replace(REFUSAL, reasons_law="Article 5."), version=1)


def test_an_admission_against_the_opinion_says_why(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(FactsMissing):
            draft_decision(EVE, dossier(2), ADMISSION, version=0)
        draft_decision(EVE, dossier(2), replace(ADMISSION, reasons_fact=FACTS), version=0)


def test_a_draft_may_be_typed_with_windows_line_ends(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    typed = TYPED | {"reasons_fact": f"  {FACTS}\r\n\r\nDeuxième paragraphe. \r\n"}
    assert eve.fill_in(eve.get(URL), **typed).status_code == 303
    assert decisions(stored)[RUCHE].reasons_fact == f"{FACTS}\n\nDeuxième paragraphe."


def test_without_an_opinion_a_sentence_stands_in_place_of_the_form(
    app: Flask, browser: Browser
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # there is no form to take a token from
    store(app, *a_rival(4), *a_panel(*flat(4), number=4))
    url = f"/dossiers/{dossier(4)}/decision"
    page = browser.sign_in(EVE).get(url)
    assert "Enregistrez d’abord l’avis du jury" in page.text
    assert "<textarea" not in page.text
    refused = browser.post(url, data=TYPED | {"version": 0})
    assert refused.status_code == 409
    assert FACTS in text_of(refused)
    with app.app_context(), pytest.raises(OpinionMissing):
        draft_decision(EVE, dossier(4), REFUSAL, version=0)


def test_a_dossier_without_a_verdict_waits(app: Flask, browser: Browser) -> None:
    store(app, *a_rival(5, state=ApplicationState.SUBMITTED))
    page = browser.sign_in(EVE).get(f"/dossiers/{dossier(5)}/decision")
    assert "Prononcez d’abord la recevabilité" in page.text


def test_the_second_of_two_managers_sees_both_texts(app: Flask, browser: Browser) -> None:
    eve = browser.sign_in(EVE)
    form = eve.get(URL)
    with app.app_context():
        draft_decision(ADAM, RUCHE, replace(ADMISSION, reasons_law="Écrit par Adam."), version=0)
    page = eve.fill_in(form, **TYPED)
    assert page.status_code == 409
    assert "Écrit par Adam." in page.text
    assert page.text.count(LAW) == 2
    assert eve.fill_in(page, **TYPED).status_code == 303


def test_a_signed_decision_is_only_read(app: Flask, browser: Browser) -> None:
    eve = browser.sign_in(EVE)
    form = eve.get(URL)
    signed(app)
    page = eve.fill_in(form, **TYPED | {"version": "2"})
    assert page.status_code == 409
    assert "Cette décision est signée depuis le" in page.text
    assert "<textarea" not in page.text
    assert FACTS in text_of(page)


def test_a_double_click_drafts_once(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    form = eve.get(URL)
    assert [eve.fill_in(form, **TYPED).status_code for _ in range(2)] == [303, 303]
    assert decisions(stored)[RUCHE].version == 1
