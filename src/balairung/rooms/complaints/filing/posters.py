"""The poster of an office: a code that leads to its own report page, on paper and on a screen; how often it is read.

Drawn from what is published and nothing else, so that the same facts give the same bytes: nothing is kept, a browser
asks by the fingerprint of the facts. An A4 page takes about ten milliseconds, a picture of it fifty (2026-11).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from balairung.ground.common.paper import mark_drawing, pdf, printable, typefaces
from balairung.ground.common.qr import qr_drawing
from balairung.kernel.messaging.gateways import is_open
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.house import house_url, the_regency
from balairung.kernel.people.models import Account, Office, Post
from balairung.rooms.complaints.models import Scan
from balairung.rooms.complaints.topics.vocabulary import emergencies

KIND = "complaints"
SOURCE = Path(__file__).parent.with_name("templates") / "complaints" / "poster.typ"
STAMP = 1_767_225_600  # in every file, so that equal posters are equal bytes: 2026-01-01
INCH = 72  # points
CHAT = "Lapor"  # what stands ready in the chat: the dialogue knows it
UNITS = {
    "working_days": gettext_lazy("hari kerja"), "calendar_days": gettext_lazy("hari"),
    "office_hours": gettext_lazy("jam kantor"), "hours": gettext_lazy("jam"),
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A form in which posters leave: points wide and high, dots to the inch for a picture, 0 for a PDF."""

    name: str
    title: Any
    width: float
    height: float
    dots: int = 0

    @property
    def media_type(self) -> str:
        return "image/png" if self.dots else "application/pdf"

    @property
    def extension(self) -> Literal["png", "pdf"]:
        return "png" if self.dots else "pdf"


A4, A3 = (595.276, 841.89), (841.89, 1190.551)
SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet("a4.pdf", gettext_lazy("PDF A4, untuk printer kantor"), *A4),
        Sheet("a3.pdf", gettext_lazy("PDF A3, untuk dinding"), *A3),
        Sheet("a4.png", gettext_lazy("Gambar A4"), *A4, dots=150),
        Sheet("cerita.png", gettext_lazy("Gambar cerita 1080 × 1920, untuk media sosial"), 270, 480, dots=4 * INCH),
    )
}


# --- what it says ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Poster:
    """Everything that a poster is drawn from."""

    key: str
    district: str  # the folder in which it lies in an archive
    house: str
    office: str
    link: str
    chat: str  # the number on WhatsApp as people write it; empty where that door is shut
    chat_link: str
    phone: str
    verify: str
    answer: str
    emergency: str

    @property
    def fingerprint(self) -> str:
        """Changes with everything that the paper shows, the drawing's own source included."""
        told = json.dumps([asdict(self), _source().decode()], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def posters_of(offices: Sequence[Office]) -> list[Poster]:
    """Of these offices, as they are now: three statements. Paper speaks Indonesian, whoever prints it."""
    regency = the_regency()
    accounts = _accounts(offices)
    line = _own_line() if is_open("whatsapp") else None
    with override("id"):
        common = {
            "house": regency.name if regency else "Balairung",
            "verify": _within(clock_rule(KIND, "verify")),
            "answer": _within(clock_rule(KIND, "answer")),
            "emergency": next((one.number for one in emergencies()), ""),
        }
        return [_poster(office, accounts, line, common) for office in offices]


def _poster(
    office: Office, accounts: dict[tuple[object, str], Account], line: Account | None, common: dict[str, str]
) -> Poster:
    chat, phone = line or accounts.get((office.pk, "whatsapp")), accounts.get((office.pk, "telephone"))
    return Poster(
        key=office.key, district=_district(office), office=office.name,
        link=house_url() + reverse("complaints:poster_read", args=[office.key]),
        chat=chat.words if chat else "", chat_link=f"{chat.link}?text={CHAT}" if chat else "",
        phone=phone.words if phone else "", **common,
    )  # fmt: skip


def _accounts(offices: Sequence[Office]) -> dict[tuple[object, str], Account]:
    """The first number of each kind that an office itself published."""
    rows = Account.objects.standing().filter(office__in=[one.pk for one in offices], post=None)
    rows = rows.filter(kind__in=("whatsapp", "telephone")).order_by("-since", "-id")
    return {(row.office_id, row.kind): row for row in rows}


def _own_line() -> Account | None:
    """The regency's own number, on which every message becomes a case: its coordinator's office publishes it."""
    seats = Post.objects.filter(role=Post.Role.COORDINATOR, closed_on__isnull=True).values("office")
    return Account.objects.standing().filter(kind="whatsapp", office__in=seats).order_by("since", "id").first()


def _within(rule: ClockRule) -> str:
    return f"{rule.amount} {UNITS[rule.unit]}"


def _district(office: Office) -> str:
    """`kecamatan-3510010` for the offices of a district, empty for those of the regency."""
    if not office.region:
        return ""
    above = office.parent if office.region.level == "village" else office
    return above.key if above else ""


# --- the sheet ---------------------------------------------------------------------------------------------------


def draw(poster: Poster, sheet: Sheet) -> bytes:
    """The poster in this form, always the same bytes for the same facts."""
    if not sheet.dots:
        return pdf(_source(), _words(poster, sheet), stamp=STAMP)
    import typst  # as in `pdf`: most processes draw none

    told = {"data": json.dumps(_words(poster, sheet))}
    drawn = typst.compile(_source(), font_paths=typefaces(), sys_inputs=told, format="png", ppi=float(sheet.dots))
    assert isinstance(drawn, bytes)  # a poster is one page
    return drawn


def _words(poster: Poster, sheet: Sheet) -> dict[str, Any]:
    with override("id"):
        said = {
            "title": _("Poster pengaduan %(office)s") % {"office": poster.office},
            "house": poster.house,
            "office": poster.office,
            "asks": [_("Ada masalah?"), _("Laporkan.")],
            "steps": [_("Arahkan kamera ke kode ini."), _("Ceritakan masalahnya, boleh tanpa nama."),
                      _("Ikuti jawabannya.")],
            "alt": _("Kode QR ke halaman pengaduan %(office)s: %(link)s") % {
                "office": poster.office, "link": poster.link},
            "open": _("atau buka"),
            "address": poster.link.partition("://")[2].rstrip("/"),
            "chat": [_("WhatsApp"), poster.chat, _("Kode QR ke WhatsApp %(number)s") % {"number": poster.chat}],
            "phone": [_("Telepon"), poster.phone],
            "promise": _("Diperiksa paling lambat %(verify)s, lalu dijawab paling lambat %(answer)s.") % {
                "verify": poster.verify, "answer": poster.answer},
            "emergency": [_("Ada bahaya?"), _("Telepon"), poster.emergency],
        }  # fmt: skip
    drawings = {"qr": qr_drawing(poster.link), "mark": mark_drawing()}
    chat = qr_drawing(poster.chat_link) if poster.chat_link else ""
    return {**printable(said), **drawings, "chat_qr": chat, "width": sheet.width, "height": sheet.height}


@lru_cache(maxsize=1)
def _source() -> bytes:
    return SOURCE.read_bytes()


# --- many of them ------------------------------------------------------------------------------------------------


class _Stream(io.RawIOBase):
    """What a ZIP is written into: what was written is taken away piece by piece."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.parts.append(bytes(content))
        return len(content)

    def taken(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken


def archive(posters: Iterable[Poster], sheet: Sheet) -> Iterator[bytes]:
    """All of them in one ZIP, one drawn after the other: no more than one is in memory. Asks no database."""
    stream = _Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as packed:
        for poster in posters:
            name = "/".join(filter(None, [poster.district, f"poster-{poster.key}-{sheet.name}"]))
            packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), draw(poster, sheet))
            yield stream.taken()
    yield stream.taken()


# --- how often it is read ----------------------------------------------------------------------------------------

FEW = 5  # fewer than these are told as "fewer than five": nobody is to be recognised by having stood there
MOST = 5000  # readings of one poster on one day; what comes after them is a machine


@dataclass(frozen=True)
class Readings:
    """How often the poster of an office was read in thirty days; None for a few, which are not told apart."""

    office: Office
    count: int | None


def count_reading(office: Office, *, day: date) -> None:
    """One more. Nothing is known of whoever read it, and nothing is kept."""
    rows = Scan.objects.filter(office=office, day=day)
    if rows.exists():
        rows.filter(count__lt=MOST).update(count=F("count") + 1)
        return
    try:
        with transaction.atomic():
            Scan.objects.create(office=office, day=day, count=1)
    except IntegrityError:  # two at once were the first of the day
        rows.update(count=F("count") + 1)


def readings(offices: Iterable[Office], *, today: date) -> list[Readings]:
    """Of these offices, the most read first; those that nobody read come with 0."""
    known = list(offices)
    rows = Scan.objects.filter(office__in=[one.pk for one in known], day__gt=today - timedelta(days=30))
    sums = dict(rows.values_list("office").order_by("office").annotate(total=Sum("count")))
    found = sorted(known, key=lambda one: -sums.get(one.pk, 0))
    return [Readings(one, _told(sums.get(one.pk, 0))) for one in found]


def _told(count: int) -> int | None:
    return count if count == 0 or count >= FEW else None
