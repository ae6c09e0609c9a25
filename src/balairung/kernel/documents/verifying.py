"""What everybody is shown of a letter: the one public projection, without NIK and without the file."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from ssl import PEM_cert_to_DER_cert

from django.utils.translation import gettext_lazy as _

from balairung.kernel.documents.local_authority import authorities
from balairung.kernel.documents.models import Countersignature, Document
from balairung.kernel.documents.proving import masked
from balairung.kernel.documents.x509_forms import public_of
from balairung.kernel.files.upload import Upload

Standing = Document.Standing
PART = 1024 * 1024


@dataclass(frozen=True)
class Verdict:
    """What a letter is worth: a drawing, a word, and a sentence that says what follows from it."""

    tone: str
    icon: str
    word: object
    sentence: object


VERDICTS = {
    Standing.VALID: Verdict(
        "good", "check", _("Surat ini berlaku"),
        _("Cocokkan nomor, nama, dan tanggal di kertas dengan yang tertulis di bawah ini."),
    ),
    Standing.REPLACED: Verdict(
        "over", "merge", _("Surat ini sudah diganti"), _("Mintalah surat penggantinya; yang ini tidak dipakai lagi."),
    ),
    Standing.REVOKED: Verdict(
        "bad", "x", _("Surat ini dicabut"), _("Surat ini pernah ditandatangani, tetapi tidak berlaku lagi."),
    ),
    Standing.EXPIRED: Verdict(
        "over", "clock", _("Masa berlaku surat ini habis"), _("Surat ini asli, tetapi sudah lewat hari terakhirnya."),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A letter as the register shows it to everybody."""

    letter: Document
    standing: Document.Standing

    @property
    def verdict(self) -> Verdict:
        return VERDICTS[self.standing]

    @property
    def holder(self) -> str:
        return masked(self.letter.holder)

    @property
    def successor(self) -> Document | None:
        """The letter in the place of this one."""
        return Document.objects.filter(replaces=self.letter).only("number_text", "dated").first()

    @property
    def certified(self) -> bool:
        return self.letter.signer_kind == "bsre"

    @cached_property
    def others(self) -> list[Countersignature]:
        """Who signs after the first signer, in their order, whether they did or not."""
        if not vars(self.letter).get("seconds", True):
            return []
        rows = self.letter.countersignatures.select_related("person").order_by("order")
        return list(rows.defer("person__nip", "person__phone"))

    @property
    def hashes(self) -> list[str]:
        """Of the file with each signature that came to it: each of them was really signed."""
        return [self.letter.sha256, *(one.sha256 for one in self.others if one.sha256)]


def shown(letter: Document, at: datetime) -> Shown:
    return Shown(letter, letter.standing(at))


def is_same(shown: Shown, upload: Upload) -> bool:
    """Whether this is the very file that was signed, by the first signer or by those after; nothing of it is kept."""
    digest = hashlib.sha256()
    upload.seek(0)
    while part := upload.read(PART):
        digest.update(part)
    return any(hmac.compare_digest(digest.hexdigest(), known) for known in shown.hashes)


@dataclass(frozen=True)
class Root:
    """A certificate of the regency's own authority: what a browser and a PDF reader need of it."""

    pem: str

    @property
    def key(self) -> str:
        """The public key (SubjectPublicKeyInfo) in base64."""
        return base64.b64encode(public_of(self.pem)).decode()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, as PDF readers show it."""
        digits = hashlib.sha256(PEM_cert_to_DER_cert(self.pem)).hexdigest().upper()
        return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def roots() -> list[Root]:
    """The certificates of this regency's authority, the newest first; none before the first letter."""
    return [Root(pem) for pem in authorities()]
