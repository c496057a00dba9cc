"""A dossier is taken back by its founder, for good; every later step says so."""

from datetime import UTC, date, datetime

import pytest

from incubator.applications.models import Application
from incubator.applications.rules import (
    ApplicationState,
    DossierWithdrawn,
    NotSubmitted,
    why_not_edit,
    why_not_rule,
)
from incubator.applications.rules.items import why_not_ask
from incubator.applications.rules.withdrawal import why_not_withdraw
from incubator.decisions.rules import SigningBegun, why_not_decide, why_not_take_back
from incubator.deliberation.rules import why_not_record
from incubator.kernel.refusals import Refusal
from incubator.messages.rules import why_not_write
from tests.builders import ADA

OPENS, CLOSES = date(2026, 6, 1), date(2026, 7, 10)
BEFORE, AFTER = (datetime(2026, month, 5, tzinfo=UTC) for month in (7, 8))
GONE = Application(state=ApplicationState.WITHDRAWN, founder_id=ADA.account_id)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (ApplicationState.DRAFT, NotSubmitted),
        (ApplicationState.SUBMITTED, type(None)),
        (ApplicationState.INCOMPLETE, type(None)),
        (ApplicationState.ADMISSIBLE, type(None)),
        (ApplicationState.INADMISSIBLE, type(None)),  # nobody learns of a verdict by trying
        (ApplicationState.WITHDRAWN, DossierWithdrawn),
    ],
)
def test_what_was_received_is_taken_back_once_whatever_the_verdict(
    state: ApplicationState, refusal: type[Refusal]
) -> None:
    assert type(why_not_withdraw(state)) is refusal


def test_from_the_first_signature_of_a_call_no_dossier_is_taken_back() -> None:
    assert why_not_take_back(signing=False) is None
    assert isinstance(why_not_take_back(signing=True), SigningBegun)


@pytest.mark.parametrize("now", [BEFORE, AFTER])
def test_every_later_step_says_that_the_dossier_was_taken_back(now: datetime) -> None:
    refusals = [
        why_not_edit(GONE, OPENS, CLOSES, now),
        why_not_ask(GONE),
        why_not_rule(GONE, CLOSES, now),
        why_not_record(GONE.state, closed=True, sealed_at=None),
        why_not_decide(GONE.state, None),
    ]
    assert [type(refusal) for refusal in refusals] == [DossierWithdrawn] * len(refusals)
    assert why_not_write(GONE.state, GONE.founder_id) is None  # one may still talk of it
