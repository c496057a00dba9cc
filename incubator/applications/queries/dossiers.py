"""What others may ask about dossiers: rows for lists, the frozen copy for readers."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select, union
from sqlalchemy.orm import Session

from incubator.accounts.queries import select_holders, select_scopes
from incubator.applications.models import (
    Answer,
    Application,
    Attachment,
    ConditionCheck,
    Submission,
)
from incubator.applications.rules import (
    ADDRESS,
    CLUSTER,
    TITLE,
    ApplicationId,
    ApplicationState,
    DossierFile,
    DossierSection,
    FileId,
    contact_name,
    thaw,
)
from incubator.calls.rules import CallId
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.kernel.permissions import Permission, allows, require
from incubator.kernel.refusals import NotFound

SUBMITTED = Application.state != ApplicationState.DRAFT


@dataclass(frozen=True, kw_only=True)
class DossierRow:
    """A submitted dossier as lists show it."""

    id: ApplicationId
    call_id: CallId
    founder_id: AccountId | None
    number: str
    title: str
    organisation: str
    cluster: str
    state: ApplicationState
    submitted_at: datetime
    silence_on: date | None

    @property
    def imported(self) -> bool:
        """Tell whether the dossier came from a table kept elsewhere."""
        return self.founder_id is None


@dataclass(frozen=True, kw_only=True)
class Dossier(DossierRow):
    """A dossier as it was received last."""

    sections: Sequence[DossierSection]
    digest: str
    cluster_name: str
    contact_name: str
    address: str
    electronic: bool
    ruling: str
    withdrawn_at: datetime | None
    withdrawal: str


def get_application(session: Session, application_id: ApplicationId) -> Application:
    """Return the dossier's row, or raise `NotFound`."""
    application = session.get(Application, application_id)
    if application is None:
        raise NotFound
    return application


def find_application(
    session: Session, call_id: CallId, account_id: AccountId
) -> Application | None:
    """Return somebody's dossier in a call, their own or one that they share, or None."""
    shared = Application.id.in_(select_scopes(account_id, Relation.TEAMMATE))
    own = or_(Application.founder_id == account_id, shared)
    return session.scalars(
        select(Application).where(Application.call_id == call_id, own)
    ).one_or_none()


def is_own(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL whether a dossier is somebody's own, alone or with others."""
    return or_(Application.founder_id == actor.account_id, Application.id.in_(actor.in_teams))


def list_own_applications(session: Session, actor: Actor) -> Sequence[Application]:
    """Return somebody's own dossiers, alone or with others, the latest first."""
    own = select(Application).where(is_own(actor))
    return session.scalars(own.order_by(Application.started_at.desc())).all()


def list_competitors(
    session: Session, call_id: CallId, among: Collection[AccountId]
) -> AbstractSet[AccountId]:
    """Return those of some people whose dossier a call received: founders and their teams."""
    received = (SUBMITTED, Application.call_id == call_id)
    holders = select_holders(Relation.TEAMMATE)
    founders = select(Application.founder_id).where(*received, Application.founder_id.in_(among))
    shared = exists().where(Application.id == holders.c.scope, *received)
    mates = select(holders.c.account_id).where(holders.c.account_id.in_(among), shared)
    return set(session.scalars(union(founders, mates)))


def map_titles(
    session: Session, application_ids: Sequence[ApplicationId]
) -> Mapping[ApplicationId, str]:
    """Return the titles that these dossiers carry now, drafts included."""
    titles = select(Answer).where(Answer.key == TITLE, Answer.application_id.in_(application_ids))
    return {answer.application_id: answer.text for answer in session.scalars(titles)}


def list_answers(session: Session, application_id: ApplicationId) -> Mapping[str, Answer]:
    """Return the answers given so far, by question."""
    answers = session.scalars(select(Answer).filter_by(application_id=application_id))
    return {answer.key: answer for answer in answers}


def list_files(
    session: Session, application_id: ApplicationId
) -> Mapping[str, Sequence[DossierFile]]:
    """Return the files given so far, by question."""
    present = select(Attachment).filter_by(application_id=application_id, removed_at=None)
    files: dict[str, list[DossierFile]] = {}
    for row in session.scalars(present.order_by(Attachment.added_at)):
        files.setdefault(row.key, []).append(_file(row))
    return files


def find_dossier_file(
    session: Session, application_id: ApplicationId, file_id: FileId
) -> DossierFile | None:
    """Return one file of a dossier, or None; a removed one is still part of what was received."""
    row = session.scalars(
        select(Attachment).filter_by(application_id=application_id, id=file_id)
    ).one_or_none()
    return _file(row) if row else None


def get_file(
    session: Session, actor: Actor, application_id: ApplicationId, file_id: FileId
) -> DossierFile:
    """Return one file of those that were received, or to its founder one that is kept."""
    application = get_application(session, application_id)
    require(actor, Permission.READ_FILE, application)
    file = find_dossier_file(session, application_id, file_id)
    kept = allows(actor, Permission.EDIT_APPLICATION, application) and any(
        file in files for files in list_files(session, application_id).values()
    )
    if file is None or not (kept or _was_received(session, application_id, file_id)):
        raise NotFound
    return file


def list_dossiers(session: Session, call_id: CallId) -> Sequence[DossierRow]:
    """Return the submitted dossiers of a call, by number."""
    received = select(Application).where(SUBMITTED, Application.call_id == call_id)
    return [
        DossierRow(**_columns(row))
        for row in session.scalars(received.order_by(Application.number))
    ]


def map_dossiers(
    session: Session, application_ids: Sequence[ApplicationId]
) -> Mapping[ApplicationId, DossierRow]:
    """Return these dossiers as lists show them."""
    rows = session.scalars(
        select(Application).where(SUBMITTED, Application.id.in_(application_ids))
    )
    return {row.id: DossierRow(**_columns(row)) for row in rows}


def count_dossiers(session: Session) -> Mapping[CallId, int]:
    """Return how many dossiers each call received."""
    received = select(Application.call_id, func.count()).where(SUBMITTED)
    return {row[0]: row[1] for row in session.execute(received.group_by(Application.call_id))}


def get_dossier(session: Session, application_id: ApplicationId) -> Dossier:
    """Return a dossier as it was received last, or raise `NotFound`."""
    application = get_application(session, application_id)
    submission = find_last_submission(session, application_id)
    if submission is None:
        raise NotFound
    sections = thaw(submission.snapshot)
    texts = {answer.key: answer.text for section in sections for answer in section.questions}
    return Dossier(
        **_columns(application),
        sections=sections,
        digest=submission.digest,
        cluster_name=texts.get(CLUSTER, ""),
        contact_name=contact_name(texts),
        address=texts.get(ADDRESS, ""),
        electronic=submission.consents_to_electronic,
        ruling=application.ruling,
        withdrawn_at=application.withdrawn_at,
        withdrawal=application.withdrawal,
    )


def find_last_submission(session: Session, application_id: ApplicationId) -> Submission | None:
    """Return what was received last of a dossier, or None."""
    received = select(Submission).filter_by(application_id=application_id)
    return session.scalars(received.order_by(Submission.ordinal.desc()).limit(1)).first()


def map_checks(session: Session, application_id: ApplicationId) -> Mapping[str, bool]:
    """Return which published conditions were found met, by condition."""
    checks = session.scalars(select(ConditionCheck).filter_by(application_id=application_id))
    return {check.key: check.met for check in checks}


def _was_received(session: Session, application_id: ApplicationId, file_id: FileId) -> bool:
    received = select(Submission.snapshot).filter_by(application_id=application_id)
    sections = [part for snapshot in session.scalars(received) for part in thaw(snapshot)]
    return any(file.id == file_id for part in sections for q in part.questions for file in q.files)


def _columns(row: Application) -> dict[str, Any]:
    names = DossierRow.__dataclass_fields__
    return {name: getattr(row, name) for name in names}


def _file(row: Attachment) -> DossierFile:
    return DossierFile(
        id=row.id, name=row.name, size=row.size, digest=row.digest, media_type=row.media_type
    )
