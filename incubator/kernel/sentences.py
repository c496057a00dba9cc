"""What the house says in one sentence, wherever it says it: on a page, in a mail, on paper."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sentence:
    """A French sentence and what goes into it; whoever shows it translates it."""

    sentence: str
    details: Mapping[str, object] = field(default_factory=dict)
