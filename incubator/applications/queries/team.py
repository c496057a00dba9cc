"""Those who share a dossier, and those who are invited to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incubator.accounts.queries import PendingInvitation, get_person, list_pending, list_people
from incubator.accounts.rules import Person
from incubator.applications.models import Application
from incubator.applications.queries.dossiers import get_application
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import get_call
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.kernel.permissions import Permission, allows
from incubator.kernel.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class Team:
    """Who shares a dossier; who is invited is shown to who may invite."""

    founder: Person
    mates: Sequence[Person]
    invited: Sequence[PendingInvitation]
    may_manage: bool


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """What somebody learns who is invited to share a dossier."""

    founder: Person
    call: str


def list_mates(session: Session, application_id: ApplicationId) -> Sequence[Person]:
    """Return those with whom the founder shares a dossier, by name."""
    return list_people(session, Relation.TEAMMATE, application_id)


def get_team(session: Session, actor: Actor, application: Application, now: datetime) -> Team:
    """Return who shares a dossier, to one of them."""
    may_manage = allows(actor, Permission.MANAGE_TEAM, application)
    return Team(
        founder=get_person(session, get_founder(application)),
        mates=list_mates(session, application.id),
        invited=list_pending(session, application.id, now) if may_manage else [],
        may_manage=may_manage,
    )


def get_founder(application: Application) -> AccountId:
    """Return who answers for a dossier, or raise `NotFound`: an imported one has nobody here."""
    if application.founder_id is None:
        raise NotFound
    return application.founder_id


def describe_sharing(session: Session, application_id: ApplicationId) -> Sharing:
    """Return who invites to share a dossier, and for which call."""
    application = get_application(session, application_id)
    return Sharing(
        founder=get_person(session, get_founder(application)),
        call=get_call(session, application.call_id).title,
    )
