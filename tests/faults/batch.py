"""The decisions of a call, on their way to as many founders."""

from uuid import UUID

from flask import Flask

from incubator.accounts.models import Account
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.decisions.commands import draft_decision, sign_decision
from incubator.decisions.rules import DecisionId, Draft, Outcome
from incubator.infra.files import Blob
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM, AccountId, Actor, Relation
from incubator.letters.commands import keep_letter
from tests.builders import EVE, NOON, SAM, a_closed_call, a_house, another_application, store
from tests.integration.decisions.world import CONTACT, FACTS, RULES, RULING


def founder(number: int) -> Actor:
    """Return who carries the dossier of that number."""
    account_id = AccountId(UUID(int=5000 + number))
    return Actor(account_id=account_id, standing=frozenset({Relation.MEMBER}))


def an_account_of(number: int) -> Account:
    """Return the account of that founder."""
    return Account(
        id=founder(number).account_id,
        email=f"founder-{number}@example.org",
        given_name="Noé",
        family_name=f"Rivière {number}",
        password_hash="!",
        opened_at=NOON,
        roles=[],
    )


def dossiers(app: Flask, size: int) -> None:
    """Store as many dossiers of a closed call, each found inadmissible."""
    store(app, *a_house(), *a_closed_call(content={"rules": RULES, "contact": CONTACT}))
    for number in range(size):
        dossier = another_application(
            number, founder(number), state=ApplicationState.INADMISSIBLE, ruling=RULING
        )
        store(app, an_account_of(number), *dossier)


def draft(app: Flask, number: int) -> DecisionId:
    """Draft the decision on the dossier of that number."""
    proposed = Draft(
        outcome=Outcome.INADMISSIBLE,
        reasons_law="Article 3 du règlement.",
        reasons_fact=f"{FACTS} Dossier {number}.",
    )
    with app.app_context():
        return draft_decision(EVE, ApplicationId(UUID(int=300 + number)), proposed, version=0)


def sign(app: Flask, size: int) -> list[DecisionId]:
    """Draft and sign the decisions on as many dossiers."""
    decisions = [draft(app, number) for number in range(size)]
    with app.app_context():
        for decision_id in decisions:
            sign_decision(SAM, decision_id, version=1)
    return decisions


def print_blank(app: Flask, decisions: list[DecisionId]) -> None:
    """Keep a blank letter for each decision: what is looked at is its mail."""
    with app.app_context(), transaction(SYSTEM) as tx:
        for decision_id in decisions:
            keep_letter(tx, decision_id, "{}", Blob(digest="0" * 64, size=1))
