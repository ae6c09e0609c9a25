"""Which days are working days: the calendar by which every deadline is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as __

from balairung.kernel.people.calendars import Calendars
from balairung.surface.opendata.reading import listed
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record

BEFORE, AFTER = 2, 1  # years around this one


def rows(asked: Asked) -> Iterator[Record]:
    def tell() -> Iterable[Record]:
        calendars, year = Calendars(), localdate(asked.now).year
        five, six = calendars.get("5-day"), calendars.get("6-day")
        day, end = date(year - BEFORE, 1, 1), date(year + AFTER, 12, 31)
        while day <= end:
            one = five.day(day)
            yield Record((day.isoformat(), day, one.working, six.day(day).working, one.reason, one.decree))
            day += timedelta(days=1)

    return listed(tell, asked)


DAYS = Dataset(
    key="hari-kerja",
    title=__("Hari libur dan hari kerja"),
    lede=__("Setiap tanggal dari dua tahun lalu sampai tahun depan: hari kerja atau libur, sebabnya, dan keputusannya. "
            "Dengan kalender inilah setiap tenggat dihitung."),
    answers=(
        __("Apakah kantor buka pada tanggal itu?"),
        __("Berapa hari kerja dari hari ini sampai tenggat?"),
    ),
    columns=(
        Column("id", __("tanggal sebagai kunci")),
        Column("tanggal", __("tanggal"), Kind.DAY),
        Column("hari_kerja_5", __("hari kerja bagi kantor yang buka lima hari"), Kind.YES),
        Column("hari_kerja_6", __("hari kerja bagi kantor yang buka enam hari"), Kind.YES),
        Column("sebab", __("mengapa libur, atau mengapa tetap hari kerja")),
        Column("keputusan", __("keputusan yang menetapkannya")),
    ),
    rows=rows, often=Often.IRREGULAR, page="people:organisation", office=__("Sekretariat Daerah"),
    changes=(Change(date(2026, 11, 23), __("Data ini mulai dibuka.")),),
    keywords=("hari libur", "cuti bersama", "hari kerja"), when="tanggal",
)  # fmt: skip
