"""What a call asks: a form read from plain data, its questions and when each is asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from incubator.kernel.documents import Kind
from incubator.kernel.refusals import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

YES, NO = "yes", "no"


class QuestionKind(StrEnum):
    """What a founder answers with."""

    TEXT = "text"
    TEXTAREA = "textarea"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    SIRET = "siret"
    RNA = "rna"
    DATE = "date"
    NUMBER = "number"
    ADDRESS = "address"
    CHOICE = "choice"
    MULTI = "multi"
    YES_NO = "yes_no"
    STATEMENT = "statement"
    REPEAT = "repeat"
    TABLE = "table"
    FILE = "file"


PICKED: Final = frozenset(
    {QuestionKind.CHOICE, QuestionKind.MULTI, QuestionKind.YES_NO, QuestionKind.STATEMENT}
)
ROWED: Final = frozenset({QuestionKind.REPEAT, QuestionKind.TABLE})
CHOICES: Final[Mapping[QuestionKind, tuple[tuple[str, str], ...]]] = {
    QuestionKind.YES_NO: ((YES, N_("Oui")), (NO, N_("Non"))),
    QuestionKind.STATEMENT: ((YES, N_("Oui")),),
}
RESERVED: Final = frozenset(  # names of what every form of a page has besides its fields
    {
        "Meta", "attempt", "csrf_token", "data", "errors", "form_errors", "hidden_tag",
        "is_submitted", "keep", "meta", "operation", "populate_obj", "post_process", "process",
        "refusal", "seen", "status", "stay", "validate", "validate_on_submit", "version", "visible",
    }
)  # fmt: skip
CELLS: Final = frozenset({QuestionKind.TEXT, QuestionKind.EMAIL, QuestionKind.NUMBER})


class DefinitionError(Exception):
    """A form or a rubric is not usable as it stands."""


@dataclass(frozen=True, kw_only=True)
class When:
    """What was answered to an earlier question: one of these values."""

    key: str
    values: tuple[str, ...]

    def holds(self, texts: Mapping[str, str]) -> bool:
        """Tell whether it is so."""
        return not set(self.values).isdisjoint(texts.get(self.key, "").split("\n"))


@dataclass(frozen=True, kw_only=True)
class Column:
    """One part of each row of a question that is answered in rows."""

    key: str
    label: str
    kind: QuestionKind = QuestionKind.TEXT
    limit: int = 120
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: `required` gaps are named, `blocking` ones stop the submission."""

    key: str
    kind: QuestionKind
    label: str
    help: str = ""
    required: bool = False
    blocking: bool = False
    limit: int | None = None  # characters of a text, pages of a file
    for_jurors: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    accept: tuple[str, ...] = ()  # kinds of file; none named: every kind
    most: int = 3  # files, or rows
    when: When | None = None  # asked only then
    required_when: When | None = None
    columns: tuple[Column, ...] = ()
    rows: tuple[str, ...] = ()  # the heads of a table
    unit: str = ""
    autocomplete: str = ""  # what the browser may know of it (HTML, autofill)

    def is_needed(self, texts: Mapping[str, str]) -> bool:
        """Tell whether a dossier with these answers is incomplete without this one."""
        return self.required or bool(self.required_when and self.required_when.holds(texts))


@dataclass(frozen=True, kw_only=True)
class Section:
    """One page of questions."""

    key: str
    title: str
    questions: tuple[Question, ...]
    hint: str = ""

    @property
    def keys(self) -> set[str]:
        """Return the keys of its questions."""
        return {question.key for question in self.questions}


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A published condition, checked before a dossier is admissible."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True)
class FormDefinition:
    """The questions of a call and its published conditions."""

    sections: tuple[Section, ...]
    conditions: tuple[Condition, ...]

    def questions(self) -> Iterator[Question]:
        """Return every question in its order."""
        for section in self.sections:
            yield from section.questions

    def asked(self, texts: Mapping[str, str]) -> dict[str, Question]:
        """Return the questions that these answers leave to ask, by key, in their order."""
        asked: dict[str, Question] = {}
        for question in self.questions():
            when = question.when
            if when is None or (when.key in asked and when.holds(texts)):
                asked[question.key] = question
        return asked

    def find_section(self, key: str) -> Section | None:
        """Return a section by its key, or None."""
        return next((section for section in self.sections if section.key == key), None)

    def find_question(self, key: str) -> Question | None:
        """Return a question by its key, or None."""
        return next((question for question in self.questions() if question.key == key), None)


def read_form(data: Mapping[str, Any]) -> FormDefinition:
    """Return a form from plain data, or raise `DefinitionError`."""
    try:
        sections = tuple(_read_section(section) for section in data["sections"])
        conditions = tuple(Condition(**condition) for condition in data["conditions"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DefinitionError(error) from error
    form = FormDefinition(sections=sections, conditions=conditions)
    questions = tuple(form.questions())
    parts = (sections, questions, conditions)
    if not questions or any(len({part.key for part in group}) < len(group) for group in parts):
        message = "each section, question and condition needs a key of its own"
        raise DefinitionError(message)
    _check_conditions(questions)
    return form


def _read_section(data: Mapping[str, Any]) -> Section:
    return Section(
        key=data["key"],
        title=data["title"],
        hint=data.get("hint", ""),
        questions=tuple(_read_question(question) for question in data["questions"]),
    )


def _read_question(data: Mapping[str, Any]) -> Question:
    kind = QuestionKind(data["kind"])
    choices = tuple((value, label) for value, label in data.get("choices", ()))
    parts = {
        "kind": kind,
        "choices": choices or CHOICES.get(kind, ()),
        "accept": tuple(data.get("accept", ())),
        "rows": tuple(data.get("rows", ())),
        "columns": tuple(_read_column(column) for column in data.get("columns", ())),
        "when": _read_when(data.get("when")),
        "required_when": _read_when(data.get("required_when")),
    }
    question = Question(**{**data, **parts})
    if _is_unusable(question):
        raise DefinitionError(question.key)
    return question


def _read_column(data: Mapping[str, Any]) -> Column:
    column = Column(**{**data, "kind": QuestionKind(data.get("kind", QuestionKind.TEXT))})
    if column.kind not in CELLS or not column.key.isidentifier():
        raise DefinitionError(column.key)
    return column


def _read_when(data: Mapping[str, Any] | None) -> When | None:
    """Return `{status = ["company"]}` as a value."""
    if data is None:
        return None
    ((key, values),) = data.items()
    return When(key=key, values=tuple(values))


def _is_unusable(question: Question) -> bool:
    kind = question.kind
    return any(
        (
            not question.key.isidentifier() or question.key.startswith(("_", "seen_")),
            question.key in RESERVED,
            kind in PICKED and not question.choices,
            kind is QuestionKind.FILE and question.blocking,  # only words stop a submission
            question.limit is not None and question.limit < 1,
            not {*question.accept} <= {*Kind} or question.most < 1,
            (kind in ROWED) != bool(question.columns),
            (kind is QuestionKind.TABLE) != bool(question.rows),
        )
    )


def _check_conditions(questions: tuple[Question, ...]) -> None:
    """Refuse a condition on what is asked later, or on a value that is not offered."""
    earlier: dict[str, Question] = {}
    for question in questions:
        for when in filter(None, (question.when, question.required_when)):
            offered = (
                {value for value, _ in earlier[when.key].choices} if when.key in earlier else ()
            )
            if not when.values or not set(when.values) <= set(offered):
                raise DefinitionError(question.key)
        earlier[question.key] = question
