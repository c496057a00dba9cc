"""What people write to each other."""

from wtforms import Field, TextAreaField
from wtforms.validators import ValidationError

from incubator.infra.formats import say
from incubator.infra.forms import EditForm
from incubator.kernel.refusals import N_
from incubator.messages.rules import LONGEST, why_not_say


class MessageForm(EditForm):
    """One message; the version is the place of the last message that its author saw."""

    text = TextAreaField(N_("Votre message"), render_kw={"data-max": LONGEST, "rows": 6})

    def validate_text(self, field: Field) -> None:
        """Ask for words, and not too many."""
        if refusal := why_not_say(field.data or ""):
            raise ValidationError(say(refusal))
