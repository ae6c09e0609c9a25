"""What the pages of capacity show: one person, one office, all offices. A bounded number of statements each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.timezone import localdate

from balairung.kernel.people.models import Office, Person, Post
from balairung.rooms.learning.capacity import reads, rules
from balairung.rooms.learning.capacity.figures import per_person
from balairung.rooms.learning.capacity.gaps import Key, Pair, Sum, summed, together
from balairung.rooms.learning.capacity.ranking import Advice, able, advice, next_steps
from balairung.rooms.learning.models import Competence, Declaration, PersonCompetence, TrainingAim, TrainingPlace

MOST_ADVICE = 5
MOST_OFFERED = 3
MOST_ROWS = 30


def offered(day: date, competences: Iterable[Key]) -> dict[UUID, list[TrainingAim]]:
    """Trainings to come that aim at these competences, the next first."""
    rows = TrainingAim.objects.filter(
        competence__in=list(competences), training__until__gte=day, training__cancelled_at__isnull=True
    )
    found: dict[UUID, list[TrainingAim]] = defaultdict(list)
    for aim in rows.select_related("training").order_by("training__since", "training__title", "id"):
        if len(found[aim.competence_id]) < MOST_OFFERED:
            found[aim.competence_id].append(aim)
    return dict(found)


def largest(pairs: Iterable[Pair]) -> dict[tuple[Key, Key], Pair]:
    """Where two posts of somebody ask the same, the one that asks more."""
    found: dict[tuple[Key, Key], Pair] = {}
    for pair in pairs:
        known = found.get((pair.person, pair.competence))
        if known is None or pair.wanted > known.wanted:
            found[pair.person, pair.competence] = pair
    return found


# --- one person --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One competence of somebody: what is asked (0: nothing), what there is (0: nothing yet), by which record."""

    competence: Competence
    wanted: int
    record: PersonCompetence | None

    @property
    def has(self) -> int:
        return self.record.level if self.record else 0

    @property
    def gap(self) -> int:
        return max(0, self.wanted - self.has)


@dataclass(frozen=True)
class Step:
    """What somebody learns next, where it is taught, how many colleagues could show it."""

    competence: Competence
    pair: Pair
    trainings: Sequence[TrainingAim]
    colleagues: int


@dataclass(frozen=True)
class Standing:
    """One person's page. Colleagues are a number, for their levels are theirs."""

    posts: list[Post]
    asked: list[Line]
    beside: list[Line]
    steps: list[Step]
    places: list[TrainingPlace]
    declarations: list[Declaration]
    hours: int
    hours_wanted: int
    year: int

    @property
    def whole(self) -> Sum:
        found = Sum(pairs=len(self.asked))
        found.met, found.gap = sum(not line.gap for line in self.asked), sum(line.gap for line in self.asked)
        return found


def of_person(person: Person, at: datetime) -> Standing:
    day, looked = localdate(at), reads.look(at, person=person.pk)
    known, records = reads.competences(day), reads.records_of(person, day)
    pairs = largest(looked.picture.pairs)
    asked = [Line(known[key], pair.wanted, records.get(key)) for (_one, key), pair in pairs.items()]
    order = {key: place for place, key in enumerate(known)}
    beside = [Line(record.competence, 0, record) for key, record in records.items() if (person.pk, key) not in pairs]
    posts = reads.posts_of(person, at)
    places = TrainingPlace.objects.for_list().filter(person=person).order_by("-training__until", "-id")
    return Standing(
        posts=posts, asked=sorted(asked, key=lambda line: (-line.gap, order[line.competence.pk])), beside=beside,
        steps=_steps(person, looked.picture.pairs, known, posts, at), places=list(places[:MOST_ROWS]),
        declarations=list(Declaration.objects.for_list().filter(person=person)[:MOST_ROWS]),
        hours=reads.hours_by_person([person.pk], day.year).get(person.pk, 0), hours_wanted=rules.hours_a_year(),
        year=day.year,
    )  # fmt: skip


def _steps(
    person: Person, pairs: Sequence[Pair], known: dict[UUID, Competence], posts: Sequence[Post], at: datetime
) -> list[Step]:
    found = next_steps(pairs).get(person.pk, [])
    taught = offered(localdate(at), [pair.competence for pair in found])
    offices = {post.office_id for post in posts}
    levels = reads.levels_of(reads.holdings(at, offices).order_by().values("person"), localdate(at)) if found else {}
    return [
        Step(
            known[pair.competence], pair, taught.get(pair.competence, ()),
            len(set(able(levels, pair.competence, pair.wanted)) - {person.pk}),
        ) for pair in found
    ]  # fmt: skip


# --- one office --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One person in the table of an office: a cell for each column, None where nothing is asked."""

    person: Person
    post: Post
    cells: list[Pair | None]
    steps: list[Competence]
    hours: int

    @property
    def gap(self) -> int:
        return sum(cell.gap for cell in self.cells if cell)


@dataclass(frozen=True)
class Teaching:
    """A piece of advice in names: who learns, where, and who in the office could teach."""

    advice: Advice
    competence: Competence
    learners: list[Person]
    teachers: list[Person]
    trainings: Sequence[TrainingAim]


@dataclass(frozen=True)
class OfficeView:
    columns: list[tuple[Competence, Sum]]
    rows: list[Row]
    whole: Sum
    vacant: list[Post]
    teachings: list[Teaching]
    hours_per_person: Decimal | None
    waiting: list[Declaration] = field(default_factory=list)


def of_office(office: Office, at: datetime) -> OfficeView:
    """People and competences of one office, its vacant posts, who learns what next, what waits for its head."""
    day, looked = localdate(at), reads.look(at, [office.pk])
    pairs, known, people = looked.picture.pairs, reads.competences(day), reads.people_in(office.pk, at)
    by_competence, cells = summed(pairs, lambda pair: pair.competence), largest(pairs)
    columns = [(one, by_competence[key]) for key, one in known.items() if key in by_competence]
    steps, hours = next_steps(pairs), reads.hours_by_person([person.pk for person, _post in people], day.year)
    rows = [
        Row(
            person, post, [cells.get((person.pk, one.pk)) for one, _sum in columns],
            [known[pair.competence] for pair in steps.get(person.pk, ())], hours.get(person.pk, 0),
        ) for person, post in people
    ]  # fmt: skip
    waiting = Declaration.objects.waiting().for_list().filter(person__in=[person.pk for person, _post in people])
    return OfficeView(
        columns=columns, rows=rows, whole=together(pairs),
        vacant=list(Post.objects.filter(pk__in=looked.picture.vacant).order_by("order", "id")),
        teachings=_teachings(looked, known, {person.pk: person for person, _post in people}, day),
        hours_per_person=per_person(sum(hours.values()), len(people)), waiting=list(waiting),
    )  # fmt: skip


def _teachings(
    looked: reads.Looked, known: dict[UUID, Competence], people: dict[UUID, Person], day: date
) -> list[Teaching]:
    found = advice(looked.picture.pairs)[:MOST_ADVICE]
    taught = offered(day, [one.competence for one in found])
    return [
        Teaching(
            one, known[one.competence], [people[key] for key in one.people],
            [people[key] for key in able(looked.levels, one.competence, one.level) if key in people],
            taught.get(one.competence, ()),
        ) for one in found
    ]  # fmt: skip


# --- all offices -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfficeLine:
    """One office among all; `few`: so few people that the total would tell of one of them."""

    office: Office
    people: int
    asked: Sum
    hours_per_person: Decimal | None
    few: bool

    @property
    def gap_per_person(self) -> Decimal | None:
        return per_person(self.asked.gap, len(self.asked.people))


@dataclass(frozen=True)
class Lacking:
    """A competence that the regency lacks."""

    competence: Competence
    people: int
    closes: int
    trainings: Sequence[TrainingAim]


@dataclass(frozen=True)
class RegencyView:
    lines: list[OfficeLine]
    whole: Sum
    vacant: int
    lacking: list[Lacking]

    @property
    def asking(self) -> list[OfficeLine]:
        """Offices whose posts ask for something."""
        return [line for line in self.lines if line.asked.pairs]

    @property
    def silent(self) -> list[OfficeLine]:
        return [line for line in self.lines if not line.asked.pairs]


def of_regency(at: datetime) -> RegencyView:
    """Offices beside each other, by protocol, and what most people lack."""
    day, looked = localdate(at), reads.look(at)
    by_office, hours = summed(looked.picture.pairs, lambda pair: pair.office), reads.hours_by_office(at)
    rows = Office.objects.filter(pk__in=list(hours)).order_by("order", "name", "id")
    lines = [_office_line(office, by_office.get(office.pk, Sum()), *hours[office.pk]) for office in rows]
    known, found = reads.competences(day), advice(looked.picture.pairs)[:MOST_ADVICE]
    taught = offered(day, [one.competence for one in found])
    lacking = [
        Lacking(known[one.competence], len(one.people), one.closes, taught.get(one.competence, ())) for one in found
    ]
    return RegencyView(lines, together(looked.picture.pairs), len(looked.picture.vacant), lacking)


def _office_line(office: Office, asked: Sum, people: int, hours: int) -> OfficeLine:
    few = people < rules.fewest_people() or 0 < len(asked.people) < rules.fewest_people()
    return OfficeLine(office, people, asked, per_person(hours, people), few)
