"""What is told of a report in a conversation: its receipt, and how it stands."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.listening import Say
from balairung.kernel.obligations.models import State
from balairung.kernel.people.house import house_url
from balairung.rooms.complaints import access
from balairung.rooms.complaints.dialogue import sentences
from balairung.rooms.complaints.models import Complaint, ComplaintQuerySet

MOST = 5  # reports in one message


def receipt(complaint: Complaint, *, brief: bool = False) -> Say:
    """The fourth message: number, code, link, office and date; `brief` where each sign is paid for."""
    obligation = complaint.obligation
    facts = {
        "ref": complaint.ref, "code": complaint.secret, "office": str(obligation.owner_office or ""),
        "due": long_date(obligation.next_at) if obligation.next_at else "–", "link": own_link(complaint),
    }  # fmt: skip
    if brief:
        return Say(_("Diterima: %(ref)s, kode %(code)s. %(office)s, paling lambat %(due)s. %(link)s") % facts)
    sentence = _(
        "Laporan Anda kami terima.\nNomor: %(ref)s\nKode rahasia: %(code)s\n%(office)s memeriksanya paling lambat"
        " %(due)s. Kabarnya kami kirim ke sini.\nIkuti: %(link)s"
    )
    return Say(sentence % facts)


def standing(complaint: Complaint, at: datetime, *, link: bool) -> Say:
    """How one report stands; `link` for whoever may open its own page."""
    obligation = complaint.obligation
    line = _("%(ref)s: %(title)s\nKeadaan: %(state)s, di %(office)s.") % {
        "ref": complaint.ref,
        "title": complaint.title if link else complaint.public_title,
        "state": State(obligation.state).label,
        "office": obligation.owner_office or "–",
    }
    due = ""
    if obligation.is_open and obligation.next_at:
        due = _("Langkah berikutnya paling lambat %(due)s.") % {"due": long_date(obligation.next_at)}
    page = own_link(complaint) if link else house_url() + reverse("complaints:published", args=[complaint.ref])
    return Say("\n".join(filter(None, [line, due, page])))


def all_of(rows: ComplaintQuerySet, at: datetime, *, links: bool = False) -> Say:
    """The latest reports of a conversation, each with its state; `links` where a long message costs nothing."""
    found = list(rows.select_related(*access.OWN).defer(*Complaint.SEALED).order_by("-filed_at", "-id")[:MOST])
    if len(found) == 1:
        return standing(found[0], at, link=True)
    if not found:
        return sentences.no_cases()
    if links:
        return Say("\n\n".join([_("Laporan Anda:"), *(standing(one, at, link=True).text for one in found)]))
    lines = [f"{one.ref} ({State(one.obligation.state).label}): {one.title}" for one in found]
    return Say("\n".join([_("Laporan Anda:"), *lines, _("Ketik STATUS dan nomornya untuk selengkapnya.")]))


def own_link(complaint: Complaint) -> str:
    return house_url() + reverse("complaints:own", args=[complaint.ref, complaint.secret])
