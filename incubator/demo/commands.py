"""The story that the demonstration tells, act by act, each at its hour."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from incubator.accounts.commands import NewAccount, open_account
from incubator.applications.commands import (
    SectionEdit,
    rule_on_admissibility,
    save_section,
    start_application,
    submit_application,
)
from incubator.applications.queries import get_application
from incubator.applications.rules import (
    ApplicationId,
    ApplicationState,
    Commitments,
    Declaration,
    Verdict,
)
from incubator.calls.commands import NewCall, open_call
from incubator.calls.rules import CallId, FormDefinition, QuestionKind
from incubator.demo.rules import Character, Project, call_columns
from incubator.infra import clock
from incubator.infra.db import db
from incubator.jury.commands import assign_jurors, declare_interests, submit_sheet
from incubator.jury.queries import find_sheet_of, map_assignments
from incubator.jury.rules import Declared, ScoreCard
from incubator.kernel.actor import SYSTEM, Actor, Relation
from incubator.kernel.paris import day_of

EVERYTHING: Final = Commitments(declared=frozenset(Declaration), electronic=True)
Act = Callable[[], object]


@dataclass(kw_only=True)
class Stage:
    """A demonstration being loaded: its hour, its people, what is still to be played."""

    now: datetime
    password: str
    actors: dict[str, Actor] = field(default_factory=dict)
    calls: dict[str, CallId] = field(default_factory=dict)
    dossiers: dict[str, ApplicationId] = field(default_factory=dict)
    acts: list[tuple[datetime, Act]] = field(default_factory=list)

    def at(self, days: float, act: Act) -> None:
        """Note an act for so many days from now; before now they are below zero."""
        self.acts.append((self.now + timedelta(days=days), act))

    def play(self) -> None:
        """Play what was noted in the order of time, so that the journal reads like one."""
        for instant, act in sorted(self.acts, key=lambda noted: noted[0]):
            with clock.at(instant):
                act()
        self.acts.clear()

    def admissible(self, title: str) -> bool:
        """Tell whether a dossier was found admissible."""
        application = get_application(db.session(), self.dossiers[title])
        return application.state is ApplicationState.ADMISSIBLE

    def holders(self, role: Relation) -> Sequence[Actor]:
        """Return those who hold a role, in the order of the file."""
        return [actor for actor in self.actors.values() if role in actor.standing]


def let_in(stage: Stage, character: Character) -> None:
    """Open an account for somebody, once."""
    if character.email in stage.actors:
        return
    new = NewAccount(
        email=character.email,
        given_name=character.given_name,
        family_name=character.family_name,
        password=stage.password,
        roles=character.roles,
    )
    standing = character.roles | {Relation.MEMBER}
    account_id = open_account(SYSTEM, new)
    stage.actors[character.email] = Actor(account_id=account_id, standing=standing)


def publish(stage: Stage, data: Mapping[str, Any], rubric: Mapping[str, Any]) -> None:
    """Open a call."""
    columns = call_columns(data, day_of(stage.now))
    new = NewCall(columns=columns, content=data["content"], form=data, rubric=rubric)
    stage.calls[data["code"]] = open_call(SYSTEM, new)


def begin(stage: Stage, code: str, form: FormDefinition, project: Project) -> None:
    """Write a dossier, section after section."""
    actor = stage.actors[project.founder.email]
    dossier = start_application(actor, stage.calls[code])
    stage.dossiers[project.answers["title"]] = dossier
    for section in form.sections:
        texts = {
            question.key: project.answers[question.key]
            for question in section.questions
            if question.kind is not QuestionKind.FILE and question.key in project.answers
        }
        if texts:
            save_section(actor, dossier, section.key, SectionEdit(texts=texts), version=0)


def send(stage: Stage, project: Project) -> None:
    """Hand a dossier in."""
    actor = stage.actors[project.founder.email]
    dossier = stage.dossiers[project.answers["title"]]
    submit_application(actor, dossier, EVERYTHING, version=_version(dossier))


def find_admissible(stage: Stage, title: str, form: FormDefinition, reason: str = "") -> None:
    """Rule on a dossier; with a reason it is not admissible."""
    manager, dossier = stage.holders(Relation.MANAGER)[0], stage.dossiers[title]
    met = frozenset(condition.key for condition in form.conditions)
    verdict = Verdict(
        state=ApplicationState.INADMISSIBLE if reason else ApplicationState.ADMISSIBLE,
        met=met - {"on_subject"} if reason else met,
        reason=reason,
    )
    rule_on_admissibility(manager, dossier, verdict, version=_version(dossier))


def _version(dossier: ApplicationId) -> int:
    return get_application(db.session(), dossier).version


def entrust(stage: Stage, title: str, jurors: Sequence[Actor]) -> None:
    """Entrust a dossier to jurors."""
    manager = stage.holders(Relation.MANAGER)[0]
    assign_jurors(manager, stage.dossiers[title], [juror.account_id for juror in jurors])


def declare(stage: Stage, title: str, juror: Actor, declared: Declared) -> None:
    """Let a juror declare their interests."""
    assignment = map_assignments(db.session(), stage.dossiers[title])[juror.account_id]
    declare_interests(juror, assignment.id, declared, version=assignment.version)


def judge(stage: Stage, title: str, juror: Actor, card: ScoreCard) -> None:
    """Let a juror hand in a sheet."""
    assignment = map_assignments(db.session(), stage.dossiers[title])[juror.account_id]
    sheet = find_sheet_of(db.session(), assignment.id)
    if sheet:
        submit_sheet(juror, sheet.id, card, version=sheet.version)
