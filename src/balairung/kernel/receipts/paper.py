"""A receipt on one page of A5: what was recorded, and a QR whose address carries the whole proof.

Whoever scans it needs neither our database nor our word: the browser reads the proof behind the # and computes.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.ground.common.paper import pdf, printable
from balairung.ground.common.qr import qr, qr_drawing
from balairung.ground.common.tlog.receipts import Receipt
from balairung.ground.ui.templatetags.ui import grouped
from balairung.kernel.people.house import house_url, the_regency
from balairung.kernel.receipts.qr import address
from balairung.kernel.receipts.wording import kind_words, rows

SOURCE = Path(__file__).parent / "templates" / "receipts" / "paper.typ"
MODULE, WIDEST, NARROWEST = 1, 110, 40  # millimetres: of one square, of the whole drawing
LONGEST = 200  # signs of one of the words; the QR tells all of them


def receipt_pdf(receipt: Receipt, code: str) -> bytes:
    """Always the same bytes for the same receipt."""
    page = f"{house_url()}{reverse('proofs:receipt', args=[code])}"
    return pdf(_source(), printable(_words(receipt, page)) | _drawn(receipt, page), stamp=receipt.leaf.at)


def _drawn(receipt: Receipt, page: str) -> dict[str, Any]:
    """The QR with the proof; where the words are too long for it, one with the address of the page alone."""
    try:
        link = address(receipt)
        drawing = qr(link)
        said = _("Pindai kode ini. Bukti lengkapnya ada di dalamnya, dan telepon Anda sendiri yang memeriksanya.")
    except (ValueError, segno.DataOverflowError):
        link, drawing = page, qr(page)
        said = _("Isi catatan ini terlalu panjang untuk satu kode. Kode ini membuka halamannya; simpan juga berkasnya.")
    size = min(max(drawing.symbol_size(border=0)[0] * MODULE, NARROWEST), WIDEST)
    return {"qr": qr_drawing(link), "size": size, "scan": said}


def _words(receipt: Receipt, page: str) -> dict[str, Any]:
    regency, leaf = the_regency(), receipt.leaf
    number = grouped(leaf.index)
    plain, _others = rows(receipt.words)
    facts = [(_("Jenis"), kind_words(leaf.kind)), (_("Waktunya"), long_moment(leaf.at)), *plain]
    return {
        "lang": (get_language() or "id")[:2],
        "house": regency.name if regency else "Balairung",
        "title": _("Tanda terima nomor %(number)s") % {"number": number},
        "lede": _("Catatan ini ada di buku besar yang tidak bisa dihapus siapa pun, juga oleh kami."),
        "rows": [(name, _short(said)) for name, said in facts],
        "page": page,
        "alt": _("Kode QR dengan bukti tanda terima ini"),
        "note": _("Kunci buku besar: %(key)s") % {"key": receipt.log_key},
    }


def _short(said: str) -> str:
    told = " ".join(said.split())
    return told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"


@lru_cache(maxsize=1)
def _source() -> bytes:
    return SOURCE.read_bytes()
