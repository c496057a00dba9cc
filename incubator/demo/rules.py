"""The demonstration's files as plain values; its days count from the day of loading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from incubator.jury.rules import ScoreCard
from incubator.kernel.actor import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from incubator.calls.rules import Rubric

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
    """One real project text, under invented names."""

    founder: Character
    answers: Mapping[str, str]

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


def call_columns(data: Mapping[str, Any], today: date) -> Mapping[str, str | int | date]:
    """Return a call's columns, its calendar counted from today."""
    days = {name: today + timedelta(days=days) for name, days in data["calendar"].items()}
    return {name: data[name] for name in COLUMNS} | days


def read_project(
    row: Mapping[str, str], characters: Sequence[Character], *, limits: Mapping[str, int]
) -> Project:
    """Return one project with its founder: a known character, or one made for it."""
    name = (row["given_name"], row["family_name"])
    known = next((c for c in characters if (c.given_name, c.family_name) == name), None)
    answers = {
        "contact_name": " ".join(name),
        "organisation": row["organisation"],
        "postal_address": "1 rue de l’Exemple\n80000 Amiens",
        "title": row["project"],
        "summary": row["motto"],
        "cluster": row["cluster"],
        "solution": row["summary"],
        "team": row["team"],
    }
    return Project(
        founder=known or _founder(row),
        answers={key: shorten(text, limits.get(key)) for key, text in answers.items()},
    )


def invent_card(rubric: Rubric, title: str, juror: str) -> ScoreCard:
    """Return invented marks for a project, always the same for the same juror."""
    lot = sha256(f"{title}/{juror}".encode()).digest()
    worth = 2 + sha256(title.encode()).digest()[0] % 3
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


def shorten(text: str, limit: int | None) -> str:
    """Return a text cut after its last whole sentence within the limit."""
    if limit is None or len(text) <= limit:
        return text
    cut = text[: limit + 1]
    end = max(cut.rfind(". "), cut.rfind(".\n"), cut.rfind("."))
    return cut[: end + 1] if end > 0 else cut[:limit]


def _founder(row: Mapping[str, str]) -> Character:
    address = f"{row['given_name']}.{row['family_name']}".lower().replace(" ", "-")
    plain = normalize("NFKD", address).encode("ascii", "ignore").decode()
    return Character(
        email=f"{plain}@quai.example",
        given_name=row["given_name"],
        family_name=row["family_name"],
        roles=frozenset(),
        about="Porte un projet de la démonstration",
    )
