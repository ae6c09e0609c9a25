"""A call climbs: order and times of the ladder, what is skipped and why, how it ends."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.models import Contact, Gateway
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.appointments import appoint, end_holding, record_absence
from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.duty import calling, drills
from balairung.rooms.duty.models import Alarm, Call, Ring
from tests import make
from tests.rooms.duty.trays import (
    MINUTE,
    MORNING,
    TRAYS,
    call_of,
    drill_now,
    go_on,
    official,
    open_trays,
    prove,
    rings,
    sent,
)

pytestmark = pytest.mark.django_db
LONG = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    open_trays(settings)


def deputy_of(post: Post, receiver: Post) -> None:
    """A decree by which one stands in for the other."""
    make.delegation(post, receiver, matter="escalation", since=date(2026, 1, 2))


# --- the ladder ------------------------------------------------------------------------------------------------------


def test_the_ladder_is_whatsapp_then_sms_then_the_telephone_each_at_its_time() -> None:
    head = official("pupr", name="Pak Kadis")
    drill_now()
    go_on(MORNING + LONG)
    call = call_of(head)
    mine = Ring.objects.filter(call=call, role=Ring.Role.HOLDER).order_by("step")
    assert [(ring.channel, ring.at - MORNING) for ring in mine] == [
        ("whatsapp", timedelta(0)), ("sms", timedelta(seconds=180)), ("voice", timedelta(seconds=360)),
    ]  # fmt: skip
    assert [len(sent(channel)) for channel in TRAYS] == [1, 1, 1]
    assert "Latihan siaga. Balas SIAP" in sent("sms")[0].body
    assert f"SIAP {calling.code_of(call)} atau buka http" in sent("whatsapp")[0].body
    assert [label for _key, label in sent("voice")[0].choices] == ["Siap"]


def test_whoever_nobody_stands_behind_is_unreached_when_the_last_wait_is_over() -> None:
    head = official("pupr")
    drill_now()
    go_on(MORNING + LONG)
    call = call_of(head)
    assert rings(call)[3:] == [
        ("on_duty", "", "kantor ini belum punya jadwal jaga"),
        ("deputy", "", "tidak ada wakil menurut pelimpahan"),
    ]
    assert (call.state, call.next_at, call.why) == (Call.State.UNREACHED, None, "")
    assert call.ended_at == MORNING + timedelta(seconds=480)


def test_a_deputy_by_delegation_is_called_by_the_same_doors_after_the_official() -> None:
    head = official("pupr", name="Pak Kadis")
    second = official("pupr", "secretary_of_office", name="Bu Sekdin")
    deputy_of(make.post("pupr", "head"), make.post("pupr", "secretary_of_office"))
    drill_now()
    go_on(MORNING + LONG)
    found = Ring.objects.filter(call=call_of(head), role=Ring.Role.DEPUTY).order_by("step")
    assert [(ring.person, ring.channel, ring.skipped) for ring in found] == [
        (second, "whatsapp", ""), (second, "sms", ""), (second, "voice", "")
    ]  # fmt: skip
    assert found[0].at == MORNING + timedelta(seconds=480)
    assert "belum menjawab" in sent("whatsapp")[1].body
    assert found[0].under is not None


def test_a_superior_is_no_deputy() -> None:
    official("setda", "secretary", name="Bu Sekda")
    head = official("pupr")
    drill_now()
    go_on(MORNING + LONG)
    assert not Ring.objects.filter(call=call_of(head), role=Ring.Role.DEPUTY).exclude(skipped="").exclude(
        person=None
    ).exists()  # fmt: skip
    assert rings(call_of(head))[-1] == ("deputy", "", "tidak ada wakil menurut pelimpahan")


def test_a_channel_that_somebody_has_not_is_skipped_without_waiting() -> None:
    head = official("pupr", "head", "sms")
    drill_now()
    go_on(MORNING + MINUTE)
    call = call_of(head)
    assert rings(call) == [
        ("holder", "whatsapp", "WhatsApp belum dipastikan oleh yang bersangkutan"),
        ("holder", "sms", ""),
    ]
    assert call.step == 2
    assert call.next_at == MORNING + timedelta(seconds=180)


def test_a_number_that_was_proved_by_sms_rings_too_a_hidden_one_of_whatsapp_does_not() -> None:
    head = official("pupr", "head", "-")
    prove(head, "whatsapp", "ID.1502")
    drill_now()
    go_on(MORNING + LONG)
    assert [row[2] for row in rings(call_of(head))][:3] == [
        "", "SMS belum dipastikan oleh yang bersangkutan", "Telepon belum dipastikan oleh yang bersangkutan",
    ]  # fmt: skip


def test_whoever_proved_nothing_is_unreached_at_once() -> None:
    head = official("pupr", "head", "-")
    drill_now()
    go_on(MORNING)
    call = call_of(head)
    assert (call.state, call.why) == (Call.State.UNREACHED, "tidak ada kontak yang dipastikan")
    assert all(row[2] for row in rings(call))


# --- what is not counted ---------------------------------------------------------------------------------------------


def test_it_does_not_count_when_our_own_doors_failed() -> None:
    head = official("pupr")
    for door in TRAYS.values():
        door.down = True
    drill_now()
    go_on(MORNING + LONG)
    call = call_of(head)
    assert (call.state, call.why) == (Call.State.EXCUSED, "pesan kami tidak terkirim lewat pintu mana pun")
    assert not Alarm.objects.exists()
    for door in TRAYS.values():
        door.down = False
    go_on(MORNING + 4 * LONG, since=MORNING + 3 * LONG)
    assert [len(sent(channel)) for channel in TRAYS] == [0, 0, 0]  # what had failed is not sent an hour later


def test_it_does_not_count_when_our_doors_are_shut(settings: Settings) -> None:
    head = official("pupr")
    open_trays(settings, opened=())
    Gateway.objects.update(open=False)
    gateways.forget()
    drill_now()
    go_on(MORNING)
    call = call_of(head)
    assert (call.state, call.why) == (Call.State.EXCUSED, "pintu-pintu kami sedang tertutup")
    assert rings(call)[0][2] == "pintu WhatsApp kami sedang tertutup"


def leave(head: Person) -> None:
    record_absence(person=head, since=date(2026, 3, 2), until=date(2026, 3, 4), by=SYSTEM, at=MORNING)


def resign(head: Person) -> None:
    held = Holding.objects.get(person=head, post=make.post("pupr", "head"))
    end_holding(held, until=date(2026, 3, 1), by=SYSTEM, at=MORNING)


def succeed(head: Person) -> None:
    resign(head)
    appoint(person=make.person(), post=make.post("pupr", "head"), since=date(2026, 3, 2), by=SYSTEM, at=MORNING)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (leave, "sedang tidak bertugas"),
        (resign, "jabatan kosong"),
        (succeed, "jabatan ini sudah dipegang orang lain"),
    ],
)
def test_what_happened_since_the_draw_excuses(happens: Callable[[Person], None], why: str) -> None:
    head = official("pupr")
    drill_now()
    happens(head)
    go_on(MORNING + MINUTE)
    call = call_of(head)
    assert (call.state, call.why) == (Call.State.EXCUSED, why)
    assert rings(call) == []


def test_a_worker_that_comes_back_in_the_quiet_lets_people_sleep() -> None:
    head, other = official("pupr"), official("dinkes")
    drill = drill_now(minutes=60 * 24)
    Call.objects.filter(person=other).update(next_at=MORNING + timedelta(hours=6))
    go_on(MORNING)
    night = make.moment("2026-03-02 23:00")
    go_on(night, since=night)
    assert (call_of(head).state, call_of(head).why) == (
        Call.State.EXCUSED, "terpotong jam tenang karena sistem kami terlambat",
    )  # fmt: skip
    waiting = call_of(other)
    assert (waiting.state, waiting.next_at) == (Call.State.PLANNED, make.moment("2026-03-03 05:30"))
    after = drill.ends_at + timedelta(hours=13)
    go_on(after, since=after)
    assert (call_of(other).state, call_of(other).why) == (
        Call.State.EXCUSED, "tidak ada waktu lagi di luar jam tenang",
    )  # fmt: skip


def test_a_late_worker_takes_one_step_at_a_time_and_each_has_its_wait() -> None:
    head = official("pupr")
    drill_now()
    late = MORNING + timedelta(minutes=20)
    go_on(late + 3 * MINUTE + timedelta(seconds=10), since=late)
    at = [ring.at for ring in Ring.objects.filter(call=call_of(head)).order_by("step")]
    assert at == [late, late + 3 * MINUTE]


# --- what a call leaves behind ---------------------------------------------------------------------------------------


def test_the_office_owes_an_explanation_for_whom_nobody_reached() -> None:
    head = official("pupr")
    drill_now()
    go_on(MORNING + LONG)
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.call, alarm.office.key) == (Alarm.Kind.UNREACHED, call_of(head), "pupr")
    owed = alarm.obligation
    assert (owed.kind, owed.step, owed.owner_office) == ("duty", "explain", alarm.office)
    assert "tidak menjawab latihan siaga" in owed.subject


def test_one_bad_call_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    bad, good = official("pupr"), official("dinkes")
    drill_now()
    Contact.objects.filter(person=bad).update(address=Concat(Value("x"), Value("y")))  # a seal that no key opens
    go_on(MORNING)
    assert call_of(good).state == Call.State.RINGING
    assert call_of(bad).state == Call.State.PLANNED
    assert "did not climb" in caplog.text


def test_a_step_takes_the_same_statements_however_many_calls_are_due() -> None:
    head = official("pupr")
    drill_now()
    with CaptureQueriesContext(connection) as one:
        drills.run(now=MORNING)
    later = MORNING + 4 * 24 * MINUTE * 60
    others = [official(office) for office in ("dinkes", "dishub", "setwan", "inspektorat")]
    assert call_of(head).state == Call.State.RINGING
    drill_now(later)
    with CaptureQueriesContext(connection) as many:
        drills.run(now=later)
    assert {call_of(person).state for person in others} == {Call.State.RINGING}
    assert len(many) <= len(one) + 13 * len(others)
    assert len(one) < 40
