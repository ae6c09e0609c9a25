"""Innovations as everybody reads them: the list, the map, one of them, the league table, every village by month."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.gzip import gzip_page

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.boundaries import map_of
from balairung.kernel.people.choices import district_choices
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Region
from balairung.rooms.innovations import access, league, register, strip
from balairung.rooms.innovations.forms import FilterForm
from balairung.rooms.innovations.models import Laurel
from balairung.rooms.innovations.months import month_of
from balairung.rooms.innovations.views.showing import offices_of, pictures

LAURELS = 3
OFFICES = 50  # of the league table on one page


@gzip_page
@everyone
def whole(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was approved, the newest first; narrowed by what the address asks."""
    form = FilterForm(request.GET)
    asked = form.asked()
    found = register.narrowed(asked)
    rows = found.for_list().defer("proposer", "contact").order_by("-approved_at", "-id")
    page = Paginator(rows, register.PAGE).get_page(request.GET.get("halaman"))
    laurels = Laurel.objects.select_related("card__office", "card__region").defer("card__proposer", "card__contact")
    context = {
        "form": form, "asked": asked, "page": page, "query": urlencode(asked),
        "figures": register.figures_of(found), "laurels": laurels.order_by("-decided_at", "-id")[:LAURELS],
    }  # fmt: skip
    return render(request, "innovations/register.html", context)


@gzip_page
@everyone
def public_map(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How many: by district, or by village of one; each opens its list."""
    form = FilterForm(request.GET)
    asked = form.asked()
    district = _district(asked.pop("wilayah", ""))
    within = district.pk if district else ""
    found = register.narrowed(asked | ({"wilayah": within} if within else {}))
    listing, here = reverse("innovations:register"), reverse("innovations:map")
    drawn = map_of(
        register.counts_by_place(found, within), within=within,
        link=lambda code: f"{listing if within else here}?{urlencode(asked | {'wilayah': code})}",
    )  # fmt: skip
    back = f"{listing}?{urlencode(asked | ({'wilayah': within} if within else {}))}".rstrip("?")
    return render(request, "innovations/map.html", {"map": drawn, "district": district, "back": back})


def _district(code: str) -> Region | None:
    region = Region.objects.filter(pk=code).select_related("parent").first()
    return (region.parent or region) if region else None


@gzip_page
@everyone
def innovation(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """One that was approved: the problem, what is new, how it works, how far it is, who does the same."""
    card = access.get_public(ref)
    own = {card.office_id, card.origin.office_id if card.origin else None}
    context = {
        "card": card, "pictures": pictures(card, request), "adoptions": register.adoptions_of(card),
        "laurels": list(card.laurels.order_by("period")),
        "adopts": actor.is_officer and any(one.pk not in own for one in offices_of(actor)),
        "opens": actor.is_officer,
    }  # fmt: skip
    return render(request, "innovations/innovation.html", context)


@gzip_page
@everyone
def league_table(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who did how much in a year: villages, districts or agencies."""
    level = request.GET.get("tingkat", "")
    level = level if level in league.LEVELS else league.LEVELS[0]
    this_year = localdate(now_of(request)).year
    asked = request.GET.get("tahun", "")
    year = int(asked) if len(asked) == 4 and asked.isascii() and asked.isdigit() else this_year
    year = min(max(year, 2000), this_year)
    page = Paginator(league.table(level, year), OFFICES).get_page(request.GET.get("halaman"))
    context = {
        "level": level, "year": year, "years": sorted({this_year, *register.years()}, reverse=True), "page": page,
        "deeds": league.deeds(), "query": f"tingkat={level}&tahun={year}",
    }  # fmt: skip
    return render(request, "innovations/league.html", context)


@gzip_page
@everyone
def strips(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every village beside the last thirty-six months."""
    choices = district_choices()
    asked = request.GET.get("kecamatan", "")
    district = asked if asked in {code for code, _name in choices} else ""
    found = strip.whole(month_of(localdate(now_of(request))), district=district)
    return render(request, "innovations/strip.html", {"found": found, "districts": choices, "asked": district})
