"""Who was asked to complete an application is reminded before the time is up; then it counts as withdrawn."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef

from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.models import Event, State
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.services import access, notices
from balairung.rooms.services.handling.actions import lapse
from balairung.rooms.services.models import Application, ApplicationQuerySet
from balairung.rooms.services.routing import KIND

log = logging.getLogger(__name__)
BEFORE = (timedelta(days=7), timedelta(days=1))  # when somebody is reminded
MOST = 500  # of one round


def follow(*, now: datetime) -> int:
    """Remind and let lapse; return how many. For the worker."""
    with transaction.atomic():
        late = _keys(_waiting().filter(obligation__answer_by__lt=now))
        near = {key for before in BEFORE for key in _keys(_unreminded(before, now))}
    return sum(_try(_lapse, key, now) for key in late) + sum(_try(_remind, key, now) for key in sorted(near))


def _waiting() -> ApplicationQuerySet:
    return Application.objects.filter(obligation__kind=KIND, obligation__state=State.WAITING)


def _unreminded(before: timedelta, now: datetime) -> ApplicationQuerySet:
    """Those whose time is up in less than that, and who heard nothing since it became less."""
    since = ExpressionWrapper(F("obligation__answer_by") - before, output_field=DateTimeField())
    rows = _waiting().filter(obligation__answer_by__gte=now, obligation__answer_by__lt=now + before)
    lines = Event.objects.filter(obligation=OuterRef("obligation"), verb__in=("remind", "send_back"))
    return rows.annotate(since=since).exclude(Exists(lines.filter(at__gte=OuterRef("since"))))


def _keys(rows: ApplicationQuerySet) -> list[UUID]:
    return list(rows.order_by("obligation__answer_by", "id").values_list("pk", flat=True)[:MOST])


def _try(step: Callable[[Application, datetime], None], key: UUID, now: datetime) -> int:
    """One by one: a bad one never stops the others."""
    try:
        with transaction.atomic():
            step(Application.objects.select_related(*access.DETAIL).get(pk=key), now)
    except Exception:
        log.exception("an application that waits was not followed: %s", key)
        return 0
    return 1


def _lapse(application: Application, now: datetime) -> None:
    lapse(application, by=SYSTEM, at=now)


def _remind(application: Application, now: datetime) -> None:
    until = application.obligation.answer_by
    if until and until >= now:
        event = note(application.obligation, verb="remind", by=SYSTEM, at=now, words="")
        notices.reminded(application, event, until)
