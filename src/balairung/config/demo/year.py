"""A year of a regency, lived in a minute: the real actions, in the order of time, with a fixed seed."""

from __future__ import annotations

import gc
import heapq
import itertools
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from balairung.config.demo import pictures, texts
from balairung.config.demo.calendar import Pace, filing_moment
from balairung.config.demo.people import Cast, fill_posts
from balairung.kernel.files.actions import store_bytes
from balairung.kernel.files.models import File
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.kernel.people.models import Office, Region
from balairung.kernel.people.organisation import build_regency
from balairung.rooms.complaints import actions, merging
from balairung.rooms.complaints.access import get_own, why_not_together
from balairung.rooms.complaints.filing import Report, file_complaint
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.proposing import propose
from balairung.rooms.complaints.routing import suggest
from balairung.rooms.instructions.actions import acknowledge, fulfil, instruct
from balairung.rooms.instructions.models import Instruction

CODE, SEED, REPORTS, DAYS = "35.10", 3510, 2010, 365
OPTIONAL = ("rsud", "pdam")
INSTRUCTIONS = 18
Step = Callable[[datetime], None]


def live_a_year(*, now: datetime | None = None, reports: int = REPORTS, seed: int = SEED) -> int:
    """Fill an empty database; return how many reports there are. The same seed and moment tell the same year."""
    end = now or timezone.now()
    rng = random.Random(seed)
    gc.set_threshold(50_000)  # much is made and little thrown away: the collector would mostly look in vain
    with transaction.atomic():
        start = end - timedelta(days=DAYS)
        build_regency(CODE, also=OPTIONAL, by=SYSTEM, at=start)
        fill_posts(rng, start)
        Year(rng, start, end, reports).live()
    number_leaves(now=end, whole=True)
    return reports


@dataclass(frozen=True)
class Case:
    """One report of the simulation and what its texts must agree on."""

    complaint: Complaint
    code: str
    topic: Topic
    place: Mapping[str, str]


class Year:
    """What happens when; each step plans the next."""

    def __init__(self, rng: random.Random, start: datetime, end: datetime, reports: int) -> None:
        self.rng, self.start, self.end, self.reports = rng, start, end, reports
        self.cast, self.pace = Cast(end), Pace(rng)
        self.villages = list(Region.objects.filter(level="village").select_related("parent").order_by("code"))
        self.topics = {topic.code: topic for topic in Topic.objects.all()}
        self.album = pictures.album(seed=SEED)
        self.agenda: list[tuple[datetime, int, Step]] = []
        self.numbers = itertools.count()

    def live(self) -> None:
        for _number in range(self.reports):
            self.plan(filing_moment(self.rng, self.start, self.end), self.file)
        for day in range(1, DAYS + 1):
            self.plan(self.start + timedelta(days=day), self.morning)
        for _number in range(INSTRUCTIONS):
            self.plan(self.pace.office_hours(self.end - timedelta(days=self.rng.uniform(0, 45))), self.instruct)
        while self.agenda and self.agenda[0][0] <= self.end:
            at, _number, step = heapq.heappop(self.agenda)
            step(at)
        self.morning(self.end)

    def plan(self, at: datetime, step: Step) -> None:
        heapq.heappush(self.agenda, (at, next(self.numbers), step))

    def morning(self, at: datetime) -> None:
        """What the worker does, once a simulated day; letters are sent once a month, so that all fits in a minute."""
        escalate(now=at)
        actions.close_silent(now=at)
        if (self.end - at).days % 28 == 0:
            deliver(now=at)

    # --- citizens ----------------------------------------------------------------------------------------------

    def file(self, at: datetime) -> None:
        village = self.rng.choice(self.villages)
        home = {"desa": village.name, "kecamatan": str(village.parent and village.parent.name), "label": village.label}
        code = texts.pick_topic(self.rng, home)
        place = texts.locate(self.rng, code, home)
        report = self._report(code, place, village, at)
        complaint = file_complaint(report, token=self.token(), by=CITIZEN, at=at)
        case = Case(complaint, code, self.topics[code], place)
        slow = self.rng.random() < 0.08
        self.plan(self.pace.later(at, 5 if slow else 0.5), partial(self.sort, case))
        if self.rng.random() < 0.04:
            for _neighbour in range(self.rng.randint(1, 4)):
                self.plan(at + timedelta(days=self.rng.uniform(0.1, 3)), partial(self.file_again, case, village))

    def file_again(self, first: Case, village: Region, at: datetime) -> None:
        """A neighbour reports the same."""
        report = self._report(first.code, first.place, village, at)
        complaint = file_complaint(report, token=self.token(), by=CITIZEN, at=at)
        again = Case(complaint, first.code, self.topics[first.code], first.place)
        self.plan(self.pace.later(at, 0.5), partial(self.join, again, first))

    def _report(self, code: str, place: Mapping[str, str], village: Region, at: datetime) -> Report:
        chance, named = self.rng.random, self.rng.random() < 0.7
        return Report(
            text=texts.compose_report(self.rng, code, place),
            topic=self.topics[code] if chance() < 0.85 else None,
            region=village if chance() < 0.95 else None,
            place=place["tempat"][:1].upper() + place["tempat"][1:],
            name=texts.person_name(self.rng) if named else "",
            contact=f"warga{self.rng.randint(1, 900)}@contoh.id" if chance() < 0.06 else "",
            anonymous=named and chance() < 0.15,
            secret=chance() < 0.05,
            vulnerable=chance() < 0.04,
            files=[self.photo(at)] if chance() < 0.04 else [],
        )

    def judge(self, case: Case, at: datetime) -> None:
        """The reporter looks at the result: content, not content, or silent."""
        complaint = _read(case)
        if complaint.obligation.step != "confirm":
            return
        mood, reporter = self.rng.random(), get_own(complaint.ref, complaint.secret)[1]
        if mood < 0.30:
            actions.close(
                complaint, text=texts.compose_citizen_reply(self.rng, True, case.code, case.place), by=reporter, at=at
            )
        elif mood < 0.36:
            actions.reopen(
                complaint, text=texts.compose_citizen_reply(self.rng, False, case.code, case.place), by=reporter, at=at
            )
            self.plan(self.pace.later(at, 6), partial(self.resolve, case))

    def complete(self, case: Case, at: datetime) -> None:
        """The reporter answers a question, mostly."""
        if self.rng.random() > 0.8:
            return
        complaint = _read(case)
        reporter = get_own(complaint.ref, complaint.secret)[1]
        text = texts.compose_information(self.rng, case.code, case.place)
        actions.resume(complaint, text=text, by=reporter, at=at)
        self.plan(self.pace.later(at, 0.5), partial(self.forward, case))

    # --- officers ----------------------------------------------------------------------------------------------

    def sort(self, case: Case, at: datetime) -> None:
        complaint, fate = _read(case), self.rng.random()
        clerk = self.clerk(complaint)
        if fate < 0.04:
            reason = texts.pick_refusal(self.rng, case.code)
            text = texts.compose_refusal(self.rng, reason, case.code, case.place)
            actions.refuse(complaint, reason=reason, text=text, by=clerk, at=at)
        elif fate < 0.09:
            actions.ask(complaint, text=texts.compose_question(self.rng, case.code, case.place), by=clerk, at=at)
            self.plan(self.pace.later(at, 3), partial(self.complete, case))
        else:
            actions.verify(complaint, klass=complaint.klass, topic=case.topic, by=clerk, at=at)
            self.plan(at + timedelta(minutes=self.rng.randint(1, 90)), partial(self.forward, case))

    def join(self, again: Case, first: Case, at: datetime) -> None:
        """What was reported already is dealt with together, as long as that can be."""
        complaint, lead = _read(again), _read(first)
        if why_not_together(complaint, lead):
            return self.sort(again, at)
        merging.merge(complaint, into=lead, by=self.cast.coordinator(), at=at)

    def forward(self, case: Case, at: datetime) -> None:
        complaint = _read(case)
        clerk = self.clerk(complaint)
        if complaint.obligation.step == "verify":  # a question came first
            actions.verify(complaint, klass=complaint.klass, topic=case.topic, by=clerk, at=at)
        found = suggest(case.topic, complaint.region, complaint.klass)
        office = found.office if found else Office.objects.get(key="setda")
        if office == complaint.obligation.owner_office and complaint.obligation.step == "answer":
            return
        words = texts.compose_verification(self.rng, case.place, office=office.short) if self.rng.random() < 0.3 else ""
        actions.forward(complaint, office=office, words=words, by=clerk, at=at)
        self.plan(self.pace.later(at, 2.2 * self.pace.of(office.pk)), partial(self.answer, case))

    def answer(self, case: Case, at: datetime) -> None:
        complaint = _read(case)
        office, officer = self.desk(complaint)
        if officer is None or complaint.obligation.step != "answer":
            return
        days = {"information": 1.5, "supervisory": 30}.get(complaint.klass, 5.5) * self.pace.of(office.pk)
        done = self.pace.later(at, days)
        if self.rng.random() < 0.15:  # some are quick: done before anybody wrote a first answer
            return self.resolve(case, at)
        due = complaint.obligation.next_at or done
        visit = localdate(self.pace.later(at, min(days / 2, 2)))
        text = texts.compose_answer(
            self.rng, case.code, case.place, office=office.short, visit=visit, due=localdate(max(due, at))
        )
        if at > self.end - timedelta(days=4) and self.rng.random() < 0.4:  # today a colleague reads it first
            propose(complaint, verb="answer", fields={"text": text, "files": []}, by=officer, at=at)
            return
        actions.answer(complaint, text=text, by=officer, at=at)
        self.plan(done, partial(self.resolve, case))

    def resolve(self, case: Case, at: datetime) -> None:
        complaint = _read(case)
        office, officer = self.desk(complaint)
        if officer is None or complaint.obligation.step not in {"answer", "resolve"}:
            return
        text = texts.compose_resolution(self.rng, case.code, case.place, office=office.short, done=localdate(at))
        recent = at > self.end - timedelta(days=60)
        proof = self.photo(at) if recent and self.rng.random() < 0.6 else self.minutes(at)
        actions.resolve(complaint, text=text, files=[proof], by=officer, at=at)
        self.plan(at + timedelta(days=self.rng.uniform(0.2, 8)), partial(self.judge, case))

    # --- leaders -----------------------------------------------------------------------------------------------

    def instruct(self, at: datetime) -> None:
        wanted = texts.instruction(self.rng)
        office = Office.objects.filter(key=wanted.office).first() or Office.objects.get(key="setda")
        due = localdate(at) + timedelta(days=self.rng.randint(3, 21))
        made = instruct(text=wanted.text, office=office, due_on=due, token=self.token(), by=self.cast.regent(), at=at)
        self.plan(self.pace.later(at, 0.5), partial(self.obey, made.pk))

    def obey(self, key: UUID, at: datetime) -> None:
        made = Instruction.objects.select_related("obligation__owner_office", "given_by").get(pk=key)
        officer = self.cast.officer(made.obligation.owner_office_id)
        if officer is None:
            return
        if made.obligation.step == "acknowledge":
            acknowledge(made, by=officer, at=at)
            self.plan(self.pace.later(at, self.rng.uniform(2, 15)), partial(self.obey, key))
        elif made.obligation.step == "resolve":
            fulfil(made, text="Instruksi sudah dilaksanakan; berita acaranya kami lampirkan.",
                   files=[self.minutes(at)], by=officer, at=at)  # fmt: skip

    # --- things ------------------------------------------------------------------------------------------------

    def clerk(self, complaint: Complaint) -> Actor:
        """Who sorts it: the coordinator; the Inspektorat's own officer for what accuses somebody."""
        if complaint.klass == Complaint.Class.SUPERVISORY:
            return self.cast.officer(complaint.obligation.owner_office_id) or self.cast.coordinator()
        return self.cast.coordinator()

    def desk(self, complaint: Complaint) -> tuple[Office, Actor | None]:
        office = complaint.obligation.owner_office
        assert office  # a complaint always has an owner office
        return office, self.cast.officer(office.pk)

    def token(self) -> str:
        return f"percontohan-{SEED}-{next(self.numbers)}-{self.rng.getrandbits(64):x}"

    def photo(self, at: datetime) -> File:
        return store_bytes("foto.jpg", self.rng.choice(self.album), at=at)

    def minutes(self, at: datetime) -> File:
        return store_bytes("berita-acara.pdf", pictures.MINUTES, at=at)


def _read(case: Case) -> Complaint:
    """The complaint with its obligation as it stands now: the worker's part may have moved it since."""
    rows = Obligation.objects.select_related("owner_office")
    case.complaint.obligation = rows.get(pk=case.complaint.obligation_id)
    return case.complaint
