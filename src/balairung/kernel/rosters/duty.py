"""Who is on duty: at one moment for many offices, in one roster between two moments, and one person's shifts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.people.models import Person
from balairung.kernel.rosters.book import Book
from balairung.kernel.rosters.models import Roster
from balairung.kernel.rosters.plan import Passed, Segment, Stand, Why

NEAR, FAR = timedelta(days=2), timedelta(days=40)  # how far ahead the next handover is looked for: first, at most
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Plan:
    """What a roster says between two moments: segments without hole or overlap, and the people whom they name."""

    roster: Roster
    since: datetime
    until: datetime
    segments: tuple[Segment, ...]
    people: dict[UUID, Person]

    def person(self, stand: Stand | None) -> Person | None:
        return self.people.get(stand.person) if stand and stand.person else None


@dataclass(frozen=True)
class OnDuty:
    """Who answers for an office at one moment. Without a `person`, `why` says in words why nobody does."""

    office_id: UUID
    roster: Roster
    at: datetime
    person: Person | None
    place: int  # of the layer that answers; 0 when none does
    layer: str  # its name
    why: str  # how this person comes to be on duty, or why nobody is
    stands: tuple[Stand, ...]  # what each layer says
    then: tuple[Person, ...]  # who else is on duty now, in later layers
    _reader: Duty

    @cached_property
    def _ahead(self) -> tuple[datetime | None, UUID | None]:
        return self._reader.ahead(self.roster.pk, self.person.pk if self.person else None)

    @property
    def until(self) -> datetime | None:
        """When somebody else answers, or nobody; None: not within 40 days."""
        return self._ahead[0]

    @property
    def follows(self) -> Person | None:
        """Who answers after that; None is nobody, or nobody within 40 days."""
        return self._reader.person(self._ahead[1])


class Duty:
    """Who is on duty at one moment; what was asked once is remembered, so ask one of these for a whole batch."""

    def __init__(self, at: datetime, *, escalating: bool = False, public_only: bool = False) -> None:
        """`escalating`: only rosters that take what is overdue; `public_only`: only those that are announced."""
        self.at = at
        self._filter = Q(escalates=True) if escalating else Q(public=True) if public_only else Q()
        self._found: dict[UUID, list[OnDuty]] = {}
        self._books: dict[UUID, Book] = {}
        self._people: dict[UUID, Person] = {}

    def of(self, office_id: UUID) -> OnDuty | None:
        """Who answers for the office; None when it keeps no such roster. Of several rosters the first with somebody."""
        found = self.all_of(office_id)
        return next((one for one in found if one.person), found[0] if found else None)

    def all_of(self, office_id: UUID) -> list[OnDuty]:
        """The same for each of the office's rosters, by name."""
        self.load([office_id])
        return self._found[office_id]

    def load(self, office_ids: Iterable[UUID]) -> None:
        """Read the rosters of these offices at once: a fixed number of queries, however many they are."""
        wanted = [key for key in dict.fromkeys(office_ids) if key not in self._found]
        if wanted:
            self._read(standing_at(self.at).filter(self._filter, office__in=wanted), wanted)

    def load_all(self) -> list[UUID]:
        """Read every roster of the regency; return the offices that keep one, by protocol."""
        self._read(standing_at(self.at).filter(self._filter), [])
        return list(self._found)

    def person(self, key: UUID | None) -> Person | None:
        """Somebody whom a roster names."""
        if key and key not in self._people:
            self.meet([key])
        return self._people.get(key) if key else None

    def meet(self, keys: Collection[UUID]) -> None:
        """Read these people at once, those that are not known yet."""
        self._people |= people_named([key for key in keys if key not in self._people])

    def ahead(self, roster: UUID, person: UUID | None) -> tuple[datetime | None, UUID | None]:
        """When somebody else than this person answers in this roster, and who."""
        for reach in (NEAR, FAR):
            for segment in self._books[roster].segments(roster, self.at, self.at + reach):
                follows = segment.first.person if segment.first else None
                if follows != person:
                    return segment.since, follows
        return None, None

    def _read(self, rows: QuerySet[Roster], offices: Collection[UUID]) -> None:
        rosters = list(rows.select_related("office").order_by("office__order", "office__name", "name", "id"))
        book = Book(rosters, self.at, self.at + FAR)
        said = {roster.pk: book.segments(roster.pk, self.at, self.at + INSTANT)[0] for roster in rosters}
        wanted = {stand.person for one in said.values() for stand in one.stands if stand.person}
        self._people |= people_named(wanted - set(self._people))
        self._books |= dict.fromkeys(said, book)
        self._found |= {key: [] for key in offices}
        for roster in rosters:
            names = {lane.place: lane.name for lane in book.lanes[roster.pk]}
            self._found.setdefault(roster.office_id, []).append(self._on_duty(roster, said[roster.pk], names))

    def _on_duty(self, roster: Roster, segment: Segment, names: dict[int, str]) -> OnDuty:
        first = segment.first
        there = [self._people[stand.person] for stand in segment.stands if stand.present and stand.person]
        return OnDuty(
            office_id=roster.office_id, roster=roster, at=self.at, person=there[0] if there else None,
            place=first.place if first else 0, layer=names[first.place] if first else "",
            why=words_of(first, self._people) if first else why_nobody(segment.stands, self._people),
            stands=segment.stands, then=tuple(dict.fromkeys(there[1:])), _reader=self,
        )  # fmt: skip


def on_duty_now(at: datetime, *, public_only: bool = False) -> list[OnDuty]:
    """Every roster of every office by protocol, in a fixed number of queries; `public_only` for everyone's page."""
    duty = Duty(at, public_only=public_only)
    return [one for office in duty.load_all() for one in duty.all_of(office)]


def look_ahead(found: Sequence[OnDuty]) -> None:
    """Read who follows each of these at once: a page that says it of many asks one question more, not one each."""
    for reader in {one._reader for one in found}:
        reader.meet({one._ahead[1] for one in found if one._reader is reader and one._ahead[1]})


def schedule(roster: Roster, since: datetime, until: datetime) -> Plan:
    """What this roster says between the two moments, the past as it was."""
    book = Book([roster], since, until)
    return Plan(roster, since, until, tuple(book.segments(roster.pk)), people_named(book.people_of(roster.pk)))


# --- one person ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shift:
    """Somebody is on duty in one layer. `leave`: they are away and passed by, so somebody else should take it."""

    roster: Roster
    place: int
    layer: str
    since: datetime
    until: datetime
    stand: Stand

    @property
    def key(self) -> str:
        """The same for the same shift, whatever changes around it: for calendars."""
        return f"{self.roster.pk.hex}-{self.place}-{int(self.since.timestamp())}"

    @property
    def passed(self) -> bool:
        return self.stand.passed is not None

    @property
    def zone(self) -> ZoneInfo:
        return self.roster.tz


def shifts_of(person: Person | UUID, since: datetime, until: datetime) -> list[Shift]:
    """What somebody has to do between the two moments in all rosters, in order; those that leave passes by as well."""
    key = person.pk if isinstance(person, Person) else person
    rosters = list(rosters_naming([key]).select_related("office"))
    book = Book(rosters, since, until)
    return sorted(
        (shift for roster in rosters for shift in _shifts(book, roster, key)), key=lambda one: (one.since, one.place)
    )


def rosters_naming(people: Collection[UUID]) -> QuerySet[Roster]:
    """Standing rosters that name one of these people, ever."""
    member = Q(layers__members__person__in=people)
    named = Roster.objects.filter(member | Q(overrides__person__in=people)).values("pk")
    return Roster.objects.standing().filter(pk__in=named)


def _shifts(book: Book, roster: Roster, person: UUID) -> Iterable[Shift]:
    names = {lane.place: lane.name for lane in book.lanes[roster.pk]}
    for since, until, stand in book.pieces(roster.pk):
        if stand.person == person:
            yield Shift(roster, stand.place, names[stand.place], since, until, stand)


# --- reads and words -------------------------------------------------------------------------------------------------


def standing_at(at: datetime) -> QuerySet[Roster]:
    """The rosters that stood at this moment, of offices that did."""
    alive = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    there = Q(office__closed_on__isnull=True) | Q(office__closed_on__gt=localdate(at))
    return Roster.objects.filter(alive, there, made_at__lte=at)


def people_named(keys: Collection[UUID]) -> dict[UUID, Person]:
    """Without what takes time to unseal and nobody asks for here."""
    return Person.objects.filter(pk__in=keys).defer("nip", "phone").in_bulk() if keys else {}


def words_of(stand: Stand, people: dict[UUID, Person]) -> str:
    """How somebody comes to be on duty: `giliran`, `menggantikan`, `bertukar giliran`; or why they are passed by."""
    if stand.passed == Passed.LEAVE:
        return _("%(name)s sedang tidak bertugas") % {"name": _name(stand, people)}
    if stand.passed == Passed.GONE:
        return _("%(name)s tidak lagi bertugas di kantor ini") % {"name": _name(stand, people)}
    return {
        Why.TURN: _("giliran jaga"),
        Why.OVERRIDE: _("menggantikan"),
        Why.SWAP: _("bertukar giliran"),
        Why.EMPTY: _("dikosongkan"),
        Why.NONE: _("tidak ada giliran pada jam ini"),
    }[stand.why]


def why_nobody(stands: Sequence[Stand], people: dict[UUID, Person]) -> str:
    """The reasons of all layers, each once."""
    if not stands:
        return _("jadwal ini belum berisi petugas")
    return "; ".join(dict.fromkeys(words_of(stand, people) for stand in stands))


def _name(stand: Stand, people: dict[UUID, Person]) -> str:
    found = people.get(stand.person) if stand.person else None
    return found.name if found else _("Petugasnya")
