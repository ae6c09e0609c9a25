"""The regency's working calendars: the national days that the package knows and the decreed days of the table."""

from functools import cached_property
from zoneinfo import ZoneInfo

from balairung.ground.common.working_time import Calendar, DayKind, DecreedDay, Unit
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.models import Decree


class Calendars:
    """The decreed days, read once and only when one counts; hand it on when many deadlines are counted in a row."""

    def __init__(self) -> None:
        self._made: dict[str, Calendar] = {}

    @cached_property
    def zone(self) -> ZoneInfo:
        return regency_zone()

    @cached_property
    def decreed(self) -> tuple[DecreedDay, ...]:
        rows = Decree.objects.order_by("date", "decided_at", "id")
        latest = {row.date: row for row in rows}  # a later decree about a day stands above an earlier one
        return tuple(DecreedDay(row.date, DayKind(row.kind), row.name, row.decree) for row in latest.values())

    def get(self, key: str) -> Calendar:
        """The calendar `5-day`, `6-day` or `24-hour` of this regency."""
        if key not in self._made:
            self._made[key] = Calendar(key, self.zone, self.decreed)
        return self._made[key]

    def counting(self, unit: Unit, key: str) -> Calendar:
        """The calendar for counting such units: calendar days pass whatever was decreed, so nothing is asked."""
        return Calendar(key, self.zone, ()) if unit == Unit.CALENDAR_DAYS else self.get(key)
