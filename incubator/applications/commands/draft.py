"""What founders may do to their draft."""

from collections.abc import Mapping
from dataclasses import dataclass

from incubator.applications import rules
from incubator.applications.commands.files import Upload, attach
from incubator.applications.commands.late import refuse_late
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
from incubator.calls.rules import CallId, Section
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound
from incubator.kernel.versions import Stale


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
        refusal = rules.why_not_apply(actor.standing_in(call_id))
        if refusal := refusal or rules.why_not_start(call.opens_on, call.closes_on, tx.now):
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
        refuse_late(tx, application)
        changed = _keep_answers(tx, application, section, edit.texts, version)
        files = tuple(str(attach(tx, application, upload)) for upload in edit.uploads)
        if changed or files:
            application.version += 1
            application.saved_at = tx.now
            tx.record(
                rules.SectionSaved(
                    subject_id=application.id, section=key, keys=changed, files=files
                )
            )


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
