"""What the pages of the organisation show: names only, so that no sealed contact is opened for a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from balairung.kernel.people.access import HEADS
from balairung.kernel.people.models import Absence, Change, Holding, Office, Person, Post, Region

LEADING = (*Post.LEADING, Post.Role.ASSISTANT, Post.Role.STAFF_EXPERT)
#: Tasks beside the structure; who keeps the system is shown to officers only, so that nobody fishes for them.
TASKS = (
    *(Post.Role.COORDINATOR, Post.Role.LIAISON, Post.Role.RECEPTIONIST, Post.Role.VILLAGE_OPERATOR),
    *(Post.Role.AUDITOR, Post.Role.ADJUTANT, Post.Role.ADMINISTRATOR),
)
HIDDEN = (Post.Role.ADMINISTRATOR, Post.Role.STAFF)
PEOPLE = 40  # most that a search shows
OFFICES = 50  # most that a search shows
CHANGES = 50  # lines on a page of the journal
VILLAGES = (Office.Kind.VILLAGE, Office.Kind.WARD)


NOBODY = UUID(int=0)


def key_of(text: str) -> UUID:
    """The key in an address that somebody may have typed; one of nothing for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return NOBODY


@dataclass(frozen=True)
class Holder:
    """Somebody in a post, by name."""

    holding_id: UUID
    person_id: UUID
    name: str
    capacity: str
    since: date
    until: date | None
    away: bool = False

    @property
    def prefix(self) -> str:
        """`Plt.` or `Plh.` before the name; nothing for a definitive holder."""
        return {Holding.Capacity.PLT.value: _("Plt."), Holding.Capacity.PLH.value: _("Plh.")}.get(self.capacity, "")


@dataclass(frozen=True)
class Seat:
    """A post and who sits there now; whoever acts stands before whoever is away."""

    post: Post
    holders: list[Holder]


@dataclass
class Branch:
    """An office with its head and the offices below it."""

    office: Office
    head: Seat | None = None
    below: list[Branch] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """Offices of one sort under their heading."""

    title: str
    branches: list[Branch]


def seats_of(posts: Iterable[Post], at: datetime) -> list[Seat]:
    """The posts in their order with their holders at this moment: two queries."""
    rows = list(posts)
    held = holders_of([post.pk for post in rows], at)
    return [Seat(post, held.get(post.pk, [])) for post in rows]


def holders_of(posts: list[UUID], at: datetime) -> dict[UUID, list[Holder]]:
    """Who holds these posts at this moment."""
    away = set(Absence.objects.covering(at).values_list("person_id", flat=True))
    found: dict[UUID, list[Holder]] = {}
    columns = ("post_id", "id", "person_id", "person__name", "capacity", "since", "until")
    rows = Holding.objects.current(at).filter(post__in=posts).order_by("since", "id").values_list(*columns)
    for post, holding, person, name, capacity, since, until in rows:
        holder = Holder(holding, person, name, capacity, since, until, person in away)
        found.setdefault(post, []).append(holder)
    for holders in found.values():
        holders.sort(key=lambda one: one.away)
    return found


def leaders(at: datetime) -> list[Seat]:
    """Regent to staff experts, in protocol order."""
    posts = Post.objects.filter(role__in=LEADING, closed_on__isnull=True).select_related("office")
    return seats_of(posts.order_by("order", "id"), at)


def tree(at: datetime) -> list[Group]:
    """All offices in protocol order, in groups; villages below their districts. Six queries."""
    offices = list(Office.objects.filter(closed_on__isnull=True).select_related("region").order_by("order", "name"))
    heads = _heads(at)
    branches = {office.pk: Branch(office, heads.get(office.pk)) for office in offices}
    for branch in branches.values():
        above = branches.get(branch.office.parent_id) if branch.office.parent_id else None
        if above:
            above.below.append(branch)
    tops = [branch for branch in branches.values() if branch.office.parent_id not in branches]
    groups = [Group(title, [one for one in tops if one.office.kind in kinds]) for title, kinds in _groups()]
    return [group for group in groups if group.branches]


def _heads(at: datetime) -> dict[UUID, Seat]:
    """The head of each office that is no village: the list of villages shows names only."""
    posts = Post.objects.filter(role__in=HEADS, closed_on__isnull=True).exclude(office__kind__in=VILLAGES)
    return {seat.post.office_id: seat for seat in seats_of(posts.order_by("-order", "id"), at)}


def _groups() -> list[tuple[str, tuple[str, ...]]]:
    kind = Office.Kind
    return [
        (_("Sekretariat dan pengawasan"), (kind.SECRETARIAT, kind.BUREAU, kind.COUNCIL, kind.INSPECTORATE)),
        (_("Dinas"), (kind.AGENCY, kind.UNIT)),
        (_("Badan"), (kind.BOARD,)),
        (_("Rumah sakit dan perusahaan daerah"), (kind.HOSPITAL, kind.COMPANY)),
        (district_word(), (kind.DISTRICT, kind.WARD, kind.VILLAGE)),
    ]


def district_word() -> str:
    """What districts are called here."""
    first = Region.objects.filter(level=Region.Level.DISTRICT).order_by("code").first()
    return first.label if first else _("Kecamatan")


def find_offices(words: str) -> list[Office]:
    """Offices whose name has all the words, the highest first; at most OFFICES."""
    rows = Office.objects.filter(closed_on__isnull=True)
    for word in words.split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(short__icontains=word))
    return list(rows.select_related("parent").order_by("order", "name")[:OFFICES])


# --- people ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """Somebody who is registered, with the posts that they hold now."""

    id: UUID
    name: str
    posts: list[str]


def find_people(words: str, at: datetime, office: Office | None = None) -> list[Known]:
    """By a part of the name, the whole NIP or the whole address; of one office only where `office` is given."""
    rows = Person.objects.order_by("name", "id")
    if office:
        here = Holding.objects.current(at).filter(post__office=office)
        rows = rows.filter(pk__in=here.values("person"))
    elif not words:
        return []
    for word in words.split()[:6]:
        rows = rows.filter(name__icontains=word)
    found = dict(rows.values_list("id", "name")[:PEOPLE])
    if not office:
        digits = "".join(words.split())
        exact = Person.objects.with_nip(digits) | Person.objects.with_email(words.lower())
        found |= dict(exact.order_by("name", "id").values_list("id", "name")[:PEOPLE])
    titles = _titles(list(found), at)
    return [Known(key, name, titles.get(key, [])) for key, name in found.items()]


def _titles(people: list[UUID], at: datetime) -> dict[UUID, list[str]]:
    titles: dict[UUID, list[str]] = {}
    rows = Holding.objects.current(at).filter(person__in=people).order_by("post__order", "id")
    for person, title, short in rows.values_list("person_id", "post__title", "post__office__short"):
        titles.setdefault(person, []).append(title if short in title else f"{title}, {short}")
    return titles


def changes_before(key: str) -> list[Change]:
    """A page of the journal, the latest first; `key` is the last line of the page before."""
    rows = Change.objects.select_related("office", "post").order_by("-at", "-id")
    if last := Change.objects.filter(pk=key_of(key)).first():
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.pk))
    people = rows.annotate(by_name=F("by__name"), person_name=F("person__name"))
    return list(people[:CHANGES])
