"""How a mail leaves: into a folder of .eml files, or by SMTP."""

import os
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from smtplib import SMTP
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app

from incubator.infra.clock import now

PATIENCE: Final = 30  # seconds


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail in plain text, to one person."""

    id: UUID
    recipient: str
    subject: str
    body: str


def send(mail: Mail) -> None:
    """Hand a mail to the transport that the settings name; raise when it does not take it."""
    message = _message(mail)
    url = urlsplit(current_app.config["MAIL_URL"])
    if url.scheme == "smtp":
        with SMTP(url.hostname or "", url.port or 25, timeout=PATIENCE) as server:
            server.send_message(message)
    else:
        _file(Path(current_app.config["VAR"], url.path), mail.id, message)


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


def _file(folder: Path, mail_id: UUID, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{mail_id}"
    with draft.open("wb") as file:
        file.write(bytes(message))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / f"{now():%Y%m%d-%H%M%S}-{mail_id}.eml")
