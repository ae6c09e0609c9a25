"""Who is on duty, my shifts, swaps, the year: what each page says, to whom, and that bad input is kept and answered."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.messaging.models import Contact
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.people.actions import publish_account
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import end_holding, record_absence
from balairung.kernel.people.models import Absence, Person
from balairung.kernel.rosters.actions import ask_swap, cover, end_roster, make_roster, set_layer
from balairung.kernel.rosters.duty import Shift, shifts_of
from balairung.kernel.rosters.models import Feed, Outlook, Roster, Swap
from balairung.kernel.rosters.recounting import recount
from tests import make

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def staff(now: datetime, settings: Settings) -> list[Person]:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=now - 30 * DAY)
    return [
        make.holder("pupr", "staff", name, at=now - 30 * DAY) for name in ("Ani Lestari", "Budi Utomo", "Citra Dewi")
    ]


@pytest.fixture
def roster(staff: list[Person], now: datetime) -> Roster:
    """By the day at eight, begun twelve hours before the first of them: never at a handover."""
    begin = now - 9 * DAY - 12 * HOUR
    return make.roster(*staff, at=begin, handover=timezone.localtime(begin).time().replace(second=0, microsecond=0))


def enter(client: Client, person: Person) -> Client:
    client.force_login(make.account(person))
    return client


def actor(person: Person) -> Actor:
    return actor_of(person, timezone.now())


def turn_of(person: Person, now: datetime) -> Shift:
    return next(one for one in shifts_of(person, now - DAY, now + 20 * DAY) if one.since > now)


def secret(page: str) -> str:
    found = re.search(r"/jaga/([\w-]{32})\.ics", page)
    assert found
    return found[1]


def sentence(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# --- now -----------------------------------------------------------------------------------------------------------


def test_everyone_reads_who_is_on_duty_of_offices_that_announce_it(
    client: Client, roster: Roster, now: datetime
) -> None:
    publish_account(office=roster.office, kind="telephone", value="0351 424172", by=SYSTEM, at=now)
    hidden = sentence(client.get("/jaga/"))
    assert "Belum ada kantor yang mengumumkan" in hidden
    assert "112" in hidden
    assert "Siapa berjaga sekarang" not in sentence(client.get("/"))
    Roster.objects.update(public=True)
    shown = sentence(client.get("/jaga/"))
    names = [person.name for person in Person.objects.filter(name__in=["Ani Lestari", "Budi Utomo", "Citra Dewi"])]
    assert sum(name in shown for name in names) == 2  # who is, and who follows
    assert "(0351) 424172" in shown
    assert "lalu" in shown
    assert "112" in shown
    assert reverse("on_duty:now") in sentence(client.get("/"))


def test_the_public_page_tells_nothing_private(client: Client, roster: Roster, staff: list[Person]) -> None:
    Roster.objects.update(public=True)
    Person.objects.update(email="rahasia@contoh.id")
    shown = sentence(client.get("/jaga/"))
    assert "rahasia@contoh.id" not in shown
    assert "dipastikan" not in shown
    assert "kerja/jaga" not in shown


def test_the_list_is_narrowed_by_words_and_district(client: Client, roster: Roster) -> None:
    Roster.objects.update(public=True)
    assert "Dinas Pekerjaan Umum" in sentence(client.get("/jaga/", {"kata": "pekerjaan"}))
    empty = sentence(client.get("/jaga/", {"kata": "tidak-ada-kantor-ini"}))
    assert "Tidak ada kantor yang cocok" in empty
    assert "tidak-ada-kantor-ini" in empty
    for odd in ({"kecamatan": "x"}, {"mulai": "99999"}, {"mulai": "-1"}, {"mulai": "9" * 50}, {"kata": "\x00"}):
        assert client.get("/jaga/", odd).status_code == 200


def test_the_page_refreshes_itself_unless_told_not_to(client: Client, roster: Roster) -> None:
    Roster.objects.update(public=True)
    assert 'hx-trigger="every 60s"' in client.get("/jaga/").content.decode()
    still = client.get("/jaga/", {"tetap": "ya"}).content.decode()
    assert "hx-trigger" not in still
    assert "htmx" not in still.partition("<body")[2]


def test_officers_see_the_empty_ones_first(client: Client, roster: Roster, staff: list[Person], now: datetime) -> None:
    make.roster(make.holder("dinkes", "staff", at=now), at_office="dinkes", at=now - DAY)
    cover(roster, place=1, person=None, since=now - HOUR, until=now + HOUR, by=SYSTEM, at=now - HOUR)
    shown = sentence(enter(client, staff[0]).get("/kerja/jaga/"))
    assert "1 kantor kosong sekarang" in shown
    assert shown.index("Dinas Pekerjaan Umum") < shown.index("Dinas Kesehatan")
    assert "dikosongkan" in shown
    assert "Belum punya kontak yang dipastikan" in shown
    contacts = [
        Contact(channel="email", address=f"a{place}@contoh.id", person=person, since=now, verified_at=now,
                address_hash=address_hash("email", f"a{place}@contoh.id"))
        for place, person in enumerate(Person.objects.all())
    ]  # fmt: skip
    Contact.objects.bulk_create(contacts)
    assert "Belum punya kontak yang dipastikan" not in sentence(client.get("/kerja/jaga/"))


def test_a_roster_that_need_not_be_kept_now_is_not_empty(client: Client, staff: list[Person], now: datetime) -> None:
    """Where nobody must be on duty nobody is missed."""
    at = now - DAY
    for coverage in ("office_hours", "outside_hours"):
        make_roster(office=make.office("dinkes"), name=coverage, coverage=coverage, by=SYSTEM, at=at)
    shown = sentence(enter(client, staff[0]).get("/kerja/jaga/"))
    assert "Kosong sekarang" in shown
    assert "Tidak dijaga pada jam ini" in shown


def test_many_offices_cost_no_more_questions(
    client: Client, staff: list[Person], now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    from balairung.kernel.people.models import Office

    for office in Office.objects.exclude(kind="leadership").order_by("order")[:20]:
        head = make.holder(office.key, office.posts.order_by("order")[0].role, at=now - DAY)
        make.roster(head, at_office=office.key, at=now - DAY)
    Roster.objects.update(public=True)
    enter(client, staff[0])
    client.get("/kerja/jaga/")
    for path in ("/jaga/", "/kerja/jaga/", "/kerja/jaga/tahun/"):
        with django_assert_max_num_queries(22):
            assert client.get(path).status_code == 200


# --- mine ----------------------------------------------------------------------------------------------------------


def test_my_page_says_now_next_and_who_comes_before_and_after(
    client: Client, roster: Roster, staff: list[Person]
) -> None:
    pages = {person.name: sentence(enter(Client(), person).get("/kerja/jaga/saya/")) for person in staff}
    running = [name for name, shown in pages.items() if "Anda sedang berjaga" in shown]
    assert len(running) == 1
    for name, shown in pages.items():
        assert ("Anda tidak sedang berjaga" in shown) == (name not in running)
        assert "Menerima dari" in shown
        assert "Menyerahkan kepada" in shown
        assert "Minta diganti" in shown


def test_who_has_no_turn_is_told_what_comes(client: Client, staff: list[Person]) -> None:
    assert "Belum ada giliran untuk Anda" in sentence(enter(client, staff[0]).get("/kerja/jaga/saya/"))


def test_leave_is_recorded_and_its_turns_ask_for_somebody(
    client: Client, roster: Roster, staff: list[Person], now: datetime
) -> None:
    enter(client, staff[1])
    day = timezone.localdate(turn_of(staff[1], now).since)
    wrong = {"cuti-since": day.isoformat(), "cuti-until": (day - DAY).isoformat(), "cuti-reason": "keluarga"}
    refused = client.post("/kerja/jaga/saya/cuti/", wrong)
    assert refused.status_code == 422
    assert "keluarga" in sentence(refused)
    assert not Absence.objects.exists()
    client.post("/kerja/jaga/saya/cuti/", {"cuti-since": day.isoformat(), "cuti-until": day.isoformat()})
    shown = sentence(client.get("/kerja/jaga/saya/"))
    assert "Giliran ini jatuh pada cuti Anda" in shown
    absence = Absence.objects.get(person=staff[1])
    assert enter(Client(), staff[0]).post(f"/kerja/jaga/saya/cuti/{absence.pk}/").status_code == 404
    client.post(f"/kerja/jaga/saya/cuti/{absence.pk}/")
    assert not Absence.objects.exists()


# --- swaps ---------------------------------------------------------------------------------------------------------


def asked_of(anybody: bool, turn: Shift, other: Person) -> dict[str, str]:
    return {"asked": "siapa-saja" if anybody else str(other.pk), "back": "", "words": "Ada hajatan"}


@pytest.mark.parametrize("anybody", [True, False])
def test_a_turn_is_asked_accepted_and_taken(
    client: Client, roster: Roster, staff: list[Person], now: datetime, anybody: bool
) -> None:
    turn, page = turn_of(staff[0], now), enter(client, staff[0])
    address = f"/kerja/jaga/tukar/baru/{turn.key}/"
    assert "Siapa saja yang bisa" in sentence(page.get(address))
    assert page.post(address, asked_of(anybody, turn, staff[1])).status_code == 302
    swap = Swap.objects.get()
    assert (swap.asked, swap.words) == (None if anybody else staff[1], "Ada hajatan")
    assert "Menunggu jawaban" in sentence(page.get("/kerja/jaga/saya/"))
    theirs = enter(Client(), staff[1])
    assert "1 permintaan menunggu jawaban Anda" in sentence(theirs.get("/kerja/jaga/saya/"))
    assert "Ada hajatan" in sentence(theirs.get(f"/kerja/jaga/tukar/{swap.pk}/"))
    swap.refresh_from_db()
    assert swap.state == "asked"  # looking changed nothing
    theirs.post(f"/kerja/jaga/tukar/{swap.pk}/", {"jawaban": "terima"})
    assert turn.since in [one.since for one in shifts_of(staff[1], now, now + 20 * DAY)]
    assert str(Swap.State.ACCEPTED.label) in sentence(theirs.get("/kerja/jaga/tukar/"))


def test_a_turn_in_return_names_who_is_asked(
    client: Client, roster: Roster, staff: list[Person], now: datetime
) -> None:
    mine, theirs = turn_of(staff[0], now), turn_of(staff[1], now)
    key = f"{staff[1].pk}/{theirs.since.isoformat()}"
    enter(client, staff[0])
    given = {"asked": str(staff[2].pk), "back": key, "words": ""}
    refused = client.post(f"/kerja/jaga/tukar/baru/{mine.key}/", given)
    assert refused.status_code == 422
    assert "Giliran itu milik orang lain" in sentence(refused)
    client.post(f"/kerja/jaga/tukar/baru/{mine.key}/", given | {"asked": "siapa-saja"})
    swap = Swap.objects.get()
    assert (swap.asked, swap.back_since) == (staff[1], theirs.since)


def test_what_cannot_be_asked_is_answered(client: Client, roster: Roster, staff: list[Person], now: datetime) -> None:
    turn = turn_of(staff[0], now)
    enter(client, staff[0])
    record_absence(person=staff[1], since=timezone.localdate(turn.since), until=timezone.localdate(turn.until),
                   by=SYSTEM, at=now)  # fmt: skip
    refused = client.post(f"/kerja/jaga/tukar/baru/{turn.key}/", asked_of(False, turn, staff[1]))
    assert refused.status_code == 422
    assert "tidak bertugas" in sentence(refused)
    assert "Ada hajatan" in sentence(refused)
    for odd in ("x", "0" * 32 + "-1-1795000000", turn.key.replace("-1-", "-99-"), turn.key[:-3] + "999", "a-b-c"):
        assert client.get(f"/kerja/jaga/tukar/baru/{odd}/").status_code == 404
    others = turn_of(staff[1], now).key
    assert client.get(f"/kerja/jaga/tukar/baru/{others}/").status_code == 404


def test_a_request_belongs_to_those_it_names(
    client: Client, roster: Roster, staff: list[Person], now: datetime
) -> None:
    turn = turn_of(staff[0], now)
    swap = ask_swap(roster, place=1, since=turn.since, until=turn.until, asked=staff[1], by=actor(staff[0]), at=now)
    address = f"/kerja/jaga/tukar/{swap.pk}/"
    stranger = enter(Client(), staff[2])
    assert (stranger.get(address).status_code, stranger.post(address, {"jawaban": "terima"}).status_code) == (404, 404)
    taker = enter(Client(), staff[1])
    assert taker.post(address, {"jawaban": "apa saja"}).status_code == 422
    taker.post(address, {"jawaban": "tolak"})
    again = taker.post(address, {"jawaban": "terima"})
    assert again.status_code == 422
    assert str(Swap.State.DECLINED.label) in sentence(again)
    another = ask_swap(roster, place=1, since=turn.since, until=turn.until, by=actor(staff[0]), at=now)
    enter(client, staff[0]).post(f"/kerja/jaga/tukar/{another.pk}/", {"jawaban": "batal"})
    another.refresh_from_db()
    assert another.state == "withdrawn"


# --- calendar ------------------------------------------------------------------------------------------------------


def test_a_calendar_address_is_shown_once_and_dies(client: Client, roster: Roster, staff: list[Person]) -> None:
    enter(client, staff[0])
    assert client.get("/kerja/jaga/saya/kalender/").status_code == 405
    shown = client.post("/kerja/jaga/saya/kalender/").content.decode()
    token = secret(shown)
    address, stranger = f"/jaga/{token}.ics", Client()
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert b"BEGIN:VEVENT" in answer.content
    assert "Set-Cookie" not in answer
    assert token not in Feed.objects.get().token_hash
    assert token not in sentence(client.get("/kerja/jaga/saya/"))
    assert stranger.post(address).status_code == 405
    assert stranger.get("/jaga/bukan-alamat.ics").status_code == 404
    client.post("/kerja/jaga/saya/kalender/")
    assert stranger.get(address).status_code == 404
    client.post("/kerja/jaga/saya/kalender/cabut/")
    assert not Feed.objects.exists()


def test_guesses_and_hurry_are_slowed(client: Client, roster: Roster, staff: list[Person]) -> None:
    codes = [client.get(f"/jaga/tebakan-{number}.ics").status_code for number in range(32)]
    assert codes == [404] * 30 + [429] * 2


def test_who_left_is_read_by_no_calendar(client: Client, roster: Roster, staff: list[Person], now: datetime) -> None:
    shown = enter(client, staff[0]).post("/kerja/jaga/saya/kalender/").content.decode()
    token = secret(shown)
    end_holding(staff[0].holdings.get(), until=timezone.localdate(now) - DAY, by=SYSTEM, at=now)
    assert Client().get(f"/jaga/{token}.ics").status_code == 404


# --- the year ------------------------------------------------------------------------------------------------------


def test_the_year_has_a_row_for_each_office(client: Client, roster: Roster, staff: list[Person], now: datetime) -> None:
    enter(client, staff[0])
    assert "Sedang dihitung" in sentence(client.get("/kerja/jaga/tahun/"))
    half = make_roster(office=make.office("pupr"), name="Malam", coverage="always", by=SYSTEM, at=now)
    set_layer(half, place=1, unit="day", length=1, starts_on=date(2026, 3, 2), handover=time(7), members=staff,
              window=(time(19), time(7)), by=SYSTEM, at=now)  # fmt: skip
    while recount(now=now):
        pass
    shown = sentence(client.get("/kerja/jaga/tahun/"))
    lowest = min(Outlook.objects.values_list("score", flat=True))
    assert shown.count('class="weeks-row"') == 1
    assert f">{lowest}</td>" in shown
    assert "kantor belum punya jadwal" in shown
    for order in ("nilai", "kosong", "berat", "kantor", "ngawur"):
        assert client.get("/kerja/jaga/tahun/", {"urut": order}).status_code == 200
    end_roster(half, by=SYSTEM, at=now)
    assert "52 dari 52" not in sentence(client.get("/kerja/jaga/tahun/"))


def test_the_year_goes_out_as_a_table_that_is_no_formula(
    client: Client, roster: Roster, staff: list[Person], now: datetime
) -> None:
    from balairung.kernel.people.models import Office

    Office.objects.filter(key="pupr").update(short="=1+1")
    recount(now=now)
    answer = enter(client, staff[0]).get("/kerja/jaga/tahun.csv")
    text = answer.getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:3] == ["kantor", "nama", "nilai"]
    assert not rows[1][1].startswith("=")
    assert answer["Content-Disposition"].startswith('attachment; filename="jadwal-jaga-setahun-')


def test_nothing_of_duty_opens_to_strangers(client: Client, roster: Roster) -> None:
    for path in ("", "saya/", "tahun/", "tahun.csv", "tukar/", "pupr/", f"pupr/{roster.pk}/", "pupr/baru/"):
        answer = client.get(f"/kerja/jaga/{path}")
        assert answer.status_code == 302
        assert "/akun/login/" in answer["Location"]
