"""What founders and managers type about a dossier."""

from incubator.applications.forms.acts import AdmissibilityForm, ItemsForm, SubmitForm
from incubator.applications.forms.answers import (
    answers_form,
    chosen_files,
    seen_versions,
    shown_values,
    typed_texts,
)
from incubator.applications.forms.rows import RowsField
from incubator.applications.forms.team import InviteTeammateForm
from incubator.applications.forms.transfers import BringForm, ExportForm

__all__ = [
    "AdmissibilityForm",
    "BringForm",
    "ExportForm",
    "InviteTeammateForm",
    "ItemsForm",
    "RowsField",
    "SubmitForm",
    "answers_form",
    "chosen_files",
    "seen_versions",
    "shown_values",
    "typed_texts",
]
