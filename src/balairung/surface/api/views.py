"""The document for everyone, and the pages on which operators keep webhooks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, operators, programs
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.surface.api import actions
from balairung.surface.api.document import PLACE, document
from balairung.surface.api.forms import WebhookForm
from balairung.surface.api.models import Webhook
from balairung.surface.api.reading import sections

LOG = 50


@everyone
def openapi(request: HttpRequest, actor: Actor) -> HttpResponse:
    """OpenAPI 3.1."""
    return JsonResponse(document())


@everyone
def guide(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same for people."""
    return render(request, "api/guide.html", {"sections": sections(), "base": house_url() + PLACE})


@programs
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below /api/v1/ is answered to programs as they expect it."""
    raise Http404


@operators
def webhooks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All webhooks of the house."""
    rows = Webhook.objects.select_related("key__person").order_by("made_at", "id")
    return render(request, "api/webhooks.html", {"hooks": list(rows), "tab": "webhook"})


@operators
@fresh
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The answer is the page with the secret, which is shown on no other."""
    form, made = WebhookForm(posted(request)), list[Webhook]()
    if accepted(form, lambda: made.append(actions.add_webhook(**form.cleaned_data, by=actor, at=now_of(request)))):
        return render(request, "api/webhook_secret.html", {"hook": made[0], "tab": "webhook"})
    status = 422 if form.errors else 200
    return render(request, "api/webhook_form.html", {"form": form, "tab": "webhook"}, status=status)


@operators
def detail(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One webhook, and what it was told of late."""
    hook = Webhook.objects.select_related("key__person").get(pk=key)
    log = list(hook.deliveries.order_by("-made_at", "-id")[:LOG])
    return render(request, "api/webhook.html", {"hook": hook, "log": log, "tab": "webhook"})


DEEDS: dict[str, tuple[Any, Any]] = {
    "uji": (actions.try_webhook, gettext_lazy("Pesan uji ditulis. Hasilnya tampil di bawah dalam beberapa detik.")),
    "jeda": (actions.pause_webhook, gettext_lazy("Webhook dijeda.")),
    "lanjut": (actions.resume_webhook, gettext_lazy("Webhook berjalan lagi dari tempat terakhir.")),
    "hapus": (actions.remove_webhook, gettext_lazy("Webhook dihapus.")),
}


@operators
@fresh
@require_POST
def act(request: HttpRequest, actor: Actor, key: UUID, verb: str) -> HttpResponse:
    """Try, pause, go on, take away."""
    hook, (deed, done) = Webhook.objects.select_related("key__person").get(pk=key), DEEDS[verb]
    deed(hook, by=actor, at=now_of(request))
    messages.success(request, str(done))
    return redirect("webhooks:list") if verb == "hapus" else redirect("webhooks:detail", key)
