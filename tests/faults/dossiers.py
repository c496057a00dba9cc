"""Founders who write, give files and send, and a journal of what they were told is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from flask import Flask

from incubator.applications.models import Answer
from incubator.applications.rules import ApplicationId, ApplicationState
from tests.builders import ANSWERS, NOON, a_call, a_house, another_application, store
from tests.documents import a_pdf
from tests.faults.batch import an_account_of, founder
from tests.faults.house import LOST, House, Person, Reply

TICKED: Final = {"accuracy": "y", "rules": "y", "privacy": "y"}
PDF: Final = a_pdf()
KEPT: Final = 303


def drafts(app: Flask, size: int) -> None:
    """Store as many drafts of an open call, each complete but for its files."""
    store(app, *a_house(), *a_call())
    for number in range(size):
        draft = another_application(number, founder(number), state=ApplicationState.DRAFT)
        words = [
            Answer(application_id=dossier(number), key=key, text=text, saved_at=NOON, version=1)
            for key, text in ANSWERS.items()
        ]
        store(app, an_account_of(number), *draft, *words)


def dossier(number: int) -> ApplicationId:
    """Return the dossier of that number."""
    return ApplicationId(UUID(int=300 + number))


@dataclass(kw_only=True)
class Founder:
    """Somebody who works on one dossier and notes what the server acknowledged."""

    house: House
    number: int
    tried: int = 0
    saved: int = 0  # the last words that were acknowledged
    received: dict[str, int] = field(default_factory=dict)  # each receipt, and the words before it
    files: list[str] = field(default_factory=list)
    refused: list[Reply] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.person = Person(self.house, founder(self.number))
        self.place = f"/applications/{dossier(self.number)}"

    @property
    def acknowledged(self) -> int:
        """Return how much the server said that it keeps."""
        return self.saved + len(self.received) + len(self.files)

    def act(self, round_: int) -> None:
        """Write, and now and then give a file or send; note what was acknowledged."""
        try:
            self.write()
            if round_ % 5 == 2:
                self.give(f"{round_}.pdf", PDF.ljust(len(PDF) + round_))
            if round_ % 5 == 4:
                self.submit()
        except LOST:
            return

    def write(self, more: str = "") -> Reply:
        """Save other words than before."""
        return self.prepare_words(more)()

    def give(self, name: str, content: bytes) -> Reply:
        """Give one file more."""
        return self.prepare_file(name, content)()

    def submit(self) -> Reply:
        """Hand the dossier in."""
        return self.prepare_submission()()

    def prepare_words(self, more: str = "") -> Callable[[], Reply]:
        """Type other words than before; return what sends them."""
        text = f"Essai {self.tried + 1}{more}"
        typed = {"title": "Ruche", "summary": text, "cluster": "esante"}
        send = self.person.prepare(f"{self.place}/sections/project", typed)

        def act() -> Reply:
            self.tried += 1
            answer = send()
            if self._kept(answer):
                self.saved = self.tried
            return answer

        return act

    def prepare_file(self, name: str, content: bytes) -> Callable[[], Reply]:
        """Choose a file; return what gives it."""
        page, to = f"{self.place}/sections/files", f"{self.place}/questions/slides/files"
        send = self.person.prepare(page, {}, ("file", name, content), to=to)

        def act() -> Reply:
            answer = send()
            if self._kept(answer):
                self.files.append(name)
            return answer

        return act

    def prepare_submission(self) -> Callable[[], Reply]:
        """Confirm each point; return what hands the dossier in."""
        send = self.person.prepare(f"{self.place}/check", TICKED)

        def act() -> Reply:
            answer = send()
            if self._kept(answer):
                self.received[answer.location.rpartition("/")[2]] = self.saved
            return answer

        return act

    def _kept(self, answer: Reply) -> bool:
        if answer.status != KEPT:
            self.refused.append(answer)
        return answer.status == KEPT
