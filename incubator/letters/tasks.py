"""The worker typesets letters: facts first, then bytes, then the row that speaks of them."""

from typing import Final
from uuid import UUID

from flask import render_template
from flask_babel import force_locale

from incubator.decisions.rules import DecisionId
from incubator.infra.db import db
from incubator.infra.pdf import Enclosure
from incubator.infra.prints import print_document
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM
from incubator.letters.commands import keep_letter
from incubator.letters.queries import find_letter, get_facts
from incubator.letters.rules import TEMPLATES, to_json, why_not_issue

DATA: Final = ("decision.json", "Les données de la décision")


def render_letter(subject_id: UUID) -> None:
    """Typeset the letter of a signed decision, once."""
    decision_id, session = DecisionId(subject_id), db.session()
    if find_letter(session, decision_id):
        return
    with force_locale("fr"):
        facts, signed_at = get_facts(session, decision_id)
        if refusal := why_not_issue(facts):
            raise refusal
        page = render_template(TEMPLATES[facts.kind], letter=facts)
    written = to_json(facts)
    name, description = DATA
    enclosed = Enclosure(name=name, description=description, content=written.encode())
    blob = print_document(page, said=written, enclosed=enclosed, at=signed_at)
    with transaction(SYSTEM) as tx:
        keep_letter(tx, decision_id, written, blob)
