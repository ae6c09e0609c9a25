"""People and things for tests, made by calling the real actions: test data cannot be illegal.

Siti answers for the office that owns, Pak Kadis is her head, Budi sits in another office.
"""

from __future__ import annotations

import itertools
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.test import Client

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
from balairung.rooms.meetings.inviting.calling import add_rule, call, prepare
from balairung.rooms.meetings.models import InvitationRule, Meeting
from balairung.rooms.reception.models import Counter, Hall, Line
from balairung.rooms.reception.queue import setup
from balairung.rooms.reception.queue.calling import sit
from balairung.rooms.reception.queue.taking import Taken, take
from balairung.rooms.services.applying.apply import apply_for
from balairung.rooms.services.definition.publishing import publish, save_draft
from balairung.rooms.services.definition.shape import Definition
from balairung.rooms.services.models import Application

JAKARTA = ZoneInfo("Asia/Jakarta")
T = TypeVar("T")
_numbers = itertools.count(1)


def moment(text: str) -> datetime:
    """`2026-03-02 10:00`, in the regency's time."""
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


START = moment("2026-03-02 10:00")  # a Monday


def there(value: T | None) -> T:
    """What must be there."""
    assert value is not None
    return value


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


def stale(client: Client) -> Client:
    """An hour after whoever sits there signed in."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    return client


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


def application(to: str = "pupr", *, at: datetime = START, name: str = "Ani Lestari") -> Application:
    """Somebody applied for what this agency decides in one step."""
    step = {"key": "putus", "title": "Diputus", "at": "agency", "does": "decide", "clock": {"amount": 1}}
    field = {"key": "usaha", "type": "line", "label": "Apa usahanya?"}
    shape = Definition.model_validate({
        "key": f"izin-uji-{next(_numbers)}", "name": "Izin Uji", "level": "agency", "office": to, "summary": "Diuji.",
        "nik": "optional", "pages": [{"key": "usaha", "title": "Usaha", "fields": [field]}], "steps": [step],
        "standard": {
            "requirements": [{"words": "Nama usaha", "field": "usaha"}], "product": "Izin", "basis": [{"words": "Uji"}],
        },
    })  # fmt: skip
    version = publish(save_draft(None, shape, by=SYSTEM, at=at), by=SYSTEM, at=at)
    place = Region.objects.filter(level=Region.Level.VILLAGE).order_by("code")[0]
    return apply_for(
        version=version, answers={"usaha": "warung soto"}, files=[], region=place, name=name,
        nik="3577014107900001", contact="ani@contoh.id", token=f"permohonan-{next(_numbers)}", channel="web",
        by=CITIZEN, at=at,
    )  # fmt: skip


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


def hall(
    *lines: str, at_office: str = "dukcapil", counters: int = 2, minutes: int = 10, at: datetime = START, **fields: Any
) -> Hall:
    """The front room of this office: its lines have the letters A, B, …, and each counter (1, 2, …) serves them all."""
    fields.setdefault("name", f"Ruang layanan {at_office}")
    made = setup.open_hall(office=office(at_office), by=SYSTEM, at=at, **fields)
    booth = made.booths.get()
    served = [
        setup.add_line(booth, name=name, minutes=minutes, by=SYSTEM, at=at) for name in lines or ("KTP-el", "Akta")
    ]
    for number in range(1, counters + 1):
        setup.add_counter(made, label=str(number), lines=served, by=SYSTEM, at=at)
    return made


def line(of: Hall, prefix: str = "A") -> Line:
    return of.lines.select_related("hall__office").get(prefix=prefix, closed_on=None)


def counter(of: Hall, label: str = "1") -> Counter:
    return of.counters.select_related("hall__office").get(label=label, closed_on=None)


def clerk(of: Hall, label: str = "1", *, at: datetime = START) -> Actor:
    """Somebody of the hall's office who sits at this counter."""
    who = officer(of.office.key, "staff", at=at)
    sit(counter(of, label), by=who, at=at)
    return who


def number(of: Hall, *prefixes: str, at: datetime = START, token: str = "", **said: Any) -> Taken:
    """Somebody took a number of each of these lines (A) at the kiosk."""
    wanted = [line(of, prefix) for prefix in prefixes or ("A",)]
    said.setdefault("channel", "kiosk")
    said.setdefault("by", CITIZEN)
    return take(hall=of, lines=wanted, token=token or f"nomor-{next(_numbers)}", at=at, **said)


def meeting(
    *heads: str, at: datetime = START, days: int = 7, called: bool = True, by: Actor | None = None, **fields: Any
) -> Meeting:
    """A meeting of the Sekda, a week ahead at eight, to which the heads of these offices (pupr, disdik, dinkes) are
    invited at once; whoever of them is nobody yet is made. Not `called`, it is only prepared.
    """
    chair = Post.objects.get(role=Post.Role.SECRETARY)
    leads = by or _acting(chair, at)
    posts = [post(key, "head") for key in heads or ("pupr", "disdik", "dinkes")]
    for one in posts:
        _acting(one, at)
    fields.setdefault("starts_at", datetime.combine(at.date() + timedelta(days=days), time(8), JAKARTA))
    wanted: dict[str, Any] = {"title": "Rapat koordinasi", "place": "Pendopo", "manner": "Segera"}
    wanted |= {"office": chair.office, "chair": chair, "token": f"rapat-{next(_numbers)}"}
    made = prepare(**wanted | fields, by=leads, at=at)
    add_rule(made, who=InvitationRule.Who.POSTS, posts=posts, by=leads, at=at)
    if called:
        call(made, by=leads, at=at, at_once=True)
    return made


def _acting(seat: Post, at: datetime) -> Actor:
    """Whoever holds this post; somebody new where nobody does."""
    held = seat.holdings.current(at).select_related("person").first()
    if held:
        return actor_of(held.person, at)
    found = person(at=at)
    appoint(person=found, post=seat, since=date(2024, 1, 1), by=SYSTEM, at=at)
    return actor_of(found, at)


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
