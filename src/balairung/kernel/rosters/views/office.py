"""An office's rosters: a month on the wall, one day, who covers whom, and what the next year looks like."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.access import get_office
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office, Person
from balairung.kernel.rosters import access, actions
from balairung.kernel.rosters.duty import schedule
from balairung.kernel.rosters.editor import latest_layers, people_of, words_of
from balairung.kernel.rosters.explaining import parts_of
from balairung.kernel.rosters.forms import CoverForm
from balairung.kernel.rosters.models import Layer, Outlook, Override, Roster
from balairung.kernel.rosters.months import Month, Sign, bounds, entries_of, month_of, signs_of
from balairung.kernel.rosters.reading import day_of, me
from balairung.kernel.rosters.showing import free_day, gaps_shown, shares_of
from balairung.kernel.rosters.strips import strip

NOBODY = "kosong"
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 1)


@officers
def office(request: HttpRequest, actor: Actor, office: str) -> HttpResponse:
    """The first of its rosters, or how to make one."""
    found = get_office(office)
    rosters = _rosters(found)
    if rosters:
        return _month(request, actor, rosters[0], rosters)
    past = Roster.objects.filter(office=found).order_by("-ended_at")[:10]
    context = {"office": found, "may": access.can_keep(actor, found.pk), "past": past}
    return render(request, "rosters/none.html", context)


@officers
def roster(request: HttpRequest, actor: Actor, office: str, roster: UUID) -> HttpResponse:
    found = _get(actor, office, roster)
    return _month(request, actor, found, _rosters(found.office))


@officers
def day(request: HttpRequest, actor: Actor, office: str, roster: UUID, day: str) -> HttpResponse:
    """One day, layer by layer; and the form by which somebody stands in."""
    found, now, shown = _get(actor, office, roster), now_of(request), day_of(day)
    people = _covering(actor, found, now)
    places = [(str(one.place), one.name or str(one.place)) for one in latest_layers(found, now)]
    form = CoverForm(request.POST if request.method == "POST" else None, places=places, people=people,
                     initial=_asked(request, found, shown, now))  # fmt: skip
    if request.method == "POST" and accepted(form, lambda: _cover(found, form, actor, now)):
        messages.success(request, _("Penggantian tercatat, dan yang bersangkutan diberi tahu."))
        return redirect("rosters:day", office, roster, day)
    since, until = bounds(shown, found.tz)
    plan = schedule(found, since - timedelta(days=8), until + timedelta(days=8))
    signs = signs_of(plan.people.values())
    context: dict[str, Any] = {
        "roster": found, "day": shown, "before": shown - timedelta(days=1), "after": shown + timedelta(days=1),
        "free": free_day()(shown), "now": now, "form": form if people and places and until > now else None,
        "entries": [one for one in entries_of(plan.segments, signs) if one.until > since and one.since < until],
        "gaps": [one for one in gaps_shown(found, plan) if one.until > since and one.since < until],
        "covers": [(one, access.can_clear(actor, one) and one.until > now) for one in _covers(found, since, until)],
    }  # fmt: skip
    return render(request, "rosters/day.html", context, status=422 if form.errors else 200)


@officers
@require_POST
def clear(request: HttpRequest, actor: Actor, override: UUID) -> HttpResponse:
    """As it was before."""
    found = access.get_override(actor, override)
    actions.clear_cover(found, by=actor, at=now_of(request))
    messages.success(request, _("Penggantian dibatalkan. Jadwal kembali seperti semula."))
    shown = localdate(found.since, found.roster.tz)
    return redirect("rosters:day", found.roster.office.key, found.roster_id, shown.isoformat())


# --- a month ---------------------------------------------------------------------------------------------------------


def _month(request: HttpRequest, actor: Actor, found: Roster, rosters: list[Roster]) -> HttpResponse:
    now = now_of(request)
    first = _first(request.GET.get("bulan", ""), localtime(now, found.tz).date())
    month, signs = _drawn(found, first, localtime(now, found.tz).date())
    outlook = Outlook.objects.filter(roster=found, counted_at__isnull=False).first()
    monday = outlook.facts.get("monday") if outlook else ""
    context: dict[str, Any] = {
        "roster": found, "rosters": rosters, "month": month, "signs": list(signs.values()), "now": now,
        "may": access.can_keep(actor, found.office_id) and not found.ended_at,
        "layers": [(layer, words_of(layer)) for layer in _layers(found, now)],
        "outlook": outlook, "parts": parts_of(outlook) if outlook else [],
        "shares": shares_of(outlook) if outlook else [],
        "strip": strip(date.fromisoformat(monday), outlook.facts["weeks"]) if outlook and monday else None,
        "gaps": [tuple(map(datetime.fromisoformat, one[:2])) for one in outlook.facts["gaps"][:8]] if outlook else [],
        "earliest": FIRST < month.first, "latest": month.first < LAST,
    }  # fmt: skip
    return render(request, "rosters/roster.html", context)


def _drawn(found: Roster, first: date, today: date) -> tuple[Month, dict[UUID, Sign]]:
    """The days before and after are read too, so that a turn says how long it lasts."""
    after = (first + timedelta(days=32)).replace(day=1)
    plan = schedule(
        found, bounds(first, found.tz)[0] - timedelta(days=2), bounds(after, found.tz)[0] + timedelta(days=2)
    )
    signs = signs_of(plan.people.values())
    entries, gaps = entries_of(plan.segments, signs), gaps_shown(found, plan)
    return month_of(first, entries=entries, gaps=gaps, today=today, zone=found.tz, free=free_day()), signs


def _layers(found: Roster, now: datetime) -> list[Layer]:
    return [] if found.ended_at else latest_layers(found, now)


def _first(given: str, today: date) -> date:
    """The first day of the month that was asked for (`2026-03`), else of this one."""
    if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", given):
        return date(int(given[:4]), int(given[5:]), 1)
    return today.replace(day=1)


# --- within ----------------------------------------------------------------------------------------------------------


def _rosters(found: Office) -> list[Roster]:
    return list(Roster.objects.standing().filter(office=found).select_related("office").order_by("name", "id"))


def _get(actor: Actor, office: str, key: UUID) -> Roster:
    found = access.get_roster(actor, key)
    if found.office.key != office:
        raise Roster.DoesNotExist
    return found


def _covering(actor: Actor, found: Roster, now: datetime) -> list[tuple[str, str]]:
    """Whom this actor may put on duty; nobody may be chosen by whoever keeps the roster."""
    if found.ended_at:
        return []
    everybody = people_of(found.office, now)
    if access.can_keep(actor, found.office_id):
        return [*everybody, (NOBODY, _("Tidak ada (dikosongkan)"))]
    return [(key, words) for key, words in everybody if key == str(me(actor))]


def _asked(request: HttpRequest, found: Roster, shown: date, now: datetime) -> dict[str, Any]:
    """The whole day, or the gap that was followed (`?dari=&sampai=`)."""
    since, until = bounds(shown, found.tz)
    given = request.GET.get("dari", ""), request.GET.get("sampai", "")
    return {"since": given[0] or max(since, now), "until": given[1] or until}


def _cover(found: Roster, form: CoverForm, actor: Actor, now: datetime) -> Override:
    data = form.cleaned_data
    person = None if data["person"] == NOBODY else Person.objects.get(pk=data["person"])
    return actions.cover(
        found, place=int(data["place"]), person=person, since=data["since"], until=data["until"],
        reason=data["reason"], by=actor, at=now,
    )  # fmt: skip


def _covers(found: Roster, since: datetime, until: datetime) -> list[Override]:
    rows = Override.objects.filter(roster=found, since__lt=until, until__gt=since, cancelled_at__isnull=True)
    return list(rows.select_related("person", "roster__office", "swap").order_by("since", "id"))
