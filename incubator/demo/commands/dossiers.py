"""Dossiers are written, sent, found admissible, read and scored."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Final

from flask import render_template

from incubator.applications.commands import (
    SectionEdit,
    Upload,
    add_file,
    request_items,
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
from incubator.applications.rules.items import Ask
from incubator.calls.rules import FormDefinition, QuestionKind
from incubator.demo.commands.stage import Stage
from incubator.demo.rules import Project
from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.infra.files import put
from incubator.infra.pdf import render_pdf
from incubator.jury.commands import assign_jurors, declare_interests, save_sheet, submit_sheet
from incubator.jury.queries import find_sheet_of, map_assignments
from incubator.jury.rules import Declared, ScoreCard
from incubator.kernel.actor import Actor, Relation
from incubator.kernel.documents import MEDIA_TYPES, Kind
from incubator.kernel.paris import day_of
from incubator.messages.commands import send_message

SEATS: Final = 3
EVERYTHING: Final = Commitments(declared=frozenset(Declaration), electronic=True)


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
            save_section(actor, dossier, section.key, SectionEdit(texts=texts))


def give_deck(stage: Stage, project: Project) -> None:
    """Print the slides of a project and give them with the dossier."""
    answers = project.answers
    page = render_template("demo/deck.html", title=project.title, answers=answers)
    blob = put(BytesIO(render_pdf(page, at=now())))
    upload = Upload(
        key="deck", name=f"{project.title}.pdf", media_type=MEDIA_TYPES[Kind.PDF], blob=blob
    )
    add_file(stage.actors[project.founder.email], stage.dossiers[project.title], upload)


def write_on(stage: Stage, form: FormDefinition, project: Project) -> None:
    """Change a dossier that was handed in, and leave it there."""
    actor, dossier = stage.actors[project.founder.email], stage.dossiers[project.title]
    section = next(s for s in form.sections if "obstacle" in s.keys)
    text = f"{project.answers['obstacle']} Nous cherchons aussi un premier lieu d’essai."
    edit = SectionEdit(texts={"obstacle": text}, seen={"obstacle": 1})
    save_section(actor, dossier, section.key, edit)


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
        met=met - {"young"} if reason else met,
        reason=reason,
    )
    rule_on_admissibility(manager, dossier, verdict, version=_version(dossier))


def ask_for_deck(stage: Stage, title: str) -> None:
    """Ask a founder for the slides that are missing, within a fortnight."""
    manager, dossier = stage.holders(Relation.MANAGER)[0], stage.dossiers[title]
    ask = Ask(
        keys=frozenset({"deck"}),
        reason="La présentation manque : le jury la lit avant l’oral. Un PDF de 15 pages au plus.",
        until=day_of(now()) + timedelta(days=15),
    )
    request_items(manager, dossier, ask, version=_version(dossier))


def write_message(stage: Stage, project: Project, text: str) -> None:
    """Let a founder write to the team."""
    send_message(stage.actors[project.founder.email], stage.dossiers[project.title], text, seen=0)


def reply(stage: Stage, title: str, text: str) -> None:
    """Let a manager answer a founder's first message."""
    manager = stage.holders(Relation.MANAGER)[0]
    send_message(manager, stage.dossiers[title], text, seen=1)


def _version(dossier: ApplicationId) -> int:
    return get_application(db.session(), dossier).version


def entrust(stage: Stage, title: str, position: int) -> None:
    """Entrust a dossier to its panel."""
    manager = stage.holders(Relation.MANAGER)[0]
    jurors = [juror.account_id for juror in panel(stage, position)]
    assign_jurors(manager, stage.dossiers[title], jurors)


def declare(stage: Stage, title: str, position: int, seat: int, declared: Declared) -> None:
    """Let a juror declare their interests."""
    juror = panel(stage, position)[seat]
    assignment = map_assignments(db.session(), stage.dossiers[title])[juror.account_id]
    declare_interests(juror, assignment.id, declared, version=assignment.version)


def judge(stage: Stage, title: str, position: int, seat: int, card: ScoreCard) -> None:
    """Let a juror hand in a sheet."""
    juror = panel(stage, position)[seat]
    assignment = map_assignments(db.session(), stage.dossiers[title])[juror.account_id]
    sheet = find_sheet_of(db.session(), assignment.id)
    if sheet:
        submit_sheet(juror, sheet.id, card, version=sheet.version)


def note_marks(stage: Stage, title: str, position: int, seat: int, card: ScoreCard) -> None:
    """Let a juror keep the first three marks of a sheet."""
    juror = panel(stage, position)[seat]
    assignment = map_assignments(db.session(), stage.dossiers[title])[juror.account_id]
    points = dict(list(card.points.items())[:3])
    begun = replace(card, points=points, comments={}, strength="", improvement="")
    if sheet := find_sheet_of(db.session(), assignment.id):
        save_sheet(juror, sheet.id, begun, version=sheet.version)


def panel(stage: Stage, position: int) -> Sequence[Actor]:
    """Return the jurors of a dossier: each in turn stays out."""
    jurors = stage.holders(Relation.JUROR)
    out = position % len(jurors)
    return [juror for n, juror in enumerate(jurors) if n != out][:SEATS]
