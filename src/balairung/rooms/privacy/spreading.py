"""For the worker: it finds whom an incident touches, and writes their letters, a handful at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model
from django.utils.module_loading import import_string

from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.messaging.contacts import doors_of
from balairung.kernel.people.house import regency_zone
from balairung.rooms.privacy import wording
from balairung.rooms.privacy.models import Affected, Incident

log = logging.getLogger(__name__)
BATCH, ROUNDS = 500, 4  # rows at once; handfuls in one round of the worker
LETTERS = 200
People = Callable[..., Sequence[tuple[datetime, UUID, str, str]]]


def room_names() -> list[tuple[str, str]]:
    """Which records may be searched (settings.AFFECTED)."""
    names: Callable[[], list[tuple[str, str]]] = import_string(settings.AFFECTED["names"])
    return names()


def follow(*, now: datetime) -> int:
    """Go on searching and telling (settings.LOOPS); return how many records and letters."""
    with transaction.atomic():
        wanted = Incident.objects.filter(search=Incident.Step.WANTED).order_by("known_at").values_list("pk", flat=True)
        told = Incident.objects.filter(letters_at__isnull=False, letters_done_at__isnull=True)
        keys = [(_look, key) for key in wanted[:ROUNDS]]
        keys += [(_write, key) for key in told.order_by("letters_at").values_list("pk", flat=True)[:ROUNDS]]
    return sum(_try(work, key, now) for work, key in keys)


def _try(work: Callable[[UUID, datetime], int], key: UUID, now: datetime) -> int:
    """One by one: a bad one never stops the others."""
    try:
        return work(key, now)
    except Exception:
        log.exception("an incident could not go on: %s", key)
        return 0


def _look(key: UUID, now: datetime) -> int:
    done = 0
    for _round in range(ROUNDS):
        found = _look_on(key)
        done += found
        if not found:
            break
    return done


@transaction.atomic
def _look_on(key: UUID) -> int:
    """The next handful of records, of one room after the other."""
    locked = Incident.objects.select_for_update(of=("self",), skip_locked=True)
    incident = locked.filter(pk=key, search=Incident.Step.WANTED).first()
    if incident is None or incident.since is None or incident.until is None:
        return 0
    room, after = _read_mark(incident)
    if room is None:
        incident.search = Incident.Step.FOUND
        incident.save(update_fields=["search"])
        return 0
    people: People = import_string(settings.AFFECTED["people"])
    since = datetime.combine(incident.since, time.min, regency_zone())
    until = datetime.combine(incident.until, time.min, regency_zone()) + timedelta(days=1)
    rows = people(room, since, until, after, BATCH)
    _add(incident, rows)
    last = f"{rows[-1][0].isoformat()}|{rows[-1][1].hex}" if len(rows) == BATCH else "done"
    incident.mark = f"{room}|{last}"
    incident.save(update_fields=["mark"])
    return max(len(rows), 1)


def _read_mark(incident: Incident) -> tuple[str | None, tuple[datetime, UUID] | None]:
    """Which room is next, and after which of its records; None when all were seen."""
    rooms = incident.room_keys
    room, _bar, rest = incident.mark.partition("|")
    if not room:
        return rooms[0], None
    if rest != "done":
        moment, _bar, pk = rest.partition("|")
        return room, (datetime.fromisoformat(moment), UUID(pk))
    following = rooms[rooms.index(room) + 1 :]
    return (following[0], None) if following else (None, None)


def _add(incident: Incident, rows: Sequence[tuple[datetime, UUID, str, str]]) -> None:
    """Each contact once; who left none is counted, because nobody can write to them."""
    nameless = sum(not contact for _when, _key, contact, _ref in rows)
    Incident.objects.filter(pk=incident.pk).update(nameless=F("nameless") + nameless)
    refs: dict[str, list[str]] = {}
    for _when, _key, contact, ref in rows:
        if contact:
            refs.setdefault(contact, []).append(ref)
    made = [
        Affected(
            incident=incident, contact=contact, contact_hash=keyed_hash("contact", contact),
            channel="email" if "@" in contact else "telephone", refs=", ".join(filter(None, found[:8]))[:200],
        )
        for contact, found in refs.items()
    ]  # fmt: skip
    Affected.objects.bulk_create(made, ignore_conflicts=True)


@transaction.atomic
def _write(key: UUID, now: datetime) -> int:
    """Owe the next letters; of a drill only the moment is noted, and nobody is written to."""
    locked: Any = Incident.objects.select_for_update(of=("self",), skip_locked=True)
    found = locked.filter(pk=key, letters_done_at__isnull=True).select_related("obligation").first()
    if found is None:
        return 0
    incident: Incident = found
    rows = list(incident.affected.filter(told_at__isnull=True).order_by("id")[:LETTERS])
    if not incident.drill:
        _owe(incident, rows, now)
    Affected.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    if len(rows) < LETTERS:
        incident.letters_done_at = now
        incident.save(update_fields=["letters_done_at"])
    return len(rows)


def _owe(incident: Incident, rows: Sequence[Affected], now: datetime) -> None:
    """About nothing: the law wants them told, also who stopped other messages, also at a number that nobody proved."""
    owed = [(Recipient.contact(row.contact).through(doors_of(row.contact)), f"{letter_key(incident)}{row.pk}")
            for row in rows]  # fmt: skip
    subject, body = wording.letter_subject(incident), wording.letter_body(incident)
    notify_all(owed, subject=subject, body=body, at=now)


def letter_key(incident: Model) -> str:
    """What the keys of its letters begin with."""
    return f"breach:{incident.pk}:"
