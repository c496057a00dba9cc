"""The worker typesets letters: facts first, then bytes, then the row that speaks of them."""

from io import BytesIO
from uuid import UUID

from flask import render_template
from flask_babel import force_locale

from incubator.decisions.rules import DecisionId
from incubator.infra.db import db
from incubator.infra.files import put
from incubator.infra.pdf import PdfRefused, render_pdf, unprintable
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM
from incubator.letters.commands import keep_letter
from incubator.letters.queries import find_letter, get_facts
from incubator.letters.rules import TEMPLATES, NotDrawn, Unprintable, to_json, why_not_issue


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
    if characters := unprintable(written):
        raise Unprintable(characters=" ".join(sorted(characters)))
    try:
        pdf = render_pdf(page, data=written.encode(), at=signed_at)
    except PdfRefused as refused:
        raise NotDrawn(reason=str(refused)) from refused
    blob = put(BytesIO(pdf))
    with transaction(SYSTEM) as tx:
        keep_letter(tx, decision_id, written, blob)
