"""The decisions of a meeting: written down, changed by several hands, taken out."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.references import new_code
from balairung.ground.common.text import read_key
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings import access
from balairung.rooms.meetings.minutes import carrying, deciding, matrix, publishing
from balairung.rooms.meetings.minutes.checking import faults_of
from balairung.rooms.meetings.models import Decision, Meeting, Minutes
from balairung.rooms.meetings.views.binding.forms import DecisionForm, initial_of


class VersionForm(forms.Form):
    version = forms.IntegerField(min_value=0)


@officers
def decisions(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """All of them, with what each lacks; and how each stands once it binds."""
    meeting, now = access.get_meeting(actor, ref), now_of(request)
    minutes = Minutes.objects.select_related("document").filter(meeting=meeting).first()
    may = access.can_write_minutes(actor, meeting) and not (minutes and minutes.submitted_at)
    lines = matrix.of_meeting(meeting, now).lines
    found = Decision.objects.standing().filter(minutes=minutes).for_list() if minutes else []
    rows = [
        (one, [line for line in lines if line.task.decision_id == one.pk], list(faults_of(one, now)),
         publishing.due_words(one, meeting.starts_at))
        for one in found
    ]  # fmt: skip
    owed = [line for line in lines if line.task.question_id]
    context = {"meeting": meeting, "minutes": minutes, "rows": rows, "owed": owed, "may": may}
    return render(request, "meetings/binding/decisions.html", context)


@officers
def create(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    meeting, now = access.get_run(actor, ref), now_of(request)
    asked = read_key(request.GET.get("pertanyaan", ""))
    start = {"token": new_code(24), "question": str(asked or "")}
    form = DecisionForm(request.POST or None, initial=start, meeting=meeting)
    if request.method == "POST" and accepted(form, lambda: _decide(form, meeting, actor, request)):
        messages.success(request, _("Keputusan dicatat."))
        return redirect("meetings:decisions", meeting.ref)
    context = {"meeting": meeting, "form": form, "decision": None, "now": now}
    return render(request, "meetings/binding/decision.html", context, status=422 if form.errors else 200)


def _decide(form: DecisionForm, meeting: Meeting, actor: Actor, request: HttpRequest) -> None:
    deciding.decide(meeting, form.said(), token=form.cleaned_data["token"], by=actor, at=now_of(request))


@officers
def edit(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    meeting = access.get_run(actor, ref)
    decision = _decision(meeting, key)
    start = {"token": new_code(24), **initial_of(decision)}
    form = DecisionForm(request.POST or None, initial=start, meeting=meeting)
    if request.method == "POST" and accepted(form, lambda: _change(form, decision, actor, request)):
        messages.success(request, _("Keputusan diubah."))
        return redirect("meetings:decisions", meeting.ref)
    context = {"meeting": meeting, "form": form, "decision": decision}
    return render(request, "meetings/binding/decision.html", context, status=422 if form.errors else 200)


def _change(form: DecisionForm, decision: Decision, actor: Actor, request: HttpRequest) -> None:
    version = form.cleaned_data["version"] or 0
    deciding.change(decision, form.said(), version=version, by=actor, at=now_of(request))


@officers
@require_POST
def drop(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    meeting = access.get_run(actor, ref)
    form, decision = VersionForm(request.POST), _decision(meeting, key)
    if accepted(form, lambda: _drop(form, decision, actor, request)):
        messages.success(request, _("Keputusan dikeluarkan dari notulen."))
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())) or _("Muat ulang halaman, lalu coba lagi."))
    return redirect("meetings:decisions", meeting.ref)


def _drop(form: VersionForm, decision: Decision, actor: Actor, request: HttpRequest) -> None:
    deciding.drop(decision, version=form.cleaned_data["version"], by=actor, at=now_of(request))


def _decision(meeting: Meeting, key: UUID) -> Decision:
    """Raise DoesNotExist (404) for one of another meeting."""
    return Decision.objects.standing().select_related("minutes__meeting__chair").get(minutes__meeting=meeting, pk=key)


@officers
@require_POST
def carry(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """What is still open of earlier meetings of the series comes onto the agenda."""
    meeting = access.get_run(actor, ref)
    added = carrying.fill_agenda(meeting, by=actor, at=now_of(request))
    said = _("%(count)d hal yang masih terbuka masuk ke acara.") % {"count": added}
    messages.success(request, said if added else _("Tidak ada hal baru yang masih terbuka dari rapat sebelumnya."))
    return redirect("meetings:agenda", meeting.ref)
