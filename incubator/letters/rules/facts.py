"""The facts that a letter prints, and their one way of being written down."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Kind(StrEnum):
    """What a letter announces."""

    ACCEPTED = "accepted"
    WAITING_LIST = "waiting_list"
    REFUSED = "refused"
    INADMISSIBLE = "inadmissible"


class Sense(StrEnum):
    """What the jury advised."""

    FAVOURABLE = "favourable"
    RESERVED = "reserved"
    UNFAVOURABLE = "unfavourable"


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Who decides, and where it can be reached."""

    name: str
    service: str
    address: str
    city: str
    email: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class Agent:
    """Who follows the dossier (CRPA art. L. 111-2)."""

    given_name: str
    family_name: str
    capacity: str


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who decides in the authority's name: the four mentions of CRPA art. L. 212-2."""

    given_name: str
    family_name: str
    capacity: str
    service: str
    delegation: str = ""


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """To whom the letter goes."""

    name: str
    organisation: str = ""
    address: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A text that binds, in the version that was in force."""

    code: str
    version: int
    body: str


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What the jury said of the project."""

    sense: Sense
    given_on: date
    assessment: str = ""
    recommendations: str = ""


@dataclass(frozen=True, kw_only=True)
class CriterionMean:
    """What the jurors gave for one criterion; nothing when none of them could judge."""

    label: str
    weight: int
    mean: Fraction | None
    best: int = 5


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The applicant's own marks; nobody else's, no threshold."""

    dossiers: int
    jurors: int
    without_link: bool
    mean: Fraction
    criteria: tuple[CriterionMean, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Space:
    """A place to work, under a title of its own."""

    name: str
    fee: str


@dataclass(frozen=True, kw_only=True)
class Aid:
    """What the support is worth as public aid, in euros, and the rules for it."""

    amount: int
    rules: Mention


@dataclass(frozen=True, kw_only=True)
class Admission:
    """What an admission opens; what is not known is not printed."""

    cohort: str
    cluster: str
    months: int | None = None
    starts_on: date | None = None
    answer_by: date | None = None
    agreement_by: date | None = None
    documents: tuple[str, ...] = ()
    space: Space | None = None
    aid: Aid | None = None
    commitments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Where a project waits for a place, and until when."""

    rank: int
    until: date


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """Everything that a letter prints; kept with it, so that it can be made again."""

    kind: Kind
    number: str
    act_number: str
    call: str
    project: str
    signed_on: date
    authority: Authority
    agent: Agent
    signatory: Signatory
    addressee: Addressee
    exemption: Mention
    remedies: Mention
    visas: tuple[str, ...] = ()
    reasons_law: str = ""
    reasons_fact: str = ""
    opinion: Opinion | None = None
    evaluation: Evaluation | None = None
    admission: Admission | None = None
    waiting: Waiting | None = None
    algorithm: Mention | None = None
    documents: Mention | None = None
    next_steps: str = ""
    privacy: str = ""


def to_json(facts: LetterFacts) -> str:
    """Write the facts in the one way that gives them one digest."""
    return json.dumps(
        asdict(facts), default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def from_json(text: str) -> LetterFacts:
    """Read facts as they were written."""
    facts: LetterFacts = _read(LetterFacts, json.loads(text))
    return facts


READERS: Final[Mapping[type, Callable[[str], object]]] = {date: date.fromisoformat}


def _read(kind: Any, value: Any) -> Any:
    """Build an `X`, an `X | None` or a `tuple[X, ...]` from plain JSON."""
    kind, *rest = get_args(kind) or (kind,)
    if value is None:
        return None
    if rest == [...]:
        return tuple(_read(kind, part) for part in value)
    if isinstance(value, dict):
        hints = get_type_hints(kind)
        return kind(**{name: _read(hints[name], part) for name, part in value.items()})
    return READERS.get(kind, kind)(value)
