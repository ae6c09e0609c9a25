"""All services that somebody may change; a new one; one that was written elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.services.definition import rights
from balairung.rooms.services.definition.drafting import copied, new_key, skeleton
from balairung.rooms.services.definition.publishing import save_draft
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import At
from balairung.rooms.services.definition.sheets.identity import BeginForm, ImportForm
from balairung.rooms.services.models import Service, Version

RESERVED = ("baru", "impor", "paket")  # addresses beside the services
LONGEST_KEY = 60


@officers
def editor(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The services, what is in force and what is being written."""
    require(rights.edits(actor), rights.ONLY)
    services = rights.editable(actor)
    rows = Version.objects.filter(published_at__isnull=True).select_related("saved_by").defer("body")
    drafts = {row.service_id: row for row in rows}
    shelves = [
        (label, [(one, drafts.get(one.pk)) for one in services if one.level == level])
        for level, label in Service.Level.choices
    ]
    return render(request, "services/editing/editor.html", {"shelves": [shelf for shelf in shelves if shelf[1]]})


@officers
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new service, from nothing or like another."""
    require(rights.edits(actor), rights.ONLY)
    known = {one.key: one for one in rights.editable(actor)}
    form = BeginForm(posted(request), services=[(key, one.name) for key, one in known.items()])
    saved: list[Version] = []

    def act() -> None:
        data = form.cleaned_data
        key = new_key(data["name"], {*Service.objects.values_list("key", flat=True), *RESERVED}, LONGEST_KEY, "-")
        body = skeleton(key, data["name"], At(data["level"]), data["office"], data["summary"])
        if like := known.get(data["like"]):
            version = like.versions.order_by("-number")[0]
            named = {name: body[name] for name in ("level", "office", "summary")}
            body = copied(version.body, key, data["name"]) | named
        saved.append(save_draft(None, read(body), by=actor, at=now_of(request)))

    if accepted(form, act):
        messages.success(request, _("Naskah layanan baru dibuat. Lengkapi bagian-bagiannya, lalu terbitkan."))
        return redirect("services:workshop", saved[0].service.key)
    context = {"form": form, "title": _("Layanan baru"), "submit": _("Buat naskah")}
    return render(request, "services/editing/ask.html", context, status=422 if form.errors else 200)


@officers
def import_definition(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A definition as YAML or JSON becomes the draft of its service, or of a new one."""
    require(rights.edits(actor), rights.ONLY)
    form = ImportForm(posted(request), request.FILES or None)
    saved: list[Version] = []

    def act() -> None:
        definition = read(form.source())
        service = Service.objects.filter(key=definition.key).first()
        saved.append(save_draft(service, definition, by=actor, at=now_of(request)))

    if accepted(form, act):
        messages.success(request, _("Berkas terbaca dan menjadi naskah. Yang berlaku belum berubah."))
        return redirect("services:workshop", saved[0].service.key)
    context = {"form": form, "title": _("Impor definisi layanan"), "submit": _("Baca sebagai naskah"), "files": True}
    return render(request, "services/editing/ask.html", context, status=422 if form.errors else 200)
