"""A submission is stopped by little, and freezes what it received."""

import json
from collections.abc import Mapping
from copy import deepcopy
from hashlib import sha256
from types import NoneType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.applications.rules import (
    Declaration,
    DeclarationsMissing,
    DossierFile,
    FileId,
    IdentityMissing,
    TooLong,
    Unprintable,
    fill_in,
    freeze,
    list_gaps,
    thaw,
    thaw_gaps,
    thaw_texts,
    why_not_answer_to,
    why_not_submit,
)
from incubator.calls.rules import read_form
from incubator.infra.forms import clean_text
from tests.builders import ANSWERS, FORM

READ = read_form(FORM)
LABELS = {question.key: question.label for question in READ.questions()}
ALL = frozenset(Declaration)
SLIDES = DossierFile(
    id=FileId(UUID(int=7)), name="été.pdf", size=9, digest="d" * 64, media_type="application/pdf"
)
TYPED = st.text(max_size=40).map(lambda text: clean_text(text) or "")


@pytest.mark.parametrize(
    ("texts", "declared", "refusal"),
    [
        (ANSWERS, ALL, NoneType),
        ({"family_name": "Ada", "address": "Amiens"}, ALL, NoneType),
        ({}, ALL, IdentityMissing),
        (ANSWERS | {"family_name": ""}, ALL, IdentityMissing),
        (ANSWERS | {"address": " \r\n\t"}, ALL, IdentityMissing),
        (ANSWERS | {"title": "x" * 81}, ALL, TooLong),
        (ANSWERS | {"title": "x" * 80}, ALL, NoneType),
        (ANSWERS, frozenset(), DeclarationsMissing),
        *((ANSWERS, ALL - {one}, DeclarationsMissing) for one in Declaration),
    ],
)
def test_identity_limits_and_declarations_stop_a_submission_and_nothing_else(
    texts: Mapping[str, str], declared: frozenset[Declaration], refusal: type
) -> None:
    assert type(why_not_submit(READ, texts, declared)) is refusal


@pytest.mark.parametrize("key", ["family_name", "organisation", "address", "title"])
def test_what_a_letter_repeats_is_short_whatever_its_question_says(key: str) -> None:
    texts = ANSWERS | {key: "é" * 300}
    assert why_not_answer_to(READ, texts, lambda _: set()) is None
    refusal = why_not_answer_to(READ, texts | {key: "é" * 301}, lambda _: set())
    assert isinstance(refusal, TooLong)
    assert refusal.details == {"questions": LABELS[key]}
    assert why_not_answer_to(READ, ANSWERS | {"summary": "é" * 301}, lambda _: set()) is None


def test_what_a_letter_cannot_print_is_told_by_its_characters_and_its_questions() -> None:
    texts = ANSWERS | {"family_name": "Ada Ж", "title": "Ruche ☃Ж", "summary": "☃"}
    refusal = why_not_answer_to(READ, texts, lambda text: set(text) & set("Ж☃"))
    assert isinstance(refusal, Unprintable)
    assert refusal.details == {"characters": "Ж ☃", "questions": "Prénom et nom, Titre"}


def test_what_stops_it_is_named() -> None:
    refusal = why_not_submit(READ, {}, ALL)
    assert refusal
    assert refusal.details == {"questions": "Prénom et nom, Adresse postale"}


@pytest.mark.parametrize(
    ("texts", "files", "gaps"),
    [
        ({}, (), ["title", "summary", "cluster"]),
        ({"title": "  "}, (), ["title", "summary", "cluster"]),
        ({"title": "Ruche", "cluster": "esante"}, (), ["summary"]),
        ({"title": "Ruche", "cluster": "esante"}, ("summary",), []),
        (ANSWERS, (), []),
    ],
)
def test_gaps_are_named(texts: Mapping[str, str], files: tuple[str, ...], gaps: list[str]) -> None:
    assert [question.key for question in list_gaps(READ, texts, files)] == gaps


def test_a_filled_form_says_choices_in_words_and_carries_its_files() -> None:
    sections = fill_in(READ, ANSWERS | {"cluster": "esante"}, {"slides": [SLIDES]})
    answers = {answer.key: answer for section in sections for answer in section.questions}
    assert answers["cluster"].text == "e-santé"
    assert answers["slides"].files == (SLIDES,)
    assert [key for key, answer in answers.items() if not answer.for_jurors] == ["address"]


def test_a_question_that_was_not_asked_is_not_received() -> None:
    form = deepcopy(FORM)
    form["sections"][1]["questions"].append(
        {"key": "device", "kind": "text", "label": "Dispositif", "when": {"cluster": ["esante"]}}
    )
    keys = {
        cluster: [answer.key for answer in fill_in(read_form(form), texts, {})[1].questions]
        for cluster, texts in ((one, {"cluster": one}) for one in ("esante", "numerique"))
    }
    assert keys["esante"] == [*keys["numerique"], "device"]


@given(TYPED, TYPED)
def test_what_was_frozen_thaws_as_it_was(title: str, summary: str) -> None:
    sections = fill_in(READ, {"title": title, "summary": summary}, {"slides": [SLIDES]})
    snapshot, digest = freeze({"number": "QI-2026-01-0001"}, sections)
    assert thaw(snapshot) == sections
    assert digest == sha256(snapshot.encode()).hexdigest()
    assert json.loads(snapshot)["number"] == "QI-2026-01-0001"
    assert '"name": "été.pdf"' in snapshot  # as people wrote it


def test_a_frozen_copy_keeps_what_it_lacked_and_the_words_as_they_were_typed() -> None:
    snapshot, _ = freeze({"gaps": ["Résumé"], "answers": {"title": "Ruche"}}, ())
    assert thaw_gaps(snapshot) == ["Résumé"]
    assert thaw_texts(snapshot) == {"title": "Ruche"}
    bare, _ = freeze({}, ())
    assert (thaw_gaps(bare), thaw_texts(bare)) == ((), {})


def test_the_same_content_has_the_same_digest_and_another_has_another() -> None:
    facts = {"number": "QI-2026-01-0001", "call": "QI-2026-01"}
    _, digest = freeze(facts, fill_in(READ, ANSWERS, {}))
    assert digest == freeze(dict(reversed(facts.items())), fill_in(READ, ANSWERS, {}))[1]
    assert digest != freeze(facts, fill_in(READ, ANSWERS | {"title": "Ruches"}, {}))[1]
    assert digest != freeze(facts, fill_in(READ, ANSWERS, {"slides": [SLIDES]}))[1]
