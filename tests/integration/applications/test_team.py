"""A dossier is shared by invitation: bound to an address, used once, taken back at any time."""

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from incubator.accounts.commands import Caller, use_link
from incubator.accounts.models import Account, Role, Ticket
from incubator.accounts.rules import LINK, LinkExpired, LinkUsed, Newcomer, Purpose, TicketId
from incubator.applications.commands import (
    SectionEdit,
    invite_teammate,
    remove_teammate,
    save_section,
    start_application,
    withdraw_invitation,
)
from incubator.applications.models import Application
from incubator.applications.queries import list_competitors
from incubator.applications.rules import AppliesAlready, OneOfTheTeam
from incubator.infra import clock
from incubator.infra.db import db
from incubator.infra.links import sign_id
from incubator.infra.unit_of_work import transaction
from incubator.journal.models import JournalLine
from incubator.kernel.actor import NOBODY, SYSTEM, AccountId, Actor, Relation
from incubator.kernel.paris import day_of
from incubator.kernel.refusals import Forbidden, NotFound, Refusal
from tests.builders import ADA, BOB, CALL_ID, EVE, JO, RUCHE, SAM, store
from tests.client import Browser
from tests.integration.accounts.steps import GOOD, last_link, mails
from tests.integration.applications.steps import (
    PROJECT,
    TASKS,
    TYPED,
    answers,
    form_of,
    move_call,
    read,
    received,
    send,
    write_dossier,
)

HERE = Caller(origin="192.0.2.1")
BOBS = f"{BOB.account_id.hex}@example.org"
TEAM = f"{TASKS}/team"
ME = {"given_name": "Zoé", "family_name": "Quint", "password": GOOD}
RACES = 200


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada's dossier be written, and not yet sent."""
    write_dossier(app)


def invited(app: Flask, actor: Actor = BOB) -> TicketId:
    """Let Ada invite somebody to share her dossier; return what the link stands for."""
    with app.app_context():
        return invite_teammate(ADA, RUCHE, f"{actor.account_id.hex}@example.org", HERE)


def accept(app: Flask, ticket_id: TicketId) -> None:
    """Let whoever holds the mailbox accept."""
    with app.app_context():
        use_link(NOBODY, ticket_id, Newcomer(), HERE)


def shared(app: Flask, actor: Actor = BOB) -> Actor:
    """Let somebody share Ada's dossier; return them as they will be recognised."""
    accept(app, invited(app, actor))
    return Actor(account_id=actor.account_id, standing=actor.standing, in_teams=frozenset({RUCHE}))


def link(app: Flask, ticket_id: TicketId) -> str:
    """Return the path of a link."""
    with app.app_context():
        return f"/links/{sign_id(ticket_id, LINK)}"


def team(stored: Session) -> set[AccountId]:
    """Return with whom Ada shares her dossier by now."""
    stored.rollback()
    mates = select(Role.account_id).filter_by(relation=Relation.TEAMMATE, scope=RUCHE)
    return set(stored.scalars(mates))


def events(stored: Session) -> list[str]:
    """Return what the journal tells of Ada's dossier, in its order."""
    stored.rollback()
    lines = select(JournalLine.event).filter_by(subject_id=RUCHE)
    return list(stored.scalars(lines.order_by(JournalLine.position)))


def test_a_stranger_is_invited_joins_completes_and_sends(
    app: Flask, browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    assert ada.press(ada.get(TASKS), TEAM, email=" Zoe@Example.org ").status_code == 303
    assert "zoe@example.org" in read(ada.get(TASKS))
    [(to, text)] = mails(app)
    assert to == "zoe@example.org"
    assert "Ada Lenoir vous invite" in text
    assert "Ruche" not in text  # the mailbox may be anybody's
    zoe = Browser(app, app.response_class)
    page = zoe.get(last_link(app))
    assert "Partager un dossier" in page.text
    assert not team(stored)
    done = zoe.fill_in(page, **ME)
    assert (done.status_code, done.location) == (303, TASKS)
    seen = read(zoe.get(TASKS))
    assert "Ada Lenoir vous fait partager ce dossier" in seen
    assert "Inviter" not in seen
    assert "Ruche" in zoe.get("/desk").text
    assert zoe.fill_in(zoe.get(PROJECT), **TYPED | {"summary": "À deux."}).status_code == 303
    assert answers(stored)["summary"] == "À deux."
    receipt = send(zoe, electronic="y").location
    assert zoe.get(str(receipt)).status_code == ada.get(str(receipt)).status_code == 200
    told = {to for to, text in mails(app) if "reçu" in text}
    assert told == {"zoe@example.org", f"{ADA.account_id.hex}@example.org"}
    snapshot = json.loads(received(stored)[0].snapshot)
    assert (snapshot["founder"]["name"], snapshot["sender"]["name"]) == ("Ada Lenoir", "Zoé Quint")
    assert events(stored)[:2] == ["TeammateInvited", "TeammateJoined"]
    facts = "".join(line.facts for line in stored.scalars(select(JournalLine)))
    assert "zoe" not in facts.lower()


def test_only_the_founder_invites_withdraws_and_removes(
    app: Flask, browser: Browser, stored: Session
) -> None:
    bob, waiting = shared(app), invited(app, SAM)
    with app.app_context():
        for act in (
            lambda: invite_teammate(bob, RUCHE, "eve@example.org", HERE),
            lambda: withdraw_invitation(bob, RUCHE, waiting),
            lambda: remove_teammate(bob, RUCHE, ADA.account_id),
            lambda: remove_teammate(bob, RUCHE, BOB.account_id),
        ):
            with pytest.raises(Forbidden):
                act()
        with pytest.raises(NotFound):
            remove_teammate(ADA, RUCHE, ADA.account_id)
    visit = browser.sign_in(BOB)
    form = form_of(visit.get(TASKS)) | {"email": "eve@example.org"}
    for path in (TEAM, f"{TEAM}/{BOB.account_id}/remove"):
        assert visit.post(path, data=form).status_code == 403
    assert stored.get_one(Application, RUCHE).founder_id == ADA.account_id
    assert team(stored) == {BOB.account_id}


def test_a_removed_teammate_s_next_request_finds_nothing(
    app: Flask, browser: Browser, stored: Session
) -> None:
    shared(app)
    ada, bob = browser.sign_in(ADA), Browser(app, app.response_class).sign_in(BOB)
    form = bob.get(PROJECT)
    assert form.status_code == 200
    path = f"{TEAM}/{BOB.account_id}/remove"
    assert ada.press(ada.get(TASKS), path).status_code == 303
    assert bob.fill_in(form, **TYPED | {"title": "Trop tard"}).status_code == 404
    for page in (TASKS, PROJECT, f"{TASKS}/check"):
        assert bob.get(page).status_code == 404
    assert "Ruche" not in bob.get("/desk").text
    assert answers(stored)["title"] == "Ruche"
    assert team(stored) == set()
    assert events(stored) == ["TeammateInvited", "TeammateJoined", "TeammateRemoved"]


def test_a_used_link_does_not_bring_back_whoever_was_removed(app: Flask, stored: Session) -> None:
    ticket = invited(app)
    accept(app, ticket)
    with app.app_context():
        remove_teammate(ADA, RUCHE, BOB.account_id)
    with pytest.raises(LinkUsed):
        accept(app, ticket)
    assert team(stored) == set()


def test_a_withdrawn_invitation_answers_like_an_old_one(
    app: Flask, browser: Browser, stored: Session
) -> None:
    ticket, other = invited(app), Browser(app, app.response_class)
    form = other.get(link(app, ticket))
    ada = browser.sign_in(ADA)
    path = f"{TASKS}/invitations/{ticket}/withdraw"
    assert ada.press(ada.get(TASKS), path).status_code == 303
    withdrawn = read(other.get(link(app, ticket)))
    assert other.fill_in(form).status_code == 409
    with pytest.raises(LinkExpired):
        accept(app, ticket)
    late = invited(app)
    with clock.at(clock.now() + timedelta(days=7)):
        assert read(other.get(link(app, late))) == withdrawn
    assert "Recevoir un nouveau lien" not in withdrawn
    assert team(stored) == set()
    assert "InvitationWithdrawn" in events(stored)


def test_nobody_but_the_founder_sends_an_invitation_again(app: Flask, browser: Browser) -> None:
    path = link(app, invited(app))
    page = browser.get(path)
    assert f"{path}/again" not in page.text
    before = len(mails(app))
    assert browser.post(f"{path}/again", data=form_of(page)).status_code == 404
    assert browser.fill_in(page).status_code == 303
    used = browser.get(path)
    assert f"{path}/again" not in used.text
    assert browser.post(f"{path}/again", data=form_of(used)).status_code == 404
    assert len(mails(app)) == before


def test_a_second_invitation_replaces_the_first(app: Flask, stored: Session) -> None:
    first, second = invited(app), invited(app)
    with pytest.raises(LinkExpired):
        accept(app, first)
    accept(app, second)
    assert team(stored) == {BOB.account_id}


def test_an_invitation_is_for_its_address_whoever_is_signed_in(
    app: Flask, browser: Browser, stored: Session
) -> None:
    path, sam = link(app, invited(app)), browser.sign_in(SAM)
    assert sam.fill_in(sam.get(path)).status_code == 303
    assert team(stored) == {BOB.account_id}
    assert "Bob Marchand" in sam.get("/account").text  # who holds the mailbox came in


def test_an_account_that_changed_its_address_does_not_accept(app: Flask, stored: Session) -> None:
    ticket = invited(app)
    account = stored.get_one(Account, BOB.account_id)
    account.email, account.epoch = "bob@elsewhere.example", 1
    stored.commit()
    with pytest.raises(Refusal):
        accept(app, ticket)
    assert team(stored) == set()


def test_whoever_signed_up_meanwhile_accepts_with_the_same_link(
    app: Flask, browser: Browser, stored: Session
) -> None:
    with app.app_context():
        ticket = invite_teammate(ADA, RUCHE, "zoe@example.org", HERE)
    page = browser.get("/links?purpose=sign_up")
    browser.fill_in(page, email="zoe@example.org")
    browser.fill_in(browser.get(last_link(app)), **ME)
    accept(app, ticket)
    zoe = stored.scalars(select(Account).filter_by(email="zoe@example.org")).one()
    assert team(stored) == {zoe.id}
    assert zoe.epoch == 0


@pytest.mark.parametrize("insider", [EVE, JO, SAM])
def test_who_manages_judges_or_signs_does_not_join(
    app: Flask, stored: Session, insider: Actor
) -> None:
    ticket = invited(app, insider)
    with pytest.raises(OneOfTheTeam):
        accept(app, ticket)
    assert team(stored) == set()
    stored.rollback()
    assert stored.get_one(Ticket, ticket).used_at is None


def test_one_person_takes_part_in_one_dossier_of_a_call(
    app: Flask, browser: Browser, stored: Session
) -> None:
    with app.app_context():
        own = start_application(BOB, CALL_ID)
    ticket = invited(app)
    page = browser.fill_in(browser.get(link(app, ticket)))
    assert page.status_code == 409
    assert "une même personne ne participe qu’à un seul" in page.text
    with app.app_context(), pytest.raises(AppliesAlready):
        use_link(NOBODY, ticket, Newcomer(), HERE)
    assert team(stored) == set()
    assert own != RUCHE


def test_whoever_shares_a_dossier_begins_no_other(app: Flask) -> None:
    bob = shared(app)
    with app.app_context():
        assert start_application(bob, CALL_ID) == RUCHE


def test_after_the_closing_an_invitation_gives_reading_only(
    app: Flask, browser: Browser, stored: Session
) -> None:
    ticket, today = invited(app), day_of(clock.now())
    move_call(app, today - timedelta(days=9), today - timedelta(days=1))
    accept(app, ticket)
    bob = browser.sign_in(BOB)
    assert bob.get(TASKS).status_code == 200
    member = Actor(account_id=BOB.account_id, in_teams=frozenset({RUCHE}))
    with app.app_context(), pytest.raises(Refusal):
        save_section(member, RUCHE, "project", SectionEdit(texts={"title": "Tard"}))
    with app.app_context(), pytest.raises(Refusal):
        invite_teammate(ADA, RUCHE, "late@example.org", HERE)
    assert answers(stored)["title"] == "Ruche"
    assert "Inviter" not in read(Browser(app, app.response_class).sign_in(ADA).get(TASKS))


def test_a_team_stays_small_and_nobody_is_invited_twice(app: Flask, browser: Browser) -> None:
    shared(app)
    ada = browser.sign_in(ADA)
    own = f"{ADA.account_id.hex}@example.org"
    for address in (own, BOBS.upper()):
        page = ada.press(ada.get(TASKS), TEAM, email=address)
        assert page.status_code == 409
        assert "fait déjà partie" in page.text
    assert ada.press(ada.get(TASKS), TEAM, email="zoe").status_code == 422
    codes = [
        ada.press(ada.get(TASKS), TEAM, email=f"n{number}@example.org").status_code
        for number in range(9)
    ]
    assert codes == [303] * 8 + [409]


def test_of_two_who_share_a_dossier_neither_overwrites_the_other(
    app: Flask, browser: Browser, stored: Session
) -> None:
    shared(app)
    ada, bob = browser.sign_in(ADA), Browser(app, app.response_class).sign_in(BOB)
    hers, his = ada.get(PROJECT), bob.get(PROJECT)
    assert ada.fill_in(hers, **TYPED | {"summary": "Le texte d’Ada."}).status_code == 303
    page = bob.fill_in(his, **TYPED | {"summary": "Le texte de Bob."})
    assert page.status_code == 409
    assert "Le texte d’Ada." in page.text
    assert "Le texte de Bob." in page.text
    assert answers(stored)["summary"] == "Le texte d’Ada."


def race(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """Let people act at the same instant; return what each was told."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        with app.app_context():
            start.wait()
            try:
                act()
            except Refusal as refusal:
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(len(acts)) as hands:
        return list(hands.map(run, acts))


def renew(app: Flask) -> TicketId:
    """Let Bob be invited as if for the first time."""
    ticket_id, now = TicketId(uuid4()), clock.now()
    with app.app_context(), transaction(SYSTEM) as tx:
        tx.session.execute(delete(Role).filter_by(relation=Relation.TEAMMATE))
        tx.session.add(
            Ticket(
                id=ticket_id,
                purpose=Purpose.TEAM,
                account_id=BOB.account_id,
                address=BOBS,
                epoch=0,
                scope=RUCHE,
                onward=TASKS,
                network="192.0.2.0/24",
                issued_at=now,
                expires_at=now + timedelta(days=7),
            )
        )
    return ticket_id


def test_of_two_clicks_at_once_one_joins_in_two_hundred_races(app: Flask, stored: Session) -> None:
    told: Counter[tuple[str, ...]] = Counter()
    for _ in range(RACES):
        click = partial(use_link, NOBODY, renew(app), Newcomer(), HERE)
        told[tuple(sorted(race(app, click, click)))] += 1
        assert team(stored) == {BOB.account_id}
    assert told == {("LinkUsed", "done"): RACES}
    assert events(stored) == ["TeammateJoined"] * RACES


def test_an_invitation_is_accepted_or_withdrawn_and_never_both(app: Flask, stored: Session) -> None:
    for _ in range(RACES // 5):
        ticket = renew(app)
        accepted, withdrawn = race(
            app,
            partial(use_link, NOBODY, ticket, Newcomer(), HERE),
            partial(withdraw_invitation, ADA, RUCHE, ticket),
        )
        assert (accepted, withdrawn) in {("done", "done"), ("LinkExpired", "done")}
        assert team(stored) == ({BOB.account_id} if accepted == "done" else set())
        taken_back = events(stored)[-1] == "InvitationWithdrawn"
        assert taken_back is (accepted == "LinkExpired")


def test_who_shares_a_dossier_has_no_say_in_its_call(app: Flask, browser: Browser) -> None:
    shared(app)
    assert send(browser.sign_in(ADA)).status_code == 303
    roles = (Relation.MANAGER, Relation.JUROR)
    store(app, *(Role(account_id=BOB.account_id, relation=role, scope=CALL_ID) for role in roles))
    bob = Browser(app, app.response_class).sign_in(BOB)
    assert "Ruche" not in read(bob.get(f"/calls/{CALL_ID}/dossiers"))
    for door in ("", "/admissibility", "/jurors", "/opinion", "/decision"):
        assert bob.get(f"/dossiers/{RUCHE}{door}").status_code == 403
    with app.app_context():
        people = {person.account_id for person in (ADA, BOB, EVE)}
        assert people - list_competitors(db.session(), CALL_ID, people) == {EVE.account_id}
    told = [to for to, _ in mails(app)]
    thread = f"{TASKS}/messages"
    ada = browser.sign_in(ADA)
    assert ada.fill_in(ada.get(thread), text="Bonjour.").status_code == 303
    told = [to for to, _ in mails(app)][len(told) :]
    assert f"{EVE.account_id.hex}@example.org" in told
    assert BOBS not in told
