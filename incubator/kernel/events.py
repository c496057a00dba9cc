"""What happened, told to whoever is concerned."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact: named in the past tense, made of ids and values, never of personal text.

    `subject_id` names what it happened to: the dossier when there is one.
    """

    subject_id: UUID
