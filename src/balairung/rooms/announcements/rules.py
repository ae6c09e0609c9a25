"""When people may be written to and how fast. Pure arithmetic over ground/data/announcements.yaml."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from balairung.ground.common.facts import facts

DAY = timedelta(days=1)


def is_quiet(at: datetime, zone: ZoneInfo) -> bool:
    """Whether nobody is to be woken at this moment."""
    quiet, hour = facts("announcements")["quiet"], at.astimezone(zone).hour
    return bool(hour >= quiet["from"] or hour < quiet["until"])


def may_begin(at: datetime, zone: ZoneInfo) -> bool:
    """Whether a batch begun now is through before the quiet begins."""
    last = time.fromisoformat(facts("announcements")["quiet"]["last"])
    return not is_quiet(at, zone) and at.astimezone(zone).time() < last


def next_opening(at: datetime, zone: ZoneInfo) -> datetime:
    """The next moment at which a batch may begin; this one, if it may."""
    if may_begin(at, zone):
        return at
    local, first = at.astimezone(zone), time(facts("announcements")["quiet"]["until"])
    day = local.date() if local.time() < first else local.date() + DAY
    return datetime.combine(day, first, zone)


def next_digest(after: datetime, zone: ZoneInfo) -> datetime:
    """When the next summary of a week leaves: always later than `after`."""
    rule, local = facts("announcements")["digest"], after.astimezone(zone)
    day = local.date() + timedelta(days=(rule["weekday"] - local.weekday()) % 7)
    moment = datetime.combine(day, time(rule["hour"]), zone)
    return moment if moment > after else datetime.combine(day + 7 * DAY, time(rule["hour"]), zone)


def room(channel: str, waiting: int) -> int:
    """How many more may be written for a channel now: what waits there is never more than a minute's worth."""
    return max(0, pace_of(channel) - waiting)


def pace_of(channel: str) -> int:
    """Messages a minute."""
    paces = facts("announcements")["a_minute"]
    return int(paces.get(channel, min(paces.values())))


def minutes_for(channel: str, people: int) -> int:
    """How long so many take, at best."""
    return -(-people // pace_of(channel))


def told(count: int) -> int | None:
    """A number of people of one region, or None for so few that somebody might be recognised. None at all is 0."""
    return count if count == 0 or count >= settings.SMALLEST_GROUP else None
