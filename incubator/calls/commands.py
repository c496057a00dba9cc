"""Opening a call, and numbering what it receives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from incubator.accounts.commands import grant, withdraw
from incubator.accounts.rules import Invitation
from incubator.calls import rules
from incubator.calls.models import Call, CallVersion
from incubator.calls.queries import get_call
from incubator.calls.rules import CallId, CallOpened
from incubator.ecosystem.commands import keep_signatory
from incubator.ecosystem.queries import get_signatory
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import HOUSE, AccountId, Actor, Relation
from incubator.kernel.permissions import Permission, require


@dataclass(frozen=True, kw_only=True)
class NewCall:
    """A call to be published: its columns, its page, its form and its rubric as plain data."""

    columns: Mapping[str, str | int | date]
    content: Mapping[str, Any]
    form: Mapping[str, Any]
    rubric: Mapping[str, Any]


def open_call(actor: Actor, new: NewCall) -> CallId:
    """Publish a call; its form and rubric are frozen from then on."""
    form, rubric = rules.read_form(new.form), rules.read_rubric(new.rubric)
    digest = rules.definition_digest(form, rubric)
    with transaction(actor) as tx:
        require(actor, Permission.SET_UP_HOUSE, HOUSE)
        call = Call(id=CallId(uuid4()), content=dict(new.content), current_version=1, **new.columns)
        tx.session.add(call)
        tx.session.flush()
        tx.session.add(
            CallVersion(
                call_id=call.id,
                version=1,
                form=dict(new.form),
                rubric=dict(new.rubric),
                digest=digest,
                opened_at=tx.now,
            )
        )
        tx.record(CallOpened(subject_id=call.id, code=call.code, digest=digest))
        return call.id


def invite_to_call(
    actor: Actor, call_id: CallId, invitation: Invitation, mentions: Mapping[str, str]
) -> None:
    """Give somebody a role for one call; of who signs, the law wants some mentions printed."""
    with transaction(actor) as tx:
        call = get_call(tx.session, call_id)
        require(actor, Permission.INVITE, call)
        account_id = grant(tx, invitation, call.id)
        signs = invitation.role is Relation.SIGNATORY
        if signs and get_signatory(tx.session, account_id) is None:  # known mentions stay
            keep_signatory(tx, account_id, mentions)


def withdraw_from_call(
    actor: Actor, call_id: CallId, account_id: AccountId, role: Relation
) -> None:
    """Take back a role that somebody held for one call."""
    with transaction(actor) as tx:
        call = get_call(tx.session, call_id)
        require(actor, Permission.INVITE, call)
        withdraw(tx, account_id, role, call.id)


def take_number(tx: Tx, call_id: CallId) -> str:
    """Return the next dossier number of a call, such as QI-2026-01-0042."""
    return take_numbers(tx, call_id, 1)[0]


def take_numbers(tx: Tx, call_id: CallId, many: int) -> Sequence[str]:
    """Return the next dossier numbers of a call, in their order."""
    call = get_call(tx.session, call_id)
    first, call.last_number = call.last_number + 1, call.last_number + many
    return [f"{call.code}-{number:04d}" for number in range(first, call.last_number + 1)]
