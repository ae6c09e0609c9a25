"""People and things for tests, made by calling the real actions: test data cannot be illegal.

Siti answers for the office that owns, Pak Kadis is her head, Budi sits in another office.
"""

from __future__ import annotations

import itertools
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from balairung.kernel.files.actions import store_bytes
from balairung.kernel.files.models import File
from balairung.kernel.messaging.doors.door import Heard, Reading
from balairung.kernel.messaging.models import Conversation
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.messaging.receiving import receive
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actions import add_person
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.delegating import Given, Terms, delegate, record_basis
from balairung.kernel.people.models import Delegation, Office, Person, Post, Regency, Region, User
from balairung.kernel.people.offices import add_office, add_post
from balairung.kernel.people.organisation import build_regency
from balairung.kernel.rosters.actions import make_roster, set_layer
from balairung.kernel.rosters.models import Roster
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.filing.report import Report, file_complaint
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.topics.vocabulary import load_vocabulary

JAKARTA = ZoneInfo("Asia/Jakarta")
_numbers = itertools.count(1)


def moment(text: str) -> datetime:
    """`2026-03-02 10:00`, in the regency's time."""
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


START = moment("2026-03-02 10:00")  # a Monday


def regency(code: str = "35.77", at: datetime = START) -> Regency:
    """A small city (Kota Madiun: 3 districts, 27 villages) with its standard offices, all posts vacant."""
    load_vocabulary()
    return build_regency(code, by=SYSTEM, at=at)


def person(name: str = "", *, at: datetime = START, **contacts: str) -> Person:
    number = next(_numbers)
    contacts.setdefault("email", f"orang{number}@contoh.id")
    return add_person(name=name or f"Orang {number}", by=SYSTEM, at=at, **contacts)


def post(office: str, role: str) -> Post:
    return Post.objects.filter(office__key=office, role=role).order_by("order", "id")[0]


def holder(office: str, role: str, name: str = "", *, at: datetime = START, since: date = date(2024, 1, 1)) -> Person:
    """Somebody who holds the first post of this role in this office."""
    found = person(name, at=at)
    appoint(person=found, post=post(office, role), since=since, by=SYSTEM, at=at)
    return found


def officer(office: str, role: str, name: str = "", *, at: datetime = START) -> Actor:
    return actor_of(holder(office, role, name, at=at), at)


def account(who: Person, email: str = "", password: str = "rahasia-yang-panjang") -> User:
    user = User.objects.create_user(email or who.email, password)
    who.user = user
    who.save(update_fields=["user"])
    return user


def coordinator(name: str = "Rahma", *, at: datetime = START) -> Actor:
    seat = Post.objects.filter(role=Post.Role.COORDINATOR)[0]
    found = person(name, at=at)
    appoint(person=found, post=seat, since=date(2024, 1, 1), by=SYSTEM, at=at)
    return actor_of(found, at)


def office(key: str) -> Office:
    return Office.objects.get(key=key)


def topic(code: str = "") -> Topic:
    return Topic.objects.get(code=code) if code else Topic.objects.filter(office_key="pupr")[0]


def complaint(*, at: datetime = START, token: str = "", **report: Any) -> Complaint:
    """A filed report; what is not given is ordinary."""
    report.setdefault("text", "Jalan di depan pasar berlubang sudah sebulan dan membahayakan pengendara motor.")
    report.setdefault("topic", topic())
    return file_complaint(Report(**report), token=token or f"token-untuk-uji-{next(_numbers)}", by=CITIZEN, at=at)


def forwarded(by: Actor, *, to: str = "pupr", at: datetime = START, **report: Any) -> Complaint:
    """A complaint that the coordinator verified and forwarded."""
    made = complaint(at=at, **report)
    actions.verify(made, klass=made.klass, topic=made.topic, by=by, at=at)
    actions.forward(made, office=office(to), by=by, at=at)
    return made


def village(region: str = "35.77.01.1001", parent: str = "kecamatan-357701") -> Post:
    """The head of a village: the small city has none of its own."""
    place = Region.objects.get(code=region)
    office = add_office(
        key="desa-uji", name="Desa Uji", kind=Office.Kind.VILLAGE, region=place, parent=Office.objects.get(key=parent),
        by=SYSTEM, at=START,
    )  # fmt: skip
    above = post(parent, Post.Role.HEAD)
    return add_post(office=office, title="Kepala Desa Uji", role="head", superior=above, by=SYSTEM, at=START)


def delegation(
    giver: Post | None, *receivers: Post, matter: str = "letter:undangan", at: datetime = START, **terms: Any
) -> list[Delegation]:
    """What a regent's decree of its own gives to these posts, each in its own region where it has one."""
    subject, _colon, key = matter.partition(":")
    basis = record_basis(
        kind="regent_decree", number=f"188/{next(_numbers)}/2026", dated=at.date(),
        about="Pelimpahan Sebagian Kewenangan", by=SYSTEM, at=at,
    )  # fmt: skip
    given = [Given(subject, key, own_region=all(post.office.region_id for post in receivers))]
    wanted = Terms(terms.pop("kind", "mandate"), terms.pop("since", at.date()), **terms)
    return delegate(basis=basis, giver=giver, receivers=receivers, matters=given, terms=wanted, by=SYSTEM, at=at)


def owed(
    to: str = "pupr", subject: str = "Uji", *, by: Actor = SYSTEM, at: datetime = START, **more: Any
) -> Obligation:
    """Something that an office owes, with the clock that a report is verified by."""
    more.setdefault("clocks", [clock_rule("complaints", "verify")])
    return open_obligation(
        kind="complaints", prefix="P", subject=subject, owner=Owner(office(to)), by=by, at=at, **more
    )


def talk(
    *said: str, channel: str = "whatsapp", address: str = "", name: str = "Sri", at: datetime = START
) -> Conversation:
    """A conversation in which these messages came, one a second; nobody has read them yet."""
    address = address or f"+62812{next(_numbers):08}"
    for place, text in enumerate(said):
        heard = Heard(f"pesan-{next(_numbers)}", address, at + timedelta(seconds=place), text=text, name=name)
        receive(channel, Reading(heard=[heard]), at=at + timedelta(seconds=place))
    return Conversation.objects.get(channel=channel, address_hash=address_hash(channel, address))


def roster(
    *people: Person, at_office: str = "pupr", name: str = "Siaga", coverage: str = "always", at: datetime = START,
    **layer: Any,
) -> Roster:  # fmt: skip
    """A roster of this office in whose first layer these people turn, by the day at eight unless `layer` says more."""
    made = make_roster(office=office(at_office), name=name, coverage=coverage, by=SYSTEM, at=at)
    if people:
        plain: dict[str, Any] = {"unit": "day", "length": 1, "starts_on": at.date(), "handover": time(8), "since": at}
        set_layer(made, place=1, members=people, by=SYSTEM, at=at, **plain | layer)
    return made


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


def photo(*, at: datetime = START) -> File:
    return store_bytes("bukti.png", PNG, at=at)


def reporter(made: Complaint) -> Actor:
    """Whoever holds the secret code of this complaint."""
    from balairung.rooms.complaints.access import get_own

    return get_own(made.ref, made.secret)[1]
