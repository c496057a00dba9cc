"""Drafting, signing, handing over and answering a decision, or making one needless."""

from uuid import uuid4

from incubator.applications.commands import set_withdrawn
from incubator.applications.queries import get_application, get_dossier
from incubator.applications.rules import ApplicationId
from incubator.applications.rules.withdrawal import why_not_withdraw
from incubator.decisions import rules
from incubator.decisions.models import Decision
from incubator.decisions.queries import (
    find_row,
    get_case,
    get_decision,
    get_last_act,
    is_signing,
)
from incubator.decisions.rules import (
    DecisionDrafted,
    DecisionId,
    DecisionMadeAvailable,
    DecisionOpened,
    DecisionSigned,
    DecisionState,
    Draft,
    MentionsMissing,
    NobodyToTell,
    Reply,
)
from incubator.deliberation.commands import seal_opinion
from incubator.ecosystem.queries import find_authority, get_signatory
from incubator.infra.unit_of_work import Tx, transaction
from incubator.jury.queries import find_conflict
from incubator.kernel.actor import Actor
from incubator.kernel.paris import day_of
from incubator.kernel.permissions import Permission, require
from incubator.kernel.versions import check_version


def draft_decision(
    actor: Actor, application_id: ApplicationId, draft: Draft, *, version: int
) -> DecisionId:
    """Draft the decision on a dossier, or correct its draft, and return its id."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.DRAFT_DECISION, application)
        founder_id = application.founder_id
        if founder_id is None:
            raise NobodyToTell
        decision = find_row(tx.session, application_id) or Decision(
            id=DecisionId(uuid4()),
            application_id=application_id,
            call_id=application.call_id,
            founder_id=founder_id,
            state=DecisionState.DRAFTED,
            signed_at=None,
            version=0,
        )
        check_version(decision, version)
        words = draft.tidy()
        refusal = find_conflict(tx.session, application_id, actor.account_id)
        refusal = refusal or rules.why_not_edit(decision)
        case = get_case(tx.session, application_id, tx.now)
        if refusal := refusal or rules.why_not_draft(words, case):
            raise refusal
        rules.write(decision, words)
        decision.electronic = get_dossier(tx.session, application_id).electronic
        decision.drafted_at, decision.drafted_by = tx.now, actor.account_id
        tx.session.add(decision)
        tx.session.flush()
        tx.record(
            DecisionDrafted(
                subject_id=application_id,
                decision_id=decision.id,
                call_id=decision.call_id,
                outcome=words.outcome.value,
            )
        )
        return decision.id


def sign_decision(actor: Actor, decision_id: DecisionId, *, version: int) -> None:
    """Sign a decision: it takes its act number, and nothing in it changes any more."""
    with transaction(actor) as tx:
        decision = get_decision(tx.session, decision_id)
        require(actor, Permission.SIGN_DECISION, decision)
        check_version(decision, version)
        signatory = get_signatory(tx.session, actor.account_id)
        if signatory is None:
            raise MentionsMissing
        refusal = find_conflict(tx.session, decision.application_id, actor.account_id)
        refusal = (
            refusal
            or rules.why_not_sign(decision, signatory, find_authority(tx.session))
            or rules.why_not_draft(
                rules.read(decision), get_case(tx.session, decision.application_id, tx.now)
            )
        )
        if refusal:
            raise refusal
        year = day_of(tx.now).year
        number = rules.number_act(year, get_last_act(tx.session, year))
        rules.sign(decision, signatory, number, tx.now)
        seal_opinion(tx, decision.application_id)
        tx.record(
            DecisionSigned(
                subject_id=decision.application_id,
                decision_id=decision_id,
                call_id=decision.call_id,
                outcome=decision.outcome.value,
                act_number=number,
                digest=rules.digest(decision),
            )
        )


def make_available(tx: Tx, decision: Decision) -> None:
    """Put a signed decision at its reader's disposal: from now on it may be opened."""
    if refusal := rules.why_not_release(decision):
        raise refusal
    decision.state, decision.available_at = DecisionState.AVAILABLE, tx.now
    decision.version += 1
    tx.record(
        DecisionMadeAvailable(
            subject_id=decision.application_id,
            decision_id=decision.id,
            call_id=decision.call_id,
            founder_id=decision.founder_id,
        )
    )


def open_decision(actor: Actor, decision_id: DecisionId) -> None:
    """Note that the founder opened the decision; only the first time counts."""
    with transaction(actor) as tx:
        decision = get_decision(tx.session, decision_id)
        require(actor, Permission.OPEN_DECISION, decision)
        if decision.state is not DecisionState.AVAILABLE:
            return
        decision.state, decision.received_at = DecisionState.RECEIVED, tx.now
        tx.record(
            DecisionOpened(
                subject_id=decision.application_id,
                decision_id=decision_id,
                call_id=decision.call_id,
                founder_id=decision.founder_id,
            )
        )


def answer_admission(actor: Actor, decision_id: DecisionId, reply: Reply, *, version: int) -> None:
    """Confirm or decline an admission, once."""
    with transaction(actor) as tx:
        decision = get_decision(tx.session, decision_id)
        require(actor, Permission.ANSWER_ADMISSION, decision)
        check_version(decision, version)
        tx.record(rules.answer(decision, reply, tx.now))


def withdraw_application(
    actor: Actor, application_id: ApplicationId, reason: str, *, version: int
) -> None:
    """Take a dossier back, before its call signs any decision; a draft of one goes with it."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.WITHDRAW_APPLICATION, application)
        check_version(application, version)
        decision = find_row(tx.session, application_id)
        signing = is_signing(tx.session, application.call_id)
        refusal = why_not_withdraw(application.state) or rules.why_not_take_back(signing=signing)
        if refusal or application.founder_id is None:
            raise refusal or AssertionError
        if decision:
            tx.session.delete(decision)
        set_withdrawn(tx, application, application.founder_id, reason)
