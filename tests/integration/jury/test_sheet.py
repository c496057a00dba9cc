"""Nothing that a juror types is lost: not when it is wrong, nor late, nor stale, nor sent twice."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.journal.models import JournalLine
from incubator.jury.commands import save_sheet, submit_sheet
from incubator.jury.models import Mark
from incubator.jury.rules import SheetId, SheetState, UnknownMark
from tests.builders import JO
from tests.client import Browser
from tests.integration.deliberation.world import CODES
from tests.integration.jury.world import (
    CARD,
    FOR_JURORS,
    FOR_STAFF,
    TYPED,
    add_files,
    build,
    clear,
    close,
    events,
    save,
    sheets,
)

WORDS = ("comment_equipe", "strength", "improvement", "private_note")


@pytest.fixture
def sheet_id(app: Flask) -> SheetId:
    """Return Jo's blank sheet on Ruche."""
    build(app)
    return clear(app)


@pytest.fixture
def url(sheet_id: SheetId) -> str:
    """Return where Jo's sheet is."""
    return f"/sheets/{sheet_id}"


def test_a_save_reads_neither_the_dossier_nor_its_form(browser: Browser, url: str) -> None:
    browser.sign_in(JO)
    for strength in ("Un besoin.", "Un besoin confirmé."):  # the first says that they began
        page = browser.get(url)
        assert browser.fill_in(page, act="save", **TYPED | {"strength": strength}).location == url
    read = " ".join(browser.statements)
    assert not {"submission", "application", "form"} & set(re.findall(r"\w+", read))
    assert len(browser.statements) <= 10


def test_an_unfinished_sheet_is_kept_as_it_is(browser: Browser, stored: Session, url: str) -> None:
    browser.sign_in(JO)
    half = TYPED | {"points_equipe": "5", "comment_equipe": "", "points_marche": "unjudged"}
    half.pop("points_modele")
    assert browser.fill_in(browser.get(url), act="save", **half).location == url
    sheet = sheets(stored)[JO]
    assert (sheet.state, sheet.version, sheet.marked) == (SheetState.DRAFT, 2, 6)
    page = browser.get(url).text
    for word in WORDS[1:]:
        assert TYPED[word] in page
    # 100 × (20×5 + 20×3 + 15×3 + 10×3 + 5×3) ÷ (5 × 70)
    assert "71,4" in page


def test_the_end_of_a_line_counts_for_one_character(
    browser: Browser, stored: Session, url: str
) -> None:
    browser.sign_in(JO)
    text = "a\r\n" * 500
    assert browser.fill_in(browser.get(url), act="save", strength=text).location == url
    assert sheets(stored)[JO].strength == "a\n" * 500
    page = browser.fill_in(browser.get(url), act="save", strength=f"{text}a")
    assert page.status_code == 422
    assert "en trop\N{NO-BREAK SPACE}: 1<" in page.text


@pytest.mark.parametrize(
    ("changes", "target"),
    [
        ({"points_equipe": None}, "points_equipe"),
        ({"points_equipe": "5", "comment_equipe": " "}, "points_equipe"),
        ({"points_marche": "0"}, "points_marche"),
        ({"points_equipe": "6"}, "points_equipe"),
        ({"points_equipe": "-1"}, "points_equipe"),
        ({"points_equipe": "trois"}, "points_equipe"),
        ({"strength": "x" * 1001}, "strength"),
    ],
)
def test_what_is_wrong_is_pointed_at_and_no_word_is_lost(
    browser: Browser, stored: Session, url: str, changes: dict[str, str | None], target: str
) -> None:
    browser.sign_in(JO)
    typed = {name: text for name, text in (TYPED | changes).items() if text is not None}
    page = browser.fill_in(browser.get(url), act="submit", **typed)
    assert page.status_code == 422
    assert f'<a href="#{target}' in page.text
    assert f'aria-describedby="{target}' in page.text
    for word in WORDS:
        assert typed[word] in page.text
    assert sheets(stored)[JO].state is SheetState.DRAFT
    assert browser.fill_in(page, act="submit", **TYPED).location == "/jury"


def test_a_sheet_that_judges_nothing_is_refused(browser: Browser, url: str) -> None:
    browser.sign_in(JO)
    typed = TYPED | {f"points_{code}": "unjudged" for code in CODES}
    page = browser.fill_in(browser.get(url), act="submit", **typed)
    assert page.status_code == 409
    assert "Notez au moins un critère" in page.text
    assert TYPED["strength"] in page.text


@pytest.mark.parametrize("act", [save_sheet, submit_sheet])
def test_no_command_keeps_a_mark_that_the_rubric_does_not_know(
    app: Flask, stored: Session, sheet_id: SheetId, act: Callable[..., None]
) -> None:
    with app.app_context(), pytest.raises(UnknownMark):
        act(JO, sheet_id, replace(CARD, points={**CARD.points, "beaute": 3}), version=1)
    assert sheets(stored)[JO].version == 1


def test_of_two_tabs_the_second_sees_both_texts_and_may_send_again(
    browser: Browser, stored: Session, url: str
) -> None:
    browser.sign_in(JO)
    tab = browser.get(url)
    other = TYPED | {"points_equipe": "4", "strength": "Tapé dans l’autre onglet."}
    assert browser.fill_in(browser.get(url), act="save", **other).location == url
    page = browser.fill_in(tab, act="save", **TYPED)
    assert page.status_code == 409
    assert "4 / 5" in page.text
    assert "Tapé dans l’autre onglet." in page.text
    for word in WORDS:
        assert TYPED[word] in page.text
    assert sheets(stored)[JO].strength == "Tapé dans l’autre onglet."
    assert browser.fill_in(page, act="save", **TYPED).location == url
    assert sheets(stored)[JO].strength == TYPED["strength"]


def test_a_wrong_and_stale_form_is_not_taken_for_a_fresh_one(browser: Browser, url: str) -> None:
    browser.sign_in(JO)
    tab = browser.get(url)
    browser.fill_in(browser.get(url), act="save", strength="Tapé dans l’autre onglet.")
    page = browser.fill_in(tab, act="submit", **TYPED | {"points_equipe": "6"})
    assert page.status_code == 422
    page = browser.fill_in(page, act="submit", **TYPED)
    assert page.status_code == 409
    assert "Tapé dans l’autre onglet." in page.text


@pytest.mark.parametrize("act", ["save", "submit"])
def test_words_that_come_after_the_closing_are_shown_and_not_kept(
    app: Flask, browser: Browser, stored: Session, url: str, act: str
) -> None:
    browser.sign_in(JO)
    form = browser.get(url)
    close(app)
    page = browser.fill_in(form, act=act, **TYPED)
    assert page.status_code == 409
    assert "L’évaluation est close depuis le" in page.text
    assert 'name="strength"' not in page.text
    for word in WORDS:
        assert TYPED[word] in page.text
    assert stored.scalars(select(Mark)).all() == []


def test_a_whole_sheet_that_lacks_something_after_the_closing_keeps_its_words(
    app: Flask, browser: Browser, url: str
) -> None:
    browser.sign_in(JO)
    form = browser.get(url)
    close(app)
    page = browser.fill_in(form, act="submit", strength=TYPED["strength"])
    assert page.status_code in {409, 422}
    assert TYPED["strength"] in page.text
    assert "L’évaluation est close depuis le" in page.text


def test_what_was_handed_in_does_not_change_and_later_words_are_shown(
    browser: Browser, stored: Session, url: str
) -> None:
    browser.sign_in(JO)
    first, second = browser.get(url), browser.get(url)
    assert browser.fill_in(first, act="submit", **TYPED).location == "/jury"
    late = TYPED | {"strength": "Écrit trop tard."}
    page = browser.fill_in(second, act="save", **late)
    assert page.status_code == 409
    assert "Écrit trop tard." in page.text
    assert 'name="strength"' not in page.text
    assert sheets(stored)[JO].strength == TYPED["strength"]


@pytest.mark.parametrize(("act", "event"), [("save", "SheetSaved"), ("submit", "SheetSubmitted")])
def test_a_double_click_counts_once_and_answers_twice(
    browser: Browser, stored: Session, url: str, act: str, event: str
) -> None:
    browser.sign_in(JO)
    form = browser.get(url)
    answers = [browser.fill_in(form, act=act, **TYPED) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert events(stored).count(event) == 1
    assert sheets(stored)[JO].version == 2


def test_the_journal_says_that_a_sheet_was_kept_and_nothing_of_it(
    app: Flask, stored: Session, sheet_id: SheetId
) -> None:
    save(app, sheet_id, CARD)
    facts = "".join(stored.scalars(select(JournalLine.facts)))
    assert CARD.strength not in facts
    assert "points" not in facts


def test_a_file_meant_for_jurors_is_handed_out_and_no_other(
    app: Flask, browser: Browser, url: str
) -> None:
    add_files(app)
    browser.sign_in(JO)
    page = browser.get(url).text
    assert "ruche.pdf" in page
    assert "carte.pdf" not in page
    assert "2 rue des Abeilles" not in page
    answer = browser.get(f"{url}/files/{FOR_JURORS}", buffered=True)
    assert (answer.status_code, answer.data) == (200, b"%PDF-1.7 what Ruche shows")
    assert browser.get(f"{url}/files/{FOR_STAFF}").status_code == 404
