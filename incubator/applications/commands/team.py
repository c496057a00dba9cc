"""Sharing a dossier: inviting, taking back; each by its founder alone."""

from incubator.accounts.commands import (
    Caller,
    invite_to_share,
    take_back_invitation,
    withdraw,
)
from incubator.accounts.queries import get_person, list_pending
from incubator.accounts.rules import TicketId, clean_address
from incubator.applications import rules
from incubator.applications.commands.late import refuse_late
from incubator.applications.models import Application
from incubator.applications.queries import (
    get_application,
    get_founder,
    list_mates,
)
from incubator.applications.rules import ApplicationId
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound


def invite_teammate(
    actor: Actor, application_id: ApplicationId, address: str, caller: Caller
) -> TicketId:
    """Invite whoever holds an address to share a dossier, while it can change."""
    with transaction(actor) as tx:
        application = _get_managed(tx, actor, application_id)
        refuse_late(tx, application)
        people = [get_person(tx.session, get_founder(application))]
        people += list_mates(tx.session, application_id)
        waiting = [one.address for one in list_pending(tx.session, application_id, tx.now)]
        team = [person.email for person in people]
        if refusal := rules.why_not_invite(clean_address(address), team, waiting):
            raise refusal
        onward = f"/applications/{application_id}"
        ticket_id = invite_to_share(tx, address, application_id, onward, caller)
        tx.record(rules.TeammateInvited(subject_id=application_id, ticket_id=ticket_id))
        return ticket_id


def withdraw_invitation(actor: Actor, application_id: ApplicationId, ticket_id: TicketId) -> None:
    """Take back an invitation that was not accepted: its link opens nothing any more."""
    with transaction(actor) as tx:
        _get_managed(tx, actor, application_id)
        take_back_invitation(tx, ticket_id, application_id)


def remove_teammate(actor: Actor, application_id: ApplicationId, account_id: AccountId) -> None:
    """Share a dossier with somebody no more; whoever does not share it is not there."""
    with transaction(actor) as tx:
        _get_managed(tx, actor, application_id)
        if account_id not in {person.id for person in list_mates(tx.session, application_id)}:
            raise NotFound
        withdraw(tx, account_id, Relation.TEAMMATE, application_id)
        tx.record(rules.TeammateRemoved(subject_id=application_id, account_id=account_id))


def _get_managed(tx: Tx, actor: Actor, application_id: ApplicationId) -> Application:
    application = get_application(tx.session, application_id)
    require(actor, Permission.MANAGE_TEAM, application)
    return application
