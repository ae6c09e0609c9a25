"""How every office is reached: the board for everyone, and the page on which an office keeps its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.facts import facts
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people import access, actions
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.board import Card, Shelf, cards, rule_words, shelves, with_words
from balairung.kernel.people.contact_forms import AccountForm, BoardForm, ChangeAccountForm
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Post
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.kernel.people.views.asking import ask, posted

COLUMNS = (
    *("kantor", "nama", "jenis kantor", "kecamatan", "lengkap", "sejak"),
    *("jenis kontak", "isi", "tautan", "jam layanan", "jabatan"),
)


@dataclass(frozen=True)
class Part:
    """A shelf as the page shows it: its cards, or only how many of them there are and where they stand."""

    shelf: Shelf
    whole: bool
    href: str


@everyone
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Emergency numbers, how many offices have doors, and each of them; a district's when it is chosen."""
    form = BoardForm(request.GET)
    asked, everything = form.asked(), cards()
    found = list(_narrowed(everything, asked))
    context = {
        "form": form if request.GET else BoardForm(),
        "asked": asked,
        "parts": [_part(shelf, bool(asked)) for shelf in shelves(found)],
        "open": sum(card.open for card in everything),
        "total": len(everything),
        "share": round(100 * sum(card.open for card in everything) / max(len(everything), 1)),
        "rule": rule_words(),
        "emergencies": facts("complaints")["emergency"],
        "own": [card.office for card in everything if card.office.pk in _own(actor)],
        "may_require": actor.has(*Post.LEADING),
    }
    return render(request, "people/board.html", context)


def _narrowed(found: list[Card], asked: dict[str, str]) -> Iterator[Card]:
    for card in with_words(found, asked.get("kata", "")):
        place = asked.get("kecamatan", card.district) == card.district
        kind = asked.get("jenis", card.office.kind) == card.office.kind
        if place and kind and asked.get("tampil", "semua") in ("semua", "sudah" if card.open else "belum"):
            yield card


def _part(shelf: Shelf, asked: bool) -> Part:
    """Who asked for nothing sees the offices of the regency, and each district by its count: the page stays light."""
    href = f"{reverse('contacts:board')}?kecamatan={shelf.code}" if shelf.code else ""
    return Part(shelf, asked or not shelf.code, href)


def _own(actor: Actor) -> set[UUID]:
    return {seat.office_id for seat in actor.seats if seat.role in access.ANNOUNCING}


@everyone
def table(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    """The whole board as CSV, a line for each contact, and one for each office without any."""
    everything = cards()
    names = {shelf.code: shelf.title for shelf in shelves(everything) if shelf.code}
    rows = [row for card in everything for row in _rows(card, names.get(card.district, ""))]
    headers = {"Content-Disposition": f'attachment; filename="kontak-kantor-{localdate(now_of(request))}.csv"'}
    return StreamingHttpResponse(csv_lines(COLUMNS, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _rows(card: Card, district: str) -> Iterator[Sequence[object]]:
    office = card.office
    since = localdate(card.since) if card.since else ""
    about = (office.key, office.name, office.get_kind_display(), district, _("ya") if card.open else _("belum"), since)
    for one in card.accounts:
        yield *about, one.get_kind_display(), one.words, one.link, one.hours, one.post.title if one.post else ""
    if not card.accounts:
        yield *about, "", "", "", "", ""


# --- an office's own ---------------------------------------------------------------------------------------------


@officers
def keep(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """What this office has published, and the form for one more."""
    office = access.get_office(key)
    require(access.can_announce(actor, office.pk))
    form = AccountForm(posted(request), office=office)
    given: dict[str, Any] = {"office": office, "by": actor, "at": now_of(request)}
    if accepted(form, lambda: actions.publish_account(**form.cleaned_data, **given)):
        messages.success(request, _("Kontak diumumkan. Semua orang dapat melihatnya sekarang."))
        return redirect("people:contacts", key=office.key)
    card = next(iter(cards([office.pk])), None)
    context = {"office": office, "card": card, "form": form, "rule": rule_words()}
    return render(request, "people/contacts.html", context, status=422 if form.errors else 200)


@officers
def change(request: HttpRequest, actor: Actor, key: str, account: UUID) -> HttpResponse:
    """Another number or name, other hours."""
    office = access.get_office(key)
    found = access.get_account(actor, office, account)
    form = ChangeAccountForm(posted(request), initial={"value": found.words, "hours": found.hours})
    if accepted(form, lambda: actions.change_account(found, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Perubahan disimpan."))
        return redirect("people:contacts", key=office.key)
    title = _("Ubah %(kind)s %(office)s") % {"kind": found.get_kind_display(), "office": office.short}
    return ask(request, form, title=title, submit=_("Simpan"), back=reverse("people:contacts", args=[office.key]))


@officers
@require_POST
def end(request: HttpRequest, actor: Actor, key: str, account: UUID) -> HttpResponse:
    """Nobody answers there any more."""
    found = access.get_account(actor, access.get_office(key), account)
    actions.end_account(found, by=actor, at=now_of(request))
    messages.success(request, _("%(kind)s %(words)s tidak lagi diumumkan.") % {
        "kind": found.get_kind_display(), "words": found.words})  # fmt: skip
    return redirect("people:contacts", key=key)
