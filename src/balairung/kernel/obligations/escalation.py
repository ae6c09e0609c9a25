"""What is late climbs the ladder: nobody is skipped in silence, nothing is lost, one bad item never stops the rest."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from balairung.ground.common import working_time
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.obligations import ledger
from balairung.kernel.obligations.models import Clock, Exclusion, Obligation
from balairung.kernel.obligations.rules import clock_label, ladder_rule
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.ladder import CommandLine, Rung
from balairung.kernel.people.models import Post

log = logging.getLogger(__name__)
BATCH = 500


@dataclass
class Watch:
    """What a whole batch shares: the moment, the line of command, the calendars."""

    now: datetime
    line: CommandLine
    calendars: Calendars


def escalate(*, now: datetime) -> int:
    """Raise every running clock that fell due by one rung; return how many were raised."""
    raised, failed = 0, set[UUID]()
    while batch := _due(now, failed):
        with transaction.atomic():
            watch = Watch(now, CommandLine(now), Calendars())
        for clock_id in batch:
            try:
                raised += _raise_one(clock_id, watch)
            except Exception:  # one bad item never stops the others; `check` finds what stays behind
                log.exception("escalation failed for clock %s", clock_id)
                failed.add(clock_id)
    return raised


def _due(now: datetime, failed: set[UUID]) -> list[UUID]:
    with transaction.atomic():
        late = Clock.objects.filter(escalate_at__lte=now).order_by("escalate_at", "id")
        ids = late.values_list("id", flat=True)[: BATCH + len(failed)]
        return [clock_id for clock_id in ids if clock_id not in failed]


@transaction.atomic
def _raise_one(clock_id: UUID, watch: Watch) -> int:
    """One item, one transaction: the line, the rung, the notice, or nothing of it."""
    clock = _claim(clock_id, watch.now)
    if clock is None:
        return 0
    obligation = clock.obligation
    climbed = climb(clock, watch.line)
    _save_rung(clock, climbed, watch)
    ledger.record(obligation, "escalate", by=SYSTEM, at=watch.now, facts=_facts(clock, climbed))
    _tell(obligation, clock, climbed, watch.now)
    return 1


def _claim(clock_id: UUID, now: datetime) -> Clock | None:
    """The clock, locked; None when another worker has raised it or holds it."""
    rows = Clock.objects.filter(pk=clock_id, escalate_at__lte=now).select_related("obligation")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    return rows.first()


@dataclass(frozen=True)
class Climb:
    """Where an item stands after this step: the rung reached (None: nobody left inside) and whom it passed by."""

    level: int
    rung: Rung | None
    passed: tuple[Rung, ...]
    last: bool


def climb(clock: Clock, line: CommandLine) -> Climb:
    """The next living rung above the one told last, passing by excluded, vacant and unreachable posts.

    When the owner changed since, the one told last may stand in another line: then the new line is climbed from below.
    """
    barred = set(Exclusion.objects.filter(obligation=clock.obligation).values_list("post_id", flat=True))
    chain = _chain(clock.obligation, barred, line)
    passed: list[Rung] = []
    keys = [post.pk for post in chain]
    start = keys.index(clock.told_post_id) + 1 if clock.told_post_id in keys else 0
    for place in range(start, len(chain)):
        rung = line.rung(chain[place])
        if rung.person:
            return Climb(clock.level + 1, rung, tuple(passed), place + 1 >= len(chain))
        passed.append(rung)
    return Climb(clock.level + 1, None, tuple(passed), True)


def _chain(obligation: Obligation, barred: set[UUID], line: CommandLine) -> list[Post]:
    """The owner's line of command without those it is about; the Inspektorat ends it when the regent is one of them."""
    chain = line.chain(obligation.owner_office_id, obligation.owner_post_id)
    top = line.top()
    if top and top.pk in barred:
        inspector = line.inspector()
        chain += [inspector] if inspector and inspector not in chain else []
    return [post for post in chain if post.pk not in barred]


def _save_rung(clock: Clock, climbed: Climb, watch: Watch) -> None:
    clock.level = climbed.level
    clock.told_post = climbed.rung.post if climbed.rung else clock.told_post
    clock.escalate_at = None if climbed.last else _next(clock, watch)
    clock.save(update_fields=["level", "told_post", "escalate_at"])


def _next(clock: Clock, watch: Watch) -> datetime:
    rule = ladder_rule(clock.obligation.kind)
    return working_time.deadline(watch.now, rule.amount, rule.unit, watch.calendars.get(clock.calendar)).due


def _facts(clock: Clock, climbed: Climb) -> dict[str, Any]:
    """References for the ledger: which clock, which rung, who was passed by and why."""
    return {
        "clock": str(clock.pk),
        "name": clock.name,
        "due": clock.due_at.isoformat(),
        "level": climbed.level,
        "post": str(climbed.rung.post.pk) if climbed.rung else "",
        "passed": [{"post": str(rung.post.pk), "reason": rung.empty} for rung in climbed.passed],
    }


def _tell(obligation: Obligation, clock: Clock, climbed: Climb, now: datetime) -> None:
    """One notice, bundled with the others for the same superior; outside the house when nobody is left inside."""
    key = f"escalate:{clock.pk}:{climbed.level}"
    label = clock_label(obligation.kind, clock.name)
    subject = _("Terlambat: %(ref)s") % {"ref": obligation.ref}
    body = _("%(ref)s · %(label)s · jatuh tempo %(due)s") % {
        "ref": obligation.ref, "label": label, "due": f"{clock.due_at:%d-%m-%Y %H.%M}",
    }  # fmt: skip
    about = (obligation.kind, obligation.ref)
    if climbed.rung and climbed.rung.person:
        to = Recipient.person(climbed.rung.person)
    elif settings.OUTSIDE_ADDRESS:
        to = Recipient.address("email", settings.OUTSIDE_ADDRESS)
    else:
        log.error("nobody is left to be told of %s", obligation.ref)
        return
    notify(to, subject=subject, body=body, key=key, about=about, bundle="escalation", at=now)
