"""What an examination says of one thing: how it stands, in a sentence, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Level(StrEnum):
    GOOD = "good"
    WARN = "warn"  # it works, and somebody should look
    BAD = "bad"  # it does not, or will not for long


@dataclass(frozen=True)
class Finding:
    """`key` is for programs; `remedy` is empty where all is well."""

    key: str
    title: str
    level: Level
    sentence: str
    remedy: str = ""

    @property
    def steps(self) -> list[tuple[bool, str]]:
        """The remedy in pieces; what is to be typed stands between backticks."""
        return [(number % 2 == 1, words) for number, words in enumerate(self.remedy.split("`"))]

    @property
    def word(self) -> str:
        return {Level.GOOD: _("Baik"), Level.WARN: _("Perlu dilihat"), Level.BAD: _("Perlu ditangani")}[self.level]


def good(key: str, title: str, sentence: str) -> Finding:
    return Finding(key, title, Level.GOOD, sentence)


def span(length: timedelta) -> str:
    """In words, by its largest unit, rounded: "3 hari", "12 menit"."""
    seconds = round(abs(length.total_seconds()))
    if seconds >= 2 * 86400:
        days = round(seconds / 86400)
        return ngettext("%(n)d hari", "%(n)d hari", days) % {"n": days}
    if seconds >= 2 * 3600:
        hours = round(seconds / 3600)
        return ngettext("%(n)d jam", "%(n)d jam", hours) % {"n": hours}
    if seconds >= 120:
        minutes = round(seconds / 60)
        return ngettext("%(n)d menit", "%(n)d menit", minutes) % {"n": minutes}
    return ngettext("%(n)d detik", "%(n)d detik", seconds) % {"n": seconds}


def size(octets: int) -> str:
    """In words: "1,5 GB"."""
    for unit, factor in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6)):
        if octets >= factor:
            return f"{octets / factor:.1f} {unit}".replace(".", ",")
    return f"{octets // 1000} kB"
