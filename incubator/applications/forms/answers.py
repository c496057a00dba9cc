"""The form of any questions: a field for each, and the version of the answer typed over."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import EmailInput, TelInput

from incubator.applications import rules
from incubator.applications.forms.rows import RowsField
from incubator.calls.rules import PICKED, ROWED, YES, Question, QuestionKind
from incubator.infra.forms import EditForm

TALL: Final = 700  # characters; from there on the field is tall
LOOKS: Final[Mapping[QuestionKind, Mapping[str, Any]]] = {  # of a field on one line
    QuestionKind.URL: {"inputmode": "url", "spellcheck": "false"},
    QuestionKind.EMAIL: {"autocomplete": "email", "spellcheck": "false"},
    QuestionKind.PHONE: {"autocomplete": "tel"},
    QuestionKind.SIRET: {"inputmode": "numeric"},
    QuestionKind.RNA: {"spellcheck": "false"},
    QuestionKind.DATE: {"inputmode": "numeric"},
    QuestionKind.NUMBER: {"inputmode": "decimal"},
}
WIDGETS: Final = {QuestionKind.EMAIL: EmailInput(), QuestionKind.PHONE: TelInput()}


class Sound:
    """An answer in which nothing is to be corrected."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __call__(self, _: EditForm, field: Field) -> None:
        """Say what is to be corrected."""
        if complaint := rules.complain(self.question, _text(self.question, field.data)):
            raise ValidationError(complaint)


def answers_form(questions: Iterable[Question]) -> type[EditForm]:
    """Return the form of these questions."""
    fields: dict[str, Any] = {}
    for question in questions:
        fields[question.key] = _field(question)
        fields[_seen(question)] = HiddenField(default="0")
    return type("AnswersForm", (EditForm,), fields)


def typed_texts(form: EditForm, questions: Iterable[Question]) -> Mapping[str, str]:
    """Return what was typed, by question; what was not offered is no answer."""
    texts: dict[str, str] = {}
    for question in questions:
        if question.kind is QuestionKind.FILE:
            continue
        text, offered = _text(question, form[question.key].data), dict(question.choices)
        if question.kind not in PICKED or set(filter(None, text.split("\n"))) <= set(offered):
            texts[question.key] = text
    return texts


def seen_versions(form: EditForm, questions: Iterable[Question]) -> Mapping[str, int]:
    """Return the version of each answer that the person had before their eyes, -1 for none."""
    seen = {question.key: form[_seen(question)].data or "0" for question in questions}
    return {key: int(text) if text.isdecimal() else -1 for key, text in seen.items()}


def chosen_files(
    form: EditForm, questions: Iterable[Question]
) -> list[tuple[Question, FileStorage]]:
    """Return the files that were chosen, each with its question."""
    return [
        (question, file)
        for question in questions
        if question.kind is QuestionKind.FILE
        for file in form[question.key].data or ()
        if isinstance(file, FileStorage) and file.filename
    ]


def shown_values(
    questions: Sequence[Question], texts: Mapping[str, str], versions: Mapping[str, int]
) -> Mapping[str, Any]:
    """Return what the fields of these questions show of the answers kept."""
    seen = {_seen(question): str(versions.get(question.key, 0)) for question in questions}
    return seen | {q.key: _value(q, texts.get(q.key, "")) for q in questions}


def _seen(question: Question) -> str:
    return f"seen_{question.key}"


def _text(question: Question, data: Any) -> str:
    """Return what a field holds as the text of an answer."""
    match question.kind:
        case QuestionKind.MULTI:
            return "\n".join(data or ())
        case QuestionKind.STATEMENT:
            return YES if data else ""
        case kind if kind in ROWED:
            return rules.write_rows(question, data or ())
    return data or ""


def _value(question: Question, text: str) -> Any:
    match question.kind:
        case QuestionKind.MULTI:
            return text.split("\n") if text else []
        case QuestionKind.STATEMENT:
            return text == YES
        case QuestionKind.DATE:
            return rules.in_words(question, text)
        case kind if kind in ROWED:
            return rules.read_rows(text)
    return text


def _field(question: Question) -> Any:
    unit = f" ({question.unit})" if question.unit else ""
    words: dict[str, Any] = {"label": question.label + unit, "description": question.help}
    validators = [Optional(), Sound(question)]
    match question.kind:
        case kind if kind in PICKED:
            return _picked(question, words)
        case QuestionKind.TEXTAREA | QuestionKind.ADDRESS:
            return TextAreaField(validators=validators, render_kw=_area(question), **words)
        case kind if kind in ROWED:
            return RowsField(question=question, validators=[Sound(question)], **words)
        case QuestionKind.FILE:
            return MultipleFileField(validators=[Optional()], **words)
    look = {**LOOKS.get(question.kind, {})}
    if question.autocomplete:
        look["autocomplete"] = question.autocomplete
    widget = WIDGETS.get(question.kind)
    return StringField(validators=validators, render_kw=look, widget=widget, **words)


def _picked(question: Question, words: dict[str, Any]) -> Any:
    choices = [SelectChoice(value, text) for value, text in question.choices]
    match question.kind:
        case QuestionKind.MULTI:
            return SelectMultipleField(choices=choices, **words)
        case QuestionKind.STATEMENT:
            return BooleanField(**words)
    return RadioField(validators=[Optional()], choices=choices, **words)


def _area(question: Question) -> dict[str, Any]:
    if question.kind is QuestionKind.ADDRESS:
        return {"rows": 3, "autocomplete": "street-address"}
    return {"data-max": question.limit, "rows": 9 if (question.limit or 0) > TALL else 4}
