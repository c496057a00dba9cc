"""Receipts of invented submissions: say only what the test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from incubator.applications.rules import DossierFile, FileId, Receipt
from incubator.ecosystem.rules import Authority, BindingText
from tests.builders import AUTHORITY, TEXTS
from tests.names import LEGITIMATE

FILES: Final = tuple(
    DossierFile(
        id=FileId(UUID(int=number)), name=name, size=10**number % 9**7, digest=f"{number:064x}",
        media_type="application/pdf",
    )
    for number, name in enumerate(LEGITIMATE, 1)
)  # fmt: skip
SHORT: Final = Receipt(
    call="Appel e-santé 2026",
    number="QI-2026-01-0042",
    title="Ruche",
    contact="Ada Lenoir",
    organisation="Ruche SAS",
    address="2 rue des Abeilles\n80000 Amiens",
    ordinal=1,
    received_at=datetime(2026, 7, 10, 21, 59, 59, tzinfo=UTC),
    digest="0" * 64,
    silence_on=date(2026, 9, 10),
    files=(),
    gaps=(),
    authority=Authority(**AUTHORITY),
    remedies=BindingText(code="remedies", version=1, body=TEXTS["remedies"]),
    closes_on=date(2026, 7, 10),
    admissibility_until=date(2026, 7, 20),
    evaluation_until=date(2026, 8, 20),
    hearings_on=date(2026, 9, 1),
    decision_on=date(2026, 9, 5),
)
LONG: Final = replace(  # each of 53 questions lacks its answer; files bear every kind of name
    SHORT, ordinal=3, files=FILES, gaps=tuple(f"Question {number}" for number in range(1, 54))
)


def a_receipt(receipt: Receipt = SHORT, /, **changes: Any) -> Receipt:
    """Return a receipt that may be printed, but for what the test changes."""
    return replace(receipt, **changes)
