"""A letter on paper: letterhead, number, what it says, who signed it and how that is proved.

Everything that somebody wrote goes in as data. The same letter at the same moment is always the same bytes. Paper
speaks Indonesian, whoever has it drawn. A sign without a shape in our typefaces is refused by name: nobody's name is
changed silently.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from balairung.ground.common.dates import MONTHS
from balairung.ground.common.errors import Refused
from balairung.ground.common.paper import FIRST, PRINTABLE, mark_drawing, pdf
from balairung.ground.common.qr import qr_drawing
from balairung.kernel.documents.bodies import Block, Body
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.models import Account, Office

SOURCE = Path(__file__).parent / "templates" / "documents" / "letter.typ"
#: Signs that nobody sees (of width nought, of direction, soft hyphens): they go, and no word changes.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x09\x0b-\x1f\x7f-\x9f]")
WIDE = re.compile(r"\S{40}(?=\S)")  # a word that no line holds may be parted
SPACES = re.compile("[\t\u2000-\u200a\u202f\u205f\u3000]")  # of any width: a space
PART = "\u200b"  # where: a space of width nought, put in by us
LONG_END = 2400  # signs of a last paragraph that is parted, so that some of it stands above the signature
LONG_TABLE = 12  # rows of a last table that is not kept whole: a sentence that counts them stands there instead
SHAPES = PRINTABLE | {"\n", PART}
#: A word with a sign that the first typeface lacks, as Typst finds it.
OTHER = rf"\S*[^\s{PART}{''.join(re.escape(sign) for sign in sorted(FIRST) if not sign.isspace())}]\S*"
NEAR = ("telephone", "whatsapp", "email", "website")  # what a letterhead tells, in this order


class Unprintable(Refused):
    """Words hold signs that have no shape in our typefaces."""


@dataclass(frozen=True)
class Letterhead:
    """What stands at the top of an office's letters: who is above it, its name, how it is reached; its seat."""

    above: tuple[str, ...]  # "PEMERINTAH KABUPATEN BANYUWANGI", "KECAMATAN GLAGAH"
    name: str  # "DESA GLAGAH"
    address: str = ""
    accounts: tuple[
        tuple[str, str, str], ...
    ] = ()  # what it is, its words, its link: "Surel", "a@b.id", "mailto:a@b.id"
    place: str = ""  # where its letters are given
    house: str = ""  # the regency, as the maker of the file


@dataclass(frozen=True)
class Beside:
    """Who signs after the first signer, on the same paper: the lines above their name, the name, the NIP."""

    heading: tuple[str, ...]
    name: str
    nip: str = ""


@dataclass(frozen=True)
class Frame:
    """All of a letter that its body does not say. Number, date, signer and link are asked of all but a konsep."""

    letterhead: Letterhead
    number: str = ""
    dated: date | None = None
    heading: tuple[str, ...] = ()  # the lines above the name: "a.n. Bupati Banyuwangi", "Camat Rogojampi"
    name: str = ""  # of the signer
    nip: str = ""
    certified: bool = False  # by BSrE; else by the regency's own authority, which the letter says plainly
    link: str = ""  # what the QR holds: proving.proof_address
    valid_until: date | None = None
    beside: tuple[Beside, ...] = ()  # their places stand beside the signer's, in this order
    konsep: bool = False  # a preview: it says so on every page, and has no code


# --- what is asked from outside ----------------------------------------------------------------------------------


def draw(body: Body, frame: Frame, *, at: datetime) -> bytes:
    """The letter as PDF/A-2a and PDF/UA-1, the same bytes for the same arguments.

    Raise `Unprintable` when a sign has no shape, `ValueError` for a letter without number, date, signer or link.
    """
    if not frame.konsep and not (frame.number and frame.dated and frame.name and frame.link):
        raise ValueError("only a konsep is drawn without number, date, signer or link")
    with override("id"):
        words = clean(_words(body, frame))
    _check(words)
    code = qr_drawing(frame.link) if words["proof"] else ""
    other = OTHER if any(set(text) - FIRST - {"\n", PART} for text in _texts(words)) else ""
    exact = {"mark": mark_drawing(), "other": other, "qr": code, "link": frame.link.partition("#")[0] if code else ""}
    return pdf(_source(), {**words, **exact}, stamp=at)


def preview(body: Body, office: Office, *, at: datetime, beside: tuple[Beside, ...] = ()) -> bytes:
    """The letter as it would be, marked KONSEP on every page."""
    return draw(body, Frame(letterhead(office), beside=beside, konsep=True), at=at)


def check(body: Body) -> None:
    """Raise `Unprintable`, with a sentence that names them, when a body holds signs without a shape."""
    _check(clean(body.model_dump()))


def clean(value: Any) -> Any:
    """The same words as they are set: signs and their accents in one, without what nobody sees; long words may part."""
    if isinstance(value, str):
        lines = re.sub("\r\n?|[\u2028\u2029]", "\n", unicodedata.normalize("NFC", value))
        return WIDE.sub(lambda found: found[0] + PART, UNSEEN.sub("", SPACES.sub(" ", lines)))
    if isinstance(value, Mapping):
        return {key: clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean(part) for part in value]
    return value


def letterhead(office: Office) -> Letterhead:
    """The letterhead of an office as it is today: at most a statement for each office above it, and one more."""
    regency = the_regency()
    house = regency.name if regency else "Balairung"
    lines = [f"PEMERINTAH {house}".upper(), *(_name(one, house) for one in _above(office))]
    place = office.region.name if office.region else re.sub("^(Kabupaten|Kota) ", "", house)
    if office.kind == Office.Kind.LEADERSHIP:
        title = "Wali Kota" if house.startswith("Kota ") else "Bupati"
        lines, name = [], f"{title} {place}".upper()
    else:
        name = _name(office, house)
    return Letterhead(tuple(lines), name, office.address, _accounts(office), place, house)


def day_words(day: date) -> str:
    """`25 November 2026`: a letter is dated without the weekday, always in Indonesian."""
    return f"{day.day} {MONTHS['id'][day.month - 1]} {day.year}"


def nip_words(nip: str) -> str:
    """`19700412 199503 1 004`: birth, appointment, sex and number, as letters write it."""
    return " ".join((nip[:8], nip[8:14], nip[14], nip[15:])) if re.fullmatch("[0-9]{18}", nip) else nip


# --- the letterhead ----------------------------------------------------------------------------------------------


def _above(office: Office) -> list[Office]:
    found: list[Office] = []
    parent = office.parent
    while parent and parent.kind != Office.Kind.LEADERSHIP and len(found) < 3:
        found.insert(0, parent)
        parent = parent.parent
    return found


def _name(office: Office, house: str) -> str:
    """Without the regency's own name, which stands above it."""
    return office.name.removesuffix(f" {house}").upper()


def _accounts(office: Office) -> tuple[tuple[str, str, str], ...]:
    rows = Account.objects.standing().filter(office=office, post=None, kind__in=NEAR).order_by("since", "id")
    known = {row.kind: row for row in rows}  # of each kind the newest
    return tuple(
        (known[kind].get_kind_display(), known[kind].words, known[kind].link) for kind in NEAR if kind in known
    )


# --- the words ---------------------------------------------------------------------------------------------------


def _words(body: Body, frame: Frame) -> dict[str, Any]:
    head = frame.letterhead
    number = frame.number or _("diberikan saat ditandatangani")
    named = _("%(title)s, nomor %(number)s") if frame.number else _("%(title)s, konsep")
    return {
        "layout": body.layout,
        "title": body.title,
        "about": body.about,
        "about_word": _("TENTANG"),
        "code": body.code,
        "named": named % {"title": body.title, "number": number},
        "author": head.house or head.name,
        "head": {"above": head.above, "name": head.name, "address": head.address, "accounts": head.accounts},
        "number": _("Nomor: %(number)s") % {"number": number},
        "particulars": _particulars(body, number),
        "to": body.to,
        "blocks": list(_blocks(body)),
        "annex": _plain(body.annex),
        "annex_words": _annexed(frame, number) if body.annex else (),
        "copies": body.copies,
        "copies_word": _("Tembusan:"),
        "foot": body.foot,
        "konsep": _("KONSEP") if frame.konsep else "",
        "konsep_words": _("Belum bernomor dan belum ditandatangani. Surat ini belum berlaku."),
        "page": _("Halaman %(n)s dari %(all)s") % {"n": "{n}", "all": "{all}"},
        **_dates(body, frame),
        "seats": _seats(body, frame),
        **_proof(frame),
    }


def _particulars(body: Body, number: str) -> list[tuple[str, str]]:
    return [
        (_("Nomor"), number),
        (_("Sifat"), body.manner),
        (_("Lampiran"), body.enclosures),
        (_("Hal"), body.about or body.title),
    ]


def _blocks(body: Body) -> Iterator[dict[str, Any]]:
    """The blocks as the layout draws them; the last is short enough to stand above the signature on one page."""
    *first, last = _plain(body.blocks)
    yield from first
    if last["kind"] == "text" and len(last["text"]) > LONG_END:
        place = last["text"].rfind(". ", 0, -LONG_END // 2) + 2 or len(last["text"]) // 2
        yield {**last, "text": last["text"][:place].rstrip(), "goes_on": True}
        yield {**last, "text": last["text"][place:], "follows": True}
    elif last["kind"] == "items" and len(last["items"]) > 1:
        yield {**last, "items": last["items"][:-1], "goes_on": True}
        yield {**last, "items": last["items"][-1:], "start": len(last["items"]), "follows": True}
    elif last["kind"] == "facts" and len(last["rows"]) > 1:
        yield {**last, "rows": last["rows"][:-1], "goes_on": True}
        yield {**last, "rows": last["rows"][-1:], "follows": True}
    elif last["kind"] == "table" and len(last["rows"]) > LONG_TABLE:
        yield last
        count = len(last["rows"])
        told = ngettext("Daftar di atas memuat %(count)d baris.", "Daftar di atas memuat %(count)d baris.", count)
        yield {"kind": "text", "text": told % {"count": count}, "centred": False}
    else:
        yield last


def _plain(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks as values; a caption that its heading says already is not said twice."""
    drawn = [{"start": 1, **block.model_dump()} for block in blocks]
    for heading, block in pairwise([{}, *drawn]):
        if block["kind"] == "table" and block["caption"] == heading.get("text"):
            block["caption"] = ""
    return drawn


def _annexed(frame: Frame, number: str) -> tuple[str, ...]:
    """What stands above an annex: of which letter it is."""
    day = day_words(frame.dated) if frame.dated else "…"
    return _("Lampiran surat"), _("Nomor: %(number)s") % {"number": number}, _("Tanggal: %(day)s") % {"day": day}


def _dates(body: Body, frame: Frame) -> dict[str, Any]:
    place = body.place or frame.letterhead.place
    day = day_words(frame.dated) if frame.dated else "…"
    dated = f"{place}, {day}".removeprefix(", ")
    given = [_("Ditetapkan di %(place)s") % {"place": place}, _("pada tanggal %(day)s") % {"day": day}]
    until = _("Surat ini berlaku sampai dengan %(day)s.")
    return {
        "dated": dated,
        "given": {"decision": given, "official": []}.get(body.layout, [dated]),
        "valid": until % {"day": day_words(frame.valid_until)} if frame.valid_until else "",
    }


def _seats(body: Body, frame: Frame) -> list[dict[str, Any]]:
    """The places of all who sign, from left to right; the letter's own signer on the right, unless the body says."""
    own, *rest = _signed(body, frame), *(_beside(one) for one in frame.beside)
    return [own, *rest] if body.signer_left or not rest else [rest[0], own, *rest[1:]]


def _signed(body: Body, frame: Frame) -> dict[str, Any]:
    """What stands in the box: who signed, and plainly what the signature is worth (PP 71/2019)."""
    if frame.konsep:
        said, label = _("Tempat tanda tangan elektronik"), ""
    else:
        said = _("Ditandatangani secara elektronik oleh")
        label = _("Sertifikat BSrE") if frame.certified else _("Bukan TTE tersertifikasi")
    heading = [body.signer_word] if body.signer_word else []
    return _seat(said, [*heading, *frame.heading], frame.name or ("…" if frame.konsep else ""), frame.nip, label)


def _beside(one: Beside) -> dict[str, Any]:
    """A place for a further signature. Paper cannot tell whether it was made: the page behind the QR does."""
    said = _("Tempat tanda tangan elektronik")
    return _seat(said, [*one.heading], one.name, one.nip, _("Pindai kode QR: sudah ditandatangani?"))


def _seat(said: str, heading: list[str], name: str, nip: str, label: str) -> dict[str, Any]:
    *first, last = heading or [""]
    return {
        "word": said,
        "heading": [*first, f"{last.rstrip(',')}," if last else ""],
        "name": name,
        "nip": _("NIP %(nip)s") % {"nip": nip_words(nip)} if nip else "",
        "label": label,
    }


def _proof(frame: Frame) -> dict[str, Any]:
    """How somebody who holds the paper learns whether it is true."""
    if frame.konsep:
        return {"qr_alt": "", "proof": [], "foot_line": _("Konsep, bukan surat")}
    worth = (
        _("Ditandatangani dengan sertifikat elektronik dari Balai Sertifikasi Elektronik (BSrE), BSSN.")
        if frame.certified
        else _(
            "Ditandatangani dengan sertifikat pemerintah daerah sendiri: bukan tanda tangan elektronik (TTE)"
            " tersertifikasi menurut PP 71/2019."
        )
    )
    return {
        "qr_alt": _("Kode QR untuk memeriksa surat ini; alamatnya tertulis di sebelahnya"),
        "proof": [_("Periksa keaslian surat ini"), worth, _("Pindai kode QR, atau buka alamat ini:")],
        "foot_line": _("Nomor %(number)s") % {"number": frame.number},
    }


def _check(words: Any) -> None:
    lacking = dict.fromkeys(sign for text in _texts(words) for sign in text if sign not in SHAPES)
    if lacking:
        signs = ", ".join(f"“{sign}”" for sign in list(lacking)[:10])
        sentence = _(
            "Tanda %(signs)s tidak ada dalam huruf cetak surat, dan kami tidak menggantinya sendiri. Tulislah dengan"
            " huruf Latin, seperti pada KTP."
        )
        raise Unprintable(sentence % {"signs": signs})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


@lru_cache(maxsize=1)
def _source() -> bytes:
    return SOURCE.read_bytes()
