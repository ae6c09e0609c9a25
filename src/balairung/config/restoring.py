"""`balairung restore FOLDER --identity FILE`: the house of a backup, in an empty place, whole or not at all.

Into BALAIRUNG_DATA (or `--into`) and the database of DATABASE_URL. With `--keys` its keys come first, from the file of
`balairung backup --keys`. `--checkpoint` compares with what somebody outside kept. Ends with 0 when the restored house
keeps all its rules, 1 when something is refused or found.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from balairung.ground.common.errors import Refused
from balairung.ground.common.words import gettext as _


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, nargs="?", help=_("folder cadangan"))
    parser.add_argument("--identity", type=Path, required=True, help=_("berkas identitas yang membuka cadangan"))
    parser.add_argument(
        "--into", type=Path, metavar="DATA", help=_("folder data yang kosong; tanpa ini BALAIRUNG_DATA")
    )
    where = _("berkas berisi alamat PostgreSQL yang kosong; tanpa ini DATABASE_URL")
    parser.add_argument("--database-url-file", type=Path, help=where)
    parser.add_argument("--at", default="", metavar="2026-11-23", help=_("cadangan yang namanya diawali ini"))
    parser.add_argument("--keys", type=Path, metavar="BERKAS", help=_("kunci rumah dari “balairung backup --keys”"))
    only = _("hanya tulis kunci rumah, masing-masing satu berkas, ke folder ini")
    parser.add_argument("--only-keys", type=Path, metavar="FOLDER", help=only)
    kept = _("berkas titik periksa atau tanda terima yang disimpan di luar")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], metavar="BERKAS", help=kept)


def run(args: Namespace) -> int:
    try:
        return _restore(args)
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1


def _restore(args: Namespace) -> int:
    from balairung.surface.backups import house_keys
    from balairung.surface.backups.keys import read_identity

    identity = read_identity(args.identity)
    if args.into:
        os.environ["BALAIRUNG_DATA"] = str(args.into)
    if args.database_url_file:
        os.environ["DATABASE_URL_FILE"] = str(args.database_url_file)
    if args.only_keys or args.keys:
        if not args.keys:
            raise Refused(_("Sebutkan berkas kuncinya dengan --keys."))
        ring = house_keys.open_sealed(args.keys, identity)
        if args.only_keys:
            house_keys.place_apart(ring, args.only_keys)
            return 0
        house_keys.place(ring, Path(os.environ.get("BALAIRUNG_DATA", "var")))
    elif not _has_keys():
        raise Refused(_("Kunci rumah belum ada. Sebutkan berkasnya dengan --keys, atau isi BALAIRUNG_HASH_KEY."))
    if not args.folder:
        raise Refused(_("Tulis: balairung restore FOLDER --identity BERKAS"))
    _set_up()
    from balairung.surface.backups.restoring import restore

    manifest = restore(args.folder, identity, wanted=args.at)
    return _examine(manifest.at, args.checkpoint)


def _has_keys() -> bool:
    """Else the settings would make new ones, which open nothing."""
    given = any(os.environ.get(name) for name in ("BALAIRUNG_HASH_KEY", "BALAIRUNG_HASH_KEY_FILE"))
    return given or (Path(os.environ.get("BALAIRUNG_DATA", "var")) / "keys.json").exists()


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
    import django

    django.setup()


def _examine(at: datetime, kept: list[Path]) -> int:
    """Say at what moment the house stands, and everything about it that is wrong."""
    wrong = 0
    for fine, sentence in _findings(at, kept):
        (sys.stdout if fine else sys.stderr).write(f"{sentence}\n")
        wrong += not fine
    return 1 if wrong else 0


def _findings(at: datetime, kept: list[Path]) -> Iterator[tuple[bool, str]]:
    from django.db import transaction
    from django.utils import timezone

    from balairung.config.work import regencies
    from balairung.ground.common.dates import long_moment
    from balairung.kernel.obligations.audit import findings
    from balairung.kernel.people.house import house_url, regency_zone
    from balairung.surface.backups.comparing import compared, log_size

    asked = [path.read_text() for path in kept]
    for _regency in regencies():
        with transaction.atomic():
            zone, size = regency_zone(), log_size()
        with timezone.override(zone):
            words = {"house": house_url(), "moment": long_moment(at), "size": size}
        yield (
            True,
            _(
                "%(house)s berdiri pada keadaan %(moment)s; log publiknya memuat %(size)d daun."
                " Yang diakui sesudah saat itu tidak ada di sini."
            )
            % words,
        )
        yield from ((False, finding) for finding in findings(now=timezone.now()))
        with transaction.atomic():
            yield from map(compared, asked)
