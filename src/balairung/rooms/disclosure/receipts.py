"""The receipt of a request on A5: number, code, by when it is answered, what was written down."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lokal import partial_mask

from balairung.ground.common import receipts
from balairung.ground.common.dates import long_date, long_moment
from balairung.ground.common.references import read_reference
from balairung.kernel.people.house import the_regency
from balairung.rooms.disclosure import access, notices, rules
from balairung.rooms.disclosure.models import InfoRequest, Objection


def receipt_pdf(found: InfoRequest) -> bytes:
    """Always the same bytes for the same words."""
    regency, link = the_regency(), notices.own_link(found)
    due = rules.last_moment("answer", found.filed_at)
    words = {
        "lang": (get_language() or "id")[:2], "house": regency.name if regency else "Balairung", "ref": found.ref,
        "title": _("Tanda terima permohonan informasi %(ref)s") % {"ref": found.ref},
        "keys": [(_("Nomor pendaftaran"), found.ref), (_("Kode"), found.secret)],
        "link": (_("Tautan untuk mengikuti permohonan"), link),
        "alt": _("Kode QR dari tautan untuk mengikuti permohonan"),
        "next": (_("Yang terjadi berikutnya"), [
            _("Dijawab paling lambat %(due)s, sepuluh hari kerja sejak terdaftar.") % {"due": long_date(due)},
            _("Kantor boleh memperpanjang satu kali, tujuh hari kerja, dengan alasan tertulis."),
            _("Bila Anda tidak setuju dengan jawabannya, ajukan keberatan lewat tautan itu."),
        ]),
        "noted": (_("Yang kami catat"), _noted(found)),
        "text": (_("Informasi yang diminta"), found.information.splitlines()),
        "note": _("Dibuat oleh sistem, tanpa tanda tangan basah. Tanda yang tidak dapat dicetak diganti dengan “?”."),
    }  # fmt: skip
    return receipts.receipt_pdf(words, link=link, stamp=found.filed_at)


def page_of(ref: str, code: str, *, at: datetime) -> str:
    """The page that these two open (settings.TRACKED), by the number of an objection too; "" for none."""
    try:
        found = access.get_own(_asked_with(ref), code)[0]
    except InfoRequest.DoesNotExist:
        return ""
    return reverse("disclosure:own", args=[found.ref, found.secret])


def _asked_with(ref: str) -> str:
    """The number of the request, where this is the number of an objection to it."""
    rows = Objection.objects.filter(obligation__ref=read_reference(ref) or "")
    return str(rows.values_list("request__obligation__ref", flat=True).first() or ref)


def _noted(found: InfoRequest) -> list[tuple[str, str]]:
    identity = partial_mask("NIK", found.identity) if found.standing == "person" else found.identity
    rows = [
        (_("Didaftarkan"), long_moment(found.filed_at)), (_("Di"), str(found.obligation.owner_office)),
        (_("Pemohon"), f"{found.name} ({found.get_standing_display()})"), (_("Nomor identitas"), str(identity)),
        (_("Cara memperoleh"), rules.told("shapes", found.shape)), (_("Cara menerima"), rules.told("ways", found.way)),
    ]  # fmt: skip
    return [row for row in rows if row[1]]
