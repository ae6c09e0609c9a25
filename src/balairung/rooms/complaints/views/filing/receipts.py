"""What one keeps of a report: on the screen, on paper, as a PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from balairung.ground.common.qr import qr_code
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.rooms.complaints import access
from balairung.rooms.complaints.filing.receipts import Receipt, make_receipt, receipt_pdf
from balairung.rooms.complaints.following.news import news_of
from balairung.rooms.complaints.topics.vocabulary import way_out

ROLLS = ("58", "80")  # millimetres of the papers of a cash register


@everyone
@never_cache
def receipt(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """The number, the code, what happens next and when; with `?kertas=80` or `58` it is printed on a roll."""
    complaint, _reporter = access.get_own(ref, code)
    made = make_receipt(complaint, code, now=now_of(request))
    context = {
        "complaint": complaint,
        "receipt": made,
        "qr": qr_code(made.link),
        "share": _share(made),
        "roll": paper_of(request),
        "news": news_of(complaint),
        "way_out": way_out(),
    }
    return render(request, "complaints/receipt.html", context)


@everyone
@never_cache
def pdf(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """The same as a file to keep."""
    complaint, _reporter = access.get_own(ref, code)
    made = make_receipt(complaint, code, now=now_of(request))
    name = f'attachment; filename="tanda-terima-{made.ref}.pdf"'
    return HttpResponse(receipt_pdf(made), content_type="application/pdf", headers={"Content-Disposition": name})


def paper_of(request: HttpRequest) -> str:
    """The roll that was asked for, in millimetres; empty for a sheet of A5."""
    asked = request.GET.get("kertas", "")
    return asked if asked in ROLLS else ""


def _share(made: Receipt) -> str:
    """What one sends to one's own telephone."""
    facts = {"ref": made.ref, "code": made.code, "link": made.link}
    return gettext("Laporan saya: nomor %(ref)s, kode rahasia %(code)s. %(link)s") % facts
