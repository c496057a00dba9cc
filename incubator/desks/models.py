"""Where each dossier stands and what it waits for; kept from what other features say."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.desks.rules import Need, Standing
from incubator.infra.db import Model


class DossierStanding(Model):
    """One dossier received: what the staff's table counts, filters and sorts by."""

    __tablename__ = "dossier_standing"
    __table_args__ = (
        Index(
            "ix_dossier_standing_facets",
            "call_id",
            "standing",
            "cluster",
            "words",
            "application_id",
        ),
        Index("ix_dossier_standing_number", "call_id", "number_key"),
        Index("ix_dossier_standing_received", "call_id", "received_at", "number_key"),
        Index("ix_dossier_standing_silence", "call_id", "silence_on", "number_key"),
        Index("ix_dossier_standing_progress", "call_id", "share", "number_key"),
    )

    application_id: Mapped[ApplicationId] = mapped_column(
        ForeignKey("application.id"), primary_key=True
    )
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"))
    standing: Mapped[Standing]
    cluster: Mapped[str]
    words: Mapped[str]  # as a search compares them
    number_key: Mapped[str]  # a number that sorts
    received_at: Mapped[datetime]
    silence_on: Mapped[date]  # `NEVER` once a signed decision ends silence
    expected: Mapped[int]
    started: Mapped[int]
    handed_in: Mapped[int]
    share: Mapped[int]  # of the sheets expected, in thousandths; `UNJUDGED` when none is


class DossierNeed(Model):
    """One thing that a dossier waits for, as first pages count them."""

    __tablename__ = "dossier_need"
    __table_args__ = (Index("ix_dossier_need_count", "call_id", "need", "day", "application_id"),)

    application_id: Mapped[ApplicationId] = mapped_column(
        ForeignKey("application.id"), primary_key=True
    )
    need: Mapped[Need] = mapped_column(primary_key=True)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"))
    day: Mapped[date | None]  # since or until when, where that matters
