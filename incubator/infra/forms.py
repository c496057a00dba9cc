"""What every edit form does: carry a version, try a command, keep the words and the reason."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category, normalize
from uuid import uuid4

from flask import g
from flask_babel import gettext
from werkzeug.exceptions import BadRequest
from wtforms import Field, Form, HiddenField, StringField
from wtforms.validators import Optional, Regexp, ValidationError

from incubator.infra.pdf import unprintable
from incubator.infra.unit_of_work import AlreadyDone
from incubator.kernel.refusals import N_, Refusal
from incubator.kernel.versions import Stale

if TYPE_CHECKING:
    from wtforms.meta import DefaultMeta as FormMeta
else:
    from flask_wtf import FlaskForm as Form

    FormMeta = Form.Meta
CHOOSE: Final = N_("Choisissez parmi les réponses proposées.")
WRONG: Final = N_("Corrigez cette réponse.")
COMPLAINTS: Final[Mapping[str, str]] = {  # what WTForms would say in its own words
    "This field is required.": N_("Répondez à cette question."),
    "Not a valid choice.": CHOOSE,
    "Invalid Choice: could not coerce.": CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOOSE,
    "'%(value)s' is not a valid choice for this field.": CHOOSE,
    "Not a valid integer value.": N_("Écrivez un nombre entier."),
    "Not a valid date value.": N_("Indiquez un jour, par exemple 31/12/2026."),
    "Field cannot be longer than %(max)d character.": N_(
        "Raccourcissez : %(max)d caractères au plus."
    ),
}
UNSEEN: Final = frozenset({"Cc", "Cs", "Co"})
NONCHARACTERS: Final = frozenset(
    chr(code)
    for code in (
        *range(0xFDD0, 0xFDF0),
        *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
    )
)


def clean_text(text: object) -> str | None:
    """Return a text without control characters, accents composed; a file is no text."""
    if not isinstance(text, str):
        return None
    return "".join(filter(_is_typed, normalize("NFC", text)))


def _is_typed(character: str) -> bool:
    if character in "\n\r\t":
        return True
    return category(character) not in UNSEEN and character not in NONCHARACTERS


def printable(_: object, field: Field) -> None:
    """Refuse a text that a letter would have to print, and could not."""
    if unprintable(field.data or ""):
        raise ValidationError(
            N_("Écrivez ce texte autrement : certains de ses caractères ne s’impriment pas.")
        )


def _new_operation() -> str:
    return str(uuid4())


class Words:
    """What WTForms says by itself, in our words and in the reader's language."""

    def gettext(self, complaint: str) -> str:
        """Say what to do instead of what is wrong."""
        return str(gettext(COMPLAINTS.get(complaint, WRONG)))

    def ngettext(self, one: str, many: str, number: int) -> str:  # noqa: ARG002 - ours count alike
        """Say the same whatever the number."""
        return self.gettext(one)


class EditForm(Form):
    """A person's edit of the version that they had before their eyes."""

    class Meta(FormMeta):
        """Every text loses what no one types; every complaint is in our words."""

        def bind_field(self, form: Any, unbound: Any, options: Any) -> Any:
            """Give each field of text its cleaning."""
            if issubclass(unbound.field_class, StringField):
                options["filters"] = [*unbound.kwargs.get("filters", ()), clean_text]
            return super().bind_field(form, unbound, options)

        def get_translations(self, form: Any) -> Words:  # noqa: ARG002 - the library's signature
            """Keep the library's own English and French from people."""
            return Words()

    version = HiddenField(default="0", validators=[Optional(), Regexp(r"^\d{1,9}\Z")])
    operation = HiddenField(default=_new_operation)
    refusal: Refusal | None = None

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check the fields; a version that no page of ours ever held is nobody's edit."""
        sound = super().validate(*args, **kwargs)
        if self.version.errors:
            raise BadRequest
        return sound

    def attempt(self, command: Callable[[], object]) -> bool:
        """Carry out the command if the fields allow; keep its refusal for the page."""
        return self.validate() and self.keep(command)

    def keep(self, command: Callable[[], object]) -> bool:
        """Carry out the command whatever the fields say; keep its refusal for the page."""
        try:
            command()
        except AlreadyDone:
            g.repeated = True
        except Stale as stale:
            self.refusal, self.version.data = stale, str(stale.details["current"])
        except Refusal as refusal:
            self.refusal = refusal
        return self.refusal is None

    @property
    def seen(self) -> int:
        """Return the version that the person edited."""
        return int(self.version.data or 0)

    @property
    def status(self) -> HTTPStatus:
        """Return what HTTP calls the reason why the form is shown again."""
        return HTTPStatus.CONFLICT if self.refusal else HTTPStatus.UNPROCESSABLE_ENTITY

    def visible(self) -> list[Field]:
        """Return the fields that people see."""
        return [field for field in self if not isinstance(field, HiddenField)]
