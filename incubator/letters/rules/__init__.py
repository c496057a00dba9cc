"""Letters of decision: the facts that they print, and what must be known before one is issued."""

from collections.abc import Mapping
from typing import Final

from incubator.letters.rules.demands import why_not_issue
from incubator.letters.rules.facts import (
    Addressee,
    Admission,
    Agent,
    Aid,
    Authority,
    CriterionMean,
    Evaluation,
    Kind,
    LetterFacts,
    Mention,
    Opinion,
    Sense,
    Signatory,
    Space,
    from_json,
    to_json,
)

__all__ = [
    "TEMPLATES",
    "Addressee",
    "Admission",
    "Agent",
    "Aid",
    "Authority",
    "CriterionMean",
    "Evaluation",
    "Kind",
    "LetterFacts",
    "Mention",
    "Opinion",
    "Sense",
    "Signatory",
    "Space",
    "from_json",
    "to_json",
    "why_not_issue",
]

TEMPLATES: Final[Mapping[Kind, str]] = {
    Kind.ACCEPTED: "letters/acceptance.html",
    Kind.REFUSED: "letters/refusal.html",
    Kind.INADMISSIBLE: "letters/refusal.html",
}
