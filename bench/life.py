"""The life of a regency in accelerated time, by the real actions and the real loops of the worker, from one seed.

Holders leave, retire and go on leave, posts stand vacant, Plt. and Plh. come and go, mandates begin, end and are
withdrawn, rosters are edited, swapped and left with gaps, contacts get lost and proved, vendors are out of order for
hours, drills are run every month, obligations open and fall late at all hours.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from balairung.ground.common.errors import Refused
from balairung.ground.common.working_time import Unit
from balairung.kernel.messaging.chasing import chase
from balairung.kernel.messaging.contacts import remove
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.models import Contact, Notice
from balairung.kernel.obligations.actions import Owner, make_move, open_obligation
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.obligations.models import Clock, Obligation, State
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import ClockRule
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.appointments import end_absence, end_holding, record_absence
from balairung.kernel.people.delegating import Given, Terms, delegate, record_basis, withdraw
from balairung.kernel.people.models import Absence, Delegation, Holding, Post
from balairung.kernel.rosters.actions import (
    answer_swap,
    ask_swap,
    clear_cover,
    cover,
    end_layer,
    lapse,
)  # fmt: skip
from balairung.kernel.rosters.duty import shifts_of
from balairung.kernel.rosters.handing import hand_over
from balairung.kernel.rosters.models import Member, Override, Roster
from balairung.kernel.rosters.recounting import recount
from balairung.rooms.delegations.actions import open_statements
from balairung.rooms.duty.alarms import watch
from balairung.rooms.duty.answering import answer
from balairung.rooms.duty.drills import run
from balairung.rooms.duty.models import Call, Ring
from balairung.rooms.duty.scores import publish_due
from bench.settlement import ROLES, ZONE, Settlement
from bench.vendors import Vendor

ASK = Move("ask", "Minta keterangan", frozenset({State.NEW}), State.WAITING)
RESUME = Move("resume", "Lanjutkan", frozenset({State.WAITING}), State.NEW)
CLOSE = Move("close", "Tutup", frozenset({State.NEW}), State.DONE)
Step = Callable[[datetime], object]


class Life(Settlement):
    """What happens in it, day by day."""

    @property
    def over(self) -> datetime:
        """When the worker stops too."""
        return self.end + self.rest

    # --- time ------------------------------------------------------------------------------------------------------

    def plan(self, at: datetime, step: Step) -> None:
        heapq.heappush(self.agenda, (at, next(self.numbers), step))

    def live(self) -> None:
        """What people do, and between it the worker's rounds; afterwards the worker has three more weeks."""
        for day in range((self.end - self.begin).days):
            self.foresee(self.begin + timedelta(days=day))
        now, rest = self.begin, self.over
        while now < rest:
            now = self._next(now)
            while self.agenda and self.agenda[0][0] <= now:
                at, _number, step = heapq.heappop(self.agenda)
                self.try_step(at, step)
            self.work(now)
        Vendor.down.clear()
        for hour in range(72):
            deliver(now=rest + timedelta(hours=hour))
        number_leaves(now=rest, whole=True)
        while recount(now=rest):
            continue

    def _next(self, now: datetime) -> datetime:
        """The next round; sooner while somebody is being called."""
        tick, self.ringing = now + self.every, Call.objects.aggregate(soon=Min("next_at"))["soon"]
        return min(tick, max(self.ringing, now + timedelta(seconds=30))) if self.ringing else tick

    def try_step(self, at: datetime, step: Step) -> None:
        name = (step.func if isinstance(step, partial) else step).__name__
        try:
            with transaction.atomic():
                if step(at) is not False:
                    self.done[name] += 1
        except Refused:  # the house said no: as in life, they think of something else
            self.refused[name] += 1

    def work(self, now: datetime) -> None:
        """One round of the loops that matter here; what has nothing to do is not begun."""
        if Clock.objects.filter(escalate_at__lte=now).exists():
            escalate(now=now)
        if self.ringing and self.ringing <= now:
            run(now=now)
            self.answer(now)
        if Notice.objects.due(now).exists():
            deliver(now=now)
        local = now.astimezone(ZONE)
        if local.hour == 1 and local.minute < self.every.total_seconds() / 60:
            self.night(now)

    def night(self, now: datetime) -> None:
        run(now=now)  # the drill of a new month
        for loop in (hand_over, lapse, chase, watch, open_statements, publish_due):
            loop(now=now)
        if now.astimezone(ZONE).day % 7 == 0:
            while recount(now=now):
                continue

    def answer(self, now: datetime) -> None:
        """Most who are called answer, some of them late."""
        rings = Ring.objects.filter(call__state=Call.State.RINGING, skipped="", at__gt=now - timedelta(minutes=3))
        for ring in rings.select_related("person").order_by("at", "id"):
            if self.rng.random() < 0.4:
                answer(ring, means=Call.Means.LINK, by=SYSTEM, at=now)
                self.done["answered"] += 1

    # --- a day ---------------------------------------------------------------------------------------------------

    def foresee(self, day: datetime) -> None:
        """What this day brings, at all hours."""
        size = len(self.offices) / 300
        often: dict[Step, float] = {
            self.owe: self.a_day, self.leave: 5 * size, self.return_early: size / 2, self.retire: size,
            self.succeed: size, self.stand_in: size, self.lose_contact: size, self.find_contact: size,
            self.mandate: size, self.take_back: size / 3, self.edit: size, self.empty: size, self.relieve: size,
            self.restore: size / 2, self.swap: size, self.stop_turning: size / 5, self.storm: 0.15,
        }  # fmt: skip
        for step, count in often.items():
            for _one in range(int(count) + (self.rng.random() < count % 1)):
                self.plan(day + timedelta(seconds=self.rng.randrange(86_400)), step)

    def seat(self, at: datetime, **wanted: Any) -> Holding:
        """Somebody in a post; every tenth time one of those at the top."""
        if self.rng.random() < 0.1:
            wanted |= {"post__role__in": [Post.Role.REGENT, Post.Role.SECRETARY, Post.Role.ASSISTANT]}
        rows = Holding.objects.current(at).filter(**wanted).select_related("person", "post__office").order_by("id")
        return rows[self.rng.randrange(self._some(rows.count()))]

    def _some(self, count: int) -> int:
        if not count:
            raise Refused("nobody is there to whom this happens")
        return count

    # obligations

    def owe(self, at: datetime) -> None:
        office = self.rng.choice(self.offices)
        head = Post.objects.filter(office=office, role=Post.Role.HEAD).first()
        unit = self.rng.choice((Unit.HOURS, Unit.HOURS, Unit.WORKING_DAYS, Unit.CALENDAR_DAYS))
        rule = ClockRule(
            "answer", self.rng.randint(4, 200) if unit == Unit.HOURS else self.rng.randint(1, 8), unit, "local"
        )
        about = [(head, None)] if head and self.rng.random() < 0.05 else []
        made = open_obligation(kind="complaints", prefix="P", subject="Uji", owner=Owner(office), clocks=[rule],
                               excluded=about, by=SYSTEM, at=at)  # fmt: skip
        due = made.clocks.get().due_at - at
        if self.rng.random() < 0.15:
            self.plan(at + due * self.rng.uniform(0.2, 1.3), partial(self.move, made.pk, ASK))
            self.plan(at + due * self.rng.uniform(1.3, 2), partial(self.move, made.pk, RESUME))
        self.plan(at + due * self.rng.choice((0.5, 0.8, 0.95, 1.01, 1.5, 3, 9)), partial(self.move, made.pk, CLOSE))

    def move(self, key: UUID, move: Move, at: datetime) -> None:
        make_move(Obligation.objects.get(pk=key), move, by=SYSTEM, at=at)

    # people

    def leave(self, at: datetime) -> None:
        holding, first = self.seat(at), at.astimezone(ZONE).date() + timedelta(days=self.rng.randint(1, 5))
        last = first + timedelta(days=self.rng.randint(0, 13))
        record_absence(person=holding.person, since=first, until=last, by=SYSTEM, at=at)
        others = [person for person in self.staff(holding.post.office, at) if person != holding.person]
        if others and self.rng.random() < 0.4:
            self.take(holding.post, self.rng.choice(others), at, since=first, until=last, capacity="plh")

    def return_early(self, at: datetime) -> None:
        rows = Absence.objects.covering(at).order_by("id")
        absence = rows[self.rng.randrange(self._some(rows.count()))]
        end_absence(absence, back=at.astimezone(ZONE).date() + timedelta(days=1), by=SYSTEM, at=at)

    def retire(self, at: datetime) -> None:
        holding = self.seat(at, capacity="definitive", until=None)
        end_holding(
            holding, until=at.astimezone(ZONE).date() + timedelta(days=self.rng.randint(0, 10)), by=SYSTEM, at=at
        )

    def succeed(self, at: datetime) -> None:
        """A vacant post is filled: the first of all that has stood empty."""
        self.take(self.vacant(at), self.newcomer(at), at, since=at.astimezone(ZONE).date() + timedelta(days=1))

    def stand_in(self, at: datetime) -> None:
        post = self.vacant(at)
        last = at.astimezone(ZONE).date() + timedelta(days=self.rng.randint(10, 60))
        self.take(post, self.seat(at).person, at, until=last, capacity="plt")

    def vacant(self, at: datetime) -> Post:
        filled = Holding.objects.current(at).values("post")
        rows = Post.objects.filter(role__in=ROLES).exclude(pk__in=filled).order_by("order", "id")
        leading = rows.filter(role__in=(Post.Role.REGENT, Post.Role.SECRETARY, Post.Role.HEAD))
        wanted = leading if leading.exists() and self.rng.random() < 0.7 else rows
        return wanted[self.rng.randrange(self._some(wanted.count()))]

    def lose_contact(self, at: datetime) -> None:
        person = self.seat(at, person__email_hash="").person
        for contact in Contact.objects.filter(person=person):
            remove(contact)
        self.contacts.note(person.pk, at, False)

    def find_contact(self, at: datetime) -> None:
        self.prove(self.seat(at, person__email_hash="", person__contacts__isnull=True).person_id, at)

    # authority

    def mandate(self, at: datetime) -> None:
        """Who stands high enough lets another hear of what is late, for a while or while they are away."""
        giver = self.seat(at, post__role=Post.Role.HEAD).post
        posts = Post.objects.filter(office=giver.office_id).exclude(pk=giver.pk).order_by("order", "id")
        receiver = posts[self.rng.randrange(self._some(posts.count()))]
        today = at.astimezone(ZONE).date()
        basis = record_basis(kind="office_decree", number=f"188/{next(self.numbers)}", dated=today,
                             about="Penerimaan yang terlambat", by=SYSTEM, at=at)  # fmt: skip
        until = today + timedelta(days=self.rng.randint(20, 90))
        terms = Terms("mandate", today + timedelta(days=self.rng.randint(0, 10)), until,
                      only_in_absence=self.rng.random() < 0.5,
                      reporting=self.rng.choice(("", "monthly")))  # fmt: skip
        delegate(
            basis=basis, giver=giver, receivers=[receiver], matters=[Given("escalation")], terms=terms, by=SYSTEM, at=at
        )

    def take_back(self, at: datetime) -> None:
        rows = Delegation.objects.in_force(at.astimezone(ZONE).date()).filter(subject="escalation").order_by("id")
        row = rows[self.rng.randrange(self._some(rows.count()))]
        withdraw(
            row,
            from_day=at.astimezone(ZONE).date() + timedelta(days=1),
            words="Tidak diperlukan lagi",
            by=SYSTEM,
            at=at,
        )

    # rosters

    def roster(self) -> Roster:
        return self.rng.choice(self.rosters)

    def term(self, at: datetime) -> tuple[datetime, datetime]:
        since = at + timedelta(hours=self.rng.randint(1, 100))
        return since, since + timedelta(hours=self.rng.randint(4, 60))

    def edit(self, at: datetime) -> None:
        roster = self.roster()
        self.turn(roster, 1, self.staff(roster.office, at), at)

    def empty(self, at: datetime) -> None:
        since, until = self.term(at)
        cover(self.roster(), place=1, person=None, since=since, until=until, by=SYSTEM, at=at)

    def relieve(self, at: datetime) -> None:
        roster, (since, until) = self.roster(), self.term(at)
        people = self.staff(roster.office, at)
        person = people[self.rng.randrange(self._some(len(people)))]
        cover(roster, place=1, person=person, since=since, until=until, by=SYSTEM, at=at)

    def restore(self, at: datetime) -> None:
        rows = Override.objects.filter(cancelled_at=None, until__gt=at).order_by("id")
        clear_cover(rows[self.rng.randrange(self._some(rows.count()))], by=SYSTEM, at=at)

    def swap(self, at: datetime) -> None:
        """Two of a layer change a turn: asked by one, taken by the other."""
        roster = self.roster()
        members = Member.objects.filter(layer__roster=roster, layer__ends_at=None).select_related("person")
        people = list({member.person_id: member.person for member in members.order_by("place")}.values())
        asker, asked = self.rng.sample(people, 2) if len(people) > 1 else (None, None)
        turns = [one for one in shifts_of(asker, at, at + timedelta(days=20)) if one.since > at] if asker else []
        if not turns or asked is None or asker is None:
            raise Refused("nothing to swap")
        made = ask_swap(turns[0].roster, place=turns[0].place, since=turns[0].since, until=turns[0].until, asked=asked,
                        by=actor_of(asker, at), at=at)  # fmt: skip
        answer_swap(made, accept=self.rng.random() < 0.8, by=actor_of(asked, at), at=at)

    def stop_turning(self, at: datetime) -> None:
        """A roster that nobody keeps for a week or two."""
        roster = self.roster()
        end_layer(roster, place=1, by=SYSTEM, at=at)
        later = at + timedelta(days=self.rng.randint(3, 14))
        self.plan(later, partial(self.turn_again, roster))

    def turn_again(self, roster: Roster, at: datetime) -> None:
        self.turn(roster, 1, self.staff(roster.office, at), at, since=at)

    # vendors

    def mend(self, name: str, at: datetime) -> None:
        Vendor.down.discard(name)

    def storm(self, at: datetime) -> None:
        name = self.rng.choice(("email", "whatsapp", "sms"))
        Vendor.down.add(name)
        self.plan(at + timedelta(hours=self.rng.randint(1, 9)), partial(self.mend, name))
