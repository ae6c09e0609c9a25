"""Webhooks, by programs: each key keeps its own."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Path, Router
from ninja.responses import Status

from balairung.kernel.people.middleware import now_of
from balairung.surface.api import actions, shapes
from balairung.surface.api.asking import actor_in, key_in, operation
from balairung.surface.api.models import Delivery, Webhook

router = Router(tags=["webhooks"])
SCOPE = "webhooks"
LOG = 50
Id = Annotated[UUID, Path(description=_("Tanda webhook."))]


@router.get("/webhooks", **operation(_("Webhook kunci ini"), SCOPE, list[shapes.WebhookOut]))
def list_webhooks(request: HttpRequest) -> list[dict[str, Any]]:
    return [_said(hook) for hook in key_in(request).webhooks.order_by("made_at", "id")]


@router.post("/webhooks", **operation(_("Tambah webhook"), SCOPE, shapes.NewWebhookOut, 201))
def add_webhook(request: HttpRequest, body: shapes.NewWebhook) -> Any:
    """The one answer that holds the secret."""
    by, at = actor_in(request), now_of(request)
    hook = actions.add_webhook(key=key_in(request), url=body.url, events=body.events, by=by, at=at)
    return Status(201, _said(hook) | {"secret": hook.secret})


@router.get("/webhooks/{id}", **operation(_("Satu webhook"), SCOPE, shapes.WebhookOut))
def read_webhook(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 as in the address
    return _said(_own(request, id))


@router.patch("/webhooks/{id}", **operation(_("Ubah, jeda, atau lanjutkan"), SCOPE, shapes.WebhookOut))
def change_webhook(request: HttpRequest, id: Id, body: shapes.WebhookChange) -> dict[str, Any]:  # noqa: A002
    hook, by, at = _own(request, id), actor_in(request), now_of(request)
    if body.events is not None:
        actions.change_webhook(hook, events=body.events, by=by, at=at)
    if body.active is not None:
        (actions.resume_webhook if body.active else actions.pause_webhook)(hook, by=by, at=at)
    return _said(hook)


@router.delete("/webhooks/{id}", **operation(_("Hapus webhook"), SCOPE, None, 204))
def remove_webhook(request: HttpRequest, id: Id) -> Any:  # noqa: A002
    actions.remove_webhook(_own(request, id), by=actor_in(request), at=now_of(request))
    return Status(204, None)


@router.post("/webhooks/{id}/test", **operation(_("Kirim pesan uji"), SCOPE, shapes.DeliveryOut, 202))
def try_webhook(request: HttpRequest, id: Id) -> Any:  # noqa: A002
    made = actions.try_webhook(_own(request, id), by=actor_in(request), at=now_of(request))
    return Status(202, _delivery(made))


@router.get("/webhooks/{id}/deliveries", **operation(_("Kiriman terakhir"), SCOPE, list[shapes.DeliveryOut]))
def list_deliveries(request: HttpRequest, id: Id) -> list[dict[str, Any]]:  # noqa: A002
    rows = _own(request, id).deliveries.order_by("-made_at", "-id")[:LOG]
    return [_delivery(row) for row in rows]


def _own(request: HttpRequest, key: UUID) -> Webhook:
    return Webhook.objects.select_related("key__person").get(pk=key, key=key_in(request))


def _said(hook: Webhook) -> dict[str, Any]:
    return {
        "id": hook.pk, "url": hook.url, "events": hook.wanted, "state": hook.state, "made_at": hook.made_at,
        "failing_since": hook.failing_since,
    }  # fmt: skip


def _delivery(row: Delivery) -> dict[str, Any]:
    plain = ("event", "ref", "made_at", "outcome", "attempts", "status", "reason", "settled_at")
    return {"id": row.message_id, **{name: getattr(row, name) for name in plain}}
