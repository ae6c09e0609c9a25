"""Which doors a regency opened, with which account."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.kernel.messaging.doors.door import Able, Door, Undeliverable
from balairung.kernel.messaging.models import Gateway
from balairung.kernel.people.house import house_url

log = logging.getLogger(__name__)
KEPT = 15.0  # seconds that a process believes what it read
BUILT_IN = {"email"}  # goes out without an account: by the operator's mail server, or into a folder
WORDS = {
    "email": _("Surel"), "whatsapp": "WhatsApp", "telegram": "Telegram", "sms": "SMS",
    "push": _("Pemberitahuan peramban"), "voice": _("Telepon"),
}  # fmt: skip
SIGNS = {"email": "mail", "sms": "phone", "push": "bell", "voice": "phone"}  # icons; the others are chats


@dataclass(frozen=True)
class Opened:
    """One open door. The object is kept for as long as its account stays: some hold a line to the vendor."""

    channel: str
    door: Door
    hook: str = ""
    changed_at: datetime | None = None
    tells: bool = False  # whether its vendor ever told that a message arrived, or did not


_known: dict[tuple[str, ...], tuple[float, dict[str, Opened]]] = {}
_heard: dict[tuple[str, ...], datetime] = {}


def doors() -> dict[str, Opened]:
    """The open doors of this regency, by channel."""
    here = place()
    kept = _known.get(here)
    if kept is None or kept[0] <= time.monotonic():
        kept = _known[here] = (time.monotonic() + KEPT, _read(kept[1] if kept else {}))
    return kept[1]


def place() -> tuple[str, ...]:
    """What this process tells regencies apart by."""
    schema = getattr(connection, "regency_schema", None) or ""
    return (str(connection.settings_dict["NAME"]), schema, *settings.CHANNELS.values())


def heard_lately(channel: str, at: datetime) -> bool:
    """Whether this process noted within a minute that something came in through this door; the first asker notes it."""
    key = (*place(), channel)
    lately = key in _heard and at - _heard[key] < timedelta(minutes=1)
    if not lately:
        _heard[key] = at
    return lately


def forget() -> None:
    """A gateway changed."""
    _known.clear()
    _heard.clear()


def is_open(channel: str) -> bool:
    return channel in doors()


def able(channel: str) -> Able:
    """What the door of a channel is able to do, as its account has it, or in general while it is shut."""
    opened = doors().get(channel)
    return opened.door.able if opened else door_class(channel).able


def word(channel: str) -> str:
    """What people call it."""
    return str(WORDS.get(channel, channel))


def sign(channel: str) -> str:
    """The icon beside that word."""
    return SIGNS.get(channel, "message")


def door_class(channel: str) -> type[Door]:
    """Raise KeyError for a channel that does not exist."""
    found: type[Door] = import_string(settings.CHANNELS[channel])
    return found


def account_of(gateway: Gateway) -> dict[str, str]:
    """What was kept of the account at the vendor."""
    kept: dict[str, str] = json.loads(gateway.account or "{}")
    return kept


def door_of(gateway: Gateway) -> Door:
    """The door with its account; where the vendor calls back is our own address, unless the operator wrote another."""
    account = account_of(gateway)
    return door_class(gateway.channel)(account | {"callback": account.get("callback") or hook_address(gateway)})


def connect(channel: str, account: dict[str, str], *, at: datetime, opened: bool = True) -> Gateway:
    """Keep the account of a channel and open (or shut) its door. The hook stays the same."""
    whole = door_class(channel).completed(account)
    with transaction.atomic():
        row, _made = Gateway.objects.get_or_create(
            channel=channel, defaults={"hook": secrets.token_urlsafe(24), "changed_at": at}
        )
        row.told_at = row.told_at if account_of(row) == whole else None
        row.account, row.open, row.changed_at, row.problem = json.dumps(whole), opened, at, ""
        row.save(update_fields=["account", "open", "changed_at", "problem", "told_at"])
    forget()
    return row


def check(gateway: Gateway, *, at: datetime) -> str:
    """Try the account and write to nobody; what it is called at the vendor. What went wrong stands in `problem`."""
    return _try(gateway, lambda door: door.check(), at)


def announce(gateway: Gateway, *, at: datetime) -> None:
    """Tell the vendor where to call us (or, when the door is shut, no longer), where vendors are told by a call."""
    address = hook_address(gateway) if gateway.open else ""

    def tell(door: Door) -> str:
        door.announce(address)
        return ""

    _try(gateway, tell, at)


def hook_address(gateway: Gateway) -> str:
    """The address that the vendor calls."""
    return house_url() + reverse("doors:called", args=[gateway.channel, gateway.hook])


def _try(gateway: Gateway, ask: Callable[[Door], str], at: datetime) -> str:
    said, problem = "", ""
    try:
        said = ask(door_of(gateway))
    except (OSError, Undeliverable) as refusal:
        problem = _told(str(refusal) or type(refusal).__name__)
    except Exception as refusal:  # an account that no program expects is told to whoever typed it
        log.exception("the door %s could not be tried", gateway.channel)
        problem = type(refusal).__name__
    gateway.checked_at, gateway.problem = at, problem[:300]
    gateway.save(update_fields=["checked_at", "problem"])
    return said


def _told(problem: str) -> str:
    """What a vendor said, or what it means that nobody answered."""
    if problem.endswith(("Error", "Timeout")) and problem.isalpha():
        return gettext("Penyedia tidak dapat dihubungi (%(problem)s). Periksa alamatnya, lalu coba lagi.") % {
            "problem": problem
        }
    return problem


def _read(before: dict[str, Opened]) -> dict[str, Opened]:
    found = {name: _plain(name, before) for name in BUILT_IN & settings.CHANNELS.keys()}
    with inside():
        rows = Gateway.objects.filter(open=True, channel__in=settings.CHANNELS).order_by("channel")
        for channel, hook, changed_at, told_at in rows.values_list("channel", "hook", "changed_at", "told_at"):
            kept = before.get(channel)
            if kept and kept.changed_at == changed_at:
                found[channel] = replace(kept, tells=told_at is not None)
            elif made := _made(channel):
                found[channel] = Opened(channel, made, hook, changed_at, told_at is not None)
    return found


def _plain(channel: str, before: dict[str, Opened]) -> Opened:
    """A door that is open without an account."""
    kept = before.get(channel)
    return kept if kept and kept.changed_at is None else Opened(channel, door_class(channel)({}))


def _made(channel: str) -> Door | None:
    """None for an account that cannot be read, as when its key was lost: the other doors stay open."""
    try:
        return door_of(Gateway.objects.get(pk=channel))
    except Exception:
        log.exception("the door %s could not be made", channel)
        return None


def inside() -> AbstractContextManager[object]:
    """Where a regency is a schema, nothing is found outside a transaction; elsewhere reading needs none."""
    return transaction.atomic() if settings.TENANTS else nullcontext()
