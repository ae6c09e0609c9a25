"""Dates as registers write them: ISO, day/month/year, or with the month in words. A wrong one is a sentence."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused

FIRST_YEAR = 1990  # no register of reports is older; an earlier year is a slip
MONTH_WORDS = (
    ("januari", "january", "jan"),
    ("februari", "pebruari", "february", "feb", "peb"),
    ("maret", "march", "mar", "mrt"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "agt", "ags", "agst", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
_MONTHS = {word: number for number, words in enumerate(MONTH_WORDS, 1) for word in words}
_ZONES = {"wib": 7, "wita": 8, "wit": 9}

_WEEKDAY = re.compile(r"^[a-z']+ ?, ?(?=\d)")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4}|\d{2})(?!\d)")
_IN_WORDS = re.compile(r"(?P<day>\d{1,2})[ .-]+(?P<month>[a-z]+)\.?[ ,.-]+(?P<year>\d{4}|\d{2})(?!\d)")
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]+)\.? (?P<day>\d{1,2}),? (?P<year>\d{4})")
_SHAPES = (_YEAR_FIRST, _DAY_FIRST, _IN_WORDS, _MONTH_FIRST)
_CLOCK = re.compile(
    r"(?:pukul |jam )?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r" ?(?P<half>am|pm)? ?(?P<zone>wib|wita|wit|z|utc|[+-]\d{2}:?\d{2})?"
)


def read_date(text: str) -> date:
    """The day that a cell names; a time behind it is left aside. Raise `Refused` for what is no date."""
    return _split(text)[0]


def read_moment(text: str, clock: str, zone: tzinfo) -> datetime:
    """The moment that a cell names, its time from the same cell or from `clock`; midnight when neither says.

    A time that names no zone is the regency's. Raise `Refused` for what is no date or no time.
    """
    day, rest = _split(text)
    spoken = rest or _plain(clock)
    found = _CLOCK.fullmatch(spoken) if spoken else None
    if spoken and found is None:
        raise Refused(_("Jam “%(text)s” tidak terbaca. Contoh: 14:30.") % {"text": _short(spoken)})
    if found is None:
        return datetime.combine(day, time(), tzinfo=zone)
    return datetime.combine(day, _time(found, spoken), tzinfo=_zone(found["zone"], zone))


def _split(text: str) -> tuple[date, str]:
    """The day, and what stands behind it."""
    plain = _WEEKDAY.sub("", _plain(text))
    for shape in _SHAPES:
        if (found := shape.match(plain)) and (day := _day(found)):
            return _in_range(day, text), plain[found.end() :].lstrip(" ,t")
    sentence = _("Tanggal “%(text)s” tidak terbaca. Tulis seperti 23 September 2024, 23/09/2024, atau 2024-09-23.")
    raise Refused(sentence % {"text": _short(text)})


def _day(found: re.Match[str]) -> date | None:
    month, year = found["month"], found["year"]
    number = int(month) if month.isdigit() else _MONTHS.get(month, 0)
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), number, int(found["day"]))
    except ValueError:
        return None


def _in_range(day: date, text: str) -> date:
    if day.year < FIRST_YEAR:
        sentence = _("Tanggal “%(text)s” terlalu lama: tahunnya sebelum %(year)d.")
        raise Refused(sentence % {"text": _short(text), "year": FIRST_YEAR})
    return day


def _time(found: re.Match[str], text: str) -> time:
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    try:
        return time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError as problem:
        raise Refused(_("Jam “%(text)s” tidak terbaca. Contoh: 14:30.") % {"text": _short(text)}) from problem


def _zone(word: str | None, own: tzinfo) -> tzinfo:
    if not word:
        return own
    if word in {"z", "utc"}:
        return UTC
    if word in _ZONES:
        return timezone(timedelta(hours=_ZONES[word]))
    sign, digits = word[0], word[1:].replace(":", "")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if sign == "-" else span) if span < timedelta(hours=24) else own


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
