"""Keep what dossiers, threads and letters wait for; find jurors and founders by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NEEDS = (
    "check", "items", "silence", "jurors", "opinion", "draft", "signature", "release", "decision",
    "post", "answer",
)  # fmt: skip


def _ties(table):
    """Return what ties a kept line to its dossier and to its call."""
    return (
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f(f"fk_{table}_application_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f(f"fk_{table}_call_id")),
    )


def upgrade():
    """Make the tables; they are filled at the end of every upgrade."""
    op.create_table(
        "dossier_need",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column(
            "need",
            sa.Enum(*NEEDS, name="need", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("application_id", "need", name=op.f("pk_dossier_need")),
        *_ties("dossier_need"),
    )
    op.create_index(
        "ix_dossier_need_count", "dossier_need", ["call_id", "need", "day", "application_id"]
    )
    op.create_table(
        "waiting_thread",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_waiting_thread")),
        *_ties("waiting_thread"),
    )
    op.create_index(
        "ix_waiting_thread_since", "waiting_thread", ["call_id", "since", "application_id"]
    )
    op.create_table(
        "awaited_letter",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_awaited_letter")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_awaited_letter_decision_id")
        ),
        *_ties("awaited_letter"),
    )
    op.create_index("ix_awaited_letter_call_id", "awaited_letter", ["call_id"])
    op.drop_index("ix_decision_call_id", "decision")
    op.create_index("ix_decision_drafted", "decision", ["call_id", "state", "drafted_at", "id"])
    op.create_index("ix_score_sheet_juror", "score_sheet", ["juror_id", "call_id", "open"])
    op.drop_index("ix_assignment_juror", "assignment")
    op.create_index("ix_assignment_juror", "assignment", ["juror_id", "call_id", "state"])
    op.drop_index("ix_application_founder_id", "application")
    op.create_index("ix_application_founder", "application", ["founder_id", "call_id", "state"])


def downgrade():
    op.drop_index("ix_application_founder", "application")
    op.create_index("ix_application_founder_id", "application", ["founder_id"])
    op.drop_index("ix_assignment_juror", "assignment")
    op.create_index("ix_assignment_juror", "assignment", ["call_id", "juror_id", "state"])
    op.drop_index("ix_score_sheet_juror", "score_sheet")
    op.drop_index("ix_decision_drafted", "decision")
    op.create_index("ix_decision_call_id", "decision", ["call_id"])
    op.drop_table("awaited_letter")
    op.drop_table("waiting_thread")
    op.drop_table("dossier_need")
