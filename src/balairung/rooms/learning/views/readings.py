"""The reading list: what there is, what colleagues took home this month, one's own notes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.learning.access import own_person
from balairung.rooms.learning.capacity import access, habits, readings
from balairung.rooms.learning.capacity.forms import AdviceForm, BookForm, ReadingForm
from balairung.rooms.learning.figures import month_of
from balairung.rooms.learning.models import Book, Reading

PAGE, MOST_BOOKS, MOST_OWN = 30, 100, 100
ONE_DAY = timedelta(days=1)


@officers
@require_GET
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A month of notes, the list, one's own record."""
    return _page(request, actor, ReadingForm(initial={"finished_on": localdate(now_of(request))}))


@officers
@require_POST
def note(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One has read something."""
    form = ReadingForm(request.POST)
    if accepted(form, lambda: _note(request, actor, form)):
        messages.success(request, _("Catatan Anda tersimpan. Terima kasih sudah berbagi."))
        return redirect("learning:books")
    return _page(request, actor, form)


def _note(request: HttpRequest, actor: Actor, form: ReadingForm) -> None:
    readings.note(own_person(actor), **form.cleaned_data, by=actor, at=now_of(request))


@officers
@require_POST
def take_back(request: HttpRequest, actor: Actor, reading: UUID) -> HttpResponse:
    readings.take_back(access.get_own_reading(actor, reading), by=actor, at=now_of(request))
    messages.success(request, _("Catatan Anda dihapus."))
    return redirect("learning:books")


@officers
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One more for the list."""
    form = BookForm(posted(request))
    if accepted(form, lambda: readings.add_book(**form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Bacaan masuk daftar."))
        return redirect("learning:books")
    return render(request, "learning/add_book.html", {"form": form}, status=422 if form.errors else 200)


@officers
@require_POST
def recommend(request: HttpRequest, actor: Actor, book: UUID) -> HttpResponse:
    """A leader's word for it."""
    found, form = Book.objects.get(pk=book), AdviceForm(request.POST)
    if accepted(form, lambda: readings.recommend(found, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Anjuran Anda tampil di daftar bacaan."))
        return redirect("learning:books")
    return _page(request, actor, ReadingForm(), (found, form))


@officers
@require_POST
def close(request: HttpRequest, actor: Actor, book: UUID) -> HttpResponse:
    readings.close_book(Book.objects.get(pk=book), by=actor, at=now_of(request))
    messages.success(request, _("Bacaan dikeluarkan dari daftar. Catatannya tetap ada."))
    return redirect("learning:books")


def _page(
    request: HttpRequest, actor: Actor, form: ReadingForm, refused: tuple[Book, forms.Form] | None = None
) -> HttpResponse:
    today = localdate(now_of(request))
    first, last = month_of(request.GET.get("bulan", ""), today)
    rows = Reading.objects.for_list().filter(finished_on__range=(first, last))
    own = list(Reading.objects.for_list().filter(person=actor.person_id))
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context: dict[str, Any] = {
        "form": form, "page": page, "first": first, "query": f"bulan={first:%Y-%m}",
        "before": (first - ONE_DAY).strftime("%Y-%m"),
        "after": (last + ONE_DAY).strftime("%Y-%m") if last < today else None,
        "own": own[:MOST_OWN], "months": habits.streak([one.finished_on for one in own], today),
        "books": _books(actor, today, refused),
    }  # fmt: skip
    return render(request, "learning/books.html", context, status=422 if form.errors or refused else 200)


def _books(actor: Actor, today: Any, refused: tuple[Book, forms.Form] | None) -> list[dict[str, Any]]:
    """Each with its advice, how many people read it, and what the actor may do with it."""
    rows = Book.objects.open_on(today).annotate(readers=Count("readings__person", distinct=True))
    rows = rows.order_by("-added_at", "-id")
    may_recommend = access.can_recommend(actor)
    return [
        {
            "book": book, "advice": list(book.advice.all()), "may_close": access.can_close(actor, book),
            "form": _advice_form(book, refused) if may_recommend else None,
        } for book in rows.select_related("added_by").prefetch_related("advice__by")[:MOST_BOOKS]
    ]  # fmt: skip


def _advice_form(book: Book, refused: tuple[Book, forms.Form] | None) -> forms.Form:
    return refused[1] if refused and refused[0].pk == book.pk else AdviceForm(auto_id=f"id_{book.pk.hex}_%s")
