"""What a period came to: by office, by person, for oneself. Days are read as they were counted; only today is live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils.module_loading import import_string
from django.utils.timezone import localdate

from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office, Person, Post
from balairung.rooms.learning import rules
from balairung.rooms.learning.counting.reading import days_of
from balairung.rooms.learning.models import OfficeDay, PresenceDay, RollCall, RollCallEntry

ONE_DAY = timedelta(days=1)
Status = PresenceDay.Status
#: In the order of the first fields of `Figures`.
SUMS = (
    *("expected", "present", "late_people", "late_minutes", "early_people", "early_minutes"),
    *("unfinished", "away", "duty", "excused", "absent"),
)


@dataclass
class Figures:
    """Days of people, added up. Minutes are of working time."""

    expected: int = 0
    present: int = 0
    late_people: int = 0
    late_minutes: int = 0
    early_people: int = 0
    early_minutes: int = 0
    unfinished: int = 0
    away: int = 0
    duty: int = 0
    excused: int = 0
    absent: int = 0
    called: int = 0  # expected at roll calls that were closed
    came: int = 0
    invited: int = 0  # to meetings that were held
    attended: int = 0

    @property
    def share(self) -> int | None:
        """Of the expected days those worked, at the office or on duty elsewhere, in per cent; None without any."""
        return round(100 * (self.present + self.duty) / self.expected) if self.expected else None

    def add(self, other: Figures) -> None:
        for name in vars(other):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class Line:
    """One office or one person with the figures; `year_absent` are a person's days without reason this year."""

    figures: Figures
    office: Office | None = None
    person: Person | None = None
    post: Post | None = None
    year_absent: int = 0

    @property
    def threshold(self) -> rules.Threshold | None:
        return rules.threshold(self.year_absent)


@dataclass
class Month:
    """Somebody's days of a month, newest first, and what they come to."""

    days: list[PresenceDay] = field(default_factory=list)
    figures: Figures = field(default_factory=Figures)
    year_absent: int = 0

    @property
    def threshold(self) -> rules.Threshold | None:
        return rules.threshold(self.year_absent)


# --- periods -----------------------------------------------------------------------------------------------------


def month_of(text: str, today: date) -> tuple[date, date]:
    """`2026-03` as its first and last day; the month of today for anything else or anything later."""
    year, _dash, month = text.partition("-")
    known = len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12 and 2000 <= int(year)
    first = date(int(year), int(month), 1) if known else today.replace(day=1)
    first = min(first, today.replace(day=1))
    return first, (first + timedelta(days=31)).replace(day=1) - ONE_DAY


# --- offices -----------------------------------------------------------------------------------------------------


def by_office(first: date, last: date, offices: Collection[UUID] | None = None) -> list[Line]:
    """The offices that record presence, by protocol: four statements, however many days and people."""
    rows = OfficeDay.objects.filter(day__range=(first, last))
    rows = rows if offices is None else rows.filter(office__in=offices)
    sums: Any = rows.order_by().values_list("office").annotate(*map(Sum, SUMS))
    found = {one: Figures(*added) for one, *added in sums}
    for office, called, came in _called("office", first, last, Q(office__in=list(found))):
        found[office].called, found[office].came = called, came
    kept = Office.objects.filter(pk__in=list(found)).order_by("order", "name", "id")
    return [Line(found[office.pk], office=office) for office in kept]


def together(lines: Iterable[Line]) -> Figures:
    whole = Figures()
    for line in lines:
        whole.add(line.figures)
    return whole


def course(office: Office | None, last: date, months: int = 12) -> list[tuple[date, Figures]]:
    """Month by month up to this one: of an office, or of all."""
    first = last.replace(day=1)
    for _month in range(months - 1):
        first = (first - ONE_DAY).replace(day=1)
    rows = OfficeDay.objects.filter(day__range=(first, last), **({"office": office} if office else {}))
    days: Any = rows.order_by("day").values_list("day").annotate(*map(Sum, SUMS))
    found: dict[date, Figures] = {}
    for day, *added in days:
        found.setdefault(day.replace(day=1), Figures()).add(Figures(*added))
    return sorted(found.items(), reverse=True)


# --- people ------------------------------------------------------------------------------------------------------


def by_person(office: Office, first: date, last: date) -> list[Line]:
    """The people of one office in a period, by protocol of the post in which each was counted last."""
    rows = PresenceDay.objects.filter(office=office, day__range=(first, last))
    found, posts = _summed(rows)
    _add_calls(found, first, last)
    _add_meetings(found, first, last)
    absent = _absent_in(found, last)
    people = Person.objects.filter(pk__in=list(found)).defer("nip", "email", "phone")
    kept = {post.pk: post for post in Post.objects.filter(pk__in=set(posts.values()))}
    lines = [
        Line(found[one.pk], person=one, post=kept[posts[one.pk]], year_absent=absent.get(one.pk, 0)) for one in people
    ]
    return sorted(
        lines, key=lambda line: (line.post.order if line.post else 0, line.person.name if line.person else "")
    )


def of_person(person: Person, first: date, last: date, *, at: datetime) -> Month:
    """One person's days, and today as it stands when today lies in the period."""
    rows = PresenceDay.objects.filter(person=person, day__range=(first, last)).select_related("office", "post")
    month, today = Month(list(rows.order_by("-day"))), localdate(at)
    found, _posts = _summed(PresenceDay.objects.filter(person=person, day__range=(first, last)))
    month.figures = found.setdefault(person.pk, Figures())
    _add_calls(found, first, last)
    _add_meetings(found, first, last)
    month.year_absent = _absent_in([person.pk], last).get(person.pk, 0)
    if first <= today <= last and not any(row.day == today for row in month.days):
        month.days[:0] = _today(today, {"people": [person.pk]})
    return month


def today_at(office: Office, *, at: datetime) -> list[PresenceDay]:
    """Who is there today, who is not, and why, as it stands: nothing of it is counted yet."""
    rows = _today(localdate(at), {"office": office.pk})
    people = Person.objects.defer("nip", "email", "phone").in_bulk([row.person_id for row in rows])
    posts = Post.objects.in_bulk({row.post_id for row in rows})
    for row in rows:
        row.person, row.post = people[row.person_id], posts[row.post_id]
    return sorted(rows, key=lambda row: (row.post.order, row.person.name))


def _today(day: date, whose: Mapping[str, Any]) -> list[PresenceDay]:
    """Until the day is over nobody went home early, and nobody forgot to."""
    rows = list(days_of(day, day, calendars=Calendars(), **whose))
    for row in rows:
        row.early_minutes, row.worked_minutes, row.unfinished = 0, 0, False
    return rows


def _summed(rows: Any) -> tuple[dict[UUID, Figures], dict[UUID, UUID]]:
    """Figures by person, and the post of the last day of each."""
    found: dict[UUID, Figures] = defaultdict(Figures)
    posts: dict[UUID, UUID] = {}
    names = ("person", "post", "status", "late_minutes", "early_minutes", "unfinished")
    for person, post, status, late, early, unfinished in rows.order_by("day").values_list(*names):
        posts[person] = post
        figures = found[person]
        if status == Status.EXTRA:
            continue
        figures.expected += 1
        setattr(figures, status, getattr(figures, status) + 1)
        figures.late_people, figures.late_minutes = figures.late_people + (late > 0), figures.late_minutes + late
        figures.early_people, figures.early_minutes = figures.early_people + (early > 0), figures.early_minutes + early
        figures.unfinished += unfinished
    return found, posts


def _add_calls(found: dict[UUID, Figures], first: date, last: date) -> None:
    for person, called, came in _called("person", first, last, Q(person__in=list(found))):
        found[person].called, found[person].came = called, came


def _called(name: str, first: date, last: date, near: Q) -> Iterator[tuple[UUID, int, int]]:
    """Expected and present at roll calls that were closed, by `person` or `office`."""
    calls = RollCall.objects.filter(state=RollCall.State.CLOSED, starts_at__date__range=(first, last))
    rows = RollCallEntry.objects.filter(near, roll_call__in=calls.values("pk")).expected().order_by()
    yield from rows.values_list(name).annotate(called=Count("pk"), came=Count("pk", filter=Q(came_at__isnull=False)))


def _add_meetings(found: dict[UUID, Figures], first: date, last: date) -> None:
    """Read from the room of meetings through its seam (settings.MEETING_ATTENDANCE)."""
    path = getattr(settings, "MEETING_ATTENDANCE", "")
    for one in import_string(path)(list(found), first, last) if path and found else ():
        if one.how != "stood_in":
            found[one.person].invited += 1
            found[one.person].attended += one.represented


def _absent_in(people: Collection[UUID], last: date) -> dict[UUID, int]:
    """Days without a reason from the first of January up to this day."""
    rows = PresenceDay.objects.filter(person__in=list(people), status=Status.ABSENT)
    rows = rows.filter(day__range=(date(last.year, 1, 1), last)).order_by()
    return dict(rows.values_list("person").annotate(Count("pk")))


# --- as a table --------------------------------------------------------------------------------------------------

COLUMNS = (
    *("hari kerja orang", "hadir", "terlambat", "menit terlambat", "pulang cepat", "menit pulang cepat"),
    *("tanpa pindaian pulang", "cuti atau izin", "dinas luar", "dengan alasan", "tanpa alasan"),
    *("wajib apel", "hadir apel"),
)
PERSON_COLUMNS = ("nama", "jabatan", *COLUMNS, "diundang rapat", "hadir rapat")
OFFICE_COLUMNS = ("kantor", *COLUMNS)


def table(lines: Sequence[Line]) -> Iterator[Sequence[object]]:
    for line in lines:
        figures = line.figures
        cells = [getattr(figures, name) for name in (*SUMS, "called", "came")]
        if line.person and line.post:
            yield line.person.name, line.post.title, *cells, figures.invited, figures.attended
        elif line.office:
            yield line.office.name, *cells
