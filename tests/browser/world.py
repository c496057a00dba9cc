"""The demo's people, call and projects, for tests that play their own story."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from incubator.calls.rules import FormDefinition, read_form
from incubator.demo.cli.files import read, read_calls, read_projects
from incubator.demo.commands import Stage, let_in, publish
from incubator.demo.rules import read_characters
from incubator.ecosystem.commands import load_setting
from incubator.infra import clock
from incubator.kernel.actor import SYSTEM
from incubator.kernel.paris import day_of
from tests.browser.person import PASSWORD
from tests.browser.served import Site

CALL: Final = "Parcours de soins : premier appel e-santé"
OPEN_CALL: Final = "Nouveaux usages du numérique : deuxième appel"
INES, BAPTISTE = "porteuse@quai.example", "porteur@quai.example"
ADMITTED: Final = "porteur2@quai.example"  # in the cohort of the past call
REFUSED: Final = "helene.prevost@quai.example"  # not chosen in the past call
BEGINNER: Final = "celestin.brasseur-lavoine@quai.example"  # has a draft in the open call
JURORS: Final = ("jury1@quai.example", "jury2@quai.example", "jury3@quai.example")
LATE_JUROR: Final = "jury4@quai.example"  # has two dossiers of the demonstration to judge
MANAGER, OTHER_MANAGER = "gestion@quai.example", "gestion2@quai.example"
SIGNATORY: Final = "signataire@quai.example"
FORM: Final[FormDefinition] = read_form(read("form.toml"))
CRITERIA: Final[Sequence[Mapping[str, Any]]] = read("rubric.toml")["criteria"]


def open_house(site: Site) -> None:
    """Let the people in, load the setting, publish the call; it is the eve of its opening."""
    stage = Stage(now=clock.now(), password=PASSWORD)
    call = read_calls(day_of(stage.now))["evaluation"]
    site.clock.days = -46
    with site.app.app_context():
        for character in read_characters(read("people.toml")):
            let_in(stage, character)
        load_setting(SYSTEM, read("setting.toml"))
        publish(stage, call, read("rubric.toml"))


def projects() -> Sequence[Mapping[str, str]]:
    """Return the answers of each project of the judged call, by question."""
    return [project.answers for project in read_projects(day_of(clock.now()))["evaluation"]]
