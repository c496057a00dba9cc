"""A dossier changes while its call is open, and says how far it is."""

from datetime import UTC, date, datetime, timedelta
from types import NoneType

import pytest

from incubator.applications.models import Application
from incubator.applications.rules import (
    LONGEST,
    SUBMITTED_STATES,
    TRANSITIONS,
    VERDICTS,
    ApplicationState,
    CallClosed,
    NotOpenYet,
    SectionState,
    is_too_long,
    section_state,
    why_not_edit,
    why_not_start,
)
from incubator.calls.rules import Question, QuestionKind, read_form
from incubator.kernel.paris import closing_instant, opening_instant
from tests.builders import ADA, BOB, EVE, FORM, JO, NOON, RUCHE

OPENS, CLOSES = date(2026, 10, 5), date(2026, 10, 25)  # the clocks change that night
SECOND = timedelta(seconds=1)
IDENTITY, PROJECT, FILES = read_form(FORM).sections
ASKED = read_form(FORM).asked({})
LIMITED = Question(key="title", kind=QuestionKind.TEXT, label="Titre", limit=10)
FREE = Question(key="title", kind=QuestionKind.TEXTAREA, label="Titre")


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (opening_instant(OPENS) - SECOND, NotOpenYet),
        (opening_instant(OPENS), NoneType),
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), NoneType),
        (datetime(2026, 10, 25, 23, tzinfo=UTC), CallClosed),
        (closing_instant(CLOSES) + timedelta(days=400), CallClosed),
    ],
)
def test_a_dossier_begins_and_changes_while_its_call_is_open(now: datetime, refusal: type) -> None:
    assert type(why_not_start(OPENS, CLOSES, now)) is refusal
    for state in (ApplicationState.DRAFT, ApplicationState.SUBMITTED):
        assert type(why_not_edit(a_dossier(state), OPENS, CLOSES, now)) is refusal


@pytest.mark.parametrize("verdict", VERDICTS)
def test_after_the_closing_a_founder_reads_the_same_whatever_the_verdict(
    verdict: ApplicationState,
) -> None:
    closed = closing_instant(CLOSES)
    assert type(why_not_edit(a_dossier(verdict), OPENS, CLOSES, closed)) is CallClosed
    assert why_not_edit(a_dossier(verdict), OPENS, CLOSES, closed - SECOND)


def test_no_state_leads_back_to_a_draft() -> None:
    assert set(TRANSITIONS) == set(ApplicationState)
    assert all(ApplicationState.DRAFT not in states for states in TRANSITIONS.values())
    assert all(TRANSITIONS[verdict] == {ApplicationState.WITHDRAWN} for verdict in VERDICTS)
    assert not TRANSITIONS[ApplicationState.WITHDRAWN]
    assert set(SUBMITTED_STATES) == set(ApplicationState) - {ApplicationState.DRAFT}


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("x" * 10, False),
        ("x" * 11, True),
        ("ligne\r\nune" + "x", False),
        ("é" * 10, False),
        ("e\u0301" * 10, False),
        ("👩\u200d🔬🇫🇷" * 5, False),
        ("👩\u200d🔬🇫🇷" * 5 + "x", True),
        ("e" + "\u0301" * 100, True),  # one character, and no letter
    ],
)
def test_a_text_is_measured_as_people_count(text: str, *, long: bool) -> None:
    assert is_too_long(LIMITED, text) is long


def test_an_answer_without_a_limit_has_the_houses() -> None:
    assert not is_too_long(FREE, "x" * LONGEST)
    assert is_too_long(FREE, "x" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        ({}, SectionState.TO_DO),
        ({"title": " \n "}, SectionState.TO_DO),
        ({"title": "Ruche"}, SectionState.IN_PROGRESS),
        ({"title": "x" * 81}, SectionState.TO_CORRECT),
        ({"title": "Ruche", "summary": "Court.", "cluster": "esante"}, SectionState.DONE),
        ({"family_name": "Ada", "address": "Amiens"}, SectionState.TO_DO),
    ],
)
def test_a_section_says_how_far_it_is(texts: dict[str, str], state: SectionState) -> None:
    assert section_state(PROJECT, ASKED, texts, ()) is state


def test_a_section_of_files_is_done_when_it_has_one() -> None:
    assert section_state(FILES, ASKED, {}, ()) is SectionState.TO_DO
    assert section_state(FILES, ASKED, {}, {"slides"}) is SectionState.DONE


def test_optional_answers_do_not_finish_a_section() -> None:
    assert section_state(IDENTITY, ASKED, {"organisation": "Ruche"}, ()) is SectionState.IN_PROGRESS


def test_a_search_compares_what_a_list_shows_of_a_dossier_as_it_changes() -> None:
    dossier = Application(title="Ruche", organisation="Société Élan", number="QI-2026-01-0042")
    assert (dossier.title, dossier.number) == ("Ruche", "QI-2026-01-0042")
    assert dossier.words == "ruche societe elan qi-2026-01-0042"
    for name in ("title", "organisation", "number"):
        setattr(dossier, name, None)
    assert dossier.words == ""


def a_dossier(state: ApplicationState = ApplicationState.DRAFT) -> Application:
    """Return Ada's dossier in a state."""
    return Application(id=RUCHE, founder_id=ADA.account_id, state=state, started_at=NOON)


@pytest.mark.parametrize("state", ApplicationState)
def test_a_dossier_is_its_founders_and_the_managers_once_it_is_received(
    state: ApplicationState,
) -> None:
    dossier = a_dossier(state)
    known = state is not ApplicationState.DRAFT
    assert len(dossier.relations_of(ADA)) == 1
    assert bool(dossier.relations_of(EVE)) is known
    assert not dossier.relations_of(BOB)
    assert not dossier.relations_of(JO)


def test_a_dossier_is_found_by_its_title_its_organisation_and_its_number() -> None:
    dossier = Application(title="Ruche", organisation="Nectar", number="QI-2026-01-0001")
    assert all(word in dossier.words for word in ("ruche", "nectar", "qi-2026-01-0001"))
    dossier.title = "Essaim"
    assert dossier.title == "Essaim"
    assert "essaim" in dossier.words
    assert "ruche" not in dossier.words
    assert "nectar" in dossier.words
