"""What a manager types about a start-up."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, Final, Self
from uuid import UUID

from flask_babel import format_decimal
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    StringField,
    TextAreaField,
    validators,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import TextInput

from incubator.cohorts.queries import MilestoneLine, ReadingLine, StartupPage
from incubator.cohorts.rules import (
    EvidenceMissing,
    JumpUnconfirmed,
    OutOfRange,
    ReadingEdit,
    ReadingId,
    SourceMissing,
)
from incubator.infra.forms import EditForm
from incubator.kernel.refusals import N_
from incubator.kernel.versions import Stale

JOBS: Final = re.compile(r"\d{1,4}([.,]\d)?", re.ASCII)
WRITTEN: Final = ("%Y-%m-%d", "%d/%m/%Y")


class DayField(DateField):
    """A day, from the browser's calendar or written in figures."""

    def __init__(self, label: str, missing: str, **kwargs: Any) -> None:
        super().__init__(label, [InputRequired(missing)], format=list(WRITTEN), **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day, or say how to write one."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(N_("Indiquez un jour, par exemple 31/12/2026.")) from error


class JobsField(Field):
    """A number of jobs, with a comma or a point before the tenths."""

    widget = TextInput()
    data: Decimal | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(format_decimal(self.data, "0.#"))

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number, or say how to write one."""
        written = "".join("".join(valuelist).split())
        if not JOBS.fullmatch(written):
            self.data = None
            raise ValueError(OutOfRange.sentence)
        self.data = Decimal(written.replace(",", "."))


class ReachForm(EditForm):
    """The day on which a milestone was reached, and what shows it."""

    day = DayField(N_("Atteint le"), N_("Indiquez le jour où le jalon a été atteint."))
    evidence = TextAreaField(
        N_("Preuve"),
        [
            InputRequired(EvidenceMissing.sentence),
            Length(max=1000, message=N_("Raccourcissez : 1 000 caractères au plus.")),
        ],
        description=N_("Par exemple, la référence du document et où se trouve l’original."),
    )

    def reached_on(self) -> date:
        """Return the day that was typed."""
        return self.day.data or date.min

    @classmethod
    def of(cls, milestone: MilestoneLine) -> Self:
        """Return the form as it stands before anything is typed."""
        return cls(data={"version": str(milestone.version)}, formdata=None)


class ReadingForm(EditForm):
    """A figure, the day that it describes and where it comes from."""

    replaces = HiddenField(validators=[Optional(), validators.UUID()])
    value = JobsField(N_("Emplois, en ETP"), [InputRequired(OutOfRange.sentence)])
    as_of = DayField(N_("À la date du"), N_("Indiquez le jour que décrit ce nombre."))
    source = StringField(
        N_("Source"),
        [
            InputRequired(SourceMissing.sentence),
            Length(max=200, message=N_("Raccourcissez : 200 caractères au plus.")),
        ],
        description=N_("Par exemple, un courriel de la direction ou une déclaration sociale."),
    )
    verified = BooleanField(N_("Vérifié sur pièce"))
    confirmed = BooleanField(N_("Ce nombre est exact"))

    @classmethod
    def of(cls, page: StartupPage, corrected: ReadingLine | None) -> Self:
        """Return the form before anything is typed, or filled with the reading to correct."""
        typed: dict[str, object] = {"version": str(page.series_version)}
        if corrected:
            value = Decimal(corrected.value.numerator) / corrected.value.denominator
            typed |= {
                "replaces": str(corrected.id),
                "value": value,
                "as_of": corrected.as_of,
                "source": corrected.source,
            }
        return cls(data=typed, formdata=None)

    @property
    def is_stale(self) -> bool:
        """Tell whether somebody else recorded a figure meanwhile."""
        return isinstance(self.refusal, Stale)

    @property
    def asks_confirmation(self) -> bool:
        """Tell whether the figure looks like a typing error, or did before."""
        return isinstance(self.refusal, JumpUnconfirmed) or bool(self.confirmed.data)

    def visible(self) -> list[Field]:
        """Return the fields that people see, the confirmation only once it is asked for."""
        fields = super().visible()
        return fields if self.asks_confirmation else [f for f in fields if f is not self.confirmed]

    @property
    def corrects(self) -> ReadingId | None:
        """Return the reading that this one is to replace, if it names one."""
        named = self.replaces.data
        return ReadingId(UUID(named)) if named and not self.replaces.errors else None

    def edit(self) -> ReadingEdit:
        """Return what was typed, as one value."""
        return ReadingEdit(
            value=self.value.data or Decimal(),
            as_of=self.as_of.data or date.min,
            source=self.source.data or "",
            verified=bool(self.verified.data),
            confirmed=bool(self.confirmed.data),
            replaces=self.corrects,
        )
