"""Figures over time: an indicator says what it counts, a reading says when, from whom, how surely.

A reading is never overwritten: a correction is a new reading that names the one it replaces.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.kernel.events import Event
from incubator.kernel.paris import day_of
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from incubator.cohorts.models import Enrolment, Reading
    from incubator.cohorts.rules.enrolment import EnrolmentId

ReadingId = NewType("ReadingId", UUID)
MOST_TENTHS: Final = 99_999
JUMP_RATIO: Final = 3
JUMP_TENTHS: Final = 100


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What a figure counts; another way of counting is another indicator."""

    code: str
    title: str
    definition: str
    unit: str


JOBS: Final = Indicator(
    code="jobs",
    title=N_("Emplois"),
    definition=N_("Emplois (ETP salariés et dirigeants rémunérés) à la date"),
    unit=N_("ETP"),
)


@dataclass(frozen=True, kw_only=True)
class ReadingEdit:
    """A figure as a person reports it; `replaces` names the reading that it corrects."""

    value: Decimal
    as_of: date
    source: str
    verified: bool
    confirmed: bool = False
    replaces: ReadingId | None = None


@dataclass(frozen=True, kw_only=True)
class Total:
    """A sum that says how many answered: each start-up counts by its latest reading."""

    tenths: int
    answers: int
    verified: int
    asked: int
    earliest: date | None
    latest: date | None

    @property
    def value(self) -> Fraction | None:
        """Return the sum, or None when nobody answered."""
        return Fraction(self.tenths, 10) if self.answers else None


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What a cohort counted on a day, in tenths, and how many start-ups it then knew."""

    as_of: date
    tenths: int
    answers: int

    @property
    def value(self) -> Fraction:
        """Return the sum."""
        return Fraction(self.tenths, 10)


class OutOfRange(Refusal):
    """Jobs are counted from nought, in tenths."""

    sentence = N_("Indiquez un nombre positif avec une décimale au plus, par exemple 12,5.")


class SourceMissing(Refusal):
    """A figure without a source is worth nothing."""

    sentence = N_("Dites d’où vient ce nombre.")


class ReadingToCome(Refusal):
    """A figure is read on a day that has come."""

    sentence = N_("Cette date est à venir : choisissez le jour que décrit ce nombre.")


class DayTaken(Refusal):
    """One day has one figure."""

    sentence = N_("Un relevé existe déjà au %(as_of)s : corrigez-le dans le tableau.")


class AlreadyReplaced(Refusal):
    """A reading is corrected once; its correction can be corrected in turn."""

    sentence = N_("Ce relevé a déjà été corrigé : corrigez celui qui le remplace.")


class JumpUnconfirmed(Refusal):
    """A great leap is a typing error until somebody says that it is not."""

    sentence = N_(
        "Ce nombre s’écarte beaucoup du relevé du %(as_of)s. Vérifiez-le, puis corrigez-le "
        "ou cochez « Ce nombre est exact »."
    )


@dataclass(frozen=True, kw_only=True)
class ReadingRecorded(Event):
    """A figure was reported, or corrected when it replaces another."""

    enrolment_id: EnrolmentId
    reading_id: ReadingId
    indicator: str
    as_of: date
    tenths: int
    verified: bool
    replaces_id: ReadingId | None


def to_tenths(value: Decimal) -> int:
    """Return a number of jobs in tenths, or raise `OutOfRange`."""
    tenths = value * 10
    if not tenths.is_finite() or tenths != int(tenths) or not 0 <= tenths <= MOST_TENTHS:
        raise OutOfRange
    return int(tenths)


def series_version(readings: Sequence[Reading]) -> int:
    """Return a number that grows with each reading: none is ever taken away."""
    return len(readings)


def list_current(readings: Iterable[Reading]) -> Sequence[Reading]:
    """Return the readings that none replaces, by day."""
    known = list(readings)
    replaced = {reading.replaces_id for reading in known}
    current = [reading for reading in known if reading.id not in replaced]
    return sorted(current, key=lambda reading: reading.as_of)


def total(readings: Iterable[Reading], asked: int) -> Total:
    """Sum up the latest reading of each start-up, out of those that were asked."""
    latest = {reading.enrolment_id: reading for reading in list_current(readings)}.values()
    days = [reading.as_of for reading in latest]
    return Total(
        tenths=sum(reading.tenths for reading in latest),
        answers=len(latest),
        verified=sum(reading.verified for reading in latest),
        asked=asked,
        earliest=min(days, default=None),
        latest=max(days, default=None),
    )


def history(readings: Iterable[Reading]) -> Sequence[Sum]:
    """Sum up each day on which a figure was read: a start-up counts by its latest until then."""
    latest: dict[EnrolmentId, int] = {}
    sums: dict[date, Sum] = {}
    for reading in list_current(readings):
        latest[reading.enrolment_id] = reading.tenths
        tenths, answers = sum(latest.values()), len(latest)
        sums[reading.as_of] = Sum(as_of=reading.as_of, tenths=tenths, answers=answers)
    return list(sums.values())


def why_not_record(current: Sequence[Reading], edit: ReadingEdit, now: datetime) -> Refusal | None:
    """Say why a reading cannot join these current ones, or None."""
    if edit.as_of > day_of(now):
        return ReadingToCome()
    if not edit.source.strip():
        return SourceMissing()
    if edit.replaces is not None and edit.replaces not in {reading.id for reading in current}:
        return AlreadyReplaced()
    others = [reading for reading in current if reading.id != edit.replaces]
    if edit.as_of in {reading.as_of for reading in others}:
        return DayTaken(as_of=edit.as_of)
    far = find_jump(others, edit.as_of, to_tenths(edit.value))
    return JumpUnconfirmed(as_of=far.as_of) if far and not edit.confirmed else None


def find_jump(others: Sequence[Reading], as_of: date, tenths: int) -> Reading | None:
    """Return the reading next in time from which a figure is implausibly far, or None."""
    before = [reading for reading in others if reading.as_of < as_of][-1:]
    after = [reading for reading in others if reading.as_of > as_of][:1]
    return next((near for near in before + after if _is_jump(near.tenths, tenths)), None)


def _is_jump(one: int, other: int) -> bool:
    low, high = sorted((one, other))
    return high > JUMP_RATIO * low and high - low > JUMP_TENTHS


def announce(enrolment: Enrolment, reading: Reading) -> ReadingRecorded:
    """Return the fact that a reading was kept."""
    return ReadingRecorded(
        subject_id=enrolment.application_id,
        enrolment_id=enrolment.id,
        reading_id=reading.id,
        indicator=reading.indicator,
        as_of=reading.as_of,
        tenths=reading.tenths,
        verified=reading.verified,
        replaces_id=reading.replaces_id,
    )
