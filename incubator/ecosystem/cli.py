"""The setting at the command line."""

import tomllib
from pathlib import Path

import click
from flask.cli import AppGroup

from incubator.ecosystem.commands import load_setting
from incubator.kernel.actor import SYSTEM

setting = AppGroup("setting", help="Clusters, venues, partners, authority, texts that bind.")


@setting.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Take over the setting that a TOML FILE describes."""
    load_setting(SYSTEM, tomllib.loads(file.read_text(encoding="utf-8")))
    click.echo(f"{file} loaded.")
