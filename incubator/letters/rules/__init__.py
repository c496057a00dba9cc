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
    Waiting,
    from_json,
    to_json,
)
from incubator.letters.rules.release import (
    DecisionUnopened,
    DossiersUndecided,
    LetterRendered,
    LettersMissing,
    LettersReleased,
    NothingToRelease,
    why_not_release,
)

__all__ = [
    "RENDER",
    "TEMPLATES",
    "Addressee",
    "Admission",
    "Agent",
    "Aid",
    "Authority",
    "CriterionMean",
    "DecisionUnopened",
    "DossiersUndecided",
    "Evaluation",
    "Kind",
    "LetterFacts",
    "LetterRendered",
    "LettersMissing",
    "LettersReleased",
    "Mention",
    "NothingToRelease",
    "Opinion",
    "Sense",
    "Signatory",
    "Space",
    "Waiting",
    "from_json",
    "to_json",
    "why_not_issue",
    "why_not_release",
]

RENDER: Final = "render_letter"
TEMPLATES: Final[Mapping[Kind, str]] = {
    Kind.ACCEPTED: "letters/acceptance.html",
    Kind.WAITING_LIST: "letters/waiting_list.html",
    Kind.REFUSED: "letters/refusal.html",
    Kind.INADMISSIBLE: "letters/refusal.html",
}
