"""From "what happened?" to the receipt."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.files.models import File
from balairung.kernel.files.upload import Upload
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.choices import district_choices, districts
from balairung.kernel.people.drafts import drop_draft, read_draft, save_draft
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.complaints.filing import Report, file_complaint, kept_files, sign_files
from balairung.rooms.complaints.forms import ComplaintForm
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND, promise, receiving_office, suggest

MOST_FILES = 5
SPANS = ("verify", "answer", "resolve")  # clocks that one is told of before writing


@gzip_page  # the lists of places and topics weigh more than the rest of the page
@everyone
def create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form (GET, perhaps with `draf`), and filing itself (POST): one request, harmless when it comes twice."""
    if request.method != "POST":
        return _page(request, ComplaintForm(initial=_begun(request)))
    form = ComplaintForm(request.POST, request.FILES)
    filed: list[Complaint] = []
    if accepted(form, lambda: filed.append(_file(request, form, actor))):
        return redirect("complaints:receipt", filed[0].ref, filed[0].secret)
    return _page(request, form, status=422)


@gzip_page
@everyone
@require_POST
def prepare(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep what was typed as a draft and show it once more before it is sent."""
    form = ComplaintForm(request.POST, request.FILES)
    drafts: list[str] = []
    if accepted(form, lambda: drafts.append(_keep(request, form))):
        return redirect("complaints:check", drafts[0])
    return _page(request, form, status=422)


@everyone
@never_cache
def check(request: HttpRequest, actor: Actor, draft: str) -> HttpResponse:
    """Who will see what, which office receives it, by when it must answer."""
    body = read_draft(kind=KIND, token=draft, at=now_of(request))
    form = ComplaintForm(body)
    if body is None or not form.is_valid():
        return render(request, "complaints/draft_gone.html", status=404)
    now, report = now_of(request), _report(form, kept_files(body.get("kept", "")))
    receiver = receiving_office(report.kind, report.accused)
    suggestion = suggest(report.topic, report.region, report.kind)
    context = {
        "form": form,
        "report": report,
        "draft": draft,
        "change": f"{reverse('complaints:create')}?draf={draft}",
        "photos": [file_link(file, now) for file in report.files],
        "receiver": receiver,
        "suggestion": suggestion if suggestion and suggestion.office != receiver else None,
        "promise": promise(report.kind, receiver, now),
        "class_label": Complaint.Class(report.kind).label,
    }
    return render(request, "complaints/check.html", context)


def _file(request: HttpRequest, form: ComplaintForm, actor: Actor) -> Complaint:
    if not within_limit(request, "file", settings.FILING_LIMIT):
        raise Refused(
            _("Terlalu banyak laporan dari jaringan ini dalam satu jam. Isian Anda masih ada; coba lagi nanti.")
        )
    report = _report(form, _files(request, form))
    complaint = file_complaint(report, token=form.cleaned_data["token"], by=actor, at=now_of(request))
    if draft := request.POST.get("draft", "")[:32]:
        drop_draft(kind=KIND, token=draft)
    return complaint


def _keep(request: HttpRequest, form: ComplaintForm) -> str:
    """The draft's token. Files go to the store at once, loose, and the draft remembers them."""
    files = _files(request, form)
    body: dict[str, Any] = {name: request.POST.get(name, "") for name in form.fields if name != "uploads"}
    body["kept"] = sign_files(files)
    return save_draft(kind=KIND, body=body, token=request.POST.get("draft", "")[:32], at=now_of(request))


def _report(form: ComplaintForm, files: list[File]) -> Report:
    data = form.cleaned_data
    return Report(
        text=data["text"], topic=data["topic"], klass=data["klass"], region=data["region"], place=data["place"],
        happened_on=data["happened_on"], name=data["name"], contact=data["contact"], anonymous=data["anonymous"],
        secret=data["secret"], vulnerable=data["vulnerable"], accused=data["accused"], files=tuple(files),
    )  # fmt: skip


def _files(request: HttpRequest, form: ComplaintForm) -> list[File]:
    """What was kept and what came with this form."""
    kept = _kept_now(request)
    if len(kept) + len(form.cleaned_data["uploads"] or []) > MOST_FILES:
        raise Refused(
            _("Paling banyak %(most)d berkas untuk satu laporan. Buang dahulu sebagian.") % {"most": MOST_FILES}
        )
    return kept + _stored(request, form)


def _stored(request: HttpRequest, form: ComplaintForm) -> list[File]:
    uploads: list[Upload] = form.cleaned_data["uploads"] or []
    if uploads and not within_limit(request, "upload", settings.UPLOAD_LIMIT):
        raise Refused(_("Terlalu banyak berkas dari jaringan ini. Coba lagi satu jam lagi, atau kirim tanpa foto."))
    return [store(upload, at=now_of(request)) for upload in uploads]


def _kept_now(request: HttpRequest) -> list[File]:
    """The files of the draft that is sent, without those that the reporter crossed out."""
    dropped = set(request.POST.getlist("drop"))
    return [file for file in kept_files(request.POST.get("kept", "")[:800]) if str(file.pk) not in dropped]


def _begun(request: HttpRequest) -> dict[str, Any]:
    """What the form starts with: the draft that is changed, or what an office's own link names."""
    draft = request.GET.get("draf", "")[:32]
    body = read_draft(kind=KIND, token=draft, at=now_of(request)) if draft else None
    if body:
        return body | {"draft": draft}
    asked = {name: request.GET.get(key, "")[:60] for name, key in (("region", "wilayah"), ("topic", "topik"))}
    return {"token": new_code(24), **asked}


def _page(request: HttpRequest, form: ComplaintForm, status: int = 200) -> HttpResponse:
    """The form. What was wrong with it does not cost the files that came with it."""
    draft, now = (request.POST.get("draft") or request.GET.get("draf", ""))[:32], now_of(request)
    if form.is_bound:
        kept = _kept_now(request)
        kept += _stored(request, form) if len(kept) < MOST_FILES and "uploads" in form.cleaned_data else []
    else:
        kept = kept_files(str(form["kept"].value() or ""))
    context = {
        "form": form,
        "districts": district_choices()[1:],
        "district_word": districts(),
        "spans": {name: clock_rule(KIND, name, Complaint.Class.ORDINARY).amount for name in SPANS},
        "draft": draft,
        "kept": [(str(file.pk), file_link(file, now)) for file in kept],
        "signed": sign_files(kept),
    }
    return render(request, "complaints/create.html", context, status=status)
