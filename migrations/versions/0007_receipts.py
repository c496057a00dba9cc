"""Keep the receipt of a submission on paper."""

import sqlalchemy as sa
from alembic import op

from incubator.infra.schema import keep

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "receipt",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("rendered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_receipt_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_receipt")),
    )


def downgrade():
    keep("receipt", "printed receipts")
    op.drop_table("receipt")
