"""Letters as they are kept and released, and the facts that they print."""

from incubator.letters.queries.facts import get_facts
from incubator.letters.queries.letters import (
    BatchLine,
    BatchPage,
    StoredLetter,
    find_letter,
    get_batch_page,
    get_letter,
    list_printed,
)

__all__ = [
    "BatchLine",
    "BatchPage",
    "StoredLetter",
    "find_letter",
    "get_batch_page",
    "get_facts",
    "get_letter",
    "list_printed",
]
