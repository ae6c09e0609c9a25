"""The worker's loop that sends to webhooks what they must be told: with patience, and never inside a transaction.

Each message goes out at least once, always under the same id. One that is refused is tried for three days; an address
that does not answer at all is left alone meanwhile, so that it holds up nobody else; one that took nothing for three
days, or says that it is gone (410), is disabled, and those who keep it are told.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.ground.common.outbound import Unreachable, post
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Person, Post
from balairung.surface.api.models import Delivery, Webhook
from balairung.surface.api.signing import signed

LEASE = timedelta(minutes=2)  # afterwards another worker tries
LONGEST = 30.0  # seconds after which nothing more is begun in this round: escalations wait behind us
TIMEOUT = 10.0
PATIENCE = [
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
]  # as Standard Webhooks recommends
GIVEN_UP = timedelta(days=3)
GONE = 410


def send(*, now: datetime, longest: float = LONGEST) -> int:
    """Send what is due; return how many messages were settled."""
    settled, end = 0, time.monotonic() + longest
    while time.monotonic() < end and (delivery := _claim(now)):
        settled += _send(delivery, now)
    return settled


def _claim(now: datetime) -> Delivery | None:
    """The oldest that is due, for the length of the lease."""
    with transaction.atomic():
        rows = Delivery.objects.due(now).select_related("webhook")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        found = rows.first()
        if found:
            Delivery.objects.filter(pk=found.pk).update(try_at=now + LEASE)
        return found


def _send(delivery: Delivery, now: datetime) -> int:
    hook, body = delivery.webhook, delivery.body.encode()
    headers = signed(hook.secret, delivery.message_id, int(timezone.now().timestamp()), body)
    try:
        status = post(hook.url, content=body, headers=headers, timeout=TIMEOUT).status_code
    except Unreachable as failure:
        return _failed(delivery, now, reason=failure.reason)
    if 200 <= status < 300:
        return _taken(delivery, status, now)
    return _failed(delivery, now, status=status)


@transaction.atomic
def _taken(delivery: Delivery, status: int, now: datetime) -> int:
    sent = {"outcome": Delivery.Outcome.SENT, "status": status, "reason": "", "settled_at": now, "try_at": None}
    Delivery.objects.filter(pk=delivery.pk).update(**sent, attempts=delivery.attempts + 1)
    Webhook.objects.filter(pk=delivery.webhook_id).update(failing_since=None, fails=0, retry_at=None)
    return 1


@transaction.atomic
def _failed(delivery: Delivery, now: datetime, *, status: int | None = None, reason: str = "") -> int:
    """Later again; what is refused after the last step of patience is settled, what nobody answered to is owed."""
    attempts = delivery.attempts + 1
    ended = status is not None and attempts > len(PATIENCE)
    later = None if ended else now + PATIENCE[min(attempts, len(PATIENCE)) - 1]
    outcome = Delivery.Outcome.FAILED if ended else Delivery.Outcome.WAITING
    changes = {"attempts": attempts, "status": status, "reason": reason, "try_at": later, "outcome": outcome}
    Delivery.objects.filter(pk=delivery.pk).update(**changes, settled_at=now if ended else None)
    _blame(delivery.webhook_id, now, status)
    return int(ended)


def _blame(pk: UUID, now: datetime, status: int | None) -> None:
    """The address itself: since when it takes nothing, and when it is asked again."""
    hook = Webhook.objects.select_for_update(of=("self",)).select_related("key__person").get(pk=pk)
    hook.fails, hook.failing_since = min(hook.fails + 1, 1000), hook.failing_since or now
    if status is None:  # nobody answers there
        hook.retry_at = now + PATIENCE[min(hook.fails, len(PATIENCE)) - 1]
    if status == GONE or now - hook.failing_since >= GIVEN_UP:
        hook.state = Webhook.State.DISABLED
        _tell(hook, now)
    hook.save(update_fields=["fails", "failing_since", "retry_at", "state"])


def _tell(hook: Webhook, now: datetime) -> None:
    """The person behind the key, and whoever keeps the system."""
    keepers = Holding.objects.current(now).filter(post__role=Post.Role.ADMINISTRATOR, post__closed_on=None)
    people = {person.pk: person for person in Person.objects.filter(holdings__in=keepers)}
    if hook.key.person:
        people[hook.key.person.pk] = hook.key.person
    body = _(
        "Webhook milik kunci “%(key)s” dimatikan karena tidak menerima kiriman lagi. Periksa alamatnya, lalu lanjutkan"
        " dari halaman webhook. Yang terjadi sejak itu akan menyusul.\n\n%(link)s"
    ) % {"key": hook.key.name, "link": house_url() + reverse("webhooks:detail", args=[hook.pk])}
    to = [(Recipient.person(person), f"webhook:{hook.pk}:{now:%Y%m%d}:{pk}") for pk, person in people.items()]
    notify_all(to, subject=_("Webhook dimatikan: %(key)s") % {"key": hook.key.name}, body=body, at=now)
