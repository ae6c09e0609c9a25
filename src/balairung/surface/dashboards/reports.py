"""Reports as a leader looks at them: by district, by day, those of vulnerable people, those written to the leader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.utils.functional import Promise
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.desk import read_mark
from balairung.kernel.obligations.inbox import MOST
from balairung.kernel.obligations.models import Clock, Obligation, ObligationQuerySet
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Region

PAGE = 50


def districts(actor: Actor, now: datetime) -> dict[str, int]:
    """How many reports are late, by the code of the district; a district without any is left out."""
    rows = _seen(actor).late(now).filter(complaint__region__isnull=False)
    level, region = "complaint__region__level", "complaint__region"
    home = Case(When(**{level: Region.Level.DISTRICT, "then": F(region)}), default=F(f"{region}__parent"))
    return dict(rows.annotate(home=home).order_by().values("home").annotate(n=Count("*")).values_list("home", "n"))


@dataclass(frozen=True)
class Letters:
    """What people wrote to the leader: still open and late now; filed in a span, and of those answered in time."""

    open: int
    late: int
    filed: int
    answered: int


def letters(actor: Actor, now: datetime, days: int = 90) -> Letters:
    rows = _seen(actor).filter(complaint__to_leader=True)
    recent = rows.filter(complaint__filed_at__gte=now - timedelta(days=days), complaint__filed_at__lte=now)
    kept = Clock.objects.filter(obligation=OuterRef("pk"), name="answer", met_at__lte=F("due_at"))
    return Letters(rows.running().count(), rows.late(now).count(), recent.count(), recent.filter(Exists(kept)).count())


@dataclass(frozen=True)
class Behind:
    """The list behind a figure: its heading, its rows, how many there are (capped), and the mark where it goes on."""

    title: str | Promise
    rows: list[Obligation]
    count: int
    older: str


Filter = Callable[[ObligationQuerySet, datetime], ObligationQuerySet]
STANDINGS: dict[str, tuple[str | Promise, Filter]] = {
    "terlambat": (_("Laporan yang terlambat"), lambda rows, now: rows.late(now)),
    "berjalan": (_("Laporan yang sedang ditangani"), lambda rows, now: rows.running()),
    "didahulukan": (
        _("Laporan kelompok rentan"), lambda rows, now: rows.running().filter(complaint__vulnerable=True),
    ),
    "pimpinan": (_("Surat untuk pimpinan"), lambda rows, now: rows.running().filter(complaint__to_leader=True)),
}  # fmt: skip
EVERY: tuple[str | Promise, Filter] = (_("Laporan"), lambda rows, now: rows)


def behind(actor: Actor, now: datetime, asked: Mapping[str, Any]) -> Behind:
    """What `keadaan`, `kecamatan` and `tanggal` of an address ask for; what they do not understand is left out."""
    title, keep = STANDINGS.get(str(asked.get("keadaan", "")), EVERY)
    rows = _placed(keep(_seen(actor), now), str(asked.get("kecamatan", ""))[:13])
    rows = _filed_on(rows, _day(asked.get("tanggal", "")))
    count = capped_count(rows)
    if mark := read_mark(str(asked.get("sesudah", ""))):
        rows = rows.filter(_beyond(mark[1], mark[2]))
    found = list(rows.for_list()[: PAGE + 1])
    return Behind(title, found[:PAGE], count, _mark(found))


def capped_count(rows: ObligationQuerySet) -> int:
    """How many, but no more than `MOST` + 1: counting needs no order, and no more than a thousand rows."""
    return rows.order_by()[: MOST + 1].count()


def district_name(code: str) -> str:
    """The name of a district or village; "" for a code that is none."""
    found = Region.objects.filter(code=code[:13]).first() if code else None
    return str(found) if found else ""


def _placed(rows: ObligationQuerySet, district: str) -> ObligationQuerySet:
    if not district:
        return rows
    return rows.filter(Q(complaint__region=district) | Q(complaint__region__parent=district))


def _filed_on(rows: ObligationQuerySet, day: date | None) -> ObligationQuerySet:
    if day is None:
        return rows
    begin = make_aware(datetime.combine(day, time()))
    return rows.filter(opened_at__gte=begin, opened_at__lt=begin + timedelta(days=1))


def _seen(actor: Actor) -> ObligationQuerySet:
    return Obligation.objects.visible_to(actor).filter(complaint__isnull=False)


def _beyond(moment: datetime | None, key: str) -> Q:
    """Rows after the one with this date and key; those without a date come last."""
    undated = Q(next_at__isnull=True)
    if moment is None:
        return undated & Q(id__gt=key)
    return undated | Q(next_at__gt=moment) | Q(next_at=moment, id__gt=key)


def _mark(found: list[Obligation]) -> str:
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    return f"0~{last.next_at.isoformat() if last.next_at else ''}~{last.pk}"


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
