"""Told once each, as fast as the doors take it, never at night: whatever a worker does in between."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.gateways import connect
from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.stopping import mark_of, stop
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.house import house_url
from balairung.rooms.announcements import actions, digests, notices, rules, sending, subscribing
from balairung.rooms.announcements.models import Announcement, AskedSubscription, Sending, Subscription
from balairung.rooms.announcements.places import Aim, aim_of, news_for, readers_of
from tests import make
from tests.make import START, moment
from tests.rooms.announcements import told

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ZONES = some.sampled_from([ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")])
MOMENTS = some.integers(0, 365 * 24 * 60).map(lambda minutes: moment("2026-01-01 00:00") + minutes * MINUTE)


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


def run(until: int, *, since: datetime = START, every: timedelta = MINUTE) -> int:
    """The worker's rounds, one a minute; how many were written to."""
    return sum(sending.spread(now=since + number * every) for number in range(until))


# --- hours and measure ------------------------------------------------------------------------------------------------


@given(MOMENTS, ZONES)
def test_nobody_is_written_to_at_night_and_the_morning_comes(at: datetime, zone: ZoneInfo) -> None:
    opening = rules.next_opening(at, zone)
    assert opening >= at
    assert rules.may_begin(opening, zone)
    assert not rules.is_quiet(opening, zone)
    assert opening - at < timedelta(hours=10)
    assert 6 <= opening.astimezone(zone).hour < 21
    assert (opening == at) == rules.may_begin(at, zone)


@given(MOMENTS, ZONES)
def test_a_weekly_summary_is_always_of_the_coming_monday_morning(at: datetime, zone: ZoneInfo) -> None:
    due = rules.next_digest(at, zone)
    assert at < due <= at + 7 * DAY
    local = due.astimezone(zone)
    assert (local.weekday(), local.hour, rules.may_begin(due, zone)) == (0, 7, True)
    assert rules.next_digest(due, zone) == due + 7 * DAY


@given(some.sampled_from(["email", "sms", "whatsapp", "push", "own", "unknown"]), some.integers(0, 2000))
def test_what_waits_and_what_is_added_is_never_more_than_a_minutes_worth(channel: str, waiting: int) -> None:
    free = rules.room(channel, waiting)
    assert 0 <= free
    assert free == 0 or waiting + free == rules.pace_of(channel)
    assert rules.minutes_for(channel, 0) == 0
    assert rules.minutes_for(channel, rules.pace_of(channel) + 1) == 2


# --- once to each -----------------------------------------------------------------------------------------------------


def test_a_sending_is_spread_resumed_and_reaches_each_once() -> None:
    pace = rules.pace_of("email")
    people = told.crowd(2 * pace + 50)
    made = told.published()
    assert sending.send(made, by=SYSTEM, at=START) == len(people)
    assert sending.spread(now=START) == pace
    assert sending.spread(now=START + timedelta(seconds=20)) == 0  # its minute is not over
    assert sending.spread(now=START + MINUTE) == 0  # nothing has left the door yet
    row = Sending.objects.get()
    assert (row.written, row.planned, row.is_running, row.share) == (pace, 650, True, 46)
    Notice.objects.update(outcome="sent", sent_at=START)
    written = sum(_round(number) for number in range(2, 8))
    row.refresh_from_db()
    assert (written, row.written, row.is_running) == (350, 650, False)
    counts = Counter(one.address_hash for one in told.about(made))
    assert len(counts) == len(people)
    assert set(counts.values()) == {1}


def _round(number: int) -> int:
    done = sending.spread(now=START + number * MINUTE)
    Notice.objects.filter(outcome="waiting").update(outcome="sent", sent_at=START + number * MINUTE)
    return done


def test_an_edition_is_sent_once_by_whoever_keeps_it() -> None:
    told.subscribed()
    made = told.published()
    with pytest.raises(NotAllowed):
        sending.send(made, by=make.officer("dinkes", "head"), at=START)
    with pytest.raises(Refused, match="Terbitkan dahulu"):
        sending.send(told.drafted(), by=SYSTEM, at=START)
    over = told.published(words=told.words("Lewat", until=START + MINUTE))
    with pytest.raises(Refused, match="sudah lewat"):
        sending.send(over, by=SYSTEM, at=START + 2 * MINUTE)
    assert sending.send(made, by=SYSTEM, at=START) == 1
    with pytest.raises(Refused, match="sudah dikirim"):
        sending.send(made, by=SYSTEM, at=START)
    assert run(3) == 1
    Notice.objects.update(outcome="sent", sent_at=START)
    actions.correct(made, words=told.words("Sampai 16.00"), note="Jamnya.", by=SYSTEM, at=START)
    actions.submit(made, by=SYSTEM, at=START)
    actions.release(made, by=SYSTEM, at=START)
    fresh = Announcement.objects.select_related("current").get(pk=made.pk)
    assert sending.send(fresh, by=SYSTEM, at=START) == 1
    assert run(3, since=START + 5 * MINUTE) == 1
    assert [one.subject for one in told.about(made)] == ["Air PDAM mati di Manguharjo", "Diperbaiki: Sampai 16.00"]


def test_it_waits_for_the_morning_and_a_warning_wakes_only_who_asked() -> None:
    night = moment("2026-03-02 23:10")
    sleeping, waking = told.subscribed("tidur@contoh.id"), told.subscribed("bangun@contoh.id", wakes=True)
    Notice.objects.all().delete()
    plain = told.published("Lomba", at=night)
    sending.send(plain, by=SYSTEM, at=night)
    warned = told.published("Banjir", kind="warning", at=night)  # on its way in the same moment
    assert run(4, since=night) == 1
    assert [one.address_hash for one in told.about(warned)] == [waking.address_hash]
    assert told.about(plain) == []
    morning = moment("2026-03-03 06:00")
    assert run(6, since=morning) == 3
    assert {one.address_hash for one in told.about(warned)} == {waking.address_hash, sleeping.address_hash}
    assert len(told.about(plain)) == 2


def test_a_warning_overtakes_what_is_on_its_way() -> None:
    told.crowd(rules.pace_of("email") + 5)
    plain = told.published("Lomba")
    sending.send(plain, by=SYSTEM, at=START)
    sending.spread(now=START)
    Notice.objects.update(outcome="sent", sent_at=START)
    warned = told.published("Banjir", kind="warning", at=START + MINUTE)
    sending.spread(now=START + MINUTE)
    assert len(told.about(warned)) == rules.pace_of("email")
    assert len(told.about(plain)) == rules.pace_of("email")


def test_a_door_that_was_shut_meanwhile_passes_nobody_over() -> None:
    told.crowd(3, channel="sms")
    made = told.published()
    row = Sending.objects.create(
        edition=make.there(made.current), channel="sms", whom="all", planned=3, asked_at=START, next_at=START
    )
    assert run(5) == 0
    row.refresh_from_db()
    assert (row.written, row.is_running, row.next_at) == (0, True, START + sending.LATER)


def test_officers_hear_in_their_own_inbox_and_the_public_does_not() -> None:
    told.subscribed(novelties=True)
    Notice.objects.all().delete()
    head = make.holder("pupr", "head")
    gone = make.person()  # of ours, without a post
    made = told.published("Cara baru mengisi laporan", kind="novelty", readers="officers")
    plan = sending.dry_run(made, made.current, at=START)  # type: ignore[arg-type]
    assert [(one.channel, one.people) for one in plan] == [("own", 1)]
    sending.send(made, by=SYSTEM, at=START)
    assert run(3) == 1
    assert [one.person_id for one in told.about(made)] == [head.pk]
    assert gone.pk not in {one.person_id for one in told.about(made)}
    assert f"/kerja/pengumuman/{made.code}/baca/" in told.about(made)[0].body


def test_officers_hear_of_an_emergency_also_at_night() -> None:
    make.holder("pupr", "head")
    night = moment("2026-03-02 23:10")
    made = told.published("Tanggul jebol", kind="warning", readers="officers", at=night)
    assert run(2, since=night) == 1
    assert len(told.about(made)) == 1


def test_a_short_message_is_counted_as_the_gateway_asks_money_for_it(settings: Settings) -> None:
    """With the way out in it: by a word where the gateway hears, by a link where it does not."""
    settings.CHANNELS = {**settings.CHANNELS, "sms": "balairung.kernel.messaging.doors.mail.Mail"}
    connect("sms", {}, at=START)
    made = told.subscribed("+6281234567890", channel="sms")
    body = notices.body_for(made, "Banjir. http://contoh.id/x")
    assert notices.own_link(made) in body
    assert notices.messages_for("sms", "x" * 20) == 1
    assert notices.messages_for("sms", "x" * 160) == 2


def test_the_dry_run_says_how_many_by_which_door_and_at_what_price(settings: Settings) -> None:
    settings.MESSAGE_PRICES = {"email": "10"}
    told.crowd(4)
    told.crowd(2, rhythm="weekly", digest_at=START + DAY)
    stopped = told.subscribed("henti@contoh.id")
    stop(mark_of("henti@contoh.id"), at=START)
    made = told.published()
    (line,) = sending.dry_run(made, made.current, at=START)  # type: ignore[arg-type]
    assert (line.channel, line.people, line.messages, line.cost, line.minutes) == ("email", 4, 4, Decimal(40), 1)
    assert sending.weekly_readers(made) == 2
    assert not Notice.objects.about("announcements", made.code).exists()
    assert stopped.stop_mark == mark_of("henti@contoh.id")


# --- consent ----------------------------------------------------------------------------------------------------------


def test_nobody_is_told_without_the_code_or_after_a_stop() -> None:
    asked = subscribing.ask(channel="email", address="belum@contoh.id", wishes=subscribing.Wishes(), at=START)
    kept, stopped = told.subscribed("mau@contoh.id"), told.subscribed("henti@contoh.id")
    left = told.subscribed("pergi@contoh.id")
    stop(stopped.stop_mark, at=START)
    subscribing.leave(left, at=START)
    made = told.published()
    sending.send(made, by=SYSTEM, at=START)
    assert run(5) == 1
    assert [one.address_hash for one in told.about(made)] == [kept.address_hash]
    assert asked.address_hash not in {one.address_hash for one in told.about(made)}


def test_a_correction_takes_the_place_of_what_is_still_on_its_way() -> None:
    pace = rules.pace_of("email")
    people = told.crowd(pace + 5)
    made = told.published()
    sending.send(made, by=SYSTEM, at=START)
    sending.spread(now=START)  # written, and nothing has left yet
    first = Notice.objects.about("announcements", made.code).order_by("id")[0]
    Notice.objects.filter(pk=first.pk).update(outcome="sent", sent_at=START)
    told.corrected(made, "Air mati sampai 16.00")
    told.let_out(made)
    old, new = Sending.objects.order_by("asked_at", "edition__number")
    assert (old.is_running, new.is_running, new.planned) == (False, True, len(people))
    for number in range(1, 5):
        _round(number)
    subjects = Counter(one.subject for one in told.about(made) if one.outcome == "sent")
    assert subjects == {"Air PDAM mati di Manguharjo": 1, "Diperbaiki: Air mati sampai 16.00": len(people)}
    (way,) = sending.ways(made.code)
    assert (way.owed, way.failed, way.recalled) == (len(people) + 1, 0, pace - 1)


def test_a_correction_of_what_was_never_sent_is_sent_to_nobody_by_itself() -> None:
    told.crowd(2)
    made = told.published()
    told.corrected(made, "Air mati sampai 16.00")
    told.let_out(made)
    assert not Sending.objects.exists()


def test_what_waits_is_not_sent_to_whoever_stops_before_it_leaves(settings: Settings) -> None:
    first, second = told.subscribed("satu@contoh.id"), told.subscribed("dua@contoh.id")
    Notice.objects.all().delete()
    made = told.published()
    sending.send(made, by=SYSTEM, at=START)
    sending.spread(now=START)
    stop(first.stop_mark, at=START)
    subscribing.leave(second, at=START)
    deliver(now=START)
    assert {one.outcome for one in told.about(made)} == {"failed"}
    assert {one.problem for one in told.about(made)} == {"stopped", "withdrawn"}


# --- for whom ---------------------------------------------------------------------------------------------------------

KINDS = ["announcement", "news", "warning", "novelty"]
FLAGS = ["announcements", "news", "warnings", "novelties"]


@given(
    kind=some.sampled_from(KINDS), regions=some.lists(some.integers(0, 3), max_size=2, unique=True),
    services=some.lists(some.sampled_from(["ktp", "akta"]), max_size=2, unique=True),
    place=some.none() | some.integers(0, 3), chosen=some.lists(some.sampled_from(["ktp", "akta"]), max_size=1),
    flags=some.lists(some.sampled_from(FLAGS), min_size=1, unique=True),
)  # fmt: skip
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_hears_of_it_and_what_they_hear_of_are_one_question(
    kind: str, regions: list[int], services: list[str], place: int | None, chosen: list[str], flags: list[str]
) -> None:
    """Places: a village, its neighbour, a village elsewhere, the district of the first two."""
    one, other = told.village(0), told.village(1)
    elsewhere = next(row for row in map(told.village, range(27)) if row.parent_id != one.parent_id)
    places = [one, other, elsewhere, one.parent]
    assert one.parent_id == other.parent_id
    Subscription.objects.all().delete()
    wishes: dict[str, Any] = {flag: flag in flags for flag in FLAGS}
    home = places[place].pk if place is not None else ""  # type: ignore[union-attr]
    sub = told.subscribed(f"uji{len(flags)}@contoh.id", at=START, place=home, services=chosen, **wishes)
    AskedSubscription.objects.all().delete()
    aim = Aim([places[number] for number in regions], services)  # type: ignore[misc]
    made = told.published(kind=kind, aim=aim)
    hears = readers_of(made, aim_of(made)).filter(pk=sub.pk).exists()
    assert news_for(sub).filter(pk=made.pk).exists() == hears
    district = {0: 0, 1: 0, 2: 2, 3: 0}
    near = any(
        place is None or number == place or (3 in (number, place) and district[number] == district[place])
        for number in regions
    )
    wanted = near or bool(set(services) & set(chosen)) or not (regions or services)
    assert hears == (wanted and FLAGS[KINDS.index(kind)] in flags)


# --- once a week ------------------------------------------------------------------------------------------------------


def test_the_weekly_summary_comes_once_with_what_is_new_and_no_news_is_no_message() -> None:
    weekly = told.subscribed("pekan@contoh.id", rhythm="weekly")
    assert weekly.digest_at == moment("2026-03-09 07:00")
    told.published("Pertama", at=START + DAY)
    told.published("Berita saja", kind="news", at=START + DAY)
    warned = told.published("Banjir", kind="warning", at=START + DAY)
    assert run(2, since=START + DAY) == 1  # the warning alone, at once
    assert len(told.about(warned)) == 1
    Notice.objects.all().delete()
    assert digests.summarise(now=moment("2026-03-09 06:59")) == 0
    assert digests.summarise(now=moment("2026-03-09 07:00")) == 1
    assert digests.summarise(now=moment("2026-03-09 07:01")) == 0
    body = Notice.objects.get().body
    assert "Pertama" in body
    assert "Berita saja" not in body
    assert "Banjir" not in body
    assert digests.summarise(now=moment("2026-03-16 07:05")) == 0
    assert Notice.objects.count() == 1
    told.published("Kedua", at=moment("2026-03-17 10:00"))
    stop(weekly.stop_mark, at=START)
    assert digests.summarise(now=moment("2026-03-23 07:05")) == 0


MONDAY = moment("2026-03-09 07:00")


def weekly(count: int, **fields: Any) -> list[Subscription]:
    return told.crowd(count, rhythm="weekly", digest_at=MONDAY, digested_at=START, **fields)


def test_summaries_fill_a_door_no_further_than_its_measure() -> None:
    pace = rules.pace_of("email")
    weekly(pace + 60)
    told.published("Pertama", at=START + DAY)
    written = [digests.summarise(now=MONDAY) for _round in range(pace // digests.BATCH + 2)]
    assert sum(written) == pace
    assert written[-1] == 0
    Notice.objects.update(outcome="sent", sent_at=MONDAY)
    assert sum(digests.summarise(now=MONDAY + MINUTE) for _round in range(4)) == 60
    assert set(Counter(Notice.objects.values_list("address_hash", flat=True)).values()) == {1}


def test_a_door_that_is_shut_on_monday_loses_nobodys_summary() -> None:
    weekly(1, channel="sms")
    told.published("Pertama", at=START + DAY)
    assert digests.summarise(now=MONDAY) == 0
    assert Subscription.objects.get().digest_at == MONDAY


def test_a_summary_tells_nothing_that_is_over_and_has_an_end() -> None:
    weekly(1)
    told.published("Sudah lewat", at=START + DAY, words=told.words("Sudah lewat", START, until=START + 2 * DAY))
    for number in range(15):
        told.published(f"Nomor {number:02}", at=START + DAY + number * MINUTE)
    assert digests.summarise(now=MONDAY) == 1
    body = Notice.objects.get().body
    assert body.count("• ") == 12
    assert "Sudah lewat" not in body
    assert "Nomor 14" in body
    assert "Dan 3 lagi: " in body
    assert "/pengumuman/langganan/" in body


def test_a_browser_is_told_an_address_and_nothing_else() -> None:
    (made,) = weekly(1, channel="push")
    found = [told.published("Pertama", at=START + DAY)]
    assert digests._body(made, found) == f"{house_url()}/pengumuman/"
