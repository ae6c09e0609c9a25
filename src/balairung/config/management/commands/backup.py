"""`balairung backup`: the house as it stands now, encrypted, into a folder; which there are; are they whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.ground.common import keyring
from balairung.ground.common.dates import long_moment
from balairung.ground.common.errors import Refused
from balairung.surface.backups import house_keys, keys, paper
from balairung.surface.backups.making import default_folder, make
from balairung.surface.backups.shelf import Shelf
from balairung.surface.backups.verifying import broken


class Command(BaseCommand):
    help = _("Mencadangkan basis data dan berkas, tersandi, selagi rumah tetap melayani.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        where = _("folder cadangan, sebaiknya cakram lain; tanpa ini BALAIRUNG_BACKUP_FOLDER")
        parser.add_argument("folder", type=Path, nargs="?", default=None, metavar="FOLDER", help=where)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help=_("cadangan yang ada"))
        what.add_argument("--verify", action="store_true", help=_("baca semua, dan sebutkan yang rusak"))
        what.add_argument("--keys", type=Path, metavar="BERKAS", help=_("tulis kunci rumah ke satu berkas tersandi"))
        new = _("buat identitas pembuka cadangan di folder ini, untuk dicetak dan disimpan di luar peladen")
        what.add_argument("--new-identity", type=Path, metavar="FOLDER", help=new)

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        try:
            self._serve(folder, options)
        except Refused as refused:
            raise CommandError(str(refused)) from refused

    def _serve(self, folder: Path | None, options: dict[str, Any]) -> None:
        if options["new_identity"]:
            self._new_identity(options["new_identity"])
        elif options["keys"]:
            self._keys(options["keys"])
        elif options["list"]:
            self._list(Shelf(folder or default_folder()))
        elif options["verify"]:
            self._verify(folder or default_folder())
        else:
            self._make(folder or default_folder())

    def _make(self, folder: Path) -> None:
        made = make(folder, now=timezone.now)
        words = {"id": made.id, "files": made.files, "size": filesizeformat(made.size)}
        self.stdout.write(_("Cadangan %(id)s selesai: %(files)d berkas, %(size)s.") % words)
        if made.missing:
            told = _("%(count)d berkas disebut basis data tetapi sudah tidak ada di cakram; jalankan balairung check.")
            self.stderr.write(told % {"count": made.missing})

    def _list(self, shelf: Shelf) -> None:
        for key in shelf.ids():
            try:
                made = shelf.manifest(key)
                told = f"{long_moment(made.at)}, {filesizeformat(made.size)}"
            except Refused as refused:
                told = str(refused)
            self.stdout.write(f"{key}  {told}")
        if not shelf.ids():
            self.stdout.write(_("Belum ada cadangan di %(folder)s.") % {"folder": shelf.root})

    def _verify(self, folder: Path) -> None:
        found = 0
        for problem in broken(folder):
            self.stderr.write(problem)
            found += 1
        if found:
            sys.exit(1)
        self.stdout.write(_("Semua cadangan utuh: %(count)d.") % {"count": len(Shelf(folder).ids())})

    def _keys(self, path: Path) -> None:
        ring = {
            "SECRET_KEY": settings.SECRET_KEY,
            "SEAL_KEYS": ",".join(keyring.keys()),
            "HASH_KEY": settings.HASH_KEY.decode(),
        }
        house_keys.write_sealed(path, ring, keys.recipients())
        self.stdout.write(_("Kunci rumah tersandi di %(path)s. Simpan terpisah dari cadangan.") % {"path": path})

    def _new_identity(self, folder: Path) -> None:
        public = paper.new_identity(folder, at=timezone.now())
        words = {"folder": folder, "name": paper.NAME}
        told = _(
            "Cetak %(folder)s/%(name)s.pdf, simpan di brankas, lalu hapus berkasnya. Isi pengaturan peladen dengan:"
        )
        self.stdout.write(told % words)
        self.stdout.write(f"BALAIRUNG_BACKUP_RECIPIENT={public}")
