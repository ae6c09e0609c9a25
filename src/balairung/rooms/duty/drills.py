"""Drills: planned for a month by lot, run by the worker, cancelled or finished. Who is called nobody knows before."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.models import Person
from balairung.rooms.duty import access, reach, rules
from balairung.rooms.duty.calling import climb_due, end
from balairung.rooms.duty.draw import Candidate, Drawn, draw, spread
from balairung.rooms.duty.models import Call, Drill, Ring, Switch
from balairung.rooms.duty.models.calls import OPEN_CALLS

log = logging.getLogger(__name__)
DOUBLE_CLICK = timedelta(seconds=5)
SOON = timedelta(hours=1)  # the worker's own drill of a month begins no earlier after it was planned


# --- planning --------------------------------------------------------------------------------------------------------


@transaction.atomic
def plan_drill(
    *,
    by: Actor,
    at: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    share: int | None = None,
    kinds: Collection[str] = (),
) -> Drill:
    """Draw officials and moments for one drill within one month; by itself from now to the end of the month.

    `share` is percent of the posts that must be reachable (data/readiness.yaml), of offices of these `kinds` where
    some are named. `Refused` for times that are over,
    turned round, in two months or wholly quiet, and when everybody was called in this month already.
    """
    require(access.can_drill(by), _("Hanya sekretaris daerah yang merencanakan latihan siaga."))
    begin = max(starts_at or at, at)
    period = period_of(begin)
    finish = ends_at or month_end(period)
    if not 1 <= (part := rules.share() if share is None else share) <= 100:
        raise Refused(_("Bagian yang diundi antara 1 dan 100 persen."))
    _require_term(begin, finish, period)
    if known := _just_planned(by, at):
        return known
    pool = candidates(period, at, kinds)
    return _plan(period, pool, begin, finish, part, by, at)


def _just_planned(by: Actor, at: datetime) -> Drill | None:
    """What the same person planned a moment ago: a double click is one drill."""
    if by.person_id is None:
        return None
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.person_id)
    return Drill.objects.filter(planned_by=by.person_id, planned_at__gt=at - DOUBLE_CLICK).order_by("-id").first()


def _require_term(begin: datetime, finish: datetime, period: date) -> None:
    if finish <= begin:
        raise Refused(_("Waktu latihan sudah lewat, atau selesainya mendahului mulainya."))
    if finish > month_end(period):
        raise Refused(_("Satu latihan berlangsung dalam satu bulan. Buat latihan lain untuk bulan berikutnya."))


def _plan(
    period: date, pool: Sequence[Candidate], begin: datetime, finish: datetime, part: int, by: Actor, at: datetime
) -> Drill:
    seed = secrets.token_hex(16)
    if not pool:
        raise Refused(_("Semua pejabat yang wajib siaga sudah dipanggil latihan pada bulan ini, atau sedang cuti."))
    lots = draw(pool, seed=seed, size=size_of(len(pool), part))
    if not (drawn := _moments(lots, seed, begin, finish)):
        raise Refused(_("Waktu itu seluruhnya jam tenang. Pilih waktu yang lebih panjang."))
    drill = Drill.objects.create(
        period=period, starts_at=begin, ends_at=finish, planned_by_id=by.person_id, planned_at=at, seed=seed,
        pool=[one.plain() for one in pool], drawn_from=len(pool), size=len(lots),
    )  # fmt: skip
    Call.objects.bulk_create(
        [Call(drill=drill, period=period, post_id=one.post, person_id=one.person, next_at=one.at) for one in drawn],
        ignore_conflicts=True,  # whom another drill drew a moment ago: nobody is called twice
    )
    return drill


def size_of(pool: int, part: int) -> int:
    """How many are drawn from so many, at least one."""
    return max(1, round(pool * part / 100))


def candidates(period: date, at: datetime, kinds: Collection[str] = ()) -> list[Candidate]:
    """Everybody whom a drill may call in this month: they sit in a post that must be reachable, are not away, and no
    drill of the month called them or will, in whatever role.
    """
    known = [one for one in reach.officials(at) if one.person and (not kinds or one.post.office.kind in kinds)]
    taken = _taken(period)
    last = dict(
        Call.objects.filter(real=False, started_at__isnull=False, person__isnull=False)
        .values_list("person")
        .annotate(last=Max("started_at"))
        .order_by()
    )
    return [
        Candidate(one.post.pk, one.person.pk, last.get(one.person.pk), one.all_day)
        for one in known
        if one.person and one.person.pk not in taken
    ]


def _taken(period: date) -> set[UUID]:
    calls = Call.objects.filter(period=period, real=False).exclude(state=Call.State.CANCELLED)
    rings = Ring.objects.filter(call__period=period, call__real=False, skipped="", person__isnull=False)
    called = calls.filter(person__isnull=False).order_by().values_list("person_id", flat=True)
    return {*called, *rings.order_by().values_list("person_id", flat=True)}


def _moments(lots: Sequence[Candidate], seed: str, begin: datetime, finish: datetime) -> list[Drawn]:
    quiet, lasting = reach.quiet_hours(), rules.ladder_time()
    return spread(
        lots, seed=seed,
        spans=quiet.allowed(begin, finish, lasting=lasting),
        all_day_spans=quiet.allowed(begin, finish, all_day=True, lasting=lasting),
    )  # fmt: skip


def redraw(drill: Drill) -> list[Candidate]:
    """The same draw again from what was kept of it: who was drawn from this pool with this seed, in this order."""
    pool = [
        Candidate(UUID(post), UUID(person), datetime.fromisoformat(last) if last else None)
        for post, person, last in drill.pool
    ]
    return draw(pool, seed=drill.seed, size=drill.size)


# --- the life of a drill ---------------------------------------------------------------------------------------------


@transaction.atomic
def cancel_drill(drill: Drill, *, by: Actor, at: datetime, why: str = "") -> Drill:
    """Nobody is called any more; who was called already stays called for this month. `Refused` when it is over."""
    require(access.can_drill(by), _("Hanya sekretaris daerah yang membatalkan latihan siaga."))
    locked = Drill.objects.select_for_update(no_key=True).get(pk=drill.pk)
    if locked.state in {Drill.State.DONE, Drill.State.CANCELLED}:
        raise Refused(_("Latihan ini sudah berakhir."))
    calls = locked.calls.filter(state__in=OPEN_CALLS).select_for_update(of=("self",), no_key=True)
    for call in calls.select_related("post__office", "called_by").order_by("id"):
        end(call, Call.State.CANCELLED, at)
    locked.state, locked.done_at, locked.why = Drill.State.CANCELLED, at, clean_line(why)[:200]
    locked.save(update_fields=["state", "done_at", "why"])
    return locked


def run(*, now: datetime) -> int:
    """Plan the month where that is switched on, begin what is planned, climb what is due, finish what is over
    (settings.LOOPS). Return how much was done.
    """
    return _plan_month(now) + _begin(now) + climb_due(now=now) + _finish(now)


def _begin(now: datetime) -> int:
    with transaction.atomic():
        rows = Drill.objects.filter(state=Drill.State.PLANNED, starts_at__lte=now)
        return rows.update(state=Drill.State.RUNNING)


def _finish(now: datetime) -> int:
    """A drill is over when none of its calls is open."""
    with transaction.atomic():
        open_calls = Call.objects.filter(state__in=OPEN_CALLS, drill__isnull=False)
        rows = Drill.objects.filter(state=Drill.State.RUNNING).exclude(pk__in=open_calls.values("drill"))
        return rows.update(state=Drill.State.DONE, done_at=now)


# --- every month -----------------------------------------------------------------------------------------------------


def set_automatic(on: bool, *, by: Actor, at: datetime) -> Switch:
    """From now on the worker plans a drill at the beginning of each month by itself, or no longer."""
    require(access.can_drill(by), _("Hanya sekretaris daerah yang mengatur latihan setiap bulan."))
    return Switch.objects.create(on=on, at=at, by_id=by.person_id)


def automatic() -> Switch | None:
    """How it is switched now, by whom and since when; None: it was never switched on."""
    return Switch.objects.select_related("by").order_by("-at", "-id").first()


def _plan_month(now: datetime) -> int:
    """Once a month, unless somebody planned or cancelled one in it already; two workers wait for each other."""
    with transaction.atomic():
        switch = Switch.objects.select_for_update(no_key=True).order_by("-at", "-id").first()
        period = period_of(now)
        if not switch or not switch.on or Drill.objects.filter(period=period).exists():
            return 0
        if month_end(period) - now < timedelta(days=1):
            return 0
        try:
            plan_drill(by=SYSTEM, at=now, starts_at=now + SOON)
        except Refused:  # nobody is there to be called: the alarms say so
            return 0
    return 1


def period_of(moment: datetime) -> date:
    """The month in which a moment lies, by its first day."""
    return localdate(moment).replace(day=1)


def month_end(period: date) -> datetime:
    """The moment at which the month is over."""
    following = (period.replace(day=1) + timedelta(days=32)).replace(day=1)
    return make_aware(datetime.combine(following, time()))
