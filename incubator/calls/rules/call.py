"""A call: its calendar, and what is published at its opening."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, NewType
from uuid import UUID

from incubator.kernel.events import Event
from incubator.kernel.paris import is_past, opening_instant

if TYPE_CHECKING:
    from datetime import date, datetime

    from incubator.calls.rules.definition import FormDefinition
    from incubator.calls.rules.rubric import Rubric

CallId = NewType("CallId", UUID)


class Stage(StrEnum):
    """Where a call stands in its calendar."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class CallOpened(Event):
    """A call was published with its form and rubric, known by their digest."""

    code: str
    digest: str


def definition_digest(form: FormDefinition, rubric: Rubric) -> str:
    """Return what is published at opening: the digest of the questions and of the rubric."""
    content = json.dumps([asdict(form), asdict(rubric)], sort_keys=True, ensure_ascii=False)
    return sha256(content.encode()).hexdigest()


def stage(opens_on: date, closes_on: date, now: datetime) -> Stage:
    """Say whether a call is yet to open, open or closed."""
    if is_past(closes_on, now):
        return Stage.CLOSED
    return Stage.OPEN if now >= opening_instant(opens_on) else Stage.UPCOMING
