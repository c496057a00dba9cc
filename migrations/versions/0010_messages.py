"""Keep what a founder and the team write to each other."""

import sqlalchemy as sa
from alembic import op

from incubator.infra.schema import keep

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "thread_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("from_team", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("ordinal > 0", name=op.f("ck_thread_message_ordinal")),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_thread_message_text")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_thread_message_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_thread_message_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_message")),
        sa.UniqueConstraint(
            "application_id", "ordinal", name=op.f("uq_thread_message_application_id")
        ),
    )


def downgrade():
    keep("thread_message", "messages")
    op.drop_table("thread_message")
