"""Every page that a link or a mistake leads to, for every kind of person, in both languages."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect
from werkzeug.exceptions import HTTPException

from tests.browser import acts
from tests.browser.audit import look, look_twice, walk
from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.served import Site
from tests.browser.world import (
    ADMITTED,
    BEGINNER,
    INES,
    JURORS,
    LATE_JUROR,
    MANAGER,
    REFUSED,
    SIGNATORY,
)

VISITORS: Mapping[str, str | None] = {
    "nobody": None,
    "founder": INES,
    "beginner": BEGINNER,
    "admitted": ADMITTED,
    "refused": REFUSED,
    "juror": JURORS[0],
    "late juror": LATE_JUROR,
    "manager": MANAGER,
    "signatory": SIGNATORY,
    "operator": "exploitation@quai.example",
}
FILES = {
    "static",
    "applications.file",
    "applications.receipt_on_paper",
    "jury.file",
    "letters.letter",
}
UNLINKED = {"accounts.link", "accounts.sent", "applications.intake"}  # a mail or a form leads there
CLASS, LINK = re.compile(r'class="([^"]*)"'), re.compile(r'href="(/[^"#?]*)')
Looks = set[tuple[str, str]]


@pytest.fixture
def start(told: Path) -> Path:
    """Begin with the whole demonstration."""
    return told


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_that_a_link_leads_to_suits_everybody(
    site: Site, meet: Meet, language: str
) -> None:
    looks: Looks = set()
    person = meet()
    for kind, email in VISITORS.items():
        if email:
            person.sign_in(email)
        if language == "en":
            person.go("/")
            person.press("English")
        for endpoint in tour(person, site.app, looks):
            name = f"{language} {len(looks)} {kind} {endpoint}"
            if language == "fr":
                walk(person, name)
            look(person, name)
    assert pages(site.app) - {endpoint for endpoint, _ in looks} == UNLINKED


def test_every_form_sent_too_early_comes_back_fit_for_everybody(meet: Meet) -> None:
    person = meet()
    person.go("/sign-in")
    stumble(person, "sign in")
    person.sign_in(BEGINNER)
    person.follow("Continuer")
    person.follow("Le projet en bref")
    stumble(person, "section", overfill="Nom du projet")
    person.follow("Retour à la liste des sections")
    person.follow("Vérifier et envoyer")
    stumble(person, "check")
    person.sign_in(LATE_JUROR)
    acts.begin_to_judge(person, "Cortiveille")
    stumble(person, "declaration")
    acts.declare_no_link(person)
    stumble(person, "sheet", button=-1)
    person.sign_in(MANAGER)
    stumble_as_manager(person)


def stumble_as_manager(person: Person) -> None:
    for title, link in (
        ("Endorive", "Prononcer la recevabilité"),
        ("Courtilde", "Rédiger la décision"),
        ("Cardiobande", "Gérer les jurés"),
    ):
        acts.open_dossier(person, title)
        person.follow(link)
        stumble(person, link)
    person.follow("Retirer")
    stumble(person, "withdrawal")
    person.follow("Évaluations")
    stumble(person, "closing")
    person.follow("Cohortes")
    person.follow("Cohorte 20")
    person.follow("Réseau Linotte", exact=True)
    stumble(person, "reading")


def test_no_page_and_no_right_have_their_page(meet: Meet) -> None:
    nobody, juror = meet(), meet(JURORS[0])
    nobody.go("/nothing")
    nobody.reads("Cette page n’existe pas.")
    look(nobody, "nothing")
    juror.go("/calls")
    juror.reads("Vous ne pouvez pas faire cela.")
    look(juror, "no right")


def test_a_declared_link_has_its_page(meet: Meet) -> None:
    juror, manager = meet(LATE_JUROR), meet(MANAGER)
    acts.begin_to_judge(juror, "Cortiveille")
    juror.choose("J’ai un lien, sans effet")
    juror.write("Précisez ce lien", "Nous avons étudié ensemble.")
    juror.press("Enregistrer ma déclaration")
    acts.open_dossier(manager, "Cortiveille")
    manager.follow("Gérer les jurés")
    manager.follow("Trancher")
    manager.reads("Nous avons étudié ensemble.")
    look_twice(manager, "jury.ruling")


def tour(person: Person, app: Flask, looks: Looks) -> Iterator[str]:
    """Follow every link from the first page; open each page that looks like no other."""
    waiting, known = ["/", "/components"], {"/", "/components"}
    while waiting:
        path = waiting.pop()
        text = person.context.request.get(person.url + path).text()
        onward = dict.fromkeys(link for link in LINK.findall(text) if link not in known)
        known.update(onward)
        waiting += [link for link in onward if endpoint_of(link, app) not in FILES]
        content = text.partition("<main")[2].partition("</main>")[0]
        classes = {word for words in CLASS.findall(content) for word in words.split()}
        new = (endpoint_of(path, app), " ".join(sorted(classes)))
        if new not in looks:
            looks.add(new)
            person.go(path)
            yield new[0]


def stumble(person: Person, name: str, *, button: int = 0, overfill: str = "") -> None:
    """Send the form at hand as it is, or with too long a text; look at the answer."""
    path = person.path
    for language in ("English", "Français"):
        person.go("/about/legal")
        person.press(language)
        person.go(path)
        if overfill:
            person.write(overfill, "long " * 50)
        person.page.get_by_role("main").get_by_role("button").nth(button).click()
        expect(person.page.get_by_role("alert").first).to_be_visible()
        look(person, f"{language[:2]} refused {name}")
    person.go(path)


def endpoint_of(path: str, app: Flask) -> str:
    try:
        return str(app.url_map.bind("").match(path, method="GET")[0])
    except HTTPException:
        return ""


def pages(app: Flask) -> set[str]:
    """Return every endpoint that answers with a page."""
    rules = app.url_map.iter_rules()
    return {rule.endpoint for rule in rules if "GET" in (rule.methods or ())} - FILES
