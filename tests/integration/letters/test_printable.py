"""What a letter could not print is refused where it is typed, while it can still be changed."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from incubator.applications.commands import SectionEdit, save_section, start_application
from incubator.applications.rules import Declaration
from tests.builders import ADA, ANSWERS, CALL_ID, EVE, FORM, a_call, a_house, store
from tests.client import Browser
from tests.integration.decisions.world import TYPED, decisions
from tests.integration.deliberation.world import dossier, text_of
from tests.integration.letters.world import build

HANZI = "你好"
OTHERWISE = "Écrivez ce texte autrement : certains de ses caractères ne s’impriment pas."


def test_a_dossier_is_not_received_under_a_name_that_cannot_be_printed(
    app: Flask, browser: Browser
) -> None:
    store(app, *a_house(), *a_call())
    texts = {**ANSWERS, "family_name": f"{HANZI} Lenoir", "summary": f"Un projet pour {HANZI}."}
    with app.app_context():
        application = start_application(ADA, CALL_ID)
        for section in FORM["sections"][:2]:
            own = {question["key"]: texts[question["key"]] for question in section["questions"]}
            save_section(ADA, application, section["key"], SectionEdit(texts=own))
    check = f"/applications/{application}/check"
    sentence = (
        "Ces caractères ne s’impriment pas : 你 好. Écrivez autrement, "
        "en lettres latines par exemple : Prénom et nom."
    )
    page = browser.sign_in(ADA).get(check)
    assert sentence in text_of(page)
    answer = browser.fill_in(page, **dict.fromkeys(Declaration, "y"))
    assert answer.status_code == 409
    assert sentence in text_of(answer)
    with app.app_context():
        name = {"family_name": "Ni Hao Lenoir"}
        save_section(ADA, application, "identity", SectionEdit(texts=name, seen={"family_name": 1}))
    assert browser.fill_in(browser.get(check), **dict.fromkeys(Declaration, "y")).status_code == 303


@pytest.mark.parametrize("field", ["reasons_law", "reasons_fact"])
def test_reasons_that_cannot_be_printed_are_not_kept(
    app: Flask, browser: Browser, stored: Session, field: str
) -> None:
    build(app)
    page = browser.sign_in(EVE).get(f"/dossiers/{dossier(2)}/decision")
    answer = browser.fill_in(page, **TYPED | {field: f"{TYPED[field]} {HANZI}"})
    assert answer.status_code == 422
    assert OTHERWISE in text_of(answer)
    assert HANZI in answer.text
    assert not decisions(stored)


@pytest.mark.parametrize("field", ["assessment", "recommendations"])
def test_an_opinion_that_cannot_be_printed_is_not_kept(
    app: Flask, browser: Browser, field: str
) -> None:
    build(app)
    page = browser.sign_in(EVE).get(f"/dossiers/{dossier(2)}/opinion")
    typed = {"sense": "favourable", "assessment": "Bien.", "recommendations": "Rien."}
    answer = browser.fill_in(page, **typed | {field: HANZI})
    assert answer.status_code == 422
    assert OTHERWISE in text_of(answer)
