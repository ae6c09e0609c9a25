"""Figures over all rooms: what is late and whose, what changed since yesterday, how the word was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from balairung.kernel.obligations.inbox import every_overview
from balairung.kernel.obligations.models import Clock, Obligation, ObligationQuerySet
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office
from balairung.surface.dashboards.sums import Sums

LONGEST_LIST = 6


@dataclass(frozen=True)
class OfficeLate:
    """One office that is late: with how many, since when."""

    office_id: object
    key: str
    short: str
    count: int
    since: datetime


def late_offices(sums: Sums) -> list[OfficeLate]:
    """Who is late, the one with most first."""
    groups: dict[UUID, tuple[int, datetime]] = {}
    for one in sums:
        if one.office and one.since:
            count, since = groups.get(one.office, (0, one.since))
            groups[one.office] = (count + one.late, min(since, one.since))
    offices = [
        OfficeLate(office.pk, office.key, office.short, *groups[office.pk])
        for office in Office.objects.filter(pk__in=groups)
    ]
    return sorted(offices, key=lambda office: (-office.count, office.since, office.short))


def oldest_late(actor: Actor, now: datetime) -> list[Obligation]:
    """What has been late the longest."""
    return list(Obligation.objects.visible_to(actor).late(now).for_list()[:LONGEST_LIST])


@dataclass(frozen=True)
class Since:
    """What happened since yesterday."""

    opened: int
    closed: int
    escalated: int


def since_yesterday(actor: Actor, now: datetime) -> Since:
    """The counts of the lists that the same actor opens behind them."""
    rows, known = Obligation.objects.visible_to(actor), every_overview(actor)
    keys = ("masuk-sehari", "tutup-sehari", "naik-sehari")
    return Since(*(known[key].keep(rows, actor, now).order_by().count() for key in keys))


@dataclass(frozen=True)
class Promises:
    """How the regency kept its word on complaints in a span: of the clocks that ended, how many in time."""

    kept: int
    broken: int
    open: int
    late: int

    @property
    def share(self) -> int | None:
        """Whole per cent kept; None when nothing has ended yet."""
        ended = self.kept + self.broken
        return round(100 * self.kept / ended) if ended else None


def promises(now: datetime, days: int = 90) -> Promises:
    """Over public and internal obligations alike: numbers only, nothing of the cases.

    Those about somebody of the house are few: they are counted apart and taken off, so that the whole is still read
    from an index alone.
    """
    since = now - timedelta(days=days)
    clocks = Clock.objects.filter(party="office", met_at__gte=since, met_at__lte=now)
    apart = Obligation.objects.about_somebody()
    ended = [_kept_and_broken(rows) for rows in (clocks, clocks.filter(obligation__in=apart.values("pk")))]
    owed = [_open_and_late(rows.running(), now) for rows in (Obligation.objects.all(), apart)]
    kept, broken, running, late = (whole - less for pair in (ended, owed) for whole, less in zip(*pair, strict=True))
    return Promises(kept, broken, running, late)


def _kept_and_broken(clocks: QuerySet[Clock]) -> tuple[int, int]:
    told = clocks.aggregate(
        kept=Count("due_at", filter=Q(met_at__lte=F("due_at"))),
        broken=Count("due_at", filter=Q(met_at__gt=F("due_at"))),
    )
    return told["kept"], told["broken"]


def _open_and_late(rows: ObligationQuerySet, now: datetime) -> tuple[int, int]:
    return rows.count(), rows.filter(next_at__lt=now).count()
