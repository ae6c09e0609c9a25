"""What a citizen sees of the log: a receipt, the page that checks one, and the book itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from balairung.ground.common.errors import Refused
from balairung.ground.common.tlog.notes import Key
from balairung.ground.common.tlog.receipts import Receipt
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.kernel.receipts import book as log_book
from balairung.kernel.receipts import proving
from balairung.kernel.receipts.forms import ReceiptForm
from balairung.kernel.receipts.models import LogEntry
from balairung.kernel.receipts.paper import receipt_pdf
from balairung.kernel.receipts.qr import fragment
from balairung.kernel.receipts.reading import Finding, judged, read
from balairung.kernel.receipts.witnesses import witness_keys
from balairung.kernel.receipts.wording import LONG, NAMES, kind_words, rows

# --- one receipt -----------------------------------------------------------------------------------------------------


@everyone
@never_cache
def receipt(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What was recorded and when, for whoever has the code of it."""
    entry = LogEntry.objects.filter(code=code).first()
    if entry is None:
        return _unknown(request)
    found, newest = proving.receipt_of(entry), proving.latest()
    waits = newest is None or entry.index >= newest.size
    context: dict[str, Any] = {"entry": entry, "code": code, "kind": kind_words(entry.kind), "waits": waits}
    if found and newest:
        context |= {"receipt": found, "rows": rows(found.words), "newest": newest, "proof": fragment(found)}
        context |= {"seen": log_book.seen(newest), "hashes": len(found.proof.hashes)}
    return _unlisted(render(request, "receipts/receipt.html", context))


@everyone
@never_cache
def receipt_file(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The file that `balairung verify-receipt` and the page of everybody read."""
    found = _receipt(code)
    name = f'attachment; filename="tanda-terima-{found.leaf.index}.json"'
    headers = {"Content-Disposition": name}
    return _unlisted(HttpResponse(str(found), content_type="application/json; charset=utf-8", headers=headers))


@everyone
@never_cache
def receipt_paper(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One page of A5, with the proof in its QR."""
    found = _receipt(code)
    name = f'inline; filename="tanda-terima-{found.leaf.index}.pdf"'
    headers = {"Content-Disposition": name}
    return _unlisted(HttpResponse(receipt_pdf(found, code), content_type="application/pdf", headers=headers))


def _receipt(code: str) -> Receipt:
    """The receipt itself; it is not there while it is not sealed, and no more once its words were erased."""
    found = proving.receipt_of(LogEntry.objects.get(code=code))
    if found is None:
        raise Http404
    return found


def _unknown(request: HttpRequest) -> HttpResponse:
    """No such code. Whoever tries many is not answered any more; who holds a true one always is."""
    if within_limit(request, "receipt", settings.TRACKING_LIMIT):
        return _unlisted(render(request, "receipts/unknown.html", status=404))
    return _unlisted(render(request, "receipts/unknown.html", {"many": True}, status=429))


# --- for everybody ---------------------------------------------------------------------------------------------------


@csrf_exempt  # whoever holds a receipt has no session, and nothing is written: it is read, checked and forgotten
@everyone
def check(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whether a receipt is true: computed in the browser; what is sent here instead is checked here."""
    findings, key = list[Finding](), proving.published_key()
    form = ReceiptForm(request.POST, request.FILES) if request.method == "POST" else ReceiptForm()
    if form.is_bound:
        accepted(form, lambda: findings.append(_judged(request, form)))
    context = {
        "form": form, "key": key, "zone": regency_zone().key, "found": findings[0] if findings else None,
        "known": _known(key), "log": key.name if key else "", **_told(findings),
    }  # fmt: skip
    return render(request, "receipts/check.html", context, status=422 if form.errors else 200)


def _known(key: Key | None) -> dict[str, Any]:
    """What the script has to know of us: whose log this is, who watches it, and what everything is called."""
    told = {name: {key: str(words) for key, words in named.items()} for name, named in NAMES.items()}
    return {"key": str(key or ""), "witnesses": [str(one) for one in witness_keys()], "long": str(LONG), **told}


def _judged(request: HttpRequest, form: ReceiptForm) -> Finding:
    if not within_limit(request, "receipt-file", settings.UPLOAD_LIMIT):
        raise Refused(_("Terlalu banyak berkas dari jaringan ini. Tunggu satu jam, lalu coba lagi."))
    return judged(read(form.content), witness_keys())


def _told(findings: list[Finding]) -> dict[str, Any]:
    """What it says, where it is true; otherwise places that a script may fill."""
    if findings and findings[0].checkpoint:
        receipt = findings[0].receipt
        return {"rows": rows(receipt.words), "kind": kind_words(receipt.leaf.kind)}
    return {"rows": ((), ()), "kind": ""}


@everyone
def book(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The log itself, for everybody: how much it holds, who vouches for it, what it proves and what it does not."""
    found = log_book.book()
    return render(request, "receipts/book.html", {"book": found, "key": found and found.key, "now": now_of(request)})


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
