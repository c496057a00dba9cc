"""A call of three dossiers with names alike, its decisions from the draft to the founders."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask import Flask

from incubator.accounts.models import Account
from incubator.applications.models import Submission
from incubator.applications.rules import ApplicationState
from incubator.decisions.commands import draft_decision, sign_decision
from incubator.decisions.rules import DecisionId, Draft, Outcome
from incubator.deliberation.commands import record_opinion
from incubator.deliberation.rules import Advice, Sense
from incubator.infra.files import Blob
from incubator.infra.jobs import run_next
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM, AccountId, Actor, Relation
from incubator.letters.commands import keep_letter
from tests.builders import ANSWERS, EVE, NOON, SAM, a_closed_call, a_house, store
from tests.builders import an_application as a_dossier
from tests.integration.decisions.world import CONTACT, FACTS, RULES
from tests.integration.deliberation.world import SPECIMEN, a_closing, a_panel, dossier, flat

PEOPLE: Final = {1: "Zoé Martin", 2: "Zoë Martin", 3: "Zoè Martin"}
PROJECTS: Final = {1: "Ruche à miel", 2: "Rûche à miel", 3: "Ruche à miél"}
OUTCOMES: Final = {1: Outcome.ACCEPTED, 2: Outcome.REFUSED, 3: Outcome.INADMISSIBLE}
SENSES: Final = {1: Sense.FAVOURABLE, 2: Sense.UNFAVOURABLE}
NUMBERS: Final = tuple(OUTCOMES)


def founder(number: int) -> Actor:
    """Return who carries the dossier of that number."""
    return Actor(
        account_id=AccountId(UUID(int=600 + number)), standing=frozenset({Relation.MEMBER})
    )


def build(app: Flask, *, electronic: bool = True, people: Mapping[int, str] = PEOPLE) -> None:
    """Store three dossiers, heard by the jury: one to admit, one to refuse, one inadmissible."""
    call = a_closed_call(places=2, content={"rules": RULES, "contact": CONTACT})
    store(app, *a_house(), *call)
    for number in NUMBERS:
        store(app, *_dossier(number, people[number], electronic=electronic))
    panels = (*a_panel(*SPECIMEN), *a_panel(*flat(3), number=2))
    store(app, *panels, a_closing())
    with app.app_context():
        for number, sense in SENSES.items():
            advice = Advice(
                sense=sense,
                assessment=f"Appréciation collective n° {number}.",
                recommendations=f"Conseil n° {number}.",
            )
            record_opinion(EVE, dossier(number), advice, version=0)


def _dossier(number: int, name: str, *, electronic: bool) -> list[object]:
    account = Account(
        id=founder(number).account_id,
        email=f"founder-{number}@example.org",
        given_name="Zoé",
        family_name=f"Martin {number}",
        password_hash="!",
        opened_at=NOON,
        roles=[],
    )
    state = ApplicationState.INADMISSIBLE if number == 3 else ApplicationState.ADMISSIBLE
    rows = a_dossier(
        id=dossier(number),
        founder_id=account.id,
        number=f"QI-2026-01-000{number}",
        title=PROJECTS[number],
        organisation=f"Société n° {number}",
        state=state,
        ruling="Le siège est hors du territoire." if number == 3 else "",
    )
    submission = next(row for row in rows if isinstance(row, Submission))
    submission.consents_to_electronic = electronic
    for typed, printed in (
        (ANSWERS["family_name"], name),
        (ANSWERS["address"].replace("\n", "\\n"), f"{number} rue des Abeilles\\nAmiens"),
    ):
        assert typed in submission.snapshot
        submission.snapshot = submission.snapshot.replace(typed, printed)
    return [account, *rows]


def draft(number: int) -> Draft:
    """Return what Eve proposes for a dossier."""
    law = f"L’article 5 du règlement s’applique au dossier n° {number}."
    return Draft(
        outcome=OUTCOMES[number], reasons_law=law, reasons_fact=f"{FACTS} Dossier {number}."
    )


def drafted(app: Flask, *numbers: int) -> list[DecisionId]:
    """Return the decisions that Eve drafted on these dossiers."""
    with app.app_context():
        return [draft_decision(EVE, dossier(n), draft(n), version=0) for n in numbers]


def signed(app: Flask, *numbers: int) -> list[DecisionId]:
    """Return the decisions that Sam signed on these dossiers."""
    decisions = drafted(app, *numbers)
    with app.app_context():
        for decision in decisions:
            sign_decision(SAM, decision, version=1)
    return decisions


def printed(app: Flask, *numbers: int) -> list[DecisionId]:
    """Return the signed decisions on these dossiers, whose letters are kept, though blank."""
    decisions = signed(app, *numbers)
    with app.app_context(), transaction(SYSTEM) as tx:
        for decision in decisions:
            keep_letter(tx, decision, "{}", Blob(digest="0" * 64, size=1))
    return decisions


def work(app: Flask) -> None:
    """Let the worker do what is due."""
    with app.app_context():
        while run_next():
            pass
