"""An evaluation under way: Eve assigns, four jurors declare and mark, nobody sees the others."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.accounts.models import Account, Role
from incubator.applications import rules as dossiers
from incubator.applications.models import Attachment, Submission
from incubator.applications.rules import DossierFile, FileId, SubmissionId
from incubator.calls.rules import read_form
from incubator.infra.db import db
from incubator.infra.files import put
from incubator.journal.models import JournalLine
from incubator.jury.commands import (
    assign_jurors,
    close_evaluation,
    declare_interests,
    rule_on_link,
    save_sheet,
    submit_sheet,
    withdraw_assignment,
)
from incubator.jury.models import Assignment, ScoreSheet
from incubator.jury.queries import find_sheet_of, get_assignment, map_assignments
from incubator.jury.rules import AssignmentId, Declared, Link, Ruling, ScoreCard, SheetId
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.kernel.paris import silence_date
from tests.builders import (
    ANSWERS,
    CALL_ID,
    EVE,
    FORM,
    JEAN,
    JO,
    NOON,
    RUCHE,
    a_closed_call,
    a_house,
    an_application,
    store,
)
from tests.integration.deliberation.world import CODES, a_rival, dossier

BOTH = Actor(
    account_id=AccountId(UUID(int=61)),
    standing=frozenset({Relation.MEMBER, Relation.JUROR, Relation.MANAGER}),
)  # Max Juge, a manager who is a juror too
DETAIL = "J’ai cosigné un article avec elle."
REASON = "Un article en commun l’an dernier."
CARD = ScoreCard(
    points=dict.fromkeys(CODES, 3),
    unjudged=set(),
    comments={},
    strength="Un besoin confirmé.",
    improvement="Un prix à éprouver.",
)
CANARY = "canari-7f3a"  # in every word that Jo types in a sheet
SECRET = ScoreCard(
    points=dict.fromkeys(CODES, 5),
    unjudged=set(),
    comments={code: f"{CANARY} {code}" for code in CODES},
    strength=f"{CANARY} fort",
    improvement=f"{CANARY} faible",
    private_note=f"{CANARY} note",
)
TYPED = {f"points_{code}": "3" for code in CODES} | {
    "comment_equipe": "Trois fondateurs complémentaires.",
    "strength": "Un besoin confirmé.",
    "improvement": "Un prix à éprouver.",
    "private_note": "Relire le plan de financement.",
}
FOR_JURORS, FOR_STAFF = FileId(UUID(int=71)), FileId(UUID(int=72))


def build(app: Flask, *numbers: int) -> None:
    """Store a call that closed yesterday, with Ruche and other admissible dossiers."""
    both = Account(
        id=BOTH.account_id,
        email="max@example.org",
        given_name="Max",
        family_name="Juge",
        password_hash="!",
        opened_at=NOON,
        roles=[Role(relation=role) for role in (Relation.JUROR, Relation.MANAGER)],
    )
    store(app, *a_house(), both, *a_closed_call(), *an_application())
    for number in numbers:
        store(app, *a_rival(number))


def add_files(app: Flask) -> None:
    """Store a second reception of Ruche, with a file for jurors and one for the staff alone."""
    form = read_form(FORM)
    files = form.sections[-1]
    [slides] = files.questions
    hidden = replace(slides, key="identity_card", for_jurors=False)
    wide = replace(form, sections=(*form.sections[:-1], replace(files, questions=(slides, hidden))))
    with app.app_context():
        blob = put(BytesIO(b"%PDF-1.7 what Ruche shows"))
    shared: dict[str, Any] = {
        "size": blob.size,
        "digest": blob.digest,
        "media_type": "application/pdf",
    }
    given = {
        "slides": DossierFile(id=FOR_JURORS, name="ruche.pdf", **shared),
        "identity_card": DossierFile(id=FOR_STAFF, name="carte.pdf", **shared),
    }
    sections = dossiers.fill_in(wide, ANSWERS, {key: (file,) for key, file in given.items()})
    snapshot, digest = dossiers.freeze({}, sections)
    attachments = [
        Attachment(
            id=file.id, application_id=RUCHE, key=key, name=file.name, added_at=NOON, **shared
        )
        for key, file in given.items()
    ]
    store(app, *attachments, received_again(snapshot, digest))


def received_again(snapshot: str, digest: str) -> Submission:
    """Return a second reception of Ruche."""
    return Submission(
        id=SubmissionId(uuid4()),
        application_id=RUCHE,
        ordinal=2,
        received_at=NOON,
        silence_on=silence_date(NOON),
        snapshot=snapshot,
        digest=digest,
        consents_to_electronic=True,
    )


def name_people(app: Flask) -> None:
    """Store a second reception of Ruche, which says who is behind it."""
    team = dossiers.DossierAnswer(
        key="team",
        label="Équipe",
        text="",
        for_jurors=True,
        columns=("Prénom", "Nom", "Courriel"),
        rows=(("Zoé", "Marchand", "zoe@example.org"),),
    )
    owners = dossiers.DossierAnswer(
        key="shareholders",
        label="Actionnaires",
        text="",
        for_jurors=False,
        columns=("Nom", "Part"),
        rows=(("Ruche Holding", "51 %"),),
    )
    part = dossiers.DossierSection(key="who", title="Qui", questions=(team, owners))
    sections = (*dossiers.fill_in(read_form(FORM), ANSWERS, {}), part)
    store(app, received_again(*dossiers.freeze({}, sections)))


def assign(app: Flask, juror: Actor = JO, number: int = 1) -> AssignmentId:
    """Let Eve entrust a dossier to a juror."""
    with app.app_context():
        assign_jurors(EVE, dossier(number), [juror.account_id])
        return map_assignments(db.session(), dossier(number))[juror.account_id].id


def declare(app: Flask, juror: Actor = JO, number: int = 1, link: Link = Link.NONE) -> AssignmentId:
    """Let a juror declare, once the dossier was entrusted to them."""
    assignment_id = assign(app, juror, number)
    with app.app_context():
        version = get_assignment(db.session(), assignment_id).version
        declared = Declared(link=link, detail=DETAIL)
        declare_interests(juror, assignment_id, declared, version=version)
    return assignment_id


def clear(app: Flask, juror: Actor = JO, number: int = 1) -> SheetId:
    """Return the sheet of a juror without a link."""
    assignment_id = declare(app, juror, number)
    with app.app_context():
        return sheet_of(assignment_id)


def sheet_of(assignment_id: AssignmentId) -> SheetId:
    """Return the sheet of an assignment that was cleared once."""
    sheet = find_sheet_of(db.session(), assignment_id)
    assert sheet
    return sheet.id


def rule(app: Flask, assignment_id: AssignmentId, *, cleared: bool) -> None:
    """Let Eve rule on a declared link."""
    with app.app_context():
        version = get_assignment(db.session(), assignment_id).version
        rule_on_link(EVE, assignment_id, Ruling(cleared=cleared, reason=REASON), version=version)


def withdraw(app: Flask, assignment_id: AssignmentId) -> None:
    """Let Eve take a dossier back."""
    with app.app_context():
        version = get_assignment(db.session(), assignment_id).version
        withdraw_assignment(EVE, assignment_id, "Juré souffrant.", version=version)


def save(app: Flask, sheet_id: SheetId, card: ScoreCard = CARD, juror: Actor = JO) -> None:
    """Let a juror keep a sheet."""
    with app.app_context():
        save_sheet(juror, sheet_id, card, version=_version(sheet_id))


def hand_in(app: Flask, juror: Actor = JO, number: int = 1, card: ScoreCard = CARD) -> SheetId:
    """Return the sheet that a juror without a link handed in."""
    sheet_id = clear(app, juror, number)
    with app.app_context():
        submit_sheet(juror, sheet_id, card, version=1)
    return sheet_id


def _version(sheet_id: SheetId) -> int:
    return db.session().get_one(ScoreSheet, sheet_id).version


def close(app: Flask, reason: str = "Le calendrier l’impose.") -> None:
    """Let Eve close the evaluation."""
    with app.app_context():
        close_evaluation(EVE, CALL_ID, reason)


def sheets(session: Session) -> dict[Actor, ScoreSheet]:
    """Return the sheets of Jo and Jean as they are stored now."""
    session.expire_all()
    session.rollback()
    rows = {sheet.juror_id: sheet for sheet in session.scalars(select(ScoreSheet))}
    return {juror: rows[juror.account_id] for juror in (JO, JEAN) if juror.account_id in rows}


def events(session: Session) -> list[str]:
    """Return what the journal says that people did, in order."""
    session.rollback()
    return list(session.scalars(select(JournalLine.event).order_by(JournalLine.position)))


def an_assignment_row(**changes: Any) -> Assignment:
    """Return Ruche as it is entrusted to Jo, behind everybody's back."""
    values: dict[str, Any] = {
        "application_id": RUCHE,
        "call_id": CALL_ID,
        "juror_id": JO.account_id,
        "state": "assigned",
        "assigned_at": NOON,
        "link": None,
        "detail": "",
        "declared_at": None,
        "reason": "",
        "version": 1,
    }
    return Assignment(**values | changes)
