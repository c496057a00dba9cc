"""The demonstration's files as plain values; its days count from the day of loading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from incubator.kernel.actor import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

COLUMNS = ("code", "title", "lead", "cluster", "phase", "places", "duration_months")


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


def shorten(text: str, limit: int | None) -> str:
    """Return a text cut after its last whole sentence within the limit."""
    if limit is None or len(text) <= limit:
        return text
    cut = text[: limit + 1]
    end = max(cut.rfind(". "), cut.rfind(".\n"), cut.rfind("."))
    return cut[: end + 1] if end > 0 else cut[:limit]


def _founder(row: Mapping[str, str]) -> Character:
    address = f"{row['given_name']}.{row['family_name']}".lower().replace(" ", "-")
    plain = address.encode("ascii", "ignore").decode()
    return Character(
        email=f"{plain}@quai.example",
        given_name=row["given_name"],
        family_name=row["family_name"],
        roles=frozenset(),
        about="Porte un projet de la démonstration",
    )
