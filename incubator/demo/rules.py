"""The demonstration's files as plain values; its days count from the day of loading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from incubator.applications.rules import write_rows
from incubator.calls.rules import YES
from incubator.jury.rules import ScoreCard
from incubator.kernel.actor import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from incubator.calls.rules import FormDefinition, Question, Rubric

WORTH = {"strong": 4, "fair": 3, "weak": 2}  # the mark that jurors come near
COLUMNS = ("code", "title", "lead", "cluster", "phase", "places", "duration_months")

STRENGTHS = (
    "Le besoin est décrit avec précision et partagé par des utilisateurs.",
    "L’équipe réunit les compétences techniques nécessaires.",
    "La solution se distingue nettement de ce qui existe.",
)
IMPROVEMENTS = (
    "Chiffrer le marché et nommer les premiers clients.",
    "Préciser le modèle économique et le prix envisagé.",
    "Décrire les étapes réglementaires et leur calendrier.",
)


@dataclass(frozen=True, kw_only=True)
class Character:
    """One of the invented people, as `flask demo accounts` presents them."""

    email: str
    given_name: str
    family_name: str
    roles: frozenset[Relation]
    about: str


@dataclass(frozen=True, kw_only=True)
class Project:
    """One real project text, under invented names; what its jury will think of it."""

    call: str
    founder: Character
    answers: Mapping[str, str]
    strength: str

    @property
    def title(self) -> str:
        """Return the name of the project."""
        return self.answers["title"]


def read_characters(data: Mapping[str, Any]) -> Sequence[Character]:
    """Return the people of the file."""
    return [
        Character(**person | {"roles": frozenset(Relation(role) for role in person["roles"])})
        for person in data["people"]
    ]


def name_call(data: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    """Return a call whose code carries the year of its opening, wherever it is told."""
    opens_on = today + timedelta(days=data["calendar"]["opens_on"])
    code = data["code"].format(year=opens_on.year)
    rules = data["content"]["rules"]
    named = rules | {"title": rules["title"].format(code=code)}
    return {**data, "code": code, "content": data["content"] | {"rules": named}}


def call_columns(data: Mapping[str, Any], today: date) -> Mapping[str, str | int | date]:
    """Return a call's columns, its calendar counted from today."""
    days = {name: today + timedelta(days=days) for name, days in data["calendar"].items()}
    days["hearings_on"] += timedelta(days=(0, 0, 0, 0, 0, 2, 1)[days["hearings_on"].weekday()])
    return {name: data[name] for name in COLUMNS} | days


def read_project(
    data: Mapping[str, Any], form: FormDefinition, characters: Sequence[Character], opened_on: date
) -> Project:
    """Return one project with its founder: a known character, or one made for it."""
    name = (data["given_name"], data["family_name"])
    known = next((c for c in characters if (c.given_name, c.family_name) == name), None)
    answers = {
        key: _write(question, value)
        for key, value in data["answers"].items()
        if (question := form.find_question(key))
    }
    if age := data.get("created_days_ago"):
        answers["created_on"] = (opened_on - timedelta(days=age)).isoformat()
    return Project(
        call=data["call"],
        founder=known or _founder(data),
        answers=answers,
        strength=data.get("strength", "fair"),
    )


def _write(question: Question, value: Any) -> str:
    """Return a value of the file as the text of an answer."""
    match value:
        case bool():
            return YES
        case list() if question.columns:
            rows = [{key: str(cell) for key, cell in row.items()} for row in value]
            return write_rows(question, rows)
        case list():
            return "\n".join(value)
    return str(value).strip()


def invent_card(rubric: Rubric, project: Project, juror: str) -> ScoreCard:
    """Return invented marks for a project, always the same for the same juror."""
    lot = sha256(f"{project.title}/{juror}".encode()).digest()
    worth = WORTH[project.strength]
    points = {
        criterion.code: max(0, min(rubric.scale, worth + lot[n] % 3 - 1))
        for n, criterion in enumerate(rubric.criteria)
    }
    return ScoreCard(
        points=points,
        unjudged=frozenset(),
        comments=dict.fromkeys(points, "Le dossier le montre par des faits datés et vérifiables."),
        strength=STRENGTHS[lot[8] % len(STRENGTHS)],
        improvement=IMPROVEMENTS[lot[9] % len(IMPROVEMENTS)],
    )


def _founder(row: Mapping[str, Any]) -> Character:
    address = f"{row['given_name']}.{row['family_name']}".lower().replace(" ", "-")
    plain = normalize("NFKD", address).encode("ascii", "ignore").decode()
    return Character(
        email=f"{plain}@quai.example",
        given_name=row["given_name"],
        family_name=row["family_name"],
        roles=frozenset(),
        about="Porte un projet de la démonstration",
    )
