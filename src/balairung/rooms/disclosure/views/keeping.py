"""The desk of whoever keeps the lists: rows added, renewed and withdrawn; what is withheld; the words of a year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.files.models import File
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.disclosure import access, figures, keeping, public, rules
from balairung.rooms.disclosure.forms import ListingForm, NewListingForm, WithholdForm, YearForm
from balairung.rooms.disclosure.models import Listing, ServiceYear, Withheld
from balairung.rooms.disclosure.renewing import ORIGIN


@officers
def shelf(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The rows of one's offices, and the duties to renew them that are open."""
    offices, now = access.kept_offices(actor), now_of(request)
    require(bool(offices), _("Daftar informasi publik diisi oleh kepala, sekretaris, dan pejabat penghubung kantor."))
    found = public.shelf(Listing.objects.standing().filter(office__in=offices), request.GET.get("sebelum", ""))
    owed = Obligation.objects.open().filter(kind=rules.KIND, origin=ORIGIN, owner_office__in=offices)
    context = {
        "rows": [(row, rules.category_title(row.category)) for row in found.rows], "many": len(offices) > 1,
        "older": f"?{urlencode({'sebelum': found.older})}" if found.older else "",
        "owed": [(one, one.is_late(now)) for one in owed.for_list()[:10]], "main": access.is_main(actor),
    }  # fmt: skip
    return render(request, "disclosure/shelf.html", context)


@officers
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One more row."""
    offices = access.kept_offices(actor)
    require(bool(offices), _("Daftar informasi publik diisi oleh kepala, sekretaris, dan pejabat penghubung kantor."))
    form = NewListingForm(posted(request), request.FILES or None, offices=offices)
    made: list[Listing] = []
    if accepted(form, lambda: made.append(_add(request, form, actor))):
        messages.success(request, _("Informasi ini sekarang ada dalam daftar."))
        return redirect("disclosure:shelf")
    context: dict[str, Any] = {"form": form, "listing": None, "file": None, "withdrawing": None}
    return render(request, "disclosure/listing_form.html", context, status=422 if form.errors else 200)


def _add(request: HttpRequest, form: ListingForm, actor: Actor) -> Listing:
    return keeping.list_information(**form.said(), file=_file(request, form), by=actor, at=now_of(request))


def _file(request: HttpRequest, form: ListingForm) -> File | None:
    uploads = form.cleaned_data["uploads"]
    return store(uploads[0], at=now_of(request)) if uploads else None


@officers
def change(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """A row is renewed: what it says now."""
    found = access.get_listing(actor, key)
    begun = {name: getattr(found, name) for name in ListingForm.FIELDS}
    form = ListingForm(posted(request), request.FILES or None, initial=begun)
    if accepted(form, lambda: _change(request, found, form, actor)):
        messages.success(request, _("Informasi ini diperbarui."))
        return redirect("disclosure:shelf")
    return _listing_page(request, found, form, WordsForm(prefix="tarik"))


def _change(request: HttpRequest, found: Listing, form: ListingForm, actor: Actor) -> None:
    file = _file(request, form)
    keeping.renew_listing(found, changes=form.said(), file=file, by=actor, at=now_of(request))


@officers
@require_POST
def withdraw(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """A row is taken from the list."""
    found, form = access.get_listing(actor, key), WordsForm(request.POST, prefix="tarik")
    if accepted(form, lambda: _withdraw(request, found, form, actor)):
        messages.success(request, _("Informasi ini ditarik dari daftar."))
        return redirect("disclosure:shelf")
    begun = {name: getattr(found, name) for name in ListingForm.FIELDS}
    return _listing_page(request, found, ListingForm(initial=begun), form)


def _withdraw(request: HttpRequest, found: Listing, form: forms.Form, actor: Actor) -> None:
    keeping.withdraw_listing(found, text=form.cleaned_data["text"], by=actor, at=now_of(request))


def _listing_page(request: HttpRequest, found: Listing, form: forms.Form, withdrawing: forms.Form) -> HttpResponse:
    file = file_link(found.file, now_of(request)) if found.file else None
    context = {"form": form, "listing": found, "file": file, "withdrawing": withdrawing}
    wrong = form.errors or withdrawing.errors
    return render(request, "disclosure/listing_form.html", context, status=422 if wrong else 200)


@officers
def withhold(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One more row of what is withheld."""
    require(access.is_main(actor), _("Daftar ini diisi PPID utama setelah uji konsekuensi ditetapkan."))
    form = WithholdForm(posted(request))
    if accepted(form, lambda: keeping.withhold(**form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Tercatat dalam daftar informasi yang dikecualikan."))
        return redirect("disclosure:withheld")
    return render(request, "disclosure/withhold.html", {"form": form}, status=422 if form.errors else 200)


@officers
@require_POST
def lift(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """It is withheld no more."""
    require(access.is_main(actor))
    keeping.lift(Withheld.objects.get(pk=key), by=actor, at=now_of(request))
    messages.success(request, _("Informasi ini tidak lagi dikecualikan."))
    return redirect("disclosure:withheld")


@officers
def year(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    """The words beside the figures of a year."""
    require(access.is_main(actor), _("Laporan layanan informasi ditulis PPID utama."))
    if year not in figures.years(localdate(now_of(request))):
        raise Http404
    known = ServiceYear.objects.filter(year=year).values(*YearForm.base_fields).first()
    form = YearForm(posted(request), initial=known or {})
    if accepted(form, lambda: keeping.write_year(year=year, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Tersimpan. Laporan sudah memuat kata-kata ini."))
        return redirect("disclosure:report", year)
    return render(request, "disclosure/year.html", {"form": form, "year": year}, status=422 if form.errors else 200)
