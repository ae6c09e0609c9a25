"""A witness of a simulated life: was everything that fell due told to somebody who was there and could be reached?

It reads rows as they are and works everything out by itself: who held which post, who was away, who was on duty, who
had a contact. It asks none of the functions that decided then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Clock, Event, Exclusion
from balairung.kernel.people.models import Absence, Change, Delegation, Holding, Post
from balairung.kernel.rosters.models import Layer, Member, Override, Roster
from balairung.rooms.duty.models import Ring

ZONE = ZoneInfo("Asia/Jakarta")
RANK = {"definitive": 0, "plt": 1, "plh": 2}
LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
NIGHT = (20, 5)  # hours at which no office of ordinary days is open, whatever is decreed


@dataclass
class Contacts:
    """When each person could be reached, as the life itself wrote it down: (moment, whether from then on)."""

    turns: dict[UUID, list[tuple[datetime, bool]]] = field(default_factory=lambda: defaultdict(list))

    def note(self, person: UUID, at: datetime, reached: bool) -> None:
        self.turns[person].append((at, reached))

    def at(self, person: UUID, at: datetime) -> bool:
        turns = self.turns[person]
        place = bisect_right([moment for moment, _reached in turns], at)
        return place > 0 and turns[place - 1][1]


class Witness:
    """Every row that matters, read once."""

    def __init__(self, contacts: Contacts, late: timedelta) -> None:
        self.contacts, self.late = contacts, late  # `late`: the longest time between two rounds of the worker
        self.holdings: dict[UUID, list[Holding]] = _by(Holding.objects.order_by("since", "id"), "post_id")
        self.seats: dict[UUID, list[Holding]] = _by(Holding.objects.order_by("since", "id"), "person_id")
        self.written = _written()
        self.absences: dict[UUID, list[Absence]] = _by(Absence.objects.order_by("since", "id"), "person_id")
        self.posts = Post.objects.in_bulk()
        self.under = Delegation.objects.in_bulk()
        self.rosters: dict[UUID, list[Roster]] = _by(Roster.objects.order_by("name", "id"), "office_id")
        self.layers: dict[UUID, list[Layer]] = _by(Layer.objects.order_by("place", "begins_at", "id"), "roster_id")
        self.members: dict[UUID, list[Member]] = _by(Member.objects.order_by("place"), "layer_id")
        self.covers: dict[UUID, list[Override]] = _by(Override.objects.order_by("made_at", "id"), "roster_id")
        self.barred: dict[UUID, list[Exclusion]] = _by(Exclusion.objects.order_by("id"), "obligation_id")
        self.told = 0

    # --- what it finds -------------------------------------------------------------------------------------------

    def findings(self, until: datetime) -> Iterator[str]:
        """Everything that was not as it should be, in words; `until` is the end of the life."""
        lines: dict[str, list[Event]] = defaultdict(list)
        for line in Event.objects.filter(verb="escalate").order_by("at", "seq"):
            lines[line.facts["clock"]].append(line)
        sent = self._sent()
        clocks = Clock.objects.filter(party="office", due_at__lt=until - self.late).select_related("obligation")
        for clock in clocks.order_by("due_at", "id"):
            yield from self._clock(clock, lines.get(str(clock.pk), []), sent)
        yield from self._woken_twice()

    def _clock(self, clock: Clock, lines: Sequence[Event], sent: Mapping[str, bool]) -> Iterator[str]:
        ref = f"{clock.obligation.ref} ({clock.name})"
        stops = [clock.met_at, clock.dropped_at, clock.paused_at]
        over = min((moment for moment in stops if moment), default=None)
        if over and over <= clock.due_at + self.late and not lines:
            return
        if not lines:
            yield f"{ref}: fell due at {clock.due_at} and nobody was told"
            return
        if lines[0].at - datetime.fromisoformat(lines[0].facts["due"]) > self.late:
            yield f"{ref}: the first rung was told at {lines[0].at}, due {lines[0].facts['due']}"
        before = None
        for line in lines:
            yield from (f"{ref}: {found}" for found in self._line(clock, line, before))
            before = UUID(line.facts["post"]) if line.facts["post"] else before
        if lines[-1].facts.get("person") and not any(sent.get(_key(line)) for line in lines):
            yield f"{ref}: no message of it was ever handed over"
        if not any(line.facts.get("person") or line.facts.get("outside") for line in lines) and over is None:
            yield f"{ref}: nobody could ever be told, to the end"

    def _line(self, clock: Clock, line: Event, before: UUID | None) -> Iterator[str]:
        facts, at = line.facts, line.at
        barred = self.barred.get(clock.obligation_id, [])
        out = {one.post_id for one in barred}
        named = {one.person_id for one in barred if one.person_id}
        named |= {one.person_id for post in out for one in self._holding(post, at)}
        for one in facts["passed"]:
            post = UUID(one["post"])
            if post not in out and (missed := self._somebody(post, at, named)):
                yield f"passed by {self.posts[post]} at {at} ({one['reason']}), and {missed} was there"
        posts = [UUID(one["post"]) for one in facts["passed"]] + ([UUID(facts["post"])] if facts["post"] else [])
        if wanted := self._wrong_way(clock, posts, before):
            yield wanted
        if person := facts.get("person"):
            self.told += 1
            yield from self._person(UUID(person), UUID(facts["post"]), facts, at, named)

    def _person(
        self, person: UUID, post: UUID, facts: Mapping[str, Any], at: datetime, named: set[Any]
    ) -> Iterator[str]:
        if self._away(person, at):
            yield f"told {person} at {at}, who was away"
        if not self.contacts.at(person, at):
            yield f"told {person} at {at}, whom nothing reaches"
        if person in named:
            yield f"told {person} at {at}, whom it is about"
        on_duty = self._on_duty(self.posts[post].office_id, at, named)
        if facts["way"] == "duty":
            if person != on_duty:
                yield f"told {person} as on duty at {at}, and {on_duty} was"
        elif _is_night(at) and on_duty:
            yield f"told {person} at night ({at}), and {on_duty} was on duty"
        elif facts["way"] == "named":
            yield from self._named(self.under[UUID(facts["under"])], person, post, at)
        elif person not in {one.person_id for one in self._holding(post, at)}:
            yield f"told {person} at {at}, who did not hold {self.posts[post]}"

    def _named(self, row: Delegation, person: UUID, post: UUID, at: datetime) -> Iterator[str]:
        day = at.astimezone(ZONE).date()
        ends = [day_ for day_ in (row.until,) if day_]
        if row.subject != "escalation" or row.since > day or any(end < day for end in ends):
            yield f"told {person} at {at} under a row that did not count"
        if row.withdrawn_from and row.withdrawn_from <= day:
            yield f"told {person} at {at} under a row that was withdrawn"
        if person not in {one.person_id for one in self._holding(row.receiver_id, at)}:
            yield f"told {person} at {at}, who did not hold the post that the row names"
        if row.only_in_absence and row.giver_id == post and self._sitting(post, at, set()):
            yield f"told {person} at {at} in place of somebody who was there"

    def _woken_twice(self) -> Iterator[str]:
        rings = Ring.objects.filter(call__real=False, skipped="", person__isnull=False)
        woken: dict[tuple[Any, Any], set[UUID]] = defaultdict(set)
        for person, period, call in rings.values_list("person_id", "call__period", "call_id"):
            woken[person, period].add(call)
        for (person, period), calls in woken.items():
            if len(calls) > 1:
                yield f"drills of {period} called {person} {len(calls)} times"

    # --- what it works out ---------------------------------------------------------------------------------------

    def _holding(self, post: UUID, at: datetime) -> list[Holding]:
        day = at.astimezone(ZONE).date()
        found = [one for one in self.holdings.get(post, []) if one.since <= day and (not one.until or one.until >= day)]
        found = [one for one in found if self._known(one, at)]
        return sorted(found, key=lambda one: RANK[one.capacity])

    def _known(self, holding: Holding, at: datetime) -> bool:
        """Whether it was written down by then: a Plt. of today may be appointed in the afternoon of today."""
        day = holding.since
        moments = [moment for moment in self.written[holding.post_id, holding.person_id]
                   if moment.astimezone(ZONE).date() <= day]  # fmt: skip
        return not moments or moments[-1] <= at

    def _away(self, person: UUID, at: datetime) -> bool:
        day = at.astimezone(ZONE).date()
        return any(one.since <= day <= one.until for one in self.absences.get(person, []))

    def _sitting(self, post: UUID, at: datetime, named: set[Any]) -> UUID | None:
        """Whoever acts there: its definitive holder who is there, else the first who acts for them."""
        there = [one for one in self._holding(post, at) if not self._away(one.person_id, at)]
        acting = [one for one in there if one.capacity == "definitive"] or there[:1]
        ready = [one.person_id for one in acting if one.person_id not in named]
        return next((person for person in ready if self.contacts.at(person, at)), None)

    def _somebody(self, post: UUID, at: datetime, named: set[Any]) -> UUID | None:
        return self._sitting(post, at, named) or self._on_duty(self.posts[post].office_id, at, named)

    def _on_duty(self, office: UUID, at: datetime, named: set[Any]) -> UUID | None:
        for roster in self.rosters.get(office, []):
            standing = roster.escalates and roster.made_at <= at and (not roster.ended_at or roster.ended_at > at)
            for place in sorted({layer.place for layer in self.layers.get(roster.pk, [])}) if standing else ():
                person = self._turn(roster, place, at)
                if person and person not in named and self._serves(person, office, at) and self.contacts.at(person, at):
                    return person
        return None

    def _turn(self, roster: Roster, place: int, at: datetime) -> UUID | None:
        layers = [one for one in self.layers.get(roster.pk, []) if one.place == place and one.begins_at <= at]
        current = [one for one in layers if not one.ends_at or one.ends_at > at]
        covers = [
            one for one in self.covers.get(roster.pk, [])
            if one.place == place and one.made_at <= at and one.since <= at < one.until
            and not (one.cancelled_at and one.cancelled_at <= at)
        ]  # fmt: skip
        if covers:
            return covers[-1].person_id
        if not current:
            return None
        layer = current[-1]
        first = datetime.combine(layer.starts_on, layer.handover, ZoneInfo(layer.zone))
        members = [one.person_id for one in self.members.get(layer.pk, [])]
        return members[(at - first) // (LENGTHS[layer.unit] * layer.length) % len(members)] if at >= first else None

    def _serves(self, person: UUID, office: UUID, at: datetime) -> bool:
        """There, and in a post of the office."""
        day = at.astimezone(ZONE).date()
        seats = [one for one in self.seats.get(person, []) if self.posts[one.post_id].office_id == office]
        seats = [one for one in seats if self._known(one, at)]
        held = any(one.since <= day and (not one.until or one.until >= day) for one in seats)
        return held and not self._away(person, at)

    def _wrong_way(self, clock: Clock, posts: Sequence[UUID], before: UUID | None) -> str:
        """The posts of a line, in its order, are the next ones of the line of command: none was left out."""
        chain = self._chain(clock.obligation.owner_office_id, clock.obligation.owner_post_id)
        start = chain.index(before) + 1 if before in chain else 0
        wanted = chain[start : start + len(posts)]
        return "" if list(posts) == wanted else f"the rungs were {posts} and should have been {wanted}"

    def _chain(self, office: UUID | None, own: UUID | None) -> list[UUID]:
        mine = [post for post in self.posts.values() if post.office_id == office and not post.closed_on]
        role = next((role for role in ("head", "secretary", "regent", "assistant") for post in mine
                     if post.role == role), "")  # fmt: skip
        heads = sorted((post for post in mine if post.role == role), key=lambda post: (post.order, post.pk))
        found: list[Post] = []
        for start in (
            *([self.posts[own]] if own else []),
            *heads[:1],
            *self._in_role("secretary"),
            *self._in_role("regent"),
        ):
            post: Post | None = start
            while post and post not in found:
                found.append(post)
                post = self.posts.get(post.superior_id) if post.superior_id else None
        last = {"secretary": 1, "regent": 2}
        return [post.pk for post in sorted(found, key=lambda post: last.get(post.role, 0))]

    def _in_role(self, role: str) -> list[Post]:
        rows = [post for post in self.posts.values() if post.role == role and not post.closed_on]
        return sorted(rows, key=lambda post: (post.order, post.pk))[:1]

    def _sent(self) -> dict[str, bool]:
        """By its first key, whether any door took a message."""
        found: dict[str, bool] = {}
        for key, outcome in Notice.objects.filter(key__startswith="escalate:").values_list("key", "outcome"):
            first = key.partition(">")[0]
            found[first] = found.get(first, False) or outcome == Notice.Outcome.SENT
        return found


def _written() -> dict[tuple[Any, Any], list[datetime]]:
    """When each appointment was made, by post and person, from the organisation's own journal."""
    rows = Change.objects.filter(verb=Change.Verb.APPOINT).order_by("at", "id")
    found: dict[tuple[Any, Any], list[datetime]] = defaultdict(list)
    for post, person, at in rows.values_list("post_id", "person_id", "at"):
        found[post, person].append(at)
    return found


def _key(line: Event) -> str:
    return f"escalate:{line.facts['clock']}:{line.facts['level']}"


def _is_night(at: datetime) -> bool:
    hour = at.astimezone(ZONE).hour
    return hour >= NIGHT[0] or hour < NIGHT[1]


def _by(rows: Any, name: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
