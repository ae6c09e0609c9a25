"""A program files: everything is checked, everything that is wrong is said, and what comes twice is filed once."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.files.actions import read_original
from balairung.kernel.obligations.models import Evidence, Exclusion, Visibility
from balairung.kernel.people.models import Boundary, Region
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.surface.open311.models import MediaWanted
from tests import make
from tests.kernel.files.samples import photo, telling_exif, upload
from tests.surface.open311.asking import BASE, POINT, WORDS, errors, key, names, post, root, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def text() -> str:
    """A key, in a regency that takes reports."""
    at = timezone.now() - timedelta(days=9)
    make.regency(at=at)
    make.coordinator(at=at)
    return key()[1]


def sent(text: str, **more: Any) -> dict[str, Any]:
    return {"api_key": text, "service_code": "lampu-jalan-mati", "description": WORDS, **POINT, **more}


def only() -> Complaint:
    return Complaint.objects.get()


def test_a_report_is_filed_with_all_that_was_said(text: str) -> None:
    region = Region.objects.filter(level="village").order_by("pk")[0]
    answer = post(
        **sent(
            text, address_string="Depan balai desa", address_id=region.pk, first_name="Sri", last_name="Warsini",
            email="Sri@Contoh.id", phone="0812 3456 7890", account_id="akun-7", device_id="gawai-7",
            **{"attribute[tanggal_kejadian]": "2026-03-25T08:00:00+07:00"},
            **{"attribute[kelompok][]": ["elderly", "child"]},
        )
    )  # fmt: skip
    assert answer.status_code == 200
    (told,) = said(answer)
    made = only()
    assert list(told) == ["service_request_id", "service_notice", "account_id"]
    assert (told["service_request_id"], told["account_id"]) == (made.ref, "akun-7")
    assert told["service_notice"].endswith(f"/lacak/{made.ref}/{made.secret}/")
    assert (made.text, made.place, made.region_id) == (WORDS, "Depan balai desa", region.pk)
    assert (made.latitude, made.longitude) == (Decimal("-7.62983"), Decimal("111.52947"))
    assert (made.reporter_name, made.reporter_contact) == ("Sri Warsini", "sri@contoh.id")
    assert (made.channel, made.happened_on, made.groups) == ("open311", date(2026, 3, 25), "elderly,child")
    assert made.vulnerable
    assert made.filed_through.startswith("api:")
    assert made.published_at is None


def test_the_answer_is_also_xml(text: str) -> None:
    answer = post(form="xml", **sent(text))
    assert [names(one) for one in root(answer)] == [["service_request_id", "service_notice", "account_id"]]
    assert root(answer).tag == "service_requests"


@pytest.mark.parametrize("place", [{"address_string": "Pasar"}, {"address_id": "35.77.01"}, POINT])
def test_one_way_to_say_where_is_enough_and_words_are_not_needed(text: str, place: dict[str, str]) -> None:
    assert post(api_key=text, service_code="lampu-jalan-mati", **place).status_code == 200
    assert only().text == Topic.objects.get(pk="lampu-jalan-mati").name


def test_key_and_jurisdiction_come_in_the_address_or_in_the_body(text: str) -> None:
    data = urlencode({"service_code": "lampu-jalan-mati", "address_string": "Pasar"})
    address = f"{BASE}requests.json?" + urlencode({"api_key": text, "jurisdiction_id": "35.77"})
    kind = "application/x-www-form-urlencoded"
    assert Client().post(address, data, content_type=kind).status_code == 200
    body = f"{data}&" + urlencode({"api_key": text, "jurisdiction_id": "35.77"})
    assert Client().post(f"{BASE}requests.json", body, content_type=kind).status_code == 200
    assert Complaint.objects.count() == 1  # the same report: where its key stood is no part of it


@pytest.mark.parametrize("wrong", ["", "salah", "bal_aaaaaaaa_" + "a" * 40])
def test_without_a_good_key_nothing_is_filed(text: str, wrong: str) -> None:
    answer = post(**sent(wrong))
    assert (answer.status_code, errors(answer)) == (403, [403])
    assert root(post(form="xml", **sent(wrong))).findtext("error/code") == "403"
    assert not Complaint.objects.exists()


def test_a_key_of_another_scope_is_none(text: str) -> None:
    assert post(**sent(key("reports.file")[1])).status_code == 403


@pytest.mark.parametrize(("wrong", "codes"), [
    ({"service_code": ""}, [400]),
    ({"service_code": "tidak-ada"}, [404]),
    ({"lat": "", "long": ""}, [400]),
    ({"lat": ""}, [400]),
    ({"lat": "utara"}, [400]),
    ({"lat": "111.5", "long": "-7.6"}, [400]),
    ({"lat": "NaN"}, [400]),
    ({"address_id": "99.99"}, [400]),
    ({"description": "x" * 4001}, [400]),
    ({"email": "bukan surel"}, [400]),
    ({"phone": "12"}, [400]),
    ({"media_url": "ftp://contoh.id/a.jpg"}, [400]),
    ({"media_url": [f"https://contoh.id/{number}.jpg" for number in range(6)]}, [400]),
    ({"attribute[warna]": "merah"}, [400]),
    ({"attribute[anonim]": "mungkin"}, [400]),
    ({"attribute[kelompok][]": ["elderly", "raja"]}, [400]),
    ({"attribute[tanggal_kejadian]": "kemarin"}, [400]),
    ({"service_code": "tidak-ada", "lat": "", "email": "x"}, [400, 404, 400]),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_filed(text: str, wrong: dict[str, Any], codes: list[int]) -> None:
    for base in (BASE, "/open311/test/v2/"):
        answer = post(base=base, **sent(text) | wrong)
        assert errors(answer) == codes
        assert answer.status_code == max(codes)
    assert not Complaint.objects.exists()


def test_a_point_outside_the_regency_needs_words(text: str) -> None:
    assert errors(post(**sent(text, lat="-6.2", long="106.8"))) == [400]
    assert post(**sent(text, lat="-6.2", long="106.8", address_string="Perbatasan")).status_code == 200
    assert post(**sent(text)).status_code == 200
    assert Complaint.objects.filter(region__isnull=False).count() == 1  # a point that lies here tells its village
    Boundary.objects.all().delete()
    assert post(**sent(text, lat="-6.3", long="106.8")).status_code == 200  # no outline is known: it may lie here


def test_hidden_names_secret_reports_and_accused_offices(text: str) -> None:
    topic = Topic.objects.filter(klass="supervisory").order_by("pk")[0]
    attributes = {"attribute[kantor_terlapor]": "pupr", "attribute[anonim]": "ya"}
    assert post(**sent(text, service_code=topic.pk, first_name="Sri", **attributes)).status_code == 200
    made = only()
    assert made.anonymous
    assert made.obligation.visibility == Visibility.SECRET
    assert Exclusion.objects.filter(obligation=made.obligation, post__office__key="pupr").exists()


def test_what_is_sensitive_is_secret_unless_denied(text: str) -> None:
    topic = Topic.objects.filter(sensitive=True, klass="ordinary").order_by("pk")[0]
    for said_so, visibility in ((None, Visibility.SECRET), ("tidak", Visibility.PUBLIC)):
        more = {"attribute[rahasia]": said_so} if said_so else {}
        (told,) = said(post(**sent(text, service_code=topic.pk, **more)))
        assert Complaint.objects.get(obligation__ref=told["service_request_id"]).obligation.visibility == visibility


def test_pictures_come_along_and_lose_what_they_tell(text: str) -> None:
    exif = telling_exif()
    image = photo(exif=exif)
    answer = post(**sent(text, media=[upload(image, "rumah-bu-sri.jpg"), upload(photo(), "dua.jpg")]))
    assert answer.status_code == 200
    kept = [item.file for item in Evidence.objects.filter(event__verb="open").select_related("file").order_by("id")]
    assert [file.media_type for file in kept] == ["image/jpeg", "image/jpeg"]
    assert read_original(kept[0]) == image
    assert not Evidence.objects.filter(public=True).exists()


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ" + b"\0" * 90])
def test_what_is_no_picture_is_refused(text: str, content: bytes) -> None:
    answer = post(**sent(text, media=upload(content, "foto.jpg")))
    assert (answer.status_code, errors(answer)) == (400, [400])
    assert "media:" in said(answer)[0]["description"]


def test_a_picture_that_is_too_big_and_a_body_that_is(text: str, settings: Settings) -> None:
    settings.FILE_LIMIT = 1000
    assert errors(post(**sent(text, media=upload(photo(), "foto.jpg")))) == [400]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    assert errors(post(**sent(text, description="x" * 3000))) == [400]
    broken = Client().post(
        f"{BASE}requests.json?api_key={text}", b"nonsens", content_type="multipart/form-data; boundary="
    )
    assert errors(broken) == [400]


def test_addresses_of_pictures_wait_for_the_worker_sealed(text: str) -> None:
    assert post(**sent(text, media_url="https://foto.contoh.id/1.jpg?kunci=rahasia")).status_code == 200
    row = MediaWanted.objects.get()
    assert row.url == "https://foto.contoh.id/1.jpg?kunci=rahasia"
    table = connection.ops.quote_name("open311_mediawanted")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT url FROM {table}")
        assert "contoh" not in cursor.fetchone()[0]


def test_the_same_again_is_the_same_report(text: str) -> None:
    more = {"media_url": "https://contoh.id/a.jpg"}
    first, second = (said(post(**sent(text, media=upload(photo(), "a.jpg"), **more))) for _ in range(2))
    assert first == second
    assert MediaWanted.objects.count() == 1
    third = said(post(**sent(text, media=upload(photo(size=(20, 20)), "a.jpg"), **more)))
    fourth = said(post(**sent(text, device_id="gawai lain")))
    fifth = said(post(**sent(key()[1])))
    assert len({one[0]["service_request_id"] for one in (first, third, fourth, fifth)}) == 4


def test_a_key_sends_so_many_in_an_hour(text: str, settings: Settings) -> None:
    settings.OPEN311_KEY_LIMIT = "2/h"
    assert [post(**sent(text, device_id=str(number))).status_code for number in range(3)] == [200, 200, 429]
    assert post(**sent(key()[1])).status_code == 200


def test_the_test_endpoint_checks_and_files_nothing(text: str) -> None:
    base = "/open311/test/v2/"
    assert post(base=base, **sent("salah")).status_code == 403
    (told,) = said(post(base=base, **sent(text, media=upload(photo()), media_url="https://contoh.id/a.jpg")))
    assert told["service_request_id"] == "UJI-0000-0000"
    assert "tidak ada laporan yang dibuat" in told["service_notice"]
    assert said(Client().get(f"{base}tokens/UJI-0000-0000.json"))[0]["service_request_id"] == "UJI-0000-0000"
    assert Client().get(f"{BASE}tokens/UJI-0000-0000.json").status_code == 404
    assert not Complaint.objects.exists()
    assert not MediaWanted.objects.exists()


def test_scripts_and_formulas_are_only_words(text: str) -> None:
    words = "<script>alert(1)</script> =HYPERLINK(1) ' OR 1=1 --"
    assert post(**sent(text, description=words, address_string=words)).status_code == 200
    assert only().text == words


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_two_at_once_file_one(text: str) -> None:
    found: list[str] = []

    def file() -> None:
        try:
            found.append(said(post(**sent(text)))[0]["service_request_id"])
        finally:
            connection.close()

    threads = [threading.Thread(target=file) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == Complaint.objects.count() == 1
