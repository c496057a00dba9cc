"""Let lists of ten thousand dossiers be read a page at a time."""

import sqlalchemy as sa
from alembic import op

from incubator.kernel.texts import fold

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    words = sa.Column("words", sa.String(), nullable=False, server_default="")
    op.add_column("application", words)
    _note_words()


def downgrade():
    op.drop_column("application", "words")


def _note_words():
    """Note what a search compares, for the dossiers that were there before."""
    names = ("title", "organisation", "number")
    dossier = sa.table("application", sa.column("id"), *map(sa.column, (*names, "words")))
    bind = op.get_bind()
    for row in bind.execute(sa.select(dossier)).all():
        words = fold(" ".join(getattr(row, name) for name in names if getattr(row, name)))
        bind.execute(sa.update(dossier).where(dossier.c.id == row.id).values(words=words))
