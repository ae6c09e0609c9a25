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
from balairung.ground.common.dates import long_moment
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.obligations import ledger
from balairung.kernel.obligations.models import Clock, Exclusion, Obligation
from balairung.kernel.obligations.reaching import Reaching, Told, Way
from balairung.kernel.obligations.rules import clock_label, ladder_rule
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.matters import full_title
from balairung.kernel.people.models import Post

log = logging.getLogger(__name__)
BATCH = 500


class Watch:
    """What a whole batch shares: the moment, the calendars, who is told in which post and on which duty."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.calendars = Calendars()
        self.reaching = Reaching(now, self.calendars)


def escalate(*, now: datetime) -> int:
    """Raise every running clock that fell due by one rung; return how many were raised."""
    raised, left = 0, set[UUID]()
    while batch := _due(now, left):
        with transaction.atomic():
            watch = Watch(now)
        for clock_id in batch:
            done = _try(clock_id, watch)
            raised += done
            if not done:  # failed, or in somebody else's hands: not again in this round
                left.add(clock_id)
    return raised


def _due(now: datetime, left: set[UUID]) -> list[UUID]:
    with transaction.atomic():
        late = Clock.objects.filter(escalate_at__lte=now).order_by("escalate_at", "id")
        ids = late.values_list("id", flat=True)[: BATCH + len(left)]
        return [clock_id for clock_id in ids if clock_id not in left]


def _try(clock_id: UUID, watch: Watch) -> int:
    try:
        return _raise_one(clock_id, watch)
    except Exception:  # one bad item never stops the others; `check` finds what stays behind
        log.exception("escalation failed for clock %s", clock_id)
        return 0


@transaction.atomic
def _raise_one(clock_id: UUID, watch: Watch) -> int:
    """One item, one transaction: the line, the rung, the notice, or nothing of it."""
    clock = _claim(clock_id, watch.now)
    if clock is None:
        return 0
    climbed = climb(clock, watch.reaching)
    clock.escalate_at = None if climbed.last else _next(clock, watch)
    if climbed.nobody and _nobody_before(clock):
        clock.save(update_fields=["escalate_at"])
        return 0
    clock.level += 1
    clock.told_post = climbed.rung.post if climbed.rung else clock.told_post
    clock.save(update_fields=["level", "told_post", "escalate_at"])
    ledger.record(clock.obligation, "escalate", by=SYSTEM, at=watch.now, facts=_facts(clock, climbed))
    _tell(clock, climbed, watch.now)
    return 1


def _claim(clock_id: UUID, now: datetime) -> Clock | None:
    """The clock and its obligation, locked; None when another worker raised it, or somebody is at work on either.

    Both at once and without waiting: a move locks the obligation first and then its clocks, so whoever held a clock
    and waited for the obligation would wait for each other.
    """
    rows = Clock.objects.filter(pk=clock_id, escalate_at__lte=now).select_related("obligation")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(of=("self", "obligation"), skip_locked=True, no_key=True)
    return rows.first()


@dataclass(frozen=True)
class Climb:
    """Where an item goes now: the rung reached, or outside, and whom it passed by. After the `last` step it rests."""

    rung: Told | None
    outside: str
    passed: tuple[Told, ...]
    last: bool

    @property
    def nobody(self) -> bool:
        return self.rung is None and not self.outside


def climb(clock: Clock, reaching: Reaching) -> Climb:
    """The next living rung above the one told last, passing by excluded, vacant and unreachable posts.

    When the owner changed since, the one told last may stand in another line: then the new line is climbed from below.
    Where nobody is left inside, the address outside is told; without one the item waits until a rung lives again.
    """
    barred = _barred(clock.obligation, reaching.line)
    chain, beyond = _chain(clock.obligation, barred, reaching.line)
    passed: list[Told] = []
    keys = [post.pk for post in chain]
    start = keys.index(clock.told_post_id) + 1 if clock.told_post_id in keys else 0
    for place in range(start, len(chain)):
        rung = reaching.rung(chain[place], barred.posts, barred.persons)
        if rung.person:
            return Climb(rung, "", tuple(passed), last=place + 1 == len(chain) and not beyond)
        passed.append(rung)
    outside: str = settings.OUTSIDE_ADDRESS
    return Climb(None, outside, tuple(passed), last=bool(outside))


@dataclass(frozen=True)
class Barred:
    """Whom an obligation is about: posts, and the persons in them in whatever post they act."""

    posts: frozenset[UUID]
    persons: frozenset[UUID]

    def covers(self, post: Post, line: CommandLine) -> bool:
        """Whether all who act in this post are barred."""
        holders = line.holders([post.pk]) if self.persons else set()
        return post.pk in self.posts or (bool(holders) and holders <= self.persons)


def _barred(obligation: Obligation, line: CommandLine) -> Barred:
    rows = Exclusion.objects.filter(obligation=obligation)
    posts = frozenset(rows.values_list("post_id", flat=True))
    if not posts:
        return Barred(posts, frozenset())
    named = rows.filter(person__isnull=False).values_list("person_id", flat=True)
    return Barred(posts, frozenset(named) | line.holders(posts))


def _chain(obligation: Obligation, barred: Barred, line: CommandLine) -> tuple[list[Post], bool]:
    """The owner's line of command. Where it is about the regent, the Inspektorat ends it, and then it goes outside."""
    chain = line.chain(obligation.owner_office_id, obligation.owner_post_id, obligation.owner_person_id)
    top = line.top()
    beyond = top is not None and barred.covers(top, line)
    inspector = line.inspector() if beyond else None
    if inspector and inspector not in chain:
        chain.append(inspector)
    return chain, beyond


def _nobody_before(clock: Clock) -> bool:
    """Whether the ledger said of this clock already that nobody was left: it is said once."""
    lines = clock.obligation.events.filter(verb="escalate").order_by("-seq")
    mine = next((line for line in lines if line.facts.get("clock") == str(clock.pk)), None)
    return mine is not None and not mine.facts["post"] and not mine.facts.get("outside")


def _next(clock: Clock, watch: Watch) -> datetime:
    rule = ladder_rule(clock.obligation.kind)
    return working_time.deadline(watch.now, rule.amount, rule.unit, watch.calendars.get(clock.calendar)).due


def _facts(clock: Clock, climbed: Climb) -> dict[str, Any]:
    """References for the ledger: which clock, which rung, who was passed by and why."""
    return {
        "clock": str(clock.pk),
        "name": clock.name,
        "due": clock.due_at.isoformat(),
        "level": clock.level,
        "post": str(climbed.rung.post.pk) if climbed.rung else "",
        "outside": bool(climbed.outside),
        **(climbed.rung.facts if climbed.rung else {}),
        "passed": [{"post": str(rung.post.pk), "reason": rung.empty} for rung in climbed.passed],
    }


def _tell(clock: Clock, climbed: Climb, now: datetime) -> None:
    """One notice, bundled with the others for the same superior; outside the house when nobody is left inside."""
    if climbed.nobody:
        log.error("nobody is left to be told of %s", clock.obligation.ref)
        return
    rung, key = climbed.rung, f"escalate:{clock.pk}:{clock.level}"
    to = Recipient.person(rung.person) if rung and rung.person else Recipient.address("email", climbed.outside)
    _notify(clock, to, key, _on_whose_behalf(rung), now)
    if rung and rung.later:
        _notify(clock, Recipient.person(rung.later), f"{key}:later", "", now, not_before=rung.since)


def _on_whose_behalf(rung: Told | None) -> str:
    """Why it comes to this person although the post is another's; "" where it is theirs."""
    if rung is None or rung.way == Way.HOLDER:
        return ""
    post = full_title(rung.post)
    if rung.way == Way.DUTY:
        return _("Anda sedang berjaga, jadi pemberitahuan untuk %(post)s ini sampai kepada Anda.") % {"post": post}
    return _("Anda menerimanya atas nama %(post)s, menurut pelimpahan wewenang.") % {"post": post}


def _notify(clock: Clock, to: Recipient, key: str, why: str, now: datetime, not_before: datetime | None = None) -> None:
    obligation = clock.obligation
    subject = _("Terlambat: %(ref)s") % {"ref": obligation.ref}
    body = _("%(ref)s · %(label)s · jatuh tempo %(due)s") % {
        "ref": obligation.ref, "label": clock_label(obligation.kind, clock.name), "due": long_moment(clock.due_at),
    }  # fmt: skip
    notify(
        to, subject=subject, body=f"{body}\n{why}".strip(), key=key, about=(obligation.kind, obligation.ref),
        bundle="escalation", at=now, not_before=not_before,
    )  # fmt: skip
