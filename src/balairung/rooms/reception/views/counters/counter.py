"""At a counter: one number, the buttons for what comes next, and who waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.rooms.reception.access import can_receive, get_counter, get_hall, halls_of, may_open
from balairung.rooms.reception.models import Counter
from balairung.rooms.reception.queue import calling
from balairung.rooms.reception.queue.choosing import rule
from balairung.rooms.reception.queue.hours import why_closed
from balairung.rooms.reception.queue.watching import at_counter, at_halls
from balairung.rooms.reception.views.counters.forms import TurnForm
from balairung.rooms.reception.views.tabs import tabs

Deed = Callable[[Counter, TurnForm, Actor, datetime], object]
MOST = 100  # halls on one page


def _about(act: Callable[..., object]) -> Deed:
    """A deed about the number that the page showed."""
    return lambda counter, form, by, at: act(form.number(counter), by=by, at=at)


def _here(act: Callable[..., object]) -> Deed:
    """A deed about the counter itself."""
    return lambda counter, form, by, at: act(counter, by=by, at=at)


def _call_next(counter: Counter, form: TurnForm, by: Actor, at: datetime) -> object:
    return calling.call_next(counter, after=form.seen(counter), by=by, at=at) or _("Belum ada yang menunggu.")


def _transfer(counter: Counter, form: TurnForm, by: Actor, at: datetime) -> object:
    ticket, line = form.number(counter), form.wanted(counter)
    calling.transfer(ticket, line=line, by=by, at=at)
    return _("Nomor %(label)s dipindahkan ke %(line)s.") % {"label": ticket.label, "line": line.name}


DEEDS: dict[str, Deed] = {
    "sit": _here(calling.sit), "rest": _here(calling.rest), "stand_up": _here(calling.stand_up),
    "call_next": _call_next, "recall": _about(calling.recall), "start": _about(calling.start),
    "finish": _about(calling.finish), "no_show": _about(calling.no_show), "hold": _about(calling.hold),
    "resume": _about(calling.resume), "leave": _about(calling.leave), "transfer": _transfer,
}  # fmt: skip


@officers
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The halls in which this officer works, with who waits there now."""
    now, calendars = now_of(request), Calendars()
    halls = halls_of(actor).for_list()[:MOST]
    rows = [(one, why_closed(one.hall, now, calendars)) for one in at_halls(halls, actor, now)]
    context = {"rows": rows, "now": now, "may_open": may_open(actor), "person": actor.person_id}
    return render(request, "reception/counters/mine.html", context)


@officers
def counter(request: HttpRequest, actor: Actor, hall: str, counter: UUID) -> HttpResponse:
    """One counter; htmx asks for the list of those who wait, and gets nothing else."""
    found = get_counter(actor, get_hall(actor, hall), counter)
    now = now_of(request)
    seen = at_counter(found, now)
    context = {
        "seen": seen, "counter": found, "now": now, "closed": why_closed(found.hall, now),
        "mine": seen.sitting is not None and seen.sitting.person_id == actor.person_id,
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "reception/counters/_waiting.html", context)
    others = found.hall.lines.filter(closed_on__isnull=True).select_related("booth")
    context |= tabs(actor, found.hall) | {
        "others": [line for line in others if seen.before is None or line.pk != seen.before.line_id],
        "patient": seen.before is not None and seen.before.calls < found.hall.patience,
        "rule": rule(found.hall.head_start), "may_end": can_receive(actor, found.hall),
    }  # fmt: skip
    return render(request, "reception/counters/counter.html", context)


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, hall: str, counter: UUID, verb: str) -> HttpResponse:
    """One deed, by its verb; what was refused is said on the page of the counter, which shows what is so now."""
    found = get_counter(actor, get_hall(actor, hall), counter)
    form = TurnForm(request.POST)
    said: list[object] = []
    if accepted(form, lambda: said.append(DEEDS[verb](found, form, actor, now_of(request)))):
        if said and isinstance(said[0], str):
            messages.info(request, said[0])
    else:
        messages.warning(
            request, " ".join(map(str, form.non_field_errors())) or _("Isian itu tidak terbaca. Coba lagi.")
        )
    return redirect("reception:counter", found.hall.key, found.pk)
