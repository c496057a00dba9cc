"""Let dossiers come from a table that was kept elsewhere: nobody here founded them."""

import sqlalchemy as sa
from alembic import op

from incubator.infra.schema import keep

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CHECKS = {
    "ck_application_founder": "(founder_id IS NULL) = (imported_as IS NOT NULL)",
    "ck_application_imported_as": "(imported_as IS NULL) = (intake_id IS NULL)",
    "ck_application_imported": ("imported_as IS NULL OR (state <> 'draft' AND silence_on IS NULL)"),
}


def upgrade():
    op.create_table(
        "intake",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("brought_at", sa.DateTime(), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=True),
        sa.Column("dossiers", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(imported_at IS NULL) = (dossiers = 0)", name=op.f("ck_intake_dossiers")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_intake_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
    )
    op.create_index("ix_intake_call_id", "intake", ["call_id"])
    with op.batch_alter_table("application") as batch:
        batch.alter_column("founder_id", existing_type=sa.Uuid(), nullable=True)
        batch.add_column(sa.Column("intake_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("imported_as", sa.String(), nullable=True))
        batch.create_foreign_key("fk_application_intake_id", "intake", ["intake_id"], ["id"])
        batch.create_unique_constraint(
            op.f("uq_application_imported_as"), ["call_id", "imported_as"]
        )
        for name, check in CHECKS.items():
            batch.create_check_constraint(op.f(name), check)
    with op.batch_alter_table("submission") as batch:
        batch.alter_column("silence_on", existing_type=sa.Date(), nullable=True)


def downgrade():
    keep("intake", "tables brought from elsewhere")
    with op.batch_alter_table("submission") as batch:
        batch.alter_column("silence_on", existing_type=sa.Date(), nullable=False)
    with op.batch_alter_table("application") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
        batch.drop_constraint(op.f("uq_application_imported_as"), type_="unique")
        batch.drop_constraint("fk_application_intake_id", type_="foreignkey")
        batch.drop_column("imported_as")
        batch.drop_column("intake_id")
        batch.alter_column("founder_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_table("intake")
