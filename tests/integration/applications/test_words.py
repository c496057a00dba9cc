"""What a founder types is kept word for word, or shown again beside what was kept."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from incubator.applications.commands import SectionEdit, save_section
from incubator.kernel.versions import Stale
from tests.builders import ADA, RUCHE
from tests.client import Browser
from tests.integration.applications.steps import (
    PROJECT,
    TASKS,
    TYPED,
    answers,
    begin_dossier,
    count,
    form_of,
)

HOSTILE = {
    "avant\0après\x1b[2J": "avantaprès[2J",
    '<script>alert(1)</script><img src=x onerror="alert(1)">': None,
    "{{ 7 * 7 }}{% include 'config.py' %}${7*7}%(x)s": None,
    "'; DROP TABLE answer; --": None,
    '=HYPERLINK("http://evil.example")': None,
    "\u202eéciffo\u202c \u2066a\u2069 \u200b": None,
    "👩\u200d🔬 \U0001f1eb\U0001f1f7 ﷺ 漢字 &lt;b&gt; &amp;": None,
    "avant\ufffe\U0010ffffaprès": "avantaprès",
    "ligne\r\nligne\rligne\n": None,
}


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada's dossier be begun, in an open call."""
    begin_dossier(app)


def test_what_is_too_long_is_kept_and_pointed_at(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    long = "x" * 81
    page = ada.fill_in(ada.get(PROJECT), **TYPED | {"title": long})
    assert page.status_code == 422
    assert '<a href="#title">' in page.text
    assert answers(stored)["title"] == long
    assert ada.fill_in(page, **TYPED).status_code == 303
    assert answers(stored) == TYPED


def test_hostile_words_are_only_words(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    for hostile, kept in HOSTILE.items():
        typed = TYPED | {"title": hostile[:80], "summary": hostile}
        assert ada.fill_in(ada.get(PROJECT), **typed).status_code == 303
        assert answers(stored)["summary"] == (kept or hostile)
        for path in (PROJECT, TASKS, f"{TASKS}/check", "/desk"):
            page = ada.get(path)
            assert page.status_code == 200, hostile
            assert "<script>alert" not in page.text
            assert "<img src=x" not in page.text


def test_a_hundred_thousand_characters_are_kept_and_refused(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    flood = "é" * 100_000
    page = ada.fill_in(ada.get(PROJECT), **TYPED | {"summary": flood})
    assert page.status_code == 422
    assert answers(stored)["summary"] == flood
    assert flood in page.text


def test_only_a_choice_that_was_offered_is_kept(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    for choice in ("biologie", "esante\0", "", "x" * 1000):
        page = ada.fill_in(ada.get(PROJECT), **TYPED | {"cluster": choice})
        assert page.status_code == (422 if choice else 303)
        assert answers(stored).get("cluster", "") == ""
        assert answers(stored)["summary"] == TYPED["summary"]


def test_a_version_that_no_page_ever_held_is_refused(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    form = ada.get(PROJECT)
    for version in ("x", "-1", "1e3", "9" * 30, "²", "1\0"):
        page = ada.fill_in(form, **TYPED | {"seen_title": version})
        assert page.status_code in (400, 409), version
    assert not answers(stored)


def test_a_double_click_saves_once(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    form = form_of(ada.get(PROJECT)) | TYPED
    pages = [ada.post(PROJECT, data=form) for _ in range(3)]
    assert [page.status_code for page in pages] == [303, 303, 303]
    assert count(stored) == 1


def test_of_two_tabs_the_second_reads_both_texts_and_can_send_again(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    first, second = ada.get(PROJECT), ada.get(PROJECT)
    ada.fill_in(first, **TYPED | {"summary": "Tapé sur le premier écran."})
    page = ada.fill_in(second, **TYPED | {"summary": "Tapé sur l’autre écran."})
    assert page.status_code == 409
    assert "Tapé sur le premier écran." in page.text
    assert page.text.count("Tapé sur l’autre écran.") >= 2  # to compare, and in the form
    assert answers(stored)["summary"] == "Tapé sur le premier écran."
    page = ada.fill_in(page, **TYPED | {"summary": "Les deux ensemble."})
    assert page.status_code == 303
    assert answers(stored)["summary"] == "Les deux ensemble."


def test_the_same_form_with_other_words_is_not_swallowed(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    form = form_of(ada.get(PROJECT)) | TYPED
    ada.post(PROJECT, data=form)
    page = ada.post(PROJECT, data=form | {"summary": "Corrigé après un retour en arrière."})
    assert page.status_code == 409  # said, compared, kept on the page
    assert "Corrigé après un retour en arrière." in page.text
    assert answers(stored) == TYPED


def test_of_eight_tabs_at_once_one_is_kept_and_seven_are_told(app: Flask, stored: Session) -> None:
    start = Barrier(8)

    def save(number: int) -> str:
        edit = SectionEdit(texts={"title": f"Onglet {number}"})
        with app.app_context():
            start.wait()
            try:
                save_section(ADA, RUCHE, "project", edit)
            except Stale:
                return "told"
            return "kept"

    with ThreadPoolExecutor(8) as hands:
        assert Counter(hands.map(save, range(8))) == {"kept": 1, "told": 7}
    assert count(stored) == 1


def test_two_sections_do_not_disturb_each_other(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    project, identity = ada.get(PROJECT), ada.get(f"{TASKS}/sections/identity")
    assert ada.fill_in(project, **TYPED).status_code == 303
    assert ada.fill_in(identity, family_name="Ada Lenoir").status_code == 303
    assert answers(stored) == TYPED | {"family_name": "Ada Lenoir"}


def test_a_file_in_place_of_a_text_is_no_answer(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    file = (BytesIO(b"%PDF-1.7"), "title.pdf")
    assert ada.fill_in(ada.get(PROJECT), **TYPED | {"title": file}).status_code == 303
    assert "title" not in answers(stored)
