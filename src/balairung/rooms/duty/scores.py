"""What months of drills showed: counted by a rule that is data, published once a month, and never counted again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balairung.ground.common import working_time
from balairung.ground.common.errors import Refused
from balairung.ground.common.working_time import Unit
from balairung.kernel.people.calendars import Calendars
from balairung.rooms.duty import reach, rules
from balairung.rooms.duty.drills import month_end, period_of
from balairung.rooms.duty.models import Call, Drill, Ring, Score

MORNING = 8  # local time at which a table is published
COUNTED = (Call.State.REACHED, Call.State.UNREACHED, Call.State.EXCUSED)
IN_PERSON = frozenset({"quick", "reached"})


@dataclass(frozen=True)
class Result:
    """What became of one call: a key of the points of data/readiness.yaml, or "excused"."""

    post: UUID
    office: UUID
    became: str
    seconds: int | None


@dataclass(frozen=True)
class Sum:
    """What the calls of one office or post come to."""

    called: int
    reached: int
    by_deputy: int
    unreached: int
    excused: int
    median_seconds: int | None
    score: int | None


# --- arithmetic ------------------------------------------------------------------------------------------------------


def became(state: str, role: str | None, seconds: int | None, answered: bool, answered_late: bool) -> str:
    """What a call that is over counts as. An answer that came in time and was read late by us came in time."""
    if state == Call.State.EXCUSED:
        return "excused"
    if not answered:
        return "unreached"
    if answered_late:
        return "late"
    if role != Ring.Role.HOLDER:
        return "deputy"
    return "quick" if (seconds or 0) <= rules.scoring().quick else "reached"


def summed(results: Iterable[Result]) -> Sum:
    """The counts add up to `called`; the score is the mean of the points, None for too few; a late answer is none."""
    rule, rows = rules.scoring(), list(results)
    kinds = Counter(row.became for row in rows)
    points = [rule.points[row.became] for row in rows if row.became != "excused"]
    times = [row.seconds for row in rows if row.became in {*IN_PERSON, "deputy"} and row.seconds is not None]
    return Sum(
        called=len(rows), reached=sum(kinds[key] for key in IN_PERSON), by_deputy=kinds["deputy"],
        unreached=kinds["unreached"] + kinds["late"], excused=kinds["excused"],
        median_seconds=round(median(times)) if times else None,
        score=round(sum(points) / len(points)) if len(points) >= rule.least else None,
    )  # fmt: skip


# --- a month ---------------------------------------------------------------------------------------------------------


def scores_of(period: date) -> list[Score]:
    """Unsaved: every office with officials who must be reachable, then every post that was called; as it stands now."""
    results = _results(period)
    by_office, by_post = defaultdict[UUID, list[Result]](list), defaultdict[UUID, list[Result]](list)
    for one in results:
        by_office[one.office].append(one)
        by_post[one.post].append(one)
    offices = dict.fromkeys([*reach.required_posts().values_list("office_id", flat=True), *by_office])
    whole = [Score(period=period, office_id=key, **vars(summed(by_office[key]))) for key in offices]
    posts = [
        Score(period=period, office_id=rows[0].office, post_id=key, **vars(summed(rows)))
        for key, rows in by_post.items()
    ]
    return [*whole, *posts]


def _results(period: date) -> list[Result]:
    """The calls that are over, of the months that count for this one."""
    rows = Call.objects.filter(real=False, period__in=months_of(period), state__in=COUNTED)
    found = rows.values_list(
        "post_id", "post__office_id", "state", "answered_ring__role", "seconds", "answered_at", "answered_late"
    )
    return [
        Result(post, office, became(state, role, seconds, at is not None, late), seconds)
        for post, office, state, role, seconds, at, late in found.order_by("started_at", "id")
    ]


def months_of(period: date) -> list[date]:
    """The months from whose calls the score of this one is counted, the latest first."""
    found = [period]
    while len(found) < rules.scoring().months:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


# --- publishing ------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish(period: date, *, at: datetime) -> list[Score]:
    """The table of a month for everybody, once: what is published is not counted again. `Refused` while a drill of the
    month runs, and for a month that is not over.
    """
    if at < month_end(period):
        raise Refused(_("Bulan ini belum berakhir."))
    if Drill.objects.filter(period=period, state__in=[Drill.State.PLANNED, Drill.State.RUNNING]).exists():
        raise Refused(_("Latihan bulan ini belum selesai."))
    if published(period):
        return []
    rows = scores_of(period)
    for one in rows:
        one.published_at = at
    Score.objects.bulk_create(rows, ignore_conflicts=True)  # another worker may do the same at this moment
    return rows


def published(period: date) -> bool:
    return Score.objects.filter(period=period, published_at__isnull=False).exists()


def publish_due(*, now: datetime) -> int:
    """On the third working day (data/readiness.yaml) the table of the month before, where there were drills in it
    (settings.LOOPS). Return how many rows were published.
    """
    period = period_of(period_start(now) - timedelta(days=1))
    with transaction.atomic():
        over = Drill.objects.filter(period=period, state__in=[Drill.State.DONE, Drill.State.CANCELLED])
        if published(period) or not over.exists() or now < publish_at(period):
            return 0
    try:
        return len(publish(period, at=now))
    except Refused:  # a drill of that month is not over yet
        return 0


def period_start(moment: datetime) -> datetime:
    """The first moment of the month."""
    return localtime(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def publish_at(period: date) -> datetime:
    """When the table of this month is published: in the morning of the working day that the rule names."""
    last = month_end(period) - timedelta(seconds=1)
    counted = working_time.deadline(
        last, rules.scoring().publish_on, Unit.WORKING_DAYS, Calendars().get("5-day")
    )  # fmt: skip
    return localtime(counted.due).replace(hour=MORNING, minute=0, second=0, microsecond=0)


def caveats() -> Sequence[str]:
    """What a reader of the table has to know, as sentences."""
    rule = rules.scoring()
    return [
        rule.words,
        _("Panggilan yang gagal karena pintu kami sendiri, karena cuti, atau karena jam tenang tidak dihitung."),
        _("Yang diukur adalah apakah pejabat dapat dihubungi, bukan baik buruknya pekerjaan kantornya."),
        _("Petugas jaga dan wakil yang sudah dipanggil pada bulan yang sama tidak dibangunkan lagi dalam latihan."),
        _("Selisih kecil antara dua kantor dapat terjadi karena undian: sedikit panggilan, sedikit kepastian."),
    ]
