"""Dates and remaining time as people say them, in Indonesian, or in English when the reader chose it.

Works before Django is set up, and then always in Indonesian.
"""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from balairung.ground.common.words import django_runs, language, ngettext
from balairung.ground.common.words import gettext as _

Language = Literal["id", "en"]

WEEKDAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
CLOCKS = {"id": "{:%H.%M}", "en": "{:%H:%M}"}
ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}  # no daylight saving
_WIB = ZoneInfo("Asia/Jakarta")


def long_date(moment: date, words: Language | None = None) -> str:
    """`Rabu, 25 Maret 2026`. A moment is told in its own Indonesian zone, one in UTC in the regency's.

    `words` fixes the language, for sentences that are stored.
    """
    day = _local(moment) if isinstance(moment, datetime) else moment
    spoken = words or language()
    return f"{WEEKDAYS[spoken][day.weekday()]}, {day.day} {MONTHS[spoken][day.month - 1]} {day.year}"


def long_moment(moment: datetime, words: Language | None = None) -> str:
    """`Rabu, 25 Maret 2026, 14.30 WIB`, with WITA and WIT for the other zones."""
    local = _local(moment)
    clock = CLOCKS[words or language()].format(local)
    return f"{long_date(local, words)}, {clock} {zone_name(local)}"


def zone_name(moment: datetime) -> str:
    """WIB, WITA or WIT by the distance from UTC; the zone's own name anywhere else."""
    return ZONES.get(_offset(moment), moment.tzname() or "")


def remaining(working_days: int, *, now: datetime | None = None, due: datetime | None = None) -> str:
    """`3 hari kerja lagi`, `hari ini`, `terlambat 2 hari kerja`.

    The number is that of `working_days_between(calendar, now, due)`. Zero alone means today; with both moments zero is
    told apart: today, a later date with no working day before it, or late by less than a working day.
    """
    if working_days < 0:
        return _late(-working_days)
    if working_days > 0:
        return _left(working_days)
    if now is None or due is None:
        return _("hari ini")
    if now > due:
        return _("terlambat kurang dari 1 hari kerja")
    if _local(now).date() == _local(due).date():
        return _("hari ini")
    return _("sampai %(date)s") % {"date": long_date(due)}


def _left(days: int) -> str:
    return ngettext("%(count)d hari kerja lagi", "%(count)d hari kerja lagi", days) % {"count": days}


def _late(days: int) -> str:
    return ngettext("terlambat %(count)d hari kerja", "terlambat %(count)d hari kerja", days) % {"count": days}


def _local(moment: datetime) -> datetime:
    """The same moment on an Indonesian clock: its own, or the regency's when it is told in UTC."""
    if _offset(moment) in ZONES:
        return moment
    if not django_runs():
        return moment.astimezone(_WIB)
    from django.utils import timezone

    return timezone.localtime(moment)


def _offset(moment: datetime) -> timedelta:
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(_("Waktu harus menyebut zona waktunya."))
    return offset
