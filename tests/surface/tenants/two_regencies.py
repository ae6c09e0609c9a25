"""A program: two regencies in one PostgreSQL, a full life in the first, and the second asked for all of it.

`main` is run by test_two_regencies.py in a process of its own, with the settings of a house of many regencies. It says
in JSON what came of each question.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.test.utils import setup_test_environment
from django.urls import include, path, reverse
from django.utils import timezone

from balairung.config.work import run_once
from balairung.ground.common.errors import Refused
from balairung.ground.common.streams import EventStream
from balairung.ground.postgresql.places import here, there
from balairung.kernel.documents.signing import sign
from balairung.kernel.files.links import link_to
from balairung.kernel.messaging.contacts import ask_code
from balairung.kernel.messaging.gateways import connect
from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.stopping import stop_link
from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.models import Event, Evidence, Obligation
from balairung.kernel.people.accounts import set_up_link
from balairung.kernel.people.actions import publish_account
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import record_absence
from balairung.kernel.people.drafts import save_draft
from balairung.kernel.people.grouping import make_group
from balairung.kernel.people.keys import SCOPES, make_key
from balairung.kernel.people.models import Draft, Holding, Office, Person, Post, Region
from balairung.kernel.people.satisfaction import ask_how_it_was
from balairung.kernel.rosters.actions import ask_swap, cover, make_feed
from balairung.rooms.agreements import actions as agreements
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.behalf.taking import take_down
from balairung.rooms.complaints.desk.proposing import propose
from balairung.rooms.complaints.filing.report import Report
from balairung.rooms.complaints.following.followers import follow
from balairung.rooms.complaints.models import CheckItem, Complaint, Follower, LaporRun, Macro, Phrase
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
from balairung.surface.tenants.actions import PUBLIC, add_tenant
from balairung.surface.tenants.directory import Place, inside, places
from balairung.surface.tenants.models import Tenant
from tests import make
from tests.kernel.documents import letters
from tests.rooms.innovations import cards
from tests.rooms.inspections import spots
from tests.rooms.learning import capable
from tests.rooms.learning import crowd as staffed
from tests.rooms.meetings import met
from tests.rooms.oversight import cases as examined
from tests.rooms.pacts import hall as pacted
from tests.rooms.programmes import plans
from tests.rooms.projects import works
from tests.rooms.reception import fronts
from tests.rooms.services.packages import parcels
from tests.rooms.surveys.asked import answered, said
from tests.surface.maturity import assessed
from tests.test_house import Address, addresses

YEAR = timedelta(days=365)
A, B = "a.localhost", "b.localhost"
CANARY = "Kenari"  # stands in every text and name of A
PASSWORD = "rahasia-yang-panjang"
#: Addresses that mean the same in every regency: a spreadsheet of one's own, a topic of the common vocabulary.
ALIKE = {"api:nowhere", "people:export", "account_confirm_email", "complaints:change_topic", "data:reports"}
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
    **{f"meetings:{page}": f"meeting {what}" for what, pages in met.KEYED.items() for page in pages},
    "meetings:attendance_kiosk": "meeting kiosk secret", "meetings:attendance_kiosk_send": "meeting kiosk secret",
    "people:revoke_badge": "badge", "people:group": "region group",
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
    "projects": "project", "projects:detail": "project duty", "projects:act": "project duty",
}  # fmt: skip
TAKING = {"complaints:taken", *(f"services:take{page}" for page in ("", "_page", "_check", "_resume"))}
#: Pages for those who keep services, drives, plans or the index: they ask who it is before they look for anything.
KEEPING = {f"services:{page}" for page in ("package", "package_file", "check_package")} | {
    "pacts:outside", "programmes:move_end", "innovations:entry", "innovations:mark_entry",
    "learning:change_competence", "learning:shut_competence",
    "maturity:team", "maturity:charge_part", "maturity:leave_team",
}  # fmt: skip
FORGED = {"doors:called": (403,)}  # a door that is there answers a stranger so; one that is not with 404
Answer = Any  # what Django's test client returns


@contextmanager
def home(host: str) -> Iterator[None]:
    """Inside one transaction of the regency of this host."""
    place = next(place for place in places() if place.host == host)
    with inside(place), transaction.atomic():
        yield


class Life:
    """One regency with people, reports in several states, an instruction, files, drafts and sessions."""

    def __init__(self, host: str, word: str) -> None:
        self.host, self.word, self.now = host, word, timezone.now()
        with home(host):
            self.people = {name: self._person(*where) for name, where in self._seats().items()}
            self.village = Office.objects.filter(region__level="village").order_by("-key")[0].key
            self.values = self._things()
            invitation = met.invitation(self.values["meetings:ref"][0], self.now)
        self.values["documents:code"] = [self._signed()]
        with home(self.host):
            met.sign_invitation(invitation, self.now)

    def _signed(self) -> str:
        """The code of a letter that was signed; what is asked for is committed first, as by any request."""
        with home(self.host):
            head = letters.signer("dinkes", f"{self.word} kepala", at=self.now)
            asked = letters.waiting("dinkes", at=self.now, holder=f"{self.word} Pemegang", valid=None)
        with home(self.host):
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
        looked_at |= self._pacts() | self._met() | self._present()
        looked_at |= self._planned() | self._innovated() | self._assessed()
        return duty | self._exchange() | self._applied() | looked_at | {
            "delegation": [str(given.pk)], "basis": [str(given.basis_id)],
            "own report": [Statement.objects.get().obligation.ref],
            "talk": [str(talk.pk)], "program": [str(program.pk)], "webhook": [str(hook.pk)],
            "number": [str(number.pk)], "own contact": [str(own.pk)], "channel": ["whatsapp"], "hook": [gateway.hook],
            "text": [str(phrase.pk)], "macro": [str(macro.pk)], "proposal": [str(written.pk)],
            "item": [str(CheckItem.objects.order_by("id")[0].pk)], "stop": stops,
            "follower": [Follower.objects.get(complaint=sent).token],
            "evidence": [str(one.pk) for one in Evidence.objects.order_by("event__obligation__opened_at", "id")],
            "draft": [draft], "token": [save_draft(kind="people-import", body={}, at=self.now)],
            "clock": [str(clock.pk) for one in self.complaints for clock in one.obligation.clocks.order_by("id")],
            "own clock": [str(one.obligation.clocks.order_by("id")[0].pk) for one in self.complaints],
            "ref": [one.ref for one in self.complaints], "code": [one.secret for one in self.complaints],
            "instruction": [self.instruction.obligation.ref], "post": [str(holding.post_id)],
            "holding": [str(holding.pk)], "person": [str(person.pk) for person in self.people.values()],
            "run": [str(LaporRun.objects.create(kind="out", at=self.now, content=self.word).pk)], "place": ["v2"],
            "account": [str(contact.pk)], "form": ["a4.png"],
            "absence": [str(absence.pk)], "office": [self.village], "file": [link], "reset": [reset],
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
        own = {"name": f"{self.word} izin", "key": f"izin-{self.word.lower()}"}
        held = parcels.agency_of("pupr").model_copy(update=own)
        content = parcels.parcel(held)
        version = adopt(content, offices={}, vouched=self.word, by=SYSTEM, at=self.now)
        publish(version, by=SYSTEM, at=self.now)
        looked_at = {"content": content.decode(), "person": str(self.people["head"].pk)}
        return {
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


def browser(host: str) -> Client:
    return Client(raise_request_exception=False, headers={"host": host})


def program(host: str, key: str) -> Client:
    """Whoever shows this key there."""
    return Client(raise_request_exception=False, headers={"host": host, "authorization": f"Bearer {key}"})


def signed_in(host: str, role: str) -> Client:
    """By the page, so that the session is where the page puts it."""
    client = browser(host)
    client.post(reverse("account_login"), {"login": f"{role}@contoh.id", "password": PASSWORD})
    assert client.cookies.get(settings.SESSION_COOKIE_NAME), f"{role} could not sign in at {host}"
    return client


def elsewhere(client: Client, host: str) -> Client:
    """The same cookies at another host, as a thief would send them."""
    other = browser(host)
    other.cookies = client.cookies
    return other


def content(answer: Answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return str(body, errors="replace")


def both(client: Client, url: str) -> list[Answer]:
    return [client.get(url), client.post(url)]


# --- questions ----------------------------------------------------------------------------------------------------


def every_address_of_the_other(a: Life, visitors: dict[str, Client]) -> dict[str, list[str]]:
    """What B gave to whom at an address of A, unless it was 404, the door, or a refusal of the method."""
    given: dict[str, list[str]] = {name: [] for name in visitors}
    for address in addresses():
        for url in a.paths(address):
            for name, client in visitors.items():
                given[name] += [
                    f"{address.name}: {what}" for answer in both(client, url) if (what := _given(answer, address))
                ]
    return given


def _given(answer: Answer, address: Address) -> str:
    text = content(answer)
    if CANARY in text:
        return "shows what belongs to A"
    if answer.status_code in (404, 405) or (answer.status_code, address.name) == (422, "people:preview"):
        return ""
    if address.audience == "programs" and answer.status_code in (401, 422):
        return ""  # the door of the API: no key of this regency, or nothing in the request that could be asked for
    if answer.status_code == 429 and address.name.startswith("reception:"):
        return ""  # one wrong code too many
    if answer.status_code == 403 and address.name in TAKING | KEEPING:
        return ""  # only those who take down what others say, or keep services, get further
    if address.name == "complaints:step" and answer.request["REQUEST_METHOD"] == "POST":
        return ""  # whatever is posted begins a draft of B's own
    if answer.status_code == 403 and address.audience in ("leaders", "operators", "overseers"):
        return ""  # the door of the page itself: nobody has looked for the thing yet
    if answer.status_code == 302 and answer["Location"].startswith(reverse("account_login")):
        return ""
    if address.name == "account_reset_password_from_key" and 'name="password1"' not in text:
        return ""
    return str(answer.status_code)


def _status(answer: Answer) -> int:
    content(answer)
    status: int = answer.status_code
    return status


def the_same_at_home(a: Life, *visitors: Client) -> list[str]:
    """Addresses that lead nowhere in A either: then the question before proved nothing."""
    seen = {
        address.name for address in addresses() for url in a.paths(address) for client in visitors
        if _status(client.get(url)) in (200, 302, 405, 410, 422, *FORGED.get(address.name, ()))
    }  # fmt: skip
    return sorted({address.name for address in addresses() if a.paths(address)} - seen)


def pages_without_parameters(b: Client) -> list[str]:
    """Pages of B, asked with everything that A has, that show something of A."""
    plain = [address for address in addresses() if not address.parameters and not address.name.startswith("uji")]
    urls = [reverse(address.name) for address in plain if address.name != "account_logout"]
    exports = [
        reverse("people:export", args=[sheet, form])
        for sheet in ("holders", "posts", "offices")
        for form in ("csv", "xlsx")
    ]
    return [url for url in urls + exports if CANARY in content(b.get(url))]


def search_by_number(a: Life, b: Client) -> list[int]:
    return [b.get(reverse("search:search"), {"q": one.ref}).status_code for one in a.complaints]


def nothing_of_a_changed(a: Life) -> list[object]:
    with home(A):
        return [
            sorted(Obligation.objects.values_list("ref", "seq", "state")), Event.objects.count(),
            Complaint.objects.count(), Holding.objects.count(), Post.objects.filter(closed_on=None).count(),
        ]  # fmt: skip


def hosts() -> dict[str, Any]:
    def name(host: str, **headers: str) -> object:
        answer = Client(raise_request_exception=False, headers={"host": host, **headers}).get("/")
        found = re.search(r"Kota (Madiun|Surakarta)", content(answer))
        return found[1] if found else answer.status_code

    strange = ("", f"{A}@{B}", f"{A} {B}", f"{A}/{B}", f"{A}.", f"x.{A}", "jahat.id")
    plain = (A, "A.LocalHost", f"{A}:9999", B, "c.localhost", "localhost", "127.0.0.1")
    asked = {host: name(host) for host in (*plain, *strange)}
    asked["forwarded"] = name(B, **{"x-forwarded-host": A, "x-host": A, "forwarded": f"host={A}"})
    return asked


def outside_any_regency() -> list[str]:
    """What a query finds that forgot its regency."""
    found = []
    for model in (Obligation, Person, Notice):
        try:
            model.objects.count()
        except DatabaseError as problem:
            found.append(type(problem).__name__)
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        found.append(cursor.fetchone()[0])
    return found


def statements(of: Callable[[], object]) -> dict[str, Any]:
    """Which ways of setting the path were used, and what is left of it on the connection."""
    ways: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "search_path" in sql:
            ways.add(sql.split(" TO ")[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        of()
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        left = cursor.fetchone()[0]
    return {"ways": sorted(ways), "left": left, "schema": getattr(connection, "regency_schema", None)}


def fail_after_writing(request: HttpRequest) -> HttpResponse:
    save_draft(kind="uji", body={}, at=timezone.now())
    if request.GET.get("bagaimana") == "jawab":
        return HttpResponse("gagal", status=500)
    raise RuntimeError("after writing")


def stream_slowly(request: HttpRequest) -> StreamingHttpResponse:
    """Asks the database only while it is being read."""
    return StreamingHttpResponse(f"{person.name}\n" for person in Person.objects.order_by("name").iterator())


def stream_events(request: HttpRequest) -> EventStream:
    """Holds no transaction, and still knows where it is when it asks."""
    place = here()

    def events() -> Iterator[bytes]:
        assert not connection.in_atomic_block
        with there(place):
            names = [person.name for person in Person.objects.order_by("name")]
        yield from (f"{name}\n".encode() for name in names)

    return EventStream(events())


urlpatterns = [
    path("uji/gagal/", fail_after_writing, name="uji-gagal"),
    path("uji/alir/", stream_slowly, name="uji-alir"),
    path("uji/detak/", stream_events, name="uji-detak"),
    path("", include("balairung.config.urls")),
]


def failures() -> list[int]:
    """Drafts that a failed request left behind, one way of failing after the other."""
    left = []
    for how in ("jawab", "jatuh"):
        status = browser(A).get("/uji/gagal/", {"bagaimana": how}).status_code
        with home(A):
            left += [status, Draft.objects.filter(kind="uji").count()]
    return left


def streams() -> dict[str, Any]:
    """Read in turns: each goes on with its own people, and one broken off leaves the connection as it was."""
    first: Answer = browser(A).get("/uji/alir/")
    second: Answer = browser(B).get("/uji/alir/")
    names = {A: content(first), B: content(second)}
    broken: Answer = browser(A).get("/uji/alir/")
    next(iter(broken.streaming_content))
    broken.close()
    after = content(browser(B).get("/uji/alir/"))
    events = [content(browser(host).get("/uji/detak/")) for host in (A, B)]
    return {
        "events": events == [names[A], names[B]],
        "a": CANARY in names[A] and "Merpati" not in names[A],
        "b": "Merpati" in names[B] and CANARY not in names[B],
        "after": after == names[B],
        "in a transaction": connection.in_atomic_block,
    }


def worker() -> dict[str, Any]:
    """One round, weeks later: both are served, each letter leads to its own regency."""
    problems: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            problems.append(record.getMessage())

    listener = Listener(level=logging.WARNING)
    logging.getLogger("balairung").addHandler(listener)
    for _round in range(2):  # what is closed in the one has its leaf in the next
        run_once(now=timezone.now() + timedelta(days=60))
    counts = {}
    for host in (A, B):
        with home(host):
            counts[host] = [
                Event.objects.filter(verb="escalate").count() > 0,
                Event.objects.filter(leaf=None).count(),
                Notice.objects.exclude(outcome="sent").count(),
            ]
    letters = [path.read_text() for path in Path(settings.MAIL_DIRECTORY).glob("*.eml")]
    links = [re.findall(r"http://([^/]+)/lacak", letter) for letter in letters]
    logging.getLogger("balairung").removeHandler(listener)
    return {"counts": counts, "problems": problems, "links": sorted({link for found in links for link in found})}


def broken_regency() -> dict[str, Any]:
    """The whole schema of A is gone: B is served all the same, and A is missed."""
    logging.getLogger("balairung").setLevel(logging.CRITICAL)
    with home(B):
        before = Event.objects.filter(verb="escalate").count()
    with home(A), connection.cursor() as cursor:
        cursor.execute("ALTER SCHEMA kab_3577 RENAME TO away")
    run_once(now=timezone.now() + timedelta(days=90))
    with home(B):
        raised = Event.objects.filter(verb="escalate").count() > before
    return {"raised in b": raised, "a": browser(A).get("/").status_code, "b": browser(B).get("/").status_code}


def refusals() -> dict[str, str]:
    """What is asked for wrongly, and the sentence that says so."""
    asked: dict[str, dict[str, str]] = {
        "both taken": {"code": "33.72", "host": A},
        "host taken": {"code": "33.74", "host": A},
        "schema taken": {"code": "33.74", "host": "c.localhost", "schema": "kab_3577"},
        "no such code": {"code": "99.99", "host": "c.localhost"},
        "a province": {"code": "33", "host": "c.localhost"},
        "the directory's": {"code": "33.74", "host": "c.localhost", "schema": "public"},
        "the server's": {"code": "33.74", "host": "c.localhost", "schema": "pg_toast"},
        "no name": {"code": "33.74", "host": "c.localhost", "schema": 'x"; DROP SCHEMA kab_3577'},
        "an address": {"code": "33.74", "host": "http://c.localhost/"},
        "a port": {"code": "33.74", "host": "c.localhost:8000"},
    }
    return {name: _refusal(named) for name, named in asked.items()}


def _refusal(named: dict[str, str]) -> str:
    before = [place.host for place in places()]
    try:
        add_tenant(**named, at=timezone.now())
    except Refused as refusal:
        with inside(PUBLIC), transaction.atomic():
            return str(refusal) if Tenant.objects.count() == len(before) else "a row was left behind"
    return "made"


def crowd() -> dict[str, int]:
    """Six visitors at once, each now here and now there; how often one saw the wrong regency."""
    wrong, right = [0], [0]
    lock = threading.Lock()

    def visit(number: int) -> None:
        for turn in range(8):
            host, name = ((A, "Madiun"), (B, "Surakarta"))[(number + turn) % 2]
            text = content(browser(host).get("/"))
            with lock:
                right[0] += f"Kota {name}" in text
                wrong[0] += f"Kota {'Surakarta' if name == 'Madiun' else 'Madiun'}" in text
        connection.close()

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"wrong": wrong[0], "right": right[0]}


def moves_across(a: Life) -> str:
    """An object of A in the hands of code that serves B: nothing is found to move."""
    from balairung.rooms.complaints.moves import VERIFY

    with home(B):
        try:
            make_move(a.complaints[0].obligation, VERIFY, by=SYSTEM, at=a.now)
        except Exception as problem:
            return type(problem).__name__
    return "moved"


def nested() -> str:
    with home(A):
        try:
            with inside(Place("default", "kab_3372", B)):
                return "entered"
        except RuntimeError as problem:
            return str(problem)


def main() -> None:
    """Print what came of everything."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    setup_test_environment()
    logging.getLogger("django").setLevel(logging.CRITICAL)
    with override_settings(
        ROOT_URLCONF=__name__,
        SECOND_FACTOR="offered",
        ALLOWED_HOSTS=[".localhost", "localhost", "127.0.0.1"],
        STORAGES={**settings.STORAGES, "staticfiles": plain},
    ):
        json.dump(all_questions(), sys.stdout)


def all_questions() -> dict[str, Any]:
    """The last one leaves A in ruins."""
    a, b = Life(A, CANARY), Life(B, "Merpati")
    operator, coordinator, officer = (signed_in(A, role) for role in ("administrator", "coordinator", "liaison"))
    own_operator, own_coordinator = signed_in(B, "administrator"), signed_in(B, "coordinator")
    visitors = {
        "anybody": browser(B),
        "operator of A": elsewhere(operator, B),
        "coordinator of A": elsewhere(coordinator, B),
        "liaison of A": elsewhere(officer, B),
        "operator of B": own_operator,
        "coordinator of B": own_coordinator,
        "program of A": program(B, a.key),
        "program of B": program(B, b.key),
    }
    before = nothing_of_a_changed(a)
    return {
        "given": every_address_of_the_other(a, visitors),
        "addresses": len([address for address in addresses() if a.paths(address)]),
        "unchanged": nothing_of_a_changed(a) == before,
        "nowhere at home": the_same_at_home(a, operator, coordinator, program(A, a.key)),
        "shown": {name: pages_without_parameters(client) for name, client in visitors.items()},
        "search": search_by_number(a, own_coordinator),
        "home search": search_by_number(a, coordinator),
        "hosts": hosts(),
        "outside": outside_any_regency(),
        "statements": statements(lambda: [own_coordinator.get(reverse("obligations:inbox")), run_once()]),
        "failures": failures(),
        "streams": streams(),
        "across": moves_across(a),
        "nested": nested(),
        "crowd": crowd(),
        "refusals": refusals(),
        "worker": worker(),
        "broken": broken_regency(),
    }
