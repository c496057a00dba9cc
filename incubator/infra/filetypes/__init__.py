"""What a file is, by its name, its first bytes and a look inside."""

from incubator.infra.filetypes.flaws import (
    Active,
    Carrier,
    Locked,
    Mixed,
    OtherContent,
    Reaching,
    Swelling,
    UnknownKind,
    Unreadable,
)
from incubator.infra.filetypes.inspection import Found, inspect

__all__ = [
    "Active",
    "Carrier",
    "Found",
    "Locked",
    "Mixed",
    "OtherContent",
    "Reaching",
    "Swelling",
    "UnknownKind",
    "Unreadable",
    "inspect",
]
