"""Dates, numbers and texts are written as the reader writes them, in Paris time."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incubator.calls.rules import Stage
from incubator.infra import formats
from incubator.kernel.refusals import Refusal

FRIDAY = date(2026, 12, 4)
LATE = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)  # Friday already, in Paris
SCORES = st.fractions(min_value=0, max_value=100, max_denominator=2000)


@pytest.fixture(autouse=True)
def speaking() -> Iterator[None]:
    """Speak French, in Paris, without the rest of the house."""
    app = Flask(__name__)
    app.config.update(BABEL_DEFAULT_LOCALE="fr", BABEL_DEFAULT_TIMEZONE="Europe/Paris")
    Babel(app)
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("write", "value", "french", "english"),
    [
        (formats.day, FRIDAY, "vendredi 4 décembre 2026", "Friday 4 December 2026"),
        (formats.day, LATE, "vendredi 4 décembre 2026", "Friday 4 December 2026"),
        (formats.long_date, date(2027, 1, 1), "1er janvier 2027", "1 January 2027"),
        (formats.long_date, date(2027, 1, 11), "11 janvier 2027", "11 January 2027"),
        (formats.short_day, FRIDAY, "4 déc.", "4 Dec"),
        (formats.hour, LATE, "0 h 30", "00:30"),
        (formats.score, Fraction(7365, 100), "73,7", "73.7"),
        (formats.number, 1240, "1 240", "1,240"),
        (formats.file_size, 4_404_019, "4,2 Mo", "4.2 MB"),
        (formats.file_size, 20 * 1024 * 1024, "20 Mo", "20 MB"),
        (formats.file_size, 1536, "1,5 Ko", "1.5 kB"),
        (formats.file_size, 1023, "1023 octets", "1023 bytes"),
    ],
)
def test_a_value_is_written_in_the_readers_language(
    write: Callable[..., str], value: object, french: str, english: str
) -> None:
    assert write(value).replace(formats.NBSP, " ") == french
    with force_locale("en"):
        assert write(value).replace(formats.NBSP, " ") == english


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 octobre 2026 à 2 h 30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 octobre 2026 à 2 h 30"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), "25 octobre 2026 à 3 h 30"),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "28 mars 2027 à 1 h 59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "28 mars 2027 à 3 h 00"),
        (datetime(2026, 12, 4, 22, 59, 59, tzinfo=UTC), "4 décembre 2026 à 23 h 59"),
    ],
)
def test_a_moment_is_told_by_the_clocks_of_paris(instant: datetime, written: str) -> None:
    assert formats.moment(instant).replace(formats.NBSP, " ") == written


@pytest.mark.parametrize(
    ("score", "written"),
    [
        (Fraction(7365, 100), "73,7"),
        (Fraction(7364, 100), "73,6"),
        (Fraction(7364999, 100000), "73,6"),
        (Fraction(100), "100,0"),
        (Fraction(0), "0,0"),
        (Fraction(1, 20), "0,1"),
        (Fraction(9995, 100), "100,0"),
        (None, "–"),
    ],
)
def test_halves_of_a_tenth_are_rounded_up(score: Fraction | None, written: str) -> None:
    assert formats.score(score) == written


@given(SCORES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_written_score_is_the_nearest_tenth(score: Fraction) -> None:
    error = Fraction(formats.score(score).replace(",", ".")) - score
    assert Fraction(-1, 20) < error <= Fraction(1, 20)


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", []),
        (" \r\n\r\n ", []),
        ("Une ligne\net sa suite.", ["Une ligne\net sa suite."]),
        ("Un.\r\n\r\n\r\n\r\nDeux.\n\nTrois.\n", ["Un.", "Deux.", "Trois."]),
        ("<b>Un</b>\n\n&amp;", ["<b>Un</b>", "&amp;"]),
    ],
)
def test_a_blank_line_separates_paragraphs(text: str, paragraphs: list[str]) -> None:
    assert formats.paragraphs(text) == paragraphs


class Late(Refusal):
    """Too late."""

    sentence = "Clos le %(day)s (%(at)s), état %(stage)s."


def test_a_refusal_says_its_dates_in_words() -> None:
    sentence = formats.say(Late(day=FRIDAY, at=LATE, stage=Stage.CLOSED))
    assert sentence.replace(formats.NBSP, " ") == (
        "Clos le vendredi 4 décembre 2026 (4 décembre 2026 à 0 h 30), état closed."
    )
