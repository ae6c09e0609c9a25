"""Posters: what is printed is read back, the same facts give the same bytes, and readings are counted of nobody."""

import io
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
import zxingcpp
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.messaging.gateways import connect
from balairung.kernel.people.actions import change_office, close_office, publish_account
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office
from balairung.rooms.complaints.filing.posters import (
    MOST,
    SHEETS,
    Poster,
    archive,
    count_reading,
    draw,
    posters_of,
    readings,
)
from balairung.rooms.complaints.models import Scan
from tests import make
from tests.make import START

TODAY = START.date()
PHONE = "Mozilla/5.0 (Linux; Android 13; Redmi A2) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
PLAIN = Poster(
    key="pupr", district="", house="Kabupaten Contoh", office="Dinas Pekerjaan Umum", link="https://lapor.contoh.id/p/pupr/",
    chat="0812-3456-7890", chat_link="https://wa.me/6281234567890?text=Lapor", phone="(0351) 424172",
    verify="3 hari kerja", answer="5 hari kerja", emergency="112",
)  # fmt: skip


def picture(drawn: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(drawn))
    found.load()
    return found.convert("L")


def read_codes(image: Image.Image) -> set[str]:
    """What a telephone reads there."""
    return {one.text for one in zxingcpp.read_barcodes(image)}


# --- the sheet ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "size"), [("a4.png", (1240, 1754)), ("cerita.png", (1080, 1920))])
def test_its_code_is_read_from_the_picture(name: str, size: tuple[int, int]) -> None:
    image = picture(draw(PLAIN, SHEETS[name]))
    assert image.size == size
    wanted = {PLAIN.link, PLAIN.chat_link} if name == "a4.png" else {PLAIN.link}
    assert read_codes(image) == wanted


def test_it_is_read_from_afar_and_through_a_bad_printer() -> None:
    """As small as it is in a picture taken across a room, and in no more than black and white."""
    image = picture(draw(PLAIN, SHEETS["a4.png"]))
    assert PLAIN.link in read_codes(image.resize((248, 351), Image.Resampling.BILINEAR))
    assert PLAIN.link in read_codes(image.point(lambda shade: 255 if shade > 160 else 0))
    assert PLAIN.link in read_codes(image.point(lambda shade: 90 + shade // 4))  # little toner


def test_everything_on_it_is_dark_enough_without_colour() -> None:
    """What is drawn at all is drawn in nearly black, but one hairline and the soft edges of letters."""
    shades = picture(draw(PLAIN, SHEETS["a4.png"])).histogram()
    dark, middle = sum(shades[:100]), sum(shades[120:230])
    assert middle < dark / 6


@pytest.mark.parametrize(("name", "size"), [("a4.pdf", (595, 842)), ("a3.pdf", (842, 1191))])
def test_the_pdf_is_one_tagged_page_with_its_words(name: str, size: tuple[int, int]) -> None:
    drawn = draw(PLAIN, SHEETS[name])
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        assert len(pdf.pages) == 1
        box = pdf.pages[0].mediabox
        assert (round(box[2]), round(box[3])) == size
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "id"
        assert str(pdf.docinfo["/Title"]) == "Poster pengaduan Dinas Pekerjaan Umum"
    assert drawn == draw(PLAIN, SHEETS[name])


bare = st.booleans()
words = st.text(st.sampled_from("abcdefghijklm ABCDEF-./()é中“”"), min_size=1, max_size=160)


@settings(max_examples=25)
@given(
    words, st.text(st.sampled_from("abcdefghij-."), min_size=4, max_size=90), bare, bare, st.sampled_from(list(SHEETS))
)
def test_it_is_one_page_whatever_stands_on_it(office: str, host: str, chat: bool, phone: bool, name: str) -> None:
    made = replace(PLAIN, office=office, house=office[:80], link=f"https://{host}/p/pupr/")
    made = made if chat else replace(made, chat="", chat_link="")
    drawn = draw(made if phone else replace(made, phone=""), SHEETS[name])
    if SHEETS[name].dots:
        assert made.link in read_codes(picture(drawn))
    else:
        with pikepdf.open(io.BytesIO(drawn)) as pdf:
            assert len(pdf.pages) == 1


def test_what_is_typed_is_never_a_command() -> None:
    drawn = draw(replace(PLAIN, office='#panic("x") *tebal* $x$ \\ "]'), SHEETS["a4.png"])
    assert PLAIN.link in read_codes(picture(drawn))


# --- what it says ------------------------------------------------------------------------------------------------


@pytest.fixture
def regency(db: None) -> None:
    make.regency()


def poster_of(key: str = "pupr") -> Poster:
    return posters_of([Office.objects.select_related("region", "parent").get(key=key)])[0]


def publish(office: str, kind: str, value: str) -> None:
    publish_account(office=make.office(office), kind=kind, value=value, by=SYSTEM, at=START)


@pytest.mark.usefixtures("regency")
def test_it_says_what_is_published_and_what_is_promised(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = poster_of()
    assert (made.office, made.house, made.emergency) == (make.office("pupr").name, "Kota Madiun", "112")
    assert (made.verify, made.answer) == ("3 hari kerja", "5 hari kerja")
    assert (made.link, made.chat, made.phone) == ("http://127.0.0.1:8000/p/pupr/", "", "")
    publish("pupr", "telephone", "0351 424172")
    publish("pupr", "whatsapp", "0812 3456 7890")
    later = poster_of()
    assert (later.chat, later.phone) == ("0812-3456-7890", "(0351) 424172")
    assert later.chat_link == "https://wa.me/6281234567890?text=Lapor"
    assert later.fingerprint != made.fingerprint
    change_office(make.office("pupr"), name="Dinas Jalan", by=SYSTEM, at=START)
    assert poster_of().fingerprint != later.fingerprint
    offices = list(Office.objects.select_related("region", "parent"))
    with django_assert_num_queries(1):  # the accounts; the doors of the house are known for a while
        posters_of(offices)


@pytest.mark.usefixtures("regency")
def test_the_line_on_which_messages_become_cases_comes_first() -> None:
    publish("pupr", "whatsapp", "0812 3456 7890")
    coordinator = Office.objects.filter(posts__role="coordinator")[0]
    publish(coordinator.key, "whatsapp", "0811 1111 1111")
    assert poster_of().chat == "0812-3456-7890"
    account = {"number": "1", "token": "x", "secret": "x", "verify": "x"}
    connect("whatsapp", account, at=START)
    assert poster_of().chat == "0811-1111-1111"


@pytest.mark.usefixtures("regency")
def test_paper_speaks_indonesian_whoever_prints_it(client: Client) -> None:
    client.cookies["django_language"] = "en"
    first = client.get("/pengaduan/kantor/pupr/poster-a4.pdf")
    client.cookies["django_language"] = "id"
    assert first.content == client.get("/pengaduan/kantor/pupr/poster-a4.pdf").content


# --- out of the house --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("regency")
def test_anybody_takes_one_and_a_browser_that_has_it_is_told(client: Client) -> None:
    answer = client.get("/pengaduan/kantor/pupr/poster-a4.png")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert read_codes(picture(answer.content)) == {"http://127.0.0.1:8000/p/pupr/"}
    again = client.get("/pengaduan/kantor/pupr/poster-a4.png", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    publish("pupr", "telephone", "112")
    fresh = client.get("/pengaduan/kantor/pupr/poster-a4.png", headers={"if-none-match": answer["ETag"]})
    assert fresh.status_code == 200
    for wrong in ("/pengaduan/kantor/pupr/poster-a5.pdf", "/pengaduan/kantor/tidak-ada/poster-a4.pdf"):
        assert client.get(wrong).status_code == 404
    close_office(make.office("dinsos"), by=SYSTEM, at=START)
    assert client.get("/pengaduan/kantor/dinsos/poster-a4.pdf").status_code == 404


def zip_of(parts: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(parts)))


@pytest.mark.usefixtures("regency")
def test_all_of_them_in_one_file(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder("pupr", "head")))
    answer: Any = client.get("/kerja/poster/semua.zip?bentuk=a4.pdf")
    with zip_of(answer.streaming_content) as packed:
        names = packed.namelist()
        assert packed.testzip() is None
        assert len(names) == Office.objects.count()
        assert packed.read("poster-pupr-a4.pdf") == draw(poster_of(), SHEETS["a4.pdf"])
    district = Office.objects.filter(kind="kecamatan").order_by("key")[0]
    some: Any = client.get(f"/kerja/poster/semua.zip?bentuk=cerita.png&kecamatan={district.region_id}")
    with zip_of(some.streaming_content) as packed:
        assert len(packed.namelist()) == 1 + Office.objects.filter(region__parent=district.region_id).count()
        assert all(name.startswith(f"{district.key}/poster-") for name in packed.namelist())
    assert client.get("/kerja/poster/semua.zip?bentuk=a5").status_code == 422


def test_no_more_than_one_of_them_is_in_memory() -> None:
    many = [replace(PLAIN, key=f"kantor-{number}", office=f"Kantor {number}") for number in range(40)]
    tracemalloc.start()
    size = sum(len(part) for part in archive(many, SHEETS["a4.png"]))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 2_000_000
    assert most < size / 4


# --- readings ----------------------------------------------------------------------------------------------------


def counts() -> list[tuple[str, int]]:
    return list(Scan.objects.order_by("office__key", "day").values_list("office__key", "count"))


@pytest.mark.usefixtures("regency")
def test_looking_counts_nothing_and_telling_counts_one(client: Client) -> None:
    page = client.get("/p/pupr/", headers={"user-agent": PHONE})
    assert 'data-poster="/p/pupr/terbaca/"' in page.content.decode()
    assert "data-poster" not in client.get("/pengaduan/kantor/pupr/").content.decode()
    client.head("/p/pupr/", headers={"user-agent": PHONE})
    assert counts() == []
    for _time in range(3):
        told = client.post("/p/pupr/terbaca/", headers={"user-agent": PHONE})
        assert (told.status_code, told.content, dict(told.cookies)) == (204, b"", {})
    assert counts() == [("pupr", 3)]
    assert client.get("/p/pupr/terbaca/").status_code == 405
    assert client.get("/p/tidak-ada/").status_code == client.post("/p/tidak-ada/terbaca/").status_code == 404


@pytest.mark.usefixtures("regency")
@pytest.mark.parametrize(
    "name", ["", "Googlebot/2.1", "WhatsApp/2.23 preview", "facebookexternalhit crawler", "curl/8.5"]
)
def test_machines_are_not_counted(client: Client, name: str) -> None:
    assert client.post("/p/pupr/terbaca/", headers={"user-agent": name}).status_code == 204
    assert counts() == []


def test_a_stranger_needs_no_key_to_tell(regency: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/p/pupr/terbaca/", headers={"user-agent": PHONE, "origin": "http://x"}).status_code == 204


@pytest.mark.usefixtures("regency")
def test_a_few_are_not_told_apart_and_a_flood_ends() -> None:
    pupr, dinkes, disdik = (make.office(key) for key in ("pupr", "dinkes", "disdik"))
    for _time in range(4):
        count_reading(dinkes, day=TODAY)
    for days in (0, 1, 29, 30):
        for _time in range(2):
            count_reading(pupr, day=TODAY - timedelta(days=days))
    found = {one.office.key: one.count for one in readings([disdik, dinkes, pupr], today=TODAY)}
    assert found == {"pupr": 6, "dinkes": None, "disdik": 0}
    assert list(found) == ["pupr", "dinkes", "disdik"]
    Scan.objects.filter(office=disdik).delete()
    Scan.objects.create(office=disdik, day=date(2026, 3, 3), count=MOST)
    count_reading(disdik, day=date(2026, 3, 3))
    assert Scan.objects.get(office=disdik).count == MOST


@pytest.mark.usefixtures("regency")
@pytest.mark.parametrize(("office", "role", "all_"), [("pupr", "head", False), ("pimpinan", "regent", True)])
def test_an_office_sees_its_own_and_a_leader_all(
    client: Client, settings: Settings, office: str, role: str, all_: bool
) -> None:
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder(office, role)))
    page = client.get("/kerja/poster/?kantor=dinkes").content.decode()
    assert "/pengaduan/kantor/dinkes/poster-a3.pdf" in page
    assert ("?kantor=disdik" in page, "?kantor=pupr" in page) == (all_, True)
