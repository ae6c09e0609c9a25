"""PDF: kept as it came, if it came whole and anybody can open it. Browsers are told to save it, never to show it."""

import re
from typing import IO

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.files.kinds import Copy

_TAIL = 2048  # bytes in which the end is looked for; some programs write a little after it
_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
_LOCKED = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")


def clean(source: IO[bytes], name: str) -> Copy:
    """The document as it is; `Refused` when it is damaged or locked with a password."""
    source.seek(0)
    content = source.read()
    if not _is_whole(content):
        sentence = _("Dokumen “%(name)s” rusak atau terpotong. Simpan ulang sebagai PDF, lalu kirim lagi.")
        raise Refused(sentence % {"name": name})
    if _LOCKED.search(content):
        sentence = _("Dokumen “%(name)s” terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu kirim lagi.")
        raise Refused(sentence % {"name": name})
    return Copy(media_type="application/pdf", extension="pdf")


def _is_whole(content: bytes) -> bool:
    """It begins as a PDF, and its end points back to a table of contents within it."""
    ends = _END.findall(content, max(0, len(content) - _TAIL))
    return content.startswith(b"%PDF-") and bool(ends) and int(ends[-1]) < len(content)
