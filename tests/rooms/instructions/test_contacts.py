"""A leader asks every office to publish how it is reached: asked once, met by the publication itself, late as any."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.obligations.models import Clock, Obligation, State
from balairung.kernel.people.actions import end_account, publish_account
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Account, Office
from balairung.kernel.search.models import SearchText
from balairung.rooms.instructions import actions
from balairung.rooms.instructions.models import Instruction
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db
WORDS, FRIDAY = "Umumkan telepon dan akun kantor Anda.", date(2026, 3, 6)


@pytest.fixture
def regent() -> Actor:
    make.regency()
    return make.officer("pimpinan", "regent", "Wali")


def publish(office: str = "pupr", *kinds: str) -> None:
    values = {"telephone": "0351 424172", "instagram": "akunkantor", "whatsapp": "0812 3456 7890"}
    for kind in kinds or ("telephone", "instagram"):
        publish_account(office=make.office(office), kind=kind, value=values[kind], by=SYSTEM, at=START)


def ask(by: Actor, due_on: date = FRIDAY) -> list[Instruction]:
    return actions.require_contacts(text=WORDS, due_on=due_on, by=by, at=START)


def of(key: str) -> Instruction:
    return Instruction.objects.select_related("obligation").get(obligation__owner_office__key=key)


def test_each_office_that_has_not_is_asked_once(
    regent: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish("dinkes")
    make.holder("pupr", "head", "Kadis")
    make.holder("pupr", "liaison", "Siti")
    with django_assert_max_num_queries(60):
        given = ask(regent)
    assert len(given) == Office.objects.count() - 1
    assert not Instruction.objects.filter(obligation__owner_office__key="dinkes").exists()
    one = of("pupr")
    assert (one.text, one.due_on, one.obligation.step, one.obligation.subject) == (WORDS, FRIDAY, "acknowledge", WORDS)
    assert one.obligation.events.get().remark.text == WORDS
    assert {clock.name for clock in one.obligation.clocks.all()} == {"acknowledge", "resolve"}
    assert SearchText.objects.count() == len(given)
    told = Notice.objects.filter(about_ref=one.obligation.ref).select_related("person")
    assert {notice.person.name for notice in told if notice.person} == {"Kadis", "Siti"}
    assert ask(regent) == ask(regent, date(2026, 3, 9)) == []
    assert findings(now=START) == []


def test_a_new_office_is_asked_when_the_others_were_already(regent: Actor) -> None:
    publish()
    ask(regent)
    end_account(Account.objects.get(kind="telephone"), by=SYSTEM, at=START)
    assert [one.obligation.owner_office.key for one in ask(regent) if one.obligation.owner_office] == ["pupr"]


def test_publishing_meets_it_and_half_of_it_does_not(regent: Actor) -> None:
    ask(regent)
    assert actions.meet_contacts(now=START) == 0
    publish("pupr", "telephone")
    assert actions.meet_contacts(now=START) == 0
    publish("pupr", "instagram")
    assert actions.meet_contacts(now=START + timedelta(hours=1)) == 1
    assert actions.meet_contacts(now=START + timedelta(hours=2)) == 0
    one = of("pupr")
    assert (one.obligation.state, one.obligation.next_at) == (State.DONE, None)
    line = one.obligation.events.get(verb="meet")
    assert line.remark.text == "Diumumkan: Telepon (0351) 424172, Instagram @akunkantor"
    assert line.by_kind == "system"
    assert not Clock.objects.filter(obligation=one.obligation, met_at=None, dropped_at=None).exists()
    number_leaves(now=START, whole=True)
    assert findings(now=START) == []


def test_it_may_be_asked_again_when_the_doors_were_shut_again(regent: Actor) -> None:
    ask(regent)
    publish()
    actions.meet_contacts(now=START)
    end_account(Account.objects.get(kind="instagram"), by=SYSTEM, at=START)
    assert len(ask(regent, date(2026, 3, 20))) == 1


def test_what_is_late_climbs_as_every_obligation(regent: Actor) -> None:
    ask(regent)
    head = make.holder("pupr", "head", "Kadis")
    assert escalate(now=moment("2026-03-09 08:00")) > 0
    late = Clock.objects.get(obligation=of("pupr").obligation, name="resolve")
    assert late.level == 1
    assert Notice.objects.filter(person=head, about_ref=of("pupr").obligation.ref).exists()


def test_who_may_ask_and_what_is_refused(regent: Actor) -> None:
    for by in (make.officer("pupr", "head"), make.officer("pimpinan", "adjutant"), make.coordinator()):
        with pytest.raises(NotAllowed):
            ask(by)
    with pytest.raises(Refused, match="satu kalimat"):
        actions.require_contacts(text=" ", due_on=FRIDAY, by=regent, at=START)
    with pytest.raises(Refused, match="mulai hari ini"):
        ask(regent, date(2026, 3, 1))
    assert not Obligation.objects.exists()


def test_nobody_reports_or_meets_it_by_hand(regent: Actor) -> None:
    ask(regent)
    siti = make.officer("pupr", "liaison", "Siti")
    with pytest.raises(Refused, match="selesai sendiri begitu kantor mengumumkan"):
        actions.fulfil(of("pupr"), text="Sudah.", files=[make.photo()], by=siti, at=START)
    with pytest.raises(NotAllowed):
        actions.meet(of("pupr"), text="Sudah.", by=siti, at=START)
    actions.acknowledge(of("pupr"), by=siti, at=START)
    actions.cancel(of("pupr"), text="Salah tanggal.", by=regent, at=START)
    assert len(ask(regent, date(2026, 3, 9))) == 1


# --- pages -------------------------------------------------------------------------------------------------------


def says(answer: Any, *words: str) -> bool:
    text = " ".join(answer.content.decode().split())
    return all(word in text for word in words)


def enter(client: Client, settings: Settings, office: str, role: str) -> Client:
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder(office, role)))
    return client


def test_the_leader_asks_and_sees_who_has_not(client: Client, settings: Settings) -> None:
    make.regency()
    enter(client, settings, "pimpinan", "regent")
    total = Office.objects.count()
    page = client.get("/instruksi/kontak/")
    assert says(
        page, f"{total} kantor belum", "paling sedikit satu nomor telepon", "belum diminta", f"Minta {total} kantor"
    )
    past = client.post("/instruksi/kontak/", {"text": WORDS, "due_on": "2020-01-01"})
    assert (past.status_code, says(past, "mulai hari ini")) == (422, True)
    due = str(date.today() + timedelta(days=7))  # noqa: DTZ011
    sent = client.post("/instruksi/kontak/", {"text": WORDS, "due_on": due}, follow=True)
    assert says(
        sent,
        f"{total} kantor diberi instruksi",
        "Semua kantor yang belum lengkap sudah diminta",
        "diminta paling lambat",
    )
    one = Instruction.objects.order_by("id")[0]
    assert says(client.get(f"/instruksi/{one.obligation.ref}/"), "selesai sendiri begitu", "Umumkan kontak kantor")
    assert not says(client.get("/pimpinan/"), WORDS)


def test_others_who_lead_look_and_do_not_ask(client: Client, settings: Settings) -> None:
    make.regency()
    enter(client, settings, "pimpinan", "adjutant")
    assert not says(client.get("/instruksi/kontak/"), "Kata-kata instruksi")
    assert client.post("/instruksi/kontak/", {"text": WORDS, "due_on": "2099-01-01"}).status_code == 403


def test_the_office_finds_no_way_to_report_it(client: Client, settings: Settings) -> None:
    make.regency()
    ask(make.officer("pimpinan", "regent"))
    enter(client, settings, "pupr", "head")
    ref = of("pupr").obligation.ref
    page = client.get(f"/instruksi/{ref}/")
    assert says(page, "Terima instruksi", "/organisasi/pupr/kontak/")
    assert not says(page, "Laporkan sudah dilaksanakan")
