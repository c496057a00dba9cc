"""A house in which every text of the database holds its own canary, and who may read what there."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from uuid import uuid4

from flask import Flask

from incubator.accounts.models import FailedAttempt
from incubator.applications.models import ItemsRequest
from incubator.cohorts.commands import reach_milestone
from incubator.cohorts.rules import MilestoneId
from incubator.infra import clock
from incubator.infra.jobs import Job, run_next
from incubator.kernel.paris import day_of
from tests.architecture.walk import find_secrets, people, readers
from tests.builders import EVE, store
from tests.integration.leaks.canaries import CANARY, Entitlements, Planted, planting
from tests.integration.leaks.crawl import Person, Seen
from tests.world import IDENTITIES, JURORS, Stage, World, build


class House:
    """A world in which every text is planted, one person of each kind, and what may be read."""

    def __init__(self, app: Flask, stage: Stage) -> None:
        self.app, self.stage = app, stage
        with planting() as self.planted:
            self.world = build(app, stage)
            furnish(app, self.world, stage)
            self.people = {who: Person(app, self.world, who) for who in IDENTITIES}
            with app.app_context():
                while run_next():
                    pass
        self.entitlements = Entitlements(app, stage)
        self.spoken = {one.word: readers(one) for one in self.world.secrets}
        self.spoken |= {name: {who, *people("managers")} for name, who in JURORS.items()}

    def find_words(self, seen: Seen) -> AbstractSet[str]:
        """Return the canaries that an answer holds, in any form."""
        forms = [*seen.forms()]
        return {word.lower() for form in forms for word in CANARY.findall(form)} | {
            word for form in forms for word in find_secrets(form)
        }

    def may_read(self, word: str) -> AbstractSet[str]:
        """Return who may read a canary, or a word that somebody of the world wrote."""
        canary: Planted | None = self.planted.get(word)
        return self.entitlements.readers(canary) if canary else self.spoken[word]

    def describe(self, word: str) -> str:
        """Return where a word was planted."""
        return self.planted[word].column if word in self.planted else word

    def mails(self) -> Iterator[tuple[str, str]]:
        """Yield to whom each mail went, and all that it says; a stranger has no name here."""
        known = {(actor.account_id,): who for who, actor in IDENTITIES.items()}
        emails = [one for one in self.planted.values() if one.column == "account.email"]
        names = {one.word: known.get(one.key, "manager") for one in emails}  # Adam manages too
        for path in sorted(Path(self.app.config["VAR"], "mail").glob("*.eml")):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            heads = "\n".join(f"{name}: {value}" for name, value in mail.items())
            to = CANARY.findall(mail["To"])
            who = next((names[word] for word in to if word in names), "stranger")
            yield who, f"{heads}\n{mail.get_content()}"


def furnish(app: Flask, world: World, stage: Stage) -> None:
    """Fill the columns that nobody fills in the world: a request, a failure, an error, a proof."""
    now = clock.now()
    ada = world.find("dossier_of_founder_owner", stage)["application_id"]
    asked = ItemsRequest(
        application_id=ada,
        keys="slides",
        reason="Illisible.",
        asked_at=now - timedelta(days=2),
        asked_by=EVE.account_id,
        until=day_of(now),
        silence_on=day_of(now),
        answered_at=now - timedelta(days=1),
    )
    failed = FailedAttempt(address="0" * 64, network="192.0.2.0/24", at=now)
    job = Job(task="render", subject_id=uuid4(), run_at=now + timedelta(days=9), error="Panne.")
    store(app, asked, failed, job)
    if stage is Stage.RELEASED:
        milestone = MilestoneId(world.find("milestone", stage)["milestone_id"])
        with app.app_context():
            reach_milestone(EVE, milestone, "Vu.", day_of(now), version=1)
