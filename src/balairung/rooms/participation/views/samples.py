"""The other side of a sample: sealed, drawn, visited and called, shown to everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.participation import access, showing
from balairung.rooms.participation.forms import CallForm, GuestForm, SampleForm
from balairung.rooms.participation.models import SampleRun, SampleUnit
from balairung.rooms.participation.sampling import figures, recording, runs


@officers
def whole(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All of them, and the form that seals another seed."""
    require(access.can_sample(actor))
    form, at = SampleForm(posted(request)), now_of(request)
    made: list[SampleRun] = []
    if accepted(form, lambda: made.append(runs.commit_sample(**form.cleaned_data, by=actor, at=at))):
        messages.success(request, _("Benih disegel dan sidiknya diumumkan. Undian menyusul."))
        return redirect("participation:kept_sample", made[0].ref)
    page = showing.page_of(SampleRun.objects.defer("pool", "seed"), "since", request.GET.get("sebelum", ""))
    context = {"form": form, "rows": page.rows, "older": page.older}
    return render(request, "participation/kept_samples.html", context, status=422 if form.errors else 200)


@officers
def kept(request: HttpRequest, actor: Actor, sample: str) -> HttpResponse:
    """Who is visited when, or may be called; without what is drawn of one's own office."""
    found = access.get_sample(actor, sample)
    rows = SampleUnit.objects.filter(run=found).exclude(office__in=actor.office_ids).select_related("office")
    units = list(rows.defer("number").order_by("visit_on", "office__name", "id")[: figures.LONGEST])
    context = {
        "sample": found,
        "units": units,
        "drawn": SampleUnit.objects.filter(run=found).count(),
        "over": localdate(now_of(request)) > found.until,
    }
    return render(request, "participation/kept_sample.html", context)


@officers
@require_POST
def draw(request: HttpRequest, actor: Actor, sample: str) -> HttpResponse:
    found = access.get_sample(actor, sample)
    count = runs.draw_sample(found, by=actor, at=now_of(request))
    said = ngettext("%(count)d terundi.", "%(count)d terundi.", count) % {"count": count}
    messages.success(request, said)
    return redirect("participation:kept_sample", found.ref)


@officers
@require_POST
def reveal(request: HttpRequest, actor: Actor, sample: str) -> HttpResponse:
    found = access.get_sample(actor, sample)
    runs.reveal(found, by=actor, at=now_of(request))
    messages.success(request, _("Benih, daftar, dan hasilnya sekarang terbuka bagi semua orang."))
    return redirect("participation:sample", found.ref)


@officers
def record(request: HttpRequest, actor: Actor, sample: str, unit: UUID) -> HttpResponse:
    """What came out of one that was drawn."""
    found = access.get_unit(actor, sample, unit)
    guest = found.run.kind == SampleRun.Kind.GUEST
    form = GuestForm(posted(request)) if guest else CallForm(posted(request))
    if accepted(form, lambda: _record(request, found, form, actor)):
        messages.success(request, _("Hasilnya tercatat."))
        return redirect("participation:kept_sample", found.run.ref)
    context: dict[str, Any] = {
        "unit": found, "sample": found.run, "form": form, "guest": guest,
        "back": reverse("participation:kept_sample", args=[found.run.ref]),
    }  # fmt: skip
    return render(request, "participation/record.html", context, status=422 if form.errors else 200)


def _record(request: HttpRequest, unit: SampleUnit, form: GuestForm | CallForm, actor: Actor) -> None:
    at, words = now_of(request), form.cleaned_data["words"]
    if isinstance(form, GuestForm):
        recording.record_visit(unit, said=form.said, words=words, by=actor, at=at)
    else:
        recording.record_call(unit, answer=form.cleaned_data["answer"], words=words, by=actor, at=at)
