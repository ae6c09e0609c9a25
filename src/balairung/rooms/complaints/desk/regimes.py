"""The two sets of deadlines that bind an office, side by side: the promise of SP4N-LAPOR! and UU 25/2009."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common import working_time
from balairung.ground.common.working_time import Unit
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Clock
from balairung.kernel.obligations.reads import ClockRow, clock_row
from balairung.kernel.obligations.rules import ClockRule, clock_label, clock_rule
from balairung.kernel.people.calendars import Calendars
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND

PROMISE = ("verify", "answer", "resolve", "citizen_reply")
STATUTE = ("statutory", "complete_information", "decide", "deliver")
#: Which of the one answers which of the other: the earlier date of the two is the stricter.
PAIRS = {"verify": "statutory", "resolve": "decide"}
BY_CLASS = {"resolve"}


@dataclass(frozen=True)
class Row:
    """One deadline: what must happen, how long it takes, and the date once it counts. `stricter` than its partner."""

    label: str
    length: str
    due: datetime | None = None
    days: int = 0
    late: bool = False
    paused: bool = False
    met: bool = False
    stricter: bool = False
    clock: Clock | None = None


@dataclass(frozen=True)
class Regime:
    """One column."""

    title: str
    rows: list[Row]


def regimes(complaint: Complaint, now: datetime) -> tuple[Regime, Regime]:
    """What was promised and what the statute asks; of two that stand for the same step the earlier is marked."""
    clocks = complaint.obligation.clocks.select_related("obligation").order_by("started_at", "id")
    latest = {clock.name: clock for clock in clocks if clock.dropped_at is None or clock.met_at}
    calendars = Calendars()
    counted = {name: clock_row(clock, calendars, now) for name, clock in latest.items()}
    strict = _stricter(counted)
    promise, statute = (
        [_row(complaint, name, counted, strict, calendars, now) for name in names] for names in (PROMISE, STATUTE)
    )
    return Regime(_("Janji SP4N-LAPOR!"), promise), Regime(_("UU 25/2009 tentang Pelayanan Publik"), statute)


def stricter(rows: Sequence[ClockRow]) -> set[str]:
    """The names of those among the clocks that are the stricter of a pair."""
    return _stricter({row.clock.name: row for row in rows})


def _stricter(counted: Mapping[str, ClockRow]) -> set[str]:
    both = [(one, other) for one, other in PAIRS.items() if one in counted and other in counted]
    return {one if counted[one].due <= counted[other].due else other for one, other in both}


def _row(
    complaint: Complaint,
    name: str,
    counted: Mapping[str, ClockRow],
    strict: set[str],
    calendars: Calendars,
    now: datetime,
) -> Row:
    rule = clock_rule(KIND, name, complaint.klass if name in BY_CLASS else "")
    label, length = clock_label(KIND, name), _length(rule)
    if name == "deliver":
        return _delivery(complaint, rule, label, length, calendars, now)
    if (row := counted.get(name)) is None:
        return Row(label, length)
    return Row(label, length, row.due, row.days, row.late, row.paused, row.met, name in strict, row.clock)


def _delivery(
    complaint: Complaint, rule: ClockRule, label: str, length: str, calendars: Calendars, now: datetime
) -> Row:
    """From the decision to the message that brought it; on one's own page it can be read at once."""
    decided = complaint.obligation.events.filter(verb__in=["resolve", "refuse"]).order_by("-seq").first()
    if decided is None:
        return Row(label, length)
    due = working_time.deadline(decided.at, rule.amount, rule.unit, calendars.get("5-day")).due
    sent = Notice.objects.about(KIND, complaint.ref).filter(key__startswith=f"{complaint.pk}:{decided.seq}:reporter")
    first = sent.order_by("sent_at", "id").exclude(sent_at=None).first()
    reached = first.sent_at if first else None if sent.exists() else decided.at
    days = working_time.working_days_between(calendars.get("5-day"), now, due)
    return Row(label, length, due, days, late=(reached or now) > due, met=reached is not None)


def _length(rule: ClockRule) -> str:
    words = {
        Unit.WORKING_DAYS: _("%(amount)d hari kerja"), Unit.CALENDAR_DAYS: _("%(amount)d hari"),
        Unit.OFFICE_HOURS: _("%(amount)d jam kerja"), Unit.HOURS: _("%(amount)d jam"),
    }  # fmt: skip
    return words[rule.unit] % {"amount": rule.amount}
