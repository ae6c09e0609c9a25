"""The machine itself: its disk, its clock, its folders, the tables of this version."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from balairung.kernel.people.models import Regency
from balairung.surface.operations import clock, readonly, rounds
from balairung.surface.operations.checks.finding import Finding, Level, good, size, span
from balairung.surface.operations.space import space

OPEN_TO_OTHERS = stat.S_IRWXO | stat.S_IWGRP


def disk() -> Finding:
    room = space()
    words = _("%(free)s dari %(total)s masih kosong.") % {"free": size(room.free), "total": size(room.total)}
    if room.names and room.names_free < room.names // 10:
        words += " " + _("Hanya %(n)d berkas lagi yang dapat dibuat (inode).") % {"n": room.names_free}
    if not (room.full or room.tight):
        return good("disk", _("Ruang disk"), words)
    remedy = _(
        "Kosongkan atau besarkan disk tempat folder data. Yang boleh dipindahkan: cadangan lama, folder potret "
        "(data terbuka dari hari-hari lalu), log server web. Jangan menghapus folder berkas atau basis data."
    )
    return Finding("disk", _("Ruang disk"), Level.BAD if room.full else Level.WARN, words, remedy)


def writing() -> Finding:
    """Whether anything may be written, and if not, why."""
    why, title = readonly.why(), _("Menyimpan")
    if why is None:
        return good("readonly", title, _("Kiriman diterima seperti biasa."))
    words = {
        readonly.Why.ORDER: _("Hanya-baca atas perintah: tidak ada kiriman yang diterima, pekerja berhenti."),
        readonly.Why.DISK: _("Hanya-baca karena disk hampir penuh: tidak ada kiriman yang diterima."),
        readonly.Why.DATABASE: _("Hanya-baca sebentar: basis data baru saja menolak tulisan."),
    }[why]
    remedy = {
        readonly.Why.ORDER: _("Setelah perawatan selesai, jalankan `balairung readonly off`."),
        readonly.Why.DISK: _("Beri ruang pada disk; sesudah itu kiriman diterima lagi dengan sendirinya."),
        readonly.Why.DATABASE: _("Periksa apakah basis data sedang dipindahkan, penuh, atau hanya boleh dibaca."),
    }[why]
    return Finding("readonly", title, Level.BAD, words, remedy)


def time(now: datetime) -> Finding:
    """Against the clock that nobody can set, the newest record, and the database's own clock."""
    title, reading = _("Jam mesin"), clock.reading(now)
    remedy = _(
        "Nyalakan penyelaras waktu (`timedatectl set-ntp true`). Bila jam memang sudah benar, jalankan "
        "`balairung clock trust`; bila salah, betulkan dahulu. Sampai saat itu tidak ada yang dinaikkan atau ditutup."
    )
    if by := clock.jump(reading, rounds.believed(reading)):
        ahead = _("Jam mesin melompat %(span)s ke depan; pekerja menunggu.")
        behind = _("Jam mesin mundur %(span)s; pekerja menunggu.")
        return Finding("clock", title, Level.BAD, (ahead if by > timedelta() else behind) % {"span": span(by)}, remedy)
    if (differs := _database_differs(now)) > clock.MOST:
        words = _("Jam mesin dan jam basis data berselisih %(span)s.") % {"span": span(differs)}
        return Finding("clock", title, Level.BAD, words, _("Selaraskan jam keduanya dengan server waktu (NTP)."))
    if reading.kept:
        return good("clock", title, _("Diselaraskan oleh server waktu."))
    words = _("Jam berjalan wajar, tetapi tidak diselaraskan oleh server waktu.")
    return Finding("clock", title, Level.WARN, words, _("Nyalakan penyelaras waktu: `timedatectl set-ntp true`."))


def _database_differs(now: datetime) -> timedelta:
    """SQLite has no clock of its own. Within a transaction PostgreSQL says when that began: near enough."""
    if connection.vendor != "postgresql":
        return timedelta()
    there = Regency.objects.order_by("pk").values_list(Now(), flat=True).first()
    return abs(now - there) if there else timedelta()


def folders() -> Finding:
    """Who else on this machine may read the keys and the database."""
    title, data = _("Folder data dan kunci"), Path(settings.DATA)
    bare = [path.name for path in _secret(data) if path.stat().st_mode & OPEN_TO_OTHERS]
    if not bare:
        return good("folders", title, _("Hanya dapat dibaca oleh layanan ini."))
    words = _("Pengguna lain di mesin ini dapat membuka: %(names)s.") % {"names": ", ".join(bare)}
    return Finding("folders", title, Level.WARN, words, _("Jalankan `chmod -R go-rwx` pada folder data."))


def _secret(data: Path) -> Iterator[Path]:
    """What lies in a folder that is shut is shut."""
    if not data.stat().st_mode & stat.S_IRWXO:
        return
    yield from (path for name in ("keys.json", "balairung.sqlite3", "files", "mail") if (path := data / name).exists())


def migrations() -> Finding:
    title, executor = _("Tabel basis data"), MigrationExecutor(connection)
    left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not left:
        return good("migrations", title, _("Sesuai dengan versi ini."))
    words = _("%(n)d perubahan belum diterapkan.") % {"n": len(left)}
    return Finding("migrations", title, Level.BAD, words, _("Jalankan `balairung migrate`, lalu mulai ulang layanan."))


def reach() -> Finding:
    """Secrets that everybody knows never start a server that others reach (config/weak.py): so two states are left."""
    title = _("Siapa yang dapat menjangkau")
    if not settings.HOSTS:
        words = _("Hanya mesin ini: BALAIRUNG_HOSTS belum diisi, dan kunci dibuat sendiri di folder data.")
        remedy = _("Untuk melayani orang lain, isi BALAIRUNG_HOSTS dan ketiga kunci.")
        return Finding("reach", title, Level.WARN, words, remedy)
    if not settings.SECURE:
        words = _("BALAIRUNG_URL tidak memakai https, jadi kata sandi lewat tanpa sandi.")
        return Finding(
            "reach", title, Level.BAD, words, _("Pasang sertifikat, lalu isi BALAIRUNG_URL dengan https://…")
        )
    return good("reach", title, _("Alamat dan kunci dari pengaturan, lewat https."))
