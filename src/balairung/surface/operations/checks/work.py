"""What the worker does: whether it lives, what waits for it, and how the doors do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from balairung.kernel.messaging.conditions import conditions
from balairung.surface.operations import rounds
from balairung.surface.operations.checks import gauges
from balairung.surface.operations.checks.finding import Finding, Level, good, span
from balairung.surface.operations.models import Round

PATIENCE = timedelta(minutes=15)  # that a due message or clock may wait while the worker is busy


def worker(now: datetime) -> Finding:
    title, last = _("Pekerja"), rounds.latest()
    start = _("Jalankan `balairung worker` (atau `balairung serve`, yang membawanya), dan lihat lognya.")
    if last is None:
        return Finding("worker", title, Level.BAD, _("Pekerja belum pernah berjalan."), start)
    since = span(now - last.at)
    if now - last.at > rounds.FRESH:
        return Finding("worker", title, Level.BAD, _("Pekerja diam sejak %(span)s lalu.") % {"span": since}, start)
    if last.held:
        return Finding("worker", title, Level.BAD, _held(last), _("Lihat “Jam mesin” dan “Menyimpan”."))
    if last.failed:
        words = _("Bagian ini gagal pada putaran terakhir: %(names)s.") % {"names": ", ".join(last.failed.splitlines())}
        return Finding(
            "worker", title, Level.BAD, words, _("Cari baris “failed” di log pekerja; yang lain tetap jalan.")
        )
    return good("worker", title, _("Putaran terakhir %(span)s lalu.") % {"span": since})


def _held(last: Round) -> str:
    return _("Pekerja hidup tetapi menunggu: %(why)s.") % {"why": last.get_held_display()}


def notices(now: datetime) -> Finding:
    title, oldest = _("Pesan keluar"), gauges.oldest_notice(now)
    if oldest is None or now - oldest < PATIENCE:
        return good("notices", title, _("Tidak ada yang tertahan."))
    words = _("Pesan tertua menunggu %(span)s; tidak ada yang hilang.") % {"span": span(now - oldest)}
    remedy = _("Lihat halaman Pintu: akun mana yang menolak. Periksa juga apakah pekerja berjalan.")
    return Finding("notices", title, Level.BAD, words, remedy)


def clocks(now: datetime) -> Finding:
    title, oldest = _("Kenaikan jenjang"), gauges.oldest_clock(now)
    if oldest is None or now - oldest < PATIENCE:
        return good("clocks", title, _("Semua yang lewat waktu sudah dinaikkan."))
    words = _("Ada tenggat yang lewat %(span)s dan belum dinaikkan.") % {"span": span(now - oldest)}
    return Finding("clocks", title, Level.BAD, words, _("Periksa pekerja; log menyebut kewajiban mana yang gagal."))


def doors(now: datetime) -> Iterator[Finding]:
    """One for each door that has a problem; one for all when none has."""
    found = conditions(now)
    troubled = [one for one in found if one.state == "problem"]
    for one in troubled:
        problem = one.gateway.problem.rstrip(".") if one.gateway else ""
        words = _("%(door)s bermasalah: %(problem)s.") % {"door": one.word, "problem": problem}
        remedy = _("Buka halaman Pintu, perbaiki akunnya, lalu tekan “Coba”. Pesan menunggu, tidak ada yang hilang.")
        yield Finding(f"door-{one.channel}", _("Pintu"), Level.BAD, words, remedy)
    if not troubled:
        words = ", ".join(one.word for one in found if one.state == "open")
        yield good("doors", _("Pintu"), _("Terbuka tanpa hambatan: %(names)s.") % {"names": words})
