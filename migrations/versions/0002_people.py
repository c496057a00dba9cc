"""Keep visits, links and roles given for one call."""

import sqlalchemy as sa
from alembic import op

from incubator.infra.schema import keep

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HOUSE_WIDE = "00000000000000000000000000000000"
PURPOSES = ("sign_up", "sign_in", "reset", "invitation", "new_address")


def upgrade():
    with op.batch_alter_table("account") as batch:
        batch.alter_column("password_hash", existing_type=sa.String(), nullable=True)
        batch.add_column(sa.Column("epoch", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("account") as batch:
        batch.alter_column("epoch", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("role") as batch:
        batch.add_column(sa.Column("scope", sa.Uuid(), nullable=False, server_default=HOUSE_WIDE))
        batch.drop_constraint("pk_role", type_="primary")
        batch.create_primary_key("pk_role", ["account_id", "relation", "scope"])
    with op.batch_alter_table("role") as batch:
        batch.alter_column("scope", existing_type=sa.Uuid(), server_default=None)
        batch.create_index("ix_role_scope", ["scope"])
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_visit_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("digest", name=op.f("uq_visit_digest")),
    )
    op.create_index("ix_visit_account_id", "visit", ["account_id"])
    op.create_table(
        "ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(*PURPOSES, name="purpose", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("onward", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ticket_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    for column in ("account_id", "address", "network"):
        op.create_index(f"ix_ticket_{column}", "ticket", [column])
    with op.batch_alter_table("enrolment") as batch:
        batch.add_column(sa.Column("call_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE enrolment SET call_id ="
        " (SELECT call_id FROM cohort WHERE cohort.id = enrolment.cohort_id)"
    )
    with op.batch_alter_table("enrolment") as batch:
        batch.alter_column("call_id", existing_type=sa.Uuid(), nullable=False)
        batch.create_foreign_key("fk_enrolment_call_id", "call", ["call_id"], ["id"])


def downgrade():
    """Go back; links open nothing any more, and everybody signs in anew."""
    keep("role", "roles within one call", where=f"scope <> '{HOUSE_WIDE}'")
    with op.batch_alter_table("enrolment") as batch:
        batch.drop_constraint("fk_enrolment_call_id", type_="foreignkey")
        batch.drop_column("call_id")
    op.drop_table("ticket")
    op.drop_table("visit")
    with op.batch_alter_table("role") as batch:
        batch.drop_index("ix_role_scope")
        batch.drop_constraint("pk_role", type_="primary")
        batch.drop_column("scope")
        batch.create_primary_key("pk_role", ["account_id", "relation"])
    op.execute("UPDATE account SET password_hash = '!' WHERE password_hash IS NULL")
    with op.batch_alter_table("account") as batch:
        batch.drop_column("epoch")
        batch.alter_column("password_hash", existing_type=sa.String(), nullable=False)
