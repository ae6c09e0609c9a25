"""A year of a regency, lived in a minute: the real actions, in the order of time, with a fixed seed."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from balairung.config.demo import pictures, texts
from balairung.config.demo.people import Cast, fill_posts
from balairung.ground.common.facts import facts
from balairung.kernel.files.actions import store_bytes
from balairung.kernel.files.models import File
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.kernel.people.models import Office, Region
from balairung.kernel.people.organisation import build_regency
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.access import get_own
from balairung.rooms.complaints.filing import Report, file_complaint
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.routing import suggest
from balairung.rooms.instructions.actions import acknowledge, fulfil, instruct
from balairung.rooms.instructions.models import Instruction

CODE, SEED, REPORTS, DAYS = "35.10", 3510, 2200, 365
OPTIONAL = ("rsud", "pdam")
INSTRUCTIONS = 18
Step = Callable[[datetime], None]


def live_a_year(*, now: datetime | None = None, reports: int = REPORTS, seed: int = SEED) -> int:
    """Fill an empty database; return how many reports there are. The same seed and moment give the same year."""
    end = now or timezone.now()
    rng = random.Random(seed)
    with transaction.atomic():
        start = end - timedelta(days=DAYS)
        build_regency(CODE, also=OPTIONAL, by=SYSTEM, at=start)
        fill_posts(rng, start)
        year = Year(rng, start, end, reports)
        year.live()
    number_leaves(now=end, whole=True)
    return reports


class Year:
    """What happens when; each step schedules the next."""

    def __init__(self, rng: random.Random, start: datetime, end: datetime, reports: int) -> None:
        self.rng, self.start, self.end, self.reports = rng, start, end, reports
        self.cast = Cast(end)
        self.villages = list(Region.objects.filter(level="village").select_related("parent").order_by("code"))
        self.topics = {topic.code: topic for topic in Topic.objects.all()}
        self.album = pictures.album(seed=SEED)
        self.pace: dict[object, float] = {}  # how quick an office is: 1 is on time
        self.agenda: list[tuple[datetime, int, Step]] = []
        self.numbers = itertools.count()

    def live(self) -> None:
        for _number in range(self.reports):
            self.plan(self.moment_of_filing(), self.file)
        for day in range(1, DAYS + 1):
            self.plan(self.start + timedelta(days=day), self.morning)
        for _number in range(INSTRUCTIONS):
            self.plan(self.office_hours(self.end - timedelta(days=self.rng.uniform(0, 45))), self.instruct)
        while self.agenda and self.agenda[0][0] <= self.end:
            at, _number, step = heapq.heappop(self.agenda)
            step(at)

    def plan(self, at: datetime, step: Step) -> None:
        heapq.heappush(self.agenda, (at, next(self.numbers), step))

    def morning(self, at: datetime) -> None:
        """What the worker does, once a simulated day."""
        escalate(now=at)
        actions.close_silent(now=at)
        deliver(now=at)

    # --- citizens ----------------------------------------------------------------------------------------------

    def file(self, at: datetime) -> None:
        village, code = self.rng.choice(self.villages), texts.draw_topic(self.rng)
        topic, place = self.topics[code], texts.place_of(self.rng, village.code, str(village), str(village.parent))
        secret, named = self.rng.random() < 0.05, self.rng.random() < 0.7
        report = Report(
            text=texts.compose_report(self.rng, code, place), topic=topic if self.rng.random() < 0.85 else None,
            region=village if self.rng.random() < 0.95 else None, place=place["tempat"].capitalize(),
            name=texts.person_name(self.rng) if named else "",
            contact=f"warga{self.rng.randint(1, 900)}@contoh.id" if self.rng.random() < 0.2 else "",
            anonymous=named and self.rng.random() < 0.15, secret=secret, vulnerable=self.rng.random() < 0.04,
            files=[self.photo(at)] if self.rng.random() < 0.04 else [],
        )  # fmt: skip
        complaint = file_complaint(report, token=f"{SEED}-{next(self.numbers)}-{self.rng.random()}", by=CITIZEN, at=at)
        key, self_topic = complaint.pk, topic
        self.plan(
            self.later(at, 0.6 if self.rng.random() < 0.92 else 5), lambda moment: self.sort(key, self_topic, moment)
        )

    def judge(self, key: UUID, at: datetime) -> None:
        """The reporter looks at the result: content, not content, or silent."""
        complaint = _read(key)
        if complaint.obligation.step != "confirm":
            return
        mood, reporter = self.rng.random(), get_own(complaint.ref, complaint.secret)[1]
        if mood < 0.30:
            actions.close(complaint, text=texts.compose_citizen_reply(self.rng, solved=True), by=reporter, at=at)
        elif mood < 0.36:
            actions.reopen(complaint, text=texts.compose_citizen_reply(self.rng, solved=False), by=reporter, at=at)
            self.plan(self.later(at, 6), lambda moment: self.resolve(key, moment))

    def complete(self, key: UUID, topic: Topic, at: datetime) -> None:
        """The reporter answers a question, mostly."""
        complaint = _read(key)
        if self.rng.random() < 0.8:
            reporter = get_own(complaint.ref, complaint.secret)[1]
            actions.resume(complaint, text=texts.compose_information(self.rng), by=reporter, at=at)
            self.plan(self.later(at, 0.5), lambda moment: self.forward(key, topic, moment))

    # --- officers ----------------------------------------------------------------------------------------------

    def sort(self, key: UUID, topic: Topic, at: datetime) -> None:
        complaint, fate = _read(key), self.rng.random()
        clerk = self.clerk(complaint)
        if fate < 0.04:
            reason = self.rng.choice(list(facts("complaints")["refusals"]))
            text = texts.compose_refusal(self.rng, reason)
            actions.refuse(complaint, reason=reason, text=text, by=clerk, at=at)
        elif fate < 0.09:
            question = texts.compose_question(self.rng, topic.code)
            actions.ask(complaint, text=question, by=clerk, at=at)
            self.plan(self.later(at, 3), lambda moment: self.complete(key, topic, moment))
        else:
            note = texts.compose_note(self.rng) if self.rng.random() < 0.3 else ""
            actions.verify(complaint, klass=complaint.klass, topic=topic, words=note, by=clerk, at=at)
            self.plan(at + timedelta(minutes=self.rng.randint(1, 90)), lambda moment: self.forward(key, topic, moment))

    def forward(self, key: UUID, topic: Topic, at: datetime) -> None:
        complaint = _read(key)
        if complaint.obligation.step == "verify":  # a question came first
            actions.verify(complaint, klass=complaint.klass, topic=topic, by=self.clerk(complaint), at=at)
        found = suggest(topic, complaint.region, complaint.klass)
        office = found.office if found else Office.objects.get(key="setda")
        actions.forward(complaint, office=office, by=self.clerk(complaint), at=at)
        self.plan(self.later(at, 2.2 * self.pace_of(office)), lambda moment: self.answer(key, moment))

    def answer(self, key: UUID, at: datetime) -> None:
        complaint = _read(key)
        officer = self.cast.officer(complaint.obligation.owner_office_id)
        if officer is None or complaint.obligation.step != "answer":
            return
        text = texts.compose_answer(self.rng, _topic_code(complaint))
        actions.answer(complaint, text=text, by=officer, at=at)
        office = complaint.obligation.owner_office
        days = {"information": 1.5, "supervisory": 30}.get(complaint.klass, 5.5)
        self.plan(self.later(at, days * self.pace_of(office)), lambda moment: self.resolve(key, moment))

    def resolve(self, key: UUID, at: datetime) -> None:
        complaint = _read(key)
        officer = self.cast.officer(complaint.obligation.owner_office_id)
        if officer is None or complaint.obligation.step != "resolve":
            return
        text = texts.compose_resolution(self.rng, _topic_code(complaint))
        recent = at > self.end - timedelta(days=60)
        proof = self.photo(at) if recent and self.rng.random() < 0.6 else self.minutes(at)
        actions.resolve(complaint, text=text, files=[proof], by=officer, at=at)
        self.plan(at + timedelta(days=self.rng.uniform(0.2, 8)), lambda moment: self.judge(key, moment))

    # --- leaders -----------------------------------------------------------------------------------------------

    def instruct(self, at: datetime) -> None:
        office = self.rng.choice(list(Office.objects.filter(kind__in=("dinas", "badan")).order_by("order", "id")))
        line, due = texts.instruction(self.rng), timezone.localdate(at) + timedelta(days=self.rng.randint(3, 21))
        token = f"{SEED}-{next(self.numbers)}-{self.rng.random()}"
        made = instruct(text=line, office=office, due_on=due, token=token, by=self.cast.regent(), at=at)
        self.plan(self.later(at, 0.5), lambda moment: self.obey(made.pk, moment))

    def obey(self, key: UUID, at: datetime) -> None:
        made = Instruction.objects.select_related("obligation__owner_office", "given_by").get(pk=key)
        officer = self.cast.officer(made.obligation.owner_office_id)
        if officer is None:
            return
        if made.obligation.step == "acknowledge":
            acknowledge(made, by=officer, at=at)
            self.plan(self.later(at, self.rng.uniform(2, 15)), lambda moment: self.obey(key, moment))
        elif made.obligation.step == "resolve":
            fulfil(made, text=texts.compose_note(self.rng), files=[self.minutes(at)], by=officer, at=at)

    # --- time and things ---------------------------------------------------------------------------------------

    def clerk(self, complaint: Complaint) -> Actor:
        """Who sorts it: the coordinator; the Inspektorat's own officer for what accuses somebody."""
        coordinator = self.cast.coordinator()
        if complaint.klass == Complaint.Class.SUPERVISORY:
            return self.cast.officer(complaint.obligation.owner_office_id) or coordinator
        return coordinator

    def pace_of(self, office: Office | None) -> float:
        key = office.pk if office else None
        if key not in self.pace:
            self.pace[key] = self.rng.choice([0.6, 0.8, 0.9, 1.0, 1.1, 1.3, 1.7, 2.6])
        return self.pace[key]

    def moment_of_filing(self) -> datetime:
        """More in the evening, fewer at night, a little more each month."""
        share = self.rng.random() ** 0.8
        day = self.start + timedelta(days=share * (DAYS - 0.1))
        hour = self.rng.choices(range(24), weights=HOURS)[0]
        moment = timezone.localtime(day).replace(
            hour=hour, minute=self.rng.randrange(60), second=self.rng.randrange(60)
        )
        return min(moment, self.end - timedelta(minutes=self.rng.randint(5, 300)))

    def later(self, at: datetime, days: float) -> datetime:
        """About so many working days later, within office hours."""
        return self.office_hours(at + timedelta(days=self.rng.gammavariate(2.0, days / 2.0) * 1.35))

    def office_hours(self, at: datetime) -> datetime:
        local = timezone.localtime(at)
        if local.weekday() > 4:
            local += timedelta(days=7 - local.weekday())
        if not 8 <= local.hour < 16:
            local = local.replace(hour=self.rng.randint(8, 15), minute=self.rng.randrange(60))
        return max(local, at)

    def photo(self, at: datetime) -> File:
        return store_bytes("foto.jpg", self.rng.choice(self.album), at=at)

    def minutes(self, at: datetime) -> File:
        return store_bytes("berita-acara.pdf", pictures.MINUTES, at=at)


HOURS = [1, 1, 1, 1, 2, 5, 9, 10, 10, 9, 8, 7, 7, 6, 6, 6, 7, 8, 10, 12, 12, 9, 5, 2]


def _read(key: UUID) -> Complaint:
    return Complaint.objects.select_related("obligation__owner_office", "topic", "region__parent").get(pk=key)


def _topic_code(complaint: Complaint) -> str:
    return complaint.topic.code if complaint.topic else ""
