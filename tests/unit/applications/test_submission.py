"""A submission is stopped by little, and freezes what it received."""

import json
from collections.abc import Mapping
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
    fill_in,
    freeze,
    list_gaps,
    thaw,
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


@given(TYPED, TYPED)
def test_what_was_frozen_thaws_as_it_was(title: str, summary: str) -> None:
    sections = fill_in(READ, {"title": title, "summary": summary}, {"slides": [SLIDES]})
    snapshot, digest = freeze({"number": "QI-2026-01-0001"}, sections)
    assert thaw(snapshot) == sections
    assert digest == sha256(snapshot.encode()).hexdigest()
    assert json.loads(snapshot)["number"] == "QI-2026-01-0001"


def test_the_same_content_has_the_same_digest_and_another_has_another() -> None:
    facts = {"number": "QI-2026-01-0001", "call": "QI-2026-01"}
    _, digest = freeze(facts, fill_in(READ, ANSWERS, {}))
    assert digest == freeze(dict(reversed(facts.items())), fill_in(READ, ANSWERS, {}))[1]
    assert digest != freeze(facts, fill_in(READ, ANSWERS | {"title": "Ruches"}, {}))[1]
    assert digest != freeze(facts, fill_in(READ, ANSWERS, {"slides": [SLIDES]}))[1]
