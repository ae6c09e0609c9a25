"""All published reports as one table: the columns, three formats, no formulas, little memory, cheap to ask again."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk import publishing
from balairung.rooms.complaints.models import Complaint
from balairung.surface.opendata.datasets.reports import COLUMNS
from balairung.surface.opendata.reading import rows_of
from balairung.surface.opendata.registry import BY_KEY
from balairung.surface.opendata.shape import Asked
from tests import make
from tests.surface.open311.asking import answered, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def rahma() -> Actor:
    at = timezone.now() - timedelta(days=200)
    make.regency(at=at)
    return make.coordinator(at=at)


@pytest.fixture
def siti(rahma: Actor) -> Actor:
    return make.officer("pupr", "liaison", "Siti", at=timezone.now() - timedelta(days=200))


def get(form: str, **query: str) -> Any:
    answer = Client().get(f"/data/pengaduan.{form}", query)
    assert answer.status_code == 200
    return answer


def body(form: str, **query: str) -> str:
    return b"".join(get(form, **query).streaming_content).decode()


def table(**query: str) -> list[dict[str, str]]:
    text = body("csv", **query)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_same_rows_in_three_formats(rahma: Actor, siti: Actor) -> None:
    made = answered(rahma, siti, point=(Decimal("-7.62983"), Decimal("111.52947")), name="Warsini", anonymous=True)
    actions.resolve(made, text="Sudah.", files=[make.photo()], by=siti, at=timezone.now())
    actions.close(made, by=make.reporter(made), at=timezone.now())
    published(rahma, at=timezone.now() - timedelta(days=70))
    rows, objects = table(), json.loads(body("json"))
    xml = ElementTree.fromstring(body("xml"))
    assert list(rows[0]) == list(objects[0]) == [one.tag for one in xml[0]] == [one.name for one in COLUMNS]
    assert len(rows) == len(objects) == len(xml) == 2
    told = rows[1]  # the oldest first
    assert [one["service_request_id"] for one in objects] == [one["service_request_id"] for one in rows]
    assert told["service_request_id"] == made.ref
    assert (told["status_description"], told["status_notes"]) == ("closed", "Selesai")
    assert told["closed_date"]
    assert (told["lat"], told["long"]) == ("-7.63", "111.529")  # numbers are numbers
    assert (objects[1]["lat"], told["source"], rows[0]["source"]) == (-7.63, "", "situs web")
    assert "Warsini" not in repr(rows)


def test_only_what_everyone_may_read(rahma: Actor, siti: Actor) -> None:
    make.complaint(at=timezone.now())
    published(rahma, secret=True)
    publishing.withdraw_publication(published(rahma), words="Menyebut orang.", by=siti, at=timezone.now())
    assert table() == []
    assert json.loads(body("json")) == []
    assert len(ElementTree.fromstring(body("xml"))) == 0


def test_one_month(rahma: Actor) -> None:
    early = published(rahma, at=make.moment("2026-03-31 23:59"))
    late = published(rahma, at=make.moment("2026-04-01 00:00"))
    assert [one["service_request_id"] for one in table(bulan="2026-03")] == [early.ref]
    assert [one["service_request_id"] for one in table(bulan="2026-04")] == [late.ref]
    assert table(bulan="2026-05") == []
    for wrong in ("2026-13", "x", "2026", "0000-01"):
        answer = Client().get("/data/pengaduan.csv", {"bulan": wrong})
        assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_handfuls_join_without_a_seam(rahma: Actor) -> None:
    at = timezone.now() - timedelta(days=1)
    made = {published(rahma, at=at).ref for _ in range(4)} | {published(rahma).ref}
    found = [one.values[0] for one in rows_of(BY_KEY["pengaduan"], Asked(timezone.now(), handful=2))]
    assert len(found) == 5
    assert set(found) == made


def test_who_was_cut_off_goes_on_after_the_last_row(rahma: Actor) -> None:
    days = (70, 40, 40, 3)
    made = [published(rahma, at=timezone.now() - timedelta(days=day)).ref for day in days]
    whole = [one["service_request_id"] for one in table()]
    assert set(whole) == set(made)
    for place, ref in enumerate(whole):
        assert [one["service_request_id"] for one in table(sesudah=ref)] == whole[place + 1 :]
    secret = published(rahma, secret=True)
    for gone in (secret.ref, "P-0000-0000"):
        answer = Client().get("/data/pengaduan.csv", {"sesudah": gone})
        assert (answer.status_code, "tidak ada dalam data" in answer.content.decode()) == (400, True)


def test_page_after_page_leads_through_everything(rahma: Actor) -> None:
    made = {published(rahma, at=timezone.now() - timedelta(days=day)).ref for day in range(1, 6)}
    found, address = [], "/data/pengaduan.json?banyak=2"
    for _page in range(3):
        answer: Any = Client().get(address)
        found += [one["service_request_id"] for one in json.loads(b"".join(answer.streaming_content))]
        onward = re.search(r'<([^>]+)>; rel="next"', answer["Link"])
        address = onward[1] if onward else ""
    assert (len(found), set(found), address) == (5, made, "")
    for wrong in ("0", "-1", "x", "10001"):
        assert Client().get("/data/pengaduan.csv", {"banyak": wrong}).status_code == 400


def test_no_cell_is_a_formula_and_no_sign_breaks_xml(rahma: Actor) -> None:
    made = published(rahma)
    Complaint.objects.filter(pk=made.pk).update(public_text='=HYPERLINK("http://jahat.contoh")\x0b<x>&')
    (told,) = table()
    assert told["description"].startswith("'=HYPERLINK")
    assert ElementTree.fromstring(body("xml"))[0].findtext("description") == '=HYPERLINK("http://jahat.contoh")<x>&'
    assert json.loads(body("json"))[0]["description"].startswith("=HYPERLINK")


def test_who_asks_again_is_told_that_nothing_is_new(rahma: Actor, siti: Actor) -> None:
    made = published(rahma)
    first = get("csv")
    assert first["Link"].startswith("<https://creativecommons.org/licenses/by/4.0/")
    assert 'data/pengaduan/skema.json>; rel="describedby"' in first["Link"]
    again = Client().get("/data/pengaduan.csv", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert Client().get("/data/pengaduan.csv", headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    publishing.publish_text(made, title="Jalan", text="Jalan rusak.", by=siti, at=timezone.now())
    assert Client().get("/data/pengaduan.csv", headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert get("json")["ETag"] != get("csv")["ETag"]
    assert Client().post("/data/pengaduan.csv").status_code == 405


def test_whole_tables_are_limited(rahma: Actor, settings: Settings) -> None:
    settings.OPEN_DATA_LIMIT = "1/h"
    assert [Client().get("/data/pengaduan.csv").status_code for _ in range(2)] == [200, 429]


def test_the_page_says_what_there_is(rahma: Actor) -> None:
    assert "Belum ada data" in Client().get("/data/pengaduan/").content.decode()
    published(rahma, at=make.moment("2026-03-31 23:59"))
    page = Client().get("/data/pengaduan/").content.decode()
    assert "/data/pengaduan.csv?bulan=2026-03" in page
    assert "creativecommons.org" in page
    assert "/open311/v2/discovery.json" in Client().get("/data/").content.decode()
    assert 'href="/data/"' in Client().get("/pengaduan/").content.decode()
