"""The jury advises, the authority decides, letters leave, start-ups move in."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from flask_babel import force_locale

from incubator.applications.queries import get_application
from incubator.calls.queries import get_rubric
from incubator.calls.rules import Criterion
from incubator.cohorts.commands import reach_milestone, record_reading
from incubator.cohorts.queries import find_enrolment, get_startup_page
from incubator.cohorts.rules import ReadingEdit
from incubator.decisions.commands import (
    answer_admission,
    draft_decision,
    open_decision,
    sign_decision,
    withdraw_application,
)
from incubator.decisions.queries import find_row, list_decisions
from incubator.decisions.rules import Draft, Outcome, Reply
from incubator.deliberation.commands import record_opinion
from incubator.deliberation.queries import get_result
from incubator.deliberation.rules import Advice, Sense
from incubator.demo.commands.stage import Stage
from incubator.demo.rules import Project
from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.infra.formats import score
from incubator.infra.jobs import run_next
from incubator.jury.commands import close_evaluation
from incubator.jury.queries import get_closing, list_remarks
from incubator.kernel.actor import Relation
from incubator.kernel.paris import add_months, day_of
from incubator.letters.commands import release_letters

GROUNDS: Final = (
    "L’article 5 du règlement prévoit que les projets recevables sont évalués selon sept critères "
    "pondérés et classés dans la limite des places de l’appel."
)
EVIDENCE: Final = (
    "Convention signée par les deux parties, déposée au dossier.",
    "Compte rendu de la réunion de cadrage, signé.",
    "Rapport d’essai remis à l’équipe.",
    "Premier bon de commande.",
    "Récépissé de dépôt.",
)
NO_CASE: Final = (
    "L’article 3 du règlement prévoit qu’un dossier qui ne remplit pas l’une des conditions "
    "publiées n’est pas recevable."
)
FOUNDED: Final = (
    "La date de création que porte le dossier est antérieure de plus de trois ans à l’ouverture de "
    "l’appel. La condition d’âge vaut pour toutes les entreprises candidates et le règlement ne "
    "prévoit aucune dérogation."
)


def close(stage: Stage, code: str) -> None:
    """End the evaluation of a call."""
    close_evaluation(stage.holders(Relation.MANAGER)[0], stage.calls[code], "")


def decide(stage: Stage, code: str, titles: Sequence[str], places: int, waits: str) -> None:
    """Write down the opinions and draft the decisions, in the order of the scores."""
    session = db.session()
    results = {title: get_result(session, stage.dossiers[title]) for title in titles}
    best = sorted(titles, key=lambda title: results[title].score or 0, reverse=True)
    kept = [title for title in best if title != waits][:places]
    for title in best:
        outcome = Outcome.ACCEPTED if title in kept else Outcome.REFUSED
        _advise(stage, title, Sense.FAVOURABLE if title in (*kept, waits) else Sense.UNFAVOURABLE)
        _draft(stage, code, title, Outcome.WAITING_LIST if title == waits else outcome)


def find_no_case(stage: Stage, titles: Sequence[str], reason: str) -> None:
    """Draft the decisions on dossiers that were not admissible."""
    manager = stage.holders(Relation.MANAGER)[0]
    for title in titles:
        draft = Draft(
            outcome=Outcome.INADMISSIBLE,
            reasons_law=NO_CASE,
            reasons_fact=f"Le dossier de {title} n’est pas recevable. {reason} {FOUNDED}",
        )
        draft_decision(manager, stage.dossiers[title], draft, version=0)


def _advise(stage: Stage, title: str, sense: Sense) -> None:
    session, dossier = db.session(), stage.dossiers[title]
    closing = get_closing(session, get_application(session, dossier).call_id)
    remarks = list_remarks(session, closing, dossier)
    advice = Advice(
        sense=sense,
        assessment=" ".join(sorted({remark.strength for remark in remarks})),
        recommendations=" ".join(sorted({remark.improvement for remark in remarks})),
    )
    record_opinion(stage.holders(Relation.MANAGER)[0], dossier, advice, version=0)


def _draft(stage: Stage, code: str, title: str, outcome: Outcome) -> None:
    waiting = outcome is Outcome.WAITING_LIST
    draft = Draft(
        outcome=outcome,
        reasons_law=GROUNDS,
        reasons_fact=_facts(stage, code, title),
        rank=1 if waiting else None,
        until=add_months(day_of(now()), 6) if waiting else None,
    )
    draft_decision(stage.holders(Relation.MANAGER)[0], stage.dossiers[title], draft, version=0)


def sign(stage: Stage, code: str) -> None:
    """Sign every decision of a call, and let the worker print the letters."""
    signatory = stage.holders(Relation.SIGNATORY)[0]
    for row in list_decisions(db.session(), stage.calls[code]):
        decision = find_row(db.session(), row.application_id)
        if decision:
            sign_decision(signatory, decision.id, version=decision.version)
    while run_next():
        pass


def release(stage: Stage, code: str) -> None:
    """Make the decisions available, all at one instant."""
    release_letters(stage.holders(Relation.MANAGER)[0], stage.calls[code])


def give_up(stage: Stage, project: Project, reason: str) -> None:
    """Let a founder take a dossier back."""
    dossier = stage.dossiers[project.title]
    version = get_application(db.session(), dossier).version
    founder = stage.actors[project.founder.email]
    withdraw_application(founder, dossier, reason, version=version)


def answer(stage: Stage, project: Project, *, confirmed: bool) -> None:
    """Let a founder read the decision, and answer an admission."""
    actor, dossier = stage.actors[project.founder.email], stage.dossiers[project.title]
    decision = find_row(db.session(), dossier)
    if decision is None:
        return
    open_decision(actor, decision.id)
    opened = find_row(db.session(), dossier)
    if opened and opened.outcome is Outcome.ACCEPTED:
        reply = Reply.CONFIRMED if confirmed else Reply.DECLINED
        answer_admission(actor, opened.id, reply, version=opened.version)


def reach(stage: Stage, title: str, place: int, day: date) -> None:
    """Note that a start-up reached one of its milestones on a day."""
    manager = stage.holders(Relation.MANAGER)[0]
    enrolment = find_enrolment(db.session(), stage.dossiers[title])
    if enrolment:
        page = get_startup_page(db.session(), manager, enrolment.id, stage.now)
        milestone = page.milestones[place]
        reach_milestone(manager, milestone.id, EVIDENCE[place], day, version=milestone.version)


def count_jobs(stage: Stage, title: str, jobs: Decimal, day: date) -> None:
    """Keep a figure of jobs that a start-up declared."""
    manager = stage.holders(Relation.MANAGER)[0]
    enrolment = find_enrolment(db.session(), stage.dossiers[title])
    if enrolment:
        page = get_startup_page(db.session(), manager, enrolment.id, stage.now)
        edit = ReadingEdit(
            value=jobs, as_of=day, source="Déclaration de la startup", verified=False
        )
        record_reading(manager, enrolment.id, edit, version=page.series_version)


def _facts(stage: Stage, code: str, title: str) -> str:
    """Return reasons of fact that belong to one dossier: its weakest criteria, in words."""
    rubric = get_rubric(db.session(), stage.calls[code])
    means = get_result(db.session(), stage.dossiers[title]).means
    weakest = sorted(rubric.criteria, key=lambda criterion: means[criterion.code])[:3]
    with force_locale("fr"):
        words = [_in_words(criterion, score(means[criterion.code])) for criterion in weakest]
    levels = [
        criterion.levels[int(means[criterion.code])].rstrip(".").lower() for criterion in weakest
    ]
    return (
        f"Le jury a examiné « {title} » et retenu en particulier, pour {words[0]}, "
        f"{levels[0]} ; pour {words[1]}, {levels[1]} ; pour {words[2]}, {levels[2]}. "
        "Ces éléments l’ont conduit à son avis."
    )


def _in_words(criterion: Criterion, mean: str) -> str:
    return f"le critère « {criterion.title} » (moyenne {mean} sur 5)"
