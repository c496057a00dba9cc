"""A mail server that keeps what it takes, and misbehaves on demand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import create_server
from typing import Any

from aiosmtpd.controller import Controller


class Sink:
    """What the server took, what it answers, and what happens before each answer."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers = {"RCPT": "250 OK", "DATA": "250 OK", "QUIT": "221 Bye"}
        self.answer_to: Callable[[str], str] = lambda _: self.answers["RCPT"]
        self.before_rcpt: Callable[[Any], object] = bool
        self.before_data: Callable[[Any], object] = bool  # taken, not yet answered

    async def handle_RCPT(self, *talk: Any) -> str:  # noqa: N802 - as the server calls it
        """Take or refuse a recipient."""
        server, envelope, address = talk[0], talk[2], talk[3]
        envelope.rcpt_tos.append(address)
        self.before_rcpt(server)
        return self.answer_to(address)

    async def handle_DATA(self, *talk: Any) -> str:  # noqa: N802 - as the server calls it
        """Take a mail, or refuse it."""
        server, _, envelope = talk
        if self.answers["DATA"].startswith("250"):
            self.taken.append(read(envelope.content))
        self.before_data(server)
        return self.answers["DATA"]

    async def handle_QUIT(self, *_: Any) -> str:  # noqa: N802 - as the server calls it
        """Say goodbye."""
        return self.answers["QUIT"]


def read(content: bytes) -> EmailMessage:
    """Return a mail as a reader opens it."""
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def find_port() -> int:
    """Return a port on which nobody listens."""
    with create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@contextmanager
def receiving() -> Iterator[tuple[Sink, str]]:
    """Run a mail server meanwhile; yield it, and what `MAIL_URL` calls it."""
    port = find_port()
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield controller.handler, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
