"""Dossiers at the command line."""

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click
from flask.cli import with_appcontext

from incubator.applications import rules
from incubator.applications.commands import Brought, bring_table
from incubator.applications.commands import import_dossiers as take_over
from incubator.applications.queries import get_report
from incubator.calls.queries import find_call
from incubator.infra.db import db
from incubator.infra.files import put
from incubator.infra.formats import say
from incubator.infra.names import safe_name
from incubator.infra.sheets import read_table
from incubator.kernel.actor import SYSTEM, Relation
from incubator.kernel.refusals import Refusal

CLERK: Final = replace(SYSTEM, standing=SYSTEM.standing | {Relation.MANAGER})
READABLE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import-applications")
@click.argument("call")
@click.argument("file", type=READABLE)
@click.option("--mapping", type=READABLE, required=True, help="What the columns mean, in TOML.")
@click.option("--dry-run", is_flag=True, help="Only say what would come.")
@with_appcontext
def import_applications(call: str, file: Path, mapping: Path, *, dry_run: bool) -> None:
    """Import the dossiers of a CSV or XLSX FILE into the CALL of this code, all or none."""
    try:
        _import(call, file, _read(mapping), dry_run=dry_run)
    except Refusal as refusal:
        raise click.ClickException(say(refusal)) from refusal


def _import(code: str, file: Path, mapping: Mapping[str, Any], *, dry_run: bool) -> None:
    call = find_call(db.session(), code)
    if call is None:
        message = f"no call {code}"
        raise click.ClickException(message)
    call_id = call.id
    with file.open("rb") as stream:
        table = read_table(stream, name=safe_name(file.name))
        report = get_report(db.session(), CLERK, call_id, table, rules.read_mapping(mapping))
        for fault in report.faults:
            click.echo(f"{fault.line}: {say(fault.why)}", err=True)
        if report.faults:
            click.echo(f"{len(report.faults)} faults: nothing is imported.", err=True)
            sys.exit(1)
        if dry_run:
            click.echo(f"{len(report.candidates)} dossiers would come; nothing is imported.")
            return
        stream.seek(0)
        brought = Brought(name=safe_name(file.name), blob=put(stream), mapping=mapping)
    intake_id = bring_table(CLERK, call_id, brought)
    with click.progressbar(length=len(report.candidates), label=code) as bar:
        take_over(CLERK, intake_id, table, bar.update)
    click.echo(f"{len(report.candidates)} dossiers imported.")


def _read(mapping: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(mapping.read_text(encoding="utf-8"))
    except ValueError:
        raise rules.MappingUnreadable from None
