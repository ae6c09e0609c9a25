"""What tells who somebody is, masked in a text that others will read."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from lokal import mask_pii
from lokal.samaran import PiiType

MASK = re.compile(r"\[[A-Z_]+_\d+\]")  # what the library puts in place of what it found
#: What tells who somebody is. Illness, poverty or a neighbourhood (RT, RW) is often the very thing that is reported.
TELLING: tuple[PiiType, ...] = (
    "NIK", "KK", "NPWP", "PASSPORT", "SIM", "NIP", "BPJS", "NISN", "AKTA", "PHONE", "EMAIL", "BANK_ACCOUNT", "CARD",
    "PLATE", "NAME",
)  # fmt: skip
NO_NAME = re.compile(  # "nama saya hilang", "ibu membawa bayi", "penerima PKH" name nobody
    r"^(?:[a-z-]+(?: [a-z-]+)*|PKH|BPNT|BLT|BST|PIP|KIS|KIP|KKS|DTKS|DTSEN|RTLH|PDAM|PLN)$"
)


def redact(text: str) -> str:
    """The text with names, identity numbers, telephone numbers and addresses of mail masked."""
    return MASK.sub(_("[disembunyikan]"), mask_pii(text, types=TELLING, allow=[NO_NAME]).text)
