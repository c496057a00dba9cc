"""What a call asks and how it judges: definitions read from plain data, frozen at opening."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NewType
from uuid import UUID

from incubator.kernel.documents import Kind
from incubator.kernel.events import Event
from incubator.kernel.paris import is_past, opening_instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

CallId = NewType("CallId", UUID)
TOTAL_WEIGHT: Final = 100


class QuestionKind(StrEnum):
    """What a founder answers with."""

    TEXT = "text"
    TEXTAREA = "textarea"
    CHOICE = "choice"
    FILE = "file"


class Stage(StrEnum):
    """Where a call stands in its calendar."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


class DefinitionError(Exception):
    """A form or a rubric is not usable as it stands."""


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
    most: int = 3  # files


@dataclass(frozen=True, kw_only=True)
class Section:
    """One page of questions."""

    key: str
    title: str
    questions: tuple[Question, ...]
    hint: str = ""


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

    def find_section(self, key: str) -> Section | None:
        """Return a section by its key, or None."""
        return next((section for section in self.sections if section.key == key), None)


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What a juror marks; `levels[mark]` describes each mark in words."""

    code: str
    title: str
    summary: str
    weight: int
    levels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """Criteria whose weights total 100, marked from 0 to `scale`."""

    scale: int
    minimum_sheets: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class CallOpened(Event):
    """A call was published with its form and rubric, known by their digest."""

    code: str
    digest: str


def read_form(data: Mapping[str, Any]) -> FormDefinition:
    """Return a form from plain data, or raise `DefinitionError`."""
    try:
        sections = tuple(_read_section(section) for section in data["sections"])
        conditions = tuple(Condition(**condition) for condition in data["conditions"])
    except (KeyError, TypeError, ValueError) as error:
        raise DefinitionError(error) from error
    form = FormDefinition(sections=sections, conditions=conditions)
    questions = tuple(form.questions())
    parts = (sections, questions, conditions)
    if not questions or any(len({part.key for part in group}) < len(group) for group in parts):
        message = "each section, question and condition needs a key of its own"
        raise DefinitionError(message)
    return form


def read_rubric(data: Mapping[str, Any]) -> Rubric:
    """Return a rubric from plain data, or raise `DefinitionError`."""
    try:
        criteria = tuple(
            Criterion(**criterion | {"levels": tuple(criterion["levels"])})
            for criterion in data["criteria"]
        )
        rubric = Rubric(
            scale=data["scale"], minimum_sheets=data["minimum_sheets"], criteria=criteria
        )
        _check_rubric(rubric)
    except (KeyError, TypeError) as error:
        raise DefinitionError(error) from error
    return rubric


def definition_digest(form: FormDefinition, rubric: Rubric) -> str:
    """Return what is published at opening: the digest of the questions and of the rubric."""
    content = json.dumps([asdict(form), asdict(rubric)], sort_keys=True, ensure_ascii=False)
    return sha256(content.encode()).hexdigest()


def stage(opens_on: date, closes_on: date, now: datetime) -> Stage:
    """Say whether a call is yet to open, open or closed."""
    if is_past(closes_on, now):
        return Stage.CLOSED
    return Stage.OPEN if now >= opening_instant(opens_on) else Stage.UPCOMING


def _check_rubric(rubric: Rubric) -> None:
    criteria, marks = rubric.criteria, rubric.scale + 1
    codes = {criterion.code for criterion in criteria}
    needs = {
        f"weights must total {TOTAL_WEIGHT}": sum(c.weight for c in criteria) == TOTAL_WEIGHT,
        "each criterion needs a weight": all(c.weight > 0 for c in criteria),
        "each criterion needs a code of its own": len(codes) == len(criteria),
        "each mark needs its level in words": all(len(c.levels) == marks for c in criteria),
        "a score needs a sheet": rubric.minimum_sheets > 0,
    }
    for message, met in needs.items():
        if not met:
            raise DefinitionError(message)


def _read_section(data: Mapping[str, Any]) -> Section:
    return Section(
        key=data["key"],
        title=data["title"],
        hint=data.get("hint", ""),
        questions=tuple(_read_question(question) for question in data["questions"]),
    )


def _read_question(data: Mapping[str, Any]) -> Question:
    choices = tuple((value, label) for value, label in data.get("choices", ()))
    lists = {"choices": choices, "accept": tuple(data.get("accept", ()))}
    question = Question(**{**data, "kind": QuestionKind(data["kind"]), **lists})
    unusable = (
        question.kind is QuestionKind.CHOICE and not choices,
        question.kind is QuestionKind.FILE and question.blocking,  # only words stop a submission
        question.limit is not None and question.limit < 1,
        not {*question.accept} <= {*Kind} or question.most < 1,
    )
    if any(unusable):
        raise DefinitionError(question.key)
    return question
