"""The founder’s pages, and the manager’s page of admissibility."""

from incubator.applications.routes import admissibility, draft, files, submission
from incubator.applications.routes.plan import bp

__all__ = ["admissibility", "bp", "draft", "files", "submission"]
