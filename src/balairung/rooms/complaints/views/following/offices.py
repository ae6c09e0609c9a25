"""An office before everyone: its public reports, how it keeps its word, and the links for its own page."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.board import cards
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.rooms.complaints.filing.posters import SHEETS
from balairung.rooms.complaints.following.listing import PlaceForm, keeping_of, page_of
from balairung.rooms.complaints.public import listed


@everyone
def office(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """What one office owes the public, and how well it keeps its word."""
    return office_page(request, Office.objects.select_related("region").get(key=key))


def office_page(request: HttpRequest, found: Office, *, poster: bool = False) -> HttpResponse:
    """`poster` says that the code on its poster led here: then the page tells so, once."""
    now = now_of(request)
    page = page_of({"kantor": found}, "", now)
    query = urlencode({"kantor": found.key})
    context = {
        "office": found,
        "poster": poster,
        "card": next(iter(cards([found.pk])), None),
        "sheets": [(sheet, reverse("complaints:poster", args=[found.key, sheet.name])) for sheet in SHEETS.values()],
        "keeping": keeping_of(found, now),
        "rows": listed(page.rows, now),
        "all": f"{reverse('complaints:public')}?{query}" if page.older else "",
        "file": f"{reverse('complaints:create')}?{query}",
        "feed": f"{reverse('complaints:feed')}?{query}",
    }
    return render(request, "complaints/office.html", context)


@dataclass(frozen=True)
class DeepLink:
    """A link as an office uses it: the address, the HTML to paste, the drawing for a poster."""

    title: str
    address: str
    html: str
    qr: str


@officers
def links(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ready links and buttons for the page, the poster or the counter of an office."""
    form = PlaceForm(request.GET or {"kantor": _own_office(actor)})
    form.read()  # the lists that are offered become those of what is asked for
    query = urlencode({name: form.data[name] for name in form.fields if form.data.get(name)})
    made = [
        _deep_link("complaints:create", query, _("Buat laporan")),
        _deep_link("complaints:public", query, _("Lihat laporan warga")),
        _deep_link("complaints:feed", query, _("Umpan Atom laporan warga")),
    ]
    return render(request, "complaints/links.html", {"form": form, "links": made})


def _deep_link(where: str, query: str, title: str) -> DeepLink:
    address = f"{house_url()}{reverse(where)}?{query}".rstrip("?")
    html = format_html('<a href="{}">{}</a>', address, title)
    return DeepLink(title, address, html, segno.make(address, error="m").svg_data_uri(scale=4, border=2))


def _own_office(actor: Actor) -> str:
    keys = Office.objects.filter(pk__in=actor.office_ids).order_by("order", "name").values_list("key", flat=True)
    return keys.first() or ""
