"""What changes how far jurors are."""

from typing import Final

from incubator.jury.rules.assignments import (
    AssignmentWithdrawn,
    InterestDeclared,
    JurorAssigned,
    LinkRuled,
)
from incubator.jury.rules.sheets import SheetBegun, SheetSubmitted

PROGRESS: Final = (
    JurorAssigned,
    AssignmentWithdrawn,
    InterestDeclared,
    LinkRuled,
    SheetBegun,
    SheetSubmitted,
)
