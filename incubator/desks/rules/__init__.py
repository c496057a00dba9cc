"""Where a dossier stands and for whom, and what somebody wishes to see of a list."""

from incubator.desks.rules.standing import (
    ANNOUNCED,
    OF_JURORS,
    TOLD,
    Act,
    Progress,
    Standing,
    act,
    progress,
    standing,
)
from incubator.desks.rules.tasks import (
    SILENCE_NEAR,
    CallState,
    Pile,
    Task,
    TaskKind,
    Urgency,
    arrange,
    list_tasks,
)
from incubator.desks.rules.wish import PAGE_LENGTH, Sort, Wish, read_wish

__all__ = [
    "ANNOUNCED",
    "OF_JURORS",
    "PAGE_LENGTH",
    "SILENCE_NEAR",
    "TOLD",
    "Act",
    "CallState",
    "Pile",
    "Progress",
    "Sort",
    "Standing",
    "Task",
    "TaskKind",
    "Urgency",
    "Wish",
    "act",
    "arrange",
    "list_tasks",
    "progress",
    "read_wish",
    "standing",
]
