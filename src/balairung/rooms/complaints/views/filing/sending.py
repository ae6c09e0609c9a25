"""A report is looked through once more, and sent: one request, harmless when it comes twice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from balairung.ground.common.redaction import redact
from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.effort import is_proved, new_challenge
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import times
from balairung.rooms.complaints.filing.forms import ComplaintForm, leader_title
from balairung.rooms.complaints.filing.guarding import judge
from balairung.rooms.complaints.filing.report import Report, file_complaint, find_filed, kept_files, sign_files
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import promise, receiving_office, suggest
from balairung.rooms.complaints.topics.vocabulary import way_out
from balairung.rooms.complaints.views.filing import drafts, steps

HIDDEN = ("text", "place")  # where somebody who wants no name may have written one


@gzip_page  # the lists of places and topics weigh more than the rest of the page
@everyone
def create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The first page (GET), and filing itself (POST): one request, harmless when it comes twice."""
    if request.method != "POST":
        return steps.first_page(request)
    if filed := find_filed(request.POST.get("token", "")):
        return redirect("complaints:receipt", filed.ref, filed.secret)
    form = ComplaintForm(request.POST, request.FILES)
    made: list[Complaint] = []
    if accepted(form, lambda: made.append(_file(request, form, actor))):
        return redirect("complaints:receipt", made[0].ref, made[0].secret)
    return _again(request, form)


@gzip_page
@everyone
@require_POST
def prepare(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole form on one page: keep what was typed and show it once more before it is sent."""
    form = ComplaintForm(request.POST, request.FILES)
    kept: list[str] = []
    if accepted(form, lambda: kept.append(_keep(request, form, actor))):
        return redirect("complaints:check", kept[0])
    return _again(request, form)


@everyone
@never_cache
def check(request: HttpRequest, actor: Actor, draft: str) -> HttpResponse:
    """Who will see what, which office receives it, by when it must answer. POST hides what should not stand there."""
    begun = drafts.resume(request, draft)
    if begun is None:
        return render(request, "complaints/draft_gone.html", status=404)
    if filed := begun.sent:
        return redirect("complaints:receipt", filed.ref, filed.secret)
    form = ComplaintForm(begun.body)
    if not form.is_valid():
        return redirect(f"{reverse('complaints:step', args=[form.first_wrong() or 'kejadian', draft])}?periksa=1")
    if request.method == "POST":
        hidden = {name: redact(form.cleaned_data[name]) for name in HIDDEN}
        drafts.keep(begun.body | hidden, draft, now_of(request))
        return redirect("complaints:check", draft)
    return render(request, "complaints/check.html", _checked(request, form, begun))


@everyone
@never_cache
def challenge(request: HttpRequest, actor: Actor) -> JsonResponse:
    """Work for a browser that can do it; it is written into the form before it is sent."""
    return JsonResponse(new_challenge(now_of(request)))


def _file(request: HttpRequest, form: ComplaintForm, actor: Actor) -> Complaint:
    held = _held(request, form)
    report = drafts.report_of(form, drafts.files_of(request, form))
    at, token = now_of(request), form.cleaned_data["token"]
    complaint = file_complaint(report, token=token, by=actor, at=at, held=held)
    if draft := request.POST.get("draft", ""):
        drafts.keep({"token": token}, draft, at)  # another page of this draft finds the receipt, and no words
    return complaint


def _held(request: HttpRequest, form: ComplaintForm) -> str:
    """Why this report waits for a person; nothing is counted where there is no limit."""
    trapped, span = bool(form.cleaned_data["website"]), settings.FILING_LIMIT.partition("/")[2]
    count = times(request, "file", span) if span and not settings.FILING_LIMIT.startswith("0/") else 0
    return judge(trapped=trapped, proved=count > 0 and is_proved(form.cleaned_data["proof"]), count=count)


def _keep(request: HttpRequest, form: ComplaintForm, actor: Actor) -> str:
    """The draft's token. Files go to the store at once, loose, and the draft remembers them."""
    drafts.check_proxy(form, actor, now_of(request))
    body = drafts.posted(request, ComplaintForm.base_fields, {})
    body["kept"] = sign_files(drafts.files_of(request, form))
    return drafts.keep(body, request.POST.get("draft", ""), now_of(request))


def _checked(request: HttpRequest, form: ComplaintForm, begun: drafts.Begun) -> dict[str, Any]:
    now, report = now_of(request), drafts.report_of(form, kept_files(begun.body.get("kept", "")))
    receiver = receiving_office(report.kind, report.accused)
    suggestion = suggest(report.topic, report.region, report.kind, now)
    return {
        "form": form,
        "report": report,
        "draft": begun.draft,
        "photos": [file_link(file, now) for file in report.files],
        "receiver": receiver,
        "suggestion": suggestion if suggestion and suggestion.office != receiver else None,
        "promise": promise(report.kind, receiver, now),
        "class_label": Complaint.Class(report.kind).label,
        "groups": [Complaint.Vulnerable(key).label for key in report.groups],
        "proxy": Complaint.Proxy(report.proxy_as).label if report.proxy_as else "",
        "leader": leader_title() if report.to_leader else "",
        "exposed": _exposed(report),
        "way_out": way_out(),
    }


def _exposed(report: Report) -> str:
    """For somebody who hides their name: the words without what gives them away; empty when nothing does."""
    if not report.anonymous:
        return ""
    masked = redact(report.text)
    return masked if masked != report.text or redact(report.place) != report.place else ""


def _again(request: HttpRequest, form: ComplaintForm) -> HttpResponse:
    return steps.whole_page(request, form, drafts.saved_files(request, form), status=422)
