"""Let a founder take a dossier back."""

import sqlalchemy as sa
from alembic import op

from incubator.infra.schema import keep

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATE = "ck_application_applicationstate"
BEFORE = "state IN ('draft', 'submitted', 'incomplete', 'admissible', 'inadmissible')"
NOW = "state IN ('draft', 'submitted', 'incomplete', 'admissible', 'inadmissible', 'withdrawn')"
RULED = "ck_application_ruled_at"
RULED_BEFORE = "(state IN ('admissible', 'inadmissible')) = (ruled_at IS NOT NULL)"
WITHDRAWN, SILENT = "ck_application_withdrawn", "ck_application_silent"


def upgrade():
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("withdrawn_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("withdrawal", sa.String(), server_default="", nullable=False))
        batch.drop_constraint(op.f(STATE), type_="check")
        batch.create_check_constraint(op.f(STATE), NOW)
        batch.drop_constraint(op.f(RULED), type_="check")
        batch.create_check_constraint(op.f(RULED), f"state = 'withdrawn' OR {RULED_BEFORE}")
        batch.create_check_constraint(
            op.f(WITHDRAWN), "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)"
        )
        batch.create_check_constraint(op.f(SILENT), "state <> 'withdrawn' OR silence_on IS NULL")


def downgrade():
    keep("application", "withdrawn applications", where="state = 'withdrawn'")
    with op.batch_alter_table("application") as batch:
        batch.drop_constraint(op.f(SILENT), type_="check")
        batch.drop_constraint(op.f(WITHDRAWN), type_="check")
        batch.drop_constraint(op.f(RULED), type_="check")
        batch.create_check_constraint(op.f(RULED), RULED_BEFORE)
        batch.drop_constraint(op.f(STATE), type_="check")
        batch.create_check_constraint(op.f(STATE), BEFORE)
        batch.drop_column("withdrawal")
        batch.drop_column("withdrawn_at")
