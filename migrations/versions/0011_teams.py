"""Let founders share a dossier: a role within it, given by an invitation to it."""

import sqlalchemy as sa
from alembic import op

from incubator.infra.schema import keep

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RELATIONS = (
    "member", "manager", "juror", "signatory", "operator", "founder_of", "assigned_to", "juror_on",
)  # fmt: skip
PURPOSES = ("sign_up", "sign_in", "reset", "invitation", "new_address")


def upgrade():
    with op.batch_alter_table("ticket") as batch:
        batch.add_column(sa.Column("scope", sa.Uuid(), nullable=True))
        batch.create_index("ix_ticket_scope", ["scope"])
        _choose(batch, "ticket", "purpose", (*PURPOSES, "team"))
    with op.batch_alter_table("role") as batch:
        _choose(batch, "role", "relation", (*RELATIONS, "teammate"))


def downgrade():
    """Go back; links to a team open nothing any more."""
    keep("role", "places in a team", where="relation = 'teammate'")
    op.execute("DELETE FROM ticket WHERE purpose = 'team'")
    with op.batch_alter_table("role") as batch:
        _choose(batch, "role", "relation", RELATIONS)
    with op.batch_alter_table("ticket") as batch:
        _choose(batch, "ticket", "purpose", PURPOSES)
        batch.drop_index("ix_ticket_scope")
        batch.drop_column("scope")


def _choose(batch, table, column, words):
    """Let a column hold one of these words."""
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{word}'" for word in words)
    batch.drop_constraint(name, type_="check")
    batch.create_check_constraint(name, f"{column} IN ({listed})")
