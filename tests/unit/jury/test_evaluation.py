"""One act ends an evaluation, after the call, and says why when something is missing."""

from datetime import datetime, timedelta
from types import NoneType

import pytest

from incubator.jury.rules import (
    CallStillOpen,
    EvaluationClosed,
    Remaining,
    SheetsMissing,
    TooFewSheets,
    why_not_close,
    why_not_close_without_reason,
)
from incubator.kernel.paris import closing_instant, day_of
from tests.builders import NOON

TODAY = day_of(NOON)
TOO_LATE = closing_instant(TODAY)
IN_TIME = TOO_LATE - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("closed_at", "now", "refusal"),
    [
        (None, IN_TIME, CallStillOpen),
        (None, TOO_LATE, NoneType),
        (NOON, IN_TIME, EvaluationClosed),
        (NOON, TOO_LATE, EvaluationClosed),
    ],
)
def test_an_evaluation_is_closed_once_after_the_call(
    closed_at: datetime | None, now: datetime, refusal: type
) -> None:
    assert type(why_not_close(TODAY, closed_at, now)) is refusal


@pytest.mark.parametrize(
    ("awaited", "short", "refusal", "details"),
    [
        (0, (), NoneType, {}),
        (2, (), SheetsMissing, {"awaited": 2}),
        (2, ("Ruche",), SheetsMissing, {"awaited": 2}),
        (0, ("Ruche", "Projet 2"), TooFewSheets, {"titles": "Ruche, Projet 2"}),
    ],
)
def test_closing_without_all_sheets_wants_a_reason(
    awaited: int, short: tuple[str, ...], refusal: type, details: dict[str, object]
) -> None:
    no = why_not_close_without_reason(Remaining(awaited=awaited, short=short))
    assert type(no) is refusal
    assert getattr(no, "details", {}) == details
