"""What a founder has to do now."""

import pytest

from incubator.applications.rules import ApplicationState
from incubator.decisions.rules import DecisionState, Reply
from incubator.desks.rules import Act, act

DRAFT, SENT = ApplicationState.DRAFT, ApplicationState.INADMISSIBLE
ASKED = ApplicationState.INCOMPLETE
TOLD, READ = DecisionState.AVAILABLE, DecisionState.RECEIVED


@pytest.mark.parametrize(
    ("state", "decision", "answer", "closed", "enrolled", "expected"),
    [
        (DRAFT, None, None, False, False, Act.CONTINUE),
        (DRAFT, None, None, True, False, Act.NOTHING),
        (SENT, None, None, True, False, Act.WAIT),
        (ASKED, None, None, False, False, Act.COMPLETE),
        (ASKED, None, None, True, False, Act.WAIT),
        (ApplicationState.WITHDRAWN, None, None, False, False, Act.WITHDRAWN),
        (SENT, TOLD, None, True, False, Act.OPEN_DECISION),
        (SENT, TOLD, Reply.TO_CONFIRM, True, False, Act.OPEN_DECISION),
        (SENT, READ, Reply.TO_CONFIRM, True, False, Act.CONFIRM),
        (SENT, READ, Reply.DECLINED, True, False, Act.READ),
        (SENT, READ, None, True, False, Act.READ),
        (SENT, READ, Reply.CONFIRMED, True, True, Act.FOLLOW),
    ],
)
def test_a_founder_has_one_thing_to_do(  # noqa: PLR0913, PLR0917 - one table of cases
    state: ApplicationState,
    decision: DecisionState | None,
    answer: Reply | None,
    closed: bool,  # noqa: FBT001
    enrolled: bool,  # noqa: FBT001
    expected: Act,
) -> None:
    assert act(state, decision, answer, closed=closed, enrolled=enrolled) is expected
