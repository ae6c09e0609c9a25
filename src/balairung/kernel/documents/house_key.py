"""The regency's own key: the key of its local authority (ECDSA on P-256), made on first need and sealed.

Beside certificates it signs short words: what a QR carries, what a package holds. Each purpose is a domain of its own,
so that words signed for one are worth nothing for another, and none of them is ever a certificate.

Public keys are SubjectPublicKeyInfo in DER; signatures are 64 bytes, r and s (IEEE P1363), over SHA-256.
"""

from __future__ import annotations

import hashlib

from balairung.kernel.documents import x509_forms
from balairung.kernel.documents.local_authority import authorities, authority

SIZE = 64


def sign_words(purpose: str, words: bytes) -> bytes:
    """The regency's signature over these words; `purpose` is a short word such as "letter" or "package".

    The first call ever writes the regency's certificate: no page that is only read begins with it.
    """
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.hashes import SHA256

    signature = authority().key.sign(_domain(purpose, words), ec.ECDSA(SHA256()))
    r, s = utils.decode_dss_signature(signature)
    return r.to_bytes(SIZE // 2) + s.to_bytes(SIZE // 2)


def verifies(purpose: str, words: bytes, signature: bytes) -> bool:
    """Whether this regency signed these words for this purpose, with the key of today or with an earlier one."""
    return any(proves(purpose, words, signature, x509_forms.public_of(pem)) for pem in authorities())


def proves(purpose: str, words: bytes, signature: bytes, public: bytes) -> bool:
    """Whether the holder of this key signed them; False too for what is no signature or no key on P-256."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    if len(signature) != SIZE:
        return False
    try:
        key = load_der_public_key(public)
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            return False
        r, s = (int.from_bytes(part) for part in (signature[: SIZE // 2], signature[SIZE // 2 :]))
        key.verify(utils.encode_dss_signature(r, s), _domain(purpose, words), ec.ECDSA(SHA256()))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def public_key() -> bytes:
    """The regency's public key of today."""
    return authority().public


def certificate() -> str:
    """The certificate of the regency's authority (PEM): what somebody imports who wants to trust its letters."""
    return authority().pem


def fingerprint() -> str:
    """The fingerprint of the regency's key of today, to be read aloud or printed in a decree."""
    return fingerprint_of(public_key())


def fingerprint_of(public: bytes) -> str:
    """SHA-256 of a public key, 64 hex digits."""
    return hashlib.sha256(public).hexdigest()


def _domain(purpose: str, words: bytes) -> bytes:
    """What is really signed: no certificate begins like this, and the length leaves no second reading."""
    name = purpose.encode()
    return b"balairung/words/1\x00" + len(name).to_bytes(1) + name + words
