"""What is plugged into what: read this to know all that an event causes."""


from typing import Final

from click import Command
from flask import Blueprint

from incubator.accounts import routes as accounts
from incubator.accounts.rules import AccountOpened, SignedIn
from incubator.applications import routes as applications
from incubator.applications.rules import (
    AdmissibilityRuled,
    ApplicationStarted,
    ApplicationSubmitted,
    FileRemoved,
    SectionSaved,
)
from incubator.calls import routes as calls
from incubator.calls.rules import CallOpened
from incubator.desks import routes as desks
from incubator.ecosystem.cli import setting
from incubator.ecosystem.rules import SettingLoaded
from incubator.infra.jobs import Tasks
from incubator.infra.unit_of_work import Reactions
from incubator.journal.cli import journal
from incubator.journal.reactions import write_line
from incubator.notices.reactions import confirm_submission
from incubator.outbox.commands import DELIVER
from incubator.outbox.tasks import deliver_message
from incubator.wiring.cli import access, doctor, worker

FEATURES: Final[tuple[Blueprint, ...]] = (
    accounts.bp,
    calls.bp,
    applications.bp,
    desks.bp,
)

REACTIONS: Final[Reactions] = {
    SettingLoaded: (write_line,),
    AccountOpened: (write_line,),
    SignedIn: (write_line,),
    CallOpened: (write_line,),
    ApplicationStarted: (write_line,),
    SectionSaved: (write_line,),
    FileRemoved: (write_line,),
    ApplicationSubmitted: (write_line, confirm_submission),
    AdmissibilityRuled: (write_line,),
}

TASKS: Final[Tasks] = {
    DELIVER: deliver_message,
}

COMMANDS: Final[tuple[Command, ...]] = (setting, journal, access, doctor, worker)

