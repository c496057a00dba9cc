"""Two windows on one thing: the second is told, and reads both texts."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.audit import look
from tests.browser.conftest import Meet
from tests.browser.world import LATE_JUROR, MANAGER, OTHER_MANAGER

TOLD = "Cette page a changé depuis que vous l’avez ouverte : comparez, puis renvoyez."


@pytest.fixture
def start(told: Path) -> Path:
    """Begin with the whole demonstration."""
    return told


def test_two_tabs_of_a_juror_lose_no_word(meet: Meet) -> None:
    juror = meet(LATE_JUROR)
    acts.begin_to_judge(juror, "Cortiveille")
    acts.declare_no_link(juror)
    first, sheet = juror.page, juror.path
    juror.open_tab()
    juror.go(sheet)
    juror.write("Un point fort", "Ce que dit le second onglet.")
    juror.press("Enregistrer", exact=True)
    juror.reads("Votre évaluation est enregistrée.")
    juror.page = first
    juror.write("Un point fort", "Ce que dit le premier onglet.")
    juror.press("Enregistrer", exact=True)
    juror.reads(TOLD, "Ce que dit le second onglet.")
    expect(juror.page.get_by_label("Un point fort")).to_have_value("Ce que dit le premier onglet.")
    look(juror, "fr stale sheet")


def test_two_managers_who_decide_at_once_read_each_other(meet: Meet) -> None:
    reasons = "L’extrait du registre montre que l’entreprise a été créée il y a cinq ans. " * 3
    managers = [meet(MANAGER), meet(OTHER_MANAGER)]
    for manager in managers:
        acts.open_dossier(manager, "Courtilde")
        manager.follow("Rédiger la décision")
    for number, manager in enumerate(managers):
        manager.write("Motifs de fait", f"{reasons} Plume {number}.")
        manager.press("Enregistrer le projet")
    second = managers[1]
    second.reads(TOLD, "Plume 0.", "Plume 1.")
    expect(second.page.get_by_label("Motifs de fait")).to_have_value(f"{reasons} Plume 1.")
    look(second, "fr stale decision")
