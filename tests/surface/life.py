"""One of everything: a regency in which every room has been used, with the addresses that lead to what lives in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from balairung.kernel.documents.signing import sign
from balairung.kernel.files.links import link_to
from balairung.kernel.messaging.contacts import ask_code
from balairung.kernel.messaging.gateways import connect
from balairung.kernel.messaging.stopping import stop_link
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.obligations.models import Evidence
from balairung.kernel.people.account_recovery import ask as ask_recovery
from balairung.kernel.people.accounts import set_up_link
from balairung.kernel.people.actions import publish_account
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import record_absence
from balairung.kernel.people.drafts import save_draft
from balairung.kernel.people.grouping import make_group
from balairung.kernel.people.keys import SCOPES, make_key
from balairung.kernel.people.models import Holding, Office, Person, Post, Region
from balairung.kernel.people.satisfaction import ask_how_it_was
from balairung.kernel.receipts.models import LogEntry
from balairung.kernel.receipts.sealing import seal
from balairung.kernel.rosters.actions import ask_swap, cover, make_feed
from balairung.rooms.agreements import actions as agreements
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.behalf.taking import take_down
from balairung.rooms.complaints.desk.proposing import propose
from balairung.rooms.complaints.filing.report import Report
from balairung.rooms.complaints.following.followers import follow
from balairung.rooms.complaints.models import CheckItem, Follower, LaporRun, Macro, Phrase
from balairung.rooms.delegations.actions import open_statements
from balairung.rooms.delegations.models import Statement
from balairung.rooms.duty.alarms import raise_unreached
from balairung.rooms.duty.calling import token_hash
from balairung.rooms.duty.drills import plan_drill
from balairung.rooms.duty.models import Ring, Score
from balairung.rooms.duty.summoning import summon
from balairung.rooms.inspections.models import FieldFinding
from balairung.rooms.instructions.actions import instruct
from balairung.rooms.learning.capacity.catalogue import add as add_competence
from balairung.rooms.oversight.actions import pay
from balairung.rooms.reception.models import Appointment
from balairung.rooms.services.applying import begun
from balairung.rooms.services.definition.publishing import publish
from balairung.rooms.services.packages.taking import adopt
from balairung.rooms.surveys.actions import add_screen, add_stand
from balairung.rooms.surveys.actions import publish as publish_survey
from balairung.rooms.surveys.asking import code_of
from balairung.rooms.surveys.following import Plan
from balairung.rooms.surveys.models import FollowUp
from balairung.rooms.surveys.results import must_follow, results_of
from balairung.surface.api.actions import add_webhook
from balairung.surface.maturity.actions import note_down
from balairung.surface.records.models import Hold
from tests import make
from tests.kernel.documents import letters
from tests.kernel.people import identity
from tests.rooms.announcements import told
from tests.rooms.disclosure import asked as informed
from tests.rooms.innovations import cards
from tests.rooms.inspections import spots
from tests.rooms.learning import capable
from tests.rooms.learning import crowd as staffed
from tests.rooms.meetings import met
from tests.rooms.oversight import cases as examined
from tests.rooms.pacts import hall as pacted
from tests.rooms.participation import voices
from tests.rooms.privacy import wishes
from tests.rooms.programmes import plans
from tests.rooms.projects import works
from tests.rooms.reception import fronts
from tests.rooms.services.packages import parcels
from tests.rooms.surveys.asked import answered, said
from tests.surface.maturity import assessed
from tests.test_house import Address

Home = Callable[[], AbstractContextManager[None]]
YEAR = timedelta(days=365)
CANARY = "Kenari"  # stands in every text and name of the first
PASSWORD = "rahasia-yang-panjang"
#: Addresses that mean the same in every regency: a spreadsheet of one's own, a topic of the common vocabulary.
ALIKE = {"api:nowhere", "people:export", "account_confirm_email", "complaints:change_topic", "data:reports"}
ALIKE |= {f"data:{page}" for page in ("table", "dataset", "schema", "feed", "catalogue_feed")}  # own rows
ALIKE |= {"data:snapshot_file"}
ALIKE |= {f"disclosure:{page}" for page in ("report", "report_pdf", "report_csv", "year")}  # own figures
ALIKE |= {"receipts:tile"}  # each has its own log
ALIKE |= {"privacy:ask"}  # everybody has the same rights
ALIKE |= {"records:switch"}  # each has its own switch of the same rule
ALIKE |= {"duty:month", "duty:table"}  # each has its own table of a month
ALIKE |= {"services:service", "services:standard"}  # each has its own service of that key
ALIKE |= {"reception:display_stream"}  # opened with what opens the display, and endless
ALIKE |= {f"innovations:{name}" for name in ("bundle", "mark_regency")}  # own proofs
ALIKE |= {f"programmes:{name}" for name in ("tree", "gaps", "import", "public_office", "sakip_office")}  # own plans
ALIKE |= {f"gateways:{name}" for name in ("door", "try", "open", "shut")}
ALIKE |= {f"open311:{name}" for name in ("discovery", "services", "service", "requests", "updates", "lost")}
ALIKE |= {"pacts:office"}  # each has its own office of that key
ALIKE |= {f"learning:{page}" for page in ("office", "office_table", "kiosks", "scan", "scan_send")}  # the same
ALIKE |= {f"learning:{page}" for page in ("capacity_office", "wanted_office")}  # the same
ALIKE |= {"people:badges", "people:badge_sheet"}
ALIKE |= {f"openness:{page}{frame}" for page in ("listing", "part") for frame in ("", "_frame")}  # own figures
ALIKE |= {"maturity:source", "maturity:make_bundle"}  # each proves its own running
ALIKE |= {f"meetings:{page}_stream" for page in met.STREAMS}  # endless; opened with what opens their page
KEYED = {  # what a key or a token is of
    **dict.fromkeys([f"pacts:{page}" for page in pacted.DRIVE], "pact drive"),
    **dict.fromkeys([f"pacts:{page}" for page in pacted.GATHERING], "pact gathering"),
    "complaints:change_text": "text", "complaints:drop_text": "text", "complaints:macro": "macro",
    "complaints:drop_macro": "macro", "complaints:decide": "proposal", "complaints:follower": "follower",
    "messaging:stop": "stop", "open311:token": "ref", "messaging:prove": "number",
    **dict.fromkeys([f"delegations:{name}" for name in ("row", "withdraw", "answer")], "delegation"),
    **dict.fromkeys([f"delegations:{name}" for name in ("basis", "scan", "withdraw_all")], "basis"),
    "services:give_package": "given service", "services:check_package": "package file",
    "on_duty:feed": "feed", "duty:answer": "ring",
    "webhooks:detail": "webhook", "webhooks:act": "webhook", "keys:revoke": "program",
    **dict.fromkeys([f"complaints:talk{name}" for name in ("", "_say", "_hand", "_report")], "talk"),
    **dict.fromkeys([f"own_contacts:{name}" for name in ("prove", "first", "try", "remove")], "own contact"),
    **dict.fromkeys([f"oversight:{name}" for name in ("read", "open", "revoke")], "outsider"),
    "projects:reach": "project part", "projects:show": "project photo", "projects:import_preview": "project file",
    **dict.fromkeys([f"reception:{page}" for page in fronts.APPOINTED], "appointment"),
    **dict.fromkeys([f"reception:display{page}" for page in ("", "_content", "_seen")], "display"),
    **dict.fromkeys([f"reception:kiosk{page}" for page in ("", "_appointment", "_ticket")], "kiosk"),
    **dict.fromkeys(["projects:people", "projects:reveal"], "project handover"),
    **{f"programmes:{name}": f"programmes:{name}:key" for name in plans.KEYED if name != "sakip_office"},
    "programmes:import_preview": "plan file",
    "disclosure:lift": "disclosure:lift:key", "records:lift": "hold",
    **{f"meetings:{page}": f"meeting {what}" for what, pages in met.KEYED.items() for page in pages},
    "meetings:attendance_kiosk": "meeting kiosk secret", "meetings:attendance_kiosk_send": "meeting kiosk secret",
    "people:revoke_badge": "badge", "people:group": "region group",
    "devices:end": "device", "devices:deny": "device denial",
    **dict.fromkeys([f"recovery:{name}" for name in ("detail", "confirm", "stop")], "recovery"),
    "recovery:stop_here": "recovery stop",
    "maturity:leave_team": "team member", "maturity:act_proof": "maturity proof",
}  # fmt: skip
REFS = {  # what a reference is of, by address or by room
    "agreements": "agreement", "agreements:detail": "owed", "agreements:act": "owed", "delegations": "own report",
    "duty": "alarm", "instructions": "instruction",
    "meetings:detail": "meeting task", "meetings:act": "meeting task", "meetings:public_minutes": "meeting published",
    "inspections": "check", "inspections:detail": "field finding", "inspections:act": "field finding",
    "innovations": "card done", "innovations:detail": "card owed", "innovations:act": "card owed",
    "innovations:proposed": "card idea",
    **dict.fromkeys([f"innovations:{page}" for page in ("file", "change", "drop", "prove")], "card waiting"),
    "programmes": "programmes:ref",
    **dict.fromkeys([f"privacy:{page}" for page in wishes.OF_INCIDENT], "privacy:incident"),
    "projects": "project", "projects:detail": "project duty", "projects:act": "project duty",
}  # fmt: skip


class Life:
    """One regency with people, reports in several states, an instruction, files, drafts and sessions."""

    def __init__(self, word: str, home: Home = nullcontext) -> None:
        """`home` opens a transaction of this regency, where there are several."""
        self.word, self.home, self.now = word, home, timezone.now().astimezone(make.JAKARTA)  # its day is ours
        with home():
            self.people = {name: self._person(*where) for name, where in self._seats().items()}
            self.village = Office.objects.filter(region__level="village").order_by("-key")[0].key
            self.values = self._things()
            invitation = met.invitation(self.values["meetings:ref"][0], self.now)
        self.values["documents:code"] = [self._signed()]
        with self.home():
            met.sign_invitation(invitation, self.now)
        with self.home():
            self.values["proofs:code"] = self._sealed()

    def _sealed(self) -> list[str]:
        """The codes of receipts, once the worker wrote all of this into the log."""
        number_leaves(now=self.now, whole=True)
        seal(now=self.now)
        return list(LogEntry.objects.order_by("index").values_list("code", flat=True)[:3])

    def _signed(self) -> str:
        """The code of a letter that was signed; what is asked for is committed first, as by any request."""
        with self.home():
            head = letters.signer("dinkes", f"{self.word} kepala", at=self.now)
            asked = letters.waiting("dinkes", at=self.now, holder=f"{self.word} Pemegang", valid=None)
        with self.home():
            return sign(asked, passphrase=letters.PASSPHRASE, by=head, at=self.now).code

    @staticmethod
    def _seats() -> dict[str, tuple[str, str]]:
        rows = {
            role: Post.objects.filter(role=role).order_by("order", "id")[0] for role in ("coordinator", "administrator")
        }
        found = {role: (post.office.key, role) for role, post in rows.items()}
        return found | {"liaison": ("pupr", "liaison"), "regent": ("pimpinan", "regent"), "head": ("pupr", "head")}

    def _person(self, office: str, role: str) -> Person:
        person = make.holder(office, role, f"{self.word} {role}", at=self.now)
        make.account(person, f"{role}@contoh.id", PASSWORD)
        return person

    def actor(self, name: str) -> Actor:
        return actor_of(self.people[name], self.now)

    def _things(self) -> dict[str, list[Any]]:
        """What stands in addresses, by the name of the parameter."""
        text = f"{self.word}: jalan berlubang di depan pasar, sudah sebulan dan berbahaya."
        coordinator, liaison, regent = self.actor("coordinator"), self.actor("liaison"), self.actor("regent")
        filed = make.complaint(at=self.now, text=text, contact="warga@contoh.id", files=[make.photo(at=self.now)])
        sent = make.forwarded(coordinator, at=self.now, text=text, name=f"{self.word} Warga", contact="warga@contoh.id")
        secret = make.forwarded(coordinator, at=self.now, text=text, secret=True)
        actions.ask(secret, text=f"{self.word} di mana?", by=liaison, at=self.now)
        done = make.forwarded(coordinator, at=self.now, text=text)
        photo = make.photo(at=self.now)
        actions.resolve(done, text=f"{self.word} selesai.", files=[photo], by=liaison, at=self.now)
        taken = take_down(Report(text=text, channel="telephone"), token="v" * 20, begun="", by=coordinator, at=self.now)
        self.complaints = [filed, sent, secret, done, taken]
        self.instruction = instruct(
            text=f"{self.word} segera.", office=make.office("pupr"), due_on=(self.now + timedelta(days=5)).date(),
            token="t" * 20, by=regent, at=self.now,
        )  # fmt: skip
        last_year = self.now - timedelta(days=300)
        (given,) = make.delegation(
            make.post("pimpinan", "regent"), make.post("pupr", "head"), at=last_year, reporting="quarterly"
        )
        open_statements(now=self.now)
        absence = record_absence(
            person=self.people["head"], since=self.now.date(), until=self.now.date(), by=SYSTEM, at=self.now
        )
        body = {"text": text, "token": "u" * 20}
        draft = save_draft(kind="complaints", body=body, at=self.now)
        rehearsed = {"sheet": "kantor", "name": f"{self.word}.xlsx", "ignored": [], "seen": "", "rows": [], "lines": []}
        link = link_to(photo, now=self.now)
        reset = set_up_link(self.people["liaison"].user) if self.people["liaison"].user else ""
        holding = Holding.objects.filter(person=self.people["liaison"])[0]
        pupr = make.office("pupr")
        phrase = Phrase.objects.create(office=pupr, title=f"{self.word} kata", text="Halo {sapaan}")
        macro = Macro.objects.create(office=pupr, name=f"{self.word} makro")
        written = propose(sent, verb="answer", fields={"text": f"{self.word} besok."}, by=liaison, at=self.now)
        follow(sent, contact="tetangga@contoh.id", at=self.now)
        village = make.office(self.village)
        contact = publish_account(office=village, kind="telephone", value="112", by=SYSTEM, at=self.now)
        duty = self._duty(village) | self._standby()
        stops = [stop_link("tetangga@contoh.id").rstrip("/").rpartition("/")[2]]
        number = ask_code("email", "tetangga@contoh.id", at=self.now)
        own = ask_code("email", "lain@contoh.id", self.people["liaison"], at=self.now)
        gateway = connect("whatsapp", {"number": self.word}, at=self.now)
        talk = make.talk(f"{self.word} petugas", at=self.now)
        talk.arrivals.update(outcome="done")  # no reply is owed: there is no vendor here
        clerk = self.actor("administrator")
        program, self.key = make_key(
            name=self.word, scopes=list(SCOPES), person=self.people["liaison"], by=clerk, at=self.now
        )
        hook = add_webhook(key=program, url="https://contoh.id/terima", events=[], by=clerk, at=self.now)
        looked_at = self._received() | self._projects() | self._checked() | self._examined() | self._surveyed()
        looked_at |= self._pacts() | self._met() | self._present() | self._accounts()
        looked_at |= self._informed() | self._private()
        looked_at |= self._asked() | self._planned() | self._innovated() | self._assessed() | self._told()
        return duty | self._exchange() | self._applied() | looked_at | {
            "delegation": [str(given.pk)], "basis": [str(given.basis_id)],
            "own report": [Statement.objects.get().obligation.ref],
            "talk": [str(talk.pk)], "program": [str(program.pk)], "webhook": [str(hook.pk)],
            "number": [str(number.pk)], "own contact": [str(own.pk)], "channel": ["whatsapp"], "hook": [gateway.hook],
            "text": [str(phrase.pk)], "macro": [str(macro.pk)], "proposal": [str(written.pk)],
            "item": [str(CheckItem.objects.order_by("id")[0].pk)], "stop": stops,
            "follower": [Follower.objects.get(complaint=sent).token],
            "evidence": [str(one.pk) for one in Evidence.objects.order_by("event__obligation__opened_at", "id")],
            "draft": [draft], "token": [save_draft(kind="people-import", body=rehearsed, at=self.now)],
            "clock": [str(clock.pk) for one in self.complaints for clock in one.obligation.clocks.order_by("id")],
            "own clock": [str(one.obligation.clocks.order_by("id")[0].pk) for one in self.complaints],
            "ref": [one.ref for one in self.complaints], "code": [one.secret for one in self.complaints],
            "instruction": [self.instruction.obligation.ref], "post": [str(holding.post_id)],
            "holding": [str(holding.pk)], "person": [str(person.pk) for person in self.people.values()],
            "run": [str(LaporRun.objects.create(kind="out", at=self.now, content=self.word).pk)], "place": ["v2"],
            "account": [str(contact.pk)], "form": ["a4.png"],
            "absence": [str(absence.pk)], "office": [self.village], "file": [link], "reset": [reset],
        }  # fmt: skip

    def _told(self) -> dict[str, list[Any]]:
        """An announcement that stands and is being corrected, somebody who subscribed, and somebody who asked to."""
        made = told.published(f"{self.word} air mati", at=self.now)
        told.corrected(made, f"{self.word} air mati lebih lama", at=self.now)
        found = told.subscribed(f"{self.word.lower()}@contoh.id", at=self.now)
        asked = told.asked(f"belum-{self.word.lower()}@contoh.id", at=self.now)
        return {
            "announcements:code": [made.code], "announcements:token": [found.link_token],
            "announcements:key": [str(asked.pk)],
        }  # fmt: skip

    def _assessed(self) -> dict[str, list[Any]]:
        """An assessment, its team and a piece of evidence; each regency by another instrument."""
        other = (assessed.KEY, self.now.year) if self.word == CANARY else ("spbe-2020", 2025)
        found = assessed.team(*other, at=self.now)
        note_down(found.assessment, text=f"{self.word} menunggu", by=found.secretary)
        return {
            "maturity:year": [found.assessment.year], "maturity:instrument": [found.assessment.instrument_key],
            "maturity:number": [1], "maturity proof": [str(assessed.shown(found, 1, 1, at=self.now).pk)],
            "team member": [str(one.pk) for one in found.assessment.team.all()],
        }  # fmt: skip

    def _duty(self, village: Office) -> dict[str, list[Any]]:
        """A roster of the village, a swap and a cover in it, a calendar."""
        seat = village.posts.order_by("order", "id")[0]
        keeper = make.holder(village.key, seat.role, f"{self.word} jaga", at=self.now)
        roster = make.roster(keeper, at_office=village.key, name=f"{self.word} siaga", at=self.now)
        since, by = self.now + timedelta(days=30), actor_of(keeper, self.now)
        until = since + timedelta(hours=5)
        swap = ask_swap(roster, place=1, since=since, until=until, by=by, at=self.now)
        stood_in = cover(roster, place=1, person=None, since=since, until=until, by=SYSTEM, at=self.now)
        return {
            "roster": [str(roster.pk)], "swap": [str(swap.pk)], "override": [str(stood_in.pk)],
            "feed": [make_feed(by=by, at=self.now)], "day": [since.date().isoformat()],
            "shift": [f"{roster.pk.hex}-1-{int(since.timestamp())}"],
        }  # fmt: skip

    def _exchange(self) -> dict[str, list[Any]]:
        """An agreement with a duty, and a package that became a service."""
        today, pupr = self.now.date(), make.office("pupr")
        made = agreements.record(
            number="119/12", title=f"{self.word} berbagi", partner="Kabupaten Ngawi", scope="Layanan.", until=None,
            signed_on=today - timedelta(days=2), since=today - timedelta(days=2), office=pupr, by=SYSTEM, at=self.now,
        )  # fmt: skip
        due = today + timedelta(days=9)
        owed = agreements.add_duty(made, text=f"{self.word} berbagi", due_on=due, office=pupr, by=SYSTEM, at=self.now)
        held_by = self.people["head"]
        kept = Hold.objects.create(
            obligation=owed.obligation, ground="law", paper=f"{self.word}/1", held_at=self.now, held_by=held_by
        )
        own = {"name": f"{self.word} izin", "key": f"izin-{self.word.lower()}"}
        held = parcels.agency_of("pupr").model_copy(update=own)
        content = parcels.parcel(held)
        version = adopt(content, offices={}, vouched=self.word, by=SYSTEM, at=self.now)
        publish(version, by=SYSTEM, at=self.now)
        looked_at = {"content": content.decode(), "person": str(self.people["head"].pk)}
        return {
            "hold": [str(kept.pk)],
            "agreement": [made.ref], "owed": [owed.obligation.ref], "package": [str(version.package_id)],
            "given service": [version.service.key],
            "package file": [save_draft(kind="package", body=looked_at, at=self.now)],
        }  # fmt: skip

    def _pacts(self) -> dict[str, list[Any]]:
        """A drive of the head's office, the head's pact, a gathering that the regent holds."""
        found = pacted.named(self.people["head"], self.actor("regent"), word=self.word, at=self.now)
        values = {name: [found[f"pacts:{name}"]] for name in ("key", "ref", "place", "person")}
        return {f"pacts:{name}": value for name, value in values.items()} | {
            "pact drive": [found["pacts:drive:key"]], "pact gathering": [found["pacts:gathering:key"]],
        }  # fmt: skip

    def _met(self) -> dict[str, list[Any]]:
        """A meeting that bound an office, and one that is open, with one of everything that has an address."""
        return {name: [value] for name, value in met.everything(self.word).items()}

    def _accounts(self) -> dict[str, list[Any]]:
        """A browser in which the head signed in, and an account that two people give back."""
        head, liaison = self.people["head"], self.people["liaison"]
        device, denial = identity.device(head, self.word, at=self.now)
        made, stop = ask_recovery(liaison, kind="factor", by=self.actor("administrator"), at=self.now)
        return {
            "device": [str(device.pk)], "device denial": [denial], "recovery": [str(made.pk)],
            "recovery stop": [stop], "recovery:person": [str(head.pk)],
        }  # fmt: skip

    def _present(self) -> dict[str, list[Any]]:
        """Somebody's card, leave and roll call, a kiosk at the door, districts that stand together."""
        found = {name: [value] for name, value in staffed.named(self.people["head"]).items()}
        found["badge"] = found.pop("people:revoke_badge:key")
        districts = list(Region.objects.filter(level="district"))[:1]
        group = make_group(name=f"{self.word} utara", districts=districts, by=SYSTEM, at=self.now)
        found |= {name: [value] for name, value in capable.named(self.people["liaison"]).items()}
        own = add_competence(
            title=f"{self.word} memandu", group="technical", description=f"{self.word} memandu warga.",
            level_words=[f"{self.word} {level}" for level in range(1, 6)], by=SYSTEM, at=self.now,
        )  # fmt: skip
        return found | {"region group": [str(group.pk)], "learning:competence": [own.key]}

    def _received(self) -> dict[str, list[Any]]:
        """A hall with everything in it, and the secrets that lead there."""
        front = fronts.front(word=self.word)
        front.hall.tickets.update(state="done", ended_at=self.now)  # of another day, and still to be asked about
        return fronts.rows(front.hall) | {
            "visit": [front.visit], "appointment code": [front.appointment],
            "appointment": [str(Appointment.objects.get(hall=front.hall).pk)],
            "display": [front.display], "kiosk": [front.kiosk],
        }  # fmt: skip

    def _projects(self) -> dict[str, list[Any]]:
        """A project with one of everything that has an address."""
        made = works.live(word=self.word, person=self.people["head"].pk, at=self.now)
        return {
            "project": [made.project.ref], "project part": [made.part], "project photo": [made.photo],
            "project handover": [made.handover], "project duty": [made.duty], "project file": [made.preview],
        }  # fmt: skip

    def _planned(self) -> dict[str, list[Any]]:
        """A plan of five years and one of a hundred days, with one of everything that has an address."""
        made = plans.live(word=self.word, at=self.now)
        said = {name: [value] for name, value in made.items()}
        parts = ("programmes:part", "programmes:add_milestone:part", "programmes:measure:part")
        return said | {
            "plan file": said["programmes:import_preview:token"],
            "programmes:part": [made[one] for one in parts],
        }

    def _innovated(self) -> dict[str, list[Any]]:
        """Cards in several states, what is owed because of one, what is put forward for the national index."""
        made = cards.live(self.word, at=self.now)
        return {f"card {name}": refs for name, refs in made.items()} | {
            "innovations:year": made["year"], "innovations:indicator": ["regulation"],
        }  # fmt: skip

    def _informed(self) -> dict[str, list[Any]]:
        """A request for information that the coordinator's office refused, an objection, rows of both lists."""
        office = self._seats()["coordinator"][0]
        made = informed.everything(self.word, to=office, at=self.now)
        return {name: [value] for name, value in made.items()}

    def _private(self) -> dict[str, list[Any]]:
        """Requests about somebody's own data, a code that waits, a copy that is ready, an incident."""
        made = wishes.everything(self.word, at=self.now)
        opened = {"obligations:kind": ["complaints"]}
        return opened | {name: [value] for name, value in made.items()}

    def _asked(self) -> dict[str, list[Any]]:
        """A consultation, rounds and samples, with one of everything that has an address."""
        return {f"participation:{name}": values for name, values in voices.live(self.word, self.now).items()}

    def _surveyed(self) -> dict[str, list[Any]]:
        """What people said of the village, published; where they say it, and what it has to make better."""
        village = make.office(self.village)
        survey = answered(self.village, said(3, U1=1, words=self.word), at=self.now - YEAR, times=5)[0].survey
        head = actor_of(Holding.objects.filter(post__office=village, post__role="head")[0].person, self.now)
        found = results_of(survey)
        soon = self.now.date() + timedelta(days=9)
        better = [Plan(code, f"{self.word} lebih baik", soon) for code in must_follow(found.score)] if found else []
        publish_survey(survey, plans=better, by=head, at=self.now)
        stand = add_stand(village, name=f"{self.word} balai", by=SYSTEM, at=self.now)
        ask_how_it_was(kind="complaints", ref=self.word, office=village, at=self.now)
        return {
            "surveys:key": [self.village], "surveys:period": [survey.period], "surveys:number": [str(stand.number)],
            "surveys:secret": [add_screen(village, name=self.word, by=SYSTEM, at=self.now)[1]],
            "surveys:code": [code_of("complaints", self.word)], "surveys:form": ["a4.pdf"],
            "surveys:ref": [one.obligation.ref for one in FollowUp.objects.order_by("id")],
        }  # fmt: skip

    def _checked(self) -> dict[str, list[Any]]:
        """An office that was looked at on the spot, and what it has to put right."""
        made = spots.checked(make.office("dinkes"), {"poster": "no"}, by=self.actor("regent"), at=self.now)
        finding = FieldFinding.objects.get()
        return {"check": [made.ref], "field finding": [finding.obligation.ref]}

    def _examined(self) -> dict[str, list[Any]]:
        """What the Inspektorat found and sent, what it still writes, and who may look in from outside."""
        team = examined.inspectorate()
        told = examined.sent(team)
        paid = pay(
            told, amount=Decimal(5), paid_on=make.START.date(), receipt=self.word, by=team.lead, at=make.START
        )  # fmt: skip
        made, finding, one = examined.draft(team, letter=f"700/{self.word}")
        return {
            "oversight:ref": [told.owed.ref], "oversight:key": [str(made.pk)], "oversight:finding": [str(finding.pk)],
            "oversight:recommendation": [str(one.pk)], "oversight:payment": [str(paid.pk)],
            "outsider": [str(examined.outsider(team.head).pk)],
        }  # fmt: skip

    def _applied(self) -> dict[str, list[Any]]:
        """Somebody applied for what an office decides; what stands in addresses of that room."""
        made = make.application("pupr", at=self.now, name=f"{self.word} Pemohon")
        return {
            "services:ref": [made.ref], "services:code": [made.secret], "services:service": [made.service.key],
            "services:clock": [str(made.obligation.clocks.order_by("id")[0].pk)], "services:key": [made.service.key],
            "services:page": ["usaha"], "services:question": ["usaha"], "services:inner": ["usaha"],
            "services:part": ["1"], "services:step": ["putus"],
            "services:draft": [begun.keep(begun.begin(made.service, self.now), at=self.now).draft],
            "documents:key": [str(letters.waiting("pupr", at=self.now).pk)],
        }  # fmt: skip

    def _standby(self) -> dict[str, list[Any]]:
        """A month that was published, a drill, a real call that rings, an alarm."""
        drill = plan_drill(by=SYSTEM, at=self.now)
        call = summon(make.post("pupr", "head"), words=f"{self.word} banjir", by=self.actor("regent"), at=self.now)
        token = f"{self.word.lower()}-menjawab"
        Ring.objects.create(call=call, step=90, role="holder", person=call.person, token_hash=token_hash(token),
                            at=self.now)  # fmt: skip
        Score.objects.create(
            period=date(2026, 1, 1), office=make.office("pupr"), called=6, reached=6, by_deputy=0, unreached=0,
            excused=0, median_seconds=40, score=100, published_at=self.now,
        )  # fmt: skip
        return {
            "drill": [str(drill.pk)], "call": [str(call.pk)], "period": ["2026-01"], "ring": [token],
            "alarm": [raise_unreached(call, self.now).obligation.ref],
        }  # fmt: skip

    def paths(self, address: Address) -> list[str]:
        """Addresses of this kind that lead to what lives here."""
        names = [name for name, _pattern in address.parameters]
        if not names or address.name in ALIKE or address.name.startswith("mfa") or names == ["step"]:
            return []
        if address.name == "files:give":
            return self.values["file"]
        if address.name == "account_reset_password_from_key":
            return [re.sub(r"^https?://[^/]+", "", url) for url in self.values["reset"]]
        lists = [self._values(address, name, pattern) for name, pattern in address.parameters]
        longest = max(map(len, lists))
        rows = [[values[place % len(values)] for values in lists] for place in range(longest)]
        return [reverse(address.name, kwargs=dict(zip(names, row, strict=True))) for row in rows]

    def _values(self, address: Address, name: str, pattern: str) -> list[Any]:
        if name == "verb":
            words = pattern.split("|")
            return words if len(words) > 1 else {"people:account": ["beri"]}.get(address.name, ["note"])
        if kept := {"key": KEYED, "token": KEYED, "ref": REFS}.get(name, {}).get(address.name):
            return self.values[kept]
        if of_room := self.values.get(f"{address.name.partition(':')[0]}:{name}"):
            return of_room
        if name == "step":
            return pattern.split("|")
        if name == "form" and address.name.startswith("open311"):
            return ["json"]
        if name == "key":
            kind = address.name.partition(":")[2]
            keyed = {"end_holding": "holding", "cancel_holding": "holding", "end_absence": "absence", "appoint": "post"}
            of_person = {"person", "change_person", "account", "record_absence"}
            guess = (
                "person" if kind in of_person else "post" if kind.endswith("_post") and kind != "add_post" else "office"
            )
            return self.values["post" if kind == "post" else keyed.get(kind, guess)]
        if name == "ref":
            room = address.name.partition(":")[0]
            return self.values[REFS.get(room, "ref")]
        if name == "code" and address.name.startswith("reception:"):
            return self.values["appointment code" if "appointment" in address.name else "visit"]
        if name == "clock" and address.name == "complaints:own_deadline":
            return self.values["own clock"]
        return self.values["webhook" if name == "id" else name]
