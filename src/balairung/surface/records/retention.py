"""What goes when its time is over: the rules, what each would take, and taking it, batch by batch.

Cases are taken in the order in which they were closed, and how far a rule has come is kept with it: a night's work is a
night's closings, whatever the size of the table. What is held is passed over; a hold that is lifted, and a rule that is
switched on again, put the rule back to where it must begin.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.retention import Wiping
from balairung.surface.records import access
from balairung.surface.records.models import Hold, RetentionRun, RetentionSwitch

BATCH = 200
NIGHT = range(1, 5)  # hours of the regency's clock


@dataclass(frozen=True)
class Rule:
    """How long one kind of thing is kept, and who lets it go."""

    key: str
    what: str
    keep: str
    loop: str = ""  # a loop of the worker that does it always
    days: int = 0
    cases: tuple[str, ...] = ()
    wipe: str = ""

    @property
    def by_cases(self) -> bool:
        return bool(self.cases)

    def keep_words(self, on: Collection[str]) -> str:
        """For how long it really is kept: a rule that the regency did not switch on is only a proposal."""
        if not self.by_cases or self.key in on:
            return self.keep
        return _("Sampai daerah menetapkan batasnya; usulannya %(keep)s") % {"keep": self.keep}

    @property
    def wiping(self) -> Wiping:
        found: Wiping = import_string(self.wipe)
        return found

    def before(self, now: datetime) -> datetime:
        """What was closed before this moment goes."""
        return now - timedelta(days=self.days)


def rules() -> list[Rule]:
    """All of them, in the order of `ground/data/retention.yaml`."""
    told: dict[str, dict[str, Any]] = facts("retention")["rules"]
    return [_rule(key, one) for key, one in told.items()]


def _rule(key: str, one: dict[str, Any]) -> Rule:
    words = {"what": _(one["what"]), "keep": _(one["keep"]), "cases": tuple(one.get("cases", ()))}
    return Rule(key, **{**one, **words})


def rule_of(key: str) -> Rule:
    """The rule of this key, one that can be switched. Raise `Refused` for any other."""
    found = next((rule for rule in rules() if rule.key == key and rule.by_cases), None)
    if found is None:
        raise Refused(_("Tidak ada aturan masa simpan “%(key)s” yang dapat dinyalakan.") % {"key": key})
    return found


def switched_on() -> set[str]:
    return set(RetentionSwitch.objects.filter(on_since__isnull=False).values_list("rule", flat=True))


def due(rule: Rule, *, now: datetime) -> int:
    """How many things would go now; nothing is changed."""
    return sum(rule.wiping.count([case.pk for case in page]) for _done_before, page in _pages(rule, now))


@transaction.atomic
def switch(rule: Rule, on: bool, *, by: Actor, at: datetime) -> None:
    """From tonight on the worker keeps this rule, or no longer."""
    require(access.may_switch(by), _("Hanya pengelola sistem yang menyalakan masa simpan."))
    changed = {"on_since": at if on else None, "by_id": by.person_id, "done_until": None, "done_key": None}
    RetentionSwitch.objects.update_or_create(rule=rule.key, defaults=changed)


def apply(rule: Rule, *, now: datetime) -> Iterator[int]:
    """Let everything go whose time is over, a batch at a time; yield how many things each took."""
    for done, page in _pages(rule, now):
        yield _take(rule, done, page, now)


def follow(*, now: datetime) -> int:
    """At night, a batch of each rule that is switched on; return how many things went (settings.LOOPS)."""
    if localtime(now).hour not in NIGHT:
        return 0
    with transaction.atomic():
        on, today = switched_on() if the_regency() else set(), localtime(now).date()
        ended = set(RetentionRun.objects.filter(day=today, ended=True).values_list("rule", flat=True))
    return sum(_step(rule, now) for rule in rules() if rule.key in on - ended)


def _step(rule: Rule, now: datetime) -> int:
    done, page = next(_pages(rule, now), ((None, None), []))
    taken = _take(rule, done, page, now) if page else 0
    if len(page) < BATCH:
        with transaction.atomic():
            RetentionRun.objects.update_or_create(rule=rule.key, day=localtime(now).date(), defaults={"ended": True})
    return taken


# --- in batches ------------------------------------------------------------------------------------------------------

Place = tuple[datetime | None, UUID | None]  # how far a rule has come: when its last case was closed, and its key


def _pages(rule: Rule, now: datetime) -> Iterator[tuple[Place, list[Obligation]]]:
    """Closed cases whose time is over and that nobody holds, the oldest first, with the place before them."""
    done = _done(rule)
    while page := _read(done, rule, rule.before(now)):
        yield done, page
        done = page[-1].closed_at, page[-1].pk


def _read(done: Place, rule: Rule, before: datetime) -> list[Obligation]:
    since, key = done
    after = Q(closed_at__gt=since) | Q(closed_at=since, pk__gt=key) if since else Q()
    with transaction.atomic():
        rows = Obligation.objects.filter(after, kind__in=rule.cases, closed_at__lt=before)
        free = rows.exclude(pk__in=Hold.objects.holding().values("obligation"))
        return list(free.only("closed_at").order_by("closed_at", "pk")[:BATCH])


def _done(rule: Rule) -> Place:
    with transaction.atomic():
        mine = RetentionSwitch.objects.filter(rule=rule.key).first()
    return (mine.done_until, mine.done_key) if mine else (None, None)


@transaction.atomic
def _take(rule: Rule, done: Place, page: list[Obligation], now: datetime) -> int:
    """One batch: what it took, how far the rule has come, and how much it took today, or nothing of it."""
    taken = rule.wiping.wipe(_still_free(page, rule.before(now)), at=now)
    mine, _new = RetentionSwitch.objects.get_or_create(rule=rule.key)
    unmoved = RetentionSwitch.objects.filter(pk=mine.pk, done_until=done[0], done_key=done[1])  # no hold was lifted
    unmoved.update(done_until=page[-1].closed_at, done_key=page[-1].pk)
    run, _fresh = RetentionRun.objects.get_or_create(rule=rule.key, day=localtime(now).date())
    RetentionRun.objects.filter(pk=run.pk).update(taken=F("taken") + taken)
    return taken


def _still_free(page: list[Obligation], before: datetime) -> list[UUID]:
    """Those that nobody took up again or holds since they were read; whoever wants to now waits for this batch."""
    rows = Obligation.objects.filter(pk__in=[case.pk for case in page], closed_at__lt=before)
    keys = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    held = set(Hold.objects.holding().filter(obligation__in=keys).values_list("obligation", flat=True))
    return [key for key in keys if key not in held]
