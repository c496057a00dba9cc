"""Who may do what: one page to read, one page to change."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Final

from incubator.kernel.actor import Actor, Relation, Subject
from incubator.kernel.refusals import Forbidden, NotFound


class Permission(StrEnum):
    """What somebody may do to something."""

    READ_DESK = "read_desk"
    OWN_ACCOUNT = "own_account"
    INVITE = "invite"
    APPLY = "apply"
    EDIT_APPLICATION = "edit_application"
    SUBMIT_APPLICATION = "submit_application"
    MANAGE_TEAM = "manage_team"
    WITHDRAW_APPLICATION = "withdraw_application"
    READ_RECEIPT = "read_receipt"
    READ_FILE = "read_file"
    LIST_CALLS = "list_calls"
    LIST_DOSSIERS = "list_dossiers"
    IMPORT_DOSSIERS = "import_dossiers"
    EXPORT_DOSSIERS = "export_dossiers"
    READ_DOSSIER = "read_dossier"
    RULE_ON_ADMISSIBILITY = "rule_on_admissibility"
    READ_THREAD = "read_thread"
    SEND_MESSAGE = "send_message"
    ASSIGN = "assign"
    RULE_ON_LINK = "rule_on_link"
    READ_PROGRESS = "read_progress"
    CLOSE_EVALUATION = "close_evaluation"
    READ_ASSIGNMENTS = "read_assignments"
    DECLARE_INTERESTS = "declare_interests"
    READ_SHEET = "read_sheet"
    SCORE = "score"
    READ_RANKING = "read_ranking"
    RECORD_OPINION = "record_opinion"
    DRAFT_DECISION = "draft_decision"
    READ_DECISIONS = "read_decisions"
    SIGN_DECISION = "sign_decision"
    RELEASE_LETTERS = "release_letters"
    OPEN_DECISION = "open_decision"
    ANSWER_ADMISSION = "answer_admission"
    READ_LETTER = "read_letter"
    READ_COHORT = "read_cohort"
    READ_STARTUP = "read_startup"
    FOLLOW_STARTUP = "follow_startup"
    SET_UP_HOUSE = "set_up_house"


GRANTS: Final[Mapping[Permission, AbstractSet[Relation]]] = {
    Permission.READ_DESK: {Relation.MEMBER},
    Permission.OWN_ACCOUNT: {Relation.MEMBER},
    Permission.INVITE: {Relation.MANAGER},
    Permission.APPLY: {Relation.MEMBER},
    Permission.EDIT_APPLICATION: {Relation.FOUNDER_OF, Relation.TEAMMATE},
    Permission.SUBMIT_APPLICATION: {Relation.FOUNDER_OF, Relation.TEAMMATE},
    Permission.MANAGE_TEAM: {Relation.FOUNDER_OF},
    Permission.WITHDRAW_APPLICATION: {Relation.FOUNDER_OF},
    Permission.READ_RECEIPT: {Relation.FOUNDER_OF, Relation.TEAMMATE, Relation.MANAGER},
    Permission.READ_FILE: {Relation.FOUNDER_OF, Relation.TEAMMATE, Relation.MANAGER},
    Permission.LIST_CALLS: {Relation.MANAGER, Relation.SIGNATORY},
    Permission.LIST_DOSSIERS: {Relation.MANAGER},
    Permission.IMPORT_DOSSIERS: {Relation.MANAGER},
    Permission.EXPORT_DOSSIERS: {Relation.MANAGER},
    Permission.READ_DOSSIER: {Relation.MANAGER},
    Permission.RULE_ON_ADMISSIBILITY: {Relation.MANAGER},
    Permission.READ_THREAD: {Relation.FOUNDER_OF, Relation.TEAMMATE, Relation.MANAGER},
    Permission.SEND_MESSAGE: {Relation.FOUNDER_OF, Relation.TEAMMATE, Relation.MANAGER},
    Permission.ASSIGN: {Relation.MANAGER},
    Permission.RULE_ON_LINK: {Relation.MANAGER},
    Permission.READ_PROGRESS: {Relation.MANAGER},
    Permission.CLOSE_EVALUATION: {Relation.MANAGER},
    Permission.READ_ASSIGNMENTS: {Relation.JUROR},
    Permission.DECLARE_INTERESTS: {Relation.ASSIGNED_TO},
    Permission.READ_SHEET: {Relation.JUROR_ON},
    Permission.SCORE: {Relation.JUROR_ON},
    Permission.READ_RANKING: {Relation.MANAGER},
    Permission.RECORD_OPINION: {Relation.MANAGER},
    Permission.DRAFT_DECISION: {Relation.MANAGER},
    Permission.READ_DECISIONS: {Relation.MANAGER, Relation.SIGNATORY},
    Permission.SIGN_DECISION: {Relation.SIGNATORY},
    Permission.RELEASE_LETTERS: {Relation.MANAGER},
    Permission.OPEN_DECISION: {Relation.FOUNDER_OF, Relation.TEAMMATE},
    Permission.ANSWER_ADMISSION: {Relation.FOUNDER_OF},
    Permission.READ_LETTER: {
        Relation.FOUNDER_OF,
        Relation.TEAMMATE,
        Relation.MANAGER,
        Relation.SIGNATORY,
    },
    Permission.READ_COHORT: {Relation.MANAGER},
    Permission.READ_STARTUP: {Relation.FOUNDER_OF, Relation.TEAMMATE, Relation.MANAGER},
    Permission.FOLLOW_STARTUP: {Relation.MANAGER},
    Permission.SET_UP_HOUSE: {Relation.OPERATOR},
}

_asked: ContextVar[set[Permission]] = ContextVar("asked")


def allows(actor: Actor, permission: Permission, subject: Subject) -> bool:
    """Tell whether the actor holds the permission on the subject."""
    return bool(GRANTS[permission] & subject.relations_of(actor))


def require(actor: Actor, permission: Permission, subject: Subject) -> None:
    """Stop whoever lacks the permission; to a stranger the subject does not exist."""
    _asked.get(set()).add(permission)
    if not subject.relations_of(actor):
        raise NotFound
    if not allows(actor, permission, subject):
        raise Forbidden


@contextmanager
def watched() -> Iterator[AbstractSet[Permission]]:
    """Collect the permissions that are required meanwhile."""
    asked: set[Permission] = set()
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)
