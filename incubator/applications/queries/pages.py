"""The founder's pages, and the manager's page of admissibility."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from incubator.applications import rules
from incubator.applications.models import Application
from incubator.applications.queries.dossiers import (
    Dossier,
    find_last_submission,
    get_application,
    get_dossier,
    list_answers,
    list_files,
    map_checks,
)
from incubator.applications.queries.items import (
    Requested,
    find_reopened,
    find_requested,
    read_draft,
)
from incubator.applications.queries.team import Team, get_team
from incubator.applications.rules import (
    ApplicationId,
    DossierFile,
    DossierSection,
    SectionState,
    SubmissionId,
)
from incubator.applications.rules.items import NotAskedFor
from incubator.calls.queries import CallHeading, get_call, get_form, get_heading
from incubator.calls.rules import Condition, Question, Section
from incubator.ecosystem.queries import get_text
from incubator.infra.pdf import unprintable
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound, Refusal


@dataclass(frozen=True, kw_only=True)
class Task:
    """One section in the list of what there is to do."""

    key: str
    title: str
    state: SectionState


@dataclass(frozen=True, kw_only=True)
class TasksPage:
    """A dossier as its founder finds it."""

    id: ApplicationId
    call: CallHeading
    title: str
    number: str | None
    tasks: Sequence[Task]
    team: Team
    next_task: Task | None
    saved_at: datetime
    submission_id: SubmissionId | None
    submitted_at: datetime | None
    changed: bool
    requested: Requested | None
    withdrawn_at: datetime | None
    why_not_edit: Refusal | None


@dataclass(frozen=True, kw_only=True)
class SectionPage:
    """One page of questions with what was answered so far."""

    id: ApplicationId
    call: CallHeading
    section: Section
    position: int
    total: int
    next_key: str | None
    asked: Sequence[Question]
    needed: AbstractSet[str]
    kept: DossierSection
    texts: Mapping[str, str]
    versions: Mapping[str, int]
    files: Mapping[str, Sequence[DossierFile]]
    saved_at: datetime | None
    why_not_edit: Refusal | None


@dataclass(frozen=True, kw_only=True)
class CheckPage:
    """All the answers, before they are sent."""

    id: ApplicationId
    call: CallHeading
    title: str
    sections: Sequence[DossierSection]
    gaps: Sequence[Question]
    version: int
    submitted_at: datetime | None
    consent: str
    consented: bool  # at the last submission
    decision_on: date
    why_not_edit: Refusal | None
    why_not_submit: Refusal | None


@dataclass(frozen=True, kw_only=True)
class AdmissibilityPage:
    """The published conditions of a dossier, to be checked."""

    dossier: Dossier
    call: CallHeading
    conditions: Sequence[Condition]
    met: Mapping[str, bool]
    version: int
    ruled_at: datetime | None
    why_not_rule: Refusal | None


def get_tasks_page(
    session: Session,
    actor: Actor,
    permission: Permission,
    application_id: ApplicationId,
    now: datetime,
) -> TasksPage:
    """Return the sections of a dossier, how far each is, and who shares it."""
    application = get_application(session, application_id)
    require(actor, permission, application)
    form = get_form(session, application.call_id, application.form_version)
    texts, files = _texts(session, application_id), list_files(session, application_id)
    asked = form.asked(texts)
    tasks = [
        Task(key=s.key, title=s.title, state=rules.section_state(s, asked, texts, files))
        for s in form.sections
        if s.keys & asked.keys()
    ]
    submission = find_last_submission(session, application_id)
    return TasksPage(
        id=application_id,
        call=get_heading(session, application.call_id, now),
        title=texts.get(rules.TITLE, ""),
        number=application.number,
        tasks=tasks,
        team=get_team(session, actor, application, now),
        next_task=next((task for task in tasks if task.state is not SectionState.DONE), None),
        saved_at=application.saved_at,
        submission_id=submission.id if submission else None,
        submitted_at=application.submitted_at,
        changed=bool(submission and application.saved_at > submission.received_at),
        requested=find_requested(session, application, now),
        withdrawn_at=application.withdrawn_at,
        why_not_edit=_why_not_edit(session, application, now),
    )


def get_section_page(
    session: Session, actor: Actor, application_id: ApplicationId, key: str, now: datetime
) -> SectionPage:
    """Return one page of questions, or raise `NotFound`."""
    application = get_application(session, application_id)
    require(actor, Permission.EDIT_APPLICATION, application)
    form = get_form(session, application.call_id, application.form_version)
    answers, files = list_answers(session, application_id), list_files(session, application_id)
    texts = {key: answer.text for key, answer in answers.items()}
    asked = form.asked(texts)
    sections = [section for section in form.sections if section.keys & asked.keys()]
    position = next((n for n, section in enumerate(sections) if section.key == key), None)
    if position is None:
        raise NotFound
    section, after = sections[position], sections[position + 1 :]
    shown, why_not_edit = rules.list_shown(section, asked), _why_not_edit(session, application, now)
    if reopened := find_reopened(session, application, now):
        shown = [question for question in shown if question.key in reopened]
        why_not_edit = None if shown else NotAskedFor()
    own = {q.key: answers[q.key] for q in section.questions if q.key in answers}
    return SectionPage(
        id=application_id,
        call=get_heading(session, application.call_id, now),
        section=section,
        position=position + 1,
        total=len(sections),
        next_key=after[0].key if after else None,
        asked=shown,
        needed={q.key for q in section.questions if q.is_needed(texts) or q.blocking},
        kept=next(part for part in rules.fill_in(form, texts, files) if part.key == key),
        texts={key: answer.text for key, answer in own.items()},
        versions={key: answer.version for key, answer in own.items()},
        files=files,
        saved_at=max((answer.saved_at for answer in own.values()), default=None),
        why_not_edit=why_not_edit,
    )


def get_check_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> CheckPage:
    """Return all the answers with the gaps that are named."""
    application = get_application(session, application_id)
    require(actor, Permission.EDIT_APPLICATION, application)
    require(actor, Permission.SUBMIT_APPLICATION, application)
    draft = read_draft(session, application, now)
    form, texts, files = draft.form, draft.texts, draft.files
    last = find_last_submission(session, application_id)
    return CheckPage(
        id=application_id,
        call=get_heading(session, application.call_id, now),
        title=texts.get(rules.TITLE, ""),
        sections=rules.fill_in(form, texts, files),
        gaps=rules.list_gaps(form, texts, files),
        version=application.version,
        submitted_at=application.submitted_at,
        consent=get_text(session, "electronic_notification").body,
        consented=bool(last and last.consents_to_electronic),
        decision_on=get_call(session, application.call_id).decision_on,
        why_not_edit=_why_not_edit(session, application, now),
        why_not_submit=rules.why_not_submit(form, texts, frozenset(rules.Declaration))
        or rules.why_not_answer_to(form, texts, unprintable),
    )


def get_admissibility_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> AdmissibilityPage:
    """Return the conditions to check, to those who rule on them."""
    application = get_application(session, application_id)
    require(actor, Permission.RULE_ON_ADMISSIBILITY, application)
    call = get_call(session, application.call_id)
    form = get_form(session, application.call_id, application.form_version)
    return AdmissibilityPage(
        dossier=get_dossier(session, application_id),
        call=get_heading(session, application.call_id, now),
        conditions=form.conditions,
        met=map_checks(session, application_id),
        version=application.version,
        ruled_at=application.ruled_at,
        why_not_rule=rules.why_not_rule(application, call.closes_on, now),
    )


def _texts(session: Session, application_id: ApplicationId) -> Mapping[str, str]:
    return {key: answer.text for key, answer in list_answers(session, application_id).items()}


def _why_not_edit(session: Session, application: Application, now: datetime) -> Refusal | None:
    call = get_call(session, application.call_id)
    return rules.why_not_edit(application, call.opens_on, call.closes_on, now)
