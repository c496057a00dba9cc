"""A submission: what stops it, and the frozen copy that is received."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NewType
from uuid import UUID

from incubator.applications.rules.answers import (
    in_words,
    is_answered,
    is_too_long,
    rows_in_words,
)
from incubator.applications.rules.dossier import PRINTED
from incubator.applications.rules.files import FileId
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal
from incubator.kernel.texts import length

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from incubator.calls.rules import FormDefinition, Question

SubmissionId = NewType("SubmissionId", UUID)
LONGEST_PRINTED: Final = 300  # characters of an answer that letters repeat, whatever its question


class Declaration(StrEnum):
    """What a founder states at each submission; all are needed."""

    ACCURACY = "accuracy"
    RULES = "rules"
    PRIVACY = "privacy"


@dataclass(frozen=True, kw_only=True)
class Commitments:
    """What a founder declares at submission, and whether decisions may come by this platform."""

    declared: frozenset[Declaration]
    electronic: bool


class IdentityMissing(Refusal):
    """Nobody can be answered without a name and an address."""

    sentence = N_(
        "Répondez d’abord à : %(questions)s. Sans cela, nous ne pouvons pas vous répondre."
    )


class TooLong(Refusal):
    """The same limits for everybody."""

    sentence = N_("Raccourcissez : %(questions)s.")


class Unprintable(Refusal):
    """The answer is a letter: it must be able to name whom it is for."""

    sentence = N_(
        "Ces caractères ne s’impriment pas : %(characters)s. Écrivez autrement, "
        "en lettres latines par exemple : %(questions)s."
    )


class DeclarationsMissing(Refusal):
    """Each declaration is made by the person who submits."""

    sentence = N_("Confirmez chaque engagement avant d’envoyer.")


@dataclass(frozen=True, kw_only=True)
class DossierFile:
    """A file as it was received."""

    id: FileId
    name: str
    size: int
    digest: str
    media_type: str


@dataclass(frozen=True, kw_only=True)
class DossierAnswer:
    """A question with what was answered to it."""

    key: str
    label: str
    text: str
    for_jurors: bool
    files: tuple[DossierFile, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()  # as people read them; a table's begin with their head


@dataclass(frozen=True, kw_only=True)
class DossierSection:
    """A section with its own questions, as they stood at submission."""

    key: str
    title: str
    questions: tuple[DossierAnswer, ...]


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(Event):
    """A dossier was received."""

    submission_id: SubmissionId
    founder_id: UUID
    number: str
    digest: str


def list_gaps(
    form: FormDefinition, texts: Mapping[str, str], files: Collection[str]
) -> Sequence[Question]:
    """Return the required questions that have no answer; they are named, they stop nothing."""
    return [
        question
        for question in form.asked(texts).values()
        if question.is_needed(texts)
        and not is_answered(question, texts)
        and question.key not in files
    ]


def why_not_submit(
    form: FormDefinition, texts: Mapping[str, str], declared: AbstractSet[Declaration]
) -> Refusal | None:
    """Say what stops a submission: identity, a limit passed, or a declaration not made."""
    asked = form.asked(texts).values()
    unknown = [q.label for q in asked if q.blocking and not is_answered(q, texts)]
    if unknown:
        return IdentityMissing(questions=", ".join(unknown))
    long = [q.label for q in asked if is_too_long(q, texts.get(q.key, ""))]
    if long:
        return TooLong(questions=", ".join(long))
    return None if declared >= set(Declaration) else DeclarationsMissing()


def why_not_answer_to(
    form: FormDefinition, texts: Mapping[str, str], unprintable: Callable[[str], AbstractSet[str]]
) -> Refusal | None:
    """Say which answers a letter could not repeat in print, or None."""
    repeated = [question for question in form.questions() if question.key in PRINTED]
    long = [q.label for q in repeated if length(texts.get(q.key, "")) > LONGEST_PRINTED]
    if long:
        return TooLong(questions=", ".join(long))
    strange = {key: found for key in PRINTED if (found := unprintable(texts.get(key, "")))}
    if not strange:
        return None
    return Unprintable(
        characters=" ".join(sorted(set[str]().union(*strange.values()))),
        questions=", ".join(q.label for q in repeated if q.key in strange),
    )


def fill_in(
    form: FormDefinition, texts: Mapping[str, str], files: Mapping[str, Sequence[DossierFile]]
) -> tuple[DossierSection, ...]:
    """Return the questions asked with their answers in words, section by section."""
    asked = form.asked(texts)
    return tuple(
        DossierSection(
            key=section.key,
            title=section.title,
            questions=tuple(
                _fill_in(question, texts.get(question.key, ""), files.get(question.key, ()))
                for question in section.questions
                if question.key in asked
            ),
        )
        for section in form.sections
    )


def freeze(facts: Mapping[str, Any], sections: Sequence[DossierSection]) -> tuple[str, str]:
    """Return what is received as canonical JSON, and its SHA-256."""
    content = dict(facts) | {"sections": [asdict(section) for section in sections]}
    snapshot = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return snapshot, sha256(snapshot.encode()).hexdigest()


def thaw(snapshot: str) -> tuple[DossierSection, ...]:
    """Return the sections of a frozen copy."""
    return tuple(
        DossierSection(
            key=section["key"],
            title=section["title"],
            questions=tuple(_thaw_answer(answer) for answer in section["questions"]),
        )
        for section in json.loads(snapshot)["sections"]
    )


def thaw_gaps(snapshot: str) -> Sequence[str]:
    """Return the questions that a frozen copy lacked answers to."""
    gaps: Sequence[str] = json.loads(snapshot).get("gaps", ())
    return gaps


def thaw_texts(snapshot: str) -> Mapping[str, str]:
    """Return the answers of a frozen copy as they were kept, by question."""
    texts: Mapping[str, str] = json.loads(snapshot).get("answers", {})
    return texts


def _fill_in(question: Question, text: str, files: Sequence[DossierFile]) -> DossierAnswer:
    return DossierAnswer(
        key=question.key,
        label=question.label,
        text=in_words(question, text),
        for_jurors=question.for_jurors,
        files=tuple(files),
        columns=tuple(column.label for column in question.columns),
        rows=rows_in_words(question, text),
    )


def _thaw_answer(data: Mapping[str, Any]) -> DossierAnswer:
    files = tuple(DossierFile(**f | {"id": FileId(UUID(f["id"]))}) for f in data["files"])
    rows = tuple(tuple(row) for row in data.get("rows", ()))
    columns = tuple(data.get("columns", ()))
    return DossierAnswer(**{**data, "files": files, "columns": columns, "rows": rows})
