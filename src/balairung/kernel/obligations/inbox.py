"""One inbox per person: everything that is owed, whatever room it belongs to, in the order in which it falls due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import Clock, Event, Obligation, ObligationQuerySet, State
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office

MOST = 1000  # counts beyond this are shown as "1.000+"
PAGE = 50
ONE_DAY = timedelta(days=1)

Filter = Callable[[ObligationQuerySet, Actor, datetime], ObligationQuerySet]


@dataclass(frozen=True)
class Overview:
    """A saved filter with a name; `only` says for whom it makes sense.

    `order` is the moment by which its rows are sorted. An `unlisted` one is the list behind a figure of another page.
    """

    key: str
    label: str | Promise
    icon: str
    keep: Filter
    empty: str | Promise
    only: Callable[[Actor], bool] = lambda actor: True
    order: str = "next_at"
    unlisted: bool = False


def _office(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.filter(owner_office__in=actor.office_ids).running()


def _mine(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    told = Clock.objects.filter(told_post__in=actor.post_ids, met_at__isnull=True, dropped_at__isnull=True)
    return rows.running().filter(Q(owner_person=actor.person_id) | Q(pk__in=told.values("obligation")))


def _today(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    end = datetime.combine(localtime(now).date() + timedelta(days=1), time(), tzinfo=localtime(now).tzinfo)
    return rows.running().filter(next_at__gte=now, next_at__lt=end)


def _late(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.late(now)


def _waiting(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.open().filter(state=State.WAITING)


def _opened(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.filter(opened_at__gte=now - ONE_DAY, opened_at__lte=now)


def _closed(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.filter(closed_at__gte=now - ONE_DAY, closed_at__lte=now)


def _raised(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    raised = Event.objects.filter(verb="escalate", at__gte=now - ONE_DAY, at__lte=now)
    return rows.running().filter(pk__in=raised.values("obligation"))


def _unsorted(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.running().filter(state=State.NEW)


def _leads(actor: Actor) -> bool:
    return actor.leads or actor.coordinates


OVERVIEWS = (
    Overview(
        "kantor", _("Kantor saya"), "building", _office,
        _("Tidak ada yang harus dikerjakan kantor Anda saat ini."),
    ),
    Overview("saya", _("Untuk saya"), "user", _mine, _("Belum ada yang ditujukan kepada Anda sendiri.")),
    Overview(
        "baru", _("Belum diteruskan"), "inbox", _unsorted, _("Semua laporan yang masuk sudah diteruskan."),
        only=lambda actor: actor.coordinates,
    ),
    Overview("hari-ini", _("Jatuh tempo hari ini"), "calendar", _today, _("Tidak ada yang jatuh tempo hari ini.")),
    Overview("terlambat", _("Terlambat"), "alert", _late, _("Tidak ada yang terlambat. Pertahankan.")),
    Overview(
        "menunggu", _("Menunggu pemohon"), "clock", _waiting,
        _("Tidak ada yang sedang menunggu jawaban pemohon."), order="answer_by",
    ),
    Overview(
        "masuk-sehari", _("Masuk sejak kemarin"), "inbox", _opened, _("Tidak ada yang masuk sejak kemarin."),
        only=_leads, order="opened_at", unlisted=True,
    ),
    Overview(
        "tutup-sehari", _("Ditutup sejak kemarin"), "check", _closed, _("Tidak ada yang ditutup sejak kemarin."),
        only=_leads, order="closed_at", unlisted=True,
    ),
    Overview(
        "naik-sehari", _("Naik ke atasan sejak kemarin"), "bell", _raised,
        _("Tidak ada keterlambatan yang naik ke atasan sejak kemarin."), only=_leads, unlisted=True,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """An overview and how many it holds for this actor."""

    overview: Overview
    count: int
    here: bool

    @property
    def shown(self) -> str:
        return f"{MOST:,}+".replace(",", ".") if self.count > MOST else str(self.count)


def every_overview(actor: Actor) -> dict[str, Overview]:
    """All that this actor may open, by key."""
    return {overview.key: overview for overview in OVERVIEWS if overview.only(actor)}


def counted(actor: Actor, now: datetime, here: str = "") -> list[Counted]:
    """The listed overviews with their counts, each capped so that a million rows cost no more than a thousand."""
    rows = Obligation.objects.visible_to(actor)
    return [
        Counted(overview, capped_count(overview.keep(rows, actor, now)), overview.key == here)
        for overview in every_overview(actor).values()
        if not overview.unlisted or overview.key == here
    ]


def capped_count(rows: ObligationQuerySet) -> int:
    """How many, but no more than `MOST` + 1: counting needs no order, and no more than a thousand rows."""
    return rows.order_by()[: MOST + 1].count()


#: Where a page ended: the moment of its last row, none for a row without one, and its key.
Mark = tuple[datetime | None, str]


def page_of(
    overview: Overview, actor: Actor, now: datetime, after: Mark | None = None, office: Office | None = None
) -> list[Obligation]:
    """Up to `PAGE` + 1 rows of an overview, those after the mark, perhaps of one office; without a date come last."""
    rows = overview.keep(Obligation.objects.visible_to(actor), actor, now)
    if office:
        rows = rows.filter(owner_office=office)
    if after:
        rows = rows.filter(_beyond(overview.order, *after))
    order = F(overview.order).asc(nulls_last=True)
    return list(rows.select_related("owner_office").order_by(order, "id")[: PAGE + 1])


def _beyond(order: str, moment: datetime | None, key: str) -> Q:
    undated = Q(**{f"{order}__isnull": True})
    if moment is None:
        return undated & Q(id__gt=key)
    return undated | Q(**{f"{order}__gt": moment}) | Q(**{order: moment, "id__gt": key})
