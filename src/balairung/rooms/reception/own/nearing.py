"""The worker's loop that tells those who wait elsewhere: soon it is your turn, and now it is. Each once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.models import Conversation, Notice
from balairung.rooms.reception.models import HallVisit, Ticket
from balairung.rooms.reception.queue.forecasting import ahead_in_words
from balairung.rooms.reception.queue.hours import day_of

log = logging.getLogger(__name__)
KIND = "reception"
AHEAD = 3  # people ahead at whom somebody is told to come
FRESH = timedelta(minutes=10)  # as long after a call its message still helps
BATCH = 200
REACHED = ~Q(visit__contact="") | Q(visit__conversation__isnull=False)


def tell(*, now: datetime) -> int:
    """Say it to whoever left a contact or wrote in a chat; return how many messages were owed (settings.LOOPS)."""
    with transaction.atomic():
        near, called = _near(now), _called(now)
    return sum(_tell(_say_near, key, now) for key in near) + sum(_tell(_say_called, key, now) for key in called)


def _near(now: datetime) -> list[UUID]:
    """Those who wait among the first of their line and were told nothing yet."""
    place = Window(RowNumber(), partition_by="line", order_by=["stands_at", "id"])
    rows = Ticket.objects.waiting().filter(day=day_of(now)).annotate(place=place).filter(place__lte=AHEAD + 1)
    found = Ticket.objects.filter(REACHED, pk__in=list(rows.values_list("pk", flat=True)), told_at=None)
    return list(found.order_by("stands_at", "id").values_list("pk", flat=True)[:BATCH])


def _called(now: datetime) -> list[UUID]:
    rows = Ticket.objects.open().filter(REACHED, state=Ticket.State.CALLED, calls=1, recalled_at__gte=now - FRESH)
    keys = list(rows.order_by("recalled_at", "id").values_list("pk", flat=True)[:BATCH])
    told = set(Notice.objects.filter(key__in=[_called_key(key) for key in keys]).values_list("key", flat=True))
    return [key for key in keys if _called_key(key) not in told]


def _called_key(ticket: UUID) -> str:
    return f"ticket:{ticket}:called"


def _tell(say: Callable[[Ticket, Recipient, datetime], None], key: UUID, now: datetime) -> bool:
    """One number in its own transaction; one that moved on in between is left alone."""
    try:
        with transaction.atomic():
            rows = Ticket.objects.select_for_update(of=("self",), no_key=True).select_related("visit", "hall", "line")
            ticket = rows.filter(pk=key).first()
            to = _recipient(ticket.visit) if ticket else None
            if ticket is None or to is None:
                return False
            say(ticket, to, now)
            return True
    except Exception:  # whatever one number holds, the others are told
        log.exception("ticket %s could not be told of", key)
        return False


def _say_near(ticket: Ticket, to: Recipient, now: datetime) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(told_at=now)
    ahead = Ticket.objects.waiting().filter(line=ticket.line, day=ticket.day, stands_at__lt=ticket.stands_at).count()
    body = _("Nomor %(label)s di %(hall)s: %(ahead)s. Bersiaplah di ruang tunggu.")
    words = {"label": ticket.label, "hall": ticket.hall.name, "ahead": ahead_in_words(ahead)}
    _owe(ticket, to, _("Sebentar lagi giliran Anda"), body % words, f"ticket:{ticket.pk}:near", now)


def _say_called(ticket: Ticket, to: Recipient, now: datetime) -> None:
    counter = ticket.counter.label if ticket.counter else ""
    body = _("Nomor %(label)s dipanggil di loket %(counter)s, %(hall)s. Silakan datang ke loket sekarang.")
    words = {"label": ticket.label, "counter": counter, "hall": ticket.hall.name}
    Ticket.objects.filter(pk=ticket.pk, told_at=None).update(told_at=now)
    _owe(ticket, to, _("Nomor Anda dipanggil"), body % words, _called_key(ticket.pk), now)


def _owe(ticket: Ticket, to: Recipient, subject: str, body: str, key: str, now: datetime) -> None:
    notify(to, subject=subject, body=body, key=key, at=now, about=(KIND, str(ticket.pk)))


def _recipient(visit: HallVisit) -> Recipient | None:
    """In the chat in which it was taken, else where they wanted to be told."""
    talk = Conversation.objects.filter(pk=visit.conversation).first() if visit.conversation else None
    if talk:
        return Recipient.conversation(talk)
    return Recipient.contact(visit.contact) if visit.contact else None
