"""E-mail: out by the operator's mail server, or into a folder where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.mail import EmailMessage

from balairung.kernel.messaging.doors.door import Able, Mute, Need, Outgoing, Settings


class Mail(Mute):
    """The regency's mail (BALAIRUNG_SMTP); without a server each message is a file, which the tests read."""

    able: ClassVar[Able] = Able(hears=False, longest=100_000, a_second=200)
    needs: ClassVar[list[Need]] = []

    def __init__(self, account: Settings) -> None:
        self.account = account

    def send(self, message: Outgoing) -> str:
        letter = _letter(message)
        if settings.MAIL_SERVER:
            letter.send()
        else:
            _keep(letter, message.number)
        return str(letter.extra_headers["Message-ID"])


def _letter(message: Outgoing) -> EmailMessage:
    """The number is its Message-ID, so that a message that was tried twice is recognised as one."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {"Message-ID": f"<{message.number}@{host}>", "Auto-Submitted": "auto-generated"}
    if message.stop:  # RFC 8058: the mail program's own button, one POST and no page
        headers |= {"List-Unsubscribe": f"<{message.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return EmailMessage(message.subject, message.body, to=[message.to], headers=headers | dict(message.headers))


def _keep(letter: EmailMessage, number: str) -> None:
    folder = Path(settings.MAIL_DIRECTORY)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{number}"
    draft.write_bytes(letter.message().as_bytes())
    draft.replace(folder / f"{number}.eml")  # whole or not at all; twice the same name is one message
