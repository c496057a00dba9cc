"""What the pages of cohorts and of start-ups hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from incubator.accounts.rules import Person
from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.cohorts.rules import (
    CohortId,
    Curve,
    EnrolmentId,
    EnrolmentState,
    Indicator,
    MilestoneId,
    MilestoneState,
    ReadingId,
    Sum,
    Total,
)
from incubator.ecosystem.rules import ClusterCode
from incubator.kernel.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class MilestoneLine:
    """A milestone as it stands today."""

    id: MilestoneId
    code: str
    title: str
    due_on: date
    state: MilestoneState
    days_late: int
    reached_on: date | None
    evidence: str
    why_not_reach: Refusal | None
    version: int


@dataclass(frozen=True, kw_only=True)
class ReadingLine:
    """A reading as tables show it; one that was corrected stays in sight."""

    id: ReadingId
    as_of: date
    value: Fraction
    source: str
    verified: bool
    recorded_at: datetime
    current: bool
    replaces: Fraction | None


@dataclass(frozen=True, kw_only=True)
class StartupLine:
    """One start-up among its cohort; its milestones by code."""

    id: EnrolmentId
    name: str
    cluster: ClusterCode
    cluster_name: str
    state: EnrolmentState
    milestones: Mapping[str, MilestoneLine]
    jobs: Total

    @property
    def reached(self) -> int:
        """Return how many milestones are reached."""
        return sum(one.state is MilestoneState.DONE for one in self.milestones.values())


@dataclass(frozen=True, kw_only=True)
class CohortPage:
    """A cohort as its page shows it."""

    id: CohortId
    call_id: CallId
    title: str
    starts_on: date
    ends_on: date
    columns: Mapping[str, str]
    startups: Sequence[StartupLine]
    jobs: Total
    history: Sequence[Sum]
    curve: Curve | None

    @property
    def in_residence(self) -> int:
        """Return how many start-ups have signed their agreement."""
        states = [startup.state for startup in self.startups]
        return states.count(EnrolmentState.IN_RESIDENCE)

    @property
    def milestones(self) -> Sequence[MilestoneLine]:
        """Return every milestone of every start-up."""
        return [one for startup in self.startups for one in startup.milestones.values()]

    @property
    def late(self) -> Sequence[tuple[StartupLine, MilestoneLine]]:
        """Return the milestones in arrears with their start-ups, the longest overdue first."""
        overdue = [
            (startup, one)
            for startup in self.startups
            for one in startup.milestones.values()
            if one.state is MilestoneState.LATE
        ]
        return sorted(overdue, key=lambda pair: pair[1].due_on)


@dataclass(frozen=True, kw_only=True)
class StartupPage:
    """A start-up as its page shows it."""

    id: EnrolmentId
    application_id: ApplicationId
    name: str
    title: str
    cluster: ClusterCode
    cluster_name: str
    founder: Person
    cohort_id: CohortId
    cohort_title: str
    enrolled_on: date
    starts_on: date
    ends_on: date
    state: EnrolmentState
    indicator: Indicator
    milestones: Sequence[MilestoneLine]
    readings: Sequence[ReadingLine]
    series_version: int
    curve: Curve | None
    may_follow: bool

    @property
    def next_milestone(self) -> MilestoneLine | None:
        """Return the first milestone that is not reached yet, or None."""
        ahead = (one for one in self.milestones if one.state is not MilestoneState.DONE)
        return next(ahead, None)

    def find_milestone(self, milestone_id: MilestoneId | None) -> MilestoneLine | None:
        """Return one of the milestones, or None."""
        return next((one for one in self.milestones if one.id == milestone_id), None)

    def find_reading(self, reading_id: ReadingId | None) -> ReadingLine | None:
        """Return a reading that can be corrected, or None."""
        return next((one for one in self.readings if one.current and one.id == reading_id), None)

    @property
    def last_reading(self) -> ReadingLine | None:
        """Return what the start-up's figure is now, or None."""
        return next((reading for reading in self.readings if reading.current), None)

    @property
    def growth(self) -> Fraction | None:
        """Return how much the figure grew from the first day to the last, or None before two."""
        points = self.curve.points if self.curve else ()
        return points[-1].value - points[0].value if points else None

    @property
    def newest_reading(self) -> ReadingLine | None:
        """Return the reading that was recorded last, whatever its day, or None."""
        return max(self.readings, key=lambda reading: reading.recorded_at, default=None)
