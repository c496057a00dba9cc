"""What founders may do to their dossier, and managers to its admissibility."""

from incubator.applications.commands.admissibility import rule_on_admissibility
from incubator.applications.commands.draft import (
    SectionEdit,
    save_answer,
    save_section,
    start_application,
)
from incubator.applications.commands.files import Upload, add_file, remove_file
from incubator.applications.commands.submission import submit_application

__all__ = [
    "SectionEdit",
    "Upload",
    "add_file",
    "remove_file",
    "rule_on_admissibility",
    "save_answer",
    "save_section",
    "start_application",
    "submit_application",
]
