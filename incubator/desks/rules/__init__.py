"""Where a dossier stands and for whom, and what somebody wishes to see of a list."""

from incubator.desks.rules.standing import (
    ANNOUNCED,
    OF_JURORS,
    TOLD,
    Progress,
    Standing,
    progress,
    standing,
)
from incubator.desks.rules.wish import PAGE_LENGTH, Sort, Wish, read_wish

__all__ = [
    "ANNOUNCED",
    "OF_JURORS",
    "PAGE_LENGTH",
    "TOLD",
    "Progress",
    "Sort",
    "Standing",
    "Wish",
    "progress",
    "read_wish",
    "standing",
]
