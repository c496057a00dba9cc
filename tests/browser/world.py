"""The demo's people, call and projects, for tests that play their own story."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from incubator.demo.cli import FILES
from incubator.demo.commands import Stage, let_in, publish
from incubator.demo.rules import read_characters, read_project
from incubator.ecosystem.commands import load_setting
from incubator.infra import clock
from incubator.kernel.actor import SYSTEM
from tests.browser.person import PASSWORD
from tests.browser.served import Site

CALL: Final = "Parcours de soins : premier appel e-santé"
OPEN_CALL: Final = "Nouveaux usages du numérique : deuxième appel"
INES, BAPTISTE = "porteuse@quai.example", "porteur@quai.example"
BEGINNER: Final = "yanis.moreau@quai.example"  # has a draft in the open call
JURORS: Final = ("jury1@quai.example", "jury2@quai.example", "jury3@quai.example")
LATE_JUROR: Final = "jury4@quai.example"  # has two dossiers of the demonstration to judge
MANAGER, OTHER_MANAGER = "gestion@quai.example", "gestion2@quai.example"
SIGNATORY: Final = "signataire@quai.example"


def read(name: str) -> dict[str, Any]:
    """Return one of the demo's files."""
    return tomllib.loads((FILES / name).read_text(encoding="utf-8"))


def open_house(site: Site) -> None:
    """Let the people in, load the setting, publish the call; it is the eve of its opening."""
    stage = Stage(now=clock.now(), password=PASSWORD)
    site.clock.days = -46
    with site.app.app_context():
        for character in read_characters(read("people.toml")):
            let_in(stage, character)
        load_setting(SYSTEM, read("setting.toml"))
        publish(stage, read("call.toml"), read("rubric.toml"))


def projects() -> Sequence[Mapping[str, str]]:
    """Return the answers of each project, by question."""
    limits = {
        question["key"]: question["limit"]
        for section in read("call.toml")["sections"]
        for question in section["questions"]
        if "limit" in question
    }
    with (FILES / "projects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [read_project(row, (), limits=limits).answers for row in rows]
