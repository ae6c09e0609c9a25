"""Capacity in the demonstration: what posts ask, what people were found to have, trainings, what they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from balairung.config.demo.stage import Stage
from balairung.config.demo.texts import load
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.models import Holding, Office, Person
from balairung.rooms.learning.capacity import catalogue, readings, recording, trainings, wanting
from balairung.rooms.learning.models import Book, Competence, TrainingPlace

DAY = timedelta(days=1)
SEATED = 5  # people of an office who are given a place


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    stage, told = stage.beside(43), load("learning")
    stage.plan(stage.pace.office_hours(stage.end - 150 * DAY), partial(_begin, stage, told["asked"]))
    for row in told["trainings"]:
        told_at = stage.end - (80 if row[4] < 0 else 10) * DAY
        stage.plan(stage.pace.office_hours(told_at), partial(_offer, stage, row))
    stage.plan(stage.pace.office_hours(stage.end - 100 * DAY), partial(_list_books, told["books"]))
    for number in range(9):
        at = stage.pace.office_hours(stage.end - (4 + 9 * number) * DAY)
        stage.plan(at, partial(_read, stage, told["taken"], number))


def _begin(stage: Stage, asked: Mapping[str, Any], at: datetime) -> None:
    """Posts of three offices ask for something, and most of their people were looked at."""
    catalogue.load(by=SYSTEM, at=at)
    known = {one.key: one for one in Competence.objects.all()}
    for office in Office.objects.filter(key__in=asked["offices"]):
        for role, levels in asked["roles"].items():
            posts = list(wanting.posts_of_role(role, office))
            wanting.ask(posts, levels={known[key]: level for key, level in levels.items()}, by=SYSTEM, at=at)
        for holding in _holdings(office, at):
            _assess(stage, holding, known, asked["roles"].get(holding.post.role, {}), at)


def _assess(
    stage: Stage, holding: Holding, known: Mapping[str, Competence], levels: Mapping[str, int], at: datetime
) -> None:
    for key, level in levels.items():
        if stage.chance(0.8):
            found = max(1, level + stage.rng.choice([-2, -1, -1, 0, 0, 1]))
            recording.record(
                holding.person, competence=known[key], level=min(found, 5), assessed_on=localdate(at),
                how="assessment", by=SYSTEM, at=at,
            )  # fmt: skip


def _offer(stage: Stage, row: list[Any], at: datetime) -> None:
    """Offered, given places, and, when its day is over, finished by most of them."""
    title, provider, form, hours, days, key, level, office = row
    since = localdate(stage.end + days * DAY)
    aims = {Competence.objects.get(key=key): level}
    made = trainings.plan(
        title=title, provider=provider, form=form, hours=hours, since=since, until=since + DAY, aims=aims,
        by=SYSTEM, at=at,
    )  # fmt: skip
    people = [one.person for one in _holdings(Office.objects.get(key=office), at)][:SEATED]
    trainings.give_places(made, people=people, by=SYSTEM, at=at)
    if days < 0:
        stage.plan(stage.end + (days + 3) * DAY, partial(_finish, stage, made.pk))


def _finish(stage: Stage, training: UUID, at: datetime) -> None:
    for place in TrainingPlace.objects.filter(training=training).select_related("training", "person").order_by("id"):
        if stage.chance(0.8):
            trainings.finish(place, hours=place.training.hours, gained=stage.chance(0.7), by=SYSTEM, at=at)
        else:
            trainings.miss(place, by=SYSTEM, at=at)


def _list_books(rows: list[list[str]], at: datetime) -> None:
    readers = [actor_of(person, at) for person in _readers(at)]
    for (title, author, why), by in zip(rows, readers, strict=False):
        readings.add_book(title=title, author=author, why=why, by=by, at=at)


def _read(stage: Stage, taken: list[str], number: int, at: datetime) -> None:
    books, person = list(Book.objects.order_by("id")), stage.rng.choice(list(_readers(at)))
    readings.note(
        person, book=books[number % len(books)], takeaway=taken[number % len(taken)], finished_on=localdate(at),
        by=actor_of(person, at), at=at,
    )  # fmt: skip


def _readers(at: datetime) -> Iterator[Person]:
    for office in Office.objects.filter(key__in=["kominfo", "dukcapil", "pupr"]).order_by("key"):
        yield from (one.person for one in _holdings(office, at)[:3])


def _holdings(office: Office, at: datetime) -> list[Holding]:
    rows = Holding.objects.current(at).filter(post__office=office).select_related("person", "post")
    return list(rows.order_by("post__order", "since", "id"))
