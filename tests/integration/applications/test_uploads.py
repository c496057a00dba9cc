"""A founder gives files; what is wrong with one is told in words, and nothing typed is lost."""

import os
from errno import ENOSPC
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.applications.models import Attachment
from incubator.applications.rules import ApplicationState
from incubator.calls.models import CallVersion
from incubator.infra import clock
from incubator.kernel.actor import Actor
from incubator.kernel.documents import LARGEST
from incubator.kernel.paris import closing_instant, day_of
from tests.builders import ADA, BOB, EVE, FORM, JO, RUCHE, a_call, a_house, an_application, store
from tests.client import HIDDEN, Browser
from tests.documents import a_pdf, as_sent

FILES = f"/applications/{RUCHE}/sections/files"
PDF = a_pdf(pages=3)
OTHERS = [a_pdf(pages=n) for n in range(4, 8)]
PITCH = {"key": "pitch", "kind": "textarea", "label": "Présentez-vous", "limit": 80}
CLOSED = closing_instant(day_of(clock.now())).replace(year=2100)
NO_GOOD = [
    ("page.pdf", b"<!doctype html><script>alert(1)</script>", "n’est pas celui d’un fichier PDF"),
    ("logiciel.exe", b"MZ\x90\0\3\0\0\0", "est d’un autre type"),
    ("vide.pdf", b"", "est vide"),
    ("lourd.pdf", PDF.ljust(LARGEST + 1), "pèse plus de 20 Mo"),
    ("<b>x.gif", b"GIF89a", "« &lt;b&gt;x.gif » est d’un autre type"),
]
NAMES = {
    "../../../etc/passwd.pdf": "passwd.pdf",
    "exe.\u202efdp.pdf": "exe. fdp.pdf",
    "l’été à Amiens.pdf": "l’été à Amiens.pdf",
    "a%22b.pdf": 'a"b.pdf',
    "a%00b.pdf": "a b.pdf",
    "a%0D%0Ab.pdf": "a b.pdf",
    "x" * 400 + ".pdf": "x" * 160 + ".pdf",
}


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada's dossier be begun; beside the files a few words are asked."""
    call, version = a_call()
    assert isinstance(version, CallVersion)
    *others, files = FORM["sections"]
    with_words = files | {"questions": [*files["questions"], PITCH]}
    version.form = FORM | {"sections": [*others, with_words]}
    draft = an_application(state=ApplicationState.DRAFT)
    store(app, *a_house(), call, version, *draft)


def give(
    browser: Browser, *files: tuple[str, bytes], pitch: str = "Bonjour.", page: str = ""
) -> TestResponse:
    """Choose files and send the page, written out as a browser does; a name may be coded."""
    typed = dict(HIDDEN.findall(page or browser.get(FILES).text)) | {"pitch": pitch}
    return browser.post(FILES, **as_sent(typed, *(("slides", *file) for file in files)))


def given(stored: Session) -> list[Attachment]:
    """Return what is recorded of files."""
    stored.rollback()
    return list(stored.scalars(select(Attachment).order_by(Attachment.added_at)))


def url_of(file: Attachment) -> str:
    """Return where a file is read."""
    return f"/applications/{RUCHE}/files/{file.id}"


def test_files_are_given_read_and_taken_back(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    assert give(ada, ("Présentation.pdf", PDF), ("plan.pdf", OTHERS[0])).status_code == 303
    slides, plan = given(stored)
    assert (slides.name, slides.size, slides.media_type) == (
        "Présentation.pdf",
        len(PDF),
        "application/pdf",
    )
    page = ada.get(url_of(slides), buffered=True)
    assert (page.data, page.mimetype) == (PDF, "application/pdf")
    assert page.headers["Content-Disposition"].startswith("attachment;")
    assert page.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert page.headers["Cache-Control"] == "no-store"
    ada.press(ada.get(FILES), f"{url_of(plan)}/remove")
    assert [file.removed_at is None for file in given(stored)] == [True, False]
    assert "plan.pdf" not in ada.get(FILES).text


def test_a_file_that_is_no_good_is_told_in_words_and_no_word_is_lost(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    for name, content, sentence in NO_GOOD:
        page = give(ada, (name, content), pitch="Une phrase à garder.")
        assert page.status_code == 422, name
        assert sentence in page.text.replace("\N{NO-BREAK SPACE}", " "), name
        assert "Une phrase à garder." in page.text
        assert not given(stored)
        assert "Une phrase à garder." in ada.get(FILES).text


def test_a_good_file_is_kept_beside_a_bad_one(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    page = give(ada, ("bon.pdf", PDF), ("mauvais.pdf", b"<html>"))
    assert page.status_code == 422
    assert "« mauvais.pdf »" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "bon.pdf" in page.text
    assert [file.name for file in given(stored)] == ["bon.pdf"]


def test_twenty_mebibytes_exactly_are_taken(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    assert give(ada, ("lourd.pdf", PDF.ljust(LARGEST))).status_code == 303
    assert given(stored)[0].size == LARGEST
    assert "20\N{NO-BREAK SPACE}Mo" in ada.get(FILES).text


def test_a_question_takes_three_files(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    for number in range(3):
        assert give(ada, (f"{number}.pdf", PDF)).status_code == 303
    page = give(ada, ("quatre.pdf", PDF), pitch="Encore un.")
    assert page.status_code == 422
    assert "3 au plus ici" in page.text
    assert "Encore un." in page.text
    assert len(given(stored)) == 3
    ada.press(ada.get(FILES), f"{url_of(given(stored)[0])}/remove")
    assert give(ada, *[(f"{n}.pdf", PDF) for n in range(2)]).status_code == 409
    assert give(ada, ("quatre.pdf", PDF)).status_code == 303


def test_a_file_is_kept_under_a_name_that_people_can_read(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    for name, kept in NAMES.items():
        assert give(ada, (name, PDF)).status_code == 303
        file = given(stored)[-1]
        assert file.name == kept
        assert ada.get(url_of(file), buffered=True).status_code == 200
        ada.press(ada.get(FILES), f"{url_of(file)}/remove")


def test_the_same_click_twice_gives_one_file(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    page = ada.get(FILES).text
    assert [give(ada, ("a.pdf", PDF), page=page).status_code for _ in range(2)] == [303, 303]
    assert len(given(stored)) == 1


def test_a_disk_that_is_full_leaves_no_row_without_its_bytes(
    app: Flask, browser: Browser, stored: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    ada = browser.sign_in(ADA)

    def fail(_: int) -> None:
        raise OSError(ENOSPC, "disk full")

    monkeypatch.setattr(os, "fsync", fail)
    page = give(ada, ("a.pdf", PDF), pitch="Bonjour à tous.")
    assert page.status_code == 507
    assert "La place manque sur notre disque" in page.text
    assert '<blockquote class="q-typed">Bonjour à tous.</blockquote>' in page.text
    assert not given(stored)


def test_a_damaged_file_is_not_handed_out(app: Flask, browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    give(ada, ("a.pdf", PDF))
    (file,) = given(stored)
    path = f"{app.config['VAR']}/store/{file.digest[:2]}/{file.digest}"
    with open(path, "ab") as blob:  # noqa: PTH123 - as a failing disk would
        blob.write(b"!")
    page = ada.get(url_of(file))
    assert page.status_code == 409
    assert "endommagé" in page.text


@pytest.mark.parametrize("actor", [BOB, EVE, JO])
def test_a_file_of_a_draft_is_its_founders_alone(
    app: Flask, browser: Browser, stored: Session, actor: Actor
) -> None:
    give(browser.sign_in(ADA), ("a.pdf", PDF))
    (file,) = given(stored)
    app.config["WTF_CSRF_ENABLED"] = False
    somebody = browser.sign_in(actor)
    assert somebody.get(url_of(file)).status_code == 404
    assert somebody.post(f"{url_of(file)}/remove").status_code == 404
    assert given(stored)[0].removed_at is None


def test_managers_read_what_was_received_and_no_other_file(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    give(ada, ("reçu.pdf", PDF), ("retiré.pdf", OTHERS[0]))
    ada.fill_in(
        ada.get(f"/applications/{RUCHE}/sections/identity"),
        family_name="Ada Lenoir",
        address="Amiens",
    )
    check = ada.get(f"/applications/{RUCHE}/check")
    assert ada.fill_in(check, accuracy="y", rules="y", privacy="y").status_code == 303
    give(ada, ("brouillon.pdf", OTHERS[1]))
    kept, removed, draft = given(stored)
    ada.press(ada.get(FILES), f"{url_of(removed)}/remove")
    eve = browser.sign_in(EVE)
    assert [
        eve.get(url_of(file), buffered=True).status_code for file in (kept, removed, draft)
    ] == [
        200,
        200,
        404,
    ]
    assert browser.sign_in(ADA).get(url_of(draft), buffered=True).status_code == 200


def test_a_file_is_not_found_under_another_dossier(
    app: Flask, browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    give(ada, ("a.pdf", PDF))
    (file,) = given(stored)
    other = an_application(
        id=UUID(int=999), founder_id=BOB.account_id, state=ApplicationState.DRAFT
    )
    store(app, *other)
    bob, elsewhere = browser.sign_in(BOB), f"/applications/{UUID(int=999)}/files/{file.id}"
    assert bob.get(elsewhere).status_code == 404
    app.config["WTF_CSRF_ENABLED"] = False
    assert bob.post(f"{elsewhere}/remove").status_code == 404


def test_after_the_closing_no_file_comes_or_goes(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    give(ada, ("a.pdf", PDF))
    (file,) = given(stored)
    page = ada.get(FILES)
    with clock.at(CLOSED):
        refused = ada.press(page, f"{url_of(file)}/remove")
        assert (refused.status_code, "clos depuis le" in refused.text) == (409, True)
        late = give(ada, ("b.pdf", PDF), pitch="Trop tard.", page=page.text)
        assert late.status_code == 409
        assert "Trop tard." in late.text
        assert ada.get(url_of(file), buffered=True).data == PDF
        assert "/remove" not in ada.get(FILES).text
    assert [kept.removed_at for kept in given(stored)] == [None]


def send_alone(
    browser: Browser, name: str, content: bytes, question: str = "slides"
) -> TestResponse:
    """Give one file by the door that takes files alone."""
    door = f"/applications/{RUCHE}/questions/{question}/files"
    form = dict(HIDDEN.findall(browser.get("/").text))
    return browser.post(door, **as_sent(form, ("file", name, content)))


def test_a_file_sent_alone_is_kept_and_shown_with_its_question(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    page = send_alone(ada, "deck.pdf", PDF)
    assert (page.status_code, page.location) == (303, f"{FILES}#q-slides")
    (file,) = given(stored)
    assert (file.name, file.size, file.key) == ("deck.pdf", len(PDF), "slides")
    assert ada.get(url_of(file), buffered=True).data == PDF


def test_a_file_sent_alone_is_looked_at_like_any_other(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    for name, content, sentence in NO_GOOD:
        page = send_alone(ada, name, content)
        assert page.status_code == 409, name
        assert sentence in page.text.replace("\N{NO-BREAK SPACE}", " "), name
    assert send_alone(ada, "deck.pdf", PDF, question="unknown").status_code == 404
    assert not given(stored)
    assert send_alone(browser.sign_in(BOB), "deck.pdf", PDF).status_code == 404
