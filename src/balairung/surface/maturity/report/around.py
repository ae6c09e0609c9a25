"""What stands beside an assessment: others, the way up, the team, and how all was counted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.ground.common.facts import facts
from balairung.surface.maturity import comparing
from balairung.surface.maturity.climbing import Rise
from balairung.surface.maturity.instruments import LOWEST
from balairung.surface.maturity.prices import changed_prices
from balairung.surface.maturity.published import Standing
from balairung.surface.maturity.report.figures import NONE, comma, grouped
from balairung.surface.maturity.report.told import Told


def _year(told: Told) -> comparing.Year | None:
    """This year among those who were measured by the same instrument."""
    years = (one for one in told.field.years if one.year == told.assessment.year)
    return next((one for one in years if one.instrument_key == told.instrument.key and one.others), None)


def place_words(told: Told) -> str:
    year = _year(told)
    if year is None:
        return _("Belum ada indeks daerah lain menurut %(title)s tahun %(year)d yang diumumkan, jadi belum dapat "
                 "dibandingkan.") % {"title": told.instrument.title, "year": told.assessment.year}  # fmt: skip
    placed = Standing(told.score.index, year.others)
    said = {"place": placed.place, "all": len(year.others) + 1, "median": comma(placed.median or Decimal(LOWEST))}
    return _("Di antara %(all)d daerah sejenis yang diketahui, peringkat %(place)d; nilai tengahnya %(median)s.") % said


def comparison(told: Told) -> dict[str, Any]:
    rows = [one for one in told.field.years if one.year <= told.assessment.year]
    return {
        "title": _("Perbandingan"), "standing": place_words(told),
        "heads": [_("Tahun"), _("Instrumen"), _("Kami"), _("Nilai tengah daerah sejenis"), _("Diketahui"),
                  _("Nasional")],
        "rows": [
            [str(one.year), one.instrument_key.upper(), comma(one.own.index) if one.own else NONE,
             comma(one.median) if one.median and len(one.others) >= comparing.FEW else NONE, str(len(one.others)),
             comma(one.nation.index) if one.nation else NONE]
            for one in rows
        ],
        "how": _("Indeks menurut instrumen yang berbeda tidak dapat disandingkan langsung: bobot dan isinya berubah. "
                 "Nilai tengah hanya ditulis bila sedikitnya %(few)d daerah sejenis diketahui.") % {
                     "few": comparing.FEW},
    }  # fmt: skip


def way_words(told: Told) -> str:
    if told.plan is None or told.target is None:
        return _("Tidak ada lagi yang dapat dinaikkan: indeksnya sudah setinggi-tingginya.")
    way = told.plan.way
    said = {"words": told.target.words, "least": comma(told.target.least), "index": comma(way.index),
            "effort": grouped(way.effort), "weeks": way.weeks, "steps": len(way.steps)}  # fmt: skip
    return (
        ngettext(
            "Jalan termurah ke %(words)s (mulai %(least)s): %(steps)d langkah dengan %(effort)s hari orang, paling "
            "cepat %(weeks)d minggu, sampai indeks %(index)s.",
            "Jalan termurah ke %(words)s (mulai %(least)s): %(steps)d langkah dengan %(effort)s hari orang, paling "
            "cepat %(weeks)d minggu, sampai indeks %(index)s.",
            len(way.steps),
        )
        % said
    )


def way(told: Told) -> dict[str, Any]:
    rises = told.plan.rises if told.plan else ()
    changed = len(changed_prices(told.instrument.key))
    own = ngettext(
        "%(count)d langkah memakai harga yang ditetapkan daerah ini.",
        "%(count)d langkah memakai harga yang ditetapkan daerah ini.", changed,
    ) % {"count": changed}  # fmt: skip
    return {
        "title": _("Jalan termurah ke predikat berikutnya"), "words": way_words(told),
        "heads": [_("Langkah"), _("Hari orang"), _("Minggu ke"), _("Menambah"), _("Indeks")],
        "rows": [_rise(one) for one in rises],
        "how": _("Dihitung tepat, bukan ditaksir: tidak ada gabungan langkah yang lebih murah. Hari orang dan minggu "
                 "adalah perkiraan bawaan yang sengaja dibulatkan.") + (f" {own}" if changed else ""),
    }  # fmt: skip


def _rise(rise: Rise) -> list[str]:
    said = {"number": rise.indicator.number, "title": rise.indicator.title, "level": rise.level}
    name = _("%(number)d. %(title)s, ke tingkat %(level)d") % said
    price = rise.reason.step.price
    return [
        name,
        rise.asks,
        grouped(price.effort),
        str(rise.reason.ready),
        f"+{comma(rise.gain)}",
        comma(rise.index),
    ]


def team(told: Told) -> dict[str, Any]:
    titles = {one.number: f"{one.number}. {one.title}" for one in told.instrument.aspects}
    rows = told.assessment.team.filter(until=None).select_related("person").order_by("seat", "aspect", "since", "id")
    return {
        "title": _("Tim penilai"), "heads": [_("Nama"), _("Peran"), _("Aspek")],
        "rows": [
            [one.person.name, str(one.get_seat_display()), titles.get(one.aspect, _("semua aspek"))] for one in rows
        ],
        "empty": _("Belum ada anggota tim yang ditunjuk."),
    }  # fmt: skip


def method(told: Told) -> dict[str, Any]:
    found, checked = told.instrument, facts(f"maturity/{told.instrument.key}")["checked"]
    known = sum(bool(one.levels) for one in found.indicators.values())
    bounds = ", ".join(
        f"{one.words} {_('mulai')} {comma(max(one.least, Decimal(LOWEST)))}" for one in reversed(found.predicates)
    )
    unread = _("Teks tiap tingkat di sistem ini ringkasan kami sendiri dan belum dibandingkan dengan %(decree)s. Bila "
               "berbeda, yang berlaku peraturannya.") % {"decree": found.decree}  # fmt: skip
    return {
        "title": _("Cara menghitung"),
        "rows": [
            _("Indeks aspek = jumlah (bobot indikator × tingkat) dibagi bobot aspek. Indeks = jumlah (bobot aspek × "
              "indeks aspek) dibagi 100. Jumlah semua bobot tepat 100."),
            _("Dihitung tepat dari tingkat indikator dan dibulatkan sekali saja, di akhir, menjadi dua angka di "
              "belakang koma; setengah dibulatkan ke atas."),
            _("Tingkat bersifat kumulatif: sebuah tingkat baru dihitung bila bukti semua tingkat di bawahnya diterima. "
              "Tanpa bukti, tingkatnya 1."),
            *([_("Indikator yang diukur lembaga lain memakai hasil lembaga itu; tanpa hasil, nilainya 1.")]
              if any(one.external for one in found.indicators.values()) else []),
            _("Predikat: %(bounds)s.") % {"bounds": bounds},
            _("Teks tingkat diketahui untuk %(known)d dari %(all)d indikator.") % {
                "known": known, "all": len(found.indicators)},
            *([] if checked else [unread]),
        ],
        "sources": [_("Sumber"), _sources(told)],
    }  # fmt: skip


def _sources(told: Told) -> list[str]:
    """The decree, and where the indices of others were read."""
    published: Mapping[str, Mapping[str, str]] = facts("maturity/published")["sources"]
    compared = [f"{one['publisher']}, {one['title']}" for key, one in published.items() if key.startswith("le-")]
    return [
        _("%(decree)s (%(title)s).") % {"decree": told.instrument.decree, "title": told.instrument.title},
        _("Indeks daerah lain: %(sources)s, dan angka yang ditambahkan daerah ini sendiri.") % {
            "sources": "; ".join(compared)},
        _("Harga langkah: perkiraan bawaan sistem ini, bukan dari peraturan."),
    ]  # fmt: skip
