"""What somebody sees who holds a letter: is it true, and is it still worth something?"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from balairung.ground.ui.attempt import accepted
from balairung.kernel.documents.forms import ScannedForm
from balairung.kernel.documents.proving import Proof, find, read_payload
from balairung.kernel.documents.verifying import Shown, is_same, roots, shown
from balairung.kernel.files.upload import Unkept
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit


@csrf_exempt  # whoever holds the paper has no session, and nothing is written: the file is compared and forgotten
@everyone
@never_cache
def letter(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What became of the letter with this code; a file that is sent is compared with the signed one."""
    found = find(code)
    if found is None:
        return _unknown(request)
    what = shown(found, now_of(request))
    context = {"shown": what, "code": code, "same": None, "fault": ""}
    if request.method == "POST":
        context |= _compared(request, what)
    return _unlisted(render(request, "documents/letter.html", context, status=422 if context["fault"] else 200))


def _unknown(request: HttpRequest) -> HttpResponse:
    """No such code. Whoever tries many is not answered any more; who holds a true one always is."""
    if within_limit(request, "letter", settings.TRACKING_LIMIT):
        return _unlisted(render(request, "documents/unknown.html", status=404))
    return _unlisted(render(request, "documents/unknown.html", {"many": True}, status=429))


def _compared(request: HttpRequest, what: Shown) -> dict[str, object]:
    if not within_limit(request, "letter-file", settings.UPLOAD_LIMIT):
        return {"fault": _("Terlalu banyak berkas dari jaringan ini. Tunggu satu jam, lalu coba lagi.")}
    upload = request.FILES.get("berkas")
    if upload is None:
        return {"fault": _("Pilih dahulu berkas PDF yang ingin Anda bandingkan.")}
    if isinstance(upload, Unkept):
        return {"fault": upload.sentence}
    return {"same": is_same(what, upload)}


@csrf_exempt  # as above
@everyone
@never_cache
def scanned(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Read what a QR holds, without asking the register: a browser does it without the network, and so do we."""
    form, proofs = ScannedForm(request.POST or None), list[Proof]()
    if request.method == "POST" and form.is_valid() and (code := form.typed_code):
        return redirect("documents:letter", code)
    if request.method == "POST":
        accepted(form, lambda: proofs.append(read_payload(form.cleaned_data["text"])))
    proof = proofs[0] if proofs else None
    context = {
        "form": form, "proof": proof, "facts": proof.facts if proof else None, "roots": roots(),
        "ended": bool(proof and _ended(proof, localdate(now_of(request)))), "house": the_regency(),
    }  # fmt: skip
    return _unlisted(render(request, "documents/scanned.html", context, status=422 if form.errors else 200))


def _ended(proof: Proof, today: date) -> bool:
    return proof.facts.valid_until is not None and proof.facts.valid_until < today


@everyone
def root(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The certificate of the regency's own authority, for whoever wants programs to trust its letters."""
    known = roots()
    if not known:
        raise Http404
    name = 'attachment; filename="akar.pem"'
    return HttpResponse(known[0].pem, content_type="application/x-pem-file", headers={"Content-Disposition": name})


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
