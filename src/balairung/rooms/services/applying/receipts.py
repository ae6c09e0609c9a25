"""The receipt of an application: for the screen, for paper, and as a PDF (UU 25/2009; number, code, who, by when)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from lokal import partial_mask

from balairung.ground.common import receipts
from balairung.ground.common.dates import long_date, long_moment
from balairung.kernel.messaging.reads import masked
from balairung.kernel.obligations.reads import clock_rows
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.house import house_url, the_regency
from balairung.rooms.services.applying.travelling import Stop, stops_of
from balairung.rooms.services.models import Application


@dataclass(frozen=True)
class Receipt:
    """What a receipt says, in words."""

    ref: str
    code: str
    link: str
    applied_at: datetime
    service: str
    name: str
    nik: str  # masked
    region: str
    contact: str  # masked
    taken: str  # who typed it, in which post; "" for oneself
    consent: str
    received_by: str
    stops: Sequence[Stop]
    first_by: datetime | None
    decided_by: datetime | None


def make_receipt(application: Application, code: str, *, now: datetime) -> Receipt:
    """For the one who holds the code, and for whoever just typed it for them."""
    obligation = application.obligation
    due = {row.clock.name: row.due for row in clock_rows(obligation, Calendars(), now)}
    region, stops = application.region, stops_of(application, now)
    return Receipt(
        ref=application.ref, code=code, link=house_url() + reverse("services:own", args=[application.ref, code]),
        applied_at=application.applied_at, service=application.service.name, name=application.name,
        nik=mask_nik(application.nik), region=", ".join(map(str, filter(None, [region, region and region.parent]))),
        contact=masked(application.contact), taken=_taken(application),
        consent=application.consent, received_by=stops[0].office if stops else "", stops=stops,
        first_by=due.get("step"), decided_by=due.get("decide"),
    )  # fmt: skip


def mask_nik(nik: str) -> str:
    """`3510********0001`; "" for none."""
    return str(partial_mask("NIK", nik)) if nik else ""


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt on A5, always the same bytes for the same words."""
    return receipts.receipt_pdf(_words(receipt), link=receipt.link, stamp=receipt.applied_at)


def _taken(application: Application) -> str:
    who, post = application.taken_by, application.taken_at_post
    return f"{who.name}, {post.title}" if who and post else ""


def _words(receipt: Receipt) -> dict[str, Any]:
    regency = the_regency()
    return {
        "lang": (get_language() or "id")[:2],
        "house": regency.name if regency else "Balairung",
        "ref": receipt.ref,
        "title": _("Tanda terima permohonan %(ref)s") % {"ref": receipt.ref},
        "keys": [(_("Nomor permohonan"), receipt.ref), (_("Kode"), receipt.code)],
        "link": (_("Tautan untuk mengikuti permohonan"), receipt.link),
        "alt": _("Kode QR dari tautan untuk mengikuti permohonan"),
        "next": (_("Yang terjadi berikutnya"), _steps(receipt)),
        "noted": (_("Yang kami catat"), _noted(receipt)),
        "text": (pgettext("satu", "Layanan"), [receipt.service]),
        "note": _(
            "Dibuat oleh sistem, tanpa tanda tangan basah. Keasliannya diperiksa dengan nomor dan kode di atas. Tanda"
            " yang tidak dapat dicetak diganti dengan “?”."
        ),
    }  # fmt: skip


def _steps(receipt: Receipt) -> list[str]:
    """Each step with its office; the first and the whole with their dates."""
    told = [f"{stop.title} ({stop.office})" if stop.office else stop.title for stop in receipt.stops]
    if receipt.first_by and told:
        told[0] = _("%(step)s, paling lambat %(due)s") % {"step": told[0], "due": long_date(receipt.first_by)}
    if receipt.decided_by:
        told.append(_("Seluruhnya diputus paling lambat %(due)s") % {"due": long_date(receipt.decided_by)})
    return told


def _noted(receipt: Receipt) -> list[tuple[str, str]]:
    rows = [
        (_("Diterima"), long_moment(receipt.applied_at)),
        (_("Diterima oleh"), receipt.received_by),
        (_("Pemohon"), receipt.name),
        (_("NIK"), receipt.nik),
        (_("Tempat tinggal"), receipt.region),
        (_("Kontak"), receipt.contact),
        (_("Diisi oleh"), receipt.taken),
        (_("Persetujuan pemohon"), receipt.consent),
    ]
    return [row for row in rows if row[1]]
