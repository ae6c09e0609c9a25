"""The worker counts each month of filing, and counts it again when something of it may have changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, DateTimeField, Exists, OuterRef
from django.db.models.functions import Trunc
from django.utils.timezone import get_current_timezone, localdate, make_aware

from balairung.kernel.obligations.leaves import LATEST_COMMIT, earliest_key
from balairung.kernel.obligations.models import Event, Obligation, ObligationQuerySet
from balairung.kernel.people.models import Office, Region
from balairung.surface.openness.models import CountedMonth, Tally
from balairung.surface.openness.outcomes import BROKEN, KEPT, OUTCOMES, countable, with_outcome

PATIENCE = timedelta(minutes=10)  # a figure is not counted more often
FRESH = timedelta(hours=20)  # after which reports are read again even if nothing was written: a topic was renamed
AT_ONCE = 1  # months in one turn of the worker: what climbs must not wait for figures
COMPLAINTS = "complaints"
#: Promises of other rooms that everybody may count. What is secret as a whole has no figure: it would be told apart.
KINDS = (
    "services", "instructions", "meetings", "programmes", "projects", "inspections", "agreements", "innovations",
    "surveys", "disclosure",
)  # fmt: skip
SENSITIVE = "peka"  # one topic for all whose reports may hurt who is seen with them
VILLAGES_OF = "desa:"  # one office for all villages of a district: a village's own figures are those of its place


def count_months(*, now: datetime) -> int:
    """Look at the months whose figures are ten minutes old; return how many were read again."""
    months = _stale(now)[:AT_ONCE]
    for month in months:
        _count(month.first, now)
    return len(months)


@transaction.atomic
def _stale(now: datetime) -> list[CountedMonth]:
    """Whose figures may have changed, never counted and longest ago first; the others are marked as looked at."""
    _begin_months(now)
    due = list(CountedMonth.objects.exclude(counted_at__gt=now - PATIENCE).order_by("counted_at", "first"))
    if not due:
        return []
    newest, moved = _newest_line(), _written_in(due) | _fell_due_in(due, now)
    stale = [month for month in due if _must_read(month, moved, now)]
    still = {month.pk for month in due} - {month.pk for month in stale}
    CountedMonth.objects.filter(pk__in=still).update(counted_at=now, newest=newest)
    return sorted(stale, key=lambda month: (month.counted_at is not None, month.counted_at, month.first))


def _newest_line() -> UUID | None:
    return Event.objects.order_by("-id").values_list("pk", flat=True).first()


def _begin_months(now: datetime) -> None:
    """A row for each month since the first obligation."""
    last = CountedMonth.objects.order_by("-first").values_list("first", flat=True).first()
    oldest = Obligation.objects.order_by("opened_at").values_list("opened_at", flat=True).first()
    if oldest is None:
        return
    months = list(months_between(localdate(oldest).replace(day=1), localdate(now).replace(day=1)))
    known = set(CountedMonth.objects.values_list("first", flat=True)) if last else set()
    CountedMonth.objects.bulk_create([CountedMonth(first=one) for one in months if one not in known])


def months_between(first: date, last: date) -> Iterator[date]:
    """The first days of all months from `first` to `last`."""
    while first <= last:
        yield first
        first = following(first)


def following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _must_read(month: CountedMonth, moved: set[date], now: datetime) -> bool:
    if month.counted_at is None or month.read_at is None:
        return True
    return month.first in moved or month.read_at < now - FRESH


def _written_in(months: Iterable[CountedMonth]) -> set[date]:
    """In which months something was filed of which the ledger says more than when one of these was looked at."""
    marks = [month.newest for month in months if month.newest]
    if not marks:
        return set()
    moment = datetime.fromtimestamp((min(marks).int >> 80) / 1000, get_current_timezone()) - LATEST_COMMIT
    lines = Event.objects.filter(id__gt=earliest_key(moment)).order_by()
    opened = Trunc("obligation__opened_at", "month", output_field=DateTimeField())
    return {localdate(first) for first in lines.values_list(opened, flat=True).distinct()}


def _fell_due_in(months: Iterable[CountedMonth], now: datetime) -> set[date]:
    """In which months something was filed that has become late since one of these was looked at: without any line."""
    looks = [month.counted_at for month in months if month.counted_at]
    if not looks:
        return set()
    rows = Obligation.objects.open().filter(next_at__gte=min(looks), next_at__lte=now).order_by()
    opened = Trunc("opened_at", "month", output_field=DateTimeField())
    return {localdate(first) for first in rows.values_list(opened, flat=True).distinct()}


# --- one month ---------------------------------------------------------------------------------------------------


@dataclass
class Sum:
    """What is written of one key."""

    counts: Counter[str] = field(default_factory=Counter)
    reopened: int = 0
    days: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: str, reopened: bool, days: int | None) -> None:
        self.counts[outcome] += 1
        self.reopened += reopened
        if days is not None:
            self.days[str(days)] += 1


Name = tuple[str, str, str]  # dimension, the district of a village, key
Dimension = Tally.Dimension


@transaction.atomic
def _count(first: date, now: datetime) -> None:
    """Read its reports once, and write what every side sees in place of what it saw before."""
    newest, sums = _newest_line(), _sums(first, now)
    rows = [_tally(first, name, one) for name, one in sums.items()] + _kinds(first, now)
    kept, broken = _ended(first, now)
    CountedMonth.objects.select_for_update().get(pk=first)
    Tally.objects.filter(month=first).delete()
    Tally.objects.bulk_create(rows, batch_size=500)
    CountedMonth.objects.filter(pk=first).update(
        counted_at=now, read_at=now, newest=newest, ended_kept=kept, ended_broken=broken
    )


def _tally(first: date, name: Name, one: Sum) -> Tally:
    dimension, within, key = name
    counts = {outcome: one.counts[outcome] for outcome in OUTCOMES}
    return Tally(
        month_id=first, dimension=dimension, within=within, key=key, filed=one.counts.total(), reopened=one.reopened,
        days=dict(one.days), **counts,
    )  # fmt: skip


def _sums(first: date, now: datetime) -> dict[Name, Sum]:
    """Every report under every name that it counts for: one pass, so that all sides add up to the same."""
    names, sums = _Names(), dict[Name, Sum]()
    again = Exists(Event.objects.filter(obligation=OuterRef("pk"), verb="reopen"))
    rows = with_outcome(_filed_in(first).filter(kind=COMPLAINTS, complaint__isnull=False), now).annotate(again=again)
    read = rows.order_by().values_list(
        "owner_office", "complaint__region", "complaint__klass", "complaint__topic", "complaint__topic__sensitive",
        "complaint__channel", "outcome", "again", "opened_at", "done_at",
    )  # fmt: skip
    for office, region, klass, topic, sensitive, channel, outcome, reopened, opened, done in read.iterator():
        days = (done - opened).days if done and outcome in (KEPT, BROKEN) else None
        sides = [(Dimension.CLASS.value, "", klass), (Dimension.CHANNEL.value, "", channel)]
        sides.append((Dimension.TOPIC.value, "", SENSITIVE if sensitive else topic or ""))
        for name in [(Dimension.ALL.value, "", ""), names.office(office), *names.places(region), *sides]:
            sums.setdefault(name, Sum()).add(outcome, reopened, days)
    return sums


class _Names:
    """What offices and places are called in the figures."""

    def __init__(self) -> None:
        rows = Office.objects.values_list("pk", "key", "region__level", "region__parent")
        village = Region.Level.VILLAGE
        self.offices: dict[UUID, str] = {
            pk: f"{VILLAGES_OF}{parent}" if level == village else key for pk, key, level, parent in rows
        }
        self.parents = dict(Region.objects.values_list("pk", "parent"))

    def office(self, key: UUID | None) -> Name:
        return (Dimension.OFFICE.value, "", self.offices.get(key, "") if key else "")

    def places(self, code: str | None) -> list[Name]:
        """Its district, and its village below it; a report that names no village is counted below the district too."""
        district = (self.parents.get(code) or code) if code else ""
        village = code if code and code != district else ""
        names = [(Dimension.DISTRICT.value, "", district)]
        return [*names, (Dimension.VILLAGE.value, district, village)] if district else names


def _kinds(first: date, now: datetime) -> list[Tally]:
    """What was promised in the other rooms."""
    rows = with_outcome(_filed_in(first).filter(kind__in=KINDS), now).order_by()
    found: dict[str, Counter[str]] = {}
    for kind, outcome, number in rows.values_list("kind", "outcome").annotate(number=Count("pk")):
        found.setdefault(kind, Counter())[outcome] = number
    return [_tally(first, (Dimension.KIND.value, "", kind), Sum(counts)) for kind, counts in found.items()]


def _ended(first: date, now: datetime) -> tuple[int, int]:
    """How many reports ended in this month in time and too late, whenever they were filed."""
    since, until = bounds(first)
    rows = countable().filter(kind=COMPLAINTS, closed_at__gte=since, closed_at__lt=until)
    found = dict(with_outcome(rows, now).order_by().values_list("outcome").annotate(number=Count("pk")))
    return found.get(KEPT, 0), found.get(BROKEN, 0)


def _filed_in(first: date) -> ObligationQuerySet:
    since, until = bounds(first)
    return countable().filter(opened_at__gte=since, opened_at__lt=until)


def bounds(first: date) -> tuple[datetime, datetime]:
    """From its first midnight to the next one's, in the regency's time."""
    return make_aware(datetime.combine(first, time())), make_aware(datetime.combine(following(first), time()))
