"""A line of the journal cannot be changed, dropped, added or moved unseen."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from incubator.journal.models import JournalLine
from incubator.journal.rules import GENESIS, find_break, seal
from incubator.kernel.actor import AccountId
from tests.builders import ADA, BOB, NOON, RUCHE

Lines = list[JournalLine]
FACTS = ("one", "two", "three", "four", "five")
OTHER = UUID(int=999)


def a_line(facts: str, previous: str) -> JournalLine:
    """Return a fact sealed to the one before."""
    line = JournalLine(
        at=NOON, actor_id=ADA.account_id, event="Happened", subject_id=RUCHE, facts=facts
    )
    line.seal = seal(line, previous)
    return line


def a_chain() -> Lines:
    """Return five facts, each sealed to the one before."""
    lines: Lines = []
    for fact in FACTS:
        lines.append(a_line(fact, lines[-1].seal if lines else GENESIS))
    return lines


def change(position: int, **columns: object) -> Callable[[Lines], Lines]:
    """Return a forger who changes one line."""

    def forge(lines: Lines) -> Lines:
        for name, value in columns.items():
            setattr(lines[position], name, value)
        return lines

    return forge


def reseal(lines: Lines) -> Lines:
    """Forge the second line, seal included."""
    lines[1] = a_line("forged", lines[0].seal)
    return lines


def slip_in(lines: Lines) -> Lines:
    """Add a line that was never written, well sealed to the one before."""
    return [*lines[:2], a_line("never", lines[1].seal), *lines[2:]]


def test_an_honest_chain_holds() -> None:
    assert find_break(a_chain()) is None
    assert find_break([]) is None


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        (change(1, facts="forged"), "forged"),
        (change(2, at=NOON + timedelta(microseconds=1)), "three"),
        (change(2, actor_id=AccountId(BOB.account_id)), "three"),
        (change(2, event="Undone"), "three"),
        (change(2, subject_id=OTHER), "three"),
        (change(4, seal="0" * 64), "five"),
        (reseal, "three"),
        (slip_in, "three"),
        (lambda lines: lines[1:], "two"),
        (lambda lines: [lines[0], *lines[2:]], "three"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "two"),
        (lambda lines: [lines[0], *lines], "one"),
    ],
)
def test_the_first_line_that_does_not_follow_is_found(
    tamper: Callable[[Lines], Lines], broken: str
) -> None:
    line = find_break(tamper(a_chain()))
    assert line
    assert line.facts == broken


def test_a_thousand_forgeries_are_all_found() -> None:
    chance = Random(20261123)  # noqa: S311 - the same forgeries each time
    columns: dict[str, Callable[[], object]] = {
        "facts": lambda: str(chance.random()),
        "event": lambda: str(chance.random()),
        "at": lambda: NOON + timedelta(seconds=1 + chance.randrange(10**6)),
        "actor_id": lambda: UUID(int=chance.getrandbits(128)),
        "subject_id": lambda: UUID(int=chance.getrandbits(128)),
        "seal": lambda: f"{chance.getrandbits(256):064x}",
    }
    for _ in range(1000):
        name = chance.choice(list(columns))
        forge = change(chance.randrange(len(FACTS)), **{name: columns[name]()})
        assert find_break(forge(a_chain())), name
