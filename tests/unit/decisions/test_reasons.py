"""Reasons are of law and of fact, and about one dossier only."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import NoneType
from typing import Any

import pytest

from incubator.applications.rules import ApplicationState
from incubator.decisions.rules import (
    EMPTY_FORMULAS,
    Case,
    Draft,
    EmptyReasons,
    FactsMissing,
    GroundsMissing,
    NotRuledYet,
    OpinionMissing,
    OtherCandidateNamed,
    Outcome,
    PlacesTaken,
    RankMissing,
    RankTaken,
    SharedReasons,
    UnfilledTag,
    UnfitOutcome,
    UntilMissing,
    UntilPast,
    find_foreign_name,
    level_reached,
    next_rank,
    usual_end,
    why_not_draft,
)
from incubator.deliberation.rules import Sense

LAW = "Règlement de l’appel, article 5 : les projets sont classés dans la limite de huit places."
FACTS = (
    "Le jury a relevé une équipe complémentaire et un besoin confirmé par douze entretiens. Il a "
    "estimé que le prix n’était pas encore éprouvé et que la présence à Amiens, d’un jour par "
    "semaine, restait en deçà de ce que demande le programme."
)
REFUSAL = Draft(outcome=Outcome.REFUSED, reasons_law=LAW, reasons_fact=FACTS)
TODAY = date(2026, 5, 4)
TOMORROW = date(2026, 5, 5)
WAITING = replace(REFUSAL, outcome=Outcome.WAITING_LIST, rank=2, until=TOMORROW)
CASE = Case(
    state=ApplicationState.ADMISSIBLE,
    sense=Sense.UNFAVOURABLE,
    places=8,
    taken=0,
    ranks=[1],
    today=TODAY,
    others=[],
    foreign_names=[],
    own_names=["Ruche", "Ruche SAS"],
)
UNHEARD = replace(CASE, sense=None)
FAVOURED = replace(CASE, sense=Sense.FAVOURABLE)
INADMISSIBLE = replace(CASE, state=ApplicationState.INADMISSIBLE, sense=None)


def admission(facts: str = "") -> Draft:
    """Return an admission with these reasons in fact."""
    return Draft(outcome=Outcome.ACCEPTED, reasons_law=LAW, reasons_fact=facts)


def refusal(facts: str) -> Draft:
    """Return a refusal with these reasons in fact."""
    return replace(REFUSAL, reasons_fact=facts)


@pytest.mark.parametrize(
    ("draft", "case", "answer"),
    [
        (REFUSAL, CASE, NoneType),
        (REFUSAL, FAVOURED, NoneType),
        (REFUSAL, UNHEARD, OpinionMissing),
        (REFUSAL, INADMISSIBLE, UnfitOutcome),
        (REFUSAL, replace(CASE, state=ApplicationState.SUBMITTED), NotRuledYet),
        (replace(REFUSAL, outcome=Outcome.INADMISSIBLE), CASE, UnfitOutcome),
        (replace(REFUSAL, outcome=Outcome.INADMISSIBLE), INADMISSIBLE, NoneType),
        (admission(FACTS), INADMISSIBLE, UnfitOutcome),
        (admission(), FAVOURED, NoneType),
        (admission(), replace(CASE, sense=Sense.RESERVED), NoneType),
        (admission(), CASE, FactsMissing),
        (admission(FACTS), CASE, NoneType),
        (admission(), replace(FAVOURED, taken=7), NoneType),
        (admission(), replace(FAVOURED, taken=8), PlacesTaken),
        (REFUSAL, replace(CASE, taken=8), NoneType),
        (WAITING, replace(CASE, taken=8, sense=Sense.RESERVED), NoneType),
        (WAITING, UNHEARD, OpinionMissing),
        (WAITING, INADMISSIBLE, UnfitOutcome),
        (WAITING, replace(CASE, state=ApplicationState.SUBMITTED), NotRuledYet),
    ],
)
def test_an_outcome_fits_its_dossier_its_opinion_and_the_places(
    draft: Draft, case: Case, answer: type
) -> None:
    assert type(why_not_draft(draft, case)) is answer


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"rank": None}, RankMissing),
        ({"rank": 0}, RankMissing),
        ({"rank": 1}, RankTaken),
        ({"rank": 3}, NoneType),
        ({"until": None}, UntilMissing),
        ({"until": TODAY}, UntilPast),
        ({"until": TOMORROW}, NoneType),
    ],
)
def test_a_project_waits_at_a_rank_of_its_own_until_a_day_to_come(
    change: dict[str, Any], answer: type
) -> None:
    assert type(why_not_draft(replace(WAITING, **change), CASE)) is answer


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REFUSED])
def test_rank_and_day_are_dropped_when_another_outcome_is_chosen(outcome: Outcome) -> None:
    kept = replace(WAITING, outcome=outcome, rank=1).tidy()
    assert (kept.rank, kept.until) == (None, None)
    assert why_not_draft(kept, FAVOURED) is None
    assert WAITING.tidy() == WAITING


@pytest.mark.parametrize(("taken", "rank"), [([], 1), ([2, 1], 3), ([1, 3], 2)])
def test_the_first_free_rank_is_proposed(taken: list[int], rank: int) -> None:
    assert next_rank(taken) == rank


@pytest.mark.parametrize(
    ("entry_on", "until"),
    [(date(2026, 8, 31), date(2027, 2, 28)), (date(2026, 1, 5), date(2026, 11, 4))],
)
def test_a_project_usually_waits_six_months_after_the_entry(entry_on: date, until: date) -> None:
    assert usual_end(entry_on, TODAY) == until


@pytest.mark.parametrize("blank", ["", " \n "])
def test_reasons_in_law_are_always_due(blank: str) -> None:
    assert isinstance(why_not_draft(replace(REFUSAL, reasons_law=blank), CASE), GroundsMissing)
    assert isinstance(
        why_not_draft(replace(admission(), reasons_law=blank), FAVOURED), GroundsMissing
    )


@pytest.mark.parametrize(
    "draft", [WAITING, REFUSAL, replace(REFUSAL, outcome=Outcome.INADMISSIBLE)]
)
@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ("", FactsMissing),
        ("a" * 199, FactsMissing),
        ("a" * 200, NoneType),
        (" " * 300, FactsMissing),
    ],
)
def test_reasons_in_fact_are_long_enough_to_say_something(
    draft: Draft, facts: str, answer: type
) -> None:
    case = INADMISSIBLE if draft.outcome is Outcome.INADMISSIBLE else CASE
    assert type(why_not_draft(replace(draft, reasons_fact=facts), case)) is answer


@pytest.mark.parametrize(
    "facts",
    [
        *EMPTY_FORMULAS,
        "Votre projet n'a pas été retenu.",
        "DOSSIER INSUFFISANT",
        "Dossier insuffisant. " * 20,
        "Votre projet n’a pas été retenu. Le jury a préféré d’autres projets. " * 5,
        "Le jury a préféré d’autres projets. L’équipe est seule.",
    ],
)
def test_words_that_fit_every_dossier_are_no_reasons(facts: str) -> None:
    assert isinstance(why_not_draft(refusal(facts), CASE), EmptyReasons)


def test_a_formula_may_stand_among_real_reasons() -> None:
    assert why_not_draft(refusal(f"Dossier insuffisant. {FACTS}"), CASE) is None


@pytest.mark.parametrize(
    "tag", ["{{motif_1}}", "{{ moyenne }}", "{projet}", "[à compléter]", "[…]", "{{"]
)
def test_a_tag_left_in_is_shown(tag: str) -> None:
    for draft in (refusal(f"{FACTS} {tag}"), replace(REFUSAL, reasons_law=f"{LAW} {tag}")):
        found = why_not_draft(draft, CASE)
        assert isinstance(found, UnfilledTag)
        assert found.details == {"tag": tag}
    assert isinstance(why_not_draft(admission(tag), FAVOURED), UnfilledTag)


@pytest.mark.parametrize(
    "other",
    [
        FACTS,
        f"  {FACTS.upper()} ",
        FACTS.replace("’", "'"),
        FACTS.replace(" ", "\n"),
        FACTS.rstrip("."),
    ],
)
def test_reasons_written_for_another_dossier_are_refused(other: str) -> None:
    case = replace(CASE, others=["", other])
    assert isinstance(why_not_draft(REFUSAL, case), SharedReasons)
    assert isinstance(why_not_draft(admission(FACTS), case), SharedReasons)


def test_two_admissions_may_both_go_without_reasons_in_fact() -> None:
    assert why_not_draft(admission(), replace(FAVOURED, others=["", FACTS])) is None


@pytest.mark.parametrize(
    ("words", "names", "found"),
    [
        ("contrairement à CardioCap", ["CardioCap"], "CardioCap"),
        ("contrairement à Cardiocap,", ["CardioCap"], "CardioCap"),
        ("moins avancé que 3d biofarm", ["3D BIOFARM"], "3D BIOFARM"),
        ("l’offre d’Open Stent Solution", ["Open Stent Solution"], "Open Stent Solution"),
        ("l’offre d’open stent\nsolution", ["Open Stent Solution"], "Open Stent Solution"),
        ("comme Sémeia", ["Sêmeia"], "Sêmeia"),
        ("une structure solide", ["STRUCTURE"], None),
        ("comme Structure", ["STRUCTURE"], "STRUCTURE"),
        ("comme ruchette", ["Ruche"], None),
        ("la ruche connectée, Ruche", ["Autre", "ruche"], None),
        ("une offre de Ruche SAS", ["SAS Ruche", "SAS"], None),
        ("le projet Ruche Mobile", ["Ruche Mobile"], "Ruche Mobile"),
        ("Projet 12", ["Projet 1"], None),
        ("IA et santé", ["IA"], None),
        ("rien", ["", "---"], None),
    ],
)
def test_another_candidate_is_not_named(words: str, names: list[str], found: str | None) -> None:
    case = replace(CASE, foreign_names=names)
    assert find_foreign_name(words, case) == found


def test_a_named_candidate_stops_the_draft_and_is_said() -> None:
    case = replace(CASE, foreign_names=["NESTO"])
    for draft in (refusal(f"{FACTS} NESTO faisait mieux."), replace(REFUSAL, reasons_law="NESTO")):
        found = why_not_draft(draft, case)
        assert isinstance(found, OtherCandidateNamed)
        assert found.details == {"name": "NESTO"}


def test_a_partner_that_also_applies_may_be_named() -> None:
    case = replace(
        CASE, foreign_names=["CHU Amiens-Picardie"], own_names=["Ruche", "CHU Amiens-Picardie"]
    )
    assert find_foreign_name("un essai au CHU Amiens-Picardie", case) is None


@pytest.mark.parametrize(
    ("mean", "level"), [(Fraction(0), 0), (Fraction(29, 10), 2), (Fraction(3), 3), (Fraction(5), 5)]
)
def test_a_level_is_reached_in_full(mean: Fraction, level: int) -> None:
    assert level_reached(mean) == level
