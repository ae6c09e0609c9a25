"""The telephone of the demonstration: servers on this machine that stand for the vendors (`python -m tests.doors`).

Only a demonstration is connected to them, only over 127.0.0.1, and no door that has a real account.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings
from django.urls import reverse

from balairung.config.demo.people import ACCOUNTS
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.models import Gateway
from balairung.kernel.people.models import User

LOCAL = "127.0.0.1"


def connect_telephone(house: str, *, at: datetime) -> str:
    """Open the doors that the telephone has, and tell it where it calls; its address, "" where there is none."""
    address = f"http://127.0.0.1:{os.environ.get('BALAIRUNG_TELEPHONE') or 0}"
    if not User.objects.filter(email__in=[account.email for account in ACCOUNTS]).exists():
        return ""
    try:
        _connect(address, house, at)
        _connect(address, house, at)  # some accounts name the address that the first round told
    except httpx.HTTPError:
        _shut(at)
        return ""
    return address


def _connect(address: str, house: str, at: datetime) -> None:
    hooks = {"house": house, **({} if settings.MAIL_SERVER else {"letters": str(settings.MAIL_DIRECTORY)})}
    for channel, account in _ask("GET", f"{address}/accounts").items():
        if channel in settings.CHANNELS and _may(channel, account):
            row = gateways.connect(channel, account or _kept(channel), at=at)
            hooks[channel] = house + reverse("doors:called", args=[channel, row.hook])
    _ask("POST", f"{address}/hooks", json=hooks)


def _may(channel: str, account: Mapping[str, str]) -> bool:
    """Whether the account stays on this machine, and so does the one that it takes the place of; some need none."""
    if not account:
        return True
    kept = str(_kept(channel) or LOCAL)
    return LOCAL in str(account) and LOCAL in kept


def _kept(channel: str) -> dict[str, str]:
    row = Gateway.objects.filter(pk=channel).first()
    return gateways.account_of(row) if row else {}


def _shut(at: datetime) -> None:
    """The telephone of an earlier run is gone: nothing waits for it."""
    for row in Gateway.objects.filter(open=True):
        if LOCAL in row.account:
            gateways.connect(row.channel, gateways.account_of(row), opened=False, at=at)


def _ask(method: str, url: str, **more: Any) -> dict[str, Any]:
    with httpx.Client(trust_env=False, timeout=5, headers={"X-Telepon": "1"}) as client:
        found: dict[str, Any] = client.request(method, url, **more).raise_for_status().json()
    return found
