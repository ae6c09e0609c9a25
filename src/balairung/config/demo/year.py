"""A year of a regency: by the real actions, in the order of time, with a fixed seed."""

from __future__ import annotations

import gc
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from balairung.config.demo import colleagues, doors, neighbours, readers, rooms, sealing, talks, texts
from balairung.config.demo.calendar import filing_moment
from balairung.config.demo.people import fill_posts
from balairung.config.demo.stage import SEED, Case, Second, Stage, read
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.kernel.people.models import Office, Region
from balairung.kernel.people.organisation import build_regency
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.access import get_own, needs_second, why_not_together
from balairung.rooms.complaints.desk import flags, merging, proposing
from balairung.rooms.complaints.filing.guarding import Why
from balairung.rooms.complaints.filing.report import Report, file_complaint
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import suggest
from balairung.rooms.complaints.topics.changing import FIELDS, keep_topic
from balairung.rooms.instructions.actions import acknowledge, fulfil, instruct, meet_contacts
from balairung.rooms.instructions.models import Instruction
from balairung.surface.dashboards.days import count_days

CODE, REPORTS, DAYS = "35.10", 2010, 365
OPTIONAL = ("rsud", "pdam")
INSTRUCTIONS = 18
FOUR_EYES = ("kekerasan-rumah-tangga", "perundungan", "demam-berdarah")
FLOODED, DROWNED = "Kedungrejo", 12  # the village of the flood, and how many wrote
PICTURED = ("jalan-berlubang", "jalan-lingkungan", "galian-proyek")  # what the drawn pictures show
LATELY = ("puskesmas", "puskesmas", "ambulans", "demam-berdarah", "demam-berdarah", "puskesmas")  # of this week
RISING = {"cerita": "0"}  # the story of the topic in which the water rises
GROUPS = ("elderly", "elderly", "disabled", "child", "woman", "pregnant")
PROXIES = ("family", "family", "neighbour", "companion", "official")


def live_a_year(*, now: datetime | None = None, reports: int = REPORTS, seed: int = SEED) -> int:
    """Fill an empty database; return how many reports there are. The same seed and moment tell the same year."""
    end = now or timezone.now()
    rng = random.Random(seed)
    gc.set_threshold(50_000)  # much is made and little thrown away: the collector would mostly look in vain
    with transaction.atomic():
        start = end - timedelta(days=DAYS)
        build_regency(CODE, also=OPTIONAL, by=SYSTEM, at=start)
        fill_posts(rng, start)
        count_rows()
        year = Year(rng, start, end)
        year.begin(reports)
    year.play()
    with transaction.atomic():
        year.finish()
    sealing.seal_now(end)
    while count_days(now=end):
        pass
    return reports


def count_rows() -> None:
    """Tell PostgreSQL's planner how much there is by now.

    Its own counting waits for the end of a transaction, and plans kept from a day when a table was empty grow slow.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


class Year(Stage):
    """What happens when; each step plans the next."""

    def begin(self, reports: int) -> None:
        self.lots = talks.Doors()
        self.earlier: dict[tuple[str, str], Case] = {}
        self.echoes: list[Case] = []
        for code in LATELY:
            self.plan(self.end - timedelta(days=self.rng.uniform(1.2, 6)), partial(self.file, code=code))
        for _number in range(reports - DROWNED - len(LATELY) - talks.FILED):
            self.plan(filing_moment(self.rng, self.start, self.end), self.file)
        for day in range(1, DAYS + 1):
            self.plan(self.start + timedelta(days=day), self.morning)
        for _number in range(INSTRUCTIONS):
            self.plan(self.pace.office_hours(self.end - timedelta(days=self.rng.uniform(0, 45))), self.instruct)
        self.plan(self.start + timedelta(hours=1), self.agree_on_readers)
        self.plan(timezone.localtime(self.end - timedelta(days=17)).replace(hour=4, minute=40), self.flood)
        self.plan(self.end - timedelta(hours=20), partial(neighbours.call_improper, self))
        colleagues.last_days(self)
        doors.open_doors(self)
        for part in rooms.PARTS:
            part.plan(self)

    def finish(self) -> None:
        talks.converse(self)
        self.morning(self.end)

    def morning(self, at: datetime) -> None:
        """What the worker does, once a simulated day; letters wait for a flagged report or the month, to save time."""
        escalate(now=at)
        actions.close_silent(now=at)
        meet_contacts(now=at)
        neighbours.ask_reporters(self, at)
        if (self.end - at).days % 28 == 0:
            deliver(now=at, longest=600)
            count_rows()

    def tell_heads(self, at: datetime) -> None:
        """The worker again, minutes after a flagged report: its heads are written to, and the letters leave at once.

        A few wait, as when the mail server is down.
        """
        flags.tell_heads(now=at)
        self.plan(self.soon(at, 25, 80) if self.chance(0.08) else self.soon(at, 1, 7), self.send)

    def send(self, at: datetime) -> None:
        deliver(now=at, longest=600)
        flags.tell_heads(now=at)

    def agree_on_readers(self, at: datetime) -> None:
        """Answers on some topics are read by two."""
        for code in FOUR_EYES:
            topic = self.topics[code]
            fields = {name: getattr(topic, name) for name in FIELDS} | {"four_eyes": True}
            checks = [item.text for item in topic.check_items.filter(closed=False).order_by("order")]
            keep_topic(topic, checks=checks, by=self.cast.coordinator(), at=at, **fields)

    # --- citizens ----------------------------------------------------------------------------------------------

    def file(self, at: datetime, code: str = "") -> None:
        """Somebody reports; what a whole street is bothered by comes again in the days after."""
        if not code and self.echoes and self.chance(0.4):
            return self.file_again(self.echoes.pop(), at)
        village = self.rng.choice(self.villages)
        code = code or texts.pick_topic(self.rng, _home(village))
        place = texts.locate(self.rng, code, _home(village))
        report, second = self.report(code, place, village, at), None
        if self.chance(0.01):
            second = self.second(village)
            report = replace(report, text=f"{report.text} {texts.said(self.rng, 'second')} {second.text}")
        if self.chance(0.04 if self.recent(at, 4) else 0.004):
            return self.hold(report, code, place, village, at)
        case = replace(self.send_in(report, code, place, village, at), second=second)
        self.plan(self.pace.later(at, 5 if self.chance(0.08) else 0.5), partial(self.sort, case))
        if self.chance(0.04):
            self.echoes += [case] * self.rng.randint(1, 4)

    def send_in(self, report: Report, code: str, place: Mapping[str, str], village: Region, at: datetime) -> Case:
        """It is filed; where people must be served first, their office hears of it within minutes."""
        picture = -1
        if code in PICTURED and self.chance(0.4):
            picture = self.rng.randrange(len(self.album))
            report = replace(report, files=[self.photo(picture, after=False, at=at)])
        complaint = file_complaint(self.lots.through(report, at), token=self.token(), by=CITIZEN, at=at)
        talks.told(complaint, self.end)
        if report.flagged:
            self.plan(at + timedelta(seconds=self.rng.randint(20, 60)), self.tell_heads)
        return Case(complaint, code, self.topics[code], place, village, picture)

    def hold(self, report: Report, code: str, place: Mapping[str, str], village: Region, at: datetime) -> None:
        """A doubtful one waits for a person: a machine's, or one of many from the same network."""
        why = self.rng.choice((Why.TRAP, Why.OFTEN))
        if why == Why.TRAP:
            report = Report(text=texts.advert())
        complaint = file_complaint(report, token=self.token(), by=CITIZEN, at=at, held=why)
        case = Case(complaint, code, self.topics[code], place, village)
        self.plan(self.pace.later(at, 2), partial(self.reject if why == Why.TRAP else self.sort, case))

    def second(self, village: Region) -> Second:
        """Another thing in the same village."""
        code = texts.pick_topic(self.rng, _home(village))
        place = texts.locate(self.rng, code, _home(village))
        return Second(code, place, texts.compose_matter(self.rng, code, place))

    def file_again(self, first: Case, at: datetime) -> None:
        """A neighbour reports the same."""
        report = self.report(first.code, first.place, first.village, at)
        again = self.send_in(report, first.code, first.place, first.village, at)
        self.plan(self.pace.later(at, 0.5), partial(self.join, again, first))

    def flood(self, at: datetime) -> None:
        """One night a river comes over its banks, and a whole village writes: one report leads, the others join it."""
        village = next((one for one in self.villages if one.name == FLOODED), self.villages[0])
        place = texts.locate(self.rng, "banjir", _home(village)) | RISING
        lead = self.send_in(self.drowned(village, place, at), "banjir", place, village, at)
        self.plan(self.soon(at, 60, 240), partial(self.accept, lead))
        neighbours.gather(self, lead, 14, at + timedelta(days=1))
        for number in range(1, DROWNED):
            self.plan(at + timedelta(minutes=23 * number), partial(self.drown, lead))

    def drown(self, lead: Case, at: datetime) -> None:
        place = texts.locate(self.rng, "banjir", _home(lead.village)) | RISING
        again = self.send_in(self.drowned(lead.village, place, at), "banjir", place, lead.village, at)
        self.plan(self.pace.later(at, 0.5), partial(self.join, again, lead))

    def drowned(self, village: Region, place: Mapping[str, str], at: datetime) -> Report:
        report = self.report("banjir", place, village, at)
        report = replace(report, topic=self.topics["banjir"], region=village, secret=False, to_leader=False)
        return self.flag(report, "disaster") if self.chance(0.4) else report

    def report(self, code: str, place: Mapping[str, str], village: Region, at: datetime) -> Report:
        named = self.chance(0.7)
        to_leader, weak, proxy = self.chance(0.03), self.chance(0.04), self.chance(0.05)
        text = texts.compose_report(self.rng, code, place)
        report = Report(
            text=f"{texts.said(self.rng, 'leader')} {text}" if to_leader else text,
            topic=self.topics[code] if self.chance(0.85) else None,
            region=village if self.chance(0.95) else None,
            place=place["tempat"][:1].upper() + place["tempat"][1:],
            point=self.point(village) if self.chance(0.45) else None,
            name=texts.person_name(self.rng) if named else "",
            contact=f"warga{self.rng.randint(1, 900)}@contoh.id" if self.chance(0.06) else "",
            anonymous=named and self.chance(0.15),
            secret=self.chance(0.05),
            to_leader=to_leader,
            proxy_as=self.rng.choice(PROXIES) if proxy else "",
            affected_name=texts.person_name(self.rng) if proxy else "",
        )
        return self.flag(report, self.rng.choice(GROUPS)) if weak else report

    def flag(self, report: Report, group: str) -> Report:
        """It is about people whom an office serves first, and what they need."""
        wanted = texts.said(self.rng, "help", group) if self.chance(0.7) else ""
        return replace(report, vulnerable=True, groups=(group,), help_wanted=wanted)

    def judge(self, case: Case, at: datetime) -> None:
        """The reporter looks at the result: content, not content, or silent."""
        complaint, mood = read(case), self.rng.random()
        if complaint.obligation.step != "confirm" or mood > 0.36:
            return
        reporter, content = reporter_of(complaint), mood < 0.30
        text = texts.compose_citizen_reply(self.rng, content, case.code, case.place)
        (actions.close if content else actions.reopen)(complaint, text=text, by=reporter, at=at)
        if not content:
            self.plan(self.pace.later(at, 6), partial(self.resolve, case))

    def complete(self, case: Case, at: datetime) -> None:
        """The reporter answers a question, mostly."""
        complaint = read(case)
        if self.chance(0.2) or complaint.obligation.step != "inform":
            return
        text = texts.compose_information(self.rng, case.code, case.place)
        actions.resume(complaint, text=text, by=reporter_of(complaint), at=at)
        self.plan(self.pace.later(at, 0.5), partial(self.accept, case))

    # --- officers ----------------------------------------------------------------------------------------------

    def sort(self, case: Case, at: datetime) -> None:
        complaint, fate = read(case), self.rng.random()
        clerk = self.clerk(complaint)
        if case.second:
            self.part(case, case.second, clerk, at)
        if fate < 0.04 and not needs_second(complaint, "refuse"):
            reason = texts.pick_refusal(self.rng, case.code)
            text = texts.compose_refusal(self.rng, reason, case.code, case.place)
            actions.refuse(complaint, reason=reason, text=text, by=clerk, at=at)
        elif fate < 0.09:
            actions.ask(complaint, text=texts.compose_question(self.rng, case.code, case.place), by=clerk, at=at)
            self.plan(self.pace.later(at, 3), partial(self.complete, case))
        else:
            self.accept(case, at)

    def reject(self, case: Case, at: datetime) -> None:
        """Nobody wrote this."""
        clerk, reason = self.cast.coordinator(), "not-a-report"
        text = texts.compose_refusal(self.rng, reason, case.code, case.place)
        actions.refuse(read(case), reason=reason, text=text, by=clerk, at=at)

    def part(self, case: Case, second: Second, clerk: Actor, at: datetime) -> None:
        """It speaks of two things: two reports, each with its office."""
        made = merging.split(case.complaint, text=second.text, by=clerk, at=at)
        other = Case(made, second.code, self.topics[second.code], second.place, case.village)
        self.plan(self.soon(at, 5, 200), partial(self.accept, other))

    def accept(self, case: Case, at: datetime) -> None:
        """It is a report that the house deals with; the office follows within the hour or two."""
        complaint = read(case)
        clerk = self.clerk(complaint)
        if complaint.obligation.step == "verify":
            actions.verify(complaint, klass=complaint.klass, topic=case.topic, by=clerk, at=at)
            colleagues.show_pictures(self, case, clerk, at)
            colleagues.tie_to_earlier(self, case, self.earlier, clerk, at)
            if case.is_public and self.chance(0.05):
                neighbours.gather(self, case, 5, at)
        self.plan(self.soon(at, 1, 90), partial(self.forward, case))

    def join(self, again: Case, first: Case, at: datetime) -> None:
        """What was reported already is dealt with together, as long as that can be."""
        complaint, lead = read(again), read(first)
        if why_not_together(complaint, lead):
            return self.sort(again, at)
        merging.merge(complaint, into=lead, by=self.cast.coordinator(), at=at)
        self.plan(self.pace.later(at, 8), partial(self.look_after, again))

    def look_after(self, case: Case, at: datetime) -> None:
        """One that was led is not forgotten when its lead goes another way."""
        complaint = read(case)
        if not complaint.obligation.is_open or complaint.obligation.step in {"confirm", "inform"}:
            return
        lead = complaint.lead
        if lead and Obligation.objects.filter(pk=lead.obligation_id, state__in=(State.NEW, State.ACTIVE)).exists():
            self.plan(self.pace.later(at, 5), partial(self.look_after, case))
        elif complaint.obligation.step == "verify":
            self.accept(case, at)
        else:
            self.resolve(case, at)

    def forward(self, case: Case, at: datetime) -> None:
        complaint = read(case)
        if complaint.lead_id or not complaint.obligation.is_open or complaint.obligation.step == "inform":
            return
        found = suggest(case.topic, complaint.region, complaint.klass, at)
        office = found.office if found else Office.objects.get(key="setda")
        if office == complaint.obligation.owner_office and complaint.obligation.step == "answer":
            return
        words = texts.compose_verification(self.rng, case.place, office=office.short) if self.chance(0.3) else ""
        actions.forward(complaint, office=office, words=words, by=self.clerk(complaint), at=at)
        self.plan(self.pace.later(at, 2.2 * self.pace.of(office.pk)), partial(self.answer, case))

    def answer(self, case: Case, at: datetime) -> None:
        complaint = read(case)
        office, officer = self.desk(complaint)
        if officer is None or complaint.obligation.step != "answer":
            return
        colleagues.share_out(self, case, officer, at)
        days = {"information": 1.5, "supervisory": 30}.get(complaint.klass, 5.5) * self.pace.of(office.pk)
        if self.chance(0.15):  # some are quick: done before anybody wrote a first answer
            return self.resolve(case, at)
        done = self.pace.later(at, days)
        due, visit = complaint.obligation.next_at or done, localdate(self.pace.later(at, min(days / 2, 2)))
        text = texts.compose_answer(
            self.rng, case.code, case.place, office=office.short, visit=visit, due=localdate(max(due, at))
        )
        if self.recent(at, 4) and self.chance(0.4):  # today a colleague reads it first
            proposing.propose(complaint, verb="answer", fields={"text": text, "files": []}, by=officer, at=at)
            return
        readers.take(self, case, "answer", {"text": text}, officer, at, partial(self.work, case, done))

    def work(self, case: Case, done: datetime, at: datetime) -> None:
        self.plan(max(done, at), partial(self.resolve, case))

    def resolve(self, case: Case, at: datetime) -> None:
        complaint = read(case)
        office, officer = self.desk(complaint)
        if officer is None or complaint.obligation.step not in {"answer", "resolve"} or readers.waits(self, case, at):
            return
        text = texts.compose_resolution(self.rng, case.code, case.place, office=office.short, done=localdate(at))
        proof = self.photo(case.picture, after=True, at=at) if case.picture >= 0 else self.minutes(at)
        colleagues.look_through(self, case, officer, at)
        readers.take(self, case, "resolve", {"text": text, "files": [proof]}, officer, at, partial(self.settle, case))

    def settle(self, case: Case, at: datetime) -> None:
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


def _home(village: Region) -> dict[str, str]:
    return {"desa": village.name, "kecamatan": str(village.parent and village.parent.name), "label": village.label}


def reporter_of(complaint: Complaint) -> Actor:
    return get_own(complaint.ref, complaint.secret)[1]
