"""Nothing breaks what is always true, and each sentence of it can be seen to be broken."""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from flask import Flask

from incubator.infra.db import db
from tests.invariants import INVARIANTS, list_violations
from tests.world import build

MOVE_TO_A_DRAFT: Final = """
    UPDATE submission SET application_id = (SELECT id FROM application WHERE state = 'draft')
    WHERE ordinal = 1 AND application_id = (SELECT id FROM application WHERE ruled_at IS NOT NULL
    ORDER BY number LIMIT 1)"""
TAKE_BACK: Final = """
    UPDATE application SET state = 'withdrawn', withdrawn_at = '2026-01-01', silence_on = NULL
    WHERE ruled_at IS NOT NULL"""
TELL_AGAIN: Final = """
    INSERT INTO journal_line (at, actor_id, event, subject_id, facts, seal)
    SELECT at, actor_id, event, subject_id, facts, 'again' FROM journal_line
    WHERE event = '{event}' ORDER BY position LIMIT 1"""
BREAK: Final[Mapping[str, str]] = {
    "what was received is kept": MOVE_TO_A_DRAFT,
    "a draft was never received": MOVE_TO_A_DRAFT,
    "submissions are counted from one, without a gap": """
        UPDATE submission SET ordinal = ordinal + 10""",
    "numbers are given once and in a row": "UPDATE call SET last_number = last_number + 1",
    "an incomplete dossier waits for one request": """
        UPDATE application SET state = 'incomplete', reopened_until = '2030-01-01'
        WHERE state = 'submitted'""",
    "nobody judges in a call in which they compete": """
        UPDATE assignment SET juror_id = (SELECT founder_id FROM application
        WHERE id = assignment.application_id) WHERE state = 'cleared'
        AND id = (SELECT id FROM assignment WHERE state = 'cleared' ORDER BY id LIMIT 1)""",
    "nobody judges a dossier that they share": """
        INSERT INTO role (account_id, relation, scope)
        SELECT juror_id, 'teammate', application_id FROM assignment LIMIT 1""",
    "only a cleared juror writes on a sheet": "UPDATE score_sheet SET open = true",
    "a cleared juror has a sheet": """
        UPDATE score_sheet SET assignment_id = (SELECT id FROM assignment WHERE state = 'recused'
        ORDER BY id LIMIT 1) WHERE id = (SELECT score_sheet.id FROM score_sheet JOIN assignment
        ON assignment.id = assignment_id WHERE assignment.state = 'cleared' LIMIT 1)""",
    "a sheet is about what its juror was entrusted with": """
        UPDATE score_sheet SET juror_id = (SELECT founder_id FROM decision LIMIT 1)""",
    "a sheet that was handed in judges every criterion": """
        DELETE FROM mark WHERE criterion = 'equipe'""",
    "no sheet is handed in after the closing": """
        UPDATE score_sheet SET submitted_at = '2099-01-01' WHERE state = 'submitted'""",
    "the jury advises once the evaluation is closed": """
        UPDATE opinion SET recorded_at = '2000-01-01'""",
    "a signed decision seals the opinion that it quotes": "UPDATE opinion SET sealed_at = NULL",
    "no two decisions of a call have the same reasons": """
        UPDATE decision SET reasons_fact = (SELECT reasons_fact FROM decision
        WHERE reasons_fact <> '' LIMIT 1)""",
    "a decision fits its verdict": """
        UPDATE decision SET outcome = 'refused' WHERE outcome = 'inadmissible'""",
    "nobody signs for themselves": """
        UPDATE decision SET signed_by = founder_id WHERE state <> 'drafted'""",
    "a decision is for the founder of its dossier": """
        UPDATE decision SET founder_id = drafted_by""",
    "no decision is notified without its letter": "DELETE FROM letter",
    "the letters of a call leave at one instant": """
        UPDATE decision SET available_at = '2000-01-01' WHERE state = 'available'""",
    "a decision is announced once": "DELETE FROM message WHERE kind = 'decision_available'",
    "what was confirmed is a stay, and nothing else is": """
        UPDATE decision SET answer = 'declined' WHERE answer = 'confirmed'""",
    "a stay is in the cohort of its call": """
        UPDATE cohort SET call_id = (SELECT id FROM call WHERE id <> cohort.call_id LIMIT 1)""",
    "every stay has its milestones": "DELETE FROM milestone",
    "what was withdrawn leaves nothing to do": TAKE_BACK,
    "a mail that waits is somebody's job": "UPDATE message SET state = 'pending', sent_at = NULL",
    "the journal tells each submission": TELL_AGAIN.format(event="ApplicationSubmitted"),
    "the journal tells each withdrawal": TAKE_BACK,
    "the journal tells each signature": TELL_AGAIN.format(event="DecisionSigned"),
    "the journal tells each closing": TELL_AGAIN.format(event="EvaluationEnded"),
}


def test_what_is_always_true_can_be_seen_to_break(app: Flask) -> None:
    build(app)
    with app.app_context(), db.engine.connect() as connection:
        assert list_violations(connection) == []
        connection.rollback()
        seen = set[str]()
        for sentence, statement in BREAK.items():
            connection.execute(sa.text(statement))
            seen |= {sentence} & {*list_violations(connection)}
            connection.rollback()
    assert seen == {*INVARIANTS} == {*BREAK}
