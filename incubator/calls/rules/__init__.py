"""What a call asks and how it judges: definitions read from plain data, frozen at opening."""

from incubator.calls.rules.call import CallId, CallOpened, Stage, definition_digest, stage
from incubator.calls.rules.definition import (
    PICKED,
    RESERVED,
    ROWED,
    YES,
    Column,
    Condition,
    DefinitionError,
    FormDefinition,
    Question,
    QuestionKind,
    Section,
    When,
    read_form,
)
from incubator.calls.rules.rubric import TOTAL_WEIGHT, Criterion, Rubric, read_rubric

__all__ = [
    "PICKED",
    "RESERVED",
    "ROWED",
    "TOTAL_WEIGHT",
    "YES",
    "CallId",
    "CallOpened",
    "Column",
    "Condition",
    "Criterion",
    "DefinitionError",
    "FormDefinition",
    "Question",
    "QuestionKind",
    "Rubric",
    "Section",
    "Stage",
    "When",
    "definition_digest",
    "read_form",
    "read_rubric",
    "stage",
]
