"""Who from outside may look in: given and ended here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.oversight import access, overseeing
from balairung.rooms.oversight.forms import GrantForm, ReasonForm
from balairung.rooms.oversight.models import Overseer, Reading
from balairung.rooms.oversight.overseeing import Asked

MOST = 100


@officers
def overseers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every leave that was given, what was opened by it, and the form of one more."""
    require(access.can_grant(actor), _("Akses pengawas diberikan oleh Inspektur atau sekretaris daerah."))
    now = now_of(request)
    form = GrantForm(posted(request), initial={"since": localdate(now)})
    if accepted(form, lambda: _grant(form, actor, request)):
        messages.success(request, _("Akses diberikan. Orangnya sudah diberi tahu."))
        return redirect("oversight:overseers")
    rows = list(Overseer.objects.visible_to(actor).for_list()[:MOST])
    readings = Reading.objects.filter(overseer__in=rows).select_related("overseer__person").order_by("-at", "-id")
    context: dict[str, Any] = {
        "rows": [(one, one.stands(localdate(now))) for one in rows], "form": form, "reason": ReasonForm(auto_id=False),
        "readings": list(readings[:MOST]), "today": localdate(now),
    }  # fmt: skip
    return render(request, "oversight/overseers.html", context, status=422 if form.errors else 200)


def _grant(form: forms.Form, actor: Actor, request: HttpRequest) -> None:
    typed = dict(form.cleaned_data)
    person = overseeing.person_with(typed.pop("email"))
    overseeing.grant(Asked(person=person, **typed), by=actor, at=now_of(request))


@officers
@require_POST
def revoke(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Ended before its last day."""
    one = Overseer.objects.visible_to(actor).get(pk=key)
    overseeing.revoke(one, reason=request.POST.get("text", "")[:300], by=actor, at=now_of(request))
    messages.success(request, _("Akses dicabut dan tidak berlaku lagi mulai sekarang."))
    return redirect("oversight:overseers")
