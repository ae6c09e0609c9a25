"""Readiness at a glance, for those who lead: who can be reached, which drills run, what needs somebody's eye."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import leaders
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.rooms.duty import access, reach
from balairung.rooms.duty.drills import automatic, period_of
from balairung.rooms.duty.models import Alarm, Call, Drill
from balairung.rooms.duty.reach import Official
from balairung.rooms.duty.showing import CHIPS_OF_DRILLS, climbs, shown
from balairung.rooms.duty.tallying import Tally, of_month, tallies
from balairung.rooms.duty.views.tabs import tabs

SOME, DRILLS = 8, 6


@dataclass(frozen=True)
class Line:
    """One drill in the list."""

    drill: Drill
    tally: Tally
    chip: str

    @property
    def last(self) -> datetime:
        """Its last moment: a drill that ends at midnight ends on the day before."""
        return self.drill.ends_at - timedelta(seconds=1)


@leaders
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """This month; while a drill runs its figures come again every ten seconds (HTMX)."""
    require(actor.leads, _("Halaman ini untuk pimpinan dan sekretaris daerah."))
    now = now_of(request)
    drills = _drills()
    context = {"period": period_of(now), "tally": of_month(now), "drills": drills, **_running(drills)}
    if request.headers.get("HX-Request"):
        return render(request, "duty/_running.html", context)
    return render(request, "duty/board.html", context | _attention(actor, now) | tabs(actor))


def _drills() -> list[Line]:
    rows = list(Drill.objects.order_by("-starts_at", "-id").defer("pool")[:DRILLS])
    counted = tallies(rows)
    return [Line(one, counted[one.pk], CHIPS_OF_DRILLS[Drill.State(one.state)]) for one in rows]


def _running(drills: list[Line]) -> dict[str, object]:
    return {"running": [line for line in drills if line.drill.state == Drill.State.RUNNING]}


def _attention(actor: Actor, now: datetime) -> dict[str, object]:
    """What somebody must look at, each with its way there."""
    officials = reach.officials(now)
    lacking = [one for one in officials if one.lacks]
    unreached = shown(access.calls_visible_to(actor).filter(period=period_of(now), state=Call.State.UNREACHED))
    alarms = Alarm.objects.visible_to(actor).filter(obligation__closed_at__isnull=True)
    kinds = list(alarms.order_by().values_list("kind", flat=True))
    return {
        "total": len(officials),
        "ready": len(officials) - len(lacking),
        "lacking": len(lacking),
        "offices": _by_office(lacking)[:SOME],
        "more": max(0, len({one.post.office_id for one in lacking}) - SOME),
        "unreached": climbs(list(unreached[:SOME])),
        "alarms": len(kinds),
        "may_drill": access.can_drill(actor),
        "switch": automatic(),
        "gaps": kinds.count(Alarm.Kind.GAP),
    }


def _by_office(lacking: list[Official]) -> list[tuple[Office, list[Official]]]:
    """Officials come in the order of their offices."""
    return [(office, list(those)) for office, those in groupby(lacking, key=lambda one: one.post.office)]
