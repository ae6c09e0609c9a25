"""Integrity and presence in the demonstration: pacts that some have signed, a fortnight of comings and goings."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from balairung.config.demo.letters import certify
from balairung.config.demo.people import PASSWORD
from balairung.config.demo.stage import Stage
from balairung.kernel.documents.models import Countersignature
from balairung.kernel.documents.signing import sign
from balairung.kernel.people import passes
from balairung.kernel.people.actors import actor_of
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.learning import leaving, rollcalls
from balairung.rooms.learning.scanning import scan_by_officer
from balairung.rooms.pacts import driving
from balairung.rooms.pacts.models import Pact
from balairung.rooms.pacts.signing import sign_pact

DAYS, SIGNED = 12, 9  # working days of presence; pacts that are signed, their witnesses' names beside
SEEN = "pupr"  # the office that records who is there


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    stage = stage.beside(29)
    rng = stage.rng
    stage.plan(stage.end - timedelta(days=60), partial(_drive, stage))
    for number in range(SIGNED):
        at = stage.pace.office_hours(stage.end - timedelta(days=58 - 4 * number))
        stage.plan(at, partial(_sign, rng), alone=True)
    days = _days(stage)
    for day in days:
        stage.plan(day.replace(hour=7), partial(_come, stage, rng))
    stage.plan(days[4].replace(hour=6), partial(_leave, stage))
    monday = next((day for day in days if day.weekday() == 0), days[-1])
    stage.plan(monday.replace(hour=6, minute=40), partial(_gather, stage, rng))


def _days(stage: Stage) -> list[datetime]:
    """The last working days, the youngest first, at midnight."""
    calendar = Calendars().get("5-day")
    today = timezone.localtime(stage.end).replace(hour=0, minute=0, second=0, microsecond=0)
    back = (today - timedelta(days=number) for number in range(1, 40))
    return [day for day in back if calendar.day(day.date()).working][:DAYS]


# --- pacts -----------------------------------------------------------------------------------------------------------


def _drive(stage: Stage, at: datetime) -> None:
    """All heads of offices, this year's pact."""
    day = timezone.localdate(at)
    driving.begin(
        name=f"Pakta integritas {day.year}", kind="integrity", year=day.year, due_on=day + timedelta(days=30),
        roles=[Post.Role.HEAD], token=stage.token(), by=stage.cast.secretary(), at=at,
    )  # fmt: skip


def _sign(rng: random.Random, at: datetime) -> None:
    """One more signs; mostly the superior witnesses it on the same day."""
    waiting = Pact.objects.current().filter(signed_at=None, witness__isnull=False).select_related("person")
    if pact := waiting.order_by("post__office__order", "id").first():
        signer = actor_of(pact.person, at)
        certify(pact.person, signer, at)
        signed = sign_pact(pact, passphrase=PASSWORD, by=signer, at=at)
        if rng.random() < 0.8:
            _witness(signed, at + timedelta(minutes=20))


def _witness(pact: Pact, at: datetime) -> None:
    for place in Countersignature.objects.filter(document=pact.document).select_related("person"):
        witness = actor_of(place.person, at)
        certify(place.person, witness, at)
        sign(place, passphrase=PASSWORD, by=witness, at=at)


# --- presence --------------------------------------------------------------------------------------------------------


def _staff(at: datetime) -> list[Person]:
    rows = Holding.objects.current(at).filter(post__office__key=SEEN).select_related("person", "post")
    return list({one.person_id: one.person for one in rows.order_by("post__order", "id")}.values())


def _come(stage: Stage, rng: random.Random, morning: datetime) -> None:
    """Most are in time, some late, one or the other not there; read by a colleague at the door."""
    office = Office.objects.get(key=SEEN)
    for person in _staff(morning):
        if rng.random() < 0.95:
            came = morning + timedelta(minutes=rng.gauss(20, 14))
            went = morning + timedelta(minutes=rng.gauss(9 * 60 + 15, 20))
            for moment in (came, went):
                stage.plan(moment, partial(_read, stage, office, person))


def _read(stage: Stage, office: Office, person: Person, at: datetime) -> None:
    door = stage.cast.officer(office.pk)
    door = door if door and door.person_id != person.pk else stage.cast.head(office.pk)
    if door:
        scan_by_officer(office, text=passes.code_of(person, at), token=stage.token(), by=door, at=at)


def _leave(stage: Stage, at: datetime) -> None:
    """Three days of yearly leave, asked for and granted."""
    head, person = stage.cast.head(Office.objects.get(key=SEEN).pk), _staff(at)[-1]
    if head:
        day = timezone.localdate(at)
        asked = leaving.ask(person, sort="annual", since=day, until=day + timedelta(days=2), reason="Acara keluarga.",
                            proof=[], by=actor_of(person, at), at=at)  # fmt: skip
        leaving.approve(asked, by=head, at=at + timedelta(hours=1))


def _gather(stage: Stage, rng: random.Random, at: datetime) -> None:
    """Monday's roll call, by QR; whoever is missing may have said why."""
    head = stage.cast.head(Office.objects.get(key=SEEN).pk)
    if head is None:
        return
    office = Office.objects.get(key=SEEN)
    call = rollcalls.plan(office, name="Apel Senin pagi", place="Halaman kantor", starts_at=at + timedelta(minutes=50),
                          by=head, at=at)  # fmt: skip
    rollcalls.open_call(call, by=head, at=at + timedelta(minutes=20))
    call.refresh_from_db()
    for entry in call.entries.all():
        if rng.random() < 0.85:
            rollcalls.tick(entry, by=head, at=at + timedelta(minutes=45))
        else:
            rollcalls.excuse(entry, reason="Bertugas di lapangan", by=head, at=at + timedelta(minutes=48))
    rollcalls.close_call(call, by=head, at=at + timedelta(minutes=75))
