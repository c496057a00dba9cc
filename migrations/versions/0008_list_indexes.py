"""Count and add where the rows are, so that long lists stay quick."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_assignment_dossier": ("assignment", ["call_id", "application_id", "state", "id"]),
    "ix_score_sheet_counted": (
        "score_sheet",
        ["call_id", "state", "open", "application_id", "id"],
    ),
    "ix_score_sheet_progress": ("score_sheet", ["assignment_id", "state", "open", "saved_at"]),
    "ix_mark_points": ("mark", ["sheet_id", "criterion", "points"]),
}


def upgrade():
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade():
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
