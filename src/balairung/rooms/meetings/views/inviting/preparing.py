"""A new meeting, what it is, and when and where it sits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.references import new_code
from balairung.ground.common.text import read_key
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings import access
from balairung.rooms.meetings.inviting import calling
from balairung.rooms.meetings.inviting.counting import session_words
from balairung.rooms.meetings.inviting.forms import MeetingFields, MeetingForm, SessionForm, when_of
from balairung.rooms.meetings.minutes.carrying import fill_agenda
from balairung.rooms.meetings.models import Meeting

FIELDS = [name for name in calling.FIELDS if name not in ("chair", "moderator", "note_keeper", "series")]


@officers
def create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form; `?seri=` proposes what the last meeting of the series was like."""
    require(any(access.can_create(actor, one) for one in actor.office_ids))
    form = MeetingForm(_posted(request), actor=actor, initial=_proposed(request, actor))
    made: list[Meeting] = []
    if request.method == "POST" and accepted(form, lambda: made.append(_prepare(request, form, actor))):
        messages.success(request, _("Rapat disiapkan. Sekarang tentukan siapa yang diundang."))
        return redirect("meetings:invitations", made[0].ref)
    context = {"form": form, "title": _("Rapat baru"), "submit": _("Siapkan rapat"), "back": reverse("meetings:mine")}
    return render(request, "meetings/inviting/form.html", context, status=422 if form.errors else 200)


def _prepare(request: HttpRequest, form: MeetingForm, actor: Actor) -> Meeting:
    """Its agenda begins with what is still open of its series."""
    said, now = form.cleaned_data, now_of(request)
    fields = {name: said[name] for name in calling.FIELDS}
    made = calling.prepare(office=said["office"], token=said["token"], **fields, **form.sitting(), by=actor, at=now)
    fill_agenda(made, by=actor, at=now)
    return made


def _proposed(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """What the meeting before it in the series said, without its times."""
    first: dict[str, Any] = {"token": new_code(24)}
    key = read_key(request.GET.get("seri", ""))
    rows = Meeting.objects.visible_to(actor).filter(series=key).select_related("office", "series")
    last = rows.order_by("-starts_at").first() if key else None
    if last is None:
        return first | ({"series": key} if key else {})
    session = last.sessions.order_by("order").first()
    place = {"place": session.place, "capacity": session.capacity} if session else {}
    people = {name: getattr(last, f"{name}_id") for name in ("chair", "moderator", "note_keeper")}
    return first | place | people | {name: getattr(last, name) for name in FIELDS} | {
        "series": last.series_id, "office": last.office.key}  # fmt: skip


@officers
def change(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """What it is; whoever was invited hears of what concerns them."""
    found = _preparable(actor, ref)
    first = {name: getattr(found, name) for name in FIELDS} | {
        name: getattr(found, f"{name}_id") for name in ("chair", "moderator", "note_keeper", "series")
    }
    form = MeetingFields(_posted(request), actor=actor, office=found.office, initial=first)
    if accepted(form, lambda: calling.change(found, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _saved(found))
        return redirect("meetings:meeting", found.ref)
    context = {"form": form, "title": _("Ubah rapat"), "submit": _("Simpan"), "meeting": found,
               "back": reverse("meetings:meeting", args=[found.ref])}  # fmt: skip
    return render(request, "meetings/inviting/form.html", context, status=422 if form.errors else 200)


@officers
def add_session(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    found = _preparable(actor, ref)
    before = found.sessions.order_by("-order").first()
    form = SessionForm(_posted(request), initial=_after(when_of(before) if before else None))
    if accepted(form, lambda: calling.add_session(found, **form.sitting(), by=actor, at=now_of(request))):
        messages.success(request, _saved(found))
        return redirect("meetings:invitations", found.ref)
    return _session(request, found, form, _("Sesi baru"))


@officers
def change_session(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    """Moved in time or place, or with other districts."""
    found = _preparable(actor, ref)
    session = found.sessions.select_related("meeting__chair", "meeting__office").get(pk=key)
    form = SessionForm(_posted(request), initial=when_of(session))
    if accepted(form, lambda: calling.change_session(session, **form.sitting(), by=actor, at=now_of(request))):
        messages.success(request, _saved(found))
        return redirect("meetings:invitations", found.ref)
    return _session(request, found, form, session_words(session))


@officers
@require_POST
def drop_session(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    found = _preparable(actor, ref)
    session = found.sessions.select_related("meeting__chair", "meeting__office").get(pk=key)
    calling.drop_session(session, by=actor, at=now_of(request))
    messages.success(request, _("Sesi dihapus."))
    return redirect("meetings:invitations", found.ref)


def _session(request: HttpRequest, found: Meeting, form: SessionForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": _("Simpan sesi"), "meeting": found,
               "back": reverse("meetings:invitations", args=[found.ref])}  # fmt: skip
    return render(request, "meetings/inviting/session.html", context, status=422 if form.errors else 200)


def _after(before: dict[str, Any] | None) -> dict[str, Any]:
    """A further session is on the same day in the same place, of other districts."""
    return {**before, "districts": [], "name": "", "start": None, "end": None} if before else {}


def _preparable(actor: Actor, ref: str) -> Meeting:
    found = access.get_run(actor, ref)
    require(access.can_prepare(actor, found), _("Rapat ini sudah selesai atau dibatalkan."))
    return found


def _saved(found: Meeting) -> str:
    if found.state == Meeting.State.DRAFT:
        return _("Tersimpan.")
    return _("Tersimpan. Yang perubahannya menyangkut mereka diberi tahu.")


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
