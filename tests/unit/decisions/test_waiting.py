"""A project waits at a rank of its own, until a day that is still to come."""

from datetime import date
from types import NoneType

import pytest

from incubator.decisions.rules import (
    RankMissing,
    RankTaken,
    UntilMissing,
    UntilPast,
    next_rank,
    usual_end,
    why_not_wait,
)

TODAY, TOMORROW = date(2026, 9, 30), date(2026, 10, 1)


@pytest.mark.parametrize(
    ("rank", "until", "refusal"),
    [
        (None, TOMORROW, RankMissing),
        (0, TOMORROW, RankMissing),
        (1, TOMORROW, RankTaken),
        (2, None, UntilMissing),
        (2, TODAY, UntilPast),
        (2, TOMORROW, NoneType),
    ],
)
def test_a_list_has_one_project_at_each_rank_until_a_day_to_come(
    rank: int | None, until: date | None, refusal: type
) -> None:
    assert type(why_not_wait(rank, until, {1, 3}, TODAY)) is refusal


def test_the_first_rank_counts_when_nobody_holds_it() -> None:
    assert why_not_wait(1, TOMORROW, set(), TODAY) is None


@pytest.mark.parametrize(("taken", "rank"), [((), 1), ((1, 2), 3), ((2, 3), 1), ((1, 3), 2)])
def test_the_next_rank_is_the_first_that_is_free(taken: tuple[int, ...], rank: int) -> None:
    assert next_rank(taken) == rank


def test_a_project_usually_waits_six_months_after_the_entry_or_after_today_if_it_is_past() -> None:
    assert usual_end(date(2026, 12, 1), TODAY) == date(2027, 6, 1)
    assert usual_end(date(2026, 1, 5), TODAY) == date(2027, 3, 30)
