"""How follow-up stands: the table that every inspectorate keeps (TLHP), and recommendations by age.

Nothing secret stands in any of these figures, whoever asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.apps import apps
from django.db.models import Count, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.rupiah import in_words
from balairung.kernel.obligations.models import Obligation, State, Visibility
from balairung.rooms.oversight.models import Examination, Recommendation
from balairung.rooms.oversight.models.recommendations import FollowUpStatus, RecommendationQuerySet

Statuses = FollowUpStatus
AGES = (60, 180, 365)  # days since the office received it: the last of each column but the last
TENTH = Decimal("0.1")


@dataclass
class Tally:
    """So many recommendations, and what must be paid back by them (rupiah)."""

    count: int = 0
    value: Decimal = Decimal(0)

    def add(self, value: Decimal) -> None:
        self.count += 1
        self.value += value

    @property
    def value_words(self) -> str:
        return in_words(self.value)


@dataclass
class Line:
    """One line of the table: an office (or all), what it was told in that year by that examiner, and how it stands."""

    office: str
    short: str = ""
    year: int = 0
    source: str = ""
    total: Tally = field(default_factory=Tally)
    paid: Decimal = Decimal(0)
    by_status: dict[str, Tally] = field(default_factory=lambda: {status.value: Tally() for status in Statuses})

    def add(self, row: Recommendation) -> None:
        self.total.add(row.value)
        self.by_status[row.status].add(row.value)
        self.paid += row.paid

    @property
    def tallies(self) -> list[Tally]:
        """In the order of the statuses."""
        return [self.by_status[status] for status in Statuses]

    @property
    def percent(self) -> str:
        """What is carried out or cannot be, of all: `66,7`; "–" of nothing."""
        finished = self.by_status[Statuses.DONE].count + self.by_status[Statuses.SET_ASIDE].count
        return percent(finished, self.total.count)

    @property
    def paid_words(self) -> str:
        return in_words(self.paid)

    @property
    def rest_words(self) -> str:
        return in_words(self.total.value - self.paid)


@dataclass(frozen=True)
class Table:
    lines: Sequence[Line]
    total: Line
    year: int  # 0: of all years
    source: str  # "": of all examiners

    @property
    def source_words(self) -> str:
        return str(Examination.Source(self.source).label) if self.source else _("semua pemeriksa")

    @property
    def year_words(self) -> str:
        return str(self.year) if self.year else _("semua tahun")


def percent(part: int, whole: int) -> str:
    """One decimal, half up, with a comma."""
    if not whole:
        return "–"
    share = (Decimal(100) * part / whole).quantize(TENTH, ROUND_HALF_UP)
    return str(share).replace(".", ",")


def follow_up_table(rows: RecommendationQuerySet, *, year: int = 0, source: str = "") -> Table:
    """A line for each office, year and examiner; two queries, however many there are."""
    found = rows.counted()
    found = found.filter(finding__examination__reported_on__year=year) if year else found
    found = found.filter(finding__examination__source=source) if source else found
    lines: dict[tuple[str, int, str], Line] = {}
    total = Line(_("Semua"))
    for row in found.select_related("office", "obligation", "finding__examination").prefetch_related("payments"):
        about = row.finding.examination
        year_of = about.reported_on.year if about.reported_on else 0
        key = (row.office.name, year_of, about.source)
        lines.setdefault(key, Line(row.office.name, row.office.short, year_of, about.source)).add(row)
        total.add(row)
    return Table([lines[key] for key in sorted(lines)], total, year, source)


def heads() -> list[str]:
    """The statuses in as few letters as a column has room for."""
    return [_("Sesuai"), _("Belum sesuai"), _("Belum dijawab"), _("Tidak dapat")]


def years(rows: RecommendationQuerySet) -> list[int]:
    """In which something was reported, the newest first."""
    found = rows.counted().values_list("finding__examination__reported_on__year", flat=True)
    return sorted(set(found.order_by()), reverse=True)


def columns() -> list[str]:
    """Of the CSV."""
    each = [f"{label}: {what}" for label in map(str, Statuses.labels) for what in (_("jumlah"), _("nilai (Rp)"))]
    return [
        _("Kantor"), _("Tahun"), _("Pemeriksa"), _("Rekomendasi"), _("Nilai (Rp)"), *each, _("Disetor (Rp)"),
        _("Sisa (Rp)"), _("Persen tuntas"),
    ]  # fmt: skip


def cells(table: Table) -> Iterator[list[object]]:
    """The lines of the CSV and their sum; money as plain numbers with two decimals."""
    for line in [*table.lines, table.total]:
        each = [cell for tally in line.tallies for cell in (tally.count, f"{tally.value:.2f}")]
        source = Examination.Source(line.source).label if line.source else table.source_words
        yield [
            line.office, line.year or table.year_words, source, line.total.count, f"{line.total.value:.2f}", *each,
            f"{line.paid:.2f}", f"{line.total.value - line.paid:.2f}", line.percent,
        ]  # fmt: skip


# --- by age ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Aged:
    """Recommendations that are open, of one status: how many in each column of age."""

    label: str
    counts: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


def age_labels() -> list[str]:
    first, second, third = AGES
    return [
        _("sampai %(days)d hari") % {"days": first},
        _("%(since)d–%(days)d hari") % {"since": first + 1, "days": second},
        _("%(since)d–%(days)d hari") % {"since": second + 1, "days": third},
        _("lebih dari setahun"),
    ]


def by_age(rows: Iterable[Recommendation], now: datetime) -> list[Aged]:
    """Of those that are open; how old is counted from the day on which the office received the report."""
    today, found = localdate(now), defaultdict[str, list[int]](lambda: [0] * (len(AGES) + 1))
    for row in rows:
        since = row.finding.examination.received_on or localdate(row.owed.opened_at)
        found[_open_status(row)][_column(since, today)] += 1
    labels = [_("menunggu penilaian"), str(Statuses.UNDER_WAY.label), str(Statuses.UNTOUCHED.label)]
    return [Aged(label, found[label]) for label in labels]


def _open_status(row: Recommendation) -> str:
    return _("menunggu penilaian") if row.owed.state == State.WAITING else str(row.status.label)


def _column(since: date, today: date) -> int:
    days = (today - since).days
    return sum(days > last for last in AGES)


# --- for whoever looks in from outside -------------------------------------------------------------------------------


@dataclass(frozen=True)
class General:
    """What one kind of matter came to in a year."""

    label: str
    opened: int
    done: int
    running: int
    late: int


def general(year: int, now: datetime) -> list[General]:
    """Of every kind of obligation that was opened in this year; what is secret, or about somebody, is in no sum."""
    rows = Obligation.objects.filter(opened_at__year=year).exclude(visibility=Visibility.SECRET)
    rows = rows.exclude(pk__in=Obligation.objects.about_somebody().values("pk"))
    late = Q(closed_at__isnull=True, next_at__lt=now) & ~Q(state=State.WAITING)
    sums = rows.values("kind").annotate(
        opened=Count("pk"),
        done=Count("pk", filter=Q(state=State.DONE)),
        running=Count("pk", filter=Q(closed_at__isnull=True)),
        late=Count("pk", filter=late),
    )
    return [
        General(str(apps.get_app_config(row["kind"]).verbose_name), row["opened"], row["done"], row["running"],
                row["late"])
        for row in sums.order_by("kind")
    ]  # fmt: skip
