"""Whether promised times were kept, and how long things took: the same question for every subject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median_low

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.ground.common.working_time import working_days_between
from balairung.kernel.obligations.models import Clock, Event, Obligation, ObligationQuerySet, Visibility
from balairung.kernel.people.calendars import Calendars
from balairung.surface.maturity.gathering.shape import NOTHING, Span, exact_share, share

MOST = 20_000  # cases whose days are counted


@dataclass(frozen=True)
class Kept:
    """Clocks whose time is up, and those of them that were met in time."""

    due: int = 0
    in_time: int = 0

    @property
    def words(self) -> str:
        return share(self.in_time, self.due)

    @property
    def exact(self) -> Decimal | None:
        return exact_share(self.in_time, self.due)


def how_kept() -> str:
    """The rule in words: it stands beside every such figure."""
    return _(
        "Tenggat yang jatuh tempo dalam tahun ini dan dipenuhi paling lambat pada waktunya, dibagi semua tenggat yang "
        "jatuh tempo. Yang belum dipenuhi dihitung tidak tepat waktu; yang sedang berhenti karena menunggu pemohon dan "
        "yang gugur tidak dihitung. Dibulatkan ke bawah."
    )


def countable(kind: str = "") -> ObligationQuerySet:
    """What may stand in a sum that outsiders read: nothing secret, nothing about somebody of the house."""
    rows = Obligation.objects.filter(kind=kind) if kind else Obligation.objects.all()
    return rows.exclude(visibility=Visibility.SECRET).exclude(pk__in=Obligation.objects.about_somebody().values("pk"))


def kept_by(group: str, span: Span, kind: str = "") -> dict[str, Kept]:
    """By the clock's `name`, or by the `obligation__kind`: one statement."""
    rows = Clock.objects.filter(
        Q(met_at__isnull=False) | Q(paused_at__isnull=True), party=Clock.Party.OFFICE, dropped_at__isnull=True,
        obligation__in=countable(kind), **span.within("due_at"),
    )  # fmt: skip
    in_time = Q(met_at__lte=F("due_at"))
    sums = rows.order_by().values_list(group).annotate(due=Count("pk"), kept=Count("pk", filter=in_time))
    return {name: Kept(due, kept) for name, due, kept in sums}


def together(found: Iterable[Kept]) -> Kept:
    rows = list(found)
    return Kept(sum(one.due for one in rows), sum(one.in_time for one in rows))


def lines(span: Span, kind: str = "") -> dict[str, int]:
    """How often each kind of line was written into the ledger: one statement."""
    rows = Event.objects.filter(obligation__in=countable(kind), **span.within("at"))
    return dict(rows.order_by().values_list("verb").annotate(Count("pk")))


def median_days(spans: Iterable[tuple[datetime, datetime]]) -> str:
    """Working days that half of the cases took, or fewer; the lower middle: a time that somebody really waited."""
    calendar = Calendars().get("5-day")
    counted: dict[tuple[object, object], int] = {}
    found = []
    for begun, ended in spans:
        dates = begun.astimezone(calendar.zone).date(), ended.astimezone(calendar.zone).date()
        if dates not in counted:
            counted[dates] = max(working_days_between(calendar, begun, ended), 0)
        found.append(counted[dates])
    if not found:
        return NOTHING
    days = median_low(found)
    return ngettext("%(count)d hari kerja", "%(count)d hari kerja", days) % {"count": days}
