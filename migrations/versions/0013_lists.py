"""Keep where dossiers stand, the order of those that were ranked, and how far jurors are."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STANDINGS = (
    "to_check", "incomplete", "inadmissible", "admissible", "in_evaluation", "evaluated",
    "decided", "announced", "withdrawn",
)  # fmt: skip
COUNTS = ("expected", "started", "handed_in", "recused")
ORDERS = {
    "facets": ("standing", "cluster", "words", "application_id"),
    "number": ("number_key",),
    "received": ("received_at", "number_key"),
    "silence": ("silence_on", "number_key"),
    "progress": ("share", "number_key"),
}


def _keys(table):
    """Return what ties a kept line to its dossier and to its call."""
    return (
        sa.PrimaryKeyConstraint("application_id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f(f"fk_{table}_application_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f(f"fk_{table}_call_id")),
    )


def upgrade():
    """Make the tables; they are filled at the end of every upgrade."""
    op.create_table(
        "dossier_standing",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(*STANDINGS, name="standing", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("cluster", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("silence_on", sa.Date(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("started", sa.Integer(), nullable=False),
        sa.Column("handed_in", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        *_keys("dossier_standing"),
    )
    for name, columns in ORDERS.items():
        op.create_index(f"ix_dossier_standing_{name}", "dossier_standing", ["call_id", *columns])
    op.create_table(
        "ranked_dossier",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        *_keys("ranked_dossier"),
    )
    op.create_index("ix_ranked_dossier_place", "ranked_dossier", ["call_id", "place"])
    op.create_index("ix_ranked_dossier_rank", "ranked_dossier", ["call_id", "rank"])
    op.create_index("ix_assignment_juror", "assignment", ["call_id", "juror_id", "state"])
    op.create_table(
        "juror_progress",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("juror_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("call_id", "juror_id", name=op.f("pk_juror_progress")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_juror_progress_call_id")),
        sa.ForeignKeyConstraint(
            ["juror_id"], ["account.id"], name=op.f("fk_juror_progress_juror_id")
        ),
    )
    op.create_index(
        "ix_decision_state", "decision", ["call_id", "state", "available_at", "application_id"]
    )
    op.create_index(
        "ix_application_state", "application", ["call_id", "state", "number", "founder_id"]
    )
    op.drop_index("ix_score_sheet_call", "score_sheet")


def downgrade():
    op.create_index("ix_score_sheet_call", "score_sheet", ["call_id", "state"])
    op.drop_index("ix_application_state", "application")
    op.drop_index("ix_decision_state", "decision")
    op.drop_table("juror_progress")
    op.drop_index("ix_assignment_juror", "assignment")
    op.drop_table("ranked_dossier")
    op.drop_table("dossier_standing")
