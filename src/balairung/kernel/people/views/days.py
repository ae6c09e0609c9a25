"""Decreed days, and who changed what."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people import actions, reads
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import operators
from balairung.kernel.people.forms import DecreeForm
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Decree
from balairung.kernel.people.views.asking import posted


@operators
def days(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The days that were decreed, and the form for one more.

    Whoever counts deadlines stands above this floor: `settings.DECREE_FOLLOWERS` are dotted paths of functions that
    take the decree and return how many dates moved.
    """
    form, made = DecreeForm(posted(request)), list[Decree]()
    if accepted(form, lambda: made.append(actions.decree_day(**form.cleaned_data, by=actor, at=now_of(request)))):
        followers = [import_string(path) for path in getattr(settings, "DECREE_FOLLOWERS", ())]
        moved = sum(follow(made[0], by=actor, at=now_of(request)) for follow in followers)
        messages.success(request, _("Hari dicatat. Batas waktu yang berubah: %(moved)d.") % {"moved": moved})
        return redirect("people:days")
    today = localdate(now_of(request))
    rows = list(Decree.objects.order_by("date", "decided_at", "id"))
    context = {
        "form": form, "coming": [row for row in rows if row.date >= today],
        "past": [row for row in reversed(rows) if row.date < today], "tab": "hari",
    }  # fmt: skip
    return render(request, "people/days.html", context, status=422 if form.errors else 200)


@operators
def changes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The latest changes of the organisation, `?sebelum=` for older ones."""
    rows = reads.changes_before(request.GET.get("sebelum", ""))
    older = f"?sebelum={rows[-1].pk}" if len(rows) == reads.CHANGES else ""
    return render(request, "people/changes.html", {"changes": rows, "older": older, "tab": "perubahan"})
