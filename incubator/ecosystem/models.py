"""The setting, as stored."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from incubator.ecosystem.rules import ClusterCode
from incubator.infra.db import Model
from incubator.kernel.actor import AccountId


class ClusterRow(Model):
    """A cluster; others can be added, renamed and merged."""

    __tablename__ = "cluster"

    code: Mapped[ClusterCode] = mapped_column(String, primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    name_en: Mapped[str]


class VenueRow(Model):
    """A place of the ecosystem, on the way of a start-up."""

    __tablename__ = "venue"

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    description: Mapped[str]
    surface: Mapped[int | None]


class PartnerRow(Model):
    """A partner organisation."""

    __tablename__ = "partner"

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    role: Mapped[str]


class AuthorityRow(Model):
    """The one authority of this installation."""

    __tablename__ = "authority"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]]


class SignatoryRow(Model):
    """What the law wants printed of somebody who signs."""

    __tablename__ = "signatory"

    account_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id"), primary_key=True)
    capacity: Mapped[str]
    service: Mapped[str]
    delegation: Mapped[str]


class LegalText(Model):
    """A text that binds, in its versions: a new wording is a new row."""

    __tablename__ = "legal_text"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    body: Mapped[str]
