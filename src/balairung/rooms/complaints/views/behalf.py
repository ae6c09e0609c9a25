"""Telephone, counter and social media: an officer types what somebody else says, and reads out number and code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from balairung.ground.common.aloud import spoken
from balairung.ground.common.errors import Refused
from balairung.ground.common.qr import qr_code
from balairung.ground.common.references import new_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.files.models import File
from balairung.kernel.messaging.contacts import doors_of, waiting_for_proof
from balairung.kernel.messaging.gateways import word
from balairung.kernel.messaging.reads import last_outside, masked
from balairung.kernel.obligations.models import Visibility
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.place_names import place_names
from balairung.rooms.complaints import access
from balairung.rooms.complaints.behalf import posts, taking
from balairung.rooms.complaints.behalf.forms import BehalfForm, CallForm, CounterForm, PostForm
from balairung.rooms.complaints.behalf.looking import Sought, look
from balairung.rooms.complaints.behalf.tallying import tally
from balairung.rooms.complaints.filing.receipts import make_receipt
from balairung.rooms.complaints.filing.report import Report, sign_files
from balairung.rooms.complaints.following.followers import follow
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND, suggest
from balairung.rooms.complaints.topics.vocabulary import emergencies
from balairung.rooms.complaints.views.filing import drafts
from balairung.rooms.complaints.views.filing.receipts import paper_of

SOUGHT = ("contact", "text", "region", "topic", "accused", "link")  # what others' reports are looked for by
#: The page through which a channel comes.
DOORS = {
    Complaint.Channel.TELEPHONE: "complaints:take_call",
    Complaint.Channel.COUNTER: "complaints:take_counter",
    Complaint.Channel.LETTER: "complaints:take_counter",
    Complaint.Channel.SOCIAL: "complaints:take_post",
}


@gzip_page  # the names of the places weigh more than the rest of the page
@officers
def call(request: HttpRequest, actor: Actor) -> HttpResponse:
    """At the telephone: listen, type, press Enter, read out the number."""
    return _desk(request, actor, CallForm)


@gzip_page
@officers
def counter(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Somebody came, or a letter did."""
    return _desk(request, actor, CounterForm)


@gzip_page
@officers
def post(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Somebody wrote about us where everyone reads it."""
    return _desk(request, actor, PostForm)


@officers
def taken(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Number and code to read out and to print, for a quarter of an hour; `?kertas=` chooses the paper."""
    require(access.can_file_for(actor), taking.ONLY)
    now = now_of(request)
    complaint = taking.get_taken(actor, ref, now)
    receipt = make_receipt(complaint, complaint.secret, now=now)
    told = last_outside((KIND, complaint.ref))
    hidden = complaint.obligation.visibility == Visibility.SECRET
    context = {
        "complaint": complaint,
        "receipt": receipt,
        "qr": qr_code(receipt.link),
        "roll": paper_of(request),
        "number": spoken(receipt.ref),
        "code": spoken(receipt.code),
        "until": complaint.filed_at + taking.READS,
        "told": word(told.channel) if told else "",
        "told_to": masked(told.address) if told else "",
        "unproved": waiting_for_proof(complaint.reporter_contact) is not None,
        "next": reverse(DOORS[Complaint.Channel(complaint.channel)]),
        "suggestion": None if hidden else suggest(complaint.topic, complaint.region, complaint.klass, now),
        "own_office": complaint.obligation.exclusions.filter(post__office__in=actor.office_ids).exists(),
        "reply": "" if hidden else posts.public_reply(complaint, receipt.verify_by),
        "message": posts.direct_message(complaint, receipt.code),
    }
    return render(request, "complaints/taken.html", context)


def _desk(request: HttpRequest, actor: Actor, kind: type[BehalfForm]) -> HttpResponse:
    """The empty form (GET); what is found for it so far (`check`); what is to be done with it."""
    require(access.can_file_for(actor), taking.ONLY)
    if request.method != "POST":
        return _page(request, actor, kind(initial={"token": new_code(24), "opened": taking.begin(now_of(request))}))
    form, files, onward = kind(request.POST, request.FILES), list[File](), list[str]()
    if "check" in request.POST:
        return _checked(request, actor, form)
    if accepted(form, lambda: onward.append(_do(request, actor, form, files))):
        return redirect(onward[0])
    return _page(request, actor, form, files or _saved(request, form), status=422)


def _do(request: HttpRequest, actor: Actor, form: BehalfForm, files: list[File]) -> str:
    """File it; or add to a report of theirs (`add`), or follow another's (`follow`). Return where one goes on."""
    files += _files(request, form)
    if "add" in request.POST:
        return _add(request, actor, form, files)
    if "follow" in request.POST:
        return _follow(request, form)
    begun = form.cleaned_data["begun"] or form.cleaned_data["opened"]
    made = taking.take_down(
        _report(form, files), token=form.cleaned_data["token"], begun=begun, by=actor, at=now_of(request)
    )
    return reverse("complaints:taken", args=[made.ref])


def _report(form: BehalfForm, files: Sequence[File]) -> Report:
    return replace(drafts.report_of(form, files), channel=form.taken_by(), **form.came_from())


def _add(request: HttpRequest, actor: Actor, form: BehalfForm, files: Sequence[File]) -> str:
    complaint, data = access.get_complaint(actor, request.POST["add"]), form.cleaned_data
    taking.add_to(complaint, contact=data["contact"], text=data["text"], files=files, by=actor, at=now_of(request))
    messages.success(request, _("Ditambahkan pada laporan %(ref)s.") % {"ref": complaint.ref})
    return request.path


def _follow(request: HttpRequest, form: BehalfForm) -> str:
    complaint, contact = access.get_published(request.POST["follow"]), form.cleaned_data["contact"]
    if not doors_of(contact):
        raise Refused(_("Kabar belum dapat dikirim ke kontak itu. Catat sebagai laporan baru."))
    follow(complaint, contact=contact, at=now_of(request))
    messages.success(
        request,
        _("Kami menanyai kontak itu apakah ingin mengikuti laporan %(ref)s. Setelah dijawab ya, kabarnya dikirim.")
        % {"ref": complaint.ref},
    )
    return request.path


def _checked(request: HttpRequest, actor: Actor, form: BehalfForm) -> HttpResponse:
    """What is found for the words so far: as a part for a page that is typed in, else as the whole page."""
    form.is_valid()
    saved = [] if _typing(request) else _saved(request, form)
    form.errors.clear()  # nothing is sent yet, so nothing is wrong yet
    if _typing(request):
        return render(request, "complaints/_taking.html", _found(request, actor, form))
    return _page(request, actor, form, saved)


def _page(
    request: HttpRequest, actor: Actor, form: BehalfForm, files: Sequence[File] = (), status: int = 200
) -> HttpResponse:
    now = now_of(request)
    context = {
        "form": form,
        "kept": [(str(file.pk), file_link(file, now)) for file in files],
        "signed": sign_files(files),
        "places": place_names(),
        "tally": tally(actor, now),
        **_found(request, actor, form),
    }
    return render(request, "complaints/take.html", context, status=status)


def _found(request: HttpRequest, actor: Actor, form: BehalfForm) -> dict[str, Any]:
    """What lies beside the form, and since when somebody types in it (`begun`; empty where nobody knows)."""
    said = form.cleaned_data if form.is_bound else {}
    known = {name: said[name] for name in SOUGHT if said.get(name)}
    now, contact = now_of(request), str(known.get("contact", ""))
    return {
        "form": form,
        "typing": _typing(request),
        "begun": request.POST.get("begun", "")[:100] or (taking.begin(now) if _typing(request) else ""),
        "emergencies": emergencies(),
        "found": look(Sought(**known), actor=actor, now=now),
        "region": known.get("region"),
        "reach": bool(doors_of(contact)),
    }


def _typing(request: HttpRequest) -> bool:
    """Whether the page asks by itself while somebody types in it."""
    return "HX-Request" in request.headers


def _files(request: HttpRequest, form: BehalfForm) -> list[File]:
    """What was kept and what came with this form, stored."""
    kept, uploads = drafts.kept_now(request), form.cleaned_data.get("uploads") or []
    if len(kept) + len(uploads) > drafts.MOST_FILES:
        most = {"most": drafts.MOST_FILES}
        raise Refused(_("Paling banyak %(most)d berkas untuk satu laporan. Buang dahulu sebagian.") % most)
    return kept + [store(upload, at=now_of(request)) for upload in uploads]


def _saved(request: HttpRequest, form: BehalfForm) -> list[File]:
    """The same for a form that is shown again."""
    kept, uploads = drafts.kept_now(request), (form.cleaned_data.get("uploads") or [])
    fits = len(kept) + len(uploads) <= drafts.MOST_FILES
    return kept + ([store(upload, at=now_of(request)) for upload in uploads] if fits else [])
