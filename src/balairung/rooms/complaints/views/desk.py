"""The officer's page of one complaint, and what may be done there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from balairung.ground.common.facts import facts
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.messaging.reads import outcome
from balairung.kernel.obligations.desk import desk_beside, detail_url
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.reads import (
    ALL,
    ClockRow,
    Entry,
    FileLink,
    clock_rows,
    officer_of,
    timeline,
    titles_of,
)
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.rooms.complaints import access, actions, moves
from balairung.rooms.complaints.forms import (
    AnswerForm,
    AskForm,
    ForwardForm,
    HeardForm,
    NoteForm,
    ProofForm,
    RefuseForm,
    VerifyForm,
)
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND, Suggestion, suggest
from balairung.rooms.complaints.views.following import TITLES

Allowed = Callable[[Actor, Complaint], bool]


@dataclass(frozen=True)
class Deed:
    """Something that may be done now: its form, its button, who may."""

    verb: str
    label: str | Promise
    icon: str
    form: type[forms.Form]
    may: Allowed
    done: str | Promise
    fields: tuple[str, ...]


DEEDS = (
    Deed(
        "verify", moves.VERIFY.label, "check", VerifyForm, access.can_verify,
        _("Laporan terverifikasi."), ("klass", "topic"),
    ),
    Deed("answer", moves.ANSWER.label, "reply", AnswerForm, access.can_handle, _("Jawaban terkirim."), ("uploads",)),
    Deed(
        "resolve", moves.RESOLVE.label, "check", ProofForm, access.can_handle,
        _("Dinyatakan selesai; pelapor diberi tahu."), ("uploads",),
    ),
    Deed(
        "resume", moves.RESUME.label, "message", HeardForm, access.can_verify, _("Keterangan dicatat."), ("uploads",)
    ),
    Deed(
        "forward", moves.FORWARD.label, "send", ForwardForm, access.can_forward, _("Laporan diteruskan."), ("office",)
    ),
    Deed("ask", moves.ASK.label, "help", AskForm, access.can_verify, _("Pertanyaan terkirim; waktu berhenti."), ()),
    Deed(
        "refuse", moves.REFUSE.label, "x", RefuseForm, access.can_verify,
        _("Laporan ditolak; pelapor diberi tahu."), ("reason",),
    ),
)  # fmt: skip
NOTE = Deed("note", _("Catatan untuk rekan"), "lock", NoteForm, access.can_note, _("Catatan tersimpan."), ("uploads",))
MOVE_OF = {move.verb: move for move in moves.MOVES}
KNOWN = {deed.verb: deed for deed in (*DEEDS, NOTE)}


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The citizen's words, the place, the timeline, and what may be done now."""
    return _page(request, actor, access.get_complaint(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    if verb not in KNOWN:
        raise Http404
    complaint, deed = access.get_complaint(actor, ref), KNOWN[verb]
    form = _form(deed, complaint, request)
    if accepted(form, lambda: _do(request, actor, complaint, deed, form)):
        messages.success(request, str(deed.done))
        return redirect(_next(actor, complaint, request.GET.get("lihat", "")))
    return _page(request, actor, complaint, bound=(verb, form), status=422)


def deeds_for(actor: Actor, complaint: Complaint) -> list[Deed]:
    """What this actor may do now, in the order of likelihood."""
    obligation = complaint.obligation
    return [
        deed for deed in DEEDS
        if MOVE_OF[deed.verb].fits(obligation.state, obligation.step) and deed.may(actor, complaint)
    ]  # fmt: skip


def _do(request: HttpRequest, actor: Actor, complaint: Complaint, deed: Deed, form: forms.Form) -> None:
    at, data = now_of(request), form.cleaned_data
    words: dict[str, Any] = {name: data[name] for name in deed.fields if name != "uploads"}
    words["words" if deed.verb in {"verify", "forward"} else "text"] = data["text"]
    if "uploads" in deed.fields:
        words["files"] = [store(upload, at=at) for upload in data["uploads"] or []]
    getattr(actions, deed.verb)(complaint, **words, by=actor, at=at)


def _next(actor: Actor, complaint: Complaint, overview: str) -> str:
    """The same case while one still sees it, else the list: a case that was handed on is gone from this desk."""
    if Complaint.objects.visible_to(actor).filter(pk=complaint.pk).exists():
        return detail_url(complaint.obligation, overview)
    return f"{reverse('obligations:inbox')}?{urlencode({'lihat': overview})}"


def _form(deed: Deed, complaint: Complaint, request: HttpRequest | None = None) -> forms.Form:
    data = (request.POST, request.FILES) if request else ()
    extra: dict[str, Any] = {"prefix": deed.verb, "initial": _initial(deed, complaint)}
    if deed.form is RefuseForm:
        extra["reasons"] = [(key, row["label"]) for key, row in facts("complaints")["refusals"].items()]
    return deed.form(*data, **extra)


def _initial(deed: Deed, complaint: Complaint) -> dict[str, Any]:
    if deed.verb == "verify":
        return {"klass": complaint.klass, "topic": complaint.topic_id}
    if deed.verb == "forward":
        found = _suggestion(complaint)
        return {"office": found.office.key} if found else {}
    return {}


def _suggestion(complaint: Complaint) -> Suggestion | None:
    """The office that should answer, unless it has the case already."""
    found = suggest(complaint.topic, complaint.region, complaint.klass)
    return None if found and found.office.pk == complaint.obligation.owner_office_id else found


def _waits(obligation: Obligation, calendars: Calendars, now: datetime) -> list[ClockRow]:
    """What the reporter has to answer by now."""
    return [row for row in clock_rows(obligation, calendars, now, party="citizen") if not row.met]


def _page(
    request: HttpRequest,
    actor: Actor,
    complaint: Complaint,
    bound: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    now, obligation, calendars = now_of(request), complaint.obligation, Calendars()
    clocks = clock_rows(obligation, calendars, now)
    shown = {deed.verb: (deed, _form(deed, complaint)) for deed in (*deeds_for(actor, complaint), NOTE)}
    if bound:  # shown even when somebody else was quicker and it no longer fits: what was typed is not lost
        shown[bound[0]] = (KNOWN[bound[0]], bound[1])
    photos, entries = _photos_first(timeline(obligation, titles=titles_of(*TITLES), sees=ALL, who=officer_of, now=now))
    context = {
        "complaint": complaint,
        "obligation": obligation,
        "desk": desk_beside(actor, now, request.GET.dict()),
        "deeds": [pair for verb, pair in shown.items() if verb != "note"],
        "mine": access.can_handle(actor, complaint),
        "note": shown["note"][1],
        "chosen": bound[0] if bound else "",
        "suggestion": _suggestion(complaint) if "forward" in shown else None,
        "running": [*_waits(obligation, calendars, now), *(row for row in clocks if not row.met)],
        "met": [row for row in clocks if row.met],
        "photos": photos,
        "entries": entries,
        "sees_name": access.sees_name(actor, complaint),
        "notices": outcome((KIND, complaint.ref))[:10],
    }
    return render(request, "complaints/detail.html", context, status=status)


def _photos_first(entries: list[Entry]) -> tuple[Sequence[FileLink], list[Entry]]:
    """What the reporter sent stands with their words, and so no longer in the oldest line."""
    *later, first = entries
    return first.files, [*later, replace(first, files=())]
