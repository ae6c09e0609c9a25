"""Roll calls: planned, opened, checked in by QR or list, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from balairung.ground.ui.attempt import accepted
from balairung.ground.ui.camera import allow_camera
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.views.asking import posted
from balairung.rooms.learning import access, rollcalls
from balairung.rooms.learning.forms import CallForm, ReasonForm
from balairung.rooms.learning.models import RollCall, RollCallEntry
from balairung.rooms.learning.views.doors import codes_of, typed

PAGE = 30


@dataclass(frozen=True)
class Part:
    """One office in the list of a roll call."""

    office: Office
    entries: list[RollCallEntry]

    @property
    def came(self) -> int:
        return sum(one.came_at is not None for one in self.entries)


@officers
@require_GET
def calls(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those of one's own offices and of the whole regency, the newest first."""
    rows = RollCall.objects.for_list()
    if not access.can_call_all(actor):
        mine = Q(office__in=actor.office_ids) | Q(regency_wide=True) | Q(offices__in=actor.office_ids)
        rows = rows.filter(mine).distinct()
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    tallies = rollcalls.tally([one.pk for one in page.object_list])
    context = {
        "page": page, "rows": [(one, tallies.get(one.pk)) for one in page.object_list],
        "may_plan": access.can_call(actor),
    }  # fmt: skip
    return render(request, "learning/calls.html", context)


@officers
def plan(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of a roll call to come."""
    require(access.can_call(actor))
    own = Office.objects.filter(pk__in=access.offices_read(actor) or actor.office_ids).order_by("order", "id").first()
    first = {"office": own.key if own else "", "day": localdate(now_of(request))}
    form, made = CallForm(posted(request), initial=first), list[RollCall]()
    if accepted(form, lambda: made.append(_plan(request, form, actor))):
        messages.success(request, _("Apel direncanakan. Buka apel ini pada harinya."))
        return redirect("learning:call", made[0].pk)
    return render(request, "learning/plan_call.html", {"form": form}, status=422 if form.errors else 200)


def _plan(request: HttpRequest, form: CallForm, actor: Actor) -> RollCall:
    said = dict(form.cleaned_data)
    starts_at = make_aware(datetime.combine(said.pop("day"), said.pop("clock")))
    wide = said.pop("scope") == "all"
    return rollcalls.plan(**said, starts_at=starts_at, regency_wide=wide, by=actor, at=now_of(request))


@officers
def call(request: HttpRequest, actor: Actor, call: UUID) -> HttpResponse:
    """One roll call; POST notes a code that was typed."""
    found = access.get_roll_call(actor, call)
    if request.method == "POST":
        (one,) = typed(request)
        outcome = rollcalls.note(found, one.text, by=actor, at=now_of(request))
        (messages.success if outcome.entries else messages.error)(request, outcome.words)
        return redirect("learning:call", found.pk)
    return allow_camera(render(request, "learning/call.html", _context(found, actor)))


@officers
@require_POST
def send(request: HttpRequest, actor: Actor, call: UUID) -> JsonResponse:
    """What the camera of ui/scan.js read."""
    found = access.get_roll_call(actor, call)
    require(access.can_hold(actor, found))
    results = []
    for one in codes_of(request):
        noted = rollcalls.note(found, one.text, by=actor, at=now_of(request))
        card = render_to_string("learning/_noted.html", {"noted": noted})
        results.append({"token": one.token, "card": card, "came": bool(noted.entries), "outcome": noted.outcome})
    tally = render_to_string("learning/_tally.html", {"tally": rollcalls.tally([found.pk]).get(found.pk, (0, 0))})
    return JsonResponse({"results": results, "tally": tally})


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, call: UUID, verb: str) -> HttpResponse:
    """Opened, or closed."""
    found = access.get_roll_call(actor, call)
    if verb == "buka":
        count = rollcalls.open_call(found, by=actor, at=now_of(request))
        messages.success(request, _("Apel dibuka. %(count)d orang ada di daftar.") % {"count": count})
    else:
        rollcalls.close_call(found, by=actor, at=now_of(request))
        messages.success(request, _("Apel ditutup."))
    return redirect("learning:call", found.pk)


@officers
@require_POST
def note(request: HttpRequest, actor: Actor, entry: UUID, verb: str) -> HttpResponse:
    """One line of the list: there, ticked by mistake, or why not."""
    found = RollCallEntry.objects.select_related("roll_call__office", "person", "office").get(pk=entry)
    access.get_roll_call(actor, found.roll_call_id)
    now, form = now_of(request), ReasonForm(request.POST)
    if verb == "hadir":
        rollcalls.tick(found, by=actor, at=now)
    elif verb == "hapus":
        rollcalls.untick(found, by=actor, at=now)
    elif not accepted(form, lambda: rollcalls.excuse(found, **form.cleaned_data, by=actor, at=now)):
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
    return redirect(f"{reverse('learning:call', args=[found.roll_call_id])}#kantor-{found.office.key}")


def _context(found: RollCall, actor: Actor) -> dict[str, object]:
    """The list by office; reasons are read by whoever holds the roll call."""
    holds, parts = access.can_hold(actor, found), dict[UUID, Part]()
    rows = found.entries.for_list()
    if not holds:
        rows = rows.filter(office__in=[*access.offices_read(actor)]) | rows.filter(person=actor.person_id)
    for entry in rows:
        parts.setdefault(entry.office_id, Part(entry.office, [])).entries.append(entry)
    return {
        "call": found, "parts": list(parts.values()), "holds": holds, "form": ReasonForm(),
        "tally": rollcalls.tally([found.pk]).get(found.pk, (0, 0)), "state": RollCall.State,
    }  # fmt: skip
