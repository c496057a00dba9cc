"""What founders may do to their draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from incubator.applications import rules
from incubator.applications.commands.files import Upload, attach
from incubator.applications.commands.late import refuse_late, refuse_unasked
from incubator.applications.models import (
    Answer,
    Application,
)
from incubator.applications.queries import (
    find_application,
    get_application,
    list_answers,
)
from incubator.applications.rules import (
    ApplicationId,
    ApplicationState,
)
from incubator.calls.queries import get_call, get_form
from incubator.calls.rules import CallId, FormDefinition, Question
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound
from incubator.kernel.versions import Stale


@dataclass(frozen=True, kw_only=True)
class SectionEdit:
    """What a founder typed and chose on one page, and the version of each answer typed over."""

    texts: Mapping[str, str]
    seen: Mapping[str, int] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()


def start_application(actor: Actor, call_id: CallId) -> ApplicationId:
    """Begin a dossier and return its id; the one already begun when there is one."""
    with transaction(actor) as tx:
        call = get_call(tx.session, call_id)
        require(actor, Permission.APPLY, call)
        if own := find_application(tx.session, call_id, actor.account_id):
            return own.id
        refusal = rules.why_not_apply(actor.standing_in(call_id))
        if refusal := refusal or rules.why_not_start(call.opens_on, call.closes_on, tx.arrived):
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


def save_section(actor: Actor, application_id: ApplicationId, key: str, edit: SectionEdit) -> None:
    """Keep what a founder typed on one page, finished or not."""
    with transaction(actor) as tx:
        application = _get_draft(tx, actor, application_id)
        section = _get_form(tx, application).find_section(key)
        if section is None:
            raise NotFound
        refuse_late(tx, application)
        changed = _keep_answers(tx, application, section.questions, edit)
        refuse_unasked(tx, application, *changed)
        files = tuple(str(attach(tx, application, upload)) for upload in edit.uploads)
        if changed or files:
            _touch(tx, application)
            tx.record(
                rules.SectionSaved(
                    subject_id=application.id, section=key, keys=changed, files=files
                )
            )


def save_answer(actor: Actor, application_id: ApplicationId, key: str, edit: SectionEdit) -> None:
    """Keep an answer while it is being typed; the journal hears of it when it is sent."""
    with transaction(actor) as tx:
        application = _get_draft(tx, actor, application_id)
        question = _get_form(tx, application).find_question(key)
        if question is None:
            raise NotFound
        refuse_late(tx, application)
        refuse_unasked(tx, application, key)
        if _keep_answers(tx, application, (question,), edit):
            _touch(tx, application)


def _get_draft(tx: Tx, actor: Actor, application_id: ApplicationId) -> Application:
    application = get_application(tx.session, application_id)
    require(actor, Permission.EDIT_APPLICATION, application)
    return application


def _get_form(tx: Tx, application: Application) -> FormDefinition:
    return get_form(tx.session, application.call_id, application.form_version)


def _touch(tx: Tx, application: Application) -> None:
    """Note that the dossier is no longer what was read, nor what was received."""
    application.version += 1
    application.saved_at = tx.now


def _keep_answers(
    tx: Tx, application: Application, questions: Sequence[Question], edit: SectionEdit
) -> tuple[str, ...]:
    """Keep the answers that changed and return their keys; none if one was changed elsewhere."""
    known = list_answers(tx.session, application.id)
    texts = {q.key: rules.tidy(q, edit.texts[q.key]) for q in questions if q.key in edit.texts}
    changed = tuple(
        key for key, text in texts.items() if text != (known[key].text if key in known else "")
    )
    for key in changed:
        answer = known.get(key) or Answer(application_id=application.id, key=key, version=0)
        if answer.version != edit.seen.get(key, 0):
            raise Stale(current=answer.version)
        answer.text, answer.saved_at = texts[key], tx.now
        answer.version += 1
        tx.session.add(answer)
    return changed
