"""Whatever people try, in whatever order: the house stays true, and no mark is told too early."""

from collections import Counter
from random import Random
from typing import Final

import pytest

from incubator.applications.rules import ApplicationState
from incubator.cohorts.rules import EnrolmentState
from incubator.decisions.rules import DecisionState, Outcome
from incubator.jury.rules import AssignmentState, Link, SheetState
from incubator.outbox.rules import MessageState
from tests.builders import JO, SAM
from tests.integration.lives.house import FOUNDERS, JURY, House, a_new_house
from tests.integration.lives.moves import (
    MOVES,
    advise,
    assign,
    close,
    declare,
    draft,
    give_verdict,
    mark,
    print_letter,
    sign,
    submit,
    write,
)

EVERY_STATE: Final = frozenset(
    f"{table} {state}"
    for table, states in {
        "application": tuple(ApplicationState),
        "assignment": tuple(AssignmentState),
        "score_sheet": tuple(SheetState),
        "decision": tuple(DecisionState),
        "enrolment": (EnrolmentState.AGREEMENT_PENDING,),
        "message": tuple(MessageState),
    }.items()
    for state in states
)


def apply(house: House) -> None:
    """Let both founders hand in a dossier."""
    for founder in FOUNDERS:
        write(house, founder)
        submit(house, founder, stale=False)


def let_it_close(house: House) -> None:
    """Let the call close."""
    house.days = 11


def admit(house: House) -> None:
    """Find both dossiers admissible."""
    for founder in FOUNDERS:
        give_verdict(house, founder, bad=False)


def entrust(house: House) -> None:
    """Let the whole jury have both dossiers."""
    for founder in FOUNDERS:
        assign(house, founder, JO)


def judge(house: House) -> None:
    """Let the whole jury mark both dossiers."""
    for founder in FOUNDERS:
        for juror in JURY:
            declare(house, juror, founder, Link.NONE)
            mark(house, juror, founder, submit=True)


def conclude(house: House) -> None:
    """Close the evaluation."""
    close(house, reason=True)


def decide(house: House) -> None:
    """Admit Ada, let Bob wait, and print both letters."""
    for founder, outcome in zip(FOUNDERS, Outcome, strict=False):
        advise(house, founder)
        draft(house, founder, outcome, copied=False)
        sign(house, founder, SAM)
        print_letter(house, founder)


STAGES: Final = (apply, let_it_close, admit, entrust, judge, conclude, decide)


def live(template: str, *, lives: int, steps: int) -> Counter[str]:
    """Let people try things in houses that begin at each stage; return what was seen, how often."""
    seen = Counter[str]()
    for life in range(lives):
        chance = Random(life)  # noqa: S311 - an order, not a secret
        with a_new_house(template) as house:
            for begin in STAGES[: life % (len(STAGES) + 1)]:
                begin(house)
            for _ in range(steps):
                take_a_step(house, chance)
            seen.update(house.seen, steps=steps)
    return seen


def take_a_step(house: House, chance: Random) -> None:
    """Let somebody try something, and look at the whole house."""
    move, choices = chance.choice([*MOVES.items()])
    words = {name: chance.choice(choice) for name, choice in choices.items()}
    house.past.append(f"day {house.days}: {move.__name__} {words}")
    move(house, **words)
    house.must_be_true()


def test_the_house_stays_true_for_two_hundred_steps(template: str) -> None:
    seen = live(template, lives=8, steps=26)
    assert seen["steps"] == 208
    assert seen["sheet read by its juror"] > 50


@pytest.mark.long
def test_the_house_stays_true_for_thousands_of_steps(template: str) -> None:
    seen = live(template, lives=80, steps=50)
    assert seen["steps"] == 4_000
    assert EVERY_STATE - {*seen} == set()
