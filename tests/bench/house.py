"""A house with a crowd in it: invented people, the form and the rubric of the demonstration."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final
from uuid import uuid4

from sqlalchemy.orm import Session

from incubator.accounts.models import Account, Role
from incubator.applications.models import Application, Submission
from incubator.applications.rules import ApplicationId, ApplicationState, fill_in, freeze
from incubator.calls.commands import NewCall, open_call
from incubator.calls.rules import CallId, FormDefinition, read_form
from incubator.demo.cli.files import read, read_calls, read_projects
from incubator.demo.rules import call_columns
from incubator.ecosystem.commands import load_setting
from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.infra.hashing import HASHER
from incubator.kernel.actor import SYSTEM, AccountId, Actor, Relation
from incubator.kernel.paris import day_of, silence_date

PASSWORD: Final = "quatre mots sans aucun rapport"
IDENTITY: Final = {
    "given_name": "Ada",
    "family_name": "Lenoir",
    "email": "ada@example.org",
    "address": "2 rue des Abeilles\n80000 Amiens",
}
MENTIONS: Final = {"capacity": "Vice-présidente", "service": "Économie", "delegation": "n° 12"}


@dataclass(frozen=True, kw_only=True)
class Known:
    """Somebody of the crowd: the actor, and the address with which to sign in."""

    actor: Actor
    email: str


@cache
def _hash() -> str:
    return HASHER.hash(PASSWORD)


def let_in(name: str, many: int, *roles: Relation) -> Sequence[Known]:
    """Open accounts for many people who come for the same thing."""
    crowd = [
        Known(
            actor=Actor(
                account_id=AccountId(uuid4()), standing=frozenset({Relation.MEMBER, *roles})
            ),
            email=f"{name}{number}@example.org",
        )
        for number in range(many)
    ]
    keep(_account(one, name, number) for number, one in enumerate(crowd))
    return crowd


def _account(one: Known, name: str, number: int) -> Account:
    return Account(
        id=one.actor.account_id,
        email=one.email,
        given_name=name.capitalize(),
        family_name=f"Numéro {number}",
        password_hash=_hash(),
        opened_at=now(),
        roles=[Role(relation=role) for role in one.actor.standing - {Relation.MEMBER}],
    )


def set_up() -> Known:
    """Load the setting of the demonstration; return who signs."""
    [signatory] = let_in("sam", 1, Relation.SIGNATORY)
    signs = [{"email": signatory.email, **MENTIONS}]
    load_setting(SYSTEM, read("setting.toml") | {"signatories": signs})
    return signatory


def open_one(closes_on: date, code: str = "QI-2026-77", **columns: int) -> CallId:
    """Publish a call with the form and the rubric of the demonstration."""
    today = day_of(now())
    data = read_calls(today)["evaluation"]
    days = {"opens_on": today - timedelta(days=40), "closes_on": closes_on}
    known = {**call_columns(data, today), **days, "code": code, **columns}
    new = NewCall(columns=known, content=data["content"], form=data, rubric=read("rubric.toml"))
    return open_call(SYSTEM, new)


def keep(rows: Iterable[object]) -> None:
    """Store rows behind everybody's back; they may be looked at afterwards."""
    engine = db.engine.execution_options(writes=True)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        session.add_all(rows)


def begin(call: CallId, founders: Sequence[Known]) -> Sequence[ApplicationId]:
    """Let founders begin a dossier, of which nothing is written yet."""
    dossiers = [_dossier(call, founder) for founder in founders]
    keep(dossiers)
    return [dossier.id for dossier in dossiers]


def receive(call: CallId, founders: Sequence[Known], **ruled: object) -> Sequence[ApplicationId]:
    """Let founders have handed in what a founder of the demonstration wrote."""
    dossiers = [
        _dossier(call, founder, **{**_received(call, number), **ruled})
        for number, founder in enumerate(founders)
    ]
    snapshot, digest = freeze({}, fill_in(form(), _answers(), {}))
    keep(dossiers)
    keep(
        Submission(
            application_id=dossier.id,
            ordinal=1,
            received_at=dossier.submitted_at,
            silence_on=dossier.silence_on,
            snapshot=snapshot,
            digest=digest,
            consents_to_electronic=True,
        )
        for dossier in dossiers
    )
    return [dossier.id for dossier in dossiers]


def _dossier(call: CallId, founder: Known, **known: object) -> Application:
    return Application(
        **{
            "id": ApplicationId(uuid4()),
            "call_id": call,
            "form_version": 1,
            "founder_id": founder.actor.account_id,
            "state": ApplicationState.DRAFT,
            "started_at": now(),
            "saved_at": now(),
            "version": 1,
            **known,
        }
    )


def _received(call: CallId, number: int) -> Mapping[str, object]:
    received = now() - timedelta(days=5)
    return {
        "state": ApplicationState.SUBMITTED,
        "number": f"{call.hex[:6]}-{number + 1:04d}",
        "title": f"Projet {number}",
        "organisation": f"Société {number}",
        "cluster": "esante",
        "submitted_at": received,
        "silence_on": silence_date(received),
    }


@cache
def form() -> FormDefinition:
    return read_form(read("form.toml"))


def _answers() -> Mapping[str, str]:
    return {**read_projects(day_of(now()))["evaluation"][0].answers, **IDENTITY}
