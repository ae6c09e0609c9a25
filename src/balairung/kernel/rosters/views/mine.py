"""My shifts: now and next, eight weeks ahead, my leave, my calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.forms import AbsenceForm
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Absence, Person
from balairung.kernel.rosters import actions
from balairung.kernel.rosters.feeds import has_feed
from balairung.kernel.rosters.reading import me, my_shifts, waiting_for

AHEAD = timedelta(weeks=8)


@officers
def shifts(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor, AbsenceForm(prefix="cuti"))


@officers
@require_POST
def leave(request: HttpRequest, actor: Actor) -> HttpResponse:
    """I am away for some days; whoever is next in the layers answers then."""
    form = AbsenceForm(request.POST, prefix="cuti")
    person = Person.objects.get(pk=me(actor))
    if accepted(form, lambda: actions.record_absence(person=person, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Cuti Anda tercatat. Lihat giliran di bawah yang perlu pengganti."))
        return redirect("rosters:mine")
    return _page(request, actor, form, status=422)


@officers
@require_POST
def back(request: HttpRequest, actor: Actor, absence: UUID) -> HttpResponse:
    """I am back today, or do not go."""
    found = Absence.objects.select_related("person").get(pk=absence, person=me(actor))
    actions.end_absence(found, back=localdate(now_of(request)), by=actor, at=now_of(request))
    messages.success(request, _("Anda tercatat bertugas kembali mulai hari ini."))
    return redirect("rosters:mine")


@officers
@require_POST
def calendar(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A secret address for one's calendar, shown once; the one before it is dead."""
    token = actions.make_feed(by=actor, at=now_of(request))
    path = f"{house_url()}{reverse('on_duty:feed', args=[token])}"
    return render(request, "rosters/calendar.html", {"address": path, "open": f"webcal:{path.partition(':')[2]}"})


@officers
@require_POST
def revoke(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Nobody reads one's shifts there any more."""
    actions.revoke_feed(by=actor, at=now_of(request))
    messages.success(request, _("Alamat kalender dicabut. Kalender Anda tidak lagi menerima perubahan."))
    return redirect("rosters:mine")


def _page(request: HttpRequest, actor: Actor, form: forms.Form, status: int = 200) -> HttpResponse:
    now = now_of(request)
    mine = my_shifts(me(actor), now, AHEAD)
    away = Absence.objects.filter(person=me(actor), until__gte=localdate(now)).order_by("since", "id")
    current = [one for one in mine if one.runs(now) and not one.shift.passed]
    ahead = [one for one in mine if one.shift.since > now and not one.shift.passed]
    context: dict[str, Any] = {
        "now": now,
        "current": current,
        "next": ahead[0] if ahead else None,
        "mine": ahead if current else ahead[1:],
        "uncovered": [one for one in mine if one.shift.passed],
        "waiting": list(waiting_for(actor, now)),
        "absences": away,
        "today": localdate(now),
        "form": form,
        "has_feed": has_feed(me(actor)),
        "own": actor.seats[0].office_id,
    }
    return render(request, "rosters/mine.html", context, status=status)
