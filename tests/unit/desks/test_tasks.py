"""What a desk asks, and in which order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from incubator.calls.rules import CallId
from incubator.desks.rules import CallState, Pile, Task, TaskKind, Urgency, arrange, list_tasks

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAST, SOON, FAR = (TODAY + timedelta(days=days) for days in (-3, 5, 40))
CALL = CallState(
    call_id=CallId(UUID(int=1)),
    title="Appel",
    closes_on=PAST,
    admissibility_until=SOON,
    evaluation_until=FAR,
    decision_on=FAR,
)


def kinds(**changes: Any) -> list[str]:
    return [task.kind for task in list_tasks(replace(CALL, **changes), NOW)]


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ({}, []),
        ({"to_check": 2}, ["check"]),
        ({"overdue": Pile(count=1, first=PAST)}, ["items_late"]),
        ({"messages": Pile(count=1, first=PAST)}, ["answer"]),
        ({"to_check": 2, "closes_on": SOON}, []),
        ({"silent": Pile(count=1, first=PAST)}, ["silence_past"]),
        ({"silent_soon": Pile(count=1, first=SOON)}, ["silence_near"]),
        ({"unassigned": 3}, ["assign"]),
        ({"unassigned": 3, "evaluation_closed": True}, []),
        ({"links": Pile(count=1, first=PAST)}, ["rule_on_link"]),
        ({"expected": 5, "awaited": 1, "waiting_jurors": 1}, []),
        (
            {"expected": 5, "awaited": 1, "waiting_jurors": 1, "evaluation_until": PAST},
            ["chase_jurors"],
        ),
        ({"expected": 5}, ["close_evaluation"]),
        ({"expected": 5, "to_check": 1}, ["check"]),
        ({"expected": 5, "incomplete": 1}, []),
        ({"unadvised": 4}, []),
        ({"unadvised": 4, "evaluation_closed": True}, ["advise"]),
        ({"undrafted": 1}, ["draft"]),
        ({"signed": 4, "unsigned": 1}, []),
        ({"signed": 4}, ["release"]),
        ({"to_post": Pile(count=1, first=PAST)}, ["post"]),
        ({"drafted": 2}, []),
        ({"drafted": 2, "signs": True}, ["sign"]),
        ({"drafted": 2, "signs": True, "manages": False, "undrafted": 1}, ["sign"]),
    ],
)
def test_a_call_asks_for_what_its_state_wants(held: dict[str, Any], asked: list[str]) -> None:
    assert kinds(**held) == asked


@pytest.mark.parametrize(
    ("day", "urgency"), [(PAST, Urgency.LATE), (SOON, Urgency.SOON), (FAR, Urgency.NEXT)]
)
def test_a_task_is_late_after_its_day_and_presses_in_its_last_week(
    day: date, urgency: Urgency
) -> None:
    [task] = list_tasks(replace(CALL, to_check=2, admissibility_until=day), NOW)
    assert (task.urgency, task.day, task.count, task.about) == (urgency, day, 2, "Appel")


def test_what_is_late_comes_first_then_the_oldest_day() -> None:
    def task(urgency: Urgency, day: date | None, kind: TaskKind = TaskKind.CHECK) -> Task:
        return Task(kind=kind, count=1, urgency=urgency, day=day)

    order = [
        task(Urgency.LATE, PAST - timedelta(days=1)),
        task(Urgency.LATE, PAST),
        task(Urgency.LATE, None, TaskKind.MAILS),
        task(Urgency.SOON, SOON, TaskKind.SILENCE_NEAR),
        task(Urgency.SOON, SOON),
        task(Urgency.NEXT, FAR),
    ]
    assert arrange(reversed(order)) == order
