"""The way up as people ask for it and read it; what a step takes; a step given to an office."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.models import Person
from balairung.rooms.instructions import actions as instructions
from balairung.surface.maturity import actions, prices
from balairung.surface.maturity.models import Assessment, Charge, Stage, StepPrice, TeamSeat
from tests import make
from tests.surface.maturity.assessed import AT, KEY, YEAR, Team, given, team

pytestmark = pytest.mark.django_db
PAGE = f"/kerja/kematangan/{YEAR}/{KEY}/jalan/"
PRICES, CHARGE = f"{PAGE}harga/", f"{PAGE}langkah/"
DAY = timedelta(days=1)
Enter = Callable[..., Client]


@pytest.fixture
def found(settings: Settings) -> Team:
    """Indicator 3 stands between two levels, 7 came from outside, all others are at 1: the index is 1,06."""
    make.regency(at=AT)
    settings.SECOND_FACTOR = "offered"
    made = team()
    given(made, {3: Decimal("1.26"), 7: Decimal("2.55")}, Stage.EXTERNAL)
    return made


@pytest.fixture
def enter(client: Client, found: Team) -> Enter:
    """As somebody who holds this post."""

    def sign_in(office: str, role: str) -> Client:
        client.force_login(make.account(make.holder(office, role)))
        return client

    return sign_in


def as_secretary(client: Client, found: Team) -> Client:
    client.force_login(make.account(Person.objects.get(pk=make.there(found.secretary.person_id))))
    return client


def read(client: Client, **asked: Any) -> str:
    """What stands on the page, as one reads it."""
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return words(answer.text)


def words(text: str) -> str:
    plain = re.sub(r"<[^>]+>", "", re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))
    return " ".join(unescape(plain).split())


def figure(text: str, label: str) -> str:
    """The number that stands before its label."""
    hit = re.search(rf"([\d.,]+) {re.escape(label)}", text)
    assert hit, label
    return hit[1]


def test_without_a_question_the_next_predicate_is_the_target(enter: Enter) -> None:
    text = read(enter("dukcapil", "head"))
    assert "sampai Cukup: 1,50" in text
    assert "sampai Memuaskan: 4,00" in text
    assert Decimal(figure(text, "indeks yang dicapai, Cukup").replace(",", ".")) >= Decimal("1.50")
    assert "Langkah demi langkah" in text
    assert "Tugaskan" not in text  # only leaders give a step away


def test_a_target_with_a_comma_or_a_point_is_the_same_question(enter: Enter) -> None:
    client = enter("dukcapil", "head")
    comma, point = read(client, sasaran="2,35"), read(client, sasaran="2.35")
    assert figure(comma, "indeks yang dicapai") == figure(point, "indeks yang dicapai")
    assert comma.count("Paling cepat selesai pada minggu ke-") > 5
    first = re.search(r"menambah 0,\d+ · \d+ hari orang · paling murah dari \d+", comma)
    assert first, "the cheapest step stands first and says so"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"sasaran": "5,01"}, "Indeks tertinggi 5,00"),
        ({"sasaran": "1,06"}, "Tuliskan sasaran di atasnya"),
        ({"sasaran": "0"}, "Tuliskan sasaran di atasnya"),
        ({"sasaran": "tinggi"}, "“tinggi” bukan indeks"),
        ({"sasaran": "3,4,5"}, "bukan indeks"),
        ({"sasaran": "²"}, "bukan indeks"),
        ({"sasaran": "2,50", "hari": "banyak"}, "“banyak” bukan bilangan bulat"),
        ({"sasaran": "2,50", "hari": "-3"}, "bukan bilangan bulat"),
        ({"sasaran": "2,50", "minggu": "1,5"}, "bukan bilangan bulat"),
        ({"sasaran": "2,50", "tanggal": "2020-01-01"}, "Tanggal itu sudah lewat"),
        ({"sasaran": "2,50", "tanggal": "besok"}, "Tulis tanggal seperti"),
        ({"sasaran": "2,50", "rupiah": "murah"}, "belum terbaca sebagai nilai rupiah"),
    ],
)
def test_each_fault_is_a_sentence_and_the_input_stays(enter: Enter, asked: dict[str, str], sentence: str) -> None:
    answer = enter("dukcapil", "head").get(PAGE, asked)
    assert answer.status_code == 200
    assert sentence in words(answer.text)
    assert "Langkah demi langkah" not in answer.text
    for value in asked.values():
        assert f'value="{value}"' in answer.text


def test_what_is_out_of_reach_says_the_best_and_shows_it(enter: Enter) -> None:
    text = read(enter("dukcapil", "head"), sasaran="3,50", hari="60", minggu="40")
    hit = re.search(r"Dengan 60 hari orang dan 40 minggu indeks tertinggi (\d,\d\d), belum 3,50\.", text)
    assert hit
    assert figure(text, "indeks yang dicapai") == hit[1]
    assert "Sejauh ini yang dapat dicapai" in text
    spent = re.search(r"(\d+) hari orang (\d+) minggu bila dimulai", text)
    assert spent
    assert int(spent[1]) <= 60
    assert int(spent[2]) <= 40


def test_no_target_goes_as_far_as_the_budget_carries(enter: Enter) -> None:
    client = enter("dukcapil", "head")
    little, much = (read(client, sasaran="", hari=days) for days in ("60", "1.200"))
    assert Decimal("1.06") < _reached(little) < _reached(much) < 5
    assert _reached(read(client, sasaran="")) == 5
    assert "belum ada langkah yang dapat selesai" in read(client, sasaran="", hari="0")


def _reached(text: str) -> Decimal:
    return Decimal(figure(text, "indeks yang dicapai").replace(",", "."))


def test_a_date_and_weeks_are_one_limit(enter: Enter) -> None:
    client = enter("dukcapil", "head")
    day = timezone.localdate() + 70 * DAY
    assert _reached(read(client, sasaran="", tanggal=day)) == _reached(read(client, sasaran="", minggu="10"))
    assert _reached(read(client, sasaran="", tanggal=day, minggu="6")) < _reached(read(client, sasaran="", tanggal=day))


def test_other_budgets_are_offered_and_each_is_a_question(enter: Enter) -> None:
    client = enter("dukcapil", "head")
    links = re.findall(r'href="[^"]*\?(hari=\d+[^"]*)"', client.get(PAGE, {"sasaran": "2,50", "minggu": "60"}).text)
    assert len(links) == 5
    assert all("minggu=60" in link for link in links)
    reached = [_reached(words(client.get(f"{PAGE}?{unescape(link)}").text)) for link in links]
    assert reached == sorted(reached)
    assert reached[0] < reached[-1]


def test_who_stands_at_the_top_has_no_way_up(enter: Enter, found: Team) -> None:
    given(found, dict.fromkeys(range(1, 21), Decimal(5)), Stage.EXTERNAL)
    assert "Semua indikator sudah di tingkat 5" in read(enter("dukcapil", "head"))
    assert "Semua indikator sudah di tingkat 5" in read(enter("kominfo", "head"), sasaran="4")


def test_an_assessment_that_is_not_there(enter: Enter) -> None:
    client = enter("dukcapil", "head")
    for page in ("", "harga/"):
        assert client.get(f"/kerja/kematangan/2019/{KEY}/jalan/{page}").status_code == 404
    assert client.get(CHARGE).status_code == 405


# --- what a step takes -----------------------------------------------------------------------------------------------


def row(**changed: str) -> dict[str, str]:
    """The four steps of an indicator of the kind `process`, as the form sends them."""
    assumed = {2: (15, 8), 3: (30, 12), 4: (45, 16), 5: (25, 26)}
    plain = {f"effort_{level}": str(effort) for level, (effort, _weeks) in assumed.items()}
    plain |= {f"weeks_{level}": str(weeks) for level, (_effort, weeks) in assumed.items()}
    return plain | {f"money_{level}": "0" for level in assumed} | changed


def test_a_keeper_changes_what_a_step_takes_and_the_plan_follows(client: Client, found: Team) -> None:
    as_secretary(client, found)
    answer = client.post(f"{PRICES}?indikator=1", row(effort_2="0", money_2="Rp25.000.000"), follow=True)
    assert answer.redirect_chain[0][1] == 302
    assert [(one.level, one.effort, one.weeks, one.money) for one in StepPrice.objects.all()] == [(2, 0, 8, 25_000_000)]
    text = words(answer.text)
    assert "Tingkat 2 diubah Bu Sekda" in text
    assert "asumsi sistem 15 hari orang, 8 minggu" in text
    plan = read(client, sasaran="1,30")
    assert "1. Tata Kelola Pemerintah Digital, ke tingkat 2" in plan  # what is free comes first
    assert "0 hari orang · Rp25.000.000 · paling murah dari" in plan
    assert "1. Tata Kelola Pemerintah Digital, ke tingkat 2" not in read(client, sasaran="1,30", rupiah="24.999.999")
    back = client.post(f"{PRICES}?indikator=1", row(kembali="2"), follow=True)
    assert "kembali ke asumsi" in words(back.text)
    assert not StepPrice.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"effort_2": "5.001"}, "Tuliskan 0 sampai 5.000."),
        ({"weeks_3": "261"}, "Tuliskan 0 sampai 260."),
        ({"effort_4": ""}, "Tuliskan angkanya"),
        ({"effort_4": "lima"}, "“lima” bukan bilangan bulat"),
        ({"money_5": "1.000.000.000.001"}, "paling banyak satu triliun"),
        ({"money_5": "-5"}, "belum terbaca sebagai nilai rupiah"),
        ({"money_5": "10,50"}, "tanpa sen"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence_at_its_field(
    client: Client, found: Team, changed: dict[str, str], sentence: str
) -> None:
    answer = as_secretary(client, found).post(f"{PRICES}?indikator=1", row(**changed))
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    for value in changed.values():
        assert f'value="{value}"' in answer.text or not value
    assert not StepPrice.objects.exists()


def test_others_read_what_a_step_takes_and_change_nothing(enter: Enter) -> None:
    client = enter("dukcapil", "head")
    text = client.get(f"{PRICES}?indikator=1").text
    assert "Ke tingkat" in text
    assert "Simpan" not in text
    assert client.post(f"{PRICES}?indikator=1", row(effort_2="1")).status_code == 403
    assert not StepPrice.objects.exists()


@pytest.mark.parametrize("asked", ["x", "21", "0", "-1", "²", "9" * 50])
def test_an_indicator_that_there_is_not_opens_no_form(client: Client, found: Team, asked: str) -> None:
    answer = as_secretary(client, found).get(PRICES, {"indikator": asked})
    assert answer.status_code == 200
    assert "Simpan" not in answer.text


# --- a step given to an office ---------------------------------------------------------------------------------------

TOKEN = "token-langkah-uji-1"


def first_step(client: Client, asked: str = "1,50") -> str:
    """The step that the plan names first, as its button names it."""
    found: str = re.findall(r'name="langkah" value="(\d+-\d)"', client.get(PAGE, {"sasaran": asked}).text)[0]
    return found


def test_a_tap_makes_the_step_an_obligation_and_two_taps_are_one(client: Client, found: Team) -> None:
    as_secretary(client, found)
    step = first_step(client)
    tap = {"langkah": step, "office": "kominfo", "token": TOKEN}
    answer = client.post(f"{CHARGE}?sasaran=1%2C50", tap)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{PAGE}?sasaran=1%2C50#langkah-{step}"
    assert client.post(f"{CHARGE}?sasaran=1%2C50", tap).status_code == 302
    charge = Charge.objects.get()
    owed = charge.instruction.obligation
    assert f"{charge.indicator}-{charge.level}" == step
    assert owed.owner_office == make.office("kominfo")
    ready = prices.prices_of(KEY)[charge.indicator, charge.level].weeks
    assert charge.instruction.due_on == timezone.localdate() + 7 * ready * DAY
    assert charge.instruction.text.startswith(f"Naikkan indikator {charge.indicator}, ")
    assert len(charge.instruction.text) <= 200
    page = client.get(PAGE, {"sasaran": "1,50"}).text
    assert f'value="{step}"' not in page
    assert f"/instruksi/{owed.ref}/" in page
    assert "hari kerja lagi" in page
    assert 'value="kominfo" selected' in page  # who got the last step is proposed for the next


def test_a_step_that_runs_is_not_given_twice(client: Client, found: Team) -> None:
    as_secretary(client, found)
    tap = {"langkah": first_step(client), "office": "kominfo", "token": TOKEN}
    client.post(CHARGE, tap)
    again = client.post(CHARGE, tap | {"office": "dukcapil", "token": f"{TOKEN}-lain"})
    assert again.status_code == 422
    assert "sedang dikerjakan Dinas Komunikasi" in words(again.text)
    charge = Charge.objects.get()
    assert Obligation.objects.filter(kind="instructions").count() == 1
    instructions.cancel(charge.instruction, text="Belum perlu", by=found.secretary, at=timezone.now())
    assert client.post(CHARGE, tap | {"token": f"{TOKEN}-lain"}).status_code == 302
    assert Charge.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"office": ""}, "Pilih dahulu kantornya"),
        ({"office": "tidak-ada"}, "tidak ada dalam daftar"),
        ({"langkah": "7-2"}, "sudah dicapai atau tidak ada"),  # indicator 7 stands at 2,55
        ({"langkah": "21-2"}, "sudah dicapai atau tidak ada"),
        ({"langkah": "²-²"}, "sudah dicapai atau tidak ada"),
        ({"due_on": "2020-01-01"}, "Pilih tanggal mulai hari ini"),
        ({"due_on": "besok"}, "Tulis tanggal seperti"),
    ],
)
def test_what_a_step_lacks_is_a_sentence(client: Client, found: Team, wrong: dict[str, str], sentence: str) -> None:
    as_secretary(client, found)
    tap = {"langkah": first_step(client), "office": "kominfo", "token": TOKEN, "text": "Kalimat sendiri"}
    answer = client.post(f"{CHARGE}?sasaran=1%2C50", tap | wrong)
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert "langkah" in wrong or "Kalimat sendiri" in answer.text
    assert not Charge.objects.exists()


def test_date_and_words_may_be_changed_first(client: Client, found: Team) -> None:
    as_secretary(client, found)
    step = first_step(client)
    page = client.get(PAGE, {"sasaran": "1,50", "tugas": step}).text
    assert "Naikkan indikator" in page
    due = timezone.localdate() + 5 * DAY
    said = {"langkah": step, "office": "kominfo", "token": TOKEN, "due_on": due, "text": "Susun dahulu rancangannya"}
    assert client.post(CHARGE, said).status_code == 302
    given_away = Charge.objects.get().instruction
    assert (given_away.text, given_away.due_on) == ("Susun dahulu rancangannya", due)


def test_who_does_not_lead_gives_nothing_away(client: Client, found: Team) -> None:
    person = make.holder("kominfo", "head", "Pak Kepala")
    actions.seat(
        found.assessment, person=person, seat=TeamSeat.SECRETARY, aspect=0, by=found.secretary, at=AT
    )  # fmt: skip
    client.force_login(make.account(person))
    assert "Tugaskan" not in client.get(PAGE).text
    tap = {"langkah": "1-2", "office": "kominfo", "token": TOKEN}
    assert client.post(CHARGE, tap).status_code == 403
    assert not Charge.objects.exists()


def test_what_another_office_does_is_seen_without_a_link(client: Client, found: Team) -> None:
    as_secretary(client, found)
    client.post(CHARGE, {"langkah": first_step(client), "office": "kominfo", "token": TOKEN}, follow=True)
    ref = Obligation.objects.get(kind="instructions").ref
    client.force_login(make.account(make.holder("dukcapil", "head", "Bu Capil")))
    page = client.get(PAGE)
    assert page.status_code == 200
    assert ref not in page.text
    assert "Kominfo" in page.text


def test_what_runs_outside_the_plan_stands_below_it(client: Client, found: Team) -> None:
    as_secretary(client, found)
    client.post(CHARGE, {"langkah": "6-5", "office": "kominfo", "token": TOKEN})
    text = read(client, sasaran="1,30")
    assert "Sedang dikerjakan di luar rencana ini" in text
    assert "Indikator 6 ke tingkat 5" in text


def test_a_closed_assessment_gives_nothing_away(client: Client, found: Team) -> None:
    as_secretary(client, found)
    step = first_step(client)
    actions.close(found.assessment, by=found.secretary, at=AT)
    text = client.get(PAGE).text
    assert "sudah ditutup" in text
    assert 'name="langkah"' not in text
    answer = client.post(CHARGE, {"langkah": step, "office": "kominfo", "token": TOKEN})
    assert (answer.status_code, Charge.objects.count()) == (422, 0)


def test_many_steps_and_charges_cost_no_more_questions(
    client: Client, found: Team, django_assert_max_num_queries: Any
) -> None:
    as_secretary(client, found)
    steps = re.findall(r'name="langkah" value="(\d+-\d)"', client.get(PAGE, {"sasaran": "3,00"}).text)
    for place, step in enumerate(steps):
        client.post(CHARGE, {"langkah": step, "office": "kominfo", "token": f"{TOKEN}-{place}"})
    assert Charge.objects.count() == len(steps) > 15
    with django_assert_max_num_queries(25):
        client.get(PAGE, {"sasaran": "3,00"})
    for number in range(1, 15):
        prices.set_price(found.assessment, number=number, level=2, effort=9, weeks=9, by=found.secretary, at=AT)
    with django_assert_max_num_queries(16):
        client.get(PRICES)


def test_a_year_of_the_old_instrument_has_a_way_too(client: Client, found: Team) -> None:
    old = actions.open_assessment(year=2025, key="spbe-2020", by=found.secretary, at=AT)
    assert isinstance(old, Assessment)
    as_secretary(client, found)
    answer = client.get("/kerja/kematangan/2025/spbe-2020/jalan/", {"sasaran": "3,87"})
    assert _reached(words(answer.text)) >= Decimal("3.87")
    assert "belum diketahui di sini" in answer.text or "menambah 0,0" in answer.text
