"""Handing a dossier in: what is received is frozen."""

from typing import Any

from incubator.accounts.queries import map_people
from incubator.applications import rules
from incubator.applications.commands.items import close_request
from incubator.applications.commands.late import refuse_late
from incubator.applications.models import (
    Application,
    Submission,
)
from incubator.applications.queries import (
    Draft,
    find_last_submission,
    get_application,
    get_founder,
    read_draft,
)
from incubator.applications.rules import (
    ApplicationId,
    ApplicationState,
    Commitments,
    SubmissionId,
)
from incubator.calls.commands import take_number
from incubator.calls.queries import get_call
from incubator.infra.pdf import unprintable
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import Actor
from incubator.kernel.paris import silence_date
from incubator.kernel.permissions import Permission, require
from incubator.kernel.versions import check_version


def submit_application(
    actor: Actor, application_id: ApplicationId, commitments: Commitments, *, version: int
) -> None:
    """Hand a dossier in: a frozen copy is received, numbered and answered by a receipt."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.SUBMIT_APPLICATION, application)
        check_version(application, version)
        refuse_late(tx, application)
        draft = read_draft(tx.session, application, tx.arrived)
        refusal = rules.why_not_submit(draft.form, draft.texts, commitments.declared)
        if refusal := refusal or rules.why_not_answer_to(draft.form, draft.texts, unprintable):
            raise refusal
        tx.record(_receive(tx, application, draft, commitments))


def _receive(
    tx: Tx, application: Application, draft: Draft, commitments: Commitments
) -> rules.ApplicationSubmitted:
    """Freeze the dossier, and take over what lists show of it."""
    form, texts, files = draft.form, draft.texts, draft.files
    application.number = application.number or take_number(tx, application.call_id)
    application.state = ApplicationState.SUBMITTED
    application.submitted_at = tx.arrived
    silence_on = close_request(tx, application) or silence_date(tx.arrived)
    application.silence_on = silence_on
    application.title = texts.get(rules.TITLE) or application.number
    application.organisation = texts.get(rules.ORGANISATION, "")
    application.cluster = texts.get(rules.CLUSTER, "")
    gaps = [question.label for question in rules.list_gaps(form, texts, files)]
    facts = _facts(tx, application, commitments) | {"answers": dict(texts), "gaps": gaps}
    snapshot, digest = rules.freeze(facts, rules.fill_in(form, texts, files))
    last = find_last_submission(tx.session, application.id)
    submission = Submission(
        application_id=application.id,
        ordinal=last.ordinal + 1 if last else 1,
        received_at=tx.arrived,
        silence_on=silence_on,
        snapshot=snapshot,
        digest=digest,
        consents_to_electronic=commitments.electronic,
    )
    tx.session.add(submission)
    tx.session.flush()
    return rules.ApplicationSubmitted(
        subject_id=application.id,
        submission_id=SubmissionId(submission.id),
        founder_id=get_founder(application),
        number=application.number,
        digest=digest,
    )


def _facts(tx: Tx, application: Application, commitments: Commitments) -> dict[str, Any]:
    call = get_call(tx.session, application.call_id)
    people = map_people(tx.session, [get_founder(application), tx.actor.account_id])
    founder, sender = people[get_founder(application)], people[tx.actor.account_id]
    return {
        "application_id": application.id,
        "number": application.number,
        "received_at": tx.arrived.isoformat(),
        "call": {"id": call.id, "code": call.code, "title": call.title},
        "form_version": application.form_version,
        "founder": {"name": founder.name, "email": founder.email},
        "sender": {"name": sender.name, "email": sender.email},
        "declarations": sorted(commitments.declared),
        "electronic_notification": commitments.electronic,
    }
