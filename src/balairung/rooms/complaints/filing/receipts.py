"""The receipt of a report: what UU 25/2009 art. 44 asks of it, for the screen, for paper, and as a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date, long_moment
from balairung.ground.common.receipts import receipt_pdf as drawn
from balairung.kernel.obligations.reads import clock_rows
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.contacts import phone_words
from balairung.kernel.people.house import house_url, the_regency
from balairung.kernel.people.models import Holding, Office, Post
from balairung.rooms.complaints.models import Complaint


@dataclass(frozen=True)
class Receipt:
    """What a receipt says, in words."""

    ref: str
    code: str
    link: str
    filed_at: datetime
    received_by: str  # office
    responsible: str  # who answers for it there, by name and post; may be empty
    reporter: str
    affected: str
    place: str
    about: str
    text: str
    verify_by: datetime | None
    resolve_by: datetime | None


def make_receipt(complaint: Complaint, code: str, *, now: datetime) -> Receipt:
    """For the one who holds the code; the name stays off paper when it is to be hidden."""
    obligation = complaint.obligation
    due = {row.clock.name: row.due for row in clock_rows(obligation, Calendars(), now)}
    office = obligation.owner_office
    return Receipt(
        ref=complaint.ref, code=code, link=house_url() + reverse("complaints:own", args=[complaint.ref, code]),
        filed_at=complaint.filed_at, received_by=office.name if office else "",
        responsible=_responsible(office, complaint.filed_at) if office else "", reporter=_reporter(complaint),
        affected="" if complaint.anonymous else complaint.affected_name, place=_place(complaint),
        about=" · ".join(str(part) for part in (complaint.topic, complaint.get_klass_display()) if part),
        text=complaint.text, verify_by=due.get("verify"), resolve_by=due.get("resolve"),
    )  # fmt: skip


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt on A5, always the same bytes for the same words."""
    return drawn(_words(receipt), link=receipt.link, stamp=receipt.filed_at)


def _words(receipt: Receipt) -> dict[str, Any]:
    regency = the_regency()
    return {
        "lang": (get_language() or "id")[:2],
        "house": regency.name if regency else "Balairung",
        "ref": receipt.ref,
        "title": _("Tanda terima laporan %(ref)s") % {"ref": receipt.ref},
        "keys": [(_("Nomor laporan"), receipt.ref), (_("Kode rahasia"), receipt.code)],
        "link": (_("Tautan untuk mengikuti laporan"), receipt.link),
        "alt": _("Kode QR dari tautan untuk mengikuti laporan"),
        "next": (_("Yang terjadi berikutnya"), _steps(receipt)),
        "noted": (_("Yang kami catat"), _noted(receipt)),
        "text": (_("Isi laporan"), receipt.text.split("\n")),
        "note": _(
            "Dibuat oleh sistem, tanpa tanda tangan basah (tanda terima menurut UU 25/2009 pasal 44). Keasliannya"
            " diperiksa dengan nomor dan kode di atas. Tanda yang tidak dapat dicetak diganti dengan “?”."
        ),
    }  # fmt: skip


def _steps(receipt: Receipt) -> list[str]:
    verify = _("%(office)s membaca laporan Anda dan menentukan kantor yang menanganinya, paling lambat %(due)s.")
    resolve = _("Masalahnya selesai ditangani, dengan bukti, paling lambat %(due)s. Anda yang menilai hasilnya.")
    return [
        verify % {"office": receipt.received_by, "due": _day(receipt.verify_by)},
        _("Kantor itu memberi jawaban pertama: apa yang dikerjakan, dan kapan."),
        resolve % {"due": _day(receipt.resolve_by)},
    ]


def _noted(receipt: Receipt) -> list[tuple[str, str]]:
    rows = [
        (_("Diterima"), long_moment(receipt.filed_at)),
        (_("Diterima oleh"), ", ".join(filter(None, [receipt.received_by, receipt.responsible]))),
        (_("Pelapor"), receipt.reporter),
        (_("Mewakili"), receipt.affected),
        (_("Tempat"), receipt.place),
        (_("Tentang"), receipt.about),
    ]
    return [row for row in rows if row[1]]


def _reporter(complaint: Complaint) -> str:
    if complaint.anonymous:
        return _("Disembunyikan atas permintaan pelapor")
    contact = complaint.reporter_contact
    told = contact if "@" in contact else phone_words(contact)
    return ", ".join(filter(None, [complaint.reporter_name, told])) or _("Tanpa nama")


def _responsible(office: Office, at: datetime) -> str:
    """The coordinator of that office, else its head, as it was when the report came."""
    holdings = Holding.objects.current(at).filter(post__office=office).select_related("person", "post")
    by_role = {holding.post.role: holding for holding in holdings.order_by("-since", "id")}
    found = by_role.get(Post.Role.COORDINATOR) or by_role.get(Post.Role.HEAD)
    return f"{found.person.name} ({found.post.title})" if found else ""


def _place(complaint: Complaint) -> str:
    region = complaint.region
    return ", ".join(str(part) for part in (complaint.place, region, region and region.parent) if part)


def _day(moment: datetime | None) -> str:
    return long_date(moment) if moment else "–"
