"""Browsers and recoveries for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from balairung.kernel.messaging.models import Notice
from balairung.kernel.people import account_recovery
from balairung.kernel.people.account_devices import _denial_hash
from balairung.kernel.people.models import Device, Person
from tests import make

PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"


def device(person: Person, word: str = "Firefox", *, at: datetime = make.START) -> tuple[Device, str]:
    """A browser in which this person signed in, and what the link that denies it ends with."""
    denial = f"bantah-{word.lower()}"
    made = Device.objects.create(
        user=person.user or make.account(person), code_hash=f"{word}-{person.pk}", words=f"{word} di Linux",
        first_at=at, seen_at=at, end_hash=_denial_hash(denial),
    )  # fmt: skip
    return made, denial


def of_siti(siti: Person) -> dict[str, str]:
    """Addresses about her account: a browser of hers, and that two people give it back."""
    made, denial = device(siti)
    clerk = make.officer("kominfo", "administrator", "Rina Pengelola")
    recovery, stop = account_recovery.ask(siti, kind="factor", by=clerk, at=make.START)
    return {
        "devices:key": str(made.pk), "recovery:key": str(recovery.pk), "recovery:person": str(siti.pk),
        "devices:token": denial, "recovery:token": stop,
    }  # fmt: skip


def browser(agent: str = DESK, **more: Any) -> Client:
    """A browser that keeps its cookies; `REMOTE_ADDR` says from which network."""
    return Client(headers={"User-Agent": agent}, **more)


def letters(words: str) -> list[Notice]:
    """Messages that say this, the oldest first: what they say stands sealed, so the database is not asked."""
    return [one for one in Notice.objects.order_by("id") if words in one.body]
