"""The sentences that explain a deadline. They are stored with it, so they are Indonesian whoever reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from balairung.ground.common.dates import long_date, long_moment, zone_name
from balairung.ground.common.office_hours import ramadan_is_missing, ramadans_between

if TYPE_CHECKING:
    from balairung.ground.common.calendars import Calendar

PAUSED = "menunggu pemohon"
CLOSED = "di luar jam kantor"

CALENDARS = {"5-day": "kalender lima hari kerja", "6-day": "kalender enam hari kerja", "24-hour": "kalender 24 jam"}
RULES = {
    "working_days": "{amount} hari kerja menurut {calendar}, dihitung mulai hari kerja berikutnya setelah {day}",
    "calendar_days": "{amount} hari kalender, hari libur ikut dihitung, mulai sehari setelah {day}",
    "office_hours": "{amount} jam kantor menurut {calendar}, dihitung sejak {moment}",
    "hours": "{amount} jam, malam dan hari libur ikut dihitung, sejak {moment}",
}


def rule(start: datetime, amount: int, unit: str, key: str, *, paused: bool) -> str:
    """How the time was counted, in one sentence with the number, the unit and the calendar."""
    told = {"day": long_date(start, "id"), "moment": long_moment(start, "id")}
    sentence = RULES[unit].format(amount=amount, calendar=CALENDARS[key], **told)
    if paused:
        sentence += ", tanpa waktu menunggu pemohon"
    if unit.endswith("_days"):
        sentence += f"; berakhir pukul 23.59 {zone_name(start)} pada hari terakhir"
    return sentence + "."


def notes(first: date, last: date, unit: str, calendar: Calendar) -> tuple[str, ...]:
    """What is not sure yet about the days between, both included; nothing for clocks that no holiday stops."""
    if calendar.key == "24-hour" or unit not in ("working_days", "office_hours"):
        return ()
    years = range(first.year, last.year + 1)
    leave = [f"Cuti bersama {year} belum ditetapkan" for year in years if calendar.joint_leave_is_missing(year)]
    return (*leave, *_about_ramadan(first, last)) if unit == "office_hours" else tuple(leave)


def _about_ramadan(first: date, last: date) -> list[str]:
    unknown = [
        f"Tanggal Ramadan {year} belum diketahui, jam kantor dihitung seperti hari biasa"
        for year in range(first.year, last.year + 1)
        if ramadan_is_missing(year)
    ]
    estimated = [month for month in ramadans_between(first, last) if month.estimated]
    return unknown + [f"Tanggal Ramadan {month.first.year} masih perkiraan" for month in estimated]
