"""Noting that the table of a call left."""

from incubator.applications import rules
from incubator.calls.queries import get_call
from incubator.calls.rules import CallId
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require


def note_export(actor: Actor, call_id: CallId, *, form: str, digest: str, dossiers: int) -> None:
    """Note who took the dossiers of a call away as a file, and which bytes they took."""
    with transaction(actor) as tx:
        require(actor, Permission.EXPORT_DOSSIERS, get_call(tx.session, call_id))
        tx.record(
            rules.DossiersExported(subject_id=call_id, form=form, digest=digest, dossiers=dossiers)
        )
