"""`balairung rotate-keys`: a new key for everything that is sealed, while the house goes on."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.config.work import regencies
from balairung.ground.common import keyring
from balairung.surface.records import rotating

SETTLED = 600  # seconds after a new key in which somebody may still be writing with the one before it


class Command(BaseCommand):
    help = _("Menyegel ulang semua data dengan kunci terbaru. Boleh dihentikan dan diulang; layanan tetap berjalan.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--add", action="store_true", help=_("buat kunci baru dahulu, lalu segel ulang dengannya"))
        parser.add_argument("--status", action="store_true", help=_("hitung saja yang masih disegel kunci lama"))
        drop = _("lepaskan kunci lama; ditolak selama masih ada yang disegel dengannya")
        parser.add_argument("--drop-old", action="store_true", help=drop)

    def handle(self, *args: Any, add: bool, status: bool, drop_old: bool, **options: Any) -> None:
        if status:
            self._tell_left()
        elif drop_old:
            self._drop_old()
        else:
            self._rotate(add)

    def _rotate(self, add: bool) -> None:
        if add:
            self._require_file()
            rotating.add_key()
            self.stdout.write(_("Kunci baru ditambahkan. Salin berkas kunci ke tempat cadangan Anda sekarang."))
        done = sum(rotating.rotate(self._progress) for _regency in regencies())
        self.stdout.write(_("%(count)d disegel ulang.") % {"count": done})

    def _progress(self, what: str, seen: int, done: int) -> None:
        self.stdout.write(f"{what}: {seen} · {done}")
        self.stdout.flush()

    def _tell_left(self) -> list[str]:
        left = [line for _regency in regencies() for line in rotating.left_behind()]
        told = left or [_("Semua disegel dengan kunci terbaru. Jumlah kunci: %(count)d.") % {"count": self._count()}]
        for line in told:
            self.stdout.write(line)
        return left

    def _drop_old(self) -> None:
        """The old keys go into a file of their own: older backups can be read with nothing else."""
        path = self._require_file()
        if self._count() == 1:
            raise CommandError(_("Hanya ada satu kunci; tidak ada yang dilepaskan."))
        if time.time() - path.stat().st_mtime < SETTLED:
            raise CommandError(_("Kuncinya baru saja diganti. Tunggu sepuluh menit, lalu coba lagi."))
        if self._tell_left():
            raise CommandError(_("Masih ada yang disegel kunci lama. Jalankan dahulu: balairung rotate-keys"))
        newest, *old = keyring.keys()
        aside = path.with_name(f"{path.name}.lama-{timezone.now():%Y%m%d%H%M%S}")
        keyring.write_private(aside, "\n".join(old))
        keyring.write((newest,))
        said = _("%(count)d kunci lama dipindahkan ke %(file)s. Simpan bersama cadangan lama, jauh dari server ini.")
        self.stdout.write(said % {"count": len(old), "file": aside})

    def _count(self) -> int:
        return len(keyring.keys())

    def _require_file(self) -> Path:
        path: Path | None = settings.SEAL_RING
        if path is None:
            said = _(
                "Kuncinya ada di lingkungan (BALAIRUNG_SEAL_KEYS). Taruh kunci baru di depan, hidupkan ulang layanan, "
                "lalu jalankan balairung rotate-keys. Atau pindahkan ke berkas: BALAIRUNG_SEAL_KEYS_FILE."
            )
            raise CommandError(said)
        return path
