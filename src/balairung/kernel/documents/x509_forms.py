"""Certificates and keys in their forms: X.509 (RFC 5280) on P-256, PKCS #8, scrypt. No row, no rule.

`cryptography` is imported where it is needed: most processes never sign.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

SKEW = timedelta(days=1)  # a clock that is slow must not find a certificate that is not valid yet
COUNTRY = "ID"
UNIT = "Sertifikat daerah, bukan TTE tersertifikasi"


def new_key() -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def key_pem(key: EllipticCurvePrivateKey, password: bytes | None = None) -> str:
    """PKCS #8, encrypted under the password where there is one."""
    from cryptography.hazmat.primitives import serialization as forms

    lock = forms.BestAvailableEncryption(password) if password else forms.NoEncryption()
    return key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, lock).decode()


def read_key(pem: bytes, password: bytes | None) -> EllipticCurvePrivateKey:
    """Raise ValueError when the password does not open it, or it is no key on a curve."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(pem, password)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise ValueError("not a key on a curve")
    return key


def stretched(passphrase: str, salt: str) -> bytes:
    """What the key file is locked with: scrypt (RFC 7914; 16 MiB), because PKCS #8 itself guesses too fast."""
    return hashlib.scrypt(passphrase.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1).hex().encode()


def public_of(pem: str) -> bytes:
    """SubjectPublicKeyInfo (DER) of a certificate."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return read(pem).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@lru_cache(maxsize=256)
def read(pem: str) -> x509.Certificate:
    from cryptography.x509 import load_pem_x509_certificate

    return load_pem_x509_certificate(pem.encode())


def root(key: EllipticCurvePrivateKey, regency: str, *, since: datetime, until: datetime) -> tuple[str, str, str]:
    """PEM, serial number (hexadecimal) and subject of a root that may issue signers' certificates and no others."""
    from cryptography import x509

    name = _name(f"Otoritas Sertifikat {regency}".strip(), regency)
    builder = _begun(name, name, key, since, until)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(ca=True), critical=True)
    return _finished(builder, key)


def leaf(
    key: EllipticCurvePrivateKey, person: str, regency: str, issuer_pem: str, issuer_key: EllipticCurvePrivateKey, *,
    since: datetime, until: datetime,
) -> tuple[str, str, str]:  # fmt: skip
    """The same of a signer's certificate: for signatures that its holder cannot deny, and nothing else."""
    from cryptography import x509

    issuer = read(issuer_pem)
    builder = _begun(_name(person, regency), issuer.subject, key, since, until)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(ca=False), critical=True)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return _finished(builder.add_extension(authority, critical=False), issuer_key)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    from cryptography import x509

    builder = x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before((since - SKEW).astimezone(UTC)).not_valid_after(until.astimezone(UTC))
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _finished(builder: x509.CertificateBuilder, key: EllipticCurvePrivateKey) -> tuple[str, str, str]:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding

    made = builder.sign(key, SHA256())
    return made.public_bytes(Encoding.PEM).decode(), serial_of(made), subject_of(made)


def serial_of(certificate: x509.Certificate) -> str:
    return f"{certificate.serial_number:x}"


def subject_of(certificate: x509.Certificate) -> str:
    """`Siti Aminah, Kabupaten Banyuwangi`: the common name and the organisation, for people."""
    from cryptography.x509.oid import NameOID

    names = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    found = [str(part.value) for name in names for part in certificate.subject.get_attributes_for_oid(name)]
    return ", ".join(found)[:300]


def issued(root: str, certificate: str) -> bool:
    """Whether the holder of this root issued that certificate (both PEM)."""
    from cryptography.exceptions import InvalidSignature

    try:
        read(certificate).verify_directly_issued_by(read(root))
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def _name(common: str, regency: str) -> x509.Name:
    """X.520 has 64 signs for a name: what is longer is cut."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    parts = [(NameOID.COUNTRY_NAME, COUNTRY), (NameOID.ORGANIZATION_NAME, f"Pemerintah {regency}".strip()[:64])]
    parts += [(NameOID.ORGANIZATIONAL_UNIT_NAME, UNIT), (NameOID.COMMON_NAME, common[:64] or "-")]
    return x509.Name([x509.NameAttribute(kind, words) for kind, words in parts])


def _usage(*, ca: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not ca, content_commitment=not ca, key_cert_sign=ca, crl_sign=ca, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
