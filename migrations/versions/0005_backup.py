"""Let a kind of work wait until somebody lets it go on."""

import sqlalchemy as sa
from alembic import op

from incubator.infra.schema import keep

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "paused_task",
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_paused_task")),
    )


def downgrade():
    keep("paused_task", "holds on what must not leave")
    op.drop_table("paused_task")
