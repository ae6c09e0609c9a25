"""How a letter proves itself: the address in its QR, and a short signed payload that is read without the network.

`https://…/v/<code>/#<payload>`. The code (128 bits) asks the register, which knows what became of the letter since. The
payload says what stood on the paper when it was signed; the regency's own key (house_key) signs it. It is a number in
decimal digits, because a QR holds those almost without loss: with them it stays within version 15 at level M.

The number's bytes, the first the highest:

    1       1: signed with the regency's own certificate; 2: with a certified one (BSrE)
    2, 2    date, and last day of validity, in days since 1 January 2020; 0: none
    2       the regency's code without its dot
    …       UTF-8, parted by U+001F: first signs of the code, number, title, office, heading, signer, masked holder
    64      ECDSA, P-256, SHA-256, r and s, over all of the above
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_code as random_signs
from balairung.ground.common.references import tidy_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.documents.house_key import sign_words, verifies
from balairung.kernel.documents.models import Countersignature, Document
from balairung.kernel.people.house import house_url, the_regency

PURPOSE = "letter"  # what the house key signs this for, and for nothing else
SIGNS = 26  # of a code: 128.8 bits, in signs that somebody without a camera can type
KINDS = {1: "local", 2: "bsre"}
FIRST_DAY = date(2020, 1, 1)
MARK = 6  # signs of the code that the payload repeats: it belongs to this code and no other
SIGNATURE, MOST = 64, 304  # bytes of the signature, and of the whole payload
PART = "\x1f"
PROVED = (  # the columns that everybody is shown something of: building the statement is a third of that page's work
    *("number_text", "title", "holder", "dated", "state", "heading", "way", "signed_at", "signer_kind", "stamped_at"),
    *("sha256", "valid_until", "revoked_at", "revocation", "replaced_by", "office__name", "signer__name"),
)
SHORTENED = ("heading", "office", "title", "signer", "holder", "number")


class NotAProof(Refused):
    """What was read is no proof of a letter."""


@dataclass(frozen=True)
class Facts:
    """What a letter says of itself, without the network."""

    mark: str
    number: str
    title: str
    dated: date
    office: str
    heading: str  # the lines above the name, one under another: "a.n. Bupati Banyuwangi", "Camat Rogojampi,"
    signer: str
    holder: str  # masked
    valid_until: date | None
    regency: str  # its code: "35.10"
    kind: str  # of the signer: "local" or "bsre"


@dataclass(frozen=True)
class Proof:
    """A payload that was read: what it says, the code of the address it stood in, and whether the signature is ours."""

    facts: Facts
    code: str
    genuine: bool


# --- the code -----------------------------------------------------------------------------------------------------


def new_code() -> str:
    """What a QR carries, random."""
    return random_signs(SIGNS)


def code_hash(code: str) -> str:
    """By which a letter is found; a code that somebody typed may hold blanks, dashes and small letters."""
    return keyed_hash("document-code", tidy_code(code[: 4 * SIGNS]))


def read_aloud(code: str) -> str:
    """`7K3M 92QD …`: the code as it is printed, in groups of four."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def masked(name: str) -> str:
    """`S*** A*****` for Siti Aminah: enough to recognise, too little to learn."""
    return " ".join(word[0] + "*" * min(len(word) - 1, 8) for word in name.split()[:4])


def find(code: str) -> Document | None:
    """The signed letter with this code, by one question; what it says stays sealed."""
    letters = Document.objects.filter(code_hash=code_hash(code), state=Document.State.SIGNED)
    seconds = Exists(Countersignature.objects.filter(document=OuterRef("pk")))  # few letters have further signatures
    rows = letters.select_related("office", "signer").annotate(seconds=seconds)
    return rows.only(*PROVED).order_by().first()


# --- the address ------------------------------------------------------------------------------------------------


def proof_address(letter: Document) -> str:
    """What the QR of this letter holds. Number, date, signer and heading are set; nothing need be saved yet."""
    address = page_address(letter)
    return f"{address}#{payload(facts_of(letter))}" if letter.number_text and letter.dated else address


def page_address(letter: Document) -> str:
    """The page that says what became of this letter."""
    return house_url() + reverse("documents:letter", args=[letter.code])


def facts_of(letter: Document) -> Facts:
    """The facts of a letter that has a number, a date and a signer."""
    regency = the_regency()
    return Facts(
        mark=letter.code[:MARK], number=letter.number_text, title=letter.title, dated=letter.dated or FIRST_DAY,
        office=letter.office.name, heading="\n".join(line.rstrip(" ,") for line in letter.heading),
        signer=letter.signer.name if letter.signer else "", holder=masked(letter.holder),
        valid_until=letter.valid_until, regency=regency.code if regency else "", kind=letter.signer_kind or "local",
    )  # fmt: skip


def payload(facts: Facts) -> str:
    """The facts, signed, as decimal digits; names that are too long for the paper are cut, and end in "…"."""
    said = _fitted(facts)
    return str(int.from_bytes(said + sign_words(PURPOSE, said), "big"))


def _fitted(facts: Facts) -> bytes:
    while len(said := _said(facts)) > MOST - SIGNATURE:
        longest = max(SHORTENED, key=lambda name: len(getattr(facts, name)))
        facts = replace(facts, **{longest: getattr(facts, longest).rstrip("…")[:-1] + "…"})
    return said


def _said(facts: Facts) -> bytes:
    kind = next(number for number, kind in KINDS.items() if kind == facts.kind)
    regency = int(facts.regency.replace(".", "") or 0)
    days = (_days(facts.dated), _days(facts.valid_until), regency)
    words = (facts.mark, facts.number, facts.title, facts.office, facts.heading, facts.signer, facts.holder)
    text = PART.join(word.replace(PART, " ") for word in words)
    return bytes([kind]) + b"".join(number.to_bytes(2, "big") for number in days) + text.encode()


def _days(day: date | None) -> int:
    return min(max((day - FIRST_DAY).days, 1), 0xFFFF) if day else 0


# --- reading it -------------------------------------------------------------------------------------------------


def read_payload(text: str) -> Proof:
    """What was scanned: the whole address or its digits alone. Raise NotAProof for what is neither."""
    address, _hash, behind = text.strip().partition("#")
    raw = _bytes_of(re.sub(r"\s", "", behind or address))
    said, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    found = re.search(r"/v/([^/]+)/?$", urlsplit(address).path) if behind else None
    code = tidy_code(found[1]) if found else ""
    facts = _facts_in(said)
    genuine = verifies(PURPOSE, said, signature) and (not code or code.startswith(facts.mark))
    return Proof(facts, code, genuine)


def _bytes_of(digits: str) -> bytes:
    if not re.fullmatch(r"[0-9]{170,740}", digits):
        raise NotAProof(_("Ini bukan isi kode QR sebuah surat. Salin seluruh teks yang terbaca dari kode itu."))
    number = int(digits)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _facts_in(said: bytes) -> Facts:
    try:
        kind, (dated, until, regency) = KINDS[said[0]], (int.from_bytes(said[at : at + 2], "big") for at in (1, 3, 5))
        mark, number, title, office, heading, signer, holder = said[7:].decode().split(PART)
    except (KeyError, IndexError, ValueError) as problem:
        raise NotAProof(_("Kode ini rusak atau terpotong. Pindai sekali lagi, atau buka alamatnya.")) from problem
    code = f"{regency // 100:02}.{regency % 100:02}" if regency else ""
    return Facts(mark, number, title, _day(dated), office, heading, signer, holder, _day(until) if until else None,
                 code, kind)  # fmt: skip


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)
