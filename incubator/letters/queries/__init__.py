"""Letters as they are kept and released, and the facts that they print."""

from incubator.letters.queries.facts import get_facts
from incubator.letters.queries.letters import StoredLetter, find_letter, get_letter
from incubator.letters.queries.release import (
    BatchLine,
    BatchPage,
    find_obstacle,
    get_batch_page,
    list_to_release,
    select_unprinted,
)

__all__ = [
    "BatchLine",
    "BatchPage",
    "StoredLetter",
    "find_letter",
    "find_obstacle",
    "get_batch_page",
    "get_facts",
    "get_letter",
    "list_to_release",
    "select_unprinted",
]
