"""Ways out of the house. Each channel is one class with `send`; which ones are open is a setting (CHANNELS)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Outgoing:
    """What is handed to a channel. `number` stays the same however often it is tried.

    `stop` is the link that ends all messages to this address; duty notices have none.
    """

    number: str
    to: str
    subject: str
    body: str
    stop: str = ""

    def email(self) -> EmailMessage:
        """As mail; the number is its Message-ID, so that a message that was tried twice is recognised as one."""
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
        headers = {"Message-ID": f"<{self.number}@{host}>", "Auto-Submitted": "auto-generated"}
        if self.stop:  # RFC 8058: the mail program's own button, one POST and no page
            headers |= {"List-Unsubscribe": f"<{self.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return EmailMessage(self.subject, self.body, to=[self.to], headers=headers)


class Channel(Protocol):
    def send(self, message: Outgoing) -> None:
        """Hand it over; raise OSError (SMTP errors are) when it was not taken."""


class Smtp:
    """The regency's mail server (BALAIRUNG_SMTP)."""

    def send(self, message: Outgoing) -> None:
        message.email().send()


class MailDirectory:
    """Each message a file: what a server without a mail server does, and what the tests read."""

    def send(self, message: Outgoing) -> None:
        folder = Path(settings.MAIL_DIRECTORY)
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{message.number}"
        draft.write_bytes(message.email().message().as_bytes())
        draft.replace(folder / f"{message.number}.eml")  # whole or not at all; twice the same name is one message


def channel(name: str) -> Channel:
    """The open channel of this name. Raise KeyError when it is not open."""
    return _made(settings.CHANNELS[name])


@lru_cache
def _made(path: str) -> Channel:
    made: Channel = import_string(path)()
    return made
