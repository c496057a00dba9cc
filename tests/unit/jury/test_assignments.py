"""Who may open a dossier: what was declared decides, then a manager, each time with a reason."""

import tomllib
from collections.abc import Callable
from datetime import datetime
from itertools import product
from pathlib import Path
from types import NoneType
from typing import Any
from uuid import UUID

import pytest

from incubator.applications.rules import ApplicationState, DossierWithdrawn
from incubator.jury.models import Assignment
from incubator.jury.rules import (
    ACTED_ON,
    FOLLOWS,
    NAMING,
    TRANSITIONS,
    AlreadyDeclared,
    AssignmentId,
    AssignmentState,
    Declared,
    DetailMissing,
    EvaluationClosed,
    Link,
    NotAdmissible,
    NothingToRule,
    NotWithdrawable,
    RecusalReasonMissing,
    Ruling,
    SheetHandedIn,
    SheetState,
    SteppedAside,
    WithdrawalReasonMissing,
    declare,
    end,
    entrust,
    is_free,
    rule_on_link,
    why_not_act,
    why_not_assign,
    why_not_declare,
    why_not_rule,
    why_not_withdraw,
    withdraw,
)
from incubator.jury.rules.assignments import ENDED
from incubator.kernel.refusals import Refusal
from tests.builders import CALL_ID, JO, NOON, RUCHE

A, C, F, R, W = AssignmentState
LINK_OF = {A: None, C: Link.NONE, F: Link.LINK, R: Link.CONFLICT, W: None}
DETAIL = "J’ai cosigné un article avec elle."


def an_assignment(state: AssignmentState = A, **changes: Any) -> Assignment:
    """Return Ruche as it is entrusted to Jo, in some state."""
    values: dict[str, Any] = {
        "id": AssignmentId(UUID(int=1)),
        "application_id": RUCHE,
        "call_id": CALL_ID,
        "juror_id": JO.account_id,
        "state": state,
        "assigned_at": NOON,
        "link": LINK_OF[state],
        "detail": DETAIL if LINK_OF[state] else "",
        "declared_at": NOON if LINK_OF[state] else None,
        "reason": "Juré souffrant." if state is W else "",
        "version": 1,
    }
    return Assignment(**values | changes)


def look(assignment: Assignment) -> list[object]:
    """Return all that an assignment holds."""
    return [getattr(assignment, column.key) for column in Assignment.__table__.columns]


@pytest.mark.parametrize("state", ApplicationState)
def test_the_jury_is_given_admissible_dossiers_while_the_evaluation_lasts(
    state: ApplicationState,
) -> None:
    refusals = {ApplicationState.ADMISSIBLE: NoneType, ApplicationState.WITHDRAWN: DossierWithdrawn}
    refusal = refusals.get(state, NotAdmissible)
    assert type(why_not_assign(state, None)) is refusal
    assert type(why_not_assign(state, NOON)) is EvaluationClosed


@pytest.mark.parametrize(
    ("state", "free"), [(A, False), (C, False), (F, False), (R, False), (W, True)]
)
def test_a_dossier_is_entrusted_once_and_again_only_after_it_was_taken_back(
    *, state: AssignmentState, free: bool
) -> None:
    assert is_free(None)
    assert is_free(an_assignment(state)) is free


def test_entrusted_again_a_dossier_awaits_a_new_declaration() -> None:
    again = an_assignment(W, link=Link.LINK, detail=DETAIL, declared_at=NOON)
    event = entrust(again, NOON)
    assert (event.subject_id, event.juror_id) == (RUCHE, JO.account_id)
    assert (again.state, again.link, again.declared_at) == (A, None, None)
    assert (again.detail, again.reason) == ("", "")


@pytest.mark.parametrize(
    ("state", "closed_at", "declares", "rules", "withdraws"),
    [
        (A, None, NoneType, NothingToRule, NoneType),
        (C, None, AlreadyDeclared, NothingToRule, NoneType),
        (F, None, AlreadyDeclared, NoneType, NoneType),
        (R, None, AlreadyDeclared, NothingToRule, NotWithdrawable),
        (W, None, AlreadyDeclared, NothingToRule, NotWithdrawable),
        *((state, NOON, *[EvaluationClosed] * 3) for state in AssignmentState),
    ],
)
def test_each_act_has_its_time(
    state: AssignmentState,
    closed_at: datetime | None,
    declares: type,
    rules: type,
    withdraws: type,
) -> None:
    assignment = an_assignment(state)
    assert type(why_not_declare(assignment, closed_at)) is declares
    assert type(why_not_rule(assignment, closed_at)) is rules
    assert type(why_not_withdraw(assignment, None, closed_at)) is withdraws


@pytest.mark.parametrize("link", Link)
def test_a_declaration_opens_holds_back_or_closes_the_dossier(link: Link) -> None:
    assignment = an_assignment()
    event = declare(assignment, Declared(link=link, detail=f" {DETAIL} "), None, NOON)
    assert assignment.state is FOLLOWS[link] is {"none": C, "link": F, "conflict": R}[link]
    assert (assignment.link, assignment.declared_at) == (link, NOON)
    assert assignment.detail == ("" if link is Link.NONE else DETAIL)
    assert (event.subject_id, event.link) == (RUCHE, link)


def test_a_conflict_needs_no_explanation() -> None:
    assignment = an_assignment()
    declare(assignment, Declared(link=Link.CONFLICT), None, NOON)
    assert assignment.state is R


@pytest.mark.parametrize(("cleared", "state"), [(True, C), (False, R)])
def test_a_ruling_opens_the_dossier_or_recuses_the_juror(
    *, cleared: bool, state: AssignmentState
) -> None:
    assignment = an_assignment(F)
    event = rule_on_link(assignment, Ruling(cleared=cleared, reason=" Article ancien. "), None)
    assert (assignment.state, assignment.reason) == (state, "Article ancien.")
    assert (assignment.link, assignment.detail) == (Link.LINK, DETAIL)
    assert (event.subject_id, event.outcome) == (RUCHE, state)


REFUSED: list[tuple[type[Refusal], AssignmentState, Callable[[Assignment], object]]] = [
    (DetailMissing, A, lambda a: declare(a, Declared(link=Link.LINK, detail=" \n"), None, NOON)),
    (EvaluationClosed, A, lambda a: declare(a, Declared(link=Link.NONE), NOON, NOON)),
    *(
        (AlreadyDeclared, state, lambda a: declare(a, Declared(link=Link.NONE), None, NOON))
        for state in (C, F, R, W)
    ),
    (RecusalReasonMissing, F, lambda a: rule_on_link(a, Ruling(cleared=False, reason=" "), None)),
    (EvaluationClosed, F, lambda a: rule_on_link(a, Ruling(cleared=True), NOON)),
    *(
        (NothingToRule, state, lambda a: rule_on_link(a, Ruling(cleared=True), None))
        for state in (A, C, R, W)
    ),
    (WithdrawalReasonMissing, A, lambda a: withdraw(a, " ", sheet=None, closed_at=None)),
    (
        SheetHandedIn,
        C,
        lambda a: withdraw(a, "Absent.", sheet=SheetState.SUBMITTED, closed_at=None),
    ),
    (EvaluationClosed, C, lambda a: withdraw(a, "Absent.", sheet=None, closed_at=NOON)),
    *(
        (NotWithdrawable, state, lambda a: withdraw(a, "Absent.", sheet=None, closed_at=None))
        for state in (R, W)
    ),
]


@pytest.mark.parametrize(("refusal", "state", "act"), REFUSED)
def test_a_refused_act_changes_nothing(
    refusal: type[Refusal], state: AssignmentState, act: Callable[[Assignment], object]
) -> None:
    assignment = an_assignment(state)
    before = look(assignment)
    with pytest.raises(refusal):
        act(assignment)
    assert look(assignment) == before


@pytest.mark.parametrize("sheet", [None, SheetState.DRAFT])
def test_a_dossier_is_taken_back_for_a_reason(sheet: SheetState | None) -> None:
    assignment = an_assignment(C)
    event = withdraw(assignment, " Juré souffrant. ", sheet=sheet, closed_at=None)
    assert (assignment.state, assignment.reason) == (W, "Juré souffrant.")
    assert (assignment.link, assignment.declared_at) == (Link.NONE, NOON)
    assert (event.subject_id, event.juror_id) == (RUCHE, JO.account_id)


def test_a_harmless_link_is_cleared_without_a_reason() -> None:
    assignment = an_assignment(F)
    rule_on_link(assignment, Ruling(cleared=True), None)
    assert (assignment.state, assignment.reason) == (C, "")


@pytest.mark.parametrize("state", AssignmentState)
def test_whatever_a_juror_did_ends_with_the_dossier_that_is_taken_back(
    state: AssignmentState,
) -> None:
    assignment = an_assignment(state)
    event = end(assignment)
    assert (assignment.state, assignment.reason) == (W, ENDED)
    assert (event.subject_id, event.juror_id) == (RUCHE, JO.account_id)
    assert event.assignment_id == assignment.id


@pytest.mark.parametrize("state", AssignmentState)
def test_whoever_stepped_aside_takes_no_other_part(state: AssignmentState) -> None:
    expected = SteppedAside if state is R else NoneType
    assert type(why_not_act(an_assignment(state))) is expected
    assert why_not_act(None) is None


def test_no_act_leads_where_the_table_does_not() -> None:
    acts: list[Callable[[Assignment], object]] = [
        *(
            lambda a, link=link: declare(a, Declared(link=link, detail="-"), None, NOON)
            for link in Link
        ),
        *(
            lambda a, ok=ok: rule_on_link(a, Ruling(cleared=ok, reason="-"), None)
            for ok in (True, False)
        ),
        lambda a: withdraw(a, "-", sheet=None, closed_at=None),
    ]
    reached: dict[AssignmentState, set[AssignmentState]] = {
        state: set() for state in AssignmentState
    }
    reached[W].add(A)  # the one way back, taken by `entrust` for whoever is free
    for state, act in product(AssignmentState, acts):
        assignment = an_assignment(state)
        try:
            act(assignment)
        except Refusal:
            continue
        reached[state].add(assignment.state)
    assert reached == TRANSITIONS


@pytest.mark.parametrize(
    ("state", "turn"), [(A, True), (C, True), (F, False), (R, False), (W, False)]
)
def test_a_juror_has_something_to_do_until_they_step_aside_or_a_manager_must_rule(
    *, state: AssignmentState, turn: bool
) -> None:
    assert (state in ACTED_ON) is turn


def test_who_is_behind_a_dossier_is_named_without_addresses_nor_shares() -> None:
    form = tomllib.loads((Path(__file__).parents[3] / "demo" / "form.toml").read_text("utf-8"))
    columns = {
        question["key"]: [column["key"] for column in question["columns"]]
        for section in form["sections"]
        for question in section["questions"]
        if question["key"] in NAMING
    }
    shown = {key: own[: NAMING[key]] for key, own in columns.items()}
    assert shown == {"team": ["given_name", "family_name"], "shareholders": ["name"]}
