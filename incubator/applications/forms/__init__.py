"""What founders and managers type about a dossier."""

from incubator.applications.forms.acts import AdmissibilityForm, SubmitForm
from incubator.applications.forms.answers import (
    answers_form,
    chosen_files,
    seen_versions,
    shown_values,
    typed_texts,
)
from incubator.applications.forms.rows import RowsField

__all__ = [
    "AdmissibilityForm",
    "RowsField",
    "SubmitForm",
    "answers_form",
    "chosen_files",
    "seen_versions",
    "shown_values",
    "typed_texts",
]
