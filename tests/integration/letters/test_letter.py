"""A letter says what was decided, to one person, about one dossier; or it is not made, and why."""

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from incubator.decisions.commands import draft_decision, sign_decision
from incubator.decisions.models import Decision
from incubator.decisions.rules import Outcome
from incubator.ecosystem.models import LegalText
from incubator.infra import clock
from incubator.infra.db import db
from incubator.infra.files import read
from incubator.infra.formats import long_date
from incubator.infra.jobs import MOST_ATTEMPTS, Job, JobState, run_next
from incubator.infra.pdf import workshop
from incubator.journal.models import JournalLine
from incubator.kernel.paris import day_of
from incubator.letters.models import Letter
from incubator.letters.rules import Kind, LetterFacts, Waiting, from_json
from incubator.letters.tasks import render_letter
from tests.builders import AUTHORITY, CALL_ID, EVE, SAM, TEXTS, store
from tests.client import Browser
from tests.integration.deliberation.world import dossier, text_of
from tests.integration.letters.world import (
    NUMBERS,
    OUTCOMES,
    PEOPLE,
    PROJECTS,
    build,
    draft,
    signed,
    work,
)

BATCH = f"/calls/{CALL_ID}/decisions"
SUBJECTS = {
    1: "décision d’admission de votre projet",
    2: "décision de non-admission de votre candidature",
    3: "décision de non-recevabilité de votre candidature",
}
NO_REMEDIES = "Il manque les voies et délais de recours."


def letters(stored: Session) -> Mapping[int, Letter]:
    """Return the letters that were made, by the number of their dossier."""
    stored.rollback()
    numbers = {dossier(number): number for number in NUMBERS}
    made = select(Decision.application_id, Letter).join(Letter, Letter.decision_id == Decision.id)
    return {numbers[application_id]: letter for application_id, letter in stored.execute(made)}


def the_job(stored: Session) -> Job:
    """Return the work of the only letter, as it is now."""
    stored.rollback()
    return stored.scalars(select(Job).filter_by(task="render_letter")).one()


def forget(app: Flask, code: str) -> None:
    """Lose a text that binds."""
    with app.app_context(), Session(db.engine) as session, session.begin():
        session.execute(delete(LegalText).filter_by(code=code))


def squeeze(text: str) -> str:
    """Return a text without blanks: a line breaks where the page ends."""
    return "".join(text.split())


def words_of(pdf: bytes) -> str:
    """Return what a PDF says, without blanks."""
    command = ["pdftotext", "-raw", "-", "-"]
    run = subprocess.run(command, input=pdf, capture_output=True, check=True)  # noqa: S603
    return squeeze(run.stdout.decode())


def said_in(facts: LetterFacts) -> list[str]:
    """Return what a letter must say of its facts."""
    agent, signatory, to = facts.agent, facts.signatory, facts.addressee
    assert facts.documents
    return [
        f"Candidature {facts.number}",
        f"Décision n° {facts.act_number}",
        f"{to.name} {to.organisation} {' '.join(to.address)}",
        f"le projet « {facts.project} » à l’appel à candidatures « {facts.call} »",
        f"{AUTHORITY['city']}, le {long_date(facts.signed_on)}",
        f"Vu {facts.visas[0]} ; vu",
        f"En droit. {facts.reasons_law} En fait. {facts.reasons_fact}",
        f"{signatory.given_name} {signatory.family_name} {signatory.capacity} {signatory.service}",
        f"{agent.given_name} {agent.family_name}, {agent.capacity}",
        *(mention.body for mention in (facts.exemption, facts.remedies, facts.documents)),
    ]


def test_a_letter_says_what_was_decided_and_names_nobody_else(app: Flask, stored: Session) -> None:
    build(app)
    signed(app, *NUMBERS)
    work(app)
    made = letters(stored)
    acts = {n: from_json(letter.facts).act_number for n, letter in made.items()}
    assert len({*acts.values()}) == 3
    for number, letter in made.items():
        facts, pdf = from_json(letter.facts), _bytes_of(app, letter)
        assert facts.kind.value == OUTCOMES[number].value
        assert (facts.reasons_law, facts.reasons_fact) == (
            draft(number).reasons_law,
            draft(number).reasons_fact,
        )
        assert (facts.addressee.name, facts.project) == (PEOPLE[number], PROJECTS[number])
        with app.test_request_context():
            unsaid = [said for said in said_in(facts) if squeeze(said) not in words_of(pdf)]
        assert unsaid == []
        assert squeeze(SUBJECTS[number]) in words_of(pdf)
        assert words_of(pdf).count(squeeze(facts.signatory.delegation)) == 1
        for other in {*NUMBERS} - {number}:
            names = (PEOPLE[other], PROJECTS[other], f"QI-2026-01-000{other}", acts[other])
            strangers = (*names, f"Société n° {other}", f"{other} rue des Abeilles")
            assert [name for name in strangers if squeeze(name) in words_of(pdf)] == []
        with pikepdf.open(BytesIO(pdf)) as opened:
            carried = opened.attachments["decision.json"].get_file().read_bytes()
        assert carried.decode() == letter.facts


def test_who_waits_is_told_where_and_until_when_and_no_threshold(
    app: Flask, stored: Session
) -> None:
    build(app)
    until = day_of(clock.now()) + timedelta(days=200)
    waits = replace(draft(2), outcome=Outcome.WAITING_LIST, rank=1, until=until)
    signed(app, 1)
    with app.app_context():
        sign_decision(SAM, draft_decision(EVE, dossier(2), waits, version=0), version=1)
    work(app)
    letter = letters(stored)[2]
    facts, words = from_json(letter.facts), words_of(_bytes_of(app, letter))
    assert (facts.kind, facts.waiting) == (Kind.WAITING_LIST, Waiting(rank=1, until=until))
    with app.test_request_context():
        place = f"au rang 1 de la liste d’attente, valable jusqu’au {long_date(until)}"
        unsaid = [said for said in (*said_in(facts), place) if squeeze(said) not in words]
    assert unsaid == []
    assert squeeze("inscription de votre candidature sur liste d’attente") in words
    assert facts.next_steps
    for stranger in (PEOPLE[1], PROJECTS[1], "QI-2026-01-0001", "seuil", "dernier projet admis"):
        assert squeeze(stranger) not in words
    assert from_json(letters(stored)[1].facts).waiting is None


def test_a_letter_made_again_is_the_same_to_the_byte(app: Flask, stored: Session) -> None:
    build(app)
    (decision,) = signed(app, 2)
    work(app)
    first = letters(stored)[2]
    before = (first.digest, first.facts, first.rendered_at)
    with app.app_context():
        render_letter(decision)
    again = letters(stored)[2]
    assert (again.digest, again.facts, again.rendered_at) == before
    with app.app_context(), Session(db.engine) as session, session.begin():
        session.execute(delete(Letter))
    with app.app_context():
        render_letter(decision)
    anew = letters(stored)[2]
    assert (anew.digest, anew.facts) == before[:2]
    assert len(stored.scalars(select(JournalLine).filter_by(event="LetterRendered")).all()) == 2


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("remedies", NO_REMEDIES),
        ("signature", "Il manque la mention qui dispense la décision de signature."),
        ("documents", "Il manque la mention du droit d’accès aux documents."),
        ("algorithm", "Il manque la mention du calcul des notes"),
    ],
)
def test_a_letter_that_lacks_a_mention_is_not_made(
    app: Flask, browser: Browser, stored: Session, code: str, sentence: str
) -> None:
    build(app)
    forget(app, code)
    signed(app, 2)
    work(app)
    assert letters(stored) == {}
    assert sentence in text_of(browser.sign_in(EVE).get(BATCH))


def test_a_mention_with_a_blank_to_fill_is_none(
    app: Flask, browser: Browser, stored: Session
) -> None:
    build(app)
    store(app, LegalText(code="remedies", version=2, body="Devant {{court}}."))
    signed(app, 2)
    work(app)
    assert letters(stored) == {}
    assert NO_REMEDIES in text_of(browser.sign_in(EVE).get(BATCH))


def test_work_that_fails_is_tried_again_given_up_and_taken_up_once_mended(
    app: Flask, browser: Browser, stored: Session
) -> None:
    build(app)
    forget(app, "remedies")
    signed(app, 2)
    browser.sign_in(EVE)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with app.app_context(), clock.at(the_job(stored).run_at):
            assert run_next()
        assert the_job(stored).attempts == attempt
        assert NO_REMEDIES in text_of(browser.get(BATCH))
    assert the_job(stored).state is JobState.FAILED
    store(app, LegalText(code="remedies", version=1, body=TEXTS["remedies"]))
    with app.app_context():
        answer = app.test_cli_runner().invoke(args=["resume"])
    assert answer.output == "1 taken up again\n"
    work(app)
    assert letters(stored).keys() == {2}
    assert NO_REMEDIES not in text_of(browser.get(BATCH))


def test_a_name_that_cannot_be_printed_stops_its_letter_alone(
    app: Flask, browser: Browser, stored: Session
) -> None:
    build(app, people={**PEOPLE, 2: "你好"})
    signed(app, 2, 3)
    work(app)
    assert letters(stored).keys() == {3}
    said = (
        "Ces caractères ne s’impriment pas : 你 好. Prévenez la personne qui exploite ce service."
    )
    assert said in text_of(browser.sign_in(EVE).get(BATCH))


def test_a_press_that_stops_says_so(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(app)
    signed(app, 2)
    monkeypatch.setattr(workshop, "LIMITS", workshop.Limits(seconds=0.001))
    work(app)
    said = "La mise en page a échoué (stopped by SIG"
    assert said in text_of(browser.sign_in(EVE).get(BATCH))


def _bytes_of(app: Flask, letter: Letter) -> bytes:
    with app.app_context():
        return read(letter.digest)
