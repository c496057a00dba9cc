"""Let a decision put a project on the waiting list, at a rank and until a day."""

import sqlalchemy as sa
from alembic import op

from incubator.infra.schema import keep

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OUTCOME = "ck_decision_outcome"
BEFORE = "outcome IN ('accepted', 'refused', 'inadmissible')"
NOW = "outcome IN ('accepted', 'waiting_list', 'refused', 'inadmissible')"
CHECKS = {
    "ck_decision_waiting_rank": "(outcome = 'waiting_list') = (waiting_rank IS NOT NULL)",
    "ck_decision_waiting_until": "(outcome = 'waiting_list') = (waiting_until IS NOT NULL)",
    "ck_decision_first_rank": "waiting_rank > 0",
}
ONE_EACH = "uq_decision_waiting_rank"


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("decision") as batch_op:
        batch_op.add_column(sa.Column("waiting_rank", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("waiting_until", sa.Date(), nullable=True))
        batch_op.drop_constraint(op.f(OUTCOME), type_="check")
        batch_op.create_check_constraint(op.f(OUTCOME), NOW)
        for name, check in CHECKS.items():
            batch_op.create_check_constraint(op.f(name), check)
        batch_op.create_unique_constraint(op.f(ONE_EACH), ["call_id", "waiting_rank"])


def downgrade() -> None:
    """Go back."""
    keep("decision", "places on a waiting list", where="outcome = 'waiting_list'")
    with op.batch_alter_table("decision") as batch_op:
        batch_op.drop_constraint(op.f(ONE_EACH), type_="unique")
        for name in CHECKS:
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.drop_constraint(op.f(OUTCOME), type_="check")
        batch_op.create_check_constraint(op.f(OUTCOME), BEFORE)
        batch_op.drop_column("waiting_until")
        batch_op.drop_column("waiting_rank")
