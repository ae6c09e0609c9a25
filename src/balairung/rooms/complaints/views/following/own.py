"""What becomes of a report, for its reporter: by number and secret code, without an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import tidy_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.messaging import stopping
from balairung.kernel.messaging.browsers import public_key
from balairung.kernel.messaging.reads import last_outside, masked
from balairung.kernel.obligations.reads import (
    PARTIES,
    Entry,
    FileLink,
    clock_rows,
    explain,
    office_of,
    timeline,
    unmet_clock_rows,
)
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.satisfaction import survey_address
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.complaints import access, actions
from balairung.rooms.complaints.desk.regimes import regimes, stricter
from balairung.rooms.complaints.following.followers import change_contact, send_links
from balairung.rooms.complaints.following.news import news_of
from balairung.rooms.complaints.following.outcomes import answer_outcome
from balairung.rooms.complaints.following.timelines import titles, way
from balairung.rooms.complaints.forms import (
    AddressForm,
    CloseForm,
    InformForm,
    LeftContactForm,
    OutcomeForm,
    ReopenForm,
    TrackForm,
    WithdrawForm,
)
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND, reopen_until

SPEAK: dict[str, type[forms.Form]] = {
    "resume": InformForm, "reopen": ReopenForm, "close": CloseForm, "withdraw": WithdrawForm,
}  # fmt: skip
UNSAID = _("Pelapor menyatakan masalahnya belum selesai.")  # what reopening in one tap says


@everyone
def track(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By number and code to one's own report, or to what another room numbers. Wrong codes are counted."""
    form = TrackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not within_limit(request, "track", settings.TRACKING_LIMIT):
            form.add_error(None, str(_("Terlalu banyak percobaan. Tunggu satu jam, lalu coba lagi.")))
        elif page := _page_of(form.cleaned_data["ref"], form.cleaned_data["code"], now_of(request)):
            return redirect(page)
        else:
            form.add_error(None, str(_("Nomor dan kode ini tidak cocok. Periksa keduanya pada tanda terima Anda.")))
    return render(request, "complaints/track.html", {"form": form}, status=422 if form.errors else 200)


@everyone
def lost(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who lost number or code has the links sent to the address left with the report, or with an application."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and accepted(form, lambda: _send_links(request, form)):
        return redirect(f"{reverse('complaints:lost')}?terkirim=1")
    context = {"form": form, "asked": bool(request.GET.get("terkirim"))}
    return render(request, "complaints/lost.html", context, status=422 if form.errors else 200)


@everyone
@never_cache
def own(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """The reporter's page: where it stands, by when, and what they may do."""
    complaint = access.read_own(ref, code)
    return _own_page(request, complaint, code, str(request.GET.get("tulis", "")))


@everyone
@never_cache
def receipt(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """What one keeps: the number, the code, what happens next and when."""
    complaint, _reporter = access.get_own(ref, code)
    link = house_url() + reverse("complaints:own", args=[complaint.ref, code])
    rows = clock_rows(complaint.obligation, Calendars(), now_of(request))
    due = {row.clock.name: row.due for row in rows}
    context = {
        "complaint": complaint,
        "obligation": complaint.obligation,
        "code": code,
        "link": link,
        "share": _share(complaint, code, link),
        "verify_by": due.get("verify"),
        "resolve_by": due.get("resolve"),
    }
    return render(request, "complaints/receipt.html", context)


@everyone
@never_cache
def own_deadline(request: HttpRequest, actor: Actor, ref: str, code: str, clock: UUID) -> HttpResponse:
    """Why that is the date, for the reporter."""
    complaint, _reporter = access.get_own(ref, code)
    found = complaint.obligation.clocks.select_related("obligation").get(pk=clock)
    back = reverse("complaints:own", args=[complaint.ref, code])
    context = {"explained": explain(found), "back": back, "today": localdate(now_of(request))}
    return render(request, "complaints/deadline.html", context)


@everyone
@require_POST
def speak(request: HttpRequest, actor: Actor, ref: str, code: str, verb: str) -> HttpResponse:
    """The reporter answers, closes, reopens or withdraws."""
    complaint, reporter = access.get_own(ref, code)
    form = SPEAK[verb](request.POST, request.FILES, auto_id=f"{verb}_%s")
    if accepted(form, lambda: _speak(request, complaint, verb, form, reporter)):
        return redirect("complaints:own", complaint.ref, code)
    return _own_page(request, complaint, code, verb, form, status=422)


@everyone
@never_cache
def contact(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """Where messages about a report go; `langkah` of a POST: simpan, henti (all messages) or mulai (again)."""
    complaint, reporter = access.get_own(ref, code)
    form = LeftContactForm(request.POST or None)
    if request.method == "POST" and accepted(form, lambda: _arrange(request, complaint, form, reporter)):
        return redirect("complaints:contact", complaint.ref, code)
    address = complaint.reporter_contact
    context = {
        "complaint": complaint,
        "code": code,
        "form": form,
        "address": masked(address),
        "news": news_of(complaint),
        "stopped": bool(address) and stopping.is_stopped(stopping.mark_of(address)),
        "told": last_outside((KIND, complaint.ref)),
    }
    return render(request, "complaints/contact.html", context, status=422 if form.errors else 200)


@everyone
@never_cache
def outcome(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """Was it really solved? GET chooses what the link in the message says (`jawab`), and only POST records it."""
    complaint, reporter = access.get_own(ref, code)
    form = OutcomeForm(request.POST or None, initial={"answer": request.GET.get("jawab", "")})
    if request.method == "POST" and accepted(form, lambda: _answer(request, complaint, form, reporter)):
        return redirect(f"{reverse('complaints:outcome', args=[complaint.ref, code])}?sudah=1")
    now, said = now_of(request), getattr(complaint, "outcome", None)
    until = reopen_until(complaint)
    context = {
        "complaint": complaint,
        "code": code,
        "form": form,
        "outcome": said,
        "answered": bool(said and said.answer and request.GET.get("sudah")),
        "may_reopen": access.may_reopen(complaint, until, now),
        "reopen_until": until,
    }
    return render(request, "complaints/outcome.html", context, status=422 if form.errors else 200)


def _page_of(ref: str, code: str, at: datetime) -> str:
    """The address of the page that these two open; "" where they do not fit."""
    if elsewhere := settings.TRACKED.get(tidy_code(ref)[:1]):
        page: str = import_string(elsewhere)(ref, code, at=at)
        return page
    found = access.find_own(ref, code)
    return reverse("complaints:own", args=[found.ref, found.secret]) if found else ""


def _share(complaint: Complaint, code: str, link: str) -> str:
    """What one sends to one's own telephone."""
    facts = {"ref": complaint.ref, "code": code, "link": link}
    return gettext("Laporan saya: nomor %(ref)s, kode rahasia %(code)s. %(link)s") % facts


def _own_page(
    request: HttpRequest,
    complaint: Complaint,
    code: str,
    chosen: str = "",
    bound: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The cheapest page of the house: a form is made only where it is shown, and a seal opened only for what is."""
    now, obligation, calendars = now_of(request), complaint.obligation, Calendars()
    clocks = unmet_clock_rows(obligation, calendars, now) if obligation.is_open else []
    window = reopen_until(complaint, calendars)
    may_reopen = access.may_reopen(complaint, window, now)
    verb = _open_form(complaint, chosen, may_reopen)
    told = last_outside((KIND, complaint.ref))
    context: dict[str, Any] = {
        "complaint": complaint,
        "obligation": obligation,
        "code": code,
        "way": way(obligation),
        "late": obligation.is_late(now),
        "clocks": clocks,
        "strict": stricter(clocks),
        "regimes": regimes(complaint, now) if request.GET.get("lihat") == "aturan" else None,
        "may_reopen": may_reopen,
        "reopen_until": window,
        "verb": verb,
        "form": bound or (SPEAK[verb](auto_id=f"{verb}_%s") if verb else None),
        "failed": bound,
        "told": told,
        "told_to": masked(told.address) if told else "",
        "push_key": public_key(),
        "survey": "" if obligation.is_open else survey_address(KIND, complaint.ref, at=now),
    }
    return render(request, "complaints/own.html", context | _happened(complaint, now), status=status)


def _happened(complaint: Complaint, now: datetime) -> dict[str, Any]:
    lines = timeline(complaint.obligation, titles=titles(), sees=PARTIES, who=office_of, now=now)
    return {
        "entries": lines,
        "outcome": getattr(complaint, "outcome", None),
        "lead": complaint.lead if complaint.lead_id else None,
        **_pair(lines),
    }


def _pair(lines: Sequence[Entry]) -> dict[str, FileLink | None]:
    """The first picture that the reporter sent, and the first of the last step that called it done."""
    done = next((line for line in lines if line.kind == "done" and line.files), None)
    shown = {"before": lines[-1].files, "after": done.files if done else ()}
    return {name: next((file for file in files if file.thumb), None) for name, files in shown.items()}


def _open_form(complaint: Complaint, chosen: str, may_reopen: bool) -> str:
    """Which form stands open: the one that was asked for, if it fits; the answer that we wait for in any case."""
    obligation = complaint.obligation
    fits = {
        "resume": obligation.step == "inform", "close": obligation.step == "confirm", "reopen": may_reopen,
        "withdraw": obligation.is_open,
    }  # fmt: skip
    if fits.get(chosen):
        return chosen
    return "resume" if fits["resume"] else ""


def _speak(request: HttpRequest, complaint: Complaint, verb: str, form: forms.Form, reporter: Actor) -> None:
    at, data = now_of(request), form.cleaned_data
    words = {"text": data["text"] or (str(UNSAID) if verb == "reopen" else ""), "by": reporter, "at": at}
    if verb in {"resume", "reopen"}:
        words["files"] = [store(upload, at=at) for upload in data["uploads"] or []]
    getattr(actions, verb)(complaint, **words)


def _arrange(request: HttpRequest, complaint: Complaint, form: forms.Form, reporter: Actor) -> None:
    step, at = request.POST.get("langkah"), now_of(request)
    mark = stopping.mark_of(complaint.reporter_contact)
    if step == "henti":
        stopping.stop(mark, at=at)
    elif step == "mulai":
        stopping.start(mark)
    else:
        _count(request)
        change_contact(complaint, contact=form.cleaned_data["contact"], by=reporter, at=at)


def _answer(request: HttpRequest, complaint: Complaint, form: forms.Form, reporter: Actor) -> None:
    data = form.cleaned_data
    answer_outcome(complaint, answer=data["answer"], text=data["text"], by=reporter, at=now_of(request))


def _send_links(request: HttpRequest, form: forms.Form) -> None:
    _count(request)
    for send in (send_links, *map(import_string, settings.LOST_LINKS)):
        send(contact=form.cleaned_data["contact"], at=now_of(request))


def _count(request: HttpRequest) -> None:
    """Whoever makes us write to addresses is counted."""
    if not within_limit(request, "address", settings.FOLLOWING_LIMIT):
        raise Refused(_("Terlalu banyak permintaan dari jaringan ini. Tunggu satu jam, lalu coba lagi."))
