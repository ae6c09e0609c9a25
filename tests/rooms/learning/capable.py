"""A demonstration agency with competences, for tests of capacity: small enough to be counted by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Person
from balairung.rooms.learning.capacity import catalogue, readings, recording, trainings, wanting
from balairung.rooms.learning.models import Book, Competence, PersonCompetence, Reading, Training, TrainingPlace
from tests import make

DAY = make.START.date()
YESTERDAY = DAY - timedelta(days=1)
#: What the posts of PUPR ask: by role, by competence.
ASKED = {
    "head": {"keputusan": 4, "literasi-data": 3},
    "secretary_of_office": {"keputusan": 3, "literasi-data": 3},
    "section_head": {"pelayanan-publik": 4, "literasi-data": 3, "keamanan-informasi": 2},
    "staff": {"pelayanan-publik": 3, "keamanan-informasi": 2},
}


def competence(key: str) -> Competence:
    return Competence.objects.get(key=key)


@dataclass(frozen=True)
class Agency:
    kadis: Person
    budi: Person
    rina: Person
    siti: Person
    joko: Person

    @property
    def head(self) -> Actor:
        return actor_of(self.kadis, make.START)


def has(person: Person, key: str, level: int, *, on: date = DAY, until: date | None = None) -> PersonCompetence:
    """Somebody was found to stand at this level."""
    return recording.record(
        person, competence=competence(key), level=level, assessed_on=on, valid_until=until, how="assessment",
        by=SYSTEM, at=make.START,
    )  # fmt: skip


def ask(office: str, asked: dict[str, dict[str, int]]) -> None:
    for role, levels in asked.items():
        posts = list(wanting.posts_of_role(role, make.office(office)))
        given = {competence(key): level for key, level in levels.items()}
        wanting.ask(posts, levels=given, by=SYSTEM, at=make.START)


def agency() -> Agency:
    """PUPR on 2 March 2026: five people in four kinds of posts, and one section without a head of its own."""
    catalogue.load(by=SYSTEM, at=make.START)
    ask("pupr", ASKED)
    made = Agency(
        make.holder("pupr", "head", "Pak Kadis"), make.holder("pupr", "secretary_of_office", "Budi"),
        make.holder("pupr", "section_head", "Rina"), make.holder("pupr", "staff", "Siti Aminah"),
        make.holder("pupr", "staff", "Joko"),
    )  # fmt: skip
    empty = wanting.posts_of_role("section_head", make.office("pupr"))[1]
    appoint(person=made.budi, post=empty, capacity="plt", since=DAY, by=SYSTEM, at=make.START)
    has(made.kadis, "keputusan", 4)
    has(made.budi, "keputusan", 2)
    has(made.budi, "literasi-data", 3)
    has(made.rina, "pelayanan-publik", 3)
    has(made.rina, "literasi-data", 1)
    has(made.rina, "keamanan-informasi", 3)
    has(made.siti, "pelayanan-publik", 3)
    has(made.siti, "keamanan-informasi", 1)
    has(made.joko, "pelayanan-publik", 4, on=date(2024, 3, 1), until=YESTERDAY)  # ran out
    return made


def training(by: Actor = SYSTEM, *, since: date = DAY, hours: int = 12, **aims: int) -> Training:
    given = {competence(key.replace("_", "-")): level for key, level in (aims or {"literasi_data": 3}).items()}
    return trainings.plan(
        title="Membaca data", provider="BKPSDM", form="class", hours=hours, since=since,
        until=since + timedelta(days=1), aims=given, by=by, at=make.START,
    )  # fmt: skip


def place(of: Training, person: Person) -> TrainingPlace:
    trainings.give_places(of, people=[person], by=SYSTEM, at=make.START)
    return of.places.select_related("training", "person").get(person=person)


def book(by: Actor, title: str = "Melayani dengan hati") -> Book:
    why = "Cara memulai dari warga."
    return readings.add_book(title=title, author="Sri Lestari", why=why, by=by, at=make.START)


def reading(person: Person, of: Book | None, on: date = DAY, title: str = "", at: datetime = make.START) -> Reading:
    by, words = actor_of(person, at), "Mulai dari yang menunggu."
    return readings.note(person, book=of, title=title, finished_on=on, takeaway=words, by=by, at=at)


def named(siti: Person) -> dict[str, str]:
    """What belongs to Siti, by the parameter that names it in an address."""
    catalogue.load(by=SYSTEM, at=make.START)
    own = actor_of(siti, make.START)
    said: dict[str, Any] = {"competence": competence("literasi-data"), "level": 2, "words": "Saya mengolah data jalan."}
    mine = book(own)
    return {
        "learning:declaration": str(recording.declare(siti, **said, by=own, at=make.START).pk),
        "learning:post": str(siti.holdings.get().post_id), "learning:competence": "literasi-data",
        "learning:training": str((course := training()).pk), "learning:place": str(place(course, siti).pk),
        "learning:book": str(mine.pk), "learning:reading": str(reading(siti, mine).pk),
    }  # fmt: skip
