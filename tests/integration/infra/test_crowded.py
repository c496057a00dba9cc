"""Many at once over HTTP, in two processes: nothing acknowledged is lost."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask

from incubator.kernel.actor import Relation
from tests.bench import decisions, founders, house, jurors
from tests.bench.figures import Figure
from tests.bench.place import Place
from tests.bench.served import served

SPEED = ("ms", "saves/s")


@pytest.fixture
def place(app: Flask, database: str, tmp_path: Path) -> Place:
    """Return where the crowd meets."""
    folder = tmp_path / "var"
    folder.mkdir(exist_ok=True)
    return Place(app=app, url=database, folder=folder)


def counts(figures: Iterable[Figure]) -> dict[tuple[str, str], float]:
    """Return what was counted, without what was timed."""
    return {
        (figure.what, figure.unit): figure.value
        for figure in figures
        if not figure.unit.endswith(SPEED)
    }


def test_jurors_in_several_tabs_lose_nothing_and_overwrite_nothing(place: Place) -> None:
    with served(place) as port:
        seats = jurors.seat(place, port, 5)
        jurors.play(seats, saves=4, pace=0.0)
    counted = counts(jurors.sum_up(place, "crowd", seats, 1.0))
    told = counted.pop(("crowd", "told 409"))
    assert counted == {("crowd", what): 0 for what in ("errors", "lost", "overwritten")}
    assert told == sum(len(own.sent) - len(own.kept) for own in seats) > 0


def test_what_is_received_before_a_closing_is_kept_and_nothing_after_it(place: Place) -> None:
    crowd, closing = founders.play(place, 10, minute=0.0, in_time=0.5)
    figures = counts(founders.sum_up(place, crowd, closing))
    assert all(not figure for (what, _), figure in figures.items() if "lost" in what)
    assert figures["keeping an answer", "errors"] == figures["sending", "errors"] == 0
    assert figures["submissions received at the closing or later", ""] == 0
    assert figures["submissions received without a mail in the outbox", ""] == 0
    assert figures["submissions acknowledged", ""] > 0
    assert figures["submissions refused as late", ""] > 0


def test_of_two_managers_at_once_one_is_effective(place: Place) -> None:
    with place.app.app_context():
        house.set_up()
        managers = house.let_in("eve", 2, Relation.MANAGER)
    with served(place) as port:
        answers = decisions.play(place, port, managers, 4)
    assert {tuple(sorted(pair)) for pair in answers} == {(303, 409)}
