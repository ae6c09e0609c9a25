"""The pen of the regency's own certificates: the key is opened once and kept for the stack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from balairung.kernel.documents import local_authority, x509_forms
from balairung.kernel.documents.models import Certificate
from balairung.kernel.documents.signers.checking import checked
from balairung.kernel.documents.signers.pades import KeptKey, sign_pdf
from balairung.kernel.documents.signers.pens import NotSigned, Seal
from balairung.kernel.people.models import Person


class LocalPen:
    """See pens.Pen."""

    kind, at_once = "local", 1

    def __init__(self, person: Person, row: Certificate, key: EllipticCurvePrivateKey, stamp_address: str) -> None:
        self.person, self.row, self.stamp_address = person, row, stamp_address
        chain = [root for root in local_authority.authorities() if x509_forms.issued(root, row.pem)]
        self._signer = KeptKey(key, row.pem, chain)

    def sign(self, papers: Sequence[bytes], *, at: datetime) -> list[bytes]:
        name, stamp = self.person.name, self.stamp_address
        return [sign_pdf(paper, self._signer, name=name, at=at, stamp_address=stamp) for paper in papers]

    def check(self, signed: bytes, paper: bytes) -> Seal:
        return _ours(signed, paper, {self.row.pem})


@sensitive_variables("passphrase")
def open_local(person: Person, passphrase: str, *, stamp_address: str, at: datetime) -> LocalPen:
    """`Refused` without a certificate, with one that is over, or with a wrong passphrase."""
    row, key = local_authority.opened(person, passphrase, at)
    return LocalPen(person, row, key, stamp_address)


def check_local(signed: bytes, person: Person, paper: bytes | None = None) -> Seal:
    """Raise NotSigned unless this file has one more whole signature, with a certificate that this person had."""
    return _ours(signed, paper, set(Certificate.objects.filter(person=person).values_list("pem", flat=True)))


def _ours(signed: bytes, paper: bytes | None, certificates: set[str]) -> Seal:
    seal, certificate = checked(signed, paper)
    if certificate.public_bytes(Encoding.PEM).decode() not in certificates:
        raise NotSigned(_("Berkas ini ditandatangani dengan sertifikat orang lain. Surat ini tidak dipakai."))
    return seal
