"""How a call judges: criteria, their weights, their levels in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from incubator.calls.rules.definition import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Mapping

TOTAL_WEIGHT: Final = 100


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What a juror marks; `levels[mark]` describes each mark in words."""

    code: str
    title: str
    summary: str
    weight: int
    levels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """Criteria whose weights total 100, marked from 0 to `scale`."""

    scale: int
    minimum_sheets: int
    criteria: tuple[Criterion, ...]


def read_rubric(data: Mapping[str, Any]) -> Rubric:
    """Return a rubric from plain data, or raise `DefinitionError`."""
    try:
        criteria = tuple(
            Criterion(**criterion | {"levels": tuple(criterion["levels"])})
            for criterion in data["criteria"]
        )
        rubric = Rubric(
            scale=data["scale"], minimum_sheets=data["minimum_sheets"], criteria=criteria
        )
        _check_rubric(rubric)
    except (KeyError, TypeError) as error:
        raise DefinitionError(error) from error
    return rubric


def _check_rubric(rubric: Rubric) -> None:
    criteria, marks = rubric.criteria, rubric.scale + 1
    codes = {criterion.code for criterion in criteria}
    needs = {
        f"weights must total {TOTAL_WEIGHT}": sum(c.weight for c in criteria) == TOTAL_WEIGHT,
        "each criterion needs a weight": all(c.weight > 0 for c in criteria),
        "each criterion needs a code of its own": len(codes) == len(criteria),
        "each mark needs its level in words": all(len(c.levels) == marks for c in criteria),
        "a score needs a sheet": rubric.minimum_sheets > 0,
    }
    for message, met in needs.items():
        if not met:
            raise DefinitionError(message)
