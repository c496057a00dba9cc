"""What founders may do to their dossier, managers to its admissibility and to whole tables."""

from incubator.applications.commands.admissibility import rule_on_admissibility
from incubator.applications.commands.draft import (
    SectionEdit,
    save_answer,
    save_section,
    start_application,
)
from incubator.applications.commands.export import note_export
from incubator.applications.commands.files import Upload, add_file, remove_file
from incubator.applications.commands.intake import Brought, bring_table, import_dossiers
from incubator.applications.commands.items import request_items
from incubator.applications.commands.receipt import keep_receipt
from incubator.applications.commands.submission import submit_application
from incubator.applications.commands.team import (
    invite_teammate,
    remove_teammate,
    withdraw_invitation,
)
from incubator.applications.commands.withdrawal import set_withdrawn

__all__ = [
    "Brought",
    "SectionEdit",
    "Upload",
    "add_file",
    "bring_table",
    "import_dossiers",
    "invite_teammate",
    "keep_receipt",
    "note_export",
    "remove_file",
    "remove_teammate",
    "request_items",
    "rule_on_admissibility",
    "save_answer",
    "save_section",
    "set_withdrawn",
    "start_application",
    "submit_application",
    "withdraw_invitation",
]
