"""What every edit form does: carry a version, try a command, keep the words and the reason."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category, normalize
from uuid import uuid4

from flask import g
from werkzeug.exceptions import BadRequest
from wtforms import Field, Form, HiddenField, StringField
from wtforms.validators import Optional, Regexp

from incubator.infra.unit_of_work import AlreadyDone
from incubator.kernel.refusals import Refusal
from incubator.kernel.versions import Stale

if TYPE_CHECKING:
    from wtforms.meta import DefaultMeta as FormMeta
else:
    from flask_wtf import FlaskForm as Form

    FormMeta = Form.Meta
UNSEEN: Final = frozenset({"Cc", "Cs", "Co"})
NONCHARACTERS: Final = frozenset(
    chr(code)
    for code in (
        *range(0xFDD0, 0xFDF0),
        *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
    )
)


def clean_text(text: str | None) -> str | None:
    """Return a text without control characters, accents composed."""
    return None if text is None else "".join(filter(_is_typed, normalize("NFC", text)))


def _is_typed(character: str) -> bool:
    if character in "\n\r\t":
        return True
    return category(character) not in UNSEEN and character not in NONCHARACTERS


def _new_operation() -> str:
    return str(uuid4())


class EditForm(Form):
    """A person's edit of the version that they had before their eyes."""

    class Meta(FormMeta):
        """Every text loses what no one types: control characters, two ways to write an accent."""

        def bind_field(self, form: Any, unbound: Any, options: Any) -> Any:
            """Give each field of text its cleaning."""
            if issubclass(unbound.field_class, StringField):
                options["filters"] = [*unbound.kwargs.get("filters", ()), clean_text]
            return super().bind_field(form, unbound, options)

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
