"""Commands that keep an installation from being lost: backup, restore, mails, lists."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import click
from flask.cli import AppGroup

from incubator.accounts.commands import end_everyones_visits
from incubator.accounts.queries import map_people
from incubator.infra.backup import BackupError, restore, take
from incubator.infra.db import db
from incubator.infra.jobs import go_on, pause
from incubator.infra.kept import rebuild
from incubator.infra.schema import OtherTablesError
from incubator.infra.unit_of_work import Tx, transaction
from incubator.journal.queries import find_first_break
from incubator.kernel.actor import SYSTEM
from incubator.kernel.refusals import NotFound
from incubator.outbox.commands import DELIVER, send_again, settle
from incubator.outbox.queries import list_uncertain

FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
MAIL_ID = click.argument("message_id", type=click.UUID)
mail = AppGroup("mail", help="The hold on mails, and those of unknown departure.")
lists = AppGroup("lists", help="What long lists are read from.")


@click.command()
@FOLDER
def backup(folder: Path) -> None:
    """Copy everything into an empty folder while people work."""
    try:
        manifest = take(folder)
    except (BackupError, OtherTablesError) as error:
        raise click.ClickException(str(error)) from error
    rows = sum(table.rows for table in manifest.tables.values())
    click.echo(f"{rows} rows and {len(manifest.files)} files, as of {manifest.taken_at}")


@click.command("restore")
@FOLDER
def bring_back(folder: Path) -> None:
    """Bring a backup back into an empty installation; its mails are held, its sessions ended."""
    try:
        manifest = restore(folder, _calm_down)
    except (BackupError, OtherTablesError) as error:
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


@mail.command("doubtful")
def doubtful() -> None:
    """List the mails of unknown departure: the id of each, when, what, to whom."""
    session = db.session()
    doubts = list_uncertain(session)
    people = map_people(session, [doubt.recipient_id for doubt in doubts])
    for doubt in doubts:
        person = people.get(doubt.recipient_id)
        address = person.email if person else "somebody without an account"
        click.echo(f"{doubt.id}  {doubt.queued_at:%Y-%m-%d %H:%M} UTC  {doubt.kind}  {address}")


@mail.command("again")
@MAIL_ID
def again(message_id: UUID) -> None:
    """Send once more a mail of unknown departure that did not arrive."""
    _decide(send_again, message_id)


@mail.command("settle")
@MAIL_ID
def settled(message_id: UUID) -> None:
    """Take for sent a mail of unknown departure that arrived."""
    _decide(settle, message_id)


def _decide(command: Callable[[Tx, UUID], None], message_id: UUID) -> None:
    try:
        with transaction(SYSTEM) as tx:
            command(tx, message_id)
    except NotFound as error:
        message = "no mail of unknown departure has this id"
        raise click.ClickException(message) from error


@lists.command("rebuild")
def remake() -> None:
    """Make everything anew that lists are read from; an upgrade does so by itself."""
    with transaction(SYSTEM) as tx:
        rebuild(tx.session)


def _calm_down(tx: Tx) -> None:
    """Let nothing leave and nobody in by what was true before; a broken journal stops it all."""
    broken = find_first_break(tx.session)
    if broken is not None:
        message = f"the journal of this backup is broken at {broken}"
        raise BackupError(message)
    pause(tx, DELIVER)
    end_everyones_visits(tx)
