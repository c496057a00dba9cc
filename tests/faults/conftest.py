"""One house and one mail server for each test."""

from collections.abc import Callable, Iterator
from random import Random

import pytest
from flask import Flask

from tests.faults.house import House
from tests.sink import Sink, receiving


@pytest.fixture
def chance() -> Random:
    """Return the same chances in each run: a failure can be looked at again."""
    return Random(2026)  # noqa: S311 - nothing secret is drawn


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Return how a test says what it counted, while it runs."""

    def say(words: str) -> None:
        with capsys.disabled():
            print(f" {words}", end=" ")  # noqa: T201

    return say


@pytest.fixture
def house(app: Flask) -> House:
    """Return a house on a fresh database, which nobody runs yet."""
    return House(app=app)


@pytest.fixture
def sink(house: House) -> Iterator[Sink]:
    """Let the mails of the house leave for a server of ours."""
    with receiving() as (sink, house.mail):
        yield sink
