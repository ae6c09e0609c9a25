"""Offices and posts: for administrators, and for heads who give the tasks of their office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.text import clean_line
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people import access, actions, reads
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers, operators
from balairung.kernel.people.forms import AppointForm, EndForm, NewOfficeForm, OfficeForm, PostForm
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office, Person, Post
from balairung.kernel.people.views.asking import ask, posted


@operators
def add_office(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new office; `?induk=` proposes the one above it."""
    above = Office.objects.filter(key=request.GET.get("induk", "")).first()
    first = {"parent": above.key if above else "", "order": above.order + 1 if above else 0, "calendar": "5-day"}
    form = NewOfficeForm(posted(request), initial=first)
    if accepted(form, lambda: actions.add_office(**form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Kantor ditambahkan."))
        return redirect("people:office", key=form.cleaned_data["key"])
    return ask(request, form, title=_("Kantor baru"), submit=_("Tambahkan"), back=reverse("people:organisation"))


@operators
def change_office(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Name, kind, place in the tree, contacts."""
    office = access.get_office(key)
    first = {name: getattr(office, name) for name in OfficeForm.base_fields} | {"parent": _key(office.parent)}
    form = OfficeForm(posted(request), initial=first)
    if accepted(form, lambda: actions.change_office(office, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Perubahan disimpan."))
        return redirect("people:office", key=office.key)
    return ask(request, form, title=office.name, submit=_("Simpan"), back=_office_page(office))


def _key(office: Office | None) -> str:
    return office.key if office else ""


@operators
def close_office(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Asked twice: an office that was closed stays in old cases only."""
    office = access.get_office(key)
    if request.method == "POST":
        actions.close_office(office, by=actor, at=now_of(request))
        messages.success(request, _("%(office)s dihapus.") % {"office": office})
        return redirect("people:organisation")
    context = {
        "title": _("Hapus %(office)s?") % {"office": office}, "submit": _("Hapus kantor"), "back": _office_page(office),
        "lead": _("Kantor dan jabatannya tidak lagi tampil dan tidak lagi menerima tugas. Riwayatnya tetap ada."),
    }  # fmt: skip
    return render(request, "people/sure.html", context)


# --- posts -------------------------------------------------------------------------------------------------------


@operators
@fresh
def add_post(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """A new post in this office."""
    office = access.get_office(key)
    form = PostForm(posted(request), office=office)
    if accepted(form, lambda: actions.add_post(office=office, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Jabatan ditambahkan."))
        return redirect("people:office", key=office.key)
    title = _("Jabatan baru di %(office)s") % {"office": office.short}
    return ask(request, form, title=title, submit=_("Tambahkan"), back=_office_page(office))


@officers
def post(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One post: who holds it, who held it, and what may be done."""
    found = access.get_post(actor, key)
    today = localdate(now_of(request))
    holdings = list(found.holdings.select_related("person").order_by("-since", "-id"))
    context = {
        "post": found,
        "running": [one for one in holdings if one.until is None or one.until >= today],
        "past": [one for one in holdings if one.until is not None and one.until < today],
        "today": today,
        "may_change": access.can_administer(actor),
        "tab": "kantor",
    }
    return render(request, "people/post.html", context)


@operators
@fresh
def change_post(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Title, role, superior, seats."""
    found = access.get_post(actor, key)
    first: dict[str, Any] = {name: getattr(found, name) for name in PostForm.base_fields}
    form = PostForm(posted(request), office=found.office, post=found, initial=first)
    if accepted(form, lambda: actions.change_post(found, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Perubahan disimpan."))
        return redirect("people:post", key=found.pk)
    return ask(request, form, title=found.title, submit=_("Simpan"), back=_post_page(found))


@operators
def close_post(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Asked twice."""
    found = access.get_post(actor, key)
    if request.method == "POST":
        actions.close_post(found, by=actor, at=now_of(request))
        messages.success(request, _("Jabatan %(post)s dihapus.") % {"post": found})
        return redirect("people:office", key=found.office.key)
    context = {
        "title": _("Hapus jabatan %(post)s?") % {"post": found}, "submit": _("Hapus jabatan"),
        "back": _post_page(found), "lead": _("Jabatan ini tidak lagi tampil. Riwayat pemangkunya tetap ada."),
    }  # fmt: skip
    return render(request, "people/sure.html", context)


# --- who holds them ----------------------------------------------------------------------------------------------


@officers
@fresh
def appoint(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """First who (`?cari=`), then for how long (`?orang=`)."""
    found = access.get_post(actor, key)
    person = _chosen(request)
    if person is None:
        return _who(request, actor, found)
    form = AppointForm(posted(request), initial={"since": localdate(now_of(request))})
    deed: dict[str, Any] = {"person": person, "post": found, "by": actor, "at": now_of(request)}
    if accepted(form, lambda: actions.appoint(**form.cleaned_data, **deed)):
        messages.success(request, _("%(name)s diangkat.") % {"name": person})
        return redirect("people:post", key=found.pk)
    title = _("Mengangkat %(name)s") % {"name": person}
    lead = f"{found.title}, {found.office.name}"
    return ask(request, form, title=title, submit=_("Angkat"), back=f"{request.path}?cari=", lead=lead)


def _chosen(request: HttpRequest) -> Person | None:
    return Person.objects.filter(pk=reads.key_of(request.GET.get("orang", ""))).first()


def _who(request: HttpRequest, actor: Actor, found: Post) -> HttpResponse:
    words = clean_line(request.GET.get("cari", ""))[:80]
    office = None if access.can_administer(actor) else found.office
    context = {
        "post": found, "words": words, "people": reads.find_people(words, now_of(request), office=office),
        "may_add": access.can_administer(actor), "tab": "kantor",
    }  # fmt: skip
    return render(request, "people/who.html", context)


@officers
@fresh
def end_holding(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The last day of a term."""
    holding = access.get_holding(actor, key)
    form = EndForm(posted(request), initial={"until": localdate(now_of(request))})
    if accepted(form, lambda: actions.end_holding(holding, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Masa jabatan diakhiri."))
        return redirect("people:post", key=holding.post_id)
    title = _("Akhiri masa jabatan %(name)s") % {"name": holding.person}
    lead = f"{holding.post.title}, {holding.post.office.name}"
    return ask(request, form, title=title, submit=_("Akhiri"), back=_post_page(holding.post), lead=lead)


@officers
@fresh
@require_POST
def cancel_holding(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """An appointment that was a mistake, on the day that it begins or before."""
    holding = access.get_holding(actor, key)
    actions.cancel_holding(holding, by=actor, at=now_of(request))
    messages.success(request, _("Pengangkatan dibatalkan."))
    return redirect("people:post", key=holding.post_id)


def _office_page(office: Office) -> str:
    return reverse("people:office", args=[office.key])


def _post_page(found: Post) -> str:
    return reverse("people:post", args=[found.pk])
