"""Small worlds with sane values: say only what the test is about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy.orm import Session

from incubator.accounts.models import Account, Role
from incubator.applications import rules as dossiers
from incubator.applications.models import Answer, Application, Submission
from incubator.applications.rules import ApplicationId, ApplicationState, SubmissionId
from incubator.calls.models import Call, CallVersion
from incubator.calls.rules import CallId, definition_digest, read_form, read_rubric
from incubator.decisions.models import Decision
from incubator.ecosystem.models import AuthorityRow, ClusterRow, LegalText, PartnerRow, SignatoryRow
from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.infra.kept import rebuild
from incubator.jury.models import Assignment, EvaluationClosing, Mark, ScoreSheet
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.kernel.paris import day_of, silence_date

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _actor(number: int, *roles: Relation) -> Actor:
    account_id = AccountId(UUID(int=number))
    return Actor(account_id=account_id, standing=frozenset({Relation.MEMBER, *roles}))


ADA, BOB = _actor(11), _actor(12)  # founders
JO, JEAN, JANE, JIM = (_actor(number, Relation.JUROR) for number in (21, 22, 23, 24))
EVE, ADAM = _actor(31, Relation.MANAGER), _actor(32, Relation.MANAGER)
SAM = _actor(41, Relation.SIGNATORY)
OLGA = _actor(51, Relation.OPERATOR)
NAMES = {
    ADA: "Ada Lenoir",
    BOB: "Bob Marchand",
    JO: "Jo Petit",
    JEAN: "Jean Roux",
    JANE: "Jane Vidal",
    JIM: "Jim Faure",
    EVE: "Ève Caron",
    ADAM: "Adam Blanc",
    SAM: "Sam Noël",
    OLGA: "Olga Perrin",
}
CALL_ID = CallId(UUID(int=101))
RUCHE = ApplicationId(UUID(int=201))


FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "identity",
            "title": "Qui êtes-vous ?",
            "questions": [
                {"key": "family_name", "kind": "text", "label": "Prénom et nom", "blocking": True},
                {"key": "organisation", "kind": "text", "label": "Structure"},
                {
                    "key": "address",
                    "kind": "textarea",
                    "label": "Adresse postale",
                    "blocking": True,
                    "for_jurors": False,
                },
            ],
        },
        {
            "key": "project",
            "title": "Le projet",
            "questions": [
                {"key": "title", "kind": "text", "label": "Titre", "required": True, "limit": 80},
                {
                    "key": "summary",
                    "kind": "textarea",
                    "label": "Résumé",
                    "required": True,
                    "limit": 600,
                },
                {
                    "key": "cluster",
                    "kind": "choice",
                    "label": "Filière",
                    "required": True,
                    "choices": [["esante", "e-santé"], ["numerique", "usages du numérique"]],
                },
            ],
        },
        {
            "key": "files",
            "title": "Pièces",
            "questions": [{"key": "slides", "kind": "file", "label": "Présentation (PDF)"}],
        },
    ],
    "conditions": [
        {"key": "territory", "text": "L’équipe travaillera à Amiens."},
        {"key": "age", "text": "L’entreprise a moins de huit ans."},
    ],
}
RUBRIC: dict[str, Any] = {
    "scale": 5,
    "minimum_sheets": 3,
    "criteria": [
        {
            "code": code,
            "title": title,
            "summary": f"Ce que le jury regarde : {title}.",
            "weight": weight,
            "levels": [f"{title}, niveau {level}." for level in range(6)],
        }
        for code, title, weight in (
            ("equipe", "Équipe", 20),
            ("innovation", "Innovation", 20),
            ("marche", "Marché", 15),
            ("modele", "Modèle", 15),
            ("impact", "Impact", 15),
            ("adequation", "Adéquation", 10),
            ("maturite", "Maturité", 5),
        )
    ],
}
AUTHORITY = {
    "name": "Amiens Métropole",
    "legal_nature": "Communauté d’agglomération",
    "city": "Amiens",
    "address": "1 place de l’Exemple, 80000 Amiens",
    "service": "Incubateur du Quai de l’Innovation",
    "service_address": "93 rue du Hocquet, 80000 Amiens",
    "email": "incubateur@quai.example",
    "phone": "03 22 00 00 00",
    "agent_given_name": "Ève",
    "agent_family_name": "Caron",
    "agent_capacity": "Responsable de l’incubateur",
    "court": "tribunal administratif d’Amiens",
    "court_address": "14 rue Lemerchier, 80000 Amiens",
    "data_protection_email": "dpo@quai.example",
    "platform": "plateforme du Quai de l’Innovation",
}
TEXTS = {
    "remedies": "Cette décision peut être contestée dans un délai de deux mois.",
    "algorithm": "Le classement résulte de la moyenne pondérée des notes.",
    "documents": "Vous pouvez demander communication des documents qui vous concernent.",
    "electronic_notification": "Les décisions me sont notifiées sur cette plateforme.",
    "signature": "Décision dispensée de signature en application de l’article L. 212-2 du CRPA.",
    "next_steps": "L’équipe peut vous recevoir.",
    "interests": "Je déclare mes liens avec le projet et ses porteurs.",
}
ANSWERS = {
    "family_name": "Ada Lenoir",
    "organisation": "Ruche SAS",
    "address": "2 rue des Abeilles\n80000 Amiens",
    "title": "Ruche",
    "summary": "Des capteurs pour les ruchers.",
    "cluster": "esante",
}


LISTED = (Application, Assignment, ScoreSheet, Mark, EvaluationClosing, Decision)  # lists say these


def store(app: Flask, *rows: object) -> None:
    """Keep rows behind everybody's back."""
    with app.app_context(), Session(db.engine) as session, session.begin():
        for row in rows:
            session.add(row)
            session.flush()
        if any(isinstance(row, LISTED) for row in rows):
            rebuild(session)


def an_account(actor: Actor) -> Account:
    """Somebody who may sign in, without a password that works."""
    given, _, family = NAMES[actor].partition(" ")
    return Account(
        id=actor.account_id,
        email=f"{actor.account_id.hex}@example.org",
        given_name=given,
        family_name=family,
        password_hash="!",
        opened_at=NOON,
        roles=[Role(relation=role) for role in actor.standing - {Relation.MEMBER}],
    )


def a_call(**changes: Any) -> list[object]:
    """Return a call that opened ten days ago and closes in ten, with its form and its rubric."""
    today = day_of(now())
    values: dict[str, Any] = {
        "id": CALL_ID,
        "code": "QI-2026-01",
        "title": "Appel e-santé 2026",
        "lead": "Huit places pour de jeunes entreprises.",
        "cluster": "esante",
        "phase": "incubation",
        "places": 8,
        "duration_months": 24,
        "opens_on": today - timedelta(days=10),
        "closes_on": today + timedelta(days=10),
        "admissibility_until": today + timedelta(days=20),
        "evaluation_until": today + timedelta(days=30),
        "hearings_on": today + timedelta(days=40),
        "decision_on": today + timedelta(days=45),
        "entry_on": today + timedelta(days=60),
        "content": {},
        "current_version": 1,
    }
    values |= changes
    digest = definition_digest(read_form(FORM), read_rubric(RUBRIC))
    version = CallVersion(
        call_id=values["id"], version=1, form=FORM, rubric=RUBRIC, digest=digest, opened_at=NOON
    )
    return [Call(**values), version]


def a_closed_call(**changes: Any) -> list[object]:
    """Return a call that closed yesterday: admissibility and evaluation may go on."""
    yesterday = day_of(now()) - timedelta(days=1)
    return a_call(closes_on=yesterday, **changes)


def a_house() -> list[object]:
    """Return the setting and everybody in it."""
    return [
        ClusterRow(code="esante", position=0, name="e-santé", name_en="e-health"),
        ClusterRow(
            code="numerique", position=1, name="usages du numérique", name_en="digital uses"
        ),
        PartnerRow(code="chu", position=0, name="CHU Amiens-Picardie", role="Hôpital"),
        AuthorityRow(id=1, content=AUTHORITY),
        *(LegalText(code=code, version=1, body=body) for code, body in TEXTS.items()),
        *(an_account(actor) for actor in NAMES),
        SignatoryRow(
            account_id=SAM.account_id,
            capacity="Vice-président",
            service="Économie",
            delegation="arrêté n° 12",
        ),
    ]


def an_application(**changes: Any) -> list[object]:
    """Ada's dossier, received and found admissible unless said otherwise; its frozen copy."""
    values: dict[str, Any] = {
        "id": RUCHE,
        "call_id": CALL_ID,
        "form_version": 1,
        "founder_id": ADA.account_id,
        "state": ApplicationState.ADMISSIBLE,
        "started_at": NOON,
        "saved_at": NOON,
        "version": 1,
        "number": "QI-2026-01-0001",
        "title": "Ruche",
        "organisation": "Ruche SAS",
        "cluster": "esante",
        "submitted_at": NOON,
        "silence_on": silence_date(NOON),
        "ruled_at": NOON,
        "ruled_by": EVE.account_id,
        "ruling": "",
    } | changes
    if values["state"] is ApplicationState.DRAFT:
        nothing = ("number", "submitted_at", "silence_on", "ruled_at", "ruled_by")
        return [Application(**values | dict.fromkeys(nothing))]
    if values["state"] is ApplicationState.SUBMITTED:
        values |= dict.fromkeys(("ruled_at", "ruled_by"))
    texts = ANSWERS | {"title": values["title"], "organisation": values["organisation"]}
    answers = [
        Answer(application_id=values["id"], key=key, text=text, saved_at=NOON, version=1)
        for key, text in texts.items()
    ]
    snapshot, digest = dossiers.freeze({}, dossiers.fill_in(read_form(FORM), texts, {}))
    submission = Submission(
        id=SubmissionId(uuid4()),
        application_id=values["id"],
        ordinal=1,
        received_at=values["submitted_at"],
        silence_on=values["silence_on"],
        snapshot=snapshot,
        digest=digest,
        consents_to_electronic=True,
    )
    return [Application(**values), *answers, submission]


def another_application(number: int, founder: Actor = BOB, **changes: Any) -> list[object]:
    """Another dossier of the same call, known by its number."""
    return an_application(
        id=ApplicationId(UUID(int=300 + number)),
        founder_id=founder.account_id,
        number=f"QI-2026-01-{number:04d}",
        title=f"Projet {number}",
        organisation=f"Société {number}",
        **changes,
    )
