"""People, their roles, where they are signed in, the links they were sent, their failures."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.accounts.rules import HOUSE_WIDE, Purpose, TicketId
from incubator.infra.db import Model
from incubator.kernel.actor import AccountId, Relation


class Account(Model):
    """A person who may sign in; without a password, by links only."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email"),)

    id: Mapped[AccountId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(unique=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    password_hash: Mapped[str | None]
    opened_at: Mapped[datetime]
    epoch: Mapped[int] = mapped_column(default=0)  # grows with each new password or address
    roles: Mapped[list["Role"]] = relationship(lazy="raise")


class Role(Model):
    """A standing that a person was given, in the house or for one thing such as a call."""

    __tablename__ = "role"

    account_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id"), primary_key=True)
    relation: Mapped[Relation] = mapped_column(primary_key=True)
    scope: Mapped[UUID] = mapped_column(primary_key=True, default=HOUSE_WIDE, index=True)


class Visit(Model):
    """A browser in which a person signed in; known by the digest of what its cookie holds."""

    __tablename__ = "visit"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    digest: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id"), index=True)
    device: Mapped[str]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Ticket(Model):
    """What a link in a mail stands for; no secret, for the link is signed as the mail leaves."""

    __tablename__ = "ticket"

    id: Mapped[TicketId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    purpose: Mapped[Purpose]
    account_id: Mapped[AccountId | None] = mapped_column(ForeignKey("account.id"), index=True)
    address: Mapped[str] = mapped_column(index=True)
    epoch: Mapped[int]  # the account's when the link was asked for
    scope: Mapped[UUID | None] = mapped_column(index=True)  # what an invitation lets one share
    onward: Mapped[str]
    network: Mapped[str] = mapped_column(index=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FailedAttempt(Model):
    """A sign-in that was refused; the address is kept as a digest."""

    __tablename__ = "failed_attempt"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    address: Mapped[str] = mapped_column(index=True)
    network: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
