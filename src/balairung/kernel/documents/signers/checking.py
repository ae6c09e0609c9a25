"""Is this really our letter, whole, with exactly one good signature? Asked of every file before it is registered."""

from __future__ import annotations

import asyncio
import io
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.x509 import Certificate, load_der_x509_certificate
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    collect_timing_info,
    extract_tst_data_iter,
    validate_sig_integrity,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from balairung.kernel.documents import x509_forms
from balairung.kernel.documents.signers.pens import NotSigned, Seal

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

UNTRUSTED = ValidationContext(trust_roots=[], allow_fetching=False)
UNREADABLE = (PdfError, SignatureValidationError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError)


def checked(signed: bytes, paper: bytes | None = None) -> tuple[Seal, Certificate]:
    """What the one new signature of this file says, and the certificate behind it; whose that is the caller decides.

    Raise NotSigned when it begins with other bytes than `paper`, when there is none or more than one beside those that
    `paper` had, when it is broken or leaves a part of the file open, or when one of the earlier ones counts no more.
    """
    if paper is not None and not signed.startswith(paper):
        raise NotSigned(_("Berkas yang kembali bukan surat yang dikirim. Surat ini tidak dipakai; coba lagi."))
    try:
        *earlier, found = _all(PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures, paper)
        _require_whole(found)
        for one in earlier:
            _require_standing(one)
        certificate = load_der_x509_certificate(found.signer_cert.dump())
        stamped = _stamped_at(found)
    except UNREADABLE as problem:
        raise NotSigned(_("Berkas yang kembali rusak atau bukan PDF bertanda tangan. Coba lagi.")) from problem
    serial, owner = x509_forms.serial_of(certificate), x509_forms.subject_of(certificate)
    return Seal(owner, serial, found.self_reported_timestamp, stamped), certificate


def holder_of(certificate: Certificate) -> str:
    """The common name."""
    from cryptography.x509.oid import NameOID

    return "".join(str(part.value) for part in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME))


def _all(found: list[EmbeddedPdfSignature], paper: bytes | None) -> list[EmbeddedPdfSignature]:
    """The signatures that `paper` had, and the one that came to them, which is the last."""
    length = len(paper or b"")
    earlier = [one for one in found if _end_of(one) <= length]
    added = [one for one in found if _end_of(one) > length]
    if len(added) == 1:
        return [*earlier, *added]
    if added:
        raise NotSigned(_("Berkas yang kembali berisi lebih dari satu tanda tangan. Surat ini tidak dipakai."))
    raise NotSigned(_("Berkas yang kembali belum bertanda tangan. Coba lagi."))


def _end_of(found: EmbeddedPdfSignature) -> int:
    """The first byte behind what it signs."""
    _start, _length, start, length = found.byte_range
    return int(start + length)


def _require_standing(found: EmbeddedPdfSignature) -> None:
    """An earlier signature: intact, and nothing came after it but further signatures."""
    digest = found.compute_digest()
    intact, valid = validate_sig_integrity(found.signer_info, found.signer_cert, "data", actual_digest=digest)
    found.compute_integrity_info()
    level = getattr(found.summarise_integrity_info()["diff_result"], "modification_level", ModificationLevel.OTHER)
    if not (intact and valid and level <= ModificationLevel.FORM_FILLING):
        raise NotSigned(_("Tanda tangan sebelumnya menjadi tidak sah. Surat ini tidak dipakai; coba lagi."))


def _require_whole(found: EmbeddedPdfSignature) -> None:
    """Intact, valid, and nothing of the file outside of it but what long-term proofs add."""
    digest = found.compute_digest()
    intact, valid = validate_sig_integrity(found.signer_info, found.signer_cert, "data", actual_digest=digest)
    if not (intact and valid):
        raise NotSigned(_("Tanda tangan pada berkas yang kembali tidak sah. Surat ini tidak dipakai; coba lagi."))
    if not _covers_all(found):
        raise NotSigned(_("Ada bagian berkas yang tidak tercakup tanda tangan. Surat ini tidak dipakai; coba lagi."))


def _covers_all(found: EmbeddedPdfSignature) -> bool:
    """All of the file, or all but a later revision that only adds proofs for the long term (PAdES B-LT, B-LTA)."""
    found.compute_integrity_info(skip_diff=True)
    if found.summarise_integrity_info()["coverage"] == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    if found.reader.total_revisions == found.signed_revision + 1:  # what follows is no revision at all
        return False
    found.compute_integrity_info()
    told = found.summarise_integrity_info()
    level = getattr(told["diff_result"], "modification_level", ModificationLevel.OTHER)
    whole = told["coverage"] == SignatureCoverageLevel.ENTIRE_REVISION
    return bool(whole and level == ModificationLevel.LTA_UPDATES)


def _stamped_at(found: EmbeddedPdfSignature) -> datetime | None:
    """The moment of the time stamp (RFC 3161); None without one. Raise NotSigned for a stamp of something else.

    Whom the stamp server belongs to is the operator's choice; no list of trusted ones is asked.
    """
    if not list(extract_tst_data_iter(found.signer_info, signed=False)):
        return None
    told = asyncio.run(collect_timing_info(found.signer_info, UNTRUSTED, found.compute_digest))
    stamp = told.get("timestamp_validity")
    if stamp is None or not (stamp.intact and stamp.valid):
        raise NotSigned(_("Cap waktu pada berkas yang kembali tidak sah. Coba lagi."))
    stamped: datetime = stamp.timestamp
    return stamped
