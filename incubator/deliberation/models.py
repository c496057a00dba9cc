"""The jury's opinions, and the order of the dossiers, as stored."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.deliberation.rules import Sense
from incubator.infra.db import Model
from incubator.kernel.actor import AccountId, Actor, Relation


class Opinion(Model):
    """What the jury said of one dossier; sealed once a signed decision quotes it."""

    __tablename__ = "opinion"
    __table_args__ = (CheckConstraint("length(assessment) > 0", name="assessment"),)

    application_id: Mapped[ApplicationId] = mapped_column(
        ForeignKey("application.id"), primary_key=True
    )
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"), index=True)
    sense: Mapped[Sense]
    assessment: Mapped[str]
    recommendations: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[AccountId] = mapped_column(Uuid)
    sealed_at: Mapped[datetime | None]
    version: Mapped[int]

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say that an opinion is the managers' to write."""
        return actor.standing_in(self.call_id) & {Relation.MANAGER}


class RankedDossier(Model):
    """Where an admissible dossier stands in its call; kept from the marks, which are the truth."""

    __tablename__ = "ranked_dossier"
    __table_args__ = (
        Index("ix_ranked_dossier_place", "call_id", "place"),
        Index("ix_ranked_dossier_rank", "call_id", "rank"),
    )

    application_id: Mapped[ApplicationId] = mapped_column(
        ForeignKey("application.id"), primary_key=True
    )
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"))
    place: Mapped[int]  # from 1 on, without a gap: where lists show it
    rank: Mapped[int | None]  # none with too few sheets; equals share one
