"""What people try: each move is done whole, or refused in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from incubator.applications import commands as applications
from incubator.applications.commands.items import request_items
from incubator.applications.rules import ApplicationState, Commitments, Declaration, Verdict
from incubator.applications.rules.items import Ask
from incubator.decisions.commands import (
    answer_admission,
    draft_decision,
    open_decision,
    sign_decision,
    withdraw_application,
)
from incubator.decisions.rules import DecisionState, Draft, Outcome, Reply
from incubator.deliberation.commands import record_opinion
from incubator.deliberation.models import Opinion
from incubator.deliberation.rules import Advice, Sense
from incubator.infra.files import Blob
from incubator.infra.jobs import run_next
from incubator.infra.unit_of_work import transaction
from incubator.jury import commands as jury
from incubator.jury.models import ScoreSheet
from incubator.jury.rules import Declared, Link, Ruling
from incubator.kernel.actor import SYSTEM, Actor
from incubator.kernel.paris import day_of
from incubator.letters.commands import keep_letter, release_letters
from incubator.outbox.commands import send_again, settle, start_sending
from incubator.outbox.models import Message
from incubator.outbox.rules import MessageState
from tests.builders import ANSWERS, BOB, CALL_ID, EVE, FORM, SAM
from tests.integration.decisions.world import FACTS, LAW
from tests.integration.lives.house import FOUNDERS, JURY, House, card_of

EVERYTHING: Final = Commitments(declared=frozenset(Declaration), electronic=True)
MET: Final = frozenset(condition["key"] for condition in FORM["conditions"])
SELDOM: Final = (False, False, False, True)


def by_machine(command: Callable[..., Any], *words: Any) -> None:
    """Do what no person does."""
    with transaction(SYSTEM) as tx:
        command(tx, *words)


def wait(house: House, days: int) -> None:
    """Let days go by."""
    house.days = max(house.days, min(house.days + days, 60))


def write(house: House, founder: Actor) -> None:
    """Let a founder write."""
    house.attempt(applications.start_application, founder, CALL_ID)
    dossier = house.dossier(founder).id
    for section in FORM["sections"][:2]:
        texts = {q["key"]: ANSWERS[q["key"]] for q in section["questions"]}
        texts = {key: f"{text} {founder.account_id.int}" for key, text in texts.items()}
        texts |= {"cluster": ANSWERS["cluster"]} if "cluster" in texts else {}
        edit = applications.SectionEdit(texts=texts)
        house.attempt(applications.save_section, founder, dossier, section["key"], edit)


def submit(house: House, founder: Actor, *, stale: bool) -> None:
    """Let a founder hand in, sometimes from an old page."""
    dossier = house.dossier(founder)
    version = dossier.version - stale
    house.attempt(applications.submit_application, founder, dossier.id, EVERYTHING, version=version)


def ask(house: House, founder: Actor, days: int) -> None:
    """Ask for a title until a day."""
    dossier, today = house.dossier(founder), day_of(house.now) + timedelta(days=house.days)
    keys = frozenset({"title"})
    wish = Ask(keys=keys, reason="Le titre manque.", until=today + timedelta(days=days))
    house.attempt(request_items, EVE, dossier.id, wish, version=dossier.version)


def give_verdict(house: House, founder: Actor, *, bad: bool) -> None:
    """Find a dossier admissible, or not."""
    dossier = house.dossier(founder)
    state = ApplicationState.INADMISSIBLE if bad else ApplicationState.ADMISSIBLE
    met = frozenset[str]() if bad else MET
    verdict = Verdict(state=state, met=met, reason="Hors délai." if bad else "")
    rule_on = applications.rule_on_admissibility
    house.attempt(rule_on, EVE, dossier.id, verdict, version=dossier.version)


def withdraw(house: House, founder: Actor, *, sure: bool) -> None:
    """Take a dossier back, or try for somebody else."""
    dossier = house.dossier(founder)
    who = founder if sure else EVE
    house.attempt(withdraw_application, who, dossier.id, "Trop tôt.", version=dossier.version)


def assign(house: House, founder: Actor, too: Actor) -> None:
    """Entrust a dossier to the jury, or to a competitor."""
    people = [juror.account_id for juror in (*JURY, too)]
    house.attempt(
        jury.assign_jurors, EVE, house.dossier(founder).id, people[len(JURY) * (too is BOB) :]
    )


def declare(house: House, juror: Actor, founder: Actor, link: Link) -> None:
    """Declare a link, or none."""
    row = house.assignment(juror, founder)
    detail = "" if link is Link.NONE else "Un article en commun."
    declared = Declared(link=link, detail=detail)
    house.attempt(jury.declare_interests, juror, row.id, declared, version=row.version)


def rule_on_link(house: House, juror: Actor, founder: Actor, *, cleared: bool) -> None:
    """Rule on a link."""
    row = house.assignment(juror, founder)
    ruling = Ruling(cleared=cleared, reason="Il y a dix ans.")
    house.attempt(jury.rule_on_link, EVE, row.id, ruling, version=row.version)


def unassign(house: House, juror: Actor, founder: Actor) -> None:
    """Take a dossier away from a juror."""
    row = house.assignment(juror, founder)
    house.attempt(jury.withdraw_assignment, EVE, row.id, "Absente.", version=row.version)


def mark(house: House, juror: Actor, founder: Actor, *, submit: bool) -> None:
    """Save a whole sheet, or hand it in."""
    row = house.find(ScoreSheet, assignment_id=house.assignment(juror, founder).id)
    keep = jury.submit_sheet if submit else jury.save_sheet
    house.attempt(keep, juror, row.id, card_of(juror), version=row.version)


def close(house: House, *, reason: bool) -> None:
    """Close the evaluation, with a reason or without."""
    house.attempt(jury.close_evaluation, EVE, CALL_ID, "Le jury siège." if reason else "")


def advise(house: House, founder: Actor) -> None:
    """Record what the jury advises."""
    dossier = house.dossier(founder).id
    advice = Advice(sense=Sense.RESERVED, assessment="Un besoin réel.", recommendations="")
    version = house.find(Opinion, application_id=dossier).version
    house.attempt(record_opinion, EVE, dossier, advice, version=version)


def draft(house: House, founder: Actor, outcome: Outcome, *, copied: bool) -> None:
    """Draft a decision, in words of its own or copied ones."""
    facts = FACTS if copied else f"{FACTS} Dossier de {founder.account_id}."
    until = day_of(house.now) + timedelta(days=200)
    draft = Draft(outcome=outcome, reasons_law=LAW, reasons_fact=facts, rank=1, until=until)
    version = house.decision(founder).version
    house.attempt(draft_decision, EVE, house.dossier(founder).id, draft, version=version)


def sign(house: House, founder: Actor, who: Actor) -> None:
    """Sign, or try without the right to."""
    decision = house.decision(founder)
    house.attempt(sign_decision, who, decision.id, version=decision.version)


def print_letter(house: House, founder: Actor) -> None:
    """Keep the letter of a signed decision."""
    decision = house.decision(founder)
    if decision.state is DecisionState.SIGNED:
        house.attempt(by_machine, keep_letter, decision.id, "{}", Blob(digest="0" * 64, size=1))


def release(house: House) -> None:
    """Release the letters of the call."""
    house.attempt(release_letters, EVE, CALL_ID)


def open_letter(house: House, founder: Actor, reader: Actor) -> None:
    """Open a decision, one's own or another's."""
    house.attempt(open_decision, reader, house.decision(founder).id)


def reply(house: House, founder: Actor, reply: Reply) -> None:
    """Answer an admission."""
    row = house.decision(founder)
    house.attempt(answer_admission, founder, row.id, reply, version=row.version)


def send(house: House) -> None:
    """Let the worker do one job."""
    house.attempt(run_next)


def take_a_mail(house: House, state: MessageState) -> None:
    """Let a worker take a mail and die; whoever finds it so does not know whether it left."""
    mail = house.find(Message, state=state)
    if mail.state:
        house.attempt(by_machine, start_sending, mail.id)


def look_into_a_doubt(house: House, *, arrived: bool) -> None:
    """Let somebody find out what became of a mail."""
    doubtful = house.find(Message, state=MessageState.UNCERTAIN).id
    house.attempt(by_machine, settle if arrived else send_again, doubtful)


MOVES: Final[Mapping[Callable[..., None], Mapping[str, Sequence[Any]]]] = {
    wait: {"days": range(1, 9)},
    write: {"founder": FOUNDERS},
    submit: {"founder": FOUNDERS, "stale": SELDOM},
    ask: {"founder": FOUNDERS, "days": range(1, 21)},
    give_verdict: {"founder": FOUNDERS, "bad": SELDOM},
    withdraw: {"founder": FOUNDERS, "sure": SELDOM},
    assign: {"founder": FOUNDERS, "too": (*JURY, BOB)},
    declare: {"juror": JURY, "founder": FOUNDERS, "link": (*Link,)},
    rule_on_link: {"juror": JURY, "founder": FOUNDERS, "cleared": (True, False)},
    unassign: {"juror": JURY, "founder": FOUNDERS},
    mark: {"juror": JURY, "founder": FOUNDERS, "submit": (True, False)},
    close: {"reason": SELDOM},
    advise: {"founder": FOUNDERS},
    draft: {"founder": FOUNDERS, "outcome": (*Outcome,), "copied": SELDOM},
    sign: {"founder": FOUNDERS, "who": (SAM, SAM, EVE)},
    print_letter: {"founder": FOUNDERS},
    release: {},
    open_letter: {"founder": FOUNDERS, "reader": FOUNDERS},
    reply: {"founder": FOUNDERS, "reply": (Reply.CONFIRMED, Reply.DECLINED)},
    send: {},
    take_a_mail: {"state": (MessageState.PENDING, MessageState.SENDING)},
    look_into_a_doubt: {"arrived": (True, False)},
}  # and what each may be tried with
