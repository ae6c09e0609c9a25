"""A package comes in: opened, looked at in full, adopted as a draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.drafts import drop_draft, read_draft, save_draft
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.services.catalogue.standard import components_of
from balairung.rooms.services.definition import rights
from balairung.rooms.services.models import Version
from balairung.rooms.services.packages.forms import AdoptForm, TakeForm
from balairung.rooms.services.packages.register import agreements
from balairung.rooms.services.packages.taking import Preview, Trust, adopt, grouped, read_package

KEPT = "package"  # the kind of draft that holds a file which is looked at


@officers
def take(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The file is chosen; what cannot be read says why and is kept nowhere."""
    require(rights.edits(actor), rights.ONLY)
    form = TakeForm(posted(request), request.FILES or None)
    if form.is_valid():
        body = {"content": form.cleaned_data["file"].decode(), "person": str(actor.person_id)}
        return redirect("services:check_package", save_draft(kind=KEPT, body=body, at=now_of(request)))
    return render(request, "services/packages/take.html", {"form": form}, status=422 if form.errors else 200)


@officers
def check(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """Everything about it before it is adopted: whose key, what it is, who would do what, what is different."""
    require(rights.edits(actor), rights.ONLY)
    kept = read_draft(kind=KEPT, token=token, at=now_of(request))
    if kept is None or kept["person"] != str(actor.person_id):
        raise Http404
    content = kept["content"].encode()
    preview = read_package(content)
    form = AdoptForm(posted(request), preview=preview, agreements=agreements(now_of(request)))
    made: list[Version] = []
    if accepted(form, lambda: made.append(_adopt(request, content, form, actor))):
        drop_draft(kind=KEPT, token=token)
        messages.success(request, _("Paket diterima sebagai naskah. Periksa, sesuaikan, lalu terbitkan."))
        return redirect("services:package", made[0].package_id)
    return _page(request, form, preview)


def _adopt(request: HttpRequest, content: bytes, form: AdoptForm, actor: Actor) -> Version:
    said = form.cleaned_data
    return adopt(
        content, offices=form.offices, vouched=said.get("vouched", ""), agreement=said["agreement"], by=actor,
        at=now_of(request),
    )  # fmt: skip


def _page(request: HttpRequest, form: AdoptForm, preview: Preview) -> HttpResponse:
    context = {
        "form": form, "preview": preview, "parcel": preview.parcel, "definition": preview.definition,
        "components": components_of(preview.definition), "before": [grouped(one) for one in preview.before],
        "new": preview.trust == Trust.NEW, "changed": preview.trust == Trust.CHANGED,
        "blocked": bool(preview.draft) or preview.same,
    }  # fmt: skip
    return render(request, "services/packages/check.html", context, status=422 if form.errors else 200)
