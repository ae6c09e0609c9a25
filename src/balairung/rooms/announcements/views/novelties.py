"""What Balairung can do, how to use it, how it is used; and what changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.announcements import features
from balairung.rooms.announcements.models import Announcement

LATEST = 3


@everyone
def public(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For citizens: every ability with three sentences, and the newest announcements of this kind."""
    rows = Announcement.objects.for_all().filter(kind=Announcement.Kind.NOVELTY).newest_first()[:LATEST]
    return render(request, "announcements/novelties.html", {"chapters": features.chapters("citizens"), "rows": rows})


@everyone
def changes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The change log in plain words, chapter by chapter."""
    context = {"chapters": features.chapters(), "version": features.version()}
    return render(request, "announcements/changes.html", context)


@officers
def own(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For officers: the same, with a mark on what is new to them, and how it is used this month."""
    now = now_of(request)
    if request.method == "POST" and actor.person_id:
        features.see(request.POST.getlist("dilihat"), person=actor.person_id, at=now)
        messages.success(request, _("Tandanya sudah dihapus."))
        return redirect("announcements:own_novelties")
    shown = features.shown_to(actor, at=now)
    context = {
        "fresh": [one for one in shown if one.fresh], "known": [one for one in shown if not one.fresh],
        "adoption": features.adoption(now), "now": now,
    }  # fmt: skip
    return render(request, "announcements/own_novelties.html", context)
