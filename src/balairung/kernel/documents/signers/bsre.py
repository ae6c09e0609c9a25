"""BSrE, the certified authority of the state (BSSN): the eSign Client that a regency runs, version 1 and 2.

v1  GET /api/user/status/{nik}; POST /api/sign/pdf (multipart): the signed PDF is the answer's body
v2  POST /api/v2/user/check/status; POST /api/v2/sign/pdf, several files at once; POST /api/v2/verify/pdf (JSON)

Both with HTTP Basic. The passphrase goes to the eSign Client and nowhere else: it lives as long as the pen, and no row,
log, notice or exception ever holds it, nor the NIK. The words for a wrong passphrase are [mem] (see WRONG); whatever
else comes back is a failure with a sentence. Nothing is tried again without the signer.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from balairung.ground.common import outbound
from balairung.ground.common.errors import Refused
from balairung.ground.common.text import plain
from balairung.kernel.documents.models import Identity, SigningDoor
from balairung.kernel.documents.patience import check_patience, right, wrong
from balairung.kernel.documents.signers.checking import checked, holder_of
from balairung.kernel.documents.signers.pens import NotSigned, Seal
from balairung.kernel.people.models import Person

log = logging.getLogger(__name__)
ASK, SIGN = 10.0, 60.0  # seconds for a question, and for signing
MOST = 40 * 1024 * 1024  # bytes of an answer
MOST_WORDS = 64 * 1024
AT_ONCE = 10  # letters in one call of v2
READY = "ISSUE"  # of a certificate that may sign
WRONG = ("2031",)  # status_code of a wrong passphrase [mem]; the word itself is looked for too
REFUSING = (400, 401, 403, 422)
#: What a certificate's state means to its owner.
STATES = {
    "EXPIRED": gettext_lazy("Sertifikat BSrE Anda sudah habis masa berlakunya. Perpanjang di BSrE, lalu coba lagi."),
    "RENEW": gettext_lazy("Sertifikat BSrE Anda harus diperpanjang. Perpanjang di BSrE, lalu coba lagi."),
    "REVOKE": gettext_lazy("Sertifikat BSrE Anda sudah dicabut. Ajukan yang baru di BSrE."),
    "SUSPEND": gettext_lazy("Sertifikat BSrE Anda sedang ditangguhkan. Hubungi BSrE."),
}


class _Secret:
    """A passphrase that shows itself to nobody who prints or pickles what holds it."""

    __slots__ = ("_words",)

    def __init__(self, words: str) -> None:
        self._words = words

    def open(self) -> str:
        return self._words

    def __repr__(self) -> str:
        return "<rahasia>"

    def __reduce__(self) -> str:
        raise TypeError("a passphrase is not written down")


class BsrePen:
    """See pens.Pen."""

    kind = "bsre"

    def __init__(self, person: Person, nik: str, passphrase: str, door: SigningDoor) -> None:
        self.person, self.door = person, door
        self._nik, self._passphrase = _Secret(nik), _Secret(passphrase)
        self.second = door.kind == SigningDoor.Kind.BSRE_V2
        self.at_once = AT_ONCE if self.second else 1

    def sign(self, papers: Sequence[bytes], *, at: datetime) -> list[bytes]:
        check_patience(self.person.pk)
        answer = self._sign_second(papers) if self.second else self._sign_first(papers[0])
        if answer.status_code != 200:
            raise self._refusal(answer)
        signed = _files_in(answer) if self.second else [answer.content]
        if len(signed) != len(papers):
            raise NotSigned(_("BSrE tidak mengembalikan semua surat. Coba lagi."))
        right(self.person.pk)
        if self.second:
            for one in signed:
                self._verify(one)
        return signed

    def check(self, signed: bytes, paper: bytes) -> Seal:
        return check_bsre(signed, self.person, paper)

    @sensitive_variables()
    def _sign_first(self, paper: bytes) -> httpx.Response:
        said = {"nik": self._nik.open(), "passphrase": self._passphrase.open(), "tampilan": "invisible"}
        made = httpx.Request("POST", "http://esign", data=said, files={"file": ("surat.pdf", paper, "application/pdf")})
        content = made.read()
        return _ask(self.door, "POST", "/api/sign/pdf", content, made.headers["Content-Type"], SIGN, MOST)

    @sensitive_variables()
    def _sign_second(self, papers: Sequence[bytes]) -> httpx.Response:
        said = {
            "nik": self._nik.open(), "passphrase": self._passphrase.open(),
            "signatureProperties": [{"tampilan": "INVISIBLE"}] * len(papers),
            "file": [base64.b64encode(paper).decode() for paper in papers],
        }  # fmt: skip
        return _ask_json(self.door, "/api/v2/sign/pdf", said, SIGN, MOST)

    def _refusal(self, answer: httpx.Response) -> Refused:
        """The sentence for an answer that is no signed letter. BSrE's own words are read, and never passed on."""
        said = _object_in(answer)
        code, words = str(said.get("status_code", "")), f"{said.get('error', '')} {said.get('message', '')}".lower()
        log.warning("esign answered %s, code %s", answer.status_code, code[:8] if code.isdigit() else "-")
        if answer.status_code in REFUSING and (code in WRONG or "passphrase" in words):
            return wrong(self.person.pk)
        if answer.status_code in (401, 403):
            return NotSigned(_("BSrE menolak nama pengguna aplikasi ini. Beri tahu administrator."), of_all=True)
        if answer.status_code >= 500:
            return NotSigned(_("BSrE sedang terganggu. Surat belum ditandatangani; coba lagi nanti."), of_all=True)
        return NotSigned(_("BSrE menolak surat ini. Coba lagi; bila tetap ditolak, beri tahu administrator."))

    def _verify(self, signed: bytes) -> None:
        """What BSrE itself says of the signature. When it does not answer, pyHanko's check stands alone."""
        try:
            answer = _ask_json(self.door, "/api/v2/verify/pdf", {"file": base64.b64encode(signed).decode()}, SIGN)
        except NotSigned:
            return
        found = _object_in(answer).get("signatureInformations") if answer.status_code == 200 else None
        for one in found if isinstance(found, list) else []:
            if isinstance(one, dict) and (one.get("integrityValid") is False or one.get("certificateTrusted") is False):
                raise NotSigned(_("BSrE menyatakan tanda tangan ini tidak sah. Surat ini tidak dipakai."))


@sensitive_variables("passphrase", "nik")
def open_bsre(person: Person, passphrase: str, door: SigningDoor) -> BsrePen:
    """Ask first whether this person's certificate may sign, so that no number is taken for one that may not."""
    check_patience(person.pk)
    nik = nik_of(person)
    state = status(door, nik)
    if state != READY:
        raise Refused(STATES.get(state) or _("BSrE tidak mengenal sertifikat Anda. Daftarkan diri dahulu di BSrE."))
    return BsrePen(person, nik, passphrase, door)


def nik_of(person: Person) -> str:
    """The national number under which BSrE knows this person. `Refused` when nobody recorded it."""
    row = Identity.objects.filter(person=person).first()
    if row is None:
        raise Refused(_("NIK Anda belum dicatat untuk tanda tangan BSrE. Catat dahulu di halaman Surat."))
    return row.nik


@sensitive_variables("nik")
def status(door: SigningDoor, nik: str) -> str:
    """`ISSUE` when a certificate may sign, otherwise BSrE's word for why not ("" for none). Raise NotSigned."""
    if door.kind == SigningDoor.Kind.BSRE_V2:
        answer = _ask_json(door, "/api/v2/user/check/status", {"nik": nik}, ASK)
    else:
        answer = _ask(door, "GET", f"/api/user/status/{nik}", None, "", ASK)
    if answer.status_code in (401, 403):
        raise NotSigned(_("BSrE menolak nama pengguna aplikasi ini. Beri tahu administrator."), of_all=True)
    if answer.status_code >= 500:
        raise NotSigned(_("BSrE sedang terganggu. Surat belum ditandatangani; coba lagi nanti."), of_all=True)
    return str(_object_in(answer).get("status", ""))[:40].upper()


def check_bsre(signed: bytes, person: Person, paper: bytes | None = None) -> Seal:
    """Raise NotSigned unless the one signature is whole and its certificate bears this person's name."""
    seal, certificate = checked(signed, paper)
    if not same_name(holder_of(certificate), person.name):
        raise NotSigned(_("Berkas ini ditandatangani dengan sertifikat orang lain. Surat ini tidak dipakai."))
    return seal


def same_name(one: str, other: str) -> bool:
    """Whether two names are of one person, titles aside: `Dr. SITI AMINAH, M.Si.` and `Siti Aminah`."""
    left, right_ = _bare(one), _bare(other)
    return bool(left) and left == right_


def _bare(name: str) -> list[str]:
    """The words of a name without degrees: what stands behind a comma, and short words that end in a full stop."""
    words = [word for word in name.partition(",")[0].split() if not (word.endswith(".") and len(word) <= 6)]
    return plain(" ".join(words)).split()


# --- the wire ----------------------------------------------------------------------------------------------------


@sensitive_variables()
def _ask_json(
    door: SigningDoor, path: str, said: Mapping[str, Any], timeout: float, most: int = MOST_WORDS
) -> httpx.Response:
    return _ask(door, "POST", path, json.dumps(said).encode(), "application/json", timeout, most)


@sensitive_variables()
def _ask(
    door: SigningDoor, method: str, path: str, content: bytes | None, kind: str, timeout: float, most: int = MOST_WORDS
) -> httpx.Response:
    """The answer, whatever its status. Raise NotSigned when none came."""
    basic = base64.b64encode(f"{door.account}:{door.secret}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}"} | ({"Content-Type": kind} if kind else {})
    url = door.address.rstrip("/") + path
    try:
        return outbound.call(method, url, content=content, headers=headers, timeout=timeout, most=most)
    except outbound.Unreachable as problem:
        log.warning("esign was not reached: %s", problem.reason)
        slow = problem.reason == "time"
    raise NotSigned(
        _("BSrE tidak menjawab pada waktunya. Surat belum ditandatangani; coba lagi nanti.") if slow
        else _("BSrE tidak dapat dihubungi. Surat belum ditandatangani; coba lagi nanti."),
        of_all=True,
    )  # fmt: skip


def _object_in(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; an empty one for everything else."""
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _files_in(answer: httpx.Response) -> list[bytes]:
    found = _object_in(answer).get("file")
    try:
        return [base64.b64decode(one, validate=True) for one in found] if isinstance(found, list) else []
    except (binascii.Error, TypeError, ValueError):
        return []
