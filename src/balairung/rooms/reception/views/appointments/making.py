"""A citizen makes an appointment: what for, which day, which time, who. Each choice is a link; the last one a form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from balairung.ground.common.references import new_code
from balairung.ground.common.text import read_day, read_key
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.rooms.reception.appointments.booking import Booked, book
from balairung.rooms.reception.appointments.forms import BookForm
from balairung.rooms.reception.appointments.slots import Aim, Slot, aims_of, days_ahead, offered
from balairung.rooms.reception.models import Hall
from balairung.rooms.reception.views.own.guarding import guard

LINE, HOST, DAY = "layanan", "pejabat", "hari"  # of the address


@dataclass(frozen=True)
class DayOffered:
    """A day on which times are free, and the link that chooses it."""

    day: date
    count: int
    href: str
    chosen: bool


@everyone
@never_cache
def making(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """Choose (GET), and promise (POST): once, however often the form is sent."""
    found = Hall.objects.standing().select_related("office").get(key=hall)
    aims = aims_of(found)
    aim = _chosen(request, aims)
    if aim is None:
        context = {"hall": found, "aims": [(one, choose(one)) for one in aims]}
        return render(request, "reception/appointments/choose.html", context)
    free = offered(aim, days_ahead(found, now_of(request)), at=now_of(request))
    day = chosen_day(request, free)
    form = _form(request, aim, free[day] if day else [])
    made: list[Booked] = []
    if request.method == "POST" and accepted(form, lambda: made.append(_book(request, aim, form, actor))):
        return redirect("reception:appointment", made[0].code)
    context = {"hall": found, "aim": aim, "form": form, "day": day, "days": days_offered(free, day, choose(aim)),
               "alone": len(aims) == 1}  # fmt: skip
    return render(request, "reception/appointments/book.html", context, status=422 if form.errors else 200)


def choose(aim: Aim) -> str:
    """The address with this chosen."""
    chosen = {LINE: str(aim.line.pk)} if aim.line else {HOST: str(aim.host.pk) if aim.host else ""}
    return f"{reverse('reception:book', args=[aim.hall.key])}?{urlencode(chosen)}"


def days_offered(free: dict[date, list[Slot]], day: date | None, href: str) -> list[DayOffered]:
    sign = "&" if "?" in href else "?"
    return [
        DayOffered(one, sum(slot.left for slot in slots), f"{href}{sign}{DAY}={one.isoformat()}#jam", one == day)
        for one, slots in free.items()
        if slots
    ]


def chosen_day(request: HttpRequest, free: dict[date, list[Slot]]) -> date | None:
    """The day that was chosen, else the first with a free time."""
    asked = read_day(request.GET.get(DAY, ""))
    return asked if asked and free.get(asked) else next((day for day, slots in free.items() if slots), None)


def _chosen(request: HttpRequest, aims: list[Aim]) -> Aim | None:
    """What the address names; the only one where there is but one."""
    line, host = read_key(request.GET.get(LINE, "")), read_key(request.GET.get(HOST, ""))
    named = [aim for aim in aims if (aim.line and aim.line.pk == line) or (aim.host and aim.host.pk == host)]
    return named[0] if named else aims[0] if len(aims) == 1 else None


def _form(request: HttpRequest, aim: Aim, slots: list[Slot]) -> BookForm:
    data = request.POST if request.method == "POST" else None
    return BookForm(slots, data, initial={"token": new_code(24)}, guest=aim.line is None)


def _book(request: HttpRequest, aim: Aim, form: BookForm, actor: Actor) -> Booked:
    said: dict[str, Any] = form.cleaned_data
    guard(request, trapped=bool(said["website"]), proof=said["proof"], contact=said["contact"])
    return book(
        aim=aim, starts_at=said["starts_at"], name=said["name"], contact=said["contact"],
        purpose=said.get("purpose", ""), lane=said.get("lane", ""), token=said["token"], by=actor, at=now_of(request),
    )  # fmt: skip
