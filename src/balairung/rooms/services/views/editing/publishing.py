"""One service at a glance: what is in force, what is wrong with the draft, and the deeds that bring it into force."""

from __future__ import annotations

import yaml
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.services.definition import publishing
from balairung.rooms.services.definition.comparing import differences
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.sheets.identity import PublishForm
from balairung.rooms.services.models import Service
from balairung.rooms.services.views.editing.bench import open_bench


@officers
def workshop(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """The draft with its faults, each a link to its place; the versions."""
    bench = open_bench(actor, service)
    faults = [(one, bench.href(one)) for one in bench.faults]
    rows = bench.service.versions.filter(published_at__isnull=False).select_related("published_by", "package")
    return bench.show(
        request, "services/editing/workshop.html", "", faults=faults, versions=rows.defer("body").order_by("-number")
    )


@officers
def publish_draft(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """The draft comes into force, with its decree and a word on what changed."""
    bench = open_bench(actor, service)
    draft = bench.draft
    if draft is None:
        return redirect(bench.url("workshop"))
    form = PublishForm(posted(request), initial={"note": draft.note})
    seen, now = request.POST.get("seen", ""), now_of(request)
    if accepted(form, lambda: publishing.publish(draft, seen=seen, **form.cleaned_data, by=actor, at=now)):
        messages.success(request, _("Diterbitkan. Permohonan baru memakai versi ini; yang berjalan tidak berubah."))
        return redirect(bench.url("workshop"))
    current = bench.service.current
    found = differences(read(current.body), bench.definition) if current else []
    faults = [(one, bench.href(one)) for one in bench.faults]
    return bench.show(
        request,
        "services/editing/publish.html",
        "",
        form=form,
        found=found,
        faults=faults,
        current=current,
        wrong=bool(form.errors),
    )


@require_POST
@officers
def drop(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """The draft is thrown away; what is in force stays."""
    bench = open_bench(actor, service)
    publishing.drop_draft(bench.service, by=actor, at=now_of(request))
    messages.success(request, _("Naskah dibuang."))
    if Service.objects.filter(pk=bench.service.pk).exists():
        return redirect(bench.url("workshop"))
    return redirect("services:editor")


@require_POST
@officers
def stop(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """Nobody may apply from today."""
    bench = open_bench(actor, service)
    publishing.retire(bench.service, by=actor, at=now_of(request))
    messages.success(request, _("Layanan dihentikan. Permohonan yang sedang berjalan diselesaikan."))
    return redirect(bench.url("workshop"))


@require_POST
@officers
def open_again(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """Offered again."""
    bench = open_bench(actor, service)
    publishing.reopen(bench.service, by=actor, at=now_of(request))
    messages.success(request, _("Layanan dibuka lagi."))
    return redirect(bench.url("workshop"))


@officers
def export(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """The definition as YAML, for those who write it themselves."""
    bench = open_bench(actor, service)
    text = yaml.safe_dump(bench.body, allow_unicode=True, sort_keys=False, width=110)
    name = f"{bench.service.key}.yaml"
    return HttpResponse(text, content_type="application/yaml; charset=utf-8",
                        headers={"Content-Disposition": f'attachment; filename="{name}"'})  # fmt: skip
