"""Who is on duty now: for everyone, and for officers over all offices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from balairung.ground.common.facts import facts
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office, Region
from balairung.kernel.rosters.access import can_keep
from balairung.kernel.rosters.board import Card, all_cards, announcing, public_cards
from balairung.kernel.rosters.duty import look_ahead
from balairung.kernel.rosters.forms import NowForm
from balairung.kernel.rosters.reading import waiting_for

MOST = 60  # offices on one page


@everyone
def public(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every office that announces it; the emergency numbers stay on top."""
    now, form = now_of(request), NowForm(request.GET)
    asked, offices = form.asked(), announcing()
    page = _page(request, list(_narrowed(offices, asked)), asked)
    still = urlencode({**asked, "mulai": str(page["first"]), "tetap": "ya"})
    context = {
        **page,
        "now": now,
        "form": form if request.GET else NowForm(),
        "asked": asked,
        "total": len(offices),
        "cards": public_cards(page["rows"], now),
        "emergencies": facts("complaints")["emergency"],
        "refresh": bool(offices) and "tetap" not in request.GET,
        "still": f"?{still}",
        "address": request.get_full_path(),
    }
    return render(request, "rosters/now.html", context)


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Over all offices: the empty ones first, then those whose person cannot be reached."""
    now, form = now_of(request), NowForm(request.GET)
    asked, everything = form.asked(), all_cards(now)
    kept = {card.office.pk: card for card in everything}
    wanted = {office.pk for office in _narrowed([card.office for card in everything], asked)}
    page = _page(request, [card for card in everything if card.office.pk in wanted], asked)
    look_ahead([line.one for card in page["rows"] for line in card.lines])
    context = {
        **page,
        "now": now,
        "form": form if request.GET else NowForm(),
        "asked": asked,
        "cards": page["rows"],
        "total": len(everything),
        "empty": sum(card.empty for card in everything),
        "unreached": sum(card.unreached for card in everything),
        "without": Office.objects.filter(closed_on__isnull=True).exclude(pk__in=kept).count(),
        "own": _own(actor, kept),
        "waiting": waiting_for(actor, now).count(),
    }
    return render(request, "rosters/desk.html", context)


def _narrowed(offices: Sequence[Office], asked: dict[str, str]) -> Iterator[Office]:
    words, district = asked.get("kata", "").casefold().split()[:6], asked.get("kecamatan", "")
    places = set(Region.objects.filter(parent=district).values_list("pk", flat=True)) | {district}
    for office in offices:
        name = f"{office.name} {office.short}".casefold()
        if all(word in name for word in words) and (not district or office.region_id in places):
            yield office


def _page(request: HttpRequest, rows: Sequence[Any], asked: dict[str, str]) -> dict[str, Any]:
    """So many of the rows from `?mulai=` on, and the ways before and after."""
    given = request.GET.get("mulai", "")
    first = min(int(given), len(rows)) // MOST * MOST if given.isdecimal() and len(given) < 6 else 0

    def link(place: int) -> str:
        return f"?{urlencode({**asked, 'mulai': str(place)})}"

    before = link(max(first - MOST, 0)) if first else ""
    after = link(first + MOST) if first + MOST < len(rows) else ""
    return {"rows": rows[first : first + MOST], "first": first, "before": before, "after": after}


def _own(actor: Actor, kept: dict[Any, Card]) -> list[tuple[Any, bool, bool]]:
    """My offices: (seat, whether it keeps a roster, whether I may make one)."""
    seats = {seat.office_id: seat for seat in actor.seats}
    keys = dict(Office.objects.filter(pk__in=seats).values_list("pk", "key"))
    return [({"key": keys[key], "name": seat.office}, key in kept, can_keep(actor, key)) for key, seat in seats.items()]
