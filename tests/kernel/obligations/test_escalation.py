"""The ladder: nobody is skipped in silence, nothing is lost, nobody is told twice, one bad item stops no other."""

import logging
import random
import threading
from datetime import date, datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from balairung.ground.common.working_time import Unit
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.actions import Owner, make_move, open_many, open_obligation
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.obligations.models import Clock, Event, Obligation, Visibility
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint, record_absence
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.kernel.people.offices import change_post
from balairung.kernel.receipts.sealing import seal
from balairung.rooms.complaints import actions, moves
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.kernel.obligations.at_once import together
from tests.make import START, moment

pytestmark = pytest.mark.django_db

VERIFY = clock_rule("complaints", "verify")  # three working days: from 2 March to the night of 5 March
NIGHTS = [
    moment(f"2026-{day} 00:01") for day in ("03-06", "03-11", "03-14", "03-18", "03-27", "04-01", "04-07")
]  # each the first minute after a rung's two working days
PARTY = "yang bersangkutan dalam perkara ini"


@pytest.fixture(autouse=True)
def city() -> None:
    make.regency()


def opened(office: str = "pupr", *, excluded: list[tuple[Post, Person | None]] | None = None) -> Obligation:
    return open_obligation(
        kind="complaints", prefix="P", subject="Uji", owner=Owner(make.office(office)), step="verify", clocks=[VERIFY],
        visibility=Visibility.SECRET, excluded=excluded or [], by=SYSTEM, at=START,
    )  # fmt: skip


def clock_of(obligation: Obligation) -> Clock:
    return obligation.clocks.get(name="verify")


def nights(*until: datetime) -> None:
    for night in until:
        escalate(now=night)


def told(obligation: Obligation) -> list[str]:
    """Who was written to, in order: the names of people, or the address outside."""
    rows = Notice.objects.about("complaints", obligation.ref).filter(key__startswith="escalate:")
    return [str(notice.person or notice.address) for notice in rows.order_by("written_at", "id")]


def passed(obligation: Obligation) -> list[list[str]]:
    """The reasons of each line why somebody was passed by."""
    lines = obligation.events.filter(verb="escalate").order_by("seq")
    return [[reason["reason"] for reason in line.facts["passed"]] for line in lines]


def staff(**names: str) -> dict[str, Person]:
    """The usual line: head, assistant, secretary, regent."""
    posts = {"head": "pupr", "assistant": "setda", "secretary": "setda", "regent": "pimpinan"}
    return {role: _hold(posts[role], role, name) for role, name in names.items()}


def _hold(office: str, role: str, name: str) -> Person:
    if role != "assistant":
        return make.holder(office, role, name)
    person = make.person(name)
    second = Post.objects.get(title__startswith="Asisten Perekonomian")
    appoint(person=person, post=second, since=date(2024, 1, 1), by=SYSTEM, at=START)
    return person


FULL = {"head": "Kadis", "assistant": "Asisten", "secretary": "Sekda", "regent": "Wali"}


# --- the usual way up ---------------------------------------------------------------------------------------------


def test_rung_by_rung_to_the_top_and_then_rest() -> None:
    staff(**FULL)
    one = opened()
    assert escalate(now=moment("2026-03-05 23:59:58")) == 0
    assert [escalate(now=night) for night in NIGHTS] == [1, 1, 1, 1, 0, 0, 0]
    assert told(one) == ["Kadis", "Asisten", "Sekda", "Wali"]
    clock = clock_of(one)
    assert (clock.level, clock.escalate_at, clock.told_post) == (4, None, make.post("pimpinan", "regent"))
    assert passed(one) == [[], [], [], []]
    number_leaves(now=START, whole=True)
    assert findings(now=NIGHTS[-1]) == []


def test_the_same_night_twice_tells_once() -> None:
    staff(**FULL)
    one = opened()
    assert [escalate(now=NIGHTS[0]) for _again in range(3)] == [1, 0, 0]
    assert told(one) == ["Kadis"]


def test_a_worker_that_slept_for_weeks_raises_by_one_rung() -> None:
    """Nobody is skipped because the machine was off."""
    staff(**FULL)
    one = opened()
    assert escalate(now=moment("2026-04-20 09:00")) == 1
    assert told(one) == ["Kadis"]
    assert clock_of(one).escalate_at == moment("2026-04-22 23:59:59")


def test_the_line_says_what_was_done_and_the_notice_says_it_in_local_time() -> None:
    staff(**FULL)
    one = opened()
    nights(NIGHTS[0])
    line, clock = one.events.get(verb="escalate"), clock_of(one)
    assert line.facts == {
        "clock": str(clock.pk), "name": "verify", "due": "2026-03-05T16:59:59+00:00", "level": 1,
        "post": str(make.post("pupr", "head").pk), "person": str(Person.objects.get(name="Kadis").pk), "way": "holder",
        "outside": False, "passed": [],
    }  # fmt: skip
    assert (line.by_kind, line.at, line.seq) == ("system", NIGHTS[0], 2)
    assert "Kamis, 5 Maret 2026, 23.59 WIB" in Notice.objects.get().body


# --- whoever cannot be told is passed by, with the reason ----------------------------------------------------------


def test_vacant_posts_are_passed_by() -> None:
    staff(secretary="Sekda", regent="Wali")
    one = opened()
    nights(*NIGHTS)
    assert told(one) == ["Sekda", "Wali"]
    assert passed(one) == [["jabatan kosong", "jabatan kosong"], []]


def test_the_absent_and_the_unreachable_are_passed_by() -> None:
    people = staff(head="Kadis", secretary="Sekda", regent="Wali")
    record_absence(person=people["head"], since=date(2026, 3, 1), until=date(2026, 3, 31), by=SYSTEM, at=START)
    appoint(
        person=make.person("Tanpa Surel", email=""), post=Post.objects.get(title__startswith="Asisten Perekonomian"),
        since=date(2024, 1, 1), by=SYSTEM, at=START,
    )  # fmt: skip
    one = opened()
    nights(*NIGHTS)
    assert told(one) == ["Sekda", "Wali"]
    assert passed(one) == [["sedang tidak bertugas", "tidak ada kontak"], []]


def test_whoever_acts_for_a_post_is_told() -> None:
    """A Plt. of a vacant post, and a Plh. for as long as the holder is away."""
    people = staff(head="Kadis", regent="Wali")
    record_absence(person=people["head"], since=date(2026, 3, 6), until=date(2026, 3, 8), by=SYSTEM, at=START)
    appoint(
        person=make.person("Plh Kadis"), post=make.post("pupr", "head"), capacity=Holding.Capacity.PLH,
        since=date(2026, 3, 6), until=date(2026, 3, 8), by=SYSTEM, at=START,
    )  # fmt: skip
    appoint(
        person=make.person("Plt Sekda"), post=make.post("setda", "secretary"), capacity=Holding.Capacity.PLT,
        since=date(2026, 1, 1), by=SYSTEM, at=START,
    )  # fmt: skip
    one = opened()
    nights(*NIGHTS[:2])
    assert told(one) == ["Plh Kadis", "Plt Sekda"]


def test_an_office_without_a_head_goes_to_the_secretary() -> None:
    staff(secretary="Sekda")
    Post.objects.filter(office__key="pupr").update(closed_on=date(2026, 1, 1))
    one = opened()
    nights(NIGHTS[0])
    assert told(one) == ["Sekda"]


def test_a_post_without_superior_goes_to_the_secretary() -> None:
    staff(head="Kadis", secretary="Sekda", regent="Wali")
    change_post(make.post("pupr", "head"), superior=None, by=SYSTEM, at=START)
    one = opened()
    nights(*NIGHTS)
    assert told(one) == ["Kadis", "Sekda", "Wali"]
    assert passed(one) == [[], [], []]


def test_a_line_of_command_that_goes_in_a_circle_ends() -> None:
    staff(head="Kadis", secretary="Sekda")
    head, assistant = make.post("pupr", "head"), Post.objects.get(title__startswith="Asisten Perekonomian")
    Post.objects.filter(pk=assistant.pk).update(superior=head)
    one = opened()
    nights(*NIGHTS)
    assert told(one) == ["Kadis", "Sekda"]


def test_the_owner_post_comes_before_the_head_of_its_office() -> None:
    staff(head="Kadis", secretary="Sekda")
    section = make.post("pupr", "section_head")
    appoint(person=make.person("Kabid"), post=section, since=date(2024, 1, 1), by=SYSTEM, at=START)
    one = open_obligation(
        kind="complaints", prefix="P", subject="Uji", owner=Owner(make.office("pupr"), section), step="verify",
        clocks=[VERIFY], by=SYSTEM, at=START,
    )  # fmt: skip
    nights(*NIGHTS)
    assert told(one)[:2] == ["Kabid", "Kadis"]
    assert told(one)[-1] == "Sekda"


def test_a_person_alone_has_a_line_above_as_well() -> None:
    """A pact or a drill is owed by somebody: they are told, then whoever stands above their post."""
    people = staff(**FULL)
    one = open_obligation(
        kind="complaints", prefix="P", subject="Pakta", owner=Owner(person=people["head"]), step="verify",
        clocks=[VERIFY], by=SYSTEM, at=START,
    )  # fmt: skip
    nights(*NIGHTS)
    assert told(one) == ["Kadis", "Asisten", "Sekda", "Wali"]


def test_a_person_alone_without_a_post_goes_to_the_secretary() -> None:
    staff(secretary="Sekda")
    one = open_obligation(
        kind="complaints", prefix="P", subject="Pakta", owner=Owner(person=make.person()), step="verify",
        clocks=[VERIFY], by=SYSTEM, at=START,
    )  # fmt: skip
    nights(NIGHTS[0])
    assert told(one) == ["Sekda"]


# --- whom it is about ---------------------------------------------------------------------------------------------


def test_an_excluded_post_is_passed_by() -> None:
    staff(**FULL)
    one = opened(excluded=[(make.post("pupr", "head"), None)])
    nights(*NIGHTS)
    assert told(one) == ["Asisten", "Sekda", "Wali"]
    assert passed(one)[0] == [PARTY]


def test_the_accused_is_not_told_in_another_post() -> None:
    """The head it is about acts for the secretary: the ladder passes him by there too, and he sees nothing of it."""
    people = staff(head="Kadis", regent="Wali")
    appoint(
        person=people["head"], post=make.post("setda", "secretary"), capacity=Holding.Capacity.PLT,
        since=date(2026, 1, 1), by=SYSTEM, at=START,
    )  # fmt: skip
    one = opened("inspektorat", excluded=[(make.post("pupr", "head"), None)])
    nights(*NIGHTS)
    assert told(one) == ["Wali"]
    assert PARTY in passed(one)[0]
    kadis = actor_of(people["head"], START)
    assert kadis.leads
    assert not Obligation.objects.visible_to(kadis).exists()


def test_an_excluded_person_is_not_told_after_moving_to_another_post() -> None:
    people = staff(assistant="Asisten", secretary="Sekda")
    old = make.post("dinkes", "head")
    one = opened(excluded=[(old, people["secretary"])])
    nights(*NIGHTS)
    assert told(one) == ["Asisten"]
    assert not Obligation.objects.visible_to(actor_of(people["secretary"], START)).exists()


def test_another_holder_of_the_post_is_told_in_place_of_the_accused() -> None:
    people = staff(head="Kadis", secretary="Sekda")
    Post.objects.filter(pk=make.post("pupr", "head").pk).update(seats=2)
    second = make.person("Kadis Kedua")
    appoint(person=second, post=make.post("pupr", "head"), since=date(2025, 1, 1), by=SYSTEM, at=START)
    one = opened(excluded=[(make.post("dinkes", "head"), people["head"])])
    nights(*NIGHTS)
    assert told(one) == ["Kadis Kedua", "Sekda"]


def test_when_the_regent_is_accused_the_inspectorate_ends_the_line_and_then_it_goes_outside(
    settings: Settings,
) -> None:
    settings.OUTSIDE_ADDRESS = "ombudsman@contoh.id"
    staff(secretary="Sekda", regent="Wali")
    make.holder("inspektorat", "head", "Inspektur")
    regent = make.post("pimpinan", "regent")
    one, other = opened("inspektorat", excluded=[(regent, None)]), opened("pupr", excluded=[(regent, None)])
    nights(*NIGHTS)
    assert told(one) == ["Inspektur", "Sekda", "ombudsman@contoh.id"]
    assert told(other) == ["Sekda", "Inspektur", "ombudsman@contoh.id"]
    last = other.events.filter(verb="escalate").order_by("-seq")[0]
    assert (last.facts["outside"], last.facts["post"]) == (True, "")
    assert clock_of(one).escalate_at is None
    letter = Notice.objects.filter(person=None).order_by("id")[0]
    assert one.subject not in letter.body + letter.subject


def test_whoever_acts_for_an_accused_regent_is_not_told_if_it_is_the_accused(settings: Settings) -> None:
    """The deputy it is about acts for the regent."""
    settings.OUTSIDE_ADDRESS = "ombudsman@contoh.id"
    deputy = make.holder("pimpinan", "deputy_regent", "Wakil")
    appoint(
        person=deputy, post=make.post("pimpinan", "regent"), capacity=Holding.Capacity.PLT, since=date(2026, 1, 1),
        by=SYSTEM, at=START,
    )  # fmt: skip
    make.holder("inspektorat", "head", "Inspektur")
    one = opened("pupr", excluded=[(make.post("pimpinan", "deputy_regent"), None)])
    nights(*NIGHTS)
    assert told(one) == ["Inspektur", "ombudsman@contoh.id"]


# --- nobody at all ------------------------------------------------------------------------------------------------


def test_where_nobody_is_left_the_address_outside_is_told_once(settings: Settings) -> None:
    settings.OUTSIDE_ADDRESS = "gubernur@contoh.id"
    one = opened()
    assert [escalate(now=night) for night in NIGHTS[:4]] == [1, 0, 0, 0]
    assert told(one) == ["gubernur@contoh.id"]
    number_leaves(now=START, whole=True)
    assert findings(now=NIGHTS[3]) == []


def test_where_nobody_is_at_all_it_is_said_once_found_by_the_audit_and_never_lost(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As soon as somebody lives, they are told."""
    one = opened()
    assert [escalate(now=night) for night in NIGHTS[:3]] == [1, 0, 0]
    assert (told(one), clock_of(one).level) == ([], 1)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    number_leaves(now=START, whole=True)
    assert findings(now=NIGHTS[2]) == [f"{one.ref}: the clock verify is overdue and nobody can be told"]
    staff(secretary="Sekda")
    assert escalate(now=NIGHTS[3]) == 1
    assert told(one) == ["Sekda"]
    number_leaves(now=START, whole=True)
    assert findings(now=NIGHTS[3]) == []


def test_the_last_rung_that_was_vacant_is_told_when_it_is_filled() -> None:
    staff(secretary="Sekda")
    one = opened()
    nights(*NIGHTS[:4])
    assert (told(one), clock_of(one).level) == (["Sekda"], 2)
    staff(regent="Wali")
    nights(*NIGHTS[4:])
    assert told(one) == ["Sekda", "Wali"]
    assert clock_of(one).escalate_at is None


# --- what changes on the way --------------------------------------------------------------------------------------


def test_when_the_owner_changes_the_new_line_is_climbed_from_below() -> None:
    staff(head="Kadis", secretary="Sekda")
    make.holder("dinkes", "head", "Kadinkes")
    made = make.forwarded(make.coordinator(), to="pupr").obligation
    resolve = moment("2026-04-01 00:01")  # fourteen working days after 2 March
    assert clock_rule("complaints", "resolve", "ordinary").amount == 14
    escalate(now=moment("2026-03-10 00:01"))
    nights(resolve)
    make_move(
        Obligation.objects.get(pk=made.pk), moves.FORWARD, by=SYSTEM, at=moment("2026-04-01 09:00"),
        owner=Owner(make.office("dinkes")), clocks=[clock_rule("complaints", "answer")],
    )  # fmt: skip
    late = made.clocks.get(name="resolve", dropped_at=None)
    assert late.told_post == make.post("pupr", "head")
    escalate(now=moment("2026-04-07 00:01"))
    late.refresh_from_db()
    assert (late.level, late.told_post) == (2, make.post("dinkes", "head"))


def test_whoever_is_met_climbs_no_more() -> None:
    staff(**FULL)
    one = opened()
    nights(NIGHTS[0])
    make_move(
        Obligation.objects.get(pk=one.pk), moves.FORWARD, by=SYSTEM, at=NIGHTS[0], owner=Owner(make.office("pupr"))
    )
    assert [escalate(now=night) for night in NIGHTS[1:]] == [0] * 6


def test_each_clock_climbs_by_itself() -> None:
    staff(**FULL)
    rules = [VERIFY, clock_rule("complaints", "answer"), clock_rule("complaints", "statutory")]
    one = open_obligation(
        kind="complaints", prefix="P", subject="Uji", owner=Owner(make.office("pupr")), clocks=rules, by=SYSTEM,
        at=START,
    )  # fmt: skip
    nights(*NIGHTS)
    assert {clock.name: clock.level for clock in one.clocks.order_by("id")} == {
        "verify": 4,
        "answer": 4,
        "statutory": 4,
    }
    assert one.events.filter(verb="escalate").count() == 12
    number_leaves(now=START, whole=True)
    assert findings(now=NIGHTS[-1]) == []


# --- one bad item -------------------------------------------------------------------------------------------------


def test_a_bad_item_stops_no_other_and_is_found(caplog: pytest.LogCaptureFixture) -> None:
    """One has a clock that the data do not know, one a kind without a ladder; both stand before the good one."""
    staff(**FULL)
    strange = ClockRule("nameless", 1, Unit.WORKING_DAYS, "local")
    bad = [
        open_obligation(
            kind=kind, prefix="X", subject="Uji", owner=Owner(make.office("pupr")), clocks=[strange], by=SYSTEM,
            at=START,
        )
        for kind in ("complaints", "nowhere")
    ]  # fmt: skip
    good = opened()
    assert escalate(now=NIGHTS[0]) == 1
    assert told(good) == ["Kadis"]
    assert [one.events.count() for one in bad] == [1, 1]
    assert [record.message.split(" for")[0] for record in caplog.records] == ["escalation failed"] * 2
    number_leaves(now=START, whole=True)
    assert sorted(findings(now=NIGHTS[0])) == sorted(
        f"{one.ref}: the clock nameless is overdue and was not escalated" for one in bad
    )


def test_more_bad_items_than_a_batch_stop_no_other(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    staff(**FULL)
    strange = ClockRule("nameless", 1, Unit.WORKING_DAYS, "local")
    offices = list(Office.objects.order_by("order", "key"))
    for month in range(9):
        open_many(
            kind="nowhere", prefix="X", subject="Uji", owners=[Owner(office) for office in offices], clocks=[strange],
            origin="uji", period=str(month), by=SYSTEM, at=START,
        )  # fmt: skip
    assert Clock.objects.count() > 500
    good = opened()
    assert escalate(now=NIGHTS[0]) == 1
    assert told(good) == ["Kadis"]


def test_an_overdue_item_without_its_line_is_found() -> None:
    """Whatever the reason: the worker stood still, the rung was set by hand, the next one never came."""
    staff(**FULL)
    still, by_hand, stuck = opened(), opened(), opened()
    nights(NIGHTS[0])
    Clock.objects.filter(obligation=still).update(level=0)
    Clock.objects.filter(obligation=by_hand).update(level=2)
    Clock.objects.filter(obligation=stuck).update(escalate_at=NIGHTS[0])
    number_leaves(now=START, whole=True)
    assert set(findings(now=NIGHTS[2])) >= {
        f"{still.ref}: the clock verify is overdue and was not escalated",
        f"{by_hand.ref}: climbed 2 rungs, and the ledger has 1 lines of it",
        f"{stuck.ref}: the clock verify is overdue and was not escalated",
    }


# --- many ---------------------------------------------------------------------------------------------------------


def letters(folder: Path) -> list[tuple[str, str, str]]:
    """Address, subject and text of what lies in the mail folder."""
    parser = BytesParser(policy=policy.default)
    mails = [parser.parsebytes(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]
    return [(str(mail["To"]), str(mail["Subject"]), mail.get_content()) for mail in mails]


def test_all_villages_of_one_superior_are_one_message(settings: Settings) -> None:
    """Nobody below the secretary is in office: all that the villages owe this month reaches one desk at once."""
    sekda = staff(secretary="Sekda")["secretary"]
    villages = list(Office.objects.filter(region__level="village").order_by("key"))
    many = [
        open_many(
            kind="complaints", prefix="D", subject="Laporan bulanan", owners=[Owner(one) for one in villages],
            clocks=[VERIFY], origin="bulanan", period=f"2026-{month:02}", by=SYSTEM, at=START,
        )
        for month in range(1, 9)
    ]  # fmt: skip
    count = sum(map(len, many))
    assert count >= 200
    assert escalate(now=NIGHTS[0]) == count
    assert deliver(now=NIGHTS[0]) == count
    [(to, subject, text)] = letters(Path(settings.MAIL_DIRECTORY))
    assert (to, subject) == (sekda.email, f"{count} hal menunggu Anda")
    assert text.count("•") == count
    assert deliver(now=NIGHTS[0]) == 0


def test_two_superiors_are_two_messages(settings: Settings) -> None:
    staff(head="Kadis", secretary="Sekda")
    make.holder("dinkes", "head", "Kadinkes")
    for office in ("pupr", "dinkes", "pupr", "dinkes", "dinsos"):
        opened(office)
    assert escalate(now=NIGHTS[0]) == 5
    deliver(now=NIGHTS[0])
    assert (
        sorted(subject for _to, subject, _text in letters(Path(settings.MAIL_DIRECTORY)))[:2]
        == ["2 hal menunggu Anda"] * 2
    )


def test_a_year_in_which_much_is_forgotten() -> None:
    """Three dozen reports, handled by the dice; every night the worker comes, every week the auditor."""
    rng, rahma = random.Random(3577), make.coordinator()
    staff(head="Kadis", regent="Wali")
    made = [
        make.complaint(at=START + timedelta(days=rng.randrange(280), hours=rng.randrange(9))) for _each in range(36)
    ]
    siti = make.officer("pupr", "liaison", "Siti")
    for day in range(365):
        now = START + timedelta(days=day, hours=14)
        for complaint in rng.sample(made, 2):
            _perhaps(complaint.pk, rng, rahma, siti, now)
        if day == 100:
            staff(secretary="Sekda")
        escalate(now=now)
        if day % 7 == 0:
            number_leaves(now=now, whole=True)
            seal(now=now)
            assert findings(now=now) == []
    late = Clock.objects.filter(party="office", met_at=None, dropped_at=None, paused_at=None, due_at__lt=now)
    assert late.exists()
    assert not late.filter(level=0).exists()
    levels = sum(Clock.objects.values_list("level", flat=True))
    assert levels == Event.objects.filter(verb="escalate").count() > 100


def _perhaps(pk: UUID, rng: random.Random, rahma: Actor, siti: Actor, now: datetime) -> None:
    """One step of the usual path, if its time has come; one report in three is left alone for good."""
    complaint = Complaint.objects.select_related("obligation__owner_office").get(pk=pk)
    if complaint.filed_at > now or int(str(pk)[-1], 16) % 3 == 0:
        return
    step = complaint.obligation.step
    if step == "verify":
        actions.verify(complaint, klass="ordinary", topic=complaint.topic, by=rahma, at=now)
    elif step == "forward":
        actions.forward(complaint, office=make.office("pupr"), by=rahma, at=now)
    elif step == "answer":
        say = actions.ask if rng.random() < 0.4 else actions.answer
        say(complaint, text="Baik.", by=siti, at=now)
    elif step == "inform":
        actions.resume(complaint, text="Di sini.", by=make.reporter(complaint), at=now)


# --- two workers --------------------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_at_one_moment_raise_each_item_once() -> None:
    staff(**FULL)
    many = [opened() for _each in range(60)]
    raised = together(*[lambda: escalate(now=NIGHTS[0])] * 4)
    assert sum(count for count in raised if isinstance(count, int)) == 60, raised
    assert Notice.objects.count() == Event.objects.filter(verb="escalate").count() == 60
    assert {clock_of(one).level for one in many} == {1}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_for_nobody_who_is_at_work_on_an_item() -> None:
    """A move holds the obligation and then its clocks. The worker leaves that item for its next round."""
    from django.db import transaction

    staff(**FULL)
    busy, free = opened(), opened()
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Obligation.objects.select_for_update().get(pk=busy.pk)
            holding.set()
            done.wait(30)

    def work() -> int:
        holding.wait(30)
        try:
            return escalate(now=NIGHTS[0])
        finally:
            done.set()

    assert together(hold, work) == [None, 1]
    assert (told(busy), told(free)) == ([], ["Kadis"])
    assert escalate(now=NIGHTS[0]) == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_move_and_the_worker_at_one_moment_end_both_ways_in_order() -> None:
    """Whoever comes second is refused or comes again; nobody waits for the other for ever."""
    from balairung.ground.common.errors import Stale

    staff(**FULL)
    many = [opened() for _each in range(30)]

    def forward_all() -> int:
        count = 0
        for one in many:
            try:
                make_move(one, moves.FORWARD, by=SYSTEM, at=NIGHTS[0], owner=Owner(make.office("dinkes")))
                count += 1
            except Stale:
                continue
        return count

    results = together(forward_all, lambda: escalate(now=NIGHTS[0]), lambda: escalate(now=NIGHTS[0]))
    assert all(isinstance(result, int) for result in results), results
    escalate(now=NIGHTS[0])
    for one in many:
        one.refresh_from_db()
        clock = clock_of(one)
        assert (clock.met_at is not None) != (clock.level == 1)
        assert one.seq == one.events.count() == 2
    number_leaves(now=START, whole=True)
    assert findings(now=NIGHTS[0]) == []
