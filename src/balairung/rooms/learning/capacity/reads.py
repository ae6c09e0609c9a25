"""Rows for the arithmetic: who holds which post, what it asks, what counts today. A few statements, however many."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.timezone import localdate

from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.learning.capacity import rules
from balairung.rooms.learning.capacity.gaps import Held, Picture, Proof, Wanted, gaps, standing
from balairung.rooms.learning.models import Competence, PersonCompetence, PostCompetence, TrainingPlace


def posts(offices: Collection[UUID] | None = None) -> QuerySet[Post]:
    """Posts that stand and are appointed, not elected: of these offices, or of all."""
    rows = Post.objects.filter(closed_on__isnull=True, office__closed_on__isnull=True)
    rows = rows.exclude(role__in=rules.without_roles())
    return rows if offices is None else rows.filter(office__in=offices)


def holdings(at: datetime, offices: Collection[UUID] | None = None) -> QuerySet[Holding]:
    """Who holds such a post for good. Whoever only acts in one (Plt., Plh.) is measured in the post of their own."""
    rows = Holding.objects.current(at).filter(capacity=Holding.Capacity.DEFINITIVE)
    return rows.filter(post__in=posts(offices).order_by().values("pk"))


@dataclass(frozen=True)
class Looked:
    """A picture of gaps with the levels that it was made of."""

    picture: Picture
    levels: dict[tuple[UUID, UUID], int]
    held: list[Held]


def look(at: datetime, offices: Collection[UUID] | None = None, person: UUID | None = None) -> Looked:
    """The gaps of these offices, of one person, or of all: three statements."""
    rows = holdings(at, offices)
    rows = rows.filter(person=person) if person else rows
    held = [Held(post, one) for post, one in rows.order_by("id").values_list("post", "person")]
    levels = levels_of(rows.order_by().values("person"), localdate(at))
    wanted = _wanted(localdate(at), offices, {one.post for one in held} if person else None)
    return Looked(gaps(wanted, held, levels), levels, held)


def _wanted(day: date, offices: Collection[UUID] | None, only: Collection[UUID] | None) -> Iterable[Wanted]:
    rows = PostCompetence.objects.filter(post__in=posts(offices).order_by().values("pk"))
    rows = rows.filter(competence__in=Competence.objects.open_on(day).order_by().values("pk"))
    rows = rows if only is None else rows.filter(post__in=only)
    names = ("post", "post__office", "competence", "level", "post__role")
    for post, office, competence, level, role in rows.order_by("post__order", "id").values_list(*names):
        yield Wanted(post, office, competence, level, rules.weight(role))


def levels_of(people: Any, day: date) -> dict[tuple[UUID, UUID], int]:
    """The level of each of these people (keys, or a statement that finds them) in each competence on this day."""
    return {(proof.person, proof.competence): proof.level for proof in _standing(people, day)}


def _standing(people: Any, day: date) -> list[Proof]:
    rows = PersonCompetence.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), assessed_on__lte=day)
    names = ("person", "competence", "level", "assessed_on", "recorded_at", "valid_until")
    found = rows.filter(person__in=people).order_by("id").values_list(*names)
    return list(standing((Proof(*row) for row in found), day).values())


def records_of(person: Person, day: date) -> dict[UUID, PersonCompetence]:
    """What counts today about one person, by competence."""
    rows = PersonCompetence.objects.filter(person=person, assessed_on__lte=day).select_related("competence", "file")
    valid = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    return {one.competence_id: one for one in valid.order_by("assessed_on", "recorded_at", "id")}


def hours_by_person(people: Any, year: int) -> dict[UUID, int]:
    """Lesson hours that were finished in this year; who has none is not in it."""
    rows = TrainingPlace.objects.done_in(year).filter(person__in=people).order_by()
    return dict(rows.values_list("person").annotate(Sum("hours")))


def hours_by_office(at: datetime) -> dict[UUID, tuple[int, int]]:
    """Of every office its people and their hours of this year; who holds posts in two offices counts in both."""
    pairs = set(holdings(at).order_by().values_list("post__office", "person"))
    hours = hours_by_person(holdings(at).order_by().values("person"), localdate(at).year)
    found: dict[UUID, tuple[int, int]] = {}
    for office, person in pairs:
        people, total = found.get(office, (0, 0))
        found[office] = (people + 1, total + hours.get(person, 0))
    return found


def competences(day: date) -> dict[UUID, Competence]:
    """Those in use, in their order."""
    return {one.pk: one for one in Competence.objects.open_on(day)}


def asked_by_competence() -> dict[UUID, int]:
    """How many posts that stand ask each."""
    rows = PostCompetence.objects.filter(post__in=posts().order_by().values("pk")).order_by()
    return dict(rows.values_list("competence").annotate(Count("pk")))


def posts_of(person: Person, at: datetime) -> list[Post]:
    rows = posts().filter(pk__in=holdings(at).filter(person=person).values("post")).select_related("office")
    return list(rows.order_by("office__order", "order", "id"))


def people_in(office: UUID, at: datetime) -> list[tuple[Person, Post]]:
    """Everybody of an office with their first post there, by protocol."""
    rows = holdings(at, [office]).select_related("person", "post").order_by(F("post__order"), "person__name", "id")
    found: dict[UUID, tuple[Person, Post]] = {}
    for one in rows.defer("person__nip", "person__email", "person__phone"):
        found.setdefault(one.person_id, (one.person, one.post))
    return list(found.values())
