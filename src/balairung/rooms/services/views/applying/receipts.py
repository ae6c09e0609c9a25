"""What one keeps of an application: on the screen, on paper, as a PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from balairung.ground.common.qr import qr_code
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.rooms.services.applying.own import get_own
from balairung.rooms.services.applying.receipts import Receipt, make_receipt, receipt_pdf

ROLLS = ("58", "80")  # millimetres of the papers of a cash register


@everyone
@never_cache
def receipt(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """Number, code, what happens next and when; with `?kertas=80` or `58` it is printed on a roll."""
    application, _applicant = get_own(ref, code)
    made = make_receipt(application, code, now=now_of(request))
    context = {"receipt": made, "qr": qr_code(made.link), "share": share_words(made), "roll": paper_of(request)}
    return render(request, "services/applying/receipt.html", context)


@everyone
@never_cache
def pdf(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """The same as a file to keep."""
    application, _applicant = get_own(ref, code)
    made = make_receipt(application, code, now=now_of(request))
    name = f'attachment; filename="tanda-terima-{made.ref}.pdf"'
    return HttpResponse(receipt_pdf(made), content_type="application/pdf", headers={"Content-Disposition": name})


def paper_of(request: HttpRequest) -> str:
    """The roll that was asked for, in millimetres; empty for a sheet."""
    asked = request.GET.get("kertas", "")
    return asked if asked in ROLLS else ""


def share_words(made: Receipt) -> str:
    """What one sends to one's own telephone."""
    facts = {"ref": made.ref, "code": made.code, "link": made.link}
    return gettext("Permohonan saya: nomor %(ref)s, kode %(code)s. %(link)s") % facts
