"""From rules to people: who a meeting's rules name today, each once, and in which session each of them sits.

Nobody is left out and nobody is invited twice: a post that two rules name is one, a person who holds two posts is one,
and everybody has exactly one session. The number of queries follows the number of rules, not of people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from balairung.kernel.people.matters import PREFIX, full_title
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.kernel.people.presence import Presence
from balairung.rooms.meetings.inviting.protocol import protocol_of, protocol_of_guest, protocol_of_office
from balairung.rooms.meetings.models import InvitationRule, Meeting, MeetingSession

Who, Kind, Role = InvitationRule.Who, Office.Kind, Post.Role
LOCAL = (Kind.VILLAGE, Kind.WARD)
#: One post in each office of these kinds: where an office has none, its office is invited all the same.
ONE_EACH = {
    Who.VILLAGE_HEADS: (LOCAL, Role.HEAD),
    Who.VILLAGE_SECRETARIES: (LOCAL, Role.OFFICE_SECRETARY),
    Who.DISTRICT_HEADS: ((Kind.DISTRICT,), Role.HEAD),
    Who.DISTRICT_SECRETARIES: ((Kind.DISTRICT,), Role.OFFICE_SECRETARY),
    Who.OFFICE_HEADS: ((Kind.COUNCIL, Kind.INSPECTORATE, Kind.AGENCY, Kind.BOARD), Role.HEAD),
}
HIGHEST = (Role.REGENT, Role.DEPUTY_REGENT, Role.SECRETARY, Role.ASSISTANT, Role.STAFF_EXPERT)
NOBODYS = (Who.GUESTS, Who.ADDED)  # rules that name no posts


@dataclass(frozen=True)
class Named:
    """One who is invited: a post with whoever holds it, an office that lacks the post, or a guest."""

    key: str  # the same in each resolving
    name: str  # as the list says it
    title: str
    protocol: int
    rules: frozenset[UUID]
    post: Post | None = None
    office: Office | None = None
    person: Person | None = None
    capacity: str = Holding.Capacity.DEFINITIVE
    lacking: bool = False  # the office should have this post and has not

    @property
    def vacant(self) -> bool:
        """Nobody holds it: the post is invited, whoever acts for it answers."""
        return self.office is not None and self.person is None

    @property
    def district(self) -> str:
        """The code of the district that it is in; "" for what belongs to the whole regency."""
        region = self.office.region if self.office else None
        return (region.parent_id or region.code) if region else ""

    @property
    def order(self) -> tuple[int, str, str]:
        return self.protocol, self.name, self.key


@dataclass(frozen=True)
class Resolved:
    """Whom the rules name: how many each rule names by itself, and all of them once, in protocol order."""

    named: tuple[Named, ...] = ()
    by_rule: dict[UUID, list[Named]] = field(default_factory=dict)
    twice: int = 0  # people whom two rules name, or who hold two posts that are named

    @property
    def vacant(self) -> list[Named]:
        return [one for one in self.named if one.vacant]


def rules_of(meeting: Meeting) -> list[InvitationRule]:
    """Its rules with all that they say: five queries."""
    return list(meeting.rules.prefetch_related("groups__districts", "districts", "posts").order_by("order"))


def resolve(meeting: Meeting, at: datetime, rules: Sequence[InvitationRule] | None = None) -> Resolved:
    """Whom its rules name at that moment."""
    rules = rules_of(meeting) if rules is None else rules
    by_rule = {rule.pk: list(_named_by(rule)) for rule in rules}
    presence = Presence(at)
    presence.load([one.post.pk for row in by_rule.values() for one in row if one.post])
    by_rule = {key: [_held(one, presence) for one in row] for key, row in by_rule.items()}
    merged = _merge(one for row in by_rule.values() for one in row)
    return Resolved(tuple(sorted(merged, key=lambda one: one.order)), by_rule, _twice(by_rule, merged))


def area_of(rule: InvitationRule) -> frozenset[str] | None:
    """The codes of the districts that a rule is about; None: everywhere. A group without districts is no district."""
    groups, districts = rule.groups.all(), rule.districts.all()
    if not groups and not districts:
        return None
    return frozenset(
        [*(one.code for one in districts), *(one.code for group in groups for one in group.districts.all())]
    )


def seat(districts: Iterable[str], sessions: Sequence[MeetingSession]) -> list[MeetingSession]:
    """The session of each of these districts ("" for none): the first that takes it, else the first that is open to
    all, else the first. Sessions are in order, with their districts; there is at least one.
    """
    taken = {one.code: session for session in reversed(sessions) for one in session.districts.all()}
    rest = next((session for session in sessions if not session.districts.all()), sessions[0])
    return [taken.get(district, rest) for district in districts]


def sessions_of(meeting: Meeting) -> list[MeetingSession]:
    return list(meeting.sessions.prefetch_related("districts").order_by("order"))


# --- one rule ------------------------------------------------------------------------------------------------------


def _named_by(rule: InvitationRule) -> Iterator[Named]:
    if rule.who == Who.GUESTS:
        for place, (name, title) in enumerate(rule.guests):
            yield _guest(rule, place, name, title)
    elif rule.who not in NOBODYS:
        rows = Post.objects.filter(_meant(rule), closed_on__isnull=True, office__closed_on__isnull=True)
        posts = list(rows.select_related("office__region__parent").order_by("order", "id").distinct())
        yield from (_post(rule, post) for post in posts)
        yield from _lacking(rule, {post.office_id for post in posts})


def _meant(rule: InvitationRule) -> Q:
    """Which posts."""
    if rule.who == Who.POSTS:
        return Q(pk__in=[post.pk for post in rule.posts.all()])
    return _of_kind(rule) & _within(rule, "office__")


def _of_kind(rule: InvitationRule) -> Q:
    if rule.who in ONE_EACH:
        kinds, role = ONE_EACH[Who(rule.who)]
        return Q(office__kind__in=kinds, role=role)
    if rule.who == Who.LEADERS:
        return Q(role__in=HIGHEST)
    return Q(echelon__startswith="II." if rule.who == Who.ECHELON_2 else "III.")


def _within(rule: InvitationRule, to_office: str) -> Q:
    area = area_of(rule)
    if area is None:
        return Q()
    return Q(**{f"{to_office}region__in": area}) | Q(**{f"{to_office}region__parent__in": area})


def _lacking(rule: InvitationRule, having: set[UUID]) -> Iterator[Named]:
    """The offices that have no such post: "Sekretaris Desa Kebaman", of which nobody wrote down that there is one."""
    if rule.who not in ONE_EACH:
        return
    kinds, role = ONE_EACH[Who(rule.who)]
    offices = Office.objects.filter(_within(rule, ""), kind__in=kinds, closed_on__isnull=True).exclude(pk__in=having)
    for office in offices.select_related("region__parent").order_by("order", "id"):
        words = _("Kepala %(office)s") if role == Role.HEAD else _("Sekretaris %(office)s")
        title = words % {"office": office.short}
        place = protocol_of_office(role, office.kind, office.order)
        yield Named(
            f"office:{office.pk}:{title}", title, title, place, frozenset([rule.pk]), office=office, lacking=True
        )


def _post(rule: InvitationRule, post: Post) -> Named:
    title = full_title(post)
    return Named(f"post:{post.pk}", title, title, protocol_of(post), frozenset([rule.pk]), post, post.office)


def _guest(rule: InvitationRule, place: int, name: str, title: str) -> Named:
    number = rule.order * 1000 + place
    return Named(f"guest:{name}:{title}", name, title, protocol_of_guest(number), frozenset([rule.pk]))


# --- who holds them ------------------------------------------------------------------------------------------------


def _held(one: Named, presence: Presence) -> Named:
    """With whoever holds the post: the definitive holder first, away or not; else the Plt. or Plh."""
    seats = presence.seats(one.post.pk) if one.post else []
    if not seats:
        return one
    holding = seats[0][0]
    title = f"{PREFIX.get(Holding.Capacity(holding.capacity), '')} {one.title}".strip()
    return replace(one, name=holding.person.name, title=title, person=holding.person, capacity=holding.capacity)


# --- each once -----------------------------------------------------------------------------------------------------


def _merge(named: Iterable[Named]) -> list[Named]:
    """Each post once, then each person once: as what they are definitively, and there as the highest."""
    once: dict[str, Named] = {}
    for one in named:
        known = once.get(one.key)
        once[one.key] = replace(known, rules=known.rules | one.rules) if known else one
    people: defaultdict[str, list[Named]] = defaultdict(list)
    for one in once.values():
        people[str(one.person.pk) if one.person else one.key].append(one)
    return [_as_one(sorted(row, key=_foremost)) for row in people.values()]


def _foremost(one: Named) -> tuple[bool, tuple[int, str, str]]:
    return one.capacity != Holding.Capacity.DEFINITIVE, one.order


def _as_one(row: list[Named]) -> Named:
    first, rules = row[0], frozenset(key for one in row for key in one.rules)
    title = "; ".join(dict.fromkeys(one.title for one in row))[:240]
    return replace(first, rules=rules, title=title, protocol=min(one.protocol for one in row))


def _twice(by_rule: dict[UUID, list[Named]], merged: list[Named]) -> int:
    """How many invitations fell away because somebody was named already."""
    return sum(len(row) for row in by_rule.values()) - len(merged)
