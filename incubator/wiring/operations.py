"""Commands that keep an installation from being lost: backup, restore, the hold on mails."""

from pathlib import Path

import click
from flask.cli import AppGroup

from incubator.accounts.commands import end_everyones_visits
from incubator.infra.backup import BackupError, restore, take
from incubator.infra.jobs import go_on, pause
from incubator.infra.unit_of_work import Tx, transaction
from incubator.journal.queries import find_first_break
from incubator.kernel.actor import SYSTEM
from incubator.outbox.commands import DELIVER

FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
mail = AppGroup("mail", help="The hold on mails.")


@click.command()
@FOLDER
def backup(folder: Path) -> None:
    """Copy everything into an empty folder while people work."""
    try:
        manifest = take(folder)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    rows = sum(table.rows for table in manifest.tables.values())
    click.echo(f"{rows} rows and {len(manifest.files)} files, as of {manifest.taken_at}")


@click.command("restore")
@FOLDER
def bring_back(folder: Path) -> None:
    """Bring a backup back into an empty installation; its mails are held, its sessions ended."""
    try:
        manifest = restore(folder, _calm_down)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    rows = sum(table.rows for table in manifest.tables.values())
    click.echo(f"{rows} rows and {len(manifest.files)} files, as of {manifest.taken_at}")
    click.echo(
        "The journal holds. Everyone signs in anew. No mail leaves before `flask mail release`."
    )


@mail.command("hold")
def hold() -> None:
    """Keep mails from leaving."""
    with transaction(SYSTEM) as tx:
        pause(tx, DELIVER)


@mail.command("release")
def release() -> None:
    """Let mails leave again."""
    with transaction(SYSTEM) as tx:
        go_on(tx, DELIVER)


def _calm_down(tx: Tx) -> None:
    """Let nothing leave and nobody in by what was true before; a broken journal stops it all."""
    broken = find_first_break(tx.session)
    if broken is not None:
        message = f"the journal of this backup is broken at {broken}"
        raise BackupError(message)
    pause(tx, DELIVER)
    end_everyones_visits(tx)
