"""How a mail leaves: into a folder of .eml files, or by SMTP."""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from smtplib import (
    SMTP,
    SMTPDataError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app

from incubator.infra.clock import now

PATIENCE: Final = 30  # seconds
REFUSALS: Final = (
    SMTPDataError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail in plain text, to one person."""

    id: UUID
    recipient: str
    subject: str
    body: str


class NotTakenError(Exception):
    """The transport surely did not take the mail: it may be tried again."""


class Talk(SMTP):
    """A talk with a mail server, which knows whether the mail itself was begun, and until when."""

    begun = False

    def __init__(self, host: str, port: int, *, until: datetime) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self.until = until

    def send(self, s: Any) -> None:
        """Hand over a command (text), or the mail itself (bytes) if there is still time."""
        if isinstance(s, bytes):
            _check_time(self.until)
            self.begun = True
        super().send(s)


def send(mail: Mail, *, until: datetime) -> None:
    """Hand a mail to the transport that the settings name, unless that instant has passed.

    `NotTakenError` says that it did not leave; any other error leaves a doubt.
    """
    message = _message(mail)
    url = urlsplit(current_app.config["MAIL_URL"])
    if url.scheme == "smtp":
        _submit(url.hostname or "", url.port or 25, message, until)
        return
    _check_time(until)
    try:
        _file(Path(current_app.config["VAR"], url.path), mail.id, message)
    except OSError as error:
        raise NotTakenError(error) from error


def _message(mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = mail.subject
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = mail.recipient
    message["Date"] = format_datetime(now())
    host = urlsplit(current_app.config["BASE_URL"]).hostname
    message["Message-ID"] = f"<{mail.id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def _submit(host: str, port: int, message: EmailMessage, until: datetime) -> None:
    try:
        server = Talk(host, port, until=until)
    except OSError as error:
        raise NotTakenError(error) from error
    try:
        server.send_message(message)
    except Exception as error:
        if server.begun and not isinstance(error, REFUSALS):
            raise
        raise NotTakenError(error) from error
    else:
        with suppress(OSError):  # the mail is taken, however the farewell goes
            server.quit()
    finally:
        server.close()


def _check_time(until: datetime) -> None:
    if now() >= until:
        message = "this worker was held up: the mail may be in the hands of another"
        raise NotTakenError(message)


def _file(folder: Path, mail_id: UUID, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{mail_id}"
    with draft.open("wb") as file:
        file.write(bytes(message))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / f"{now():%Y%m%d-%H%M%S}-{mail_id}.eml")
