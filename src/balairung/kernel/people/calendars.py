"""The regency's working calendars: the national days that the package knows and the decreed days of the table."""

from balairung.ground.common.working_time import Calendar, DayKind, DecreedDay
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.models import Decree


class Calendars:
    """The decreed days read once; hand it on when many deadlines are counted in a row."""

    def __init__(self) -> None:
        self.zone = regency_zone()
        rows = Decree.objects.order_by("date", "decided_at", "id")
        latest = {row.date: row for row in rows}  # a later decree about a day stands above an earlier one
        self.decreed = tuple(DecreedDay(row.date, DayKind(row.kind), row.name, row.decree) for row in latest.values())

    def get(self, key: str) -> Calendar:
        """The calendar `5-day`, `6-day` or `24-hour` of this regency."""
        return Calendar(key, self.zone, self.decreed)
