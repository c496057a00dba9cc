"""A verdict on admissibility comes after the closing, from published conditions only."""

from datetime import datetime, timedelta
from types import NoneType

import pytest

from incubator.applications.models import Application
from incubator.applications.rules import (
    AlreadyRuled,
    ApplicationState,
    ConditionsAllMet,
    ConditionsUnchecked,
    DossierWithdrawn,
    NotSubmitted,
    StillOpen,
    VerdictReasonMissing,
    why_not_rule,
    why_not_verdict,
)
from incubator.kernel.paris import closing_instant, day_of
from tests.builders import NOON

ADMISSIBLE, INADMISSIBLE = ApplicationState.ADMISSIBLE, ApplicationState.INADMISSIBLE
CLOSES = day_of(NOON)
CLOSED = closing_instant(CLOSES)
CONDITIONS = {"territory", "age"}


@pytest.mark.parametrize(
    ("state", "now", "refusal"),
    [
        (ApplicationState.SUBMITTED, CLOSED, NoneType),
        (ApplicationState.SUBMITTED, CLOSED - timedelta(seconds=1), StillOpen),
        (ApplicationState.DRAFT, CLOSED, NotSubmitted),
        (ADMISSIBLE, CLOSED, AlreadyRuled),
        (INADMISSIBLE, CLOSED, AlreadyRuled),
        (ApplicationState.WITHDRAWN, CLOSED, DossierWithdrawn),
    ],
)
def test_a_received_dossier_is_ruled_once_after_the_closing(
    state: ApplicationState, now: datetime, refusal: type
) -> None:
    assert type(why_not_rule(Application(state=state), CLOSES, now)) is refusal


@pytest.mark.parametrize(
    ("verdict", "met", "reason", "refusal"),
    [
        (ADMISSIBLE, CONDITIONS, "", NoneType),
        (ADMISSIBLE, CONDITIONS | {"invented"}, "", NoneType),
        (ADMISSIBLE, {"age"}, "", ConditionsUnchecked),
        (ADMISSIBLE, set(), "Exceptionnellement.", ConditionsUnchecked),
        (INADMISSIBLE, {"age"}, "L’équipe travaille à Lille.", NoneType),
        (INADMISSIBLE, set(), " \n", VerdictReasonMissing),
        (INADMISSIBLE, CONDITIONS, "Tout est rempli, et pourtant.", ConditionsAllMet),
    ],
)
def test_a_verdict_follows_from_its_checks(
    verdict: ApplicationState, met: set[str], reason: str, refusal: type
) -> None:
    assert type(why_not_verdict(verdict, CONDITIONS, met, reason)) is refusal
