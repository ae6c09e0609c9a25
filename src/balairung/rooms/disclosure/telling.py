"""The figures of a year in words, the same for page, paper and table."""

from __future__ import annotations

from django.utils.translation import gettext as _

from balairung.rooms.disclosure.figures import Row, YearFigures


def figure_rows(found: YearFigures) -> list[Row]:
    """Each figure with what it counts."""
    words = {
        "filed": _("Permohonan terdaftar"), "given": _("Diberikan seluruhnya"), "part": _("Diberikan sebagian"),
        "refused": _("Ditolak"), "lacking": _("Tidak dikuasai"), "withdrawn": _("Dicabut pemohon"),
        "running": _("Masih dikerjakan"), "late": _("Di antaranya terlambat"),
        "objections": _("Keberatan diajukan"), "won": _("Keberatan dikabulkan"),
        "lost": _("Keberatan ditolak"), "undecided": _("Keberatan belum diputus"),
        "disputed": _("Dibawa ke Komisi Informasi, menurut pemohon"),
    }  # fmt: skip
    rows = [(words[name], found.counts[name]) for name in words]
    return [
        *rows,
        (_("Dijawab tepat waktu"), found.on_time),
        (_("Dijawab terlambat"), found.answered_clocks - found.on_time),
    ]
