"""The files of the demonstration, read."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from incubator.calls.rules import read_form
from incubator.demo.rules import Project, name_call, read_characters, read_project

FILES: Final = Path(__file__).parents[3] / "demo"
CALLS: Final[Mapping[str, str]] = {
    "past": "past-call.toml",
    "ready": "ready-call.toml",
    "evaluation": "call.toml",
    "open": "open-call.toml",
}


def read(name: str) -> dict[str, Any]:
    """Return what a file says."""
    return tomllib.loads((FILES / name).read_text(encoding="utf-8"))


def read_calls(today: date) -> Mapping[str, Mapping[str, Any]]:
    """Return the calls with their form, by their place in the story."""
    common = read("call.toml") | read("form.toml")
    calls = {}
    for place, name in CALLS.items():
        own = read(name)
        full = common | own | {"content": common["content"] | own["content"]}
        calls[place] = name_call(full, today)
    return calls


def read_projects(today: date) -> Mapping[str, Sequence[Project]]:
    """Return the projects of each call, in the order of the file."""
    form, characters = read_form(read("form.toml")), read_characters(read("people.toml"))
    calls, projects = read_calls(today), read("projects.toml")["projects"]
    found: dict[str, list[Project]] = {place: [] for place in calls}
    for data in projects:
        opened_on = today + timedelta(days=calls[data["call"]]["calendar"]["opens_on"])
        found[data["call"]].append(read_project(data, form, characters, opened_on))
    return found
