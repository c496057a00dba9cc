"""A house in full swing: one call at each stage, the same people in each, a secret in every field.

Everything in it was done by somebody through a command, so that things are as people leave them.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import IntEnum
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from flask import Flask

from incubator.accounts.commands import Caller, use_link
from incubator.accounts.models import Account, Role, Ticket, Visit
from incubator.accounts.queries import get_person
from incubator.accounts.rules import Newcomer, Purpose, TicketId
from incubator.applications import commands as applications
from incubator.applications.queries import find_last_submission, get_application, list_files
from incubator.applications.rules import (
    ApplicationId,
    ApplicationState,
    Commitments,
    Declaration,
    FileId,
    Verdict,
)
from incubator.calls.commands import NewCall, open_call
from incubator.calls.rules import CallId
from incubator.cohorts.commands import record_reading
from incubator.cohorts.queries import find_enrolment, get_startup_page
from incubator.cohorts.rules import ReadingEdit
from incubator.decisions.commands import (
    answer_admission,
    draft_decision,
    open_decision,
    sign_decision,
)
from incubator.decisions.rules import DecisionId, Draft, Outcome, Reply
from incubator.deliberation.commands import record_opinion
from incubator.deliberation.rules import Advice, Sense
from incubator.infra import clock
from incubator.infra.db import db
from incubator.infra.files import put
from incubator.infra.jobs import run_next
from incubator.jury import commands as jury
from incubator.jury.queries import find_sheet_of, map_assignments
from incubator.jury.rules import Declared, Link, Ruling, ScoreCard
from incubator.kernel.actor import NOBODY, SYSTEM, AccountId, Actor, Relation
from incubator.kernel.paris import day_of
from incubator.letters.commands import release_letters
from incubator.messages.commands import send_message
from tests.builders import (
    ADA,
    ANSWERS,
    BOB,
    EVE,
    FORM,
    JANE,
    JEAN,
    JIM,
    JO,
    NOON,
    OLGA,
    RUBRIC,
    SAM,
    a_house,
    store,
)

JUNE: Final = Actor(
    account_id=AccountId(UUID(int=25)), standing=frozenset({Relation.MEMBER, Relation.JUROR})
)
CLEO: Final = Actor(account_id=AccountId(UUID(int=13)), standing=frozenset({Relation.MEMBER}))
MAX: Final = Actor(
    account_id=AccountId(UUID(int=33)),
    standing=frozenset({Relation.MEMBER, Relation.MANAGER, Relation.JUROR}),
)
IDENTITIES: Final[Mapping[str, Actor]] = {
    "anonymous": NOBODY,
    "founder_owner": ADA,
    "co_founder": CLEO,  # with whom Ada shares each of her dossiers
    "other_founder": BOB,
    "juror_cleared": JO,
    "juror_assigned": JEAN,
    "juror_recused": JANE,
    "juror_withdrawn": JIM,
    "juror_unassigned": JUNE,
    "manager": EVE,
    "second_manager": MAX,  # and a juror on Ada's dossiers
    "signatory": SAM,
    "operator": OLGA,
}
PANEL: Final = {
    name: IDENTITIES[name]
    for name in (
        "juror_cleared",
        "juror_assigned",
        "juror_recused",
        "juror_withdrawn",
        "second_manager",
    )
}
JURORS: Final = {  # their names, as pages would show them
    "jo petit": "juror_cleared",
    "jean roux": "juror_assigned",
    "jane vidal": "juror_recused",
    "jim faure": "juror_withdrawn",
    "june roy": "juror_unassigned",
}
TICKET_ID: Final = TicketId(UUID(int=701))
VISIT_ID: Final = UUID(int=702)
EVERYTHING: Final = Commitments(declared=frozenset(Declaration), electronic=True)
FACTS: Final = (
    "Le jury a relevé une équipe complémentaire et un besoin confirmé par douze entretiens. Il a "
    "estimé que le prix n’était pas encore éprouvé et que la présence à Amiens, d’un jour par "
    "semaine, restait en deçà de ce que demande le programme, comme le dit aussi"
)
CONTENT: Final = {
    "rules": {
        "title": "Règlement de l’appel",
        "approved_by": "délibération n° 2026-C-014",
        "selection_article": "article 5",
        "admissibility_article": "article 3",
    },
    "contact": {"name": "Ève Caron", "email": "equipe@quai.example", "phone": "03 53 01 00 10"},
}


class Stage(IntEnum):
    """How far a call is; each stage comes after what the earlier ones hold."""

    OPEN = 1
    EVALUATION = 2
    CLOSED = 3  # opinions are recorded, decisions are drafted
    SIGNED = 4
    RELEASED = 5  # Ada opened her admission and confirmed it, Bob has not opened his decision


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something that has an address, under the name that the table of access gives it."""

    name: str
    stage: Stage | None
    ids: Mapping[str, UUID]


@dataclass(frozen=True, kw_only=True)
class Secret:
    """A word that only some may read."""

    kind: str
    author: str
    stage: Stage

    @property
    def name(self) -> str:
        """Return what it is and whose, as the table of access says it."""
        return f"{self.kind}/{self.author}"

    @property
    def word(self) -> str:
        """Return the word: found nowhere else, in no other secret, spelt alike everywhere."""
        name = f"{self.kind}{self.author}{self.stage.name}".replace("_", "").lower()
        return f"secretof{name}endofsecret"


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything that has an address, and every secret."""

    things: Sequence[Thing]
    secrets: Sequence[Secret]

    def find(self, name: str, stage: Stage | None = None) -> Mapping[str, UUID]:
        """Return what stands in the address of a thing."""
        return next(t.ids for t in self.things if (t.name, t.stage) == (name, stage))


def build(app: Flask, *stages: Stage) -> World:
    """Let the house be lived in, from an empty database on: a call at each stage, or at some."""
    newcomers = ((CLEO, "Cléo", "Lang"), (JUNE, "June", "Roy"), (MAX, "Max", "Weil"))
    store(app, *a_house(), *(_account(*newcomer) for newcomer in newcomers))
    store(app, *_doors_of_accounts())
    house = Thing(name="house", stage=None, ids={})
    visit = Thing(name="visit", stage=None, ids={"visit_id": VISIT_ID})
    member = Thing(name="house", stage=None, ids={"account_id": OLGA.account_id})
    with app.app_context():
        affairs = [_Affair(stage) for stage in stages or Stage]
        for affair in affairs:
            affair.play()
    return World(
        things=[house, visit, member, *(thing for affair in affairs for thing in affair.things)],
        secrets=[secret for affair in affairs for secret in affair.secrets],
    )


def _doors_of_accounts() -> list[object]:
    """Return a link to sign up by, and a browser that June left open."""
    ticket = Ticket(
        id=TICKET_ID,
        purpose=Purpose.SIGN_UP,
        address="stranger@example.org",
        epoch=0,
        onward="",
        network="192.0.2.0/24",
        issued_at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )
    visit = Visit(
        id=VISIT_ID, digest="", account_id=JUNE.account_id, device="", opened_at=clock.now()
    )
    return [ticket, visit]


def _account(actor: Actor, given: str, family: str) -> Account:
    return Account(
        id=actor.account_id,
        email=f"{given.lower()}@example.org",
        given_name=given,
        family_name=family,
        password_hash="!",
        opened_at=NOON,
        roles=[Role(relation=role) for role in actor.standing - {Relation.MEMBER}],
    )


@dataclass
class _Affair:
    """One call, and what people do about it."""

    stage: Stage
    things: list[Thing] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)

    def play(self) -> None:
        """Go as far as the stage."""
        self.call = self._publish()
        self._add("call", call_id=self.call)
        self._add("call", call_id=self.call, account_id=OLGA.account_id)
        self._bring()
        with clock.at(clock.now() - timedelta(days=3)):
            self.ada = self._apply("founder_owner")
            self._share()
            self.bob = self._apply("other_founder")
        if self.stage is Stage.OPEN:
            self._write_on()
            return
        self._rule()
        self._evaluate()
        if self.stage >= Stage.CLOSED:
            self._deliberate()
        if self.stage >= Stage.SIGNED:
            self._sign()
        if self.stage >= Stage.RELEASED:
            self._release()

    def _add(self, name: str, **ids: UUID) -> None:
        self.things.append(Thing(name=name, stage=self.stage, ids=ids))

    def _word(self, kind: str, author: str) -> str:
        secret = Secret(kind=kind, author=author, stage=self.stage)
        self.secrets.append(secret)
        return secret.word

    def _publish(self) -> CallId:
        today = day_of(clock.now())
        days = {
            "opens_on": -10,
            "closes_on": 10 if self.stage is Stage.OPEN else -1,
            "admissibility_until": 20,
            "evaluation_until": 30,
            "hearings_on": 40,
            "decision_on": 45,
            "entry_on": 60,
        }
        columns: dict[str, Any] = {
            "code": f"QI-2026-0{self.stage}",
            "title": f"Appel n° {self.stage}",
            "lead": "Deux places.",
            "cluster": "esante",
            "phase": "incubation",
            "places": 2,
            "duration_months": 24,
            **{name: today + timedelta(days=after) for name, after in days.items()},
        }
        form = deepcopy(FORM)
        statutes = {"key": "statutes", "kind": "file", "label": "Statuts", "for_jurors": False}
        form["sections"][2]["questions"].append(statutes)
        return open_call(
            SYSTEM, NewCall(columns=columns, content=CONTENT, form=form, rubric=RUBRIC)
        )

    def _bring(self) -> None:
        """Bring a table of which the only row is wrong."""
        blob = put(BytesIO(b"siren;project;company\n123456789;Dune;Dune SAS\n"))
        mapping = {"siren": "siren", "questions": {"project": "title", "company": "organisation"}}
        brought = applications.Brought(name="table.csv", blob=blob, mapping=mapping)
        self._add("intake", intake_id=applications.bring_table(EVE, self.call, brought))

    def _apply(self, who: str) -> ApplicationId:
        """Write a dossier, take one of its files back, and hand it in, but for one draft."""
        founder = IDENTITIES[who]
        dossier = applications.start_application(founder, self.call)
        texts = {
            **ANSWERS,
            "title": f"Projet {self._word('title', who)}",
            "organisation": f"Société {self._word('organisation', who)}",
            "summary": self._word("answer", who),
            "address": f"2 rue {self._word('address', who)}\n80000 Amiens",
        }
        for section in FORM["sections"][:2]:
            own = {question["key"]: texts[question["key"]] for question in section["questions"]}
            edit = applications.SectionEdit(texts=own)
            applications.save_section(founder, dossier, section["key"], edit)
        removed = self._attach(who, dossier, "slides", "removed_file")
        applications.remove_file(founder, dossier, removed)
        shown = self._attach(who, dossier, "slides", "file")
        self._attach(who, dossier, "statutes", "private_file")
        draft = self.stage is Stage.OPEN and founder is BOB
        self._add(f"{'draft' if draft else 'dossier'}_of_{who}", application_id=dossier)
        if not draft:
            version = get_application(db.session(), dossier).version
            applications.submit_application(founder, dossier, EVERYTHING, version=version)
            receipt = find_last_submission(db.session(), dossier)
            assert receipt
            self._add(f"receipt_of_{who}", submission_id=receipt.id)
            send_message(founder, dossier, self._word("message", who), seen=0)
            send_message(EVE, dossier, self._word("reply", who), seen=1)
        if founder is BOB:
            self._add("file_elsewhere", application_id=self.ada, file_id=shown)
        return dossier

    def _share(self) -> None:
        """Share Ada's dossier with Cléo, and invite somebody who does not answer."""
        here, silent = Caller(origin="192.0.2.1"), f"silent{self.stage}@example.org"
        own = get_person(db.session(), CLEO.account_id).email
        ticket = applications.invite_teammate(ADA, self.ada, own, here)
        use_link(NOBODY, ticket, Newcomer(), here)
        waiting = applications.invite_teammate(ADA, self.ada, silent, here)
        self._add("teammate_of_founder_owner", application_id=self.ada, account_id=CLEO.account_id)
        self._add("invitation_of_founder_owner", application_id=self.ada, ticket_id=waiting)

    def _attach(self, who: str, dossier: ApplicationId, question: str, kind: str) -> FileId:
        blob = put(BytesIO(b"%PDF-1.7 " + self._word(kind, who).encode()))
        upload = applications.Upload(
            key=question, name=f"{kind}.pdf", media_type="application/pdf", blob=blob
        )
        edit = applications.SectionEdit(texts={}, uploads=(upload,))
        applications.save_section(IDENTITIES[who], dossier, "files", edit)
        file_id = list_files(db.session(), dossier)[question][-1].id
        drafted = self.stage is Stage.OPEN and who == "other_founder" and kind != "removed_file"
        name = "draft_file" if drafted else kind
        self._add(f"{name}_of_{who}", application_id=dossier, file_id=file_id)
        return file_id

    def _write_on(self) -> None:
        """Change what was handed in: nobody else sees it before it is handed in again."""
        words = {"summary": self._word("unsent", "founder_owner")}
        edit = applications.SectionEdit(texts=words, seen={"summary": 1})
        applications.save_section(ADA, self.ada, "project", edit)
        received = list_files(db.session(), self.ada)["slides"][0].id
        applications.remove_file(ADA, self.ada, received)
        self._attach("founder_owner", self.ada, "statutes", "unsent_file")

    def _rule(self) -> None:
        met = frozenset(condition["key"] for condition in FORM["conditions"])
        reason = self._word("verdict", "other_founder")
        admissible = Verdict(state=ApplicationState.ADMISSIBLE, met=met)
        not_so = Verdict(state=ApplicationState.INADMISSIBLE, met=frozenset(), reason=reason)
        for dossier, verdict in ((self.ada, admissible), (self.bob, not_so)):
            version = get_application(db.session(), dossier).version
            applications.rule_on_admissibility(EVE, dossier, verdict, version=version)

    def _evaluate(self) -> None:
        """Assign the panel; each juror goes as far as their name says."""
        jury.assign_jurors(EVE, self.ada, [juror.account_id for juror in PANEL.values()])
        for who in PANEL:
            self._add(f"assignment_of_{who}", assignment_id=self._assignment(who)[0])
        self._declare("juror_cleared", Link.NONE)
        self._declare("juror_recused", Link.CONFLICT)
        self._declare("juror_withdrawn", Link.NONE)
        self._declare("second_manager", Link.LINK)
        ruling = Ruling(cleared=True, reason=self._word("ruling", "second_manager"))
        assignment, version = self._assignment("second_manager")
        jury.rule_on_link(EVE, assignment, ruling, version=version)
        self._score("juror_cleared", submit=True)
        self._score("juror_withdrawn", submit=False)
        self._score("second_manager", submit=self.stage >= Stage.CLOSED)
        reason = self._word("withdrawal", "juror_withdrawn")
        assignment, version = self._assignment("juror_withdrawn")
        jury.withdraw_assignment(EVE, assignment, reason, version=version)

    def _assignment(self, who: str) -> tuple[Any, int]:
        row = map_assignments(db.session(), self.ada)[PANEL[who].account_id]
        return row.id, row.version

    def _declare(self, who: str, link: Link) -> None:
        assignment, version = self._assignment(who)
        detail = "" if link is Link.NONE else self._word("detail", who)
        declared = Declared(link=link, detail=detail)
        jury.declare_interests(PANEL[who], assignment, declared, version=version)

    def _score(self, who: str, *, submit: bool) -> None:
        sheet = find_sheet_of(db.session(), self._assignment(who)[0])
        assert sheet
        codes = [criterion["code"] for criterion in RUBRIC["criteria"]]
        card = ScoreCard(
            points=dict.fromkeys(codes, 4),
            unjudged=frozenset(),
            comments=dict.fromkeys(codes, self._word("comment", who)),
            strength=self._word("strength", who),
            improvement=self._word("improvement", who),
            private_note=self._word("note", who),
        )
        sheet_id, files = sheet.id, list_files(db.session(), self.ada)
        keep = jury.submit_sheet if submit else jury.save_sheet
        keep(PANEL[who], sheet_id, card, version=sheet.version)
        self._add(f"sheet_of_{who}", sheet_id=sheet_id)
        self._add(f"sheet_file_of_{who}", sheet_id=sheet_id, file_id=files["slides"][0].id)
        elsewhere = list_files(db.session(), self.bob)["slides"][0].id
        for hidden in (files["statutes"][0].id, elsewhere):
            self._add("sheet_file_of_nobody", sheet_id=sheet_id, file_id=hidden)

    def _deliberate(self) -> None:
        jury.close_evaluation(EVE, self.call, self._word("closing", "manager"))
        advice = Advice(
            sense=Sense.FAVOURABLE,
            assessment=self._word("opinion", "manager"),
            recommendations=self._word("recommendation", "manager"),
        )
        record_opinion(EVE, self.ada, advice, version=0)
        self.decisions = {
            who: self._draft(who, dossier, outcome)
            for who, dossier, outcome in (
                ("founder_owner", self.ada, Outcome.ACCEPTED),
                ("other_founder", self.bob, Outcome.INADMISSIBLE),
            )
        }

    def _draft(self, who: str, dossier: ApplicationId, outcome: Outcome) -> DecisionId:
        facts = f"{FACTS} {self._word('facts', who)}."
        law = f"Article 5 du règlement, {self._word('law', who)}."
        draft = Draft(outcome=outcome, reasons_law=law, reasons_fact=facts)
        decision = draft_decision(EVE, dossier, draft, version=0)
        kept = "" if self.stage is Stage.RELEASED else "kept_"
        self._add(f"{kept}decision_of_{who}", decision_id=decision)
        return decision

    def _sign(self) -> None:
        for decision in self.decisions.values():
            sign_decision(SAM, decision, version=1)
        while run_next():
            pass

    def _release(self) -> None:
        release_letters(EVE, self.call)
        while run_next():
            pass
        own = self.decisions["founder_owner"]
        open_decision(ADA, own)
        answer_admission(ADA, own, Reply.CONFIRMED, version=3)
        stay = find_enrolment(db.session(), self.ada)
        assert stay
        edit = ReadingEdit(
            value=Decimal(4),
            as_of=day_of(clock.now()),
            source=self._word("source", "manager"),
            verified=False,
        )
        record_reading(EVE, stay.id, edit, version=0)
        page = get_startup_page(db.session(), EVE, stay.id, clock.now())
        self._add("cohort", cohort_id=page.cohort_id)
        self._add("startup", enrolment_id=stay.id)
        self._add("milestone", milestone_id=page.milestones[0].id)
