"""Webhooks: added, changed, tried, taken away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.outbound import Unreachable, check_url
from balairung.kernel.obligations.models import Leaf
from balairung.kernel.people.access import can_administer
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.keys import allows
from balairung.kernel.people.models import ApiKey, Change
from balairung.surface.api.events import EVENTS, TEST
from balairung.surface.api.models import Delivery, Webhook
from balairung.surface.api.signing import new_secret

MOST = 20  # webhooks of one key


def can_manage(actor: Actor, key: ApiKey) -> bool:
    """Whoever keeps the system, and the person behind the key."""
    return can_administer(actor) or (key.person_id is not None and key.person_id == actor.person_id)


@transaction.atomic
def add_webhook(*, key: ApiKey, url: str, events: Sequence[str], by: Actor, at: datetime) -> Webhook:
    """From now on this address hears of what the key's person may see. Its secret is shown once, by whoever asks."""
    require(can_manage(by, key))
    if not allows(key, "webhooks"):
        raise Refused(_("Kunci ini tidak mempunyai wewenang “%(scope)s”.") % {"scope": "webhooks"})
    _check_url(url)
    if key.webhooks.count() >= MOST:
        raise Refused(_("Satu kunci paling banyak mempunyai %(most)d webhook.") % {"most": MOST})
    last = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    hook = Webhook.objects.create(
        key=key, url=url, secret=new_secret(), events=_chosen(events), made_at=at, cursor=-1 if last is None else last
    )
    write_line(Change.Verb.ADD_WEBHOOK, person=key.person, note=f"{key.name} ({key.prefix})", by=by, at=at)
    return hook


@transaction.atomic
def change_webhook(hook: Webhook, *, events: Sequence[str], by: Actor, at: datetime) -> None:
    """It hears of these events, or of all."""
    require(can_manage(by, hook.key))
    hook.events = _chosen(events)
    hook.save(update_fields=["events"])
    _write_line(hook, by, at)


@transaction.atomic
def pause_webhook(hook: Webhook, *, by: Actor, at: datetime) -> None:
    """Nothing is sent any more; what happens meanwhile waits."""
    require(can_manage(by, hook.key))
    hook.state = Webhook.State.PAUSED
    hook.save(update_fields=["state"])
    _write_line(hook, by, at)


@transaction.atomic
def resume_webhook(hook: Webhook, *, by: Actor, at: datetime) -> None:
    """It goes on where it stood."""
    require(can_manage(by, hook.key))
    hook.state, hook.failing_since, hook.retry_at, hook.fails = Webhook.State.ACTIVE, None, None, 0
    hook.save(update_fields=["state", "failing_since", "retry_at", "fails"])
    _write_line(hook, by, at)


def _write_line(hook: Webhook, by: Actor, at: datetime) -> None:
    note = f"{hook.key.name} ({hook.key.prefix}): {hook.get_state_display()}"
    write_line(Change.Verb.CHANGE_WEBHOOK, person=hook.key.person, note=note, by=by, at=at)


@transaction.atomic
def remove_webhook(hook: Webhook, *, by: Actor, at: datetime) -> None:
    """With all that it was told."""
    require(can_manage(by, hook.key))
    write_line(
        Change.Verb.REMOVE_WEBHOOK, person=hook.key.person, note=f"{hook.key.name} ({hook.key.prefix})", by=by, at=at
    )
    hook.delete()


@transaction.atomic
def try_webhook(hook: Webhook, *, by: Actor, at: datetime) -> Delivery:
    """Owe it a message that says nothing but that it works."""
    require(can_manage(by, hook.key))
    if hook.state != Webhook.State.ACTIVE:
        raise Refused(_("Webhook ini tidak aktif. Lanjutkan dahulu, lalu uji."))
    body = json.dumps({"type": TEST, "timestamp": at.isoformat(), "data": {"webhook": str(hook.pk)}})
    return Delivery.objects.create(webhook=hook, event=TEST, body=body, made_at=at, try_at=at)


def _chosen(events: Sequence[str]) -> str:
    known = set(EVENTS.values())
    if not set(events) <= known:
        raise Refused(_("Peristiwa ini tidak kami kenal. Pilih dari daftar."))
    return ",".join(event for event in EVENTS.values() if event in events)


def _check_url(url: str) -> None:
    """Its shape; where it leads is looked at each time that it is called."""
    try:
        check_url(url)
    except Unreachable as fault:
        raise Refused(_("Tuliskan alamat yang diawali https:// dan terbuka di internet.")) from fault
