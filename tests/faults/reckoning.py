"""What was acknowledged is held against what is stored."""

import json
from collections.abc import Sequence

from sqlalchemy import select

from incubator.applications.models import Answer, Application, Attachment, Submission
from incubator.applications.rules import PRINT
from incubator.infra.files import read
from incubator.infra.jobs import Job
from incubator.journal.models import JournalLine
from incubator.outbox.models import Message
from tests.faults.dossiers import Founder, dossier
from tests.faults.house import House


def reckon(house: House, founders: Sequence[Founder]) -> int:
    """Check that all that was acknowledged is stored, nothing by half; return how much it is."""
    for founder in founders:
        _check_words(house, founder)
        _check_files(house, founder)
    _check_submissions(house, founders)
    house.check()
    return sum(founder.acknowledged for founder in founders)


def _check_words(house: House, founder: Founder) -> None:
    asked = {"application_id": dossier(founder.number), "key": "summary"}
    with house.stored() as session:
        text = session.scalars(select(Answer.text).filter_by(**asked)).one()
    stored = int(text.split()[1]) if text.startswith("Essai") else 0
    assert founder.saved <= stored <= founder.tried


def _check_files(house: House, founder: Founder) -> None:
    with house.stored() as session:
        rows = session.scalars(
            select(Attachment).filter_by(application_id=dossier(founder.number))
        ).all()
        names = {row.name for row in rows}
        for row in rows:
            assert len(read(row.digest)) == row.size
    assert names >= set(founder.files)


def _check_submissions(house: House, founders: Sequence[Founder]) -> None:
    with house.stored() as session:
        received = {str(row.id): row for row in session.scalars(select(Submission))}
        lines = session.scalars(
            select(JournalLine.facts).filter_by(event="ApplicationSubmitted")
        ).all()
        mails = session.scalars(select(Message.subject_id).filter_by(kind="application_received"))
        prints = session.scalars(select(Job.subject_id).filter_by(task=PRINT))
        numbers = session.scalars(select(Application.number).where(Application.number.is_not(None)))
        assert sorted(json.loads(line)["submission_id"] for line in lines) == sorted(received)
        assert sorted(map(str, mails)) == sorted(received)
        assert sorted(map(str, prints)) == sorted(received)
        given = list(numbers)
    assert len(set(given)) == len(given)
    for founder in founders:
        for receipt, words in founder.received.items():
            number = int(json.loads(received[receipt].snapshot)["answers"]["summary"].split()[1])
            assert number >= words
