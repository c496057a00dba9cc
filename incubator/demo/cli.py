"""Loading the demonstration, and presenting its people."""

import csv
import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
from flask.cli import AppGroup

from incubator.accounts.queries import find_by_address
from incubator.calls.rules import read_form, read_rubric
from incubator.demo import commands as story
from incubator.demo.commands import Stage
from incubator.demo.rules import Project, invent_card, read_characters, read_project
from incubator.ecosystem.commands import load_setting
from incubator.infra import clock
from incubator.infra.db import db
from incubator.jury.rules import Declared, Link
from incubator.kernel.actor import SYSTEM
from incubator.kernel.paris import day_of, opening_instant

FILES: Final = Path(__file__).parents[2] / "demo"
TOO_OLD: Final = "L’entreprise existe depuis plus de trois ans (règlement, article 3-4)."
INADMISSIBLE: Final = "Courtilde"
UNRULED: Final = "Endorive"
NO_LINK: Final = Declared(link=Link.NONE)
CONFLICT: Final = Declared(
    link=Link.CONFLICT, detail="J’encadre au CHU un essai auquel ce projet participe."
)
CONFLICT_ON: Final = "Hocquelune"  # its first juror steps aside
LATE_ON: Final = ("Cortiveille", "Cardiobande")  # their last juror has not begun
demo = AppGroup("demo", help="The demonstration.")


@demo.command()
def load() -> None:
    """Load the demonstration; what is there already stays as it is."""
    people = _read("people.toml")
    if find_by_address(db.session(), people["people"][0]["email"]):
        click.echo("The demonstration is there already: it stays as it is.")
        return
    morning = opening_instant(day_of(clock.now())) + timedelta(hours=10)
    stage = Stage(now=morning, password=people["password"])
    for character in read_characters(people):
        stage.at(-250, partial(story.let_in, stage, character))
    stage.at(-249, partial(load_setting, SYSTEM, _read("setting.toml")))
    calls, projects = _calls(), _projects()
    for call in calls.values():
        opens = call["calendar"]["opens_on"] - 1
        stage.at(opens, partial(story.publish, stage, call, _read("rubric.toml")))
    _tell_applications(stage, calls["energie"], projects["energie"])
    _tell_jury(stage, projects["energie"], -156)
    _tell_decisions(stage, calls["energie"], projects["energie"])
    _tell_applications(stage, calls["esante"], projects["esante"])
    _tell_jury(stage, projects["esante"], -6)
    _tell_draft(stage, calls["numerique"], projects["numerique"][0])
    stage.play()
    click.echo(f"The demonstration is loaded: {len(stage.dossiers)} dossiers.")


@demo.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def accounts(*, as_json: bool) -> None:
    """Print an account for each role."""
    people = _read("people.toml")
    lines = [
        {"email": person["email"], "password": people["password"], "about": person["about"]}
        for person in people["people"]
    ]
    if as_json:
        click.echo(json.dumps(lines, indent=1, ensure_ascii=False))
        return
    for line in lines:
        click.echo(f"{line['email']:28} {line['password']:16} {line['about']}")


def _tell_applications(stage: Stage, call: Mapping[str, Any], projects: Sequence[Project]) -> None:
    """Note how each dossier was written, sent and found admissible, or not."""
    form, calendar = read_form(call), call["calendar"]
    for position, project in enumerate(projects):
        title, day = project.title, calendar["opens_on"] + 5 + 2.4 * position
        stage.at(day, partial(story.let_in, stage, project.founder))
        stage.at(day + 0.1, partial(story.begin, stage, call["code"], form, project))
        stage.at(day + 1.2, partial(story.send, stage, project))
        reason = TOO_OLD if title == INADMISSIBLE else ""
        if title != UNRULED:
            ruled = calendar["admissibility_until"] - 0.9
            stage.at(ruled, partial(story.find_admissible, stage, title, form, reason))


def _tell_jury(stage: Stage, projects: Sequence[Project], day: float) -> None:
    """Note who reads which dossier from that day on: three jurors each, in turn."""
    rubric = read_rubric(_read("rubric.toml"))
    titles = [p.title for p in projects if p.title not in {INADMISSIBLE, UNRULED}]
    for position, title in enumerate(titles):
        stage.at(day, partial(story.entrust, stage, title, position))
        for seat in range(story.SEATS - (title in LATE_ON)):
            torn = title == CONFLICT_ON and seat == 0
            declared = CONFLICT if torn else NO_LINK
            stage.at(day + 1, partial(story.declare, stage, title, position, seat, declared))
            card = invent_card(rubric, title, str(seat))
            scored = day + 2 + position / 4
            if not torn:
                stage.at(scored, partial(story.judge, stage, title, position, seat, card))


def _tell_decisions(stage: Stage, call: Mapping[str, Any], projects: Sequence[Project]) -> None:
    """Note how the past call was closed, decided, signed, answered, and what came of it."""
    code, decided = call["code"], call["calendar"]["decision_on"]
    titles = [project.title for project in projects]
    stage.at(decided - 8, partial(story.close, stage, code))
    stage.at(decided - 5, partial(story.decide, stage, code, titles, call["places"]))
    stage.at(decided - 2, partial(story.sign, stage, code))
    stage.at(decided, partial(story.release, stage, code))
    settled = day_of(stage.now + timedelta(days=decided + 20))
    for position, project in enumerate(projects):
        answered = decided + 1 + position / 3
        stage.at(answered, partial(story.answer, stage, project.title, project.founder.email))
        stage.at(decided + 20, partial(story.settle, stage, project.title, settled))
        for day, jobs in ((-70, "1.5"), (-5, "2.5")):
            as_of = day_of(stage.now + timedelta(days=day - 1))
            count = Decimal(jobs) + position
            stage.at(day, partial(story.count_jobs, stage, project.title, count, as_of))


def _tell_draft(stage: Stage, call: Mapping[str, Any], project: Project) -> None:
    """Note that somebody began a dossier in the open call."""
    stage.at(-3, partial(story.let_in, stage, project.founder))
    stage.at(-2.9, partial(story.begin, stage, call["code"], read_form(call), project))


def _calls() -> Mapping[str, dict[str, Any]]:
    """Return the calls by cluster; the others say only what differs from the first."""
    judged = _read("call.toml")
    others = [_read("past-call.toml"), _read("open-call.toml")]
    full = [judged | other | {"content": judged["content"] | other["content"]} for other in others]
    return {call["cluster"]: call for call in (judged, *full)}


def _projects() -> Mapping[str, Sequence[Project]]:
    """Return the projects by cluster."""
    limits = {q.key: q.limit for q in read_form(_read("call.toml")).questions() if q.limit}
    characters = read_characters(_read("people.toml"))
    projects: dict[str, list[Project]] = {}
    with (FILES / "projects.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            project = read_project(row, characters, limits=limits)
            projects.setdefault(row["cluster"], []).append(project)
    return projects


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FILES / name).read_text(encoding="utf-8"))
