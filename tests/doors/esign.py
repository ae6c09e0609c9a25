"""A contract server for the eSign Client of BSrE, version 1 and 2, and one for time stamps (RFC 3161).

It speaks the published wire format and signs really, with a test key, through pyHanko. It is neither of them: no
certificate of it is worth anything. `misbehave` takes, besides statuses and `hang`: `passphrase` (says that it is
wrong), `slow`, `garbage`, `altered` (the letter's bytes were changed), `stranger` (somebody else's certificate),
`unsigned`, `fewer` (one file too few), `twice` (two signatures), `empty`.
"""

from __future__ import annotations

import base64
import io
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import HTTP
from functools import cache
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.doors.server import Answer, Call, Vendor

STATUS, STATUS_2 = "/api/user/status/", "/api/v2/user/check/status"
SIGN, SIGN_2, VERIFY_2 = "/api/sign/pdf", "/api/v2/sign/pdf", "/api/v2/verify/pdf"
BAD_DAYS = {"passphrase", "slow", "garbage", "altered", "stranger", "unsigned", "fewer", "twice", "empty"}


class ESign(Vendor):
    """One eSign Client: its account, the people it knows by their NIK, and their passphrase."""

    account, secret = "pemkab-uji", "rahasia-esign-uji"

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.people: dict[str, tuple[str, str]] = {}  # NIK -> name on the certificate, passphrase
        self.states: dict[str, str] = {}  # NIK -> state of the certificate, "ISSUE" when nothing is said
        self.trusted = True  # what it says of signatures that it is asked about
        self.down = False  # answers 500 to everything, questions too
        self.slowness = 1.0  # seconds
        self.signed = 0

    def knows(self, nik: str, name: str, passphrase: str) -> None:
        self.people[nik] = (name, passphrase)

    def take(self, call: Call) -> Answer | None:
        """A bad day that has a name is for the next letter that is to be signed, not for a question before it."""
        with self.lock:
            bad = self._bad_days[0] if self._bad_days else ""
            if bad and call.path not in (SIGN, SIGN_2):
                self.calls.append(call)
                return self.answer(call, lose=False)
            if bad in BAD_DAYS:
                self._bad_days.popleft()
                self.calls.append(call)
                return self._signing(call, bad)
        return super().take(call)

    def answer(self, call: Call, *, lose: bool) -> Answer:
        if self.down:
            return self.refuse(500)
        basic = base64.b64encode(f"{self.account}:{self.secret}".encode()).decode()
        if call.headers.get("authorization") != f"Basic {basic}":
            return Answer({"error": "Unauthorized", "status_code": 401}, 401)
        if call.path.startswith(STATUS):
            return self._status(call.path.removeprefix(STATUS))
        if call.path == STATUS_2:
            return self._status(str(call.json.get("nik", "")))
        if call.path == VERIFY_2:
            return self._verify(call)
        if call.path in (SIGN, SIGN_2):
            return self._signing(call, "")
        return Answer({"error": "Not Found"}, 404)

    def refuse(self, status: int) -> Answer:
        return Answer({"timestamp": "2026-03-02T03:00:00Z", "status": status, "error": "Internal Server Error"}, status)

    def _status(self, nik: str) -> Answer:
        if nik not in self.people:
            return Answer({"status_code": 1110, "status": "NOT_REGISTERED", "message": "User belum terdaftar"})
        state = self.states.get(nik, "ISSUE")
        return Answer({"status_code": 1111, "status": state, "message": "User memiliki sertifikat"})

    def _verify(self, call: Call) -> Answer:
        content = base64.b64decode(call.json["file"])
        found = [
            {
                "signerName": one.signer_cert.subject.native["common_name"], "signatureFormat": "PAdES-BASELINE-B",
                "integrityValid": self.trusted, "certificateTrusted": self.trusted,
                "signatureDate": str(one.self_reported_timestamp),
            }
            for one in PdfFileReader(io.BytesIO(content)).embedded_signatures
        ]  # fmt: skip
        conclusion = "VALID" if self.trusted else "INVALID"
        return Answer({"conclusion": conclusion, "description": "", "signatureInformations": found})

    # --- signing ---------------------------------------------------------------------------------------------------

    def _signing(self, call: Call, bad: str) -> Answer:
        first = call.path == SIGN
        said = _form(call) if first else call.json
        name, passphrase = self.people.get(str(said.get("nik", "")), ("", ""))
        if not name:
            return Answer({"error": "User belum terdaftar", "status_code": 1110}, 400)
        if bad == "passphrase" or said.get("passphrase") != passphrase:
            return Answer({"error": "Passphrase anda salah", "status_code": 2031}, 400)
        if bad == "slow":
            time.sleep(self.slowness)
        papers = [said["file"]] if first else [base64.b64decode(one) for one in said["file"]]
        made = [self._sealed(paper, name, bad) for paper in papers]
        if bad == "garbage":
            return Answer(b"<html>Bad gateway</html>", 200, "text/html")
        if first:
            return Answer(made[0], 200, "application/pdf", {"id_dokumen": "dok-uji"})
        files = [base64.b64encode(one).decode() for one in made]
        return Answer({"time": 100, "file": files[:-1] if bad == "fewer" else files})

    def _sealed(self, paper: bytes, name: str, bad: str) -> bytes:
        self.signed += 1
        if bad in {"unsigned", "empty"}:
            return paper if bad == "unsigned" else b""
        made = sealed(paper, "Orang Lain Sekali" if bad == "stranger" else name)
        if bad == "twice":
            made = sealed(made, name, field="Kedua")
        if bad == "altered":
            place = made.index(b"/Type")
            made = made[:place] + b"/Tyqe" + made[place + 5 :]
        return made


def _form(call: Call) -> dict[str, Any]:
    """The parts of a multipart body; the file as bytes."""
    head = b"Content-Type: " + call.headers["content-type"].encode() + b"\r\n\r\n"
    parts = message_from_bytes(head + call.body, policy=HTTP)
    found: dict[str, Any] = {}
    for part in parts.iter_parts():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found[str(name)] = content if part.get_filename() else content.decode()
    return found


def sealed(paper: bytes, name: str, *, field: str = "") -> bytes:
    """The letter with a really valid signature of a certificate of this name, beside those that it has."""
    field = field or f"BSrE{len(PdfFileReader(io.BytesIO(paper)).embedded_signatures)}"
    certificate, key = identity(name)
    store: Any = SimpleCertificateStore
    signer = signers.SimpleSigner(certificate, key, store())
    meta = signers.PdfSignatureMetadata(field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256")
    made: io.BytesIO = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper)), meta, signer)
    return made.getvalue()


@cache
def identity(name: str, *, stamps: bool = False) -> tuple[Any, Any]:
    """A certificate of a test key (RSA, as BSrE issues them) and the key, as pyHanko takes them."""
    key = rsa.generate_private_key(65537, 2048)
    called = x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Uji, bukan BSrE"),
        x509.NameAttribute(NameOID.COMMON_NAME, name),
    ])  # fmt: skip
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=900)).not_valid_after(now + timedelta(days=900))
    if stamps:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    made = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    plain = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return asn1_x509.Certificate.load(made), keys.PrivateKeyInfo.load(key.private_bytes(*plain))


class StampServer(Vendor):
    """An RFC 3161 server: pyHanko's test stamper behind HTTP. `misbehave` takes `garbage` and `other` too."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self._stamper = DummyTimeStamper(*identity("Cap Waktu Uji", stamps=True))

    def answer(self, call: Call, *, lose: bool) -> Answer:
        return self._stamped(call.body)

    def take(self, call: Call) -> Answer | None:
        with self.lock:
            bad = self._bad_days[0] if self._bad_days else ""
            if bad not in {"garbage", "other"}:
                return super().take(call)
            self._bad_days.popleft()
            self.calls.append(call)
        return Answer(b"cap", 200, "application/timestamp-reply") if bad == "garbage" else self._other(call)

    def _stamped(self, body: bytes) -> Answer:
        made = self._stamper.request_tsa_response(tsp.TimeStampReq.load(body))
        return Answer(made.dump(), 200, "application/timestamp-reply")

    def _other(self, call: Call) -> Answer:
        """A good stamp, but of other words."""
        asked = tsp.TimeStampReq.load(call.body)
        asked["message_imprint"]["hashed_message"] = bytes(32)
        return self._stamped(replace(call, body=asked.dump(force=True)).body)


def lines(call: Call) -> str:
    """A call as text, for looking for what should not stand in it."""
    return json.dumps({"path": call.path, "headers": dict(call.headers)}) + call.body.decode("latin-1")
