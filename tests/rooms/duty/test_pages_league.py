"""The league table: for everyone, of offices and never of persons, with places that can be defended."""

import csv
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balairung.rooms.duty import league
from balairung.rooms.duty.models import Score
from tests import make

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


def score(office: str, value: int | None, period: date = OCTOBER, *, published: bool = True, **more: Any) -> Score:
    counts = {"called": 4, "reached": 3, "by_deputy": 1, "unreached": 0, "excused": 0, "median_seconds": 65} | more
    at = timezone.now() if published else None
    return Score.objects.create(period=period, office=make.office(office), score=value, published_at=at, **counts)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_nothing_was_published_yet(client: Client) -> None:
    score("pupr", 90, published=False)
    assert "Belum ada bulan yang diumumkan" in read(client, "/siaga/")
    assert client.get("/siaga/2026-10/").status_code == 404
    assert client.get("/siaga/2026-10.csv").status_code == 404


def test_equals_share_a_place_and_the_next_one_is_left_out() -> None:
    for office, value in (("pupr", 80), ("dinkes", 95), ("dukcapil", 80), ("inspektorat", 40), ("setda", None)):
        score(office, value)
    score("pupr", 70, SEPTEMBER)
    score("inspektorat", None, SEPTEMBER)
    score("dinkes", 50, post=make.post("dinkes", "head"))  # of one post: not of the office
    found = league.table(OCTOBER)
    places = {row.score.office.key: (row.place, row.change) for row in found.ranked}
    assert places == {"dinkes": (1, None), "pupr": (2, 10), "dukcapil": (2, None), "inspektorat": (4, None)}
    assert [row.score.office.key for row in found.apart] == ["setda"]
    assert (found.called, found.reached, found.by_deputy, found.unreached) == (20, 15, 5, 0)


def test_the_page_says_what_the_figures_are_worth_and_names_nobody(client: Client) -> None:
    holder = make.holder("pupr", "head", "Pak Kadis Yang Tidak Disebut")
    score("pupr", 80, reached=2, by_deputy=1, unreached=1)
    score("setda", None, called=1, reached=1, by_deputy=0)
    score("pupr", 92, SEPTEMBER)
    shown = read(client, "/siaga/")
    assert "Oktober 2026" in shown
    assert "turun 12" in shown
    assert "1 menit 5 detik" in shown.replace("\u00a0", " ")
    assert "Satu panggilan mengatakan sedikit" in shown
    assert "Terlalu sedikit panggilan untuk dibandingkan" in shown
    assert holder.name not in shown
    assert "September 2026" in read(client, reverse("duty:month", args=["2026-09"]))
    assert "/siaga/2026-10/" in shown
    assert "/siaga/2026-09/" in shown


@pytest.mark.parametrize("odd", ["2026-13", "2026-00", "0000-01", "0001-01", "2026-1", "2026-08"])
def test_other_months_are_not_there(client: Client, odd: str) -> None:
    score("pupr", 80)
    assert client.get(f"/siaga/{odd}/").status_code == 404


def test_the_table_is_kept_as_csv(client: Client) -> None:
    score("pupr", 80)
    score("setda", None, called=1, reached=1, by_deputy=0, median_seconds=None)
    answer = client.get("/siaga/2026-10.csv")
    text = answer.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["kunci"] for row in rows] == ["pupr", "setda"]
    assert (rows[0]["bulan"], rows[0]["peringkat"], rows[0]["nilai"]) == ("2026-10", "1", "80")
    assert (rows[1]["peringkat"], rows[1]["nilai"], rows[1]["dipanggil"]) == ("", "", "1")
