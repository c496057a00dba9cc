"""Somebody who never heard of us applies from a telephone, over several evenings."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.audit import look
from tests.browser.conftest import Meet
from tests.browser.person import PASSWORD, Person
from tests.browser.served import Site
from tests.browser.world import BEGINNER, FORM, OPEN_CALL, projects

ADDRESS = "camille.petit@ailleurs.example"
TELEPHONE = 390
ANSWERS = projects()[0]
FIRST, LAST = FORM.sections[0].questions[1], FORM.sections[-1]


@pytest.fixture
def start(told: Path) -> Path:
    """Begin with the whole demonstration."""
    return told


def sign_up(site: Site, stranger: Person) -> None:
    """Find the call, ask for a link by mail, follow it, come back to the call."""
    stranger.go("/")
    stranger.follow(OPEN_CALL)
    stranger.follow("Se connecter ou créer un compte pour candidater")
    stranger.follow("Créer un compte")
    stranger.write("Adresse électronique", ADDRESS)
    stranger.press("Recevoir le lien")
    site.work()
    [mail] = [mail for mail in site.mails() if mail["To"] == ADDRESS]
    [link] = re.findall(r"http\S+", mail.get_content())
    stranger.go(link)
    stranger.write("Prénom", "Camille")
    stranger.page.get_by_role("textbox", name="Nom", exact=True).fill("Petit")
    stranger.write("Mot de passe", PASSWORD)
    stranger.press("Créer mon compte")
    stranger.press("Déposer une candidature")


def hand_in(site: Site, stranger: Person) -> None:
    """Check, send, and take the receipt as a document."""
    acts.hand_in(stranger)
    expect(stranger.page.get_by_role("heading", level=1)).to_contain_text("Accusé de réception")
    stranger.reads(ANSWERS["title"])
    site.work()
    stranger.page.reload()
    receipt = stranger.download("Télécharger")
    assert receipt.read_bytes().startswith(b"%PDF-1.7")


def test_a_stranger_applies_is_cut_off_and_loses_no_word(site: Site, meet: Meet) -> None:
    stranger = meet(width=TELEPHONE)
    sign_up(site, stranger)
    stranger.follow("Continuer")
    state = stranger.page.locator(".q-keep")
    expect(state).to_contain_text("s’enregistrent pendant que vous écrivez")
    summary = stranger.page.get_by_label(FIRST.label)
    summary.press_sequentially("Des ruches")
    expect(state).to_contain_text("Enregistré à")
    look(stranger, "fr 390 kept")
    stranger.context.set_offline(True)
    summary.press_sequentially(" qui parlent")
    expect(state).to_contain_text("Connexion perdue")
    stranger.context.set_offline(False)
    stranger.page.reload()
    expect(summary).to_have_value("Des ruches qui parlent")
    summary.press("End")
    summary.press_sequentially(".")
    expect(state).to_contain_text("Enregistré à")
    stranger.page.close()  # the battery is empty

    back = meet(ADDRESS, width=TELEPHONE)
    back.go("/desk")
    back.follow("Continuer")
    back.follow("Le projet en bref", exact=True)
    expect(back.page.get_by_label(FIRST.label)).to_have_value("Des ruches qui parlent.")
    back.follow("Retour à la liste des sections")
    acts.answer(back, ANSWERS)
    hand_in(site, back)


def test_a_stranger_applies_without_scripts(site: Site, meet: Meet) -> None:
    stranger = meet(scripts=False, width=TELEPHONE)
    sign_up(site, stranger)
    stranger.follow("Continuer")
    stranger.write(FIRST.label, "Des ruches qui parlent")
    stranger.press("Enregistrer et continuer")
    stranger.write("Téléphone", "jamais enregistré")
    stranger.page.close()

    back = meet(ADDRESS, scripts=False, width=TELEPHONE)
    back.go("/desk")
    back.follow("Continuer")
    back.follow("Le projet en bref", exact=True)
    expect(back.page.get_by_label(FIRST.label)).to_have_value("Des ruches qui parlent")
    back.follow("Retour à la liste des sections")
    acts.answer(back, ANSWERS)
    hand_in(site, back)


def test_two_windows_on_one_answer_show_both_texts(site: Site, meet: Meet) -> None:
    stranger = meet()
    sign_up(site, stranger)
    stranger.follow("Continuer")
    first, section = stranger.page, stranger.path
    stranger.open_tab()
    stranger.go(section)
    stranger.page.get_by_label(FIRST.label).fill("Tapé dans la seconde fenêtre.")
    expect(stranger.page.locator(".q-keep")).to_contain_text("Enregistré à")
    stranger.page = first
    stranger.page.get_by_label(FIRST.label).fill("Tapé dans la première.")
    expect(stranger.page.get_by_role("alert")).to_contain_text("Tapé dans la seconde fenêtre.")
    look(stranger, "fr conflict of answers")
    stranger.press("Garder mon texte")
    expect(stranger.page.locator(".q-keep")).to_contain_text("Enregistré à")
    stranger.page.reload()
    expect(stranger.page.get_by_label(FIRST.label)).to_have_value("Tapé dans la première.")


def test_rows_come_and_go(site: Site, meet: Meet) -> None:
    stranger = meet()
    sign_up(site, stranger)
    stranger.follow("Qui êtes-vous")
    page = stranger.page
    line = page.get_by_role("group", name="Équipe, ligne 1")
    line.get_by_label("Rôle").fill("Direction")
    stranger.press("Ajouter une ligne Équipe")
    page.get_by_role("group", name="Équipe, ligne 2").get_by_label("Rôle").fill("Ventes")
    line.get_by_role("button", name="Retirer cette ligne").click()
    stranger.press("Enregistrer et continuer")
    page.get_by_role("heading", level=1, name="Le besoin et le marché").wait_for()
    stranger.page.go_back()
    stranger.page.reload()
    expect(line.get_by_label("Rôle")).to_have_value("Ventes")
    stranger.choose("Une entreprise")
    expect(page.get_by_label("Numéro SIRET")).to_be_visible()
    stranger.choose("Une association")
    expect(page.get_by_label("Numéro SIRET")).to_be_hidden()


def test_an_idle_visit_warns_before_it_ends(meet: Meet) -> None:
    person = meet(BEGINNER)
    person.page.clock.install()
    person.go("/desk")
    warning = person.page.get_by_text("votre session se ferme dans cinq minutes")
    expect(warning).to_be_hidden()
    person.page.clock.fast_forward("01:56:00")
    expect(warning).to_be_visible()
    person.press("Rester connecté")
    expect(warning).to_be_hidden()
    person.page.clock.fast_forward("01:56:00")
    expect(warning).to_be_visible()
