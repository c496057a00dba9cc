"""The founder’s pages, the manager’s page of admissibility, whole tables in and out."""

from incubator.applications.routes import (
    admissibility,
    draft,
    files,
    items,
    submission,
    team,
    transfers,
)
from incubator.applications.routes.plan import bp

__all__ = ["admissibility", "bp", "draft", "files", "items", "submission", "team", "transfers"]
