"""The national index of a year: where it stands, what is missing, and the proof of each indicator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.references import read_reference
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.files.models import File
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.innovations import access, bundling, entering
from balairung.rooms.innovations.entering import Entered
from balairung.rooms.innovations.forms import EnterForm, MarkForm
from balairung.rooms.innovations.indicators import Indicator, most_maturity, sid, spd
from balairung.rooms.innovations.models import IndexEntry, IndexMark, Innovation

OFFERED = 200  # cards to choose from


@officers
def whole(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All innovations of the year with their maturity, the regency's own indicators, and what they come to."""
    require(access.can_keep_index(actor))
    year = _year(request)
    fit = entering.fit(year)[:OFFERED]
    cards = [(one.ref, f"{one.name} ({one.proposed_by})") for one in fit]
    sent = request.method == "POST"
    form = EnterForm(request.POST if sent else None, cards=cards)
    if sent and accepted(form, lambda: _enter(form, year, actor, request)):
        return redirect(f"{reverse('innovations:index')}?tahun={year}")
    entered, own = entering.entries(year), entering.regency_marks(year)
    context = {
        "year": year, "entered": entered, "own": [(one, own.get(one.key)) for one in spd()], "form": form,
        "standing": entering.standing(entered, own), "most": most_maturity(), "cards": cards,
        "years": [localdate(now_of(request)).year - back for back in range(3)],
    }  # fmt: skip
    return render(request, "innovations/index.html", context, status=422 if form.errors else 200)


def _year(request: HttpRequest) -> int:
    asked, this = request.GET.get("tahun", ""), localdate(now_of(request)).year
    year = int(asked) if len(asked) == 4 and asked.isascii() and asked.isdigit() else this
    return min(max(year, 2000), this + 1)


def _enter(form: EnterForm, year: int, actor: Actor, request: HttpRequest) -> None:
    card = Innovation.objects.get(ref=form.cleaned_data["card"])
    entering.enter(card, year=year, by=actor, at=now_of(request))


@officers
def entry(request: HttpRequest, actor: Actor, year: int, ref: str) -> HttpResponse:
    """One innovation: its twenty indicators. POST takes it out of the year."""
    require(access.can_keep_index(actor))
    found = _entered(year, ref)
    if request.method == "POST":
        entering.take_out(found.entry, by=actor, at=now_of(request))
        messages.success(request, _("“%(name)s” tidak diajukan lagi untuk tahun ini.") % {"name": found.entry.card})
        return redirect(f"{reverse('innovations:index')}?tahun={year}")
    rows = [(one, mark, file_link(mark.file, now_of(request)) if mark else None) for one, mark in found.rows]
    context = {"found": found, "rows": rows, "year": year, "most": most_maturity()}
    return render(request, "innovations/entry.html", context)


def _entered(year: int, ref: str) -> Entered:
    rows = IndexEntry.objects.select_related("card__office", "card__region")
    one = rows.get(year=year, card__ref=read_reference(ref) or ref[:20])
    marks = one.marks.select_related("file").order_by("indicator")
    return Entered(one, {mark.indicator: mark for mark in marks})


@officers
def mark_entry(request: HttpRequest, actor: Actor, year: int, ref: str, indicator: str) -> HttpResponse:
    """One of the twenty of an innovation."""
    require(access.can_keep_index(actor))
    found = _entered(year, ref)
    back = reverse("innovations:entry", args=[year, found.entry.card.ref])
    return _mark(request, actor, _named(sid(), indicator), year, found.entry, back)


@officers
def mark_regency(request: HttpRequest, actor: Actor, year: int, indicator: str) -> HttpResponse:
    """One of the fifteen of the regency itself."""
    require(access.can_keep_index(actor))
    back = f"{reverse('innovations:index')}?tahun={year}"
    return _mark(request, actor, _named(spd(), indicator), year, None, back)


def _named(among: tuple[Indicator, ...], key: str) -> Indicator:
    found = next((one for one in among if one.key == key), None)
    if found is None:
        raise IndexMark.DoesNotExist
    return found


def _mark(
    request: HttpRequest, actor: Actor, indicator: Indicator, year: int, entry: IndexEntry | None, back: str
) -> HttpResponse:
    known = IndexMark.objects.filter(year=year, entry=entry, indicator=indicator.key).select_related("file").first()
    files = _files(entry)
    sent = request.method == "POST"
    form = MarkForm(
        request.POST if sent else None, request.FILES if sent else None, indicator=indicator,
        exhibits=[(str(one.pk), one.name) for one in files],
        initial={"level": known.level, "note": known.note} if known else {},
    )  # fmt: skip
    if sent and accepted(form, lambda: _do_mark(form, indicator, year, entry, files, actor, request)):
        messages.success(request, _("Indikator “%(title)s” tersimpan.") % {"title": indicator.title})
        return redirect(back)
    context: dict[str, Any] = {
        "form": form, "indicator": indicator, "known": known, "back": back, "entry": entry, "year": year,
        "proof": file_link(known.file, now_of(request)) if known else None,
    }  # fmt: skip
    return render(request, "innovations/mark.html", context, status=422 if form.errors else 200)


def _files(entry: IndexEntry | None) -> list[File]:
    """What lies with the card already."""
    rows = entry.card.exhibits.select_related("file").order_by("added_at", "id") if entry else ()
    return [one.file for one in rows]


def _do_mark(
    form: forms.Form, indicator: Indicator, year: int, entry: IndexEntry | None, files: list[File], actor: Actor,
    request: HttpRequest,
) -> None:  # fmt: skip
    found, now = form.cleaned_data, now_of(request)
    chosen = next((one for one in files if str(one.pk) == found.get("exhibit")), None)
    file = store(found["uploads"][0], at=now) if found["uploads"] else chosen
    entering.mark(
        indicator.key, year=year, entry=entry, level=found["level"], file=file, note=found["note"], by=actor, at=now
    )


@officers
def bundle(request: HttpRequest, actor: Actor, year: int) -> HttpResponseBase:
    """All proof of the year with its index, as a ZIP; the same proof gives the same bytes."""
    require(access.can_keep_index(actor))
    return FileResponse(bundling.bundle(year), as_attachment=True, filename=f"bukti-indeks-inovasi-{year}.zip")
