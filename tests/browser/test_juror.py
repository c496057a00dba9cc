"""A juror marks a sheet that is kept while it is marked, whatever happens to the line."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.audit import look
from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.world import CRITERIA, LATE_JUROR

MARKED = f"3 {CRITERIA[0]['levels'][3]}"


@pytest.fixture
def start(told: Path) -> Path:
    """Begin with the whole demonstration."""
    return told


def begin(meet: Meet) -> Person:
    """Return a juror who has a blank sheet before their eyes."""
    juror = meet(LATE_JUROR)
    acts.begin_to_judge(juror, "Cortiveille")
    acts.declare_no_link(juror)
    return juror


def says(juror: Person, words: str) -> None:
    """Read what the page says of the words typed."""
    expect(juror.page.locator(".q-keep")).to_contain_text(words)


def test_a_sheet_is_kept_while_it_is_marked_and_a_lost_line_loses_no_word(meet: Meet) -> None:
    juror = begin(meet)
    reason = juror.page.get_by_label("Justification").locator("visible=true")
    says(juror, "s’enregistre pendant que vous la remplissez")
    look(juror, "fr sheet idle")
    juror.choose(MARKED)
    reason.press_sequentially("Des entretiens")
    says(juror, "Enregistré à")
    look(juror, "fr sheet kept")
    juror.page.reload()
    juror.reads("60,0 sur 100")
    first = juror.page.get_by_label("Justification").first
    expect(first).to_have_value("Des entretiens")

    juror.context.set_offline(True)
    juror.page.get_by_text(f"1. {CRITERIA[0]['title']}").click()
    reason.press("End")
    reason.press_sequentially(" qui parlent")
    says(juror, "Connexion perdue")
    look(juror, "fr sheet cut off")
    juror.context.set_offline(False)
    juror.page.reload()
    expect(first).to_have_value("Des entretiens qui parlent")
    state = juror.page.locator(".q-keep")  # idle when the words had left with the page before
    expect(state).to_have_attribute("data-state", re.compile("saved|idle"))
    sheet = juror.path
    juror.open_tab()  # which has nothing in store
    juror.go(sheet)
    elsewhere = juror.page.get_by_label("Justification").first
    expect(elsewhere).to_have_value("Des entretiens qui parlent")


def test_two_windows_on_one_sheet_show_both_texts(meet: Meet) -> None:
    juror = begin(meet)
    first, sheet = juror.page, juror.path
    juror.open_tab()
    juror.go(sheet)
    juror.choose(MARKED)
    juror.write("Un point fort", "Ce que dit la seconde fenêtre.")
    says(juror, "Enregistré à")
    juror.page = first
    juror.write("Un point fort", "Ce que dit la première.")
    expect(juror.page.get_by_role("alert")).to_contain_text("Ce que dit la seconde fenêtre.")
    expect(juror.page.get_by_role("alert")).to_contain_text("3 / 5")
    look(juror, "fr conflict of sheets")
    juror.press("Garder mon texte")
    says(juror, "Enregistré à")
    juror.page.reload()
    expect(juror.page.get_by_label("Un point fort")).to_have_value("Ce que dit la première.")
