"""Offices full of people and months of scans, for tests of presence."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from balairung.ground.common.ids import new_id
from balairung.kernel.people import passes
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.badging import issue_badges
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.learning import leaving, rollcalls
from balairung.rooms.learning.kiosks import kiosk_of, make_kiosk
from balairung.rooms.learning.models import PresenceKiosk, PresenceScan, RecordingOffice
from balairung.rooms.learning.scanning import Clock, Scanned, scan_at_kiosk
from tests import make

OFFICE = "pupr"


def kiosk(office: str = OFFICE, *, at: datetime = make.START) -> PresenceKiosk:
    """At the door of this office, let in by its secret."""
    return kiosk_of(make_kiosk(make.office(office), name="Pintu depan", by=SYSTEM, at=at))


def show(person: Person, at_door: PresenceKiosk, text: str) -> Scanned:
    """The person shows the code of their telephone at this moment (`2026-03-02 07:25`)."""
    at = make.moment(text)
    return scan_at_kiosk(at_door, text=passes.code_of(person, at), token=new_id().hex, clock=None, at=at)


def show_late(person: Person, at_door: PresenceKiosk, read: str, sent: str, at: str, token: str = "") -> Scanned:
    """A card, read and sent by the device's clock, received at our own."""
    card = person.badges.standing().first() or issue_badges([person], by=SYSTEM, at=make.START)[0]
    clock = Clock(make.moment(read), make.moment(sent))
    text = passes.badge_code(card)
    return scan_at_kiosk(at_door, text=text, token=token or new_id().hex, clock=clock, at=make.moment(at))


def staff(count: int, offices: list[Office]) -> list[Person]:
    """So many people, in turn in the staff posts of these offices: rows at once, where actions would take minutes."""
    people = Person.objects.bulk_create(Person(name=f"Pegawai {number:04}") for number in range(count))
    posts = [Post.objects.filter(office=office, role=Post.Role.STAFF).order_by("id")[0] for office in offices]
    Holding.objects.bulk_create(
        Holding(person=person, post=posts[place % len(posts)], since=date(2024, 1, 1))
        for place, person in enumerate(people)
    )
    return people


def superior(office: str, role: str, name: str) -> Person:
    """Somebody in the post right above the first one of this role in this office."""
    post, person = make.post(office, role).superior, make.person(name)
    assert post
    appoint(person=person, post=post, since=date(2024, 1, 1), by=SYSTEM, at=make.START)
    return person


def scan_row(person: Person, office: Office, day: date, at: time) -> PresenceScan:
    moment = datetime.combine(day, at, make.JAKARTA)
    return PresenceScan(
        token=new_id().hex, person=person, office=office, kind="badge", day=day, at=moment, received_at=moment
    )


def record(offices: list[Office], since: date) -> None:
    RecordingOffice.objects.bulk_create(RecordingOffice(office=office, since=since) for office in offices)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]


def named(leads: Person | None = None) -> dict[str, str]:
    """A kiosk, a card, a leave and a roll call of Siti's office, by the parameter that names each in an address.

    `leads` is the head of that office where there is one already.
    """
    at, siti = make.START, make.holder(OFFICE, "staff", "Siti dua")
    head = actor_of(leads, at) if leads else make.officer(OFFICE, "head", "Kepala kantor Siti")
    (card,) = issue_badges([siti], by=SYSTEM, at=at)
    term = {"since": at.date(), "until": at.date()}
    leave = leaving.ask(siti, sort="annual", reason="Keluarga", proof=[], by=actor_of(siti, at), at=at, **term)
    call = rollcalls.plan(make.office(OFFICE), name="Apel", place="Halaman", starts_at=at, by=head, at=at)
    rollcalls.open_call(call, by=head, at=at)
    secret = make_kiosk(make.office(OFFICE), name="Pintu depan", by=SYSTEM, at=at)
    return {
        "learning:office": OFFICE, "learning:kiosk": str(kiosk_of(secret).pk), "learning:person": str(siti.pk),
        "learning:secret": secret,
        "learning:leave": str(leave.pk), "learning:call": str(call.pk),
        "learning:entry": str(call.entries.order_by("id")[0].pk), "people:revoke_badge:key": str(card.pk),
        **dict.fromkeys(["people:badges:key", "people:badge_sheet:key"], OFFICE),
    }  # fmt: skip
