"""Work for later, kept in the database by the transaction that asks for it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import Index, Uuid, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from incubator.infra.db import Model
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import SYSTEM
from incubator.kernel.refusals import Refusal

LEASE: Final = timedelta(minutes=2)  # longer than any one task may take
MOST_ATTEMPTS: Final = 8
FIRST_DELAY: Final = timedelta(seconds=2)

Tasks = Mapping[str, Callable[[UUID], None]]
log = logging.getLogger(__name__)


class JobState(StrEnum):
    """The life of a job; a running one whose lease has ended is ready again."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Model):
    """One task on one thing."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_next", "state", "run_at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    task: Mapped[str]
    subject_id: Mapped[UUID]
    state: Mapped[JobState] = mapped_column(default=JobState.READY)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]


class PausedTask(Model):
    """A kind of work that waits until somebody lets it go on."""

    __tablename__ = "paused_task"

    task: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A job in one worker's hands; `attempt` tells it from a later worker's."""

    job_id: UUID
    task: str
    subject_id: UUID
    attempt: int


def enqueue(tx: Tx, task: str, subject_id: UUID) -> None:
    """Ask for a task once the transaction is kept."""
    tx.session.add(Job(task=task, subject_id=subject_id, run_at=tx.now))


def pause(tx: Tx, task: str) -> None:
    """Let a kind of work wait from now on."""
    if tx.session.get(PausedTask, task) is None:
        tx.session.add(PausedTask(task=task, since=tx.now))


def go_on(tx: Tx, task: str) -> None:
    """Let a kind of work that waits go on."""
    if paused := tx.session.get(PausedTask, task):
        tx.session.delete(paused)


def find_pause(session: Session, task: str) -> datetime | None:
    """Return since when a kind of work waits, or None."""
    paused = session.get(PausedTask, task)
    return paused.since if paused else None


def map_failures(session: Session, task: str) -> Mapping[UUID, str]:
    """Return why a task failed last, given up or not, by what it was about."""
    failed = select(Job).where(Job.task == task, Job.error.is_not(None))
    return {job.subject_id: job.error or "" for job in session.scalars(failed)}


def resume(tx: Tx) -> int:
    """Take up again all the work that was given up, and return how much there was."""
    given_up = tx.session.scalars(select(Job).filter_by(state=JobState.FAILED)).all()
    for job in given_up:
        job.state, job.attempts, job.run_at = JobState.READY, 0, tx.now
    return len(given_up)


def run_next() -> bool:
    """Run the next job that is due; say whether there was one."""
    claim = _claim()
    if claim is None:
        return False
    tasks: Tasks = current_app.extensions["tasks"]
    try:
        tasks[claim.task](claim.subject_id)
    except Exception as error:
        log.exception("job %s (%s) failed at attempt %s", claim.job_id, claim.task, claim.attempt)
        _give_back(claim, _reason(error))
    else:
        _finish(claim)
    return True


def _reason(error: Exception) -> str:
    """Return why a task failed: what a rule says, or else what the machine says."""
    if isinstance(error, Refusal):
        return error.sentence % error.details if error.details else error.sentence
    return f"{type(error).__name__}: {error}"


def _claim() -> Claim | None:
    with transaction(SYSTEM) as tx:
        _give_up_fatal(tx)
        due = select(Job).where(
            or_(Job.state == JobState.READY, Job.state == JobState.RUNNING),
            Job.run_at <= tx.now,
            Job.task.not_in(select(PausedTask.task)),
        )
        job = tx.session.scalars(due.order_by(Job.run_at).limit(1)).first()
        if job is None:
            return None
        job.state, job.run_at, job.attempts = JobState.RUNNING, tx.now + LEASE, job.attempts + 1
        return Claim(job_id=job.id, task=job.task, subject_id=job.subject_id, attempt=job.attempts)


def _give_up_fatal(tx: Tx) -> None:
    """Stop trying a job whose every worker died."""
    fatal = update(Job).where(
        Job.state == JobState.RUNNING, Job.run_at <= tx.now, Job.attempts >= MOST_ATTEMPTS
    )
    tx.session.execute(fatal.values(state=JobState.FAILED, error="no worker came back from it"))


def _held(tx: Tx, claim: Claim) -> Job | None:
    """Return the job while it is still in this worker's hands."""
    return tx.session.scalars(
        select(Job).filter_by(id=claim.job_id, attempts=claim.attempt, state=JobState.RUNNING)
    ).one_or_none()


def _finish(claim: Claim) -> None:
    with transaction(SYSTEM) as tx:
        if job := _held(tx, claim):
            job.state, job.error = JobState.DONE, None


def _give_back(claim: Claim, error: str) -> None:
    with transaction(SYSTEM) as tx:
        if job := _held(tx, claim):
            spent = claim.attempt >= MOST_ATTEMPTS
            job.state = JobState.FAILED if spent else JobState.READY
            job.run_at, job.error = tx.now + FIRST_DELAY * 4 ** (claim.attempt - 1), error[:2000]
