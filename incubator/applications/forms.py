"""What founders and managers type about a dossier."""

from collections.abc import Mapping
from typing import Any, Final

from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    Field,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from incubator.applications import rules
from incubator.applications.rules import ApplicationState, Commitments, Declaration, Verdict
from incubator.calls.rules import Question, QuestionKind, Section
from incubator.infra.forms import EditForm
from incubator.kernel.refusals import N_

LONG: Final = 700  # characters; from there on the field is tall


class WithinLimit:
    """An answer as long as its question allows, counted as people count."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __call__(self, _: EditForm, field: Field) -> None:
        """Say that the answer is too long."""
        if rules.is_too_long(self.question, field.data or ""):
            raise ValidationError(N_("Raccourcissez ce texte : il dépasse la limite indiquée."))


def section_form(section: Section) -> type[EditForm]:
    """Return the form of one page of questions."""
    fields = {question.key: _field(question) for question in section.questions}
    return type("SectionForm", (EditForm,), fields)


def typed_texts(form: EditForm, section: Section) -> Mapping[str, str]:
    """Return what was typed, by question; a choice that was not offered is none."""
    texts = {
        question.key: form[question.key].data or ""
        for question in section.questions
        if question.kind is not QuestionKind.FILE
    }
    offered = {q.key: dict(q.choices) for q in section.questions if q.kind is QuestionKind.CHOICE}
    return {key: text for key, text in texts.items() if text in offered.get(key, {text})}


def chosen_files(form: EditForm, section: Section) -> list[tuple[Question, FileStorage]]:
    """Return the files that were chosen, each with its question."""
    return [
        (question, file)
        for question in section.questions
        if question.kind is QuestionKind.FILE
        for file in form[question.key].data or ()
        if isinstance(file, FileStorage) and file.filename
    ]


def _field(question: Question) -> Any:
    validators = [Optional(), WithinLimit(question)]
    words: dict[str, Any] = {"label": question.label, "description": question.help}
    match question.kind:
        case QuestionKind.TEXT:
            return StringField(validators=validators, **words)
        case QuestionKind.TEXTAREA:
            size = {"data-max": question.limit, "rows": 9 if (question.limit or 0) > LONG else 4}
            return TextAreaField(validators=validators, render_kw=size, **words)
        case QuestionKind.CHOICE:
            choices = [SelectChoice(value, text) for value, text in question.choices]
            return RadioField(validators=[Optional()], choices=choices, **words)
    return MultipleFileField(validators=[Optional()], **words)


class SubmitForm(EditForm):
    """What a founder declares at submission; nothing is ticked beforehand."""

    accuracy = BooleanField(
        N_("Les informations fournies sont exactes et je suis en droit d’engager l’équipe.")
    )
    rules = BooleanField(N_("J’ai lu le règlement de l’appel."))
    privacy = BooleanField(
        N_("J’ai lu la notice sur les données personnelles et prévenu les personnes que je cite.")
    )
    electronic = BooleanField(
        N_("J’accepte que les décisions me soient notifiées sur cette plateforme (facultatif).")
    )

    def commitments(self) -> Commitments:
        """Return what was ticked, as one value."""
        declared = frozenset(d for d in Declaration if self[d.value].data)
        return Commitments(declared=declared, electronic=self.electronic.data)


class AdmissibilityForm(EditForm):
    """Which conditions are met, and the verdict."""

    met = SelectMultipleField(
        N_("Conditions remplies"),
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    verdict = RadioField(
        N_("Verdict"),
        choices=[
            SelectChoice(ApplicationState.ADMISSIBLE.value, N_("Recevable")),
            SelectChoice(ApplicationState.INADMISSIBLE.value, N_("Non recevable")),
        ],
        validate_choice=True,
    )
    reason = TextAreaField(
        N_("Motif"),
        [Optional(), Length(max=4000)],
        description=N_("Obligatoire si le dossier n’est pas recevable."),
        render_kw={"rows": 3},
    )

    def answer(self) -> Verdict:
        """Return what was found, as one value."""
        return Verdict(
            state=ApplicationState(self.verdict.data),
            met=frozenset(self.met.data or ()),
            reason=(self.reason.data or "").strip(),
        )
