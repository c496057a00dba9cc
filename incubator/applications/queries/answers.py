"""One question of a draft, and what is kept in answer to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incubator.applications import rules
from incubator.applications.models import Answer
from incubator.applications.queries.dossiers import get_application
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import get_form
from incubator.calls.rules import Question, QuestionKind
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class KeptAnswer:
    """An answer as it is kept: its version, its words, since when."""

    version: int
    words: str
    saved_at: datetime


def get_question(
    session: Session, actor: Actor, application_id: ApplicationId, key: str
) -> Question:
    """Return a question of a dossier's form, to who may answer it."""
    application = get_application(session, application_id)
    require(actor, Permission.EDIT_APPLICATION, application)
    form = get_form(session, application.call_id, application.form_version)
    question = form.find_question(key)
    if question is None or question.kind is QuestionKind.FILE:
        raise NotFound
    return question


def get_kept_answer(
    session: Session, actor: Actor, application_id: ApplicationId, question: Question
) -> KeptAnswer:
    """Return what is kept in answer to a question; before the first word its version is 0."""
    application = get_application(session, application_id)
    require(actor, Permission.EDIT_APPLICATION, application)
    answer = session.get(Answer, (application_id, question.key))
    if answer is None:
        return KeptAnswer(version=0, words="", saved_at=application.saved_at)
    rows = rules.rows_in_words(question, answer.text)
    return KeptAnswer(
        version=answer.version,
        words="\n".join(", ".join(filter(None, row)) for row in rows)
        or rules.in_words(question, answer.text),
        saved_at=answer.saved_at,
    )
