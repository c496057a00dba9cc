"""Loading the demonstration, and presenting its people."""

import json
from datetime import timedelta
from functools import partial

import click
from flask.cli import AppGroup

from incubator.accounts.queries import find_by_address
from incubator.demo import commands as act
from incubator.demo.cli import story
from incubator.demo.cli.files import FILES, read, read_calls, read_projects
from incubator.demo.commands import Stage
from incubator.demo.rules import read_characters
from incubator.ecosystem.commands import load_setting
from incubator.infra import clock
from incubator.infra.db import db
from incubator.kernel.actor import SYSTEM
from incubator.kernel.paris import day_of, opening_instant

__all__ = ["FILES", "demo"]

demo = AppGroup("demo", help="The demonstration.")


@demo.command()
def load() -> None:
    """Load the demonstration; what is there already stays as it is."""
    people = read("people.toml")
    if find_by_address(db.session(), people["people"][0]["email"]):
        click.echo("The demonstration is there already: it stays as it is.")
        return
    morning = opening_instant(day_of(clock.now())) + timedelta(hours=10)
    stage = Stage(now=morning, password=people["password"])
    for character in read_characters(people):
        stage.at(-1000, partial(act.let_in, stage, character))
    stage.at(-999, partial(load_setting, SYSTEM, read("setting.toml")))
    _tell_calls(stage)
    stage.play()
    click.echo(f"The demonstration is loaded: {len(stage.dossiers)} dossiers.")


@demo.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def accounts(*, as_json: bool) -> None:
    """Print an account for each role."""
    people = read("people.toml")
    lines = [
        {"email": person["email"], "password": people["password"], "about": person["about"]}
        for person in people["people"]
    ]
    if as_json:
        click.echo(json.dumps(lines, indent=1, ensure_ascii=False))
        return
    for line in lines:
        click.echo(f"{line['email']:28} {line['password']:16} {line['about']}")


def _tell_calls(stage: Stage) -> None:
    today, rubric = day_of(stage.now), read("rubric.toml")
    calls = {place: {**call, "rubric": rubric} for place, call in read_calls(today).items()}
    projects = read_projects(today)
    for place, call in calls.items():
        stage.at(call["calendar"]["opens_on"] - 1, partial(act.publish, stage, call, rubric))
        story.tell_applications(stage, call, projects[place])
    for place in ("past", "ready", "evaluation"):
        story.tell_admissibility(stage, calls[place], projects[place])
        story.tell_jury(stage, calls[place], projects[place])
    story.tell_messages(stage, projects["evaluation"])
    story.tell_decisions(stage, calls["past"], projects["past"])
    story.tell_cohort(stage, calls["past"])
    story.tell_deliberation(stage, calls["ready"], projects["ready"])
