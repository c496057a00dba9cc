"""The journal hears everything."""

import json
from dataclasses import asdict

from incubator.infra.unit_of_work import Tx
from incubator.journal import rules
from incubator.journal.models import JournalLine
from incubator.journal.queries import find_last_seal
from incubator.kernel.events import Event


def write_line(tx: Tx, event: Event) -> None:
    """Append what happened, who caused it and when, sealed to the line before."""
    line = JournalLine(
        at=tx.now,
        actor_id=tx.actor.account_id,
        event=type(event).__name__,
        subject_id=event.subject_id,
        facts=json.dumps(asdict(event), default=str, sort_keys=True),
    )
    line.seal = rules.seal(line, find_last_seal(tx.session))
    tx.session.add(line)
