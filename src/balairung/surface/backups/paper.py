"""The identity that opens backups: made once, written to a folder that is carried away, and printed.

The server keeps its public half alone. Whoever loses the paper loses the backups; whoever finds it may read them.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from pyrage.x25519 import Identity

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.paper import pdf
from balairung.ground.common.qr import qr_drawing

SOURCE = Path(__file__).with_name("identity.typ")
NAME = "identitas-cadangan"


def new_identity(folder: Path, *, at: datetime) -> str:
    """Write the text and the page; return the public half."""
    identity = Identity.generate()
    public, made = str(identity.to_public()), long_date(at)
    lines = (f"# {_('Identitas cadangan Balairung, dibuat')} {made}", f"# public key: {public}", str(identity), "")
    page = pdf(SOURCE.read_bytes(), _words(str(identity), public, made), stamp=at)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in ((f"{NAME}.txt", "\n".join(lines).encode()), (f"{NAME}.pdf", page)):
        _write(folder / name, content)
    return public


def _words(secret: str, public: str, made: str) -> dict[str, object]:
    return {
        "title": _("Identitas cadangan Balairung"),
        "made": _("Dibuat %(day)s") % {"day": made},
        "steps": [
            _("Siapa yang memegang kertas ini dapat membaca semua cadangan. Simpan di brankas, jauh dari peladen."),
            _("Tanpa kertas ini, cadangan tidak dapat dibuka oleh siapa pun, juga oleh pembuat Balairung."),
            _("Setelah dicetak, hapus berkasnya dari komputer dan cakram yang dipakai mencetak."),
            _("Untuk memulihkan: pindai kode ini, simpan sebagai satu baris dalam berkas teks, lalu jalankan"),
        ],
        "command": "balairung restore FOLDER --identity BERKAS",
        "secret": secret,
        "code": qr_drawing(secret),
        "alt": _("Kode QR berisi identitas"),
        "public_label": _("Kunci umumnya, yang diketahui peladen"),
        "public": public,
    }


def _write(path: Path, content: bytes) -> None:
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(content)
    except FileExistsError as error:
        told = _("Berkas %(path)s sudah ada. Identitas lama jangan ditimpa: tanpa dia cadangan lama tidak terbuka.")
        raise Refused(told % {"path": path}) from error
