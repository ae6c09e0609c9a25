"""Where minutes become binding: what they lack, submitting them, the chair's yes or no, their letter, the public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.documents.models import Document
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings import access
from balairung.rooms.meetings.minutes import approving, publishing
from balairung.rooms.meetings.minutes.checking import missing
from balairung.rooms.meetings.minutes.telling import seated
from balairung.rooms.meetings.models import Meeting, Minutes
from balairung.rooms.meetings.views.binding.searching import read_moment


class NoForm(forms.Form):
    """Nothing is asked."""


class ReadForm(forms.Form):
    """Which minutes the chair has read: those that were submitted at this moment."""

    submitted_at = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_submitted_at(self) -> datetime:
        moment = read_moment(self.cleaned_data["submitted_at"])
        if moment is None:
            raise forms.ValidationError(_("Muat ulang halaman, lalu coba lagi."))
        return moment


Deed = tuple[str | Promise, type[forms.Form], Callable[..., Any]]
#: By verb: what it is called, what it asks, who does it.
DEEDS: dict[str, Deed] = {
    "submit": (_("Ajukan kepada pimpinan rapat"), NoForm, approving.submit),
    "take_back": (_("Tarik kembali"), NoForm, approving.take_back),
    "approve": (_("Sahkan notulen"), ReadForm, approving.approve),
    "send_back": (_("Kembalikan kepada notulis"), WordsForm, approving.send_back),
    "letter": (_("Buat suratnya lagi"), NoForm, publishing.request_letter_again),
    "publish": (_("Terbitkan untuk umum"), NoForm, publishing.publish),
}


@officers
def approval(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_meeting(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb; refused, the page is shown again with its sentence."""
    meeting = access.get_meeting(actor, ref)
    label, kind, action = DEEDS[verb]
    form = kind(request.POST, prefix=verb)
    if accepted(form, lambda: action(meeting, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, f"“{label}”: {_('tercatat.')}")
        return redirect("meetings:approval", meeting.ref)
    return _page(request, actor, access.get_meeting(actor, ref), (verb, form))


def _page(
    request: HttpRequest, actor: Actor, meeting: Meeting, bound: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    now = now_of(request)
    rows = Minutes.objects.select_related("document", "approved_by", "submitted_by", "owed")
    minutes = rows.filter(meeting=meeting).first() or Minutes(meeting=meeting)
    chairs = access.can_chair(actor, meeting, now)
    faults = [] if minutes.approved_at else missing(meeting, now)
    offered = _offered(actor, meeting, minutes, chairs, bool(faults))
    forms_of = {verb: _form(verb, minutes, bound) for verb in offered}
    context = {
        "meeting": meeting, "minutes": minutes, "faults": faults, "chairs": chairs, "verb": bound[0] if bound else "",
        "deeds": [(verb, DEEDS[verb][0], form) for verb, form in forms_of.items()], "chair": seated(meeting.chair, now),
        "refused": bound[1].non_field_errors() if bound else (), "signed": _signed(minutes),
        "written": publishing.read(meeting) if minutes.submitted_at or minutes.approved_at else None,
        "now": now,
    }  # fmt: skip
    return render(request, "meetings/binding/approval.html", context, status=422 if bound else 200)


def _offered(actor: Actor, meeting: Meeting, minutes: Minutes, chairs: bool, lacking: bool) -> list[str]:
    """The deeds that this actor may do now, the likeliest first."""
    writes = access.can_write_minutes(actor, meeting)
    if minutes.approved_at:
        letter = minutes.document is None or minutes.document.state == Document.State.VOID
        again = ["letter"] if letter and access.runs(actor, meeting) else []
        public = access.can_publish(actor, meeting) and not minutes.published_at
        return [*again, *(["publish"] if public else [])]
    if minutes.submitted_at:
        return [*(["approve", "send_back"] if chairs else []), *(["take_back"] if writes else [])]
    return ["submit"] if writes and not lacking else []


def _form(verb: str, minutes: Minutes, bound: tuple[str, forms.Form] | None) -> forms.Form:
    if bound and bound[0] == verb:
        return bound[1]
    read = {"submitted_at": minutes.submitted_at.isoformat()} if minutes.submitted_at else {}
    return DEEDS[verb][1](prefix=verb, initial=read)


def _signed(minutes: Minutes) -> bool:
    return minutes.document is not None and minutes.document.state == Document.State.SIGNED
