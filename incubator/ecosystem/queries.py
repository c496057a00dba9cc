"""What others may ask about the setting."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from flask_babel import get_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.accounts.queries import get_person
from incubator.ecosystem.models import (
    AuthorityRow,
    ClusterRow,
    LegalText,
    PartnerRow,
    SignatoryRow,
    VenueRow,
)
from incubator.ecosystem.rules import (
    Authority,
    BindingText,
    Cluster,
    ClusterCode,
    Partner,
    SettingError,
    Signatory,
    Venue,
    read_authority,
)
from incubator.kernel.actor import AccountId


def list_clusters(session: Session) -> Sequence[Cluster]:
    """Return the clusters in their order."""
    rows = session.scalars(select(ClusterRow).order_by(ClusterRow.position))
    return [Cluster(code=row.code, name=row.name, name_en=row.name_en) for row in rows]


def get_cluster_name(session: Session, code: ClusterCode) -> str:
    """Return a cluster's name in the reader's language."""
    return _name(session.get_one(ClusterRow, code))


def map_cluster_names(session: Session) -> Mapping[ClusterCode, str]:
    """Return the name of every cluster in the reader's language."""
    return {row.code: _name(row) for row in session.scalars(select(ClusterRow))}


def _name(row: ClusterRow) -> str:
    return row.name_en if str(get_locale()) == "en" else row.name


def list_partners(session: Session) -> Sequence[Partner]:
    """Return the partners, whose list is public from the opening of a call."""
    rows = session.scalars(select(PartnerRow).order_by(PartnerRow.position))
    return [Partner(name=row.name, role=row.role) for row in rows]


def list_venues(session: Session) -> Sequence[Venue]:
    """Return the venues in the order of a start-up's way."""
    rows = session.scalars(select(VenueRow).order_by(VenueRow.position))
    return [Venue(name=row.name, description=row.description, surface=row.surface) for row in rows]


def find_authority(session: Session) -> Authority | None:
    """Return who decides in this installation, or None before it was set up."""
    row = session.get(AuthorityRow, 1)
    return read_authority(row.content) if row else None


def get_authority(session: Session) -> Authority:
    """Return who decides in this installation, or raise `SettingError`."""
    authority = find_authority(session)
    if authority is None:
        message = "no authority: load a setting first"
        raise SettingError(message)
    return authority


def get_signatory(session: Session, account_id: AccountId) -> Signatory | None:
    """Return what the law wants printed of somebody who signs, or None."""
    row = session.get(SignatoryRow, account_id)
    if row is None:
        return None
    person = get_person(session, account_id)
    return Signatory(
        account_id=account_id,
        given_name=person.given_name,
        family_name=person.family_name,
        capacity=row.capacity,
        service=row.service,
        delegation=row.delegation,
    )


def map_texts(session: Session) -> Mapping[str, BindingText]:
    """Return the texts that bind, each in its latest version, the authority's values filled in."""
    rows = session.scalars(select(LegalText).order_by(LegalText.version))
    values = asdict(get_authority(session))
    return {
        row.code: BindingText(
            code=row.code, version=row.version, body=row.body.strip().format_map(values)
        )
        for row in rows
    }


def get_text(session: Session, code: str) -> BindingText:
    """Return a text that binds, in its latest version, or raise `SettingError`."""
    texts = map_texts(session)
    if code not in texts:
        raise SettingError(code)
    return texts[code]
