"""A signature inside a PDF: ETSI EN 319 142-1, baseline B-B, and B-T where a server stamps the time (RFC 3161).

The field is invisible: stamp and QR are drawn by Typst, because pyHanko's own would bring a font that PDF/A forbids.
Signing appends to the file and changes none of its bytes. Most of the time goes into encoding ASN.1.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from asn1crypto import algos, pem, tsp, x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from balairung.ground.common import outbound
from balairung.kernel.documents.signers.pens import NotSigned

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

FIELD = "TandaTangan"
#: Bytes for the signature, without and with a time stamp. What is not used is zeros that every reader has to walk
#: through: 16 KiB instead of 4 cost a third of the time of verifying (2026-11).
RESERVED, RESERVED_WITH_STAMP = 4 * 1024, 16 * 1024
STAMP_TIMEOUT = 10.0  # seconds
LONGEST_SIGNATURE = 80  # bytes of a DER signature on P-256, and some


class KeptKey(Signer):
    """pyHanko's signer with a key that was read once: its own reads it for each letter."""

    def __init__(self, key: EllipticCurvePrivateKey, certificate: str, chain: list[str]) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([load(one) for one in chain])
        mechanism = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        super().__init__(signing_cert=load(certificate), cert_registry=store, signature_mechanism=mechanism)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(LONGEST_SIGNATURE) if dry_run else self._key.sign(data, ec.ECDSA(SHA256()))


class _Whole(IncrementalPdfFileWriter):
    """What the file says of itself stays: pyHanko would break its extension schemas (PDF/A), and ask the clock."""

    def _update_meta(self) -> None:
        pass


class _Dated(PdfSigner):
    """The moment of signing is said by whoever signs, not by the clock of this machine."""

    def __init__(self, *args: Any, at: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.at = at

    def init_signing_session(self, *args: Any, **more: Any) -> Any:
        session = super().init_signing_session(*args, **more)
        session.system_time = self.at
        return session


class Stamper(TimeStamper):
    """Asks a time stamp server over HTTP, by the rules of outbound.py."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        answer = outbound.post(self.address, content=req.dump(), headers=headers, timeout=STAMP_TIMEOUT)
        if answer.status_code != 200:
            raise TimestampRequestError("status")
        return tsp.TimeStampResp.load(answer.content, strict=True)


def load(certificate: str) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(certificate.encode())[2])


def sign_pdf(paper: bytes, signer: Signer, *, name: str, at: datetime, stamp_address: str = "") -> bytes:
    """The letter with a signature appended. Raise NotSigned when the time stamp server does not do its part."""
    writer = _Whole(io.BytesIO(paper))
    signed_before = len(list(writer.prev.embedded_regular_signatures)) if writer.prev.total_revisions > 1 else 0
    called = f"{FIELD}{signed_before + 1}" if signed_before else FIELD
    meta = PdfSignatureMetadata(called, name=name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    stamper = Stamper(stamp_address) if stamp_address else None
    # Outside the page, where PDF/UA asks for no tag and PDF/A for no appearance.
    field = SigFieldSpec(
        called,
        readable_field_name=_("Tanda tangan elektronik"),
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
    )
    reserved = 2 * (RESERVED_WITH_STAMP if stamper else RESERVED)  # written as hexadecimal digits
    try:
        signed = _Dated(meta, signer, at=at, timestamper=stamper, new_field_spec=field).sign_pdf(
            writer, bytes_reserved=reserved
        )
    except (outbound.Unreachable, TimestampRequestError, ValueError, TypeError, KeyError) as problem:
        if not stamper:
            raise
        raise NotSigned(
            _("Server cap waktu tidak menjawab dengan benar. Coba lagi sebentar lagi."), of_all=True
        ) from problem
    return bytes(signed.getbuffer())
