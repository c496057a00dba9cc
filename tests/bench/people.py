"""People at their browsers, and a note of what each was answered."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from time import perf_counter
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from incubator.kernel.actor import Actor
from tests.client import FAR_AWAY, HIDDEN, begin_visit

FORM: Final = "application/x-www-form-urlencoded"
PATIENCE: Final = 60


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What somebody was answered, and how many seconds it took."""

    status: int
    text: str
    location: str
    seconds: float

    @property
    def hidden(self) -> dict[str, str]:
        """Return the hidden fields of the page."""
        return dict(HIDDEN.findall(self.text))


@dataclass
class Person:
    """Somebody at a browser, in as many tabs as they like."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answered:
        """Open a page."""
        return self._ask("GET", path, None, {})

    def post(
        self, path: str, typed: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Answered:
        """Send a form."""
        return self._ask(
            "POST", path, urlencode(typed, doseq=True), {"Content-Type": FORM, **(headers or {})}
        )

    def sign_in(self, email: str, password: str) -> Answered:
        """Come in by the door, with a password."""
        form = self.get("/sign-in").hidden
        return self.post("/sign-in", form | {"email": email, "password": password})

    def _ask(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> Answered:
        start = perf_counter()
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(method, path, body, {"Cookie": cookie, "Connection": "close", **headers})
        answer = line.getresponse()
        text = answer.read().decode()
        seconds = perf_counter() - start
        for morsel in SimpleCookie(answer.headers.get("Set-Cookie", "")).values():
            self.cookies[morsel.key] = morsel.value
        line.close()
        return Answered(
            status=answer.status,
            text=text,
            location=answer.headers.get("Location", ""),
            seconds=seconds,
        )


def come_in(app: Flask, port: int, actor: Actor) -> Person:
    """Return somebody who has signed in, behind everybody's back."""
    seal = SecureCookieSessionInterface().get_signing_serializer(app)
    assert seal
    known = {"_user_id": begin_visit(app, actor), "seen": int(FAR_AWAY.timestamp())}
    return Person(port, {"session": str(seal.dumps(known))})


def at_once(acts: Sequence[Callable[[], object]]) -> None:
    """Let everybody act at the same time, each in a thread; nobody's mistake is swallowed."""
    with ThreadPoolExecutor(len(acts)) as hands:
        for done in [hands.submit(act) for act in acts]:
            done.result()


def milliseconds(seconds: Iterable[float], share: float) -> float:
    """Return what this share of the answers stayed under; 0 where there was none."""
    ordered = sorted(seconds) or [0.0]
    return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]
