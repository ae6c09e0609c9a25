"""The regency that is measured: 35.10 with its standard offices, and somebody in every post that matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from balairung.config.setup import prepare_database
from balairung.kernel.files.actions import store_bytes
from balairung.kernel.people.actions import add_person, appoint, give_account
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.models import Holding, Office, Person, Post, Region
from balairung.kernel.people.organisation import build_regency
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.routing import coordinating_office, inspectorate, suggest
from bench.generator import PIXEL

CODE = "35.10"
SINCE = date(2015, 1, 1)  # everybody has held their post for longer than the reports go back
PASSWORD = "kata-sandi-tolok-ukur"
FILLED = (
    Post.Role.REGENT, Post.Role.DEPUTY_REGENT, Post.Role.SECRETARY, Post.Role.ASSISTANT, Post.Role.HEAD,
    Post.Role.COORDINATOR, Post.Role.LIAISON,
)  # fmt: skip
#: Who signs in during the measurements, and the address of the account.
DOORS = {Post.Role.COORDINATOR: "koordinator@contoh.id", Post.Role.REGENT: "bupati@contoh.id"}


def build(at: datetime, *, proofs: int = 200) -> None:
    """An empty database becomes the regency, through the actions that everybody uses."""
    prepare_database()
    with transaction.atomic():
        build_regency(CODE, by=SYSTEM, at=at)
        for number, post in enumerate(Post.objects.filter(role__in=FILLED).order_by("order", "id")):
            _fill(post, number, at)
        for number in range(proofs):
            store_bytes(f"bukti-{number}.png", PIXEL, at=at, about=("complaints", "tolok-ukur"))


def _fill(post: Post, number: int, at: datetime) -> None:
    email = f"petugas{number}@contoh.id"
    door = DOORS.get(Post.Role(post.role), "")
    if door and not Person.objects.with_email(door).exists():
        email = door
    person = add_person(name=f"Petugas {number}", email=email, by=SYSTEM, at=at)
    appoint(person=person, post=post, since=SINCE, by=SYSTEM, at=at)
    if email == door:
        give_account(person, password=PASSWORD, by=SYSTEM, at=at)


@dataclass(frozen=True)
class Hand:
    """Who writes a line for an office: person and post, as the ledger names them."""

    person: str
    post: str


@dataclass(frozen=True)
class Step:
    """One rung of an office's ladder: who is told, and who was passed by on the way to them."""

    post: str
    person: str
    passed: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Desk:
    """An office as the made-up years need it."""

    office: str
    calendar: str
    hand: Hand
    ladder: tuple[Step, ...]


@dataclass(frozen=True)
class Subject:
    """A topic in a village: class, and who receives and who answers."""

    topic: str
    topic_name: str
    klass: str
    region: str
    place: str
    label: str
    village: str
    district: str
    receiver: Desk
    answerer: Desk

    @property
    def names(self) -> dict[str, str]:
        """The place as the texts of the demonstration ask for it."""
        return {"desa": self.village, "kecamatan": self.district, "label": self.label}


class Cast:
    """Everything that the made-up years refer to, read once."""

    def __init__(self, at: datetime) -> None:
        self.line = CommandLine(at)
        self.desks: dict[UUID, Desk] = {}
        self.hands = {holding.post_id: str(holding.person_id) for holding in Holding.objects.current(at)}
        self.posts: dict[UUID, list[Post]] = {}
        for post in Post.objects.filter(pk__in=self.hands).order_by("order", "id"):
            self.posts.setdefault(post.office_id, []).append(post)

    def subjects(self) -> list[Subject]:
        """Each open topic in each village."""
        villages = list(Region.objects.filter(level=Region.Level.VILLAGE).select_related("parent").order_by("code"))
        topics = list(Topic.objects.filter(closed=False).order_by("code"))
        return [subject for topic in topics for subject in self._of(topic, villages)]

    def _of(self, topic: Topic, villages: list[Region]) -> Iterator[Subject]:
        of_place = topic.office_key in ("desa", "kecamatan")
        everywhere = None if of_place else suggest(topic, None, topic.klass, self.line.at)
        for village in villages:
            found = suggest(topic, village, topic.klass, self.line.at) if of_place else everywhere
            receiver = inspectorate() if topic.klass == Complaint.Class.SUPERVISORY else self._coordinating
            if found and receiver:
                place = f"{village}, {village.parent}"
                desks = self.desk(receiver), self.desk(found.office)
                district = village.parent.name if village.parent else ""
                names = village.label, village.name, district
                yield Subject(topic.code, topic.name, topic.klass, village.code, place, *names, *desks)

    @property
    def _coordinating(self) -> Office | None:
        if not hasattr(self, "_office"):
            self._office = coordinating_office()
        return self._office

    def desk(self, office: Office) -> Desk:
        if office.pk not in self.desks:
            self.desks[office.pk] = Desk(
                str(office.pk), office.calendar, self._hand(office), tuple(self._ladder(office))
            )
        return self.desks[office.pk]

    def _hand(self, office: Office) -> Hand:
        posts = self.posts[office.pk]
        post = next((one for one in posts if one.role in (Post.Role.LIAISON, Post.Role.COORDINATOR)), posts[0])
        return Hand(self.hands[post.pk], str(post.pk))

    def _ladder(self, office: Office) -> Iterator[Step]:
        passed: list[tuple[str, str]] = []
        for post in self.line.chain(office.pk):
            rung = self.line.rung(post)
            if rung.person:
                yield Step(str(post.pk), str(rung.person.pk), tuple(passed))
                passed = []
            else:
                passed.append((str(post.pk), rung.empty))
