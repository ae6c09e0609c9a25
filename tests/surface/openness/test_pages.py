"""What everybody reads: kept beside late, nobody recognisable, the same in a file and in a frame, and how old it is."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.people.models import Region
from balairung.rooms.complaints.models import Group, Topic
from balairung.surface.openness.models import CountedMonth, Tally
from tests import make
from tests.surface.openness.counted import count, months, tally, villages, written

pytestmark = pytest.mark.django_db
YEAR = 2025
PAGES = ("", "kantor/", "wilayah/", "jenis/", "topik/", "kanal/", "sunyi/")
QUESTIONS = 6  # of a page, beside the one about the regency that a process asks once


@pytest.fixture
def city() -> None:
    """A year of figures: two large offices, two small ones, a district with villages."""
    make.regency()
    now = timezone.now()
    for month in months(YEAR, 12):
        tally(month, "all", "", 40, 8, 4, 3, 5, at=now)
        tally(month, "office", "pupr", 20, 6, 3, 2, 3, at=now)
        tally(month, "office", "dinkes", 19, 2, 1, 1, 2, at=now)
        tally(month, "channel", "web", 40, 8, 4, 3, 5, at=now)
        tally(month, "class", "ordinary", 40, 8, 4, 3, 5, at=now)
        tally(month, "topic", "jalan-rusak", 40, 8, 4, 3, 5, at=now)
        tally(month, "kind", "services", 30, 1, 1, at=now)
        tally(month, "district", "35.77.01", 40, 8, 4, 3, 5, at=now)
    _small(now)


def _small(now: datetime) -> None:
    month = date(YEAR, 2, 1)
    tally(month, "office", "kominfo", 2, at=now)
    tally(month, "office", "disdik", 7, 2, at=now)
    first, second, third, *_rest = villages()
    for village, number in ((first, 1), (second, 19), (third, 220)):
        tally(month, "village", village.pk, number, 0, 0, 0, within="35.77.01", at=now)


def text_of(client: Client, place: str, **asked: str) -> str:
    answer = client.get(f"/kinerja/{place}", {"tahun": str(YEAR)} | asked)
    assert answer.status_code == 200, place
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def file_of(client: Client, place: str, **asked: str) -> dict[str, list[str]]:
    """The rows of a table by their name."""
    answer: Any = client.get(f"/kinerja/{place}", {"tahun": str(YEAR), "bentuk": "csv"} | asked)
    assert answer["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    names = lines[0].index(next(name for name in lines[0] if name not in {"Peringkat"}))
    return {line[names]: line for line in lines[1:]}


def test_kept_and_late_stand_side_by_side(client: Client, city: None) -> None:
    text = text_of(client, "")
    for words in (
        "480 selesai tepat waktu dari 624 yang sudah jatuh tempo", "144 terlambat", "96 selesai terlambat, 48 belum",
        "720 laporan masuk", "Dinas Pekerjaan Umum", "36 lewat waktu", "Permohonan layanan",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize("place", [*PAGES, "kantor/pupr/", "wilayah/35.77.01/", "topik/jalan-rusak/", "kanal/web/"])
def test_every_page_costs_few_questions(
    client: Client, city: None, place: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/kinerja/")
    with django_assert_max_num_queries(QUESTIONS):
        text = text_of(client, place)
    assert "Dihitung" in text
    assert "Apa yang dihitung, dan apa yang tidak" in text
    with django_assert_max_num_queries(QUESTIONS):
        text_of(client, f"{place}sematkan/")


def test_a_small_office_is_a_sentence_and_so_is_what_would_tell_it(client: Client, city: None) -> None:
    listed = file_of(client, "kantor/")
    small = next(line for name, line in listed.items() if "Komunikasi" in name)
    held = next(line for name, line in listed.items() if "Pendidikan" in name)
    assert small[2:] == ["kurang dari 5", *[""] * 7]
    assert held[2:] == ["tidak ditampilkan", *[""] * 7]
    text = text_of(client, "kantor/kominfo/")
    assert "terlalu sedikit laporan" in text
    assert "2 selesai tepat waktu" not in text
    assert "Bulan demi bulan tidak ditampilkan" not in text
    assert "supaya jumlah lain yang kecil tidak dapat dihitung" in text_of(client, "kantor/disdik/")


def test_a_village_with_one_report_is_a_sentence(client: Client, city: None) -> None:
    first, second, third, fourth, *_rest = villages()
    text = text_of(client, f"wilayah/{first.pk}/")
    assert "Angka desa ini tidak ditampilkan" in text
    assert "kurang dari 5" in text
    assert "Angka desa ini tidak ditampilkan" in text_of(client, f"wilayah/{second.pk}/")
    assert "220 selesai tepat waktu" in text_of(client, f"wilayah/{third.pk}/")
    assert "Tidak ada laporan dari sini" in text_of(client, f"wilayah/{fourth.pk}/")


def test_villages_are_told_by_the_half_year_and_never_by_the_month(client: Client, city: None) -> None:
    text = text_of(client, "wilayah/35.77.01/", bulan=f"{YEAR}-02")
    assert f"Januari–Juni {YEAR}" in text
    third = villages()[2]
    listed = file_of(client, "wilayah/35.77.01/", tabel=f"desa-35.77.01-{YEAR}-01")
    assert listed[str(third)][1:4] == ["220", "100 % dari 220 (98–100 %)", "220"]


def test_how_often_a_village_came_back_is_not_told(client: Client, city: None) -> None:
    third = villages()[2]
    Tally.objects.filter(key=third.pk).update(reopened=1)
    text = text_of(client, f"wilayah/{third.pk}/")
    assert "0 ditolak, dicabut, atau dialihkan" in text
    assert "dibuka kembali" not in text
    assert "dibuka kembali" in text_of(client, "kantor/pupr/")


def test_a_year_with_few_reports_is_not_told_by_parts(client: Client) -> None:
    make.regency()
    for key, number in (("pupr", 3), ("dinkes", 1)):
        tally(date(YEAR, 2, 1), "office", key, number)
    for asked in ({}, {"bulan": f"{YEAR}-02"}):
        for place in ("kantor/", "kantor/pupr/"):
            text = text_of(client, place, **asked)
            assert "masih terlalu sedikit untuk dirinci" in text
            assert "tepat waktu dari" not in text


def test_a_month_that_is_not_counted_yet_is_said_to_be_missing(client: Client, city: None) -> None:
    assert "belum lengkap" not in text_of(client, "")
    CountedMonth.objects.filter(first=date(YEAR, 5, 1)).update(counted_at=None)
    for place in ("", "kantor/", "kantor/sematkan/"):
        assert "belum lengkap" in text_of(client, place)


def test_a_half_year_that_is_not_over_is_not_told(client: Client) -> None:
    make.regency()
    now = timezone.localtime()
    tally(now.date().replace(day=1), "village", villages()[0].pk, 50, within="35.77.01", at=now)
    answer = client.get(f"/kinerja/wilayah/{villages()[0].pk}/", {"tahun": str(now.year)})
    half = "Januari–Juni" if now.month < 7 else "Juli–Desember"
    assert f"{half} {now.year}" not in answer.text


def test_a_month_tells_only_those_whose_every_month_is_large(client: Client, city: None) -> None:
    listed = file_of(client, "kantor/", bulan=f"{YEAR}-03")
    assert not any("Pendidikan" in name or "Komunikasi" in name for name in listed)
    text = text_of(client, "kantor/", bulan=f"{YEAR}-03")
    assert "ditampilkan per tahun saja" in text
    assert "Maret 2025" in text_of(client, "", bulan=f"{YEAR}-03")


def test_the_league_has_intervals_and_no_place_for_few(client: Client, city: None) -> None:
    listed = file_of(client, "kantor/")
    health = next(line for name, line in listed.items() if "Kesehatan" in name)
    works = next(line for name, line in listed.items() if "Pekerjaan Umum" in name)
    assert (health[0], works[0]) == ("1", "2")
    assert works[3] == "69 % dari 348 (64–74 %)"
    assert "Peringkat hanya untuk yang janjinya sudah jatuh tempo paling sedikit 20 kali" in text_of(client, "kantor/")


def test_the_file_says_what_the_page_says(client: Client, city: None) -> None:
    for place in ("kantor/", "wilayah/", "kanal/", ""):
        text = text_of(client, place).replace(".", "")
        for line in file_of(client, place).values():
            assert [cell for cell in line if cell.replace(".", "") not in text] == [], place


def test_no_cell_of_a_file_is_a_formula(client: Client) -> None:
    make.regency()
    for code, name, number in (("jalan-rusak", "=1+1", 30), ("lampu-jalan", "@SUM(A1)", 40)):
        Topic.objects.update_or_create(code=code, defaults={"name": name, "group": Group.objects.all()[0]})
        tally(date(YEAR, 1, 1), "topic", code, number)
    assert set(file_of(client, "topik/")) == {"'=1+1", "'@SUM(A1)"}


def test_a_page_may_stand_in_a_frame_only_where_it_says_so(client: Client, city: None) -> None:
    plain, framed = client.get("/kinerja/kantor/"), client.get("/kinerja/kantor/sematkan/")
    assert plain["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in plain["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "script-src 'self'" in framed["Content-Security-Policy"]
    assert not framed.cookies
    assert "<form" not in framed.text
    assert "<nav" not in framed.text
    assert "Sumber:" in framed.text
    assert client.get("/kinerja/kantor/", headers={"Origin": "https://lain.example"})["X-Frame-Options"] == "DENY"


def test_what_a_browser_has_already_is_not_sent_again(client: Client, city: None) -> None:
    first = client.get("/kinerja/kantor/")
    again = client.get("/kinerja/kantor/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    CountedMonth.objects.update(counted_at=timezone.now() + timedelta(seconds=1))
    assert client.get("/kinerja/kantor/", headers={"If-None-Match": first["ETag"]}).status_code == 200
    other = client.get("/kinerja/kantor/", {"tahun": str(YEAR)}, headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200


def test_who_is_signed_in_gets_a_page_of_their_own(client: Client, city: None, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    first = client.get("/kinerja/")
    client.force_login(make.account(make.holder("pupr", "head")))
    answer = client.get("/kinerja/", headers={"If-None-Match": first["ETag"]})
    assert answer.status_code == 200
    assert "ETag" not in answer
    assert "Meja kerja" in answer.text


def test_figures_that_nobody_counted_for_an_hour_say_so(client: Client, city: None) -> None:
    assert "belum dihitung ulang sejak" not in text_of(client, "")
    etag = client.get("/kinerja/")["ETag"]
    CountedMonth.objects.filter(first=date(YEAR, 5, 1)).update(counted_at=timezone.now() - timedelta(minutes=61))
    for place in ("", "kantor/", "kantor/sematkan/"):
        assert "belum dihitung ulang sejak" in text_of(client, place)
    assert client.get("/kinerja/", headers={"If-None-Match": etag}).status_code == 200


def test_what_is_not_there_is_not_found(client: Client, city: None) -> None:
    for place in ("kantor/tidak-ada/", "wilayah/99.99.99/", "wilayah/99.99.99.9999/", "topik/x/", "kanal/fax/", "apa/"):
        assert client.get(f"/kinerja/{place}").status_code == 404, place
    assert client.post("/kinerja/").status_code == 405
    assert client.get("/kinerja/", {"bentuk": "csv", "tabel": "tidak-ada"}).status_code == 404
    for odd in ("tahun=99999", "tahun=abc", "bulan=2025-13", "bulan=x", "tahun=%00"):
        assert client.get(f"/kinerja/?{odd}").status_code == 200


def test_without_figures_the_pages_say_what_would_be_here(client: Client) -> None:
    make.regency()
    for place in PAGES:
        answer = client.get(f"/kinerja/{place}")
        assert answer.status_code == 200
    assert "Belum ada yang dapat dihitung" in client.get("/kinerja/").text


def test_a_silent_village_is_held_against_its_own_past(client: Client) -> None:
    make.regency()
    now = timezone.now()
    first, second, third, fourth, *_rest = villages()
    written(date(2023, 1, 1), now)
    this, before = _halves()
    for village, number in ((first, 40), (second, 60), (third, 80)):
        tally(before, "village", village.pk, number, within="35.77.01", at=now)
    for village in (second, third):
        tally(this, "village", village.pk, 30, within="35.77.01", at=now)
    fallen = file_of(client, "sunyi/", tabel="sunyi-sekarang")
    assert list(fallen) == [str(first)]
    assert fallen[str(first)][2:4] == ["0", "40"]
    assert str(fourth) in file_of(client, "sunyi/", tabel="sunyi-selalu")
    assert "Sunyi tidak berarti beres" in text_of(client, "sunyi/")


def _halves() -> tuple[date, date]:
    """A month of the last half year that is over, and one of the half before."""
    today = timezone.localdate()
    last = date(today.year - 1, 9, 1) if today.month < 7 else date(today.year, 2, 1)
    before = date(last.year, 2, 1) if last.month == 9 else date(last.year - 1, 9, 1)
    return last, before


def test_real_reports_reach_the_pages(client: Client) -> None:
    make.regency()
    now = timezone.now()
    place = Region.objects.filter(level="village").order_by("code")[0]
    for _number in range(6):
        make.complaint(at=now, region=place)
    count(now)
    answer = client.get("/kinerja/")
    assert re.search(r'figure-number">6</span> <span class="figure-label">masih dalam waktu', answer.text)
    assert "Lihat laporannya" in client.get(f"/kinerja/wilayah/{place.parent_id}/").text


def test_a_page_is_kept_for_whoever_comes_next(
    client: Client, city: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get("/kinerja/kantor/", {"tahun": str(YEAR)})
    assert not first.cookies
    with django_assert_max_num_queries(2):
        again = Client().get("/kinerja/kantor/", {"tahun": str(YEAR)})
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_a_kept_page_is_not_shown_after_a_new_count_in_another_language_or_to_who_is_signed_in(
    client: Client, city: None
) -> None:
    first = client.get("/kinerja/kantor/", {"tahun": str(YEAR)}).text
    chief = Client()
    chief.force_login(make.account(make.holder("pupr", "head", "Joko"), "joko@contoh.id"))
    assert "Meja kerja" in chief.get("/kinerja/kantor/", {"tahun": str(YEAR)}).text
    english = Client(headers={"cookie": "django_language=en"})
    assert 'lang="en"' in english.get("/kinerja/kantor/", {"tahun": str(YEAR)}).text
    Tally.objects.filter(dimension="office", key="pupr").update(kept=1)
    CountedMonth.objects.update(counted_at=timezone.now() + timedelta(seconds=1))
    assert client.get("/kinerja/kantor/", {"tahun": str(YEAR)}).text != first
