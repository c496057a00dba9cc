"""How dates, numbers and texts are written, in the reader's language and in Paris time."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from flask_babel import format_date, format_datetime, format_decimal, get_locale, gettext

from incubator.kernel.paris import day_of
from incubator.kernel.refusals import Refusal
from incubator.kernel.sentences import Sentence
from incubator.kernel.texts import length

NBSP: Final = "\N{NO-BREAK SPACE}"
UNITS: Final = ((1024 * 1024, "Mo", "MB"), (1024, "Ko", "kB"))


def _french() -> bool:
    return str(get_locale()) == "fr"


def _paris_day(value: date) -> date:
    return day_of(value) if isinstance(value, datetime) else value


def day(value: date) -> str:
    """Write a day in full: « vendredi 4 décembre 2026 »."""
    return f"{format_date(_paris_day(value), 'EEEE')} {long_date(value)}"


def long_date(value: date) -> str:
    """Write a day without its name: « 4 décembre 2026 »."""
    words = str(format_date(_paris_day(value), "d MMMM y"))
    return f"1er{words[1:]}" if _french() and words.startswith("1 ") else words


def short_day(value: date) -> str:
    """Write a day in a table: « 4 déc. »."""
    return str(format_date(_paris_day(value), "d MMM"))


def short_month(value: date) -> str:
    """Write a month in a table: « déc. 2026 »."""
    return str(format_date(_paris_day(value), "MMM y"))


def hour(value: datetime) -> str:
    """Write the time of day in Paris: « 14 h 32 »."""
    pattern = f"H'{NBSP}h{NBSP}'mm" if _french() else "HH:mm"
    return str(format_datetime(value, pattern))


def moment(value: datetime) -> str:
    """Write an instant: « 4 décembre 2026 à 14 h 32 »."""
    link = gettext("à")
    return f"{long_date(value)} {link} {hour(value)}"


def score(value: Fraction | None) -> str:
    """Write an exact score with one decimal, halves rounded up: « 73,7 »."""
    if value is None:
        return "–"
    tenths = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return str(format_decimal(Decimal(tenths) / 10, "#,##0.0"))


def number(value: int) -> str:
    """Write a whole number: « 1 240 »."""
    return str(format_decimal(value)).replace("\N{NARROW NO-BREAK SPACE}", NBSP)


def file_size(size: int) -> str:
    """Write a size: « 4,2 Mo »."""
    for scale, french, english in UNITS:
        if size >= scale:
            return (
                f"{format_decimal(size / scale, '#,##0.#')}{NBSP}{french if _french() else english}"
            )
    return f"{size}{NBSP}{'octets' if _french() else 'bytes'}"


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plain text."""
    return [lines.strip() for lines in text.replace("\r\n", "\n").split("\n\n") if lines.strip()]


def say(said: Refusal | Sentence) -> str:
    """Put a refusal or a sentence into the reader's language, dates included."""
    details = {name: _spoken(value) for name, value in said.details.items()}
    return str(gettext(said.sentence, **details))


def _spoken(value: object) -> object:
    match value:
        case datetime():
            return moment(value)
        case date():
            return day(value)
    return value


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "paris_day": day_of,
    "day": day,
    "long_date": long_date,
    "short_day": short_day,
    "short_month": short_month,
    "hour": hour,
    "moment": moment,
    "score": score,
    "number": number,
    "characters": length,
    "file_size": file_size,
    "paragraphs": paragraphs,
    "say": say,
}
