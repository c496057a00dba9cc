"""Taking over the dossiers of a table kept elsewhere: all of them, or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import insert

from incubator.applications import rules
from incubator.applications.models import Answer, Application, Intake, Submission
from incubator.applications.queries import get_intake, map_imported
from incubator.applications.rules import ApplicationId, ApplicationState, Candidate, IntakeId
from incubator.calls.commands import take_numbers
from incubator.calls.queries import get_call, get_form
from incubator.calls.rules import CallId, FormDefinition
from incubator.infra.files import Blob
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.tables import Table

SOME: Final = 100  # dossiers inserted at once
Step = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A table that the store keeps, with what its columns mean as plain data."""

    name: str
    blob: Blob
    mapping: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Arrival:
    """What the dossiers of one table have in common."""

    intake: Intake
    code: str
    title: str
    version: int
    form: FormDefinition


def bring_table(actor: Actor, call_id: CallId, brought: Brought) -> IntakeId:
    """Keep a table of dossiers beside a call, for its report to be read; nothing is imported."""
    with transaction(actor) as tx:
        call = get_call(tx.session, call_id)
        require(actor, Permission.IMPORT_DOSSIERS, call)
        form = get_form(tx.session, call_id, call.current_version)
        if refusal := rules.why_not_map(rules.read_mapping(brought.mapping), form):
            raise refusal
        intake = Intake(
            call_id=call_id,
            name=brought.name,
            digest=brought.blob.digest,
            mapping=dict(brought.mapping),
            brought_at=tx.now,
            brought_by=actor.account_id,
            dossiers=0,
        )
        tx.session.add(intake)
        tx.session.flush()
        tx.record(rules.TableBrought(subject_id=call_id, intake_id=intake.id, digest=intake.digest))
        return intake.id


def import_dossiers(
    actor: Actor, intake_id: IntakeId, table: Table, step: Step = lambda _: None
) -> None:
    """Take over every dossier of a table; `step` is told of how many more are in."""
    with transaction(actor) as tx:
        intake = get_intake(tx.session, intake_id)
        require(actor, Permission.IMPORT_DOSSIERS, intake)
        if refusal := rules.why_not_import(intake.imported_at):
            raise refusal
        mapping = rules.read_mapping(intake.mapping)
        known = map_imported(tx.session, intake.call_id)
        report = rules.examine(table, mapping, known)
        if report.faults:
            raise rules.WrongRows
        numbers = take_numbers(tx, intake.call_id, len(report.candidates))
        arrival = _arrive(tx, intake)
        numbered = list(zip(numbers, report.candidates, strict=True))
        for start in range(0, len(numbered), SOME):
            some = numbered[start : start + SOME]
            _insert(tx, arrival, some)
            step(len(some))
        intake.imported_at, intake.dossiers = tx.now, len(numbered)
        tx.record(
            rules.DossiersImported(
                subject_id=intake.call_id,
                intake_id=intake_id,
                digest=intake.digest,
                dossiers=len(numbered),
                first=numbers[0],
                last=numbers[-1],
            )
        )


def _arrive(tx: Tx, intake: Intake) -> _Arrival:
    call = get_call(tx.session, intake.call_id)
    version = call.current_version
    form = get_form(tx.session, call.id, version)
    return _Arrival(intake=intake, code=call.code, title=call.title, version=version, form=form)


def _insert(tx: Tx, arrival: _Arrival, some: Sequence[tuple[str, Candidate]]) -> None:
    """Insert some dossiers with their answers and their frozen copies, in three statements."""
    dossiers = [(ApplicationId(uuid4()), number, candidate) for number, candidate in some]
    tx.session.execute(
        insert(Application), [_application(tx, arrival, *dossier) for dossier in dossiers]
    )
    tx.session.execute(
        insert(Answer),
        [
            {"application_id": own, "key": key, "text": text, "saved_at": tx.now, "version": 1}
            for own, _, candidate in dossiers
            for key, text in candidate.texts.items()
            if text
        ],
    )
    tx.session.execute(
        insert(Submission), [_submission(tx, arrival, *dossier) for dossier in dossiers]
    )


def _application(
    tx: Tx, arrival: _Arrival, own: ApplicationId, number: str, candidate: Candidate
) -> dict[str, Any]:
    shown = {key: candidate.texts[key] for key in (rules.TITLE, rules.ORGANISATION)}
    return shown | {
        "id": own,
        "call_id": arrival.intake.call_id,
        "form_version": arrival.version,
        "intake_id": arrival.intake.id,
        "imported_as": candidate.key,
        "state": ApplicationState.SUBMITTED,
        "started_at": tx.now,
        "saved_at": tx.now,
        "submitted_at": tx.now,
        "version": 1,
        "number": number,
        "cluster": candidate.texts.get(rules.CLUSTER, ""),
        "words": rules.words_of(number=number, **shown),
        "ruling": "",
    }


def _submission(
    tx: Tx, arrival: _Arrival, own: ApplicationId, number: str, candidate: Candidate
) -> dict[str, Any]:
    facts = {
        "application_id": own,
        "number": number,
        "received_at": tx.now.isoformat(),
        "call": {"id": arrival.intake.call_id, "code": arrival.code, "title": arrival.title},
        "form_version": arrival.version,
        "imported": {
            "table": arrival.intake.digest,
            "line": candidate.line,
            "row": candidate.source,
        },
        "electronic_notification": False,
    }
    sections = rules.fill_in(arrival.form, candidate.texts, {})
    snapshot, digest = rules.freeze(facts, sections)
    return {
        "id": uuid4(),
        "application_id": own,
        "ordinal": 1,
        "received_at": tx.now,
        "snapshot": snapshot,
        "digest": digest,
        "consents_to_electronic": False,
    }
