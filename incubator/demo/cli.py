"""Loading the demonstration, and presenting its people."""

import csv
import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
from flask.cli import AppGroup

from incubator.accounts.queries import find_by_address
from incubator.calls.rules import Rubric, read_form, read_rubric
from incubator.demo import commands as story
from incubator.demo.commands import Stage
from incubator.demo.rules import Project, invent_card, read_characters, read_project
from incubator.ecosystem.commands import load_setting
from incubator.infra import clock
from incubator.infra.db import db
from incubator.jury.rules import Declared, Link
from incubator.kernel.actor import SYSTEM, Relation
from incubator.kernel.paris import day_of, opening_instant

FILES: Final = Path(__file__).parents[2] / "demo"
OFF_SUBJECT: Final = "Le projet porte sur l’énergie : il est étranger à l’objet de l’appel e-santé."
NO_LINK: Final = Declared(link=Link.NONE)
CONFLICT: Final = Declared(
    link=Link.CONFLICT, detail="J’encadre au CHU un essai auquel ce projet participe."
)
CONFLICT_AT: Final = 2  # which admissible dossier the second juror has a conflict with
LATE: Final = 3  # how many of the last dossiers the last juror has not begun
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
    characters = read_characters(people)
    for character in characters:
        stage.at(-60, partial(story.let_in, stage, character))
    stage.at(-59, partial(load_setting, SYSTEM, _read("setting.toml")))
    judged, opened, rubric = _read("call.toml"), _read("open-call.toml"), _read("rubric.toml")
    opened = judged | opened | {"content": judged["content"] | opened["content"]}
    for call in (judged, opened):
        opens = call["calendar"]["opens_on"] - 1
        stage.at(opens, partial(story.publish, stage, call, rubric))
    projects = _projects(judged, characters)
    _tell_applications(stage, judged, projects)
    stage.play()
    _tell_evaluation(stage, read_rubric(rubric), [p.answers["title"] for p in projects])
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
    """Note how each dossier of the judged call was written, sent and found admissible."""
    form, code = read_form(call), call["code"]
    for position, project in enumerate(projects):
        day = -40 + 2.5 * position
        title = project.answers["title"]
        reason = OFF_SUBJECT if project.answers["cluster"] == "energie" else ""
        stage.at(day, partial(story.let_in, stage, project.founder))
        stage.at(day + 0.1, partial(story.begin, stage, code, form, project))
        stage.at(day + 1, partial(story.send, stage, project))
        if position != len(projects) - 1:  # the last one is left to rule on
            stage.at(-7, partial(story.find_admissible, stage, title, form, reason))


def _tell_evaluation(stage: Stage, rubric: Rubric, titles: Sequence[str]) -> None:
    """Note who read which dossier; one juror steps aside, the last of them is late."""
    jurors = stage.holders(Relation.JUROR)
    admissible = [title for title in titles if stage.admissible(title)]
    for position, title in enumerate(admissible):
        panel = [juror for n, juror in enumerate(jurors) if n != position % len(jurors)]
        stage.at(-6, partial(story.entrust, stage, title, panel))
        for n, juror in enumerate(panel):
            conflict = juror is jurors[1] and position == CONFLICT_AT
            declared = CONFLICT if conflict else NO_LINK
            late = juror is jurors[-1] and position > len(admissible) - LATE
            if not late:
                stage.at(-5, partial(story.declare, stage, title, juror, declared))
            if not late and not conflict:
                card = invent_card(rubric, title, str(n))
                stage.at(-4 + position / 4, partial(story.judge, stage, title, juror, card))


def _projects(call: Mapping[str, Any], characters: Sequence[Any]) -> Sequence[Project]:
    limits = {q.key: q.limit for q in read_form(call).questions() if q.limit}
    with (FILES / "projects.csv").open(encoding="utf-8", newline="") as file:
        return [read_project(row, characters, limits=limits) for row in csv.DictReader(file)]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FILES / name).read_text(encoding="utf-8"))
