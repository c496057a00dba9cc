"""What founders may do to their dossier, and managers to its admissibility."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incubator.accounts.queries import get_person
from incubator.applications import rules
from incubator.applications.models import (
    Answer,
    Application,
    Attachment,
    ConditionCheck,
    Submission,
)
from incubator.applications.queries import (
    find_application,
    find_last_submission,
    get_application,
    list_answers,
    list_files,
)
from incubator.applications.rules import (
    ApplicationId,
    ApplicationState,
    Commitments,
    SubmissionId,
    Verdict,
)
from incubator.calls.commands import take_number
from incubator.calls.queries import get_call, get_form
from incubator.calls.rules import CallId, FormDefinition, Section
from incubator.infra.files import Blob
from incubator.infra.pdf import unprintable
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import Actor
from incubator.kernel.paris import silence_date
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound
from incubator.kernel.versions import Stale, check_version


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file already kept in the store, for one question."""

    key: str
    name: str
    media_type: str
    blob: Blob


@dataclass(frozen=True, kw_only=True)
class SectionEdit:
    """What a founder typed and chose on one page."""

    texts: Mapping[str, str]
    uploads: tuple[Upload, ...] = ()


def start_application(actor: Actor, call_id: CallId) -> ApplicationId:
    """Begin a dossier and return its id; the one already begun when there is one."""
    with transaction(actor) as tx:
        call = get_call(tx.session, call_id)
        require(actor, Permission.APPLY, call)
        if own := find_application(tx.session, call_id, actor.account_id):
            return own.id
        if refusal := rules.why_not_start(call.opens_on, call.closes_on, tx.now):
            raise refusal
        application = Application(
            call_id=call_id,
            form_version=call.current_version,
            founder_id=actor.account_id,
            state=ApplicationState.DRAFT,
            started_at=tx.now,
            saved_at=tx.now,
            version=1,
        )
        tx.session.add(application)
        tx.session.flush()
        tx.record(rules.ApplicationStarted(subject_id=application.id, call_id=call_id))
        return application.id


def save_section(
    actor: Actor, application_id: ApplicationId, key: str, edit: SectionEdit, *, version: int
) -> None:
    """Keep what a founder typed on one page, finished or not."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.EDIT_APPLICATION, application)
        section = get_form(tx.session, application.call_id, application.form_version).find_section(
            key
        )
        if section is None:
            raise NotFound
        _refuse_late(tx, application)
        changed = _keep_answers(tx, application, section, edit.texts, version)
        files = tuple(_attach(tx, application, upload) for upload in edit.uploads)
        if changed or files:
            application.version += 1
            application.saved_at = tx.now
            tx.record(
                rules.SectionSaved(
                    subject_id=application.id, section=key, keys=changed, files=files
                )
            )


def remove_file(actor: Actor, application_id: ApplicationId, file_id: rules.FileId) -> None:
    """Take a file back; what was received with it keeps it."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.EDIT_APPLICATION, application)
        attachment = tx.session.get(Attachment, file_id)
        if attachment is None or attachment.application_id != application_id:
            raise NotFound
        _refuse_late(tx, application)
        if attachment.removed_at is None:
            attachment.removed_at = application.saved_at = tx.now
            application.version += 1
            tx.record(rules.FileRemoved(subject_id=application_id, file_id=file_id))


def submit_application(
    actor: Actor, application_id: ApplicationId, commitments: Commitments, *, version: int
) -> None:
    """Hand a dossier in: a frozen copy is received, numbered and answered by a receipt."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.SUBMIT_APPLICATION, application)
        check_version(application, version)
        _refuse_late(tx, application)
        form = get_form(tx.session, application.call_id, application.form_version)
        texts = {
            answer.key: answer.text for answer in list_answers(tx.session, application_id).values()
        }
        refusal = rules.why_not_submit(form, texts, commitments.declared)
        if refusal := refusal or rules.why_not_answer_to(form, texts, unprintable):
            raise refusal
        tx.record(_receive(tx, application, form, texts, commitments))


def rule_on_admissibility(
    actor: Actor, application_id: ApplicationId, verdict: Verdict, *, version: int
) -> None:
    """Find a dossier admissible, or propose its inadmissibility with a reason."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.RULE_ON_ADMISSIBILITY, application)
        check_version(application, version)
        call = get_call(tx.session, application.call_id)
        form = get_form(tx.session, application.call_id, application.form_version)
        conditions = {condition.key for condition in form.conditions}
        refusal = rules.why_not_rule(application, call.closes_on, tx.now)
        refusal = refusal or rules.why_not_verdict(
            verdict.state, conditions, verdict.met, verdict.reason
        )
        if refusal:
            raise refusal
        for key in conditions:
            tx.session.add(
                ConditionCheck(application_id=application_id, key=key, met=key in verdict.met)
            )
        application.state, application.ruling = verdict.state, verdict.reason
        application.ruled_at, application.ruled_by = tx.now, actor.account_id
        tx.record(
            rules.AdmissibilityRuled(
                subject_id=application_id,
                verdict=verdict.state,
                met=tuple(sorted(verdict.met & conditions)),
            )
        )


def _refuse_late(tx: Tx, application: Application) -> None:
    call = get_call(tx.session, application.call_id)
    refusal = rules.why_not_edit(application, call.opens_on, call.closes_on, tx.now)
    if refusal:
        raise refusal


def _keep_answers(
    tx: Tx, application: Application, section: Section, texts: Mapping[str, str], version: int
) -> tuple[str, ...]:
    """Keep the answers that changed and return their keys."""
    keys = [question.key for question in section.questions if question.key in texts]
    known = list_answers(tx.session, application.id)
    current = rules.section_version([known[q.key] for q in section.questions if q.key in known])
    if current != version:
        raise Stale(current=current)
    changed = tuple(key for key in keys if texts[key] != (known[key].text if key in known else ""))
    for key in changed:
        answer = known.get(key) or Answer(application_id=application.id, key=key, version=0)
        answer.text, answer.saved_at = texts[key], tx.now
        answer.version += 1
        tx.session.add(answer)
    return changed


def _attach(tx: Tx, application: Application, upload: Upload) -> str:
    present = list_files(tx.session, application.id).get(upload.key, ())
    if len(present) >= rules.MOST_FILES:
        raise rules.TooManyFiles
    attachment = Attachment(
        application_id=application.id,
        key=upload.key,
        name=upload.name,
        media_type=upload.media_type,
        digest=upload.blob.digest,
        size=upload.blob.size,
        added_at=tx.now,
    )
    tx.session.add(attachment)
    tx.session.flush()
    return str(attachment.id)


def _receive(
    tx: Tx,
    application: Application,
    form: FormDefinition,
    texts: Mapping[str, str],
    commitments: Commitments,
) -> rules.ApplicationSubmitted:
    """Freeze the dossier, and take over what lists show of it."""
    application.number = application.number or take_number(tx, application.call_id)
    application.state = ApplicationState.SUBMITTED
    application.submitted_at, application.silence_on = tx.now, silence_date(tx.now)
    application.title = texts.get(rules.TITLE) or application.number
    application.organisation = texts.get(rules.ORGANISATION, "")
    application.cluster = texts.get(rules.CLUSTER, "")
    sections = rules.fill_in(form, texts, list_files(tx.session, application.id))
    snapshot, digest = rules.freeze(_facts(tx, application, commitments), sections)
    last = find_last_submission(tx.session, application.id)
    submission = Submission(
        application_id=application.id,
        ordinal=last.ordinal + 1 if last else 1,
        received_at=tx.now,
        silence_on=silence_date(tx.now),
        snapshot=snapshot,
        digest=digest,
        consents_to_electronic=commitments.electronic,
    )
    tx.session.add(submission)
    tx.session.flush()
    return rules.ApplicationSubmitted(
        subject_id=application.id,
        submission_id=SubmissionId(submission.id),
        founder_id=application.founder_id,
        number=application.number,
        digest=digest,
    )


def _facts(tx: Tx, application: Application, commitments: Commitments) -> dict[str, Any]:
    call = get_call(tx.session, application.call_id)
    founder = get_person(tx.session, application.founder_id)
    return {
        "application_id": application.id,
        "number": application.number,
        "received_at": tx.now.isoformat(),
        "call": {"id": call.id, "code": call.code, "title": call.title},
        "form_version": application.form_version,
        "founder": {"name": founder.name, "email": founder.email},
        "declarations": sorted(commitments.declared),
        "electronic_notification": commitments.electronic,
    }
