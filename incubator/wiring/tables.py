"""What is plugged into what: read this to know all that an event causes."""

from typing import Final

from click import Command
from flask import Blueprint

from incubator.accounts import routes as accounts
from incubator.accounts.rules import (
    AccountOpened,
    AddressChangeAsked,
    AddressChanged,
    InvitationAccepted,
    InvitationWithdrawn,
    LinkAsked,
    PasswordChanged,
    RoleGranted,
    RoleWithdrawn,
    SignedIn,
    VisitEnded,
)
from incubator.applications import routes as applications
from incubator.applications.cli import import_applications
from incubator.applications.reactions import let_in, order_receipt
from incubator.applications.rules import (
    PRINT,
    AdmissibilityRuled,
    ApplicationStarted,
    ApplicationSubmitted,
    DossiersExported,
    DossiersImported,
    FileAdded,
    FileRemoved,
    ReceiptPrinted,
    SectionSaved,
    TableBrought,
    TeammateInvited,
    TeammateJoined,
    TeammateRemoved,
)
from incubator.applications.rules.items import ItemsRequested
from incubator.applications.rules.withdrawal import ApplicationWithdrawn
from incubator.applications.tasks import print_receipt
from incubator.calls import routes as calls
from incubator.calls.rules import CallOpened
from incubator.cohorts import routes as cohorts
from incubator.cohorts.reactions import enrol
from incubator.cohorts.rules import MilestoneReached, ReadingRecorded, StartupEnrolled
from incubator.decisions import routes as decisions
from incubator.decisions.rules import (
    AdmissionConfirmed,
    AdmissionDeclined,
    DecisionDrafted,
    DecisionMadeAvailable,
    DecisionOpened,
    DecisionSigned,
)
from incubator.deliberation import routes as deliberation
from incubator.deliberation.reactions import RANKS
from incubator.deliberation.rules import OpinionRecorded
from incubator.demo.cli import demo
from incubator.desks import routes as desks
from incubator.desks.reactions import NEEDS, STANDINGS
from incubator.ecosystem.cli import setting
from incubator.ecosystem.rules import SettingLoaded
from incubator.infra.jobs import Tasks
from incubator.infra.kept import Kept
from incubator.infra.unit_of_work import Reactions
from incubator.journal.cli import journal
from incubator.journal.reactions import write_line
from incubator.jury import routes as jury
from incubator.jury.reactions import JURORS, take_back
from incubator.jury.rules import (
    AssignmentWithdrawn,
    EvaluationEnded,
    InterestDeclared,
    JurorAssigned,
    LinkRuled,
    SheetBegun,
    SheetSaved,
    SheetSubmitted,
)
from incubator.letters import routes as letters
from incubator.letters.reactions import AWAITED, order_letter
from incubator.letters.rules import RENDER, LetterRendered, LettersReleased
from incubator.letters.tasks import render_letter
from incubator.messages import routes as messages
from incubator.messages.reactions import WAITING
from incubator.messages.rules import MessageSent, MessagesRead
from incubator.notices.reactions import (
    announce_decision,
    announce_message,
    ask_for_items,
    confirm_submission,
    confirm_withdrawal,
    invite_juror,
    send_link,
    warn_of_address,
    warn_of_password,
)
from incubator.outbox.commands import DELIVER
from incubator.outbox.tasks import deliver_message
from incubator.wiring.cli import access, doctor, resume, worker
from incubator.wiring.operations import backup, bring_back, lists, mail

FEATURES: Final[tuple[Blueprint, ...]] = (
    accounts.bp,
    calls.bp,
    applications.bp,
    jury.bp,
    deliberation.bp,
    decisions.bp,
    cohorts.bp,
    letters.bp,
    messages.bp,
    desks.bp,
)

REACTIONS: Final[Reactions] = {
    SettingLoaded: (write_line,),
    AccountOpened: (write_line,),
    SignedIn: (write_line,),
    VisitEnded: (write_line,),
    LinkAsked: (write_line, send_link),
    PasswordChanged: (write_line, warn_of_password),
    AddressChangeAsked: (write_line, warn_of_address),
    AddressChanged: (write_line,),
    RoleGranted: (write_line,),
    RoleWithdrawn: (write_line,),
    InvitationAccepted: (write_line, let_in),
    InvitationWithdrawn: (write_line,),
    CallOpened: (write_line,),
    ApplicationStarted: (write_line,),
    SectionSaved: (write_line,),
    TeammateInvited: (write_line,),
    TeammateJoined: (write_line,),
    TeammateRemoved: (write_line,),
    FileAdded: (write_line,),
    FileRemoved: (write_line,),
    TableBrought: (write_line,),
    DossiersImported: (write_line,),
    DossiersExported: (write_line,),
    ApplicationSubmitted: (write_line, confirm_submission, order_receipt),
    ReceiptPrinted: (write_line,),
    ItemsRequested: (write_line, ask_for_items),
    ApplicationWithdrawn: (write_line, take_back, confirm_withdrawal),
    AdmissibilityRuled: (write_line,),
    JurorAssigned: (write_line, invite_juror),
    AssignmentWithdrawn: (write_line,),
    InterestDeclared: (write_line,),
    LinkRuled: (write_line,),
    SheetBegun: (write_line,),
    SheetSaved: (write_line,),
    SheetSubmitted: (write_line,),
    EvaluationEnded: (write_line,),
    OpinionRecorded: (write_line,),
    DecisionDrafted: (write_line,),
    DecisionSigned: (write_line, order_letter),
    LetterRendered: (write_line,),
    LettersReleased: (write_line,),
    DecisionMadeAvailable: (write_line, announce_decision),
    DecisionOpened: (write_line,),
    AdmissionConfirmed: (write_line, enrol),
    AdmissionDeclined: (write_line,),
    StartupEnrolled: (write_line,),
    MilestoneReached: (write_line,),
    ReadingRecorded: (write_line,),
    MessageSent: (write_line, announce_message),
    MessagesRead: (write_line,),
}

KEPT: Final[tuple[Kept, ...]] = (  # what long lists are read from, in the order of their making
    WAITING,
    JURORS,
    RANKS,
    AWAITED,
    STANDINGS,
    NEEDS,
)

TASKS: Final[Tasks] = {
    DELIVER: deliver_message,
    PRINT: print_receipt,
    RENDER: render_letter,
}

COMMANDS: Final[tuple[Command, ...]] = (
    setting, demo, journal, access, doctor, resume, worker, backup, bring_back, mail, lists,
    import_applications,
)  # fmt: skip
