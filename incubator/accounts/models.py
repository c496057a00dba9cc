"""People, their roles and their failed attempts, as stored."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.infra.db import Model
from incubator.kernel.actor import AccountId, Relation


class Account(Model):
    """A person who may sign in."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email"),)

    id: Mapped[AccountId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(unique=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    password_hash: Mapped[str]
    opened_at: Mapped[datetime]
    roles: Mapped[list["Role"]] = relationship(lazy="raise")


class Role(Model):
    """A standing in the house that a person was given."""

    __tablename__ = "role"

    account_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id"), primary_key=True)
    relation: Mapped[Relation] = mapped_column(primary_key=True)


class FailedAttempt(Model):
    """A sign-in that was refused; the address is kept as a digest."""

    __tablename__ = "failed_attempt"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    address: Mapped[str] = mapped_column(index=True)
    network: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
