"""What is true of the house at every instant, beyond what its tables refuse by themselves.

Each query returns what breaks its sentence; both databases read it.
"""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

SUBJECT_OF: Final = """
    SELECT {row} FROM {table} WHERE (SELECT count(*) FROM journal_line
    WHERE event = '{event}' AND subject_id = {subject}) <> {times}"""


def _told(table: str, event: str, *, subject: str, times: str, row: str = "id") -> str:
    """Return the query for things that the journal does not tell as often as they happened."""
    return SUBJECT_OF.format(table=table, event=event, subject=subject, times=times, row=row)


INVARIANTS: Final[Mapping[str, str]] = {
    "what was received is kept": """
        SELECT id FROM application WHERE state <> 'draft'
        AND id NOT IN (SELECT application_id FROM submission)""",
    "a draft was never received": """
        SELECT id FROM application WHERE state = 'draft'
        AND id IN (SELECT application_id FROM submission)""",
    "submissions are counted from one, without a gap": """
        SELECT application_id FROM submission GROUP BY application_id
        HAVING min(ordinal) <> 1 OR max(ordinal) <> count(*)""",
    "numbers are given once and in a row": """
        SELECT id FROM call WHERE last_number <> (SELECT count(*) FROM application
        WHERE call_id = call.id AND number IS NOT NULL)""",
    "an incomplete dossier waits for one request": """
        SELECT id FROM application WHERE state = 'incomplete' AND (SELECT count(*)
        FROM items_request WHERE application_id = application.id AND answered_at IS NULL) = 0""",
    "nobody judges in a call in which they compete": """
        SELECT a.id FROM assignment a JOIN application o ON o.call_id = a.call_id
        WHERE a.state IN ('assigned', 'cleared', 'referred') AND o.founder_id = a.juror_id""",
    "nobody judges a dossier that they share": """
        SELECT a.id FROM assignment a JOIN role r ON r.account_id = a.juror_id
        WHERE r.relation = 'teammate' AND r.scope = a.application_id""",
    "only a cleared juror writes on a sheet": """
        SELECT s.id FROM score_sheet s JOIN assignment a ON a.id = s.assignment_id
        WHERE s.open AND a.state <> 'cleared'""",
    "a cleared juror has a sheet": """
        SELECT id FROM assignment WHERE state = 'cleared'
        AND id NOT IN (SELECT assignment_id FROM score_sheet)""",
    "a sheet is about what its juror was entrusted with": """
        SELECT s.id FROM score_sheet s JOIN assignment a ON a.id = s.assignment_id
        WHERE s.juror_id <> a.juror_id OR s.application_id <> a.application_id
        OR s.call_id <> a.call_id""",
    "a sheet that was handed in judges every criterion": """
        SELECT s.id FROM score_sheet s WHERE s.state = 'submitted' AND s.marked <>
        (SELECT count(*) FROM mark m WHERE m.sheet_id = s.id
         AND (m.points IS NOT NULL OR m.unjudged))""",
    "no sheet is handed in after the closing": """
        SELECT s.id FROM score_sheet s JOIN evaluation_closing e ON e.call_id = s.call_id
        WHERE s.submitted_at > e.closed_at""",
    "the jury advises once the evaluation is closed": """
        SELECT o.application_id FROM opinion o LEFT JOIN evaluation_closing e
        ON e.call_id = o.call_id WHERE e.closed_at IS NULL OR o.recorded_at < e.closed_at""",
    "a signed decision seals the opinion that it quotes": """
        SELECT d.id FROM decision d JOIN opinion o ON o.application_id = d.application_id
        WHERE d.state <> 'drafted' AND o.sealed_at IS NULL""",
    "no two decisions of a call have the same reasons": """
        SELECT d.id FROM decision d JOIN decision o ON o.call_id = d.call_id AND o.id <> d.id
        WHERE d.reasons_fact <> '' AND o.reasons_fact = d.reasons_fact""",
    "a decision fits its verdict": """
        SELECT d.id FROM decision d JOIN application a ON a.id = d.application_id
        WHERE a.state NOT IN ('admissible', 'inadmissible')
        OR (d.outcome = 'inadmissible') <> (a.state = 'inadmissible')""",
    "nobody signs for themselves": """
        SELECT id FROM decision WHERE signed_by = founder_id OR drafted_by = founder_id""",
    "a decision is for the founder of its dossier": """
        SELECT d.id FROM decision d JOIN application a ON a.id = d.application_id
        WHERE d.founder_id <> a.founder_id OR d.call_id <> a.call_id""",
    "no decision is notified without its letter": """
        SELECT id FROM decision WHERE available_at IS NOT NULL
        AND id NOT IN (SELECT decision_id FROM letter)""",
    "the letters of a call leave at one instant": """
        SELECT call_id FROM decision WHERE available_at IS NOT NULL
        GROUP BY call_id HAVING count(DISTINCT available_at) > 1""",
    "a decision is announced once": """
        SELECT id FROM decision WHERE (available_at IS NOT NULL) <> ((SELECT count(*) FROM message
        WHERE kind = 'decision_available' AND subject_id = decision.id) = 1)""",
    "what was confirmed is a stay, and nothing else is": """
        SELECT d.id FROM decision d LEFT JOIN enrolment e ON e.application_id = d.application_id
        WHERE (coalesce(d.answer, '') = 'confirmed') <> (e.id IS NOT NULL)""",
    "a stay is in the cohort of its call": """
        SELECT e.id FROM enrolment e JOIN cohort c ON c.id = e.cohort_id
        WHERE c.call_id <> e.call_id""",
    "every stay has its milestones": """
        SELECT id FROM enrolment WHERE id NOT IN (SELECT enrolment_id FROM milestone)""",
    "what was withdrawn leaves nothing to do": """
        SELECT a.id FROM application a WHERE a.state = 'withdrawn' AND (
        a.id IN (SELECT application_id FROM score_sheet WHERE open)
        OR a.id IN (SELECT application_id FROM decision))""",
    "a mail that waits is somebody's job": """
        SELECT id FROM message WHERE state = 'pending' AND id NOT IN (SELECT subject_id FROM job
        WHERE task = 'deliver_message' AND state <> 'done')""",
    "the journal tells each submission": _told(
        "application",
        "ApplicationSubmitted",
        subject="application.id",
        times="(SELECT count(*) FROM submission WHERE application_id = application.id)",
    ),
    "the journal tells each withdrawal": _told(
        "application",
        "ApplicationWithdrawn",
        subject="application.id",
        times="(CASE WHEN state = 'withdrawn' THEN 1 ELSE 0 END)",
    ),
    "the journal tells each signature": _told(
        "decision",
        "DecisionSigned",
        subject="decision.application_id",
        times="(CASE WHEN signed_at IS NULL THEN 0 ELSE 1 END)",
    ),
    "the journal tells each closing": _told(
        "evaluation_closing",
        "EvaluationEnded",
        subject="evaluation_closing.call_id",
        times="1",
        row="call_id",
    ),
}


def list_violations(connection: sa.Connection) -> list[str]:
    """Return the sentences that are not true of what is stored."""
    broken = [sa.text(f"SELECT EXISTS ({query})") for query in INVARIANTS.values()]
    found = (connection.scalar(query) for query in broken)
    return [sentence for sentence, broken in zip(INVARIANTS, found, strict=True) if broken]
