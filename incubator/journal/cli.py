"""The journal at the command line."""

import sys

import click
from flask.cli import AppGroup

from incubator.infra.db import db
from incubator.journal.queries import count_lines, find_first_break

journal = AppGroup("journal", help="The append-only journal.")


@journal.command()
def verify() -> None:
    """Recompute the chain and say whether it holds."""
    broken = find_first_break(db.session())
    if broken is not None:
        click.echo(f"BROKEN at line {broken}: it does not follow from the line before.")
        sys.exit(1)
    click.echo(f"OK: {count_lines(db.session())} lines, each sealed to the one before.")
