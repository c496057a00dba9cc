"""Let a manager ask a founder for what is missing, until a day."""

import sqlalchemy as sa
from alembic import op

from incubator.infra.schema import keep

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATE = "ck_application_applicationstate"
BEFORE = "state IN ('draft', 'submitted', 'admissible', 'inadmissible')"
NOW = "state IN ('draft', 'submitted', 'incomplete', 'admissible', 'inadmissible')"
REOPENED = "ck_application_reopened"


def upgrade():
    op.create_table(
        "items_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("keys", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("silence_on", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_items_request_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_items_request_asked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items_request")),
    )
    op.create_index("ix_items_request_application_id", "items_request", ["application_id"])
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("reopened_until", sa.Date(), nullable=True))
        batch.add_column(sa.Column("reopened_keys", sa.String(), server_default="", nullable=False))
        batch.drop_constraint(op.f(STATE), type_="check")
        batch.create_check_constraint(op.f(STATE), NOW)
        batch.create_check_constraint(
            op.f(REOPENED), "(state = 'incomplete') = (reopened_until IS NOT NULL)"
        )


def downgrade():
    keep("items_request", "requests for what was missing")
    with op.batch_alter_table("application") as batch:
        batch.drop_constraint(op.f(REOPENED), type_="check")
        batch.drop_constraint(op.f(STATE), type_="check")
        batch.create_check_constraint(op.f(STATE), BEFORE)
        batch.drop_column("reopened_keys")
        batch.drop_column("reopened_until")
    op.drop_table("items_request")
