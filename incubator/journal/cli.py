"""The journal at the command line."""

import sys

import click
from flask.cli import AppGroup

from incubator.infra.db import db
from incubator.journal.queries import count_lines, find_first_break, find_last_seal, has_seal

journal = AppGroup("journal", help="The append-only journal.")


@journal.command()
@click.option("--noted", metavar="SEAL", help="A last seal noted earlier, which must be there.")
def verify(noted: str | None) -> None:
    """Recompute the chain and say whether it holds.

    Whoever could rewrite the whole chain, or cut its end, is found by a seal noted elsewhere.
    """
    session = db.session()
    broken = find_first_break(session)
    if broken is not None:
        click.echo(f"BROKEN at line {broken}: it does not follow from the line before.")
        sys.exit(1)
    if noted and not has_seal(session, noted):
        click.echo(f"REWRITTEN: no line bears the seal {noted} any more.")
        sys.exit(1)
    click.echo(f"OK: {count_lines(session)} lines, each sealed to the one before.")
    click.echo(f"Last seal, to note elsewhere: {find_last_seal(session)}")
