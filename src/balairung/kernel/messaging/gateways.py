"""Which doors a regency opened, with which account."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from balairung.kernel.messaging.doors.door import Able, Door
from balairung.kernel.messaging.models import Gateway

KEPT = 15.0  # seconds that a process believes what it read
BUILT_IN = {"email"}  # goes out without an account: by the operator's mail server, or into a folder


@dataclass(frozen=True)
class Opened:
    """One open door."""

    channel: str
    door: Door
    hook: str = ""
    cursor: str = ""


_known: dict[tuple[str, ...], tuple[float, dict[str, Opened]]] = {}


def doors() -> dict[str, Opened]:
    """The open doors of this regency, by channel."""
    schema = getattr(connection, "regency_schema", None) or ""
    place = (str(connection.settings_dict["NAME"]), schema, *settings.CHANNELS.values())
    kept = _known.get(place)
    if kept is None or kept[0] <= time.monotonic():
        kept = _known[place] = (time.monotonic() + KEPT, _read())
    return kept[1]


def forget() -> None:
    """A gateway changed."""
    _known.clear()


def is_open(channel: str) -> bool:
    return channel in doors()


def able(channel: str) -> Able:
    """What the door of a channel is able to do, whether it is open or not."""
    return door_class(channel).able


def door_class(channel: str) -> type[Door]:
    """Raise KeyError for a channel that does not exist."""
    found: type[Door] = import_string(settings.CHANNELS[channel])
    return found


def connect(channel: str, account: dict[str, str], *, at: datetime, opened: bool = True) -> Gateway:
    """Keep the account of a channel and open (or shut) its door. The hook stays the same."""
    with transaction.atomic():
        row, _made = Gateway.objects.get_or_create(
            channel=channel, defaults={"hook": secrets.token_urlsafe(24), "changed_at": at}
        )
        row.account, row.open, row.changed_at, row.problem = json.dumps(account), opened, at, ""
        row.save(update_fields=["account", "open", "changed_at", "problem"])
    forget()
    return row


def _read() -> dict[str, Opened]:
    found = {name: Opened(name, door_class(name)({})) for name in BUILT_IN & settings.CHANNELS.keys()}
    for row in Gateway.objects.filter(open=True).order_by("channel"):
        if row.channel in settings.CHANNELS:
            made = door_class(row.channel)(json.loads(row.account or "{}"))
            found[row.channel] = Opened(row.channel, made, row.hook, row.cursor)
    return found
