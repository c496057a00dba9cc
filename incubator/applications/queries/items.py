"""What is missing of a dossier: what a manager may ask for, what a founder was asked for."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.applications.models import Application, ItemsRequest
from incubator.applications.queries.dossiers import (
    Dossier,
    find_last_submission,
    get_application,
    get_dossier,
    list_answers,
    list_files,
)
from incubator.applications.rules import (
    ApplicationId,
    DossierFile,
    list_gaps,
    thaw,
    thaw_texts,
)
from incubator.applications.rules.items import TIME_TO_COMPLETE, change_only, named, why_not_ask
from incubator.calls.queries import CallHeading, get_call, get_form, get_heading
from incubator.calls.rules import FormDefinition
from incubator.kernel.actor import Actor
from incubator.kernel.paris import day_of, is_past
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound, Refusal


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question that is asked again, and the section where it stands."""

    key: str
    section: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Requested:
    """What a founder was asked for last: which items, why, until when, and what silence means."""

    items: Sequence[Item]
    reason: str
    until: date
    silence_on: date | None


@dataclass(frozen=True, kw_only=True)
class ItemsPage:
    """A dossier, and what may be asked of its founder."""

    dossier: Dossier
    call: CallHeading
    questions: Sequence[Item]
    gaps: AbstractSet[str]
    until: date
    version: int
    why_not_ask: Refusal | None


def get_items_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> ItemsPage:
    """Return what may be asked of a founder, what is missing marked."""
    application = get_application(session, application_id)
    require(actor, Permission.RULE_ON_ADMISSIBILITY, application)
    form = get_form(session, application.call_id, application.form_version)
    texts = {key: answer.text for key, answer in list_answers(session, application_id).items()}
    gaps = list_gaps(form, texts, list_files(session, application_id))
    call = get_call(session, application.call_id)
    days = timedelta(days=call.content.get("days_to_complete", TIME_TO_COMPLETE))
    return ItemsPage(
        dossier=get_dossier(session, application_id),
        call=get_heading(session, application.call_id, now),
        questions=list(_items(session, application).values()),
        gaps={question.key for question in gaps},
        until=day_of(now) + days,
        version=application.version,
        why_not_ask=why_not_ask(application),
    )


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What would be received of a dossier if it were sent now, by question."""

    form: FormDefinition
    texts: Mapping[str, str]
    files: Mapping[str, Sequence[DossierFile]]


def read_draft(session: Session, application: Application, now: datetime) -> Draft:
    """Return what would be received now.

    After the closing only what was asked for counts: what else was written and never sent stays
    with its founder.
    """
    form = get_form(session, application.call_id, application.form_version)
    answers = list_answers(session, application.id)
    texts = {key: answer.text for key, answer in answers.items()}
    draft = Draft(form=form, texts=texts, files=list_files(session, application.id))
    reopened = find_reopened(session, application, now)
    last = find_last_submission(session, application.id) if reopened else None
    if reopened is None or last is None:
        return draft
    given = {a.key: a.files for part in thaw(last.snapshot) for a in part.questions if a.files}
    return Draft(
        form=form,
        texts=change_only(thaw_texts(last.snapshot), texts, reopened),
        files=change_only(given, draft.files, reopened),
    )


def find_requested(session: Session, application: Application, now: datetime) -> Requested | None:
    """Return what a founder is asked for at present, or None."""
    until = application.reopened_until
    return describe_request(session, application.id) if until and not is_past(until, now) else None


def describe_request(session: Session, application_id: ApplicationId) -> Requested:
    """Return what a founder was asked for last, or raise `NotFound`."""
    application = get_application(session, application_id)
    asked = select(ItemsRequest).filter_by(application_id=application_id)
    latest = asked.order_by(ItemsRequest.asked_at.desc()).limit(1)
    request = session.scalars(latest).one_or_none()
    if request is None:
        raise NotFound
    items = _items(session, application)
    return Requested(
        items=[items[key] for key in request.keys.split()],
        reason=request.reason,
        until=request.until,
        silence_on=application.silence_on,
    )


def find_reopened(
    session: Session, application: Application, now: datetime
) -> AbstractSet[str] | None:
    """Return the only questions that still change, or None while the calendar rules all alike."""
    call, until = get_call(session, application.call_id), application.reopened_until
    if until is None or is_past(until, now) or not is_past(call.closes_on, now):
        return None
    return named(application)


def _items(session: Session, application: Application) -> Mapping[str, Item]:
    form = get_form(session, application.call_id, application.form_version)
    return {
        question.key: Item(key=question.key, section=section.key, label=question.label)
        for section in form.sections
        for question in section.questions
    }
