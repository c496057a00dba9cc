"""What the cohorts' pages show, and what others may ask about start-ups in residence."""

from incubator.cohorts.queries.pages import (
    get_cohort_page,
    get_cohorts_page,
    get_startup_page,
)
from incubator.cohorts.queries.records import (
    CohortLine,
    EnrolmentLine,
    LateMilestones,
    find_cohort,
    find_enrolment,
    get_enrolment,
    get_milestone,
    list_cohorts,
    list_late,
    list_readings,
    map_own_stays,
)
from incubator.cohorts.queries.values import (
    CohortPage,
    MilestoneLine,
    ReadingLine,
    StartupLine,
    StartupPage,
)

__all__ = [
    "CohortLine",
    "CohortPage",
    "EnrolmentLine",
    "LateMilestones",
    "MilestoneLine",
    "ReadingLine",
    "StartupLine",
    "StartupPage",
    "find_cohort",
    "find_enrolment",
    "get_cohort_page",
    "get_cohorts_page",
    "get_enrolment",
    "get_milestone",
    "get_startup_page",
    "list_cohorts",
    "list_late",
    "list_readings",
    "map_own_stays",
]
