"""Commands that look at the whole house: who may open what, is all well, do the work."""

import json
import logging
import signal
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from types import FrameType
from typing import Any

import click
from flask import current_app
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from incubator.infra.db import db
from incubator.infra.jobs import Job, JobState, find_pause, run_next
from incubator.infra.jobs import resume as resume_work
from incubator.infra.kept import count_strays
from incubator.infra.schema import OtherTablesError
from incubator.infra.unit_of_work import transaction
from incubator.journal.queries import find_first_break
from incubator.kernel.actor import SYSTEM
from incubator.kernel.permissions import GRANTS
from incubator.outbox.commands import DELIVER
from incubator.outbox.queries import count_uncertain

log = logging.getLogger(__name__)
PAUSE = 0.5  # seconds between two looks at an empty queue


def list_doors() -> Iterator[dict[str, Any]]:
    """Return every route with its methods, its permission and who holds it."""
    for rule in sorted(
        current_app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)
    ):
        permission = vars(current_app.view_functions[rule.endpoint])["door"]
        yield {
            "route": rule.rule,
            "endpoint": rule.endpoint,
            "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
            "permission": permission.value if permission else "public",
            "holders": sorted(GRANTS[permission]) if permission else ["everyone"],
        }


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def access(*, as_json: bool) -> None:
    """Print every route with its methods, its permission and its holders."""
    doors = list(list_doors())
    if as_json:
        click.echo(json.dumps(doors, indent=1))
        return
    for door in doors:
        methods, holders = ",".join(door["methods"]), ", ".join(door["holders"])
        click.echo(f"{methods:9} {door['route']:58} {door['permission']:22} {holders}")


@click.command()
def doctor() -> None:
    """Say whether all is well, in one line for each thing that was looked at."""
    session = db.session()
    failed = session.scalar(select(func.count()).select_from(Job).filter_by(state=JobState.FAILED))
    broken = find_first_break(session)
    uncertain, held = count_uncertain(session), find_pause(session, DELIVER)
    strays = count_strays(session)
    findings = {
        "database": (True, f"{db.engine.dialect.name} {_version()}"),
        "journal": (broken is None, "chain holds" if broken is None else f"broken at {broken}"),
        "jobs": (not failed, f"{failed} given up"),
        "lists": (not strays, f"{strays} lines astray"),
        "mail": (not uncertain and held is None, _mail(uncertain, held)),
    }
    for name, (well, words) in findings.items():
        click.echo(f"{'ok' if well else 'LOOK':5} {name:9} {words}")
    if not all(well for well, _ in findings.values()):
        sys.exit(1)


@click.command()
@click.option("--until-idle", is_flag=True, help="Stop when nothing is due.")
def worker(*, until_idle: bool) -> None:
    """Do the work that waits: letters, mails."""
    stopping: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        try:
            worked = run_next()
        except OtherTablesError as error:  # nothing is done by half: the next version will do it
            raise click.ClickException(str(error)) from error
        except SQLAlchemyError:  # the database is away: it comes back, the work still waits
            log.exception("the worker cannot reach its work")
            worked = False
        if not worked and until_idle:
            return
        if not worked:
            time.sleep(PAUSE)


@click.command()
def resume() -> None:
    """Take up again the work that was given up, once what stopped it is mended."""
    with transaction(SYSTEM) as tx:
        click.echo(f"{resume_work(tx)} taken up again")


def _mail(uncertain: int, held: datetime | None) -> str:
    words = f"{uncertain} of unknown departure"
    return f"{words}; held since {held:%Y-%m-%d %H:%M} UTC" if held else words


def _version() -> str:
    query = "sqlite_version()" if db.engine.dialect.name == "sqlite" else "version()"
    return str(db.session().scalar(text(f"SELECT {query}")))
