"""The page of thirty seconds, and the lists behind its figures."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations import inbox
from balairung.kernel.people.actors import actor_of
from balairung.kernel.people.models import Person, Region
from balairung.rooms.complaints import actions
from balairung.surface.dashboards import reports
from balairung.surface.dashboards.days import count_days, year_of_days
from balairung.surface.dashboards.digest import send_digest, words_for
from balairung.surface.dashboards.models import Day
from balairung.surface.dashboards.sums import sum_running
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db

LATER = START + timedelta(days=40)


@pytest.fixture(autouse=True)
def city() -> None:
    make.regency()


@pytest.fixture
def mayor() -> Person:
    return make.holder("pimpinan", "regent", "Ibu Wali")


def village(place: int = 0) -> Region:
    return Region.objects.filter(level="village").order_by("code")[place]


def test_districts_count_what_is_late_there(mayor: Person) -> None:
    first, last = village(), village(-1 % Region.objects.filter(level="village").count())
    make.complaint(region=first)
    make.complaint(region=first.parent)
    make.complaint(region=last, at=LATER)
    assert reports.districts(sum_running(actor_of(mayor, LATER), LATER)) == {first.parent_id: 2}


def test_what_is_about_the_leader_is_in_no_number_of_theirs(mayor: Person) -> None:
    make.complaint(region=village(), accused=make.office("pimpinan"), to_leader=False)
    actor = actor_of(mayor, LATER)
    assert reports.districts(sum_running(actor, LATER)) == {}
    assert reports.behind(actor, LATER, {}).count == 0


def test_the_list_behind_a_district_shows_its_reports_and_no_others(mayor: Person) -> None:
    here, there = make.complaint(region=village()), make.complaint(region=None)
    found = reports.behind(actor_of(mayor, LATER), LATER, {"keadaan": "terlambat", "kecamatan": village().parent_id})
    assert [row.ref for row in found.rows] == [here.ref]
    every = reports.behind(actor_of(mayor, LATER), LATER, {"kecamatan": "bukan kode", "keadaan": "apa saja"})
    assert every.rows == []
    whole = reports.behind(actor_of(mayor, LATER), LATER, {})
    assert {row.ref for row in whole.rows} == {here.ref, there.ref}
    assert (whole.count, found.count) == (2, 1)


def test_pages_of_a_list_lose_nothing(mayor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "PAGE", 2)
    monkeypatch.setattr(inbox, "PAGE", 2)
    made = {make.complaint(at=START + timedelta(days=number // 2)).ref for number in range(5)}
    seen: list[str] = []
    mark = ""
    for _page in range(3):
        found = reports.behind(actor_of(mayor, LATER), LATER, {"sesudah": mark})
        seen += [row.ref for row in found.rows]
        mark = found.older
    assert mark == ""
    assert len(seen) == 5
    assert set(seen) == made


def test_letters_to_the_leader_are_counted_with_their_answers(mayor: Person) -> None:
    coordinator, siti = make.coordinator(), make.officer("pupr", "liaison")
    answered = make.forwarded(coordinator, to_leader=True)
    make.complaint(to_leader=True)
    make.complaint()
    event_before = reports.letters(sum_running(actor_of(mayor, START), START), actor_of(mayor, START), START)
    assert (event_before.open, event_before.filed, event_before.answered) == (2, 2, 0)
    answered.to_leader = False  # the answer itself needs a second reader when it goes out in the leader's name
    actions.answer(answered, text="Kami kerjakan minggu ini.", by=siti, at=START)
    found = reports.letters(sum_running(actor_of(mayor, LATER), LATER), actor_of(mayor, LATER), LATER)
    assert (found.open, found.late, found.filed, found.answered) == (2, 2, 2, 1)


def test_days_are_counted_once_and_again_after_a_while() -> None:
    make.complaint(at=moment("2026-03-03 23:59"))
    make.complaint(at=moment("2026-03-04 00:00"))
    now = moment("2026-03-06 08:00")
    assert count_days(now=now) == 364
    assert count_days(now=now) == 0
    counts = dict(year_of_days(now))
    assert (counts[date(2026, 3, 3)], counts[date(2026, 3, 4)], counts[date(2026, 3, 6)]) == (1, 1, 0)
    assert len(counts) == 365
    make.complaint(at=moment("2026-03-03 10:00"))  # brought by an import
    assert dict(year_of_days(now))[date(2026, 3, 3)] == 1
    tomorrow = now + timedelta(days=1)
    count_days(now=tomorrow)
    assert dict(year_of_days(tomorrow))[date(2026, 3, 3)] == 2
    assert Day.objects.filter(date=date(2026, 3, 6)).get().opened == 0


def test_the_digest_goes_out_once_on_monday_morning(mayor: Person) -> None:
    make.complaint()
    monday = moment("2026-04-06 07:00")
    assert send_digest(now=monday - timedelta(hours=1)) == 0
    assert send_digest(now=monday) == 1
    assert send_digest(now=monday + timedelta(hours=3)) == 0
    assert send_digest(now=monday + timedelta(days=1)) == 0
    assert send_digest(now=monday + timedelta(days=7)) == 1
    notice = Notice.objects.filter(about_kind="dashboards").order_by("written_at")[0]
    assert notice.address == mayor.email
    assert "Terlambat: 1 hal di 1 kantor." in notice.body


def test_the_digest_says_nothing_of_what_its_reader_may_not_see(mayor: Person) -> None:
    make.complaint(accused=make.office("pimpinan"))
    assert "Terlambat: 0 hal" in words_for(actor_of(mayor, LATER), LATER)


def test_the_page_opens_and_its_figures_lead_somewhere(mayor: Person, client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.complaint(region=village(), vulnerable=True, to_leader=True)
    client.force_login(make.account(mayor))
    page = client.get(reverse("dashboards:leader")).content.decode()
    for keadaan in ("pimpinan", "didahulukan"):
        assert f"{reverse('dashboards:behind')}?keadaan={keadaan}" in page
        assert client.get(reverse("dashboards:behind"), {"keadaan": keadaan}).status_code == 200


def test_what_is_late_whose_and_since_when_stands_first(mayor: Person, client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    made = make.forwarded(make.coordinator(), at=timezone.now() - timedelta(days=40))
    client.force_login(make.account(mayor))
    page = re.sub(r"[ \n]+", " ", client.get(reverse("dashboards:leader")).content.decode())
    [heading] = re.findall(r"<h1>(.*?)</h1>", page)
    assert heading.startswith("1 hal terlambat di 1 kantor, terlama sejak ")
    behind = f"{reverse('obligations:inbox')}?lihat=terlambat&amp;kantor=pupr"
    assert f'<a href="{behind}">Dinas PUPR</a>' in page
    assert f"/kerja/pengaduan/{made.ref}/" in client.get(behind.replace("&amp;", "&")).content.decode()


def test_from_a_case_to_an_instruction_about_it(mayor: Person, client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    complaint = make.complaint()
    client.force_login(make.account(mayor))
    case = client.get(reverse("complaints:detail", args=[complaint.ref])).content.decode()
    office = complaint.obligation.owner_office
    assert office is not None
    address = f"{reverse('instructions:create')}?kantor={office.key}&amp;tentang={complaint.ref}"
    assert address in case
    page = client.get(address.replace("&amp;", "&")).content.decode()
    assert f'value="{complaint.ref}: "' in page


def test_an_officer_who_does_not_lead_is_offered_no_instruction(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    complaint = make.forwarded(make.coordinator())
    client.force_login(make.account(make.holder("pupr", "head")))
    case = client.get(reverse("complaints:detail", args=[complaint.ref])).content.decode()
    assert "tentang=" not in case
