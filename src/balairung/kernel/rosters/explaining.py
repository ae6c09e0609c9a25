"""A roster's score in words: what each part says, who carries what."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balairung.ground.common.facts import facts
from balairung.kernel.rosters.models import Outlook

TITLES = {
    "coverage": gettext_lazy("Selalu ada yang berjaga"),
    "reach": gettext_lazy("Yang berjaga dapat dihubungi"),
    "balance": gettext_lazy("Beban dibagi rata"),
    "load": gettext_lazy("Tidak ada yang terlalu berat"),
    "one_place": gettext_lazy("Satu orang di satu tempat"),
}


@dataclass(frozen=True)
class Part:
    """One part of the score: how many of its points it has, and why."""

    name: str
    title: str
    points: float
    most: int
    words: str

    @property
    def whole(self) -> bool:
        return self.points >= self.most


def parts_of(outlook: Outlook) -> list[Part]:
    """The parts of a score in order; none before it was counted."""
    weights: dict[str, int] = facts("rosters")["score"]
    points: dict[str, float] = outlook.facts.get("parts", {})
    said = _said(outlook) if points else {}
    return [Part(name, str(TITLES[name]), points[name], weights[name], said[name]) for name in TITLES if name in points]


def _said(outlook: Outlook) -> dict[str, str]:
    return {
        "coverage": _coverage(outlook),
        "reach": _reach(outlook),
        "balance": _balance(outlook),
        "load": _load(outlook),
        "one_place": _one_place(outlook),
    }


def _coverage(outlook: Outlook) -> str:
    if not outlook.gap_minutes:
        return _("Selama 52 minggu ke depan tidak ada waktu yang kosong.")
    hours = {"empty": _hours(outlook.gap_minutes), "all": _hours(outlook.required_minutes)}
    return _("Kosong %(empty)s dari %(all)s yang harus dijaga selama 52 minggu ke depan.") % hours


def _reach(outlook: Outlook) -> str:
    if outlook.unreachable_minutes:
        hours = {"hours": _hours(outlook.unreachable_minutes)}
        return _("%(hours)s hanya dijaga orang yang kontaknya belum dipastikan.") % hours
    people = len(outlook.facts["unproved"])
    if not people:
        return _("Kontak semua petugas sudah dipastikan.")
    said = ngettext(
        "Kontak %(count)d petugas belum dipastikan, tetapi selalu ada petugas lain yang dapat dihubungi.",
        "Kontak %(count)d petugas belum dipastikan, tetapi selalu ada petugas lain yang dapat dihubungi.",
        people,
    )
    return said % {"count": people}


def _balance(outlook: Outlook) -> str:
    if outlook.balance >= 90:
        return _("Jam, malam, akhir pekan, dan hari libur terbagi rata.")
    return _("Jam, malam, akhir pekan, dan hari libur belum terbagi rata: %(share)d dari 100.") % {
        "share": outlook.balance}  # fmt: skip


def _load(outlook: Outlook) -> str:
    most = facts("rosters")["overload"]
    limits = {"hours": most["hours_a_week"], "nights": most["nights_in_a_row"], "count": outlook.overloaded}
    if not outlook.overloaded:
        said = _("Tidak ada yang berjaga lebih dari %(hours)d jam seminggu atau %(nights)d malam berturut-turut.")
        return said % limits
    said = ngettext(
        "%(count)d orang berjaga lebih dari %(hours)d jam seminggu atau %(nights)d malam berturut-turut.",
        "%(count)d orang berjaga lebih dari %(hours)d jam seminggu atau %(nights)d malam berturut-turut.",
        outlook.overloaded,
    )
    return said % limits


def _one_place(outlook: Outlook) -> str:
    people = len(outlook.facts["doubled"])
    if not people:
        return _("Tidak ada yang berjaga di dua kantor pada waktu yang sama.")
    said = ngettext(
        "%(count)d orang berjaga di dua kantor pada waktu yang sama.",
        "%(count)d orang berjaga di dua kantor pada waktu yang sama.",
        people,
    )
    return said % {"count": people}


def _hours(minutes: int) -> str:
    """`12 jam`, `45 menit`: never nothing for something."""
    if minutes < 60:
        return ngettext("%(count)d menit", "%(count)d menit", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    return ngettext("%(count)d jam", "%(count)d jam", hours) % {"count": hours}
