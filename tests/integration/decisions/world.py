"""A call of two places, heard by its jury: whom to admit, whom to refuse, one inadmissible."""

from collections.abc import Mapping

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.decisions.commands import (
    answer_admission,
    draft_decision,
    make_available,
    open_decision,
    sign_decision,
)
from incubator.decisions.models import Decision
from incubator.decisions.queries import get_decision
from incubator.decisions.rules import DecisionId, Draft, Outcome, Reply
from incubator.deliberation.commands import record_opinion
from incubator.deliberation.rules import Advice, Sense
from incubator.infra.unit_of_work import transaction
from incubator.journal.models import JournalLine
from incubator.kernel.actor import SYSTEM, Actor
from tests.builders import ADA, EVE, RUCHE, SAM, a_closed_call, a_house, an_application, store
from tests.integration.deliberation.world import (
    SPECIMEN,
    a_closing,
    a_panel,
    a_rival,
    dossier,
    flat,
)

RULES = {
    "title": "Règlement de l’appel à candidatures QI-2026-01",
    "approved_by": "délibération n° 2026-C-014",
    "selection_article": "article 5",
    "admissibility_article": "article 3",
}
CONTACT = {"name": "Maëlle Caudron", "email": "equipe@quai.example", "phone": "03 53 01 00 10"}
LAW = "Règlement de l’appel, article 5 : les projets sont classés dans la limite de deux places."
FACTS = (
    "Le jury a relevé une équipe complémentaire et un besoin confirmé par douze entretiens. Il a "
    "estimé que le prix n’était pas encore éprouvé et que la présence à Amiens, d’un jour par "
    "semaine, restait en deçà de ce que demande le programme."
)
ADMISSION = Draft(outcome=Outcome.ACCEPTED, reasons_law=LAW, reasons_fact="")
REFUSAL = Draft(outcome=Outcome.REFUSED, reasons_law=LAW, reasons_fact=FACTS)
TYPED = {"outcome": "refused", "reasons_law": LAW, "reasons_fact": FACTS}
RULING = "Le dossier a été déposé après la date limite."
INADMISSIBLE = dossier(3)


def build(app: Flask, *, places: int = 2) -> None:
    """Store Ruche and Projet 2, both heard, and Projet 3, found inadmissible."""
    call = a_closed_call(places=places, content={"rules": RULES, "contact": CONTACT})
    store(app, *a_house(), *call, *an_application(), *a_panel(*SPECIMEN))
    store(app, *a_rival(2), *a_panel(*flat(3), number=2))
    store(app, *a_rival(3, state=ApplicationState.INADMISSIBLE, ruling=RULING), a_closing())
    for number, sense in ((1, Sense.FAVOURABLE), (2, Sense.UNFAVOURABLE)):
        hear(app, number, sense)


def hear(app: Flask, number: int, sense: Sense = Sense.FAVOURABLE) -> None:
    """Record the jury's opinion of a dossier."""
    advice = Advice(
        sense=sense, assessment=f"Appréciation de {number}.", recommendations=f"Conseil {number}."
    )
    with app.app_context():
        record_opinion(EVE, dossier(number), advice, version=0)


def drafted(
    app: Flask, draft: Draft = ADMISSION, application_id: ApplicationId = RUCHE
) -> DecisionId:
    """Return a decision that Eve drafted."""
    with app.app_context():
        return draft_decision(EVE, application_id, draft, version=0)


def signed(
    app: Flask, draft: Draft = ADMISSION, application_id: ApplicationId = RUCHE
) -> DecisionId:
    """Return a decision that Sam signed."""
    decision_id = drafted(app, draft, application_id)
    with app.app_context():
        sign_decision(SAM, decision_id, version=1)
    return decision_id


def available(
    app: Flask, draft: Draft = ADMISSION, application_id: ApplicationId = RUCHE
) -> DecisionId:
    """Return a decision that awaits its reader."""
    decision_id = signed(app, draft, application_id)
    with app.app_context(), transaction(SYSTEM) as tx:
        make_available(tx, get_decision(tx.session, decision_id))
    return decision_id


def opened(app: Flask, draft: Draft = ADMISSION, founder: Actor = ADA) -> DecisionId:
    """Return a decision that its founder opened."""
    decision_id = available(app, draft)
    with app.app_context():
        open_decision(founder, decision_id)
    return decision_id


def answered(app: Flask, reply: Reply) -> DecisionId:
    """Return an admission that Ada answered."""
    decision_id = opened(app)
    with app.app_context():
        answer_admission(ADA, decision_id, reply, version=3)
    return decision_id


def decisions(session: Session) -> Mapping[ApplicationId, Decision]:
    """Return the decisions as they are stored now, by dossier."""
    session.rollback()
    return {row.application_id: row for row in session.scalars(select(Decision))}


def count_events(session: Session, name: str) -> int:
    """Return how often an event was journalled."""
    session.rollback()
    return len(session.scalars(select(JournalLine).filter_by(event=name)).all())
