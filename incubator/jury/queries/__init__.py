"""What the jury's pages show, and what later features may ask; no mark before the closing."""

from incubator.jury.queries.juror import (
    DeclarationPage,
    JurorPage,
    OwnAssignment,
    find_own_sheet,
    get_declaration_page,
    get_juror_page,
)
from incubator.jury.queries.lists import (
    EvaluationCount,
    is_apart,
    list_closed,
    map_evaluations,
    select_progress,
)
from incubator.jury.queries.marks import list_remarks, map_locked_marks, map_sums
from incubator.jury.queries.progress import (
    Progress,
    ProgressLine,
    ProgressPage,
    count_remaining,
    get_progress_page,
)
from incubator.jury.queries.scoring import SheetPage, get_sheet_page, get_sheet_rubric
from incubator.jury.queries.sheets import (
    AssignmentLine,
    Closing,
    find_closing,
    find_conflict,
    find_sheet_of,
    get_assignment,
    get_closing,
    get_panel,
    get_sheet,
    list_assignments,
    map_assignments,
    stands_apart,
)
from incubator.jury.queries.staff import (
    AssignmentPage,
    AssignPage,
    FreeJuror,
    get_assign_page,
    get_assignment_page,
)

__all__ = [
    "AssignPage",
    "AssignmentLine",
    "AssignmentPage",
    "Closing",
    "DeclarationPage",
    "EvaluationCount",
    "FreeJuror",
    "JurorPage",
    "OwnAssignment",
    "Progress",
    "ProgressLine",
    "ProgressPage",
    "SheetPage",
    "count_remaining",
    "find_closing",
    "find_conflict",
    "find_own_sheet",
    "find_sheet_of",
    "get_assign_page",
    "get_assignment",
    "get_assignment_page",
    "get_closing",
    "get_declaration_page",
    "get_juror_page",
    "get_panel",
    "get_progress_page",
    "get_sheet",
    "get_sheet_page",
    "get_sheet_rubric",
    "is_apart",
    "list_assignments",
    "list_closed",
    "list_remarks",
    "map_assignments",
    "map_evaluations",
    "map_locked_marks",
    "map_sums",
    "select_progress",
    "stands_apart",
]
