"""What becomes of a report: for its reporter, and for everyone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.reads import PARTIES, PUBLIC, clock_rows, explain, office_of, timeline, titles_of
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Region
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.complaints import access, actions, moves
from balairung.rooms.complaints.forms import MaybeWordsForm, TrackForm, WordsForm
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.public import public_view

PAGE = 20
SAID = {
    "open": _("Laporan diterima"),
    "verify": _("Laporan diperiksa"),
    "forward": _("Diteruskan ke kantor yang menangani"),
    "answer": _("Jawaban pertama"),
    "ask": _("Petugas meminta keterangan"),
    "resume": _("Keterangan diberikan"),
    "resolve": _("Dinyatakan selesai"),
    "close": _("Laporan ditutup"),
    "reopen": _("Dibuka kembali"),
    "refuse": _("Tidak dapat ditangani"),
    "withdraw": _("Laporan dicabut"),
}
TITLES = (moves.MOVES, SAID)
SPEAK = {"resume": WordsForm, "reopen": WordsForm, "close": MaybeWordsForm, "withdraw": MaybeWordsForm}


@everyone
def track(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By number and code to one's own report. Wrong codes are counted."""
    form = TrackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not within_limit(request, "track", settings.TRACKING_LIMIT):
            form.add_error(None, str(_("Terlalu banyak percobaan. Tunggu satu jam, lalu coba lagi.")))
        elif found := _try(form.cleaned_data["ref"], form.cleaned_data["code"]):
            return redirect("complaints:own", found.ref, found.secret)
        else:
            form.add_error(None, str(_("Nomor dan kode ini tidak cocok. Periksa keduanya pada tanda terima Anda.")))
    return render(request, "complaints/track.html", {"form": form}, status=422 if form.errors else 200)


@everyone
def own(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """The reporter's page: where it stands, by when, and what they may do."""
    complaint, _reporter = access.get_own(ref, code)
    return _own_page(request, complaint, code)


@everyone
def receipt(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """What one keeps: the number, the code, what happens next and when."""
    complaint, _reporter = access.get_own(ref, code)
    link = house_url() + reverse("complaints:own", args=[complaint.ref, code])
    rows = clock_rows(complaint.obligation, Calendars(), now_of(request))
    context = {"complaint": complaint, "code": code, "link": link, "clocks": {row.clock.name: row for row in rows}}
    return render(request, "complaints/receipt.html", context)


@everyone
def own_deadline(request: HttpRequest, actor: Actor, ref: str, code: str, clock: UUID) -> HttpResponse:
    """Why that is the date, for the reporter."""
    complaint, _reporter = access.get_own(ref, code)
    found = complaint.obligation.clocks.select_related("obligation").get(pk=clock)
    back = reverse("complaints:own", args=[complaint.ref, code])
    return render(request, "complaints/deadline.html", {"explained": explain(found), "back": back})


@everyone
@require_POST
def speak(request: HttpRequest, actor: Actor, ref: str, code: str, verb: str) -> HttpResponse:
    """The reporter answers, closes, reopens or withdraws."""
    complaint, reporter = access.get_own(ref, code)
    form = SPEAK[verb](request.POST, request.FILES)
    if accepted(form, lambda: _speak(request, complaint, verb, form, reporter)):
        return redirect("complaints:own", complaint.ref, code)
    return _own_page(request, complaint, code, bound=(verb, form), status=422)


@everyone
def public(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Published reports, the newest first."""
    rows = _filtered(request)[: PAGE + 1]
    found = list(rows)
    context = {
        "reports": [public_view(row) for row in found[:PAGE]],
        "older": _older(request, found),
        "districts": Region.objects.filter(level=Region.Level.DISTRICT).order_by("name"),
        "topics": Topic.objects.filter(closed=False).select_related("group"),
        "asked": request.GET,
        "states": State,
    }
    return render(request, "complaints/public.html", context)


@everyone
def published(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """One published report."""
    complaint = access.get_published(ref)
    entries = timeline(
        complaint.obligation, titles=titles_of(*TITLES), sees=PUBLIC, who=office_of, now=now_of(request)
    )
    rows = clock_rows(complaint.obligation, Calendars(), now_of(request))
    context = {"report": public_view(complaint), "entries": entries, "clocks": [row for row in rows if not row.met]}
    return render(request, "complaints/published.html", context)


def _try(ref: str, code: str) -> Complaint | None:
    try:
        return access.get_own(ref, code)[0]
    except Complaint.DoesNotExist:
        return None


def _own_page(
    request: HttpRequest, complaint: Complaint, code: str, bound: tuple[str, object] | None = None, status: int = 200
) -> HttpResponse:
    now, obligation = now_of(request), complaint.obligation
    window = actions.reopen_until(complaint)
    rows = clock_rows(obligation, Calendars(), now)
    context = {
        "complaint": complaint,
        "obligation": obligation,
        "code": code,
        "entries": timeline(obligation, titles=titles_of(*TITLES), sees=PARTIES, who=office_of, now=now),
        "clocks": [row for row in rows if not row.met],
        "may_reopen": access.may_reopen(complaint, window, now),
        "reopen_until": window,
        "forms": {verb: form() for verb, form in SPEAK.items()} | (dict([bound]) if bound else {}),
    }
    return render(request, "complaints/own.html", context, status=status)


def _speak(request: HttpRequest, complaint: Complaint, verb: str, form: object, reporter: Actor) -> None:
    at, data = now_of(request), form.cleaned_data  # type: ignore[attr-defined]
    words = {"text": data["text"], "by": reporter, "at": at}
    if verb in {"resume", "reopen"}:
        words["files"] = [store(upload, at=at) for upload in data["files"] or []]
    getattr(actions, verb)(complaint, **words)


def _filtered(request: HttpRequest) -> object:
    rows = Complaint.objects.published().for_list().order_by("-filed_at", "-id")
    asked = request.GET
    if district := asked.get("kecamatan", "")[:13]:
        rows = rows.filter(Q(region__parent=district) | Q(region=district))
    if topic := asked.get("topik", "")[:60]:
        rows = rows.filter(topic=topic)
    if (state := asked.get("keadaan", "")) in State.values:
        rows = rows.filter(obligation__state=state)
    if after := _after(asked.get("sebelum", "")):
        rows = rows.filter(Q(filed_at__lt=after[0]) | Q(filed_at=after[0], id__lt=after[1]))
    return rows


def _after(text: str) -> tuple[datetime, UUID] | None:
    moment, _sign, key = text.partition("~")
    try:
        at, row = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return (at, row) if at.tzinfo else None


def _older(request: HttpRequest, rows: list[Complaint]) -> str:
    if len(rows) <= PAGE:
        return ""
    last = rows[PAGE - 1]
    asked = {key: value for key, value in request.GET.items() if key != "sebelum"}
    return "?" + urlencode(asked | {"sebelum": f"{last.filed_at.isoformat()}~{last.pk}"})
