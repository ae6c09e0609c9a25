"""What is known outside and not in here: a checkpoint or a receipt that somebody kept tells how much the log had."""

from __future__ import annotations

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.tlog.checkpoints import Checkpoint, opened
from balairung.ground.common.tlog.notes import Key
from balairung.ground.common.tlog.receipts import check, read_receipt
from balairung.ground.common.tlog.texts import NotProved
from balairung.ground.common.tlog.tiles import Tree
from balairung.kernel.receipts.keys import public_key
from balairung.kernel.receipts.models import LogKey
from balairung.kernel.receipts.proving import latest, read_tile


def log_size() -> int:
    newest = latest()
    return newest.size if newest else 0


def compared(text: str) -> tuple[bool, str]:
    """Whether all that this checkpoint or receipt speaks of is here, and a sentence that says so."""
    row, size = LogKey.objects.first(), log_size()
    if row is None:
        return False, _("Log publik di sini kosong, sedangkan di luar ada yang memegang titik periksa.")
    known = _checkpoint(text, public_key(row))
    words = {"known": known.size, "size": size, "count": known.size - size, "first": size, "last": known.size - 1}
    if known.size > size:
        return False, _(
            "Di luar diketahui log dengan %(known)d daun, di sini hanya %(size)d: %(count)d catatan yang sudah diakui"
            " (daun %(first)d sampai %(last)d) tidak ada di sini. Mintalah tanda terimanya kepada warga, dan umumkan."
        ) % words
    if known.size and Tree(known.size, read_tile).head() != known.head:
        return False, _("Titik periksa itu bercabang dari log ini: isinya tidak sama. Simpan keduanya.")
    return True, _("Semua yang diakui titik periksa itu (%(known)d daun) ada di sini.") % words


def _checkpoint(text: str, key: Key) -> Checkpoint:
    try:
        if text.lstrip().startswith("{"):
            return check(read_receipt(text), key).checkpoint
        return opened(text, key).checkpoint
    except (NotProved, ValueError) as error:
        raise Refused(error) from error
