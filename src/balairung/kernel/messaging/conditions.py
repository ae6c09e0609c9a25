"""How each door does: for the operator's page and for `balairung door`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.models import Arrival, Gateway, Notice

DAY = timedelta(days=1)
ENOUGH = 20  # messages of one account; then a vendor that can tell of one has told of one


@dataclass(frozen=True)
class Condition:
    """One channel of this house. `state` is "open", "problem" or "shut"."""

    channel: str
    word: str
    sign: str
    state: str
    gateway: Gateway | None
    waiting: int = 0  # messages that are owed
    unread: int = 0  # messages that came in and are not read
    failed: int = 0  # in a day: messages that did not arrive
    silent: bool = False  # it could tell of arrivals, and never did

    @property
    def state_word(self) -> str:
        return {"open": _("Terbuka"), "problem": _("Ada hambatan"), "shut": _("Tertutup")}[self.state]

    @property
    def chip(self) -> str:
        """The shape beside that word."""
        return {"open": "done", "problem": "refused", "shut": "new"}[self.state]


def conditions(now: datetime) -> list[Condition]:
    """Every door there is, those that are open first."""
    waiting = Notice.objects.filter(outcome=Notice.Outcome.WAITING)
    failed = Notice.objects.filter(outcome=Notice.Outcome.FAILED, try_at__gt=now - DAY)
    failed = failed.exclude(problem__in=("stopped", "arrived"))
    unread = Arrival.objects.filter(outcome=Arrival.Outcome.WAITING)
    counts = [
        dict(waiting.order_by().values_list("channel").annotate(Count("pk"))),
        dict(failed.order_by().values_list("channel").annotate(Count("pk"))),
        dict(unread.order_by().values_list("channel").annotate(Count("pk"))),
    ]
    rows = {row.channel: row for row in Gateway.objects.defer("account")}
    found = [_condition(channel, rows.get(channel), *counts) for channel in settings.CHANNELS]
    return sorted(found, key=lambda one: ("problem", "open", "shut").index(one.state))


def _condition(
    channel: str, row: Gateway | None, waiting: Mapping[str, int], failed: Mapping[str, int], unread: Mapping[str, int]
) -> Condition:
    is_open = bool(row and row.open) or channel in gateways.BUILT_IN
    state = "shut" if not is_open else "problem" if row and row.problem else "open"
    return Condition(
        channel, gateways.word(channel), gateways.sign(channel), state, row, waiting.get(channel, 0),
        unread.get(channel, 0), failed.get(channel, 0), is_open and row is not None and _is_silent(row),
    )  # fmt: skip


def _is_silent(row: Gateway) -> bool:
    """Its vendor can tell, was handed enough, and said no word: its receipts are not wired."""
    if row.told_at or not gateways.able(row.channel).receipts:
        return False
    sent = Notice.objects.filter(channel=row.channel, sent_at__gte=row.changed_at).exclude(provider_ref="")
    return sent.order_by("provider_ref")[ENOUGH - 1 : ENOUGH].exists()  # by the index notice_provider
