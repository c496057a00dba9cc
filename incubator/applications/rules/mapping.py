"""What the columns of a table kept elsewhere mean: the questions and themes they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from incubator.applications.rules.dossier import CLUSTER, ORGANISATION, TITLE
from incubator.calls.rules import QuestionKind
from incubator.kernel.refusals import N_, Refusal
from incubator.kernel.texts import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from incubator.calls.rules import FormDefinition

WORDED: Final = frozenset({QuestionKind.TEXT, QuestionKind.TEXTAREA})
NEEDED: Final = (TITLE, ORGANISATION)
EXAMPLE: Final = """\
siren = "siren"

[questions]  # colonne = question
projet = "title"
entreprise = "organisation"

[themes]
column = "thematique"
question = "cluster"

[themes.choices]
"Soins" = "esante"
"Logiciels" = "numerique"
"""


class MappingUnreadable(Refusal):
    """A mapping is TOML of a known shape."""

    sentence = N_(
        "La correspondance ne se lit pas : il faut un fichier TOML avec « siren », "
        "une table « questions » et, s’il y a des thèmes, une table « themes »."
    )


class QuestionsUnmapped(Refusal):
    """Each dossier is known by its title and by who carries it."""

    sentence = N_("La correspondance ne dit pas quelle colonne répond à : %(questions)s.")


class QuestionTwice(Refusal):
    """A question has one answer."""

    sentence = N_("Plusieurs colonnes répondent à la même question : %(questions)s.")


class UnknownQuestions(Refusal):
    """One answers what the call asks."""

    sentence = N_("L’appel ne pose pas ces questions de la correspondance : %(questions)s.")


class UnfitQuestions(Refusal):
    """A column is a text; a theme is a choice."""

    sentence = N_(
        "Une colonne ne répond qu’à une question de texte, un thème qu’à un choix : %(questions)s."
    )


class UnknownChoices(Refusal):
    """A theme stands for a choice that the call offers."""

    sentence = N_("L’appel ne propose pas ces choix de la correspondance : %(choices)s.")


class ThemeTwice(Refusal):
    """Two spellings of a theme are the same theme."""

    sentence = N_("Ces thèmes, écrits de deux façons, mènent à deux choix : %(themes)s.")


class ColumnsMissing(Refusal):
    """A mapping speaks of the table that comes with it."""

    sentence = N_("Le tableau n’a pas ces colonnes de la correspondance : %(columns)s.")


@dataclass(frozen=True, kw_only=True)
class Themes:
    """The column of themes: each spelling, folded, stands for one choice of a question."""

    column: str
    question: str
    choices: Mapping[str, str]

    def find(self, theme: str) -> str | None:
        """Return the choice that a theme stands for, or None."""
        return self.choices.get(fold(theme))


@dataclass(frozen=True, kw_only=True)
class ColumnMap:
    """The column of each question, the column of the SIREN, and the themes."""

    siren: str
    columns: Mapping[str, str]
    themes: Themes | None

    def named(self) -> Sequence[str]:
        """Return the columns that a table must have."""
        themes = [self.themes.column] if self.themes else []
        return [self.siren, *self.columns.values(), *themes]

    def answers(self) -> Mapping[str, str]:
        """Return the column of each question, that of the themes included."""
        themes = {self.themes.question: self.themes.column} if self.themes else {}
        return {**self.columns, **themes}


def read_mapping(data: Mapping[str, Any]) -> ColumnMap:
    """Return a mapping from plain data, or refuse what is none."""
    questions, themes = data.get("questions"), data.get("themes")
    if not isinstance(questions, dict) or not isinstance(data.get("siren"), str):
        raise MappingUnreadable
    if not all(isinstance(key, str) for key in questions.values()):
        raise MappingUnreadable
    keys = list(questions.values())
    read = None if themes is None else _read_themes(themes)
    keys += [read.question] if read else []
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise QuestionTwice(questions=", ".join(twice))
    if lacking := [key for key in NEEDED if key not in keys]:
        raise QuestionsUnmapped(questions=", ".join(lacking))
    return ColumnMap(
        siren=data["siren"],
        columns={key: column for column, key in questions.items()},
        themes=read,
    )


def why_not_map(mapping: ColumnMap, form: FormDefinition) -> Refusal | None:
    """Say why a call's form cannot be answered through this mapping, or None."""
    asked = {question.key: question for question in form.questions()}
    themes = mapping.themes
    unknown = [key for key in mapping.answers() if key not in asked]
    if unknown:
        return UnknownQuestions(questions=", ".join(unknown))
    unfit = [key for key in mapping.columns if asked[key].kind not in WORDED]
    if themes and asked[themes.question].kind is not QuestionKind.CHOICE:
        unfit.append(themes.question)
    if unfit:
        return UnfitQuestions(questions=", ".join(unfit))
    if themes is None:
        return None
    strange = set(themes.choices.values()) - {value for value, _ in asked[themes.question].choices}
    return UnknownChoices(choices=", ".join(sorted(strange))) if strange else None


def why_not_read(mapping: ColumnMap, columns: Sequence[str]) -> Refusal | None:
    """Say which columns a table lacks, or None."""
    lacking = [name for name in mapping.named() if name not in columns]
    return ColumnsMissing(columns=", ".join(lacking)) if lacking else None


def _read_themes(data: Any) -> Themes:
    choices = data.get("choices") if isinstance(data, dict) else None
    if not isinstance(choices, dict) or not isinstance(data.get("column"), str):
        raise MappingUnreadable
    question = data.get("question", CLUSTER)
    if not all(isinstance(word, str) for word in (question, *choices.values())):
        raise MappingUnreadable
    folded = {fold(theme): choice for theme, choice in choices.items()}
    if twice := [theme for theme, choice in choices.items() if folded[fold(theme)] != choice]:
        raise ThemeTwice(themes=", ".join(twice))
    return Themes(column=data["column"], question=question, choices=folded)
