"""Whatever is wrong in a form is told in the reader's language, by what to do."""

import html
import re
from collections.abc import Iterator, Mapping
from inspect import isfunction

import pytest
from flask import Flask, session
from flask_babel import force_locale, get_translations
from flask_wtf.file import FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import (
    UUID,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
)

from incubator.accounts.forms import complete_address
from incubator.applications.forms import answers_form
from incubator.applications.forms.answers import Sound
from incubator.calls.rules import read_form, read_rubric
from incubator.decisions.forms import OnTheList
from incubator.deliberation.forms import OpinionForm
from incubator.infra.forms import EditForm, printable
from incubator.jury.forms import SheetForm
from tests.builders import FORM, RUBRIC

pytestmark = pytest.mark.once
FOR_NOTHING = {InputRequired, DataRequired, FileRequired}
FOR_TOO_MUCH = {Length}
GUARDS = {Regexp, UUID}  # of hidden fields
LONG = "x" * 7000
GAP = re.compile(r"%\\\(\w+\\\)[sd]")


def kinds(form: type[EditForm]) -> Iterator[type[EditForm]]:
    """Yield the forms of the house."""
    for kind in form.__subclasses__():
        yield kind
        yield from kinds(kind)


def all_forms() -> Iterator[type[EditForm]]:
    """Yield every form, those of a call included."""
    yield from kinds(EditForm)
    yield from (answers_form(section.questions) for section in read_form(FORM).sections)
    yield SheetForm.for_rubric(read_rubric(RUBRIC))


def send(kind: type[EditForm], worst: object = None) -> Mapping[str, list[str]]:
    """Return what a form says, by field, once it is sent blank or with the worst in each field."""
    names = [field.name for field in kind(formdata=None).visible()]
    form = kind(
        formdata=MultiDict({"version": "0"} | (dict.fromkeys(names, worst) if worst else {}))
    )
    form.validate()
    return {name: list(said) for name, said in form.errors.items() if name in names}


def send_twice(kind: type[EditForm]) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """Return what a form says of nothing, and of too much."""
    return send(kind), send(kind, LONG)


def known_sentences(language: str) -> re.Pattern[str]:
    """Return a pattern of what the catalogue can say in a language."""
    with force_locale("en"):
        pairs = vars(get_translations())["_catalog"].items()
    texts = [pair[language == "en"] for pair in pairs if isinstance(pair[0], str) and pair[0]]
    return re.compile("|".join(GAP.sub(".+", re.escape(text)) for text in texts))


@pytest.fixture
def asked(app: Flask, language: str) -> Iterator[Flask]:
    """Answer a request in a language, its token already checked."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context(method="POST"):
        session["language"] = language
        yield app


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_complaint_is_in_the_readers_language(asked: Flask, language: str) -> None:
    words = vars(asked.jinja_env.get_template("components/words.html").module)["words"]
    known = known_sentences(language)
    for kind in all_forms():
        for complaints in send_twice(kind):
            said = [text for texts in complaints.values() for text in texts]
            shown = [html.unescape(str(words(text=text))) for text in said]
            assert [text for text in shown if not known.fullmatch(text)] == [], kind.__name__


@pytest.mark.parametrize("language", ["fr"])
@pytest.mark.usefixtures("asked")
def test_every_validator_is_heard() -> None:
    heard: set[object] = set()
    for kind in all_forms():
        nothing, too_much = send_twice(kind)
        for field in kind(formdata=None):
            rules = {v if isfunction(v) else type(v) for v in field.validators}
            assert not rules & FOR_NOTHING or nothing[field.name], (kind, field.name)
            assert not rules & FOR_TOO_MUCH or too_much[field.name], (kind, field.name)
            assert not rules & GUARDS or isinstance(field, HiddenField)
            heard |= rules
    ours = {Optional, Sound, OnTheList, NumberRange, complete_address, printable}
    assert heard == FOR_NOTHING | FOR_TOO_MUCH | GUARDS | ours


@pytest.mark.parametrize(
    ("language", "key", "typed", "sentence"),
    [
        ("fr", "cluster", LONG, "Choisissez parmi les réponses proposées."),
        ("en", "cluster", LONG, "Choose one of the answers offered."),
        ("fr", "title", LONG, "Raccourcissez ce texte\u00a0: il dépasse la limite indiquée."),
        ("fr", "assessment", "𓀀", "certains de ses caractères ne s’impriment pas."),
    ],
)
@pytest.mark.usefixtures("asked")
def test_an_answer_that_does_not_fit_its_question_is_told_so(
    key: str, typed: str, sentence: str
) -> None:
    project = answers_form(read_form(FORM).sections[1].questions)
    [said] = send(OpinionForm if key == "assessment" else project, typed)[key]
    assert said.endswith(sentence)
