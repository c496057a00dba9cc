"""What is missing is asked for once, with a reason and a fair deadline; the clock stands still."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from incubator.applications.models import Application
from incubator.applications.rules import AlreadyRuled, ApplicationState, why_not_edit, why_not_rule
from incubator.applications.rules.admissibility import ItemsAwaited
from incubator.applications.rules.dossier import CallClosed
from incubator.applications.rules.items import (
    TIME_TO_COMPLETE,
    AlreadyAsked,
    Ask,
    DeadlineUnfair,
    ItemsUnexplained,
    ItemsUnnamed,
    NobodyToAsk,
    NotAskedFor,
    NothingReceived,
    change_only,
    move_silence,
    why_not_ask,
    why_not_these,
    why_not_touch,
)
from incubator.kernel.actor import AccountId
from incubator.kernel.paris import closing_instant
from incubator.kernel.refusals import Refusal
from tests.builders import ADA

TODAY, OPENS, CLOSES = date(2026, 7, 20), date(2026, 6, 1), date(2026, 7, 10)
UNTIL = date(2026, 7, 30)
NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
LATE = closing_instant(UNTIL)
ASK = Ask(keys=frozenset({"summary"}), reason="Le résumé manque.", until=UNTIL)


def a_dossier(
    state: ApplicationState,
    until: date | None = None,
    founder_id: AccountId | None = ADA.account_id,
) -> Application:
    """Return a dossier in a state, reopened for one question until a day."""
    keys = "summary" if until else ""
    return Application(state=state, founder_id=founder_id, reopened_until=until, reopened_keys=keys)


ASKED = a_dossier(ApplicationState.INCOMPLETE, UNTIL)


@pytest.mark.parametrize(
    ("answered", "moved"),
    [
        (date(2026, 7, 14), date(2026, 9, 14)),  # asked on the 10th, delivered after four days
        (date(2026, 7, 10), date(2026, 9, 10)),
        (date(2026, 7, 20), date(2026, 9, 20)),
        (date(2026, 8, 20), date(2026, 9, 20)),  # never longer than was granted
    ],
)
def test_silence_waits_as_long_as_the_founder_was_waited_for(answered: date, moved: date) -> None:
    asked, until = date(2026, 7, 10), date(2026, 7, 20)
    assert move_silence(date(2026, 9, 10), asked, until, answered) == moved


@pytest.mark.parametrize(
    ("dossier", "refusal"),
    [
        (a_dossier(ApplicationState.SUBMITTED), type(None)),
        (a_dossier(ApplicationState.SUBMITTED, founder_id=None), NobodyToAsk),
        (a_dossier(ApplicationState.DRAFT), NothingReceived),
        (ASKED, AlreadyAsked),
        (a_dossier(ApplicationState.ADMISSIBLE), AlreadyRuled),
        (a_dossier(ApplicationState.INADMISSIBLE), AlreadyRuled),
    ],
)
def test_items_are_asked_of_who_waits_for_a_verdict(
    dossier: Application, refusal: type[Refusal]
) -> None:
    assert type(why_not_ask(dossier)) is refusal


@pytest.mark.parametrize(
    ("ask", "refusal"),
    [
        (ASK, type(None)),
        (replace(ASK, keys=frozenset()), ItemsUnnamed),
        (replace(ASK, keys=frozenset({"summary", "invented"})), ItemsUnnamed),
        (replace(ASK, keys=frozenset({"summary", "title"})), type(None)),
        (replace(ASK, reason=" \n"), ItemsUnexplained),
        (replace(ASK, until=TODAY), DeadlineUnfair),
        (replace(ASK, until=TODAY + timedelta(days=1)), type(None)),
        (replace(ASK, until=TODAY + timedelta(days=60)), type(None)),
        (replace(ASK, until=TODAY + timedelta(days=61)), DeadlineUnfair),
    ],
)
def test_a_request_names_explains_and_leaves_time(ask: Ask, refusal: type[Refusal]) -> None:
    assert type(why_not_these(ask, ("summary", "title"), TODAY)) is refusal


def test_every_founder_is_given_as_many_days() -> None:
    assert TIME_TO_COMPLETE == 15


def test_a_closed_dossier_reopens_until_the_last_second() -> None:
    assert why_not_edit(ASKED, OPENS, CLOSES, NOW) is None
    assert why_not_edit(ASKED, OPENS, CLOSES, LATE - timedelta(seconds=1)) is None
    assert isinstance(why_not_edit(ASKED, OPENS, CLOSES, LATE), CallClosed)
    sent = a_dossier(ApplicationState.SUBMITTED)
    assert isinstance(why_not_edit(sent, OPENS, CLOSES, NOW), CallClosed)


def test_whoever_did_not_complete_reads_the_same_before_a_verdict_and_after() -> None:
    ruled = a_dossier(ApplicationState.INADMISSIBLE)
    before, after = (why_not_edit(one, OPENS, CLOSES, LATE) for one in (ASKED, ruled))
    assert before
    assert after
    assert (type(before), before.details) == (type(after), after.details)


def test_what_was_received_stays_but_for_what_was_asked() -> None:
    received, kept = {"title": "Ruche", "summary": ""}, {"title": "Rucher", "summary": "Court."}
    assert change_only(received, kept, {"summary"}) == {"title": "Ruche", "summary": "Court."}
    assert change_only(received, {}, {"summary"}) == {"title": "Ruche"}


def test_after_the_closing_only_what_was_asked_for_changes() -> None:
    assert why_not_touch(ASKED, {"summary"}, CLOSES, NOW) is None
    assert isinstance(why_not_touch(ASKED, {"summary", "title"}, CLOSES, NOW), NotAskedFor)
    assert why_not_touch(ASKED, {"title"}, TODAY, NOW) is None  # the call is still open


def test_no_verdict_is_given_while_items_are_awaited() -> None:
    assert isinstance(why_not_rule(ASKED, CLOSES, NOW), ItemsAwaited)
    assert why_not_rule(ASKED, CLOSES, LATE) is None
