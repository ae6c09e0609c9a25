"""A citizen applies: short pages, a last look, number and code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Obligation
from balairung.rooms.services.models import Application
from tests.rooms.services.applying import sheets
from tests.rooms.services.handling import stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cast() -> stage.Cast:
    found = stage.cast()
    stage.published(sheets.body())
    return found


def applied(client: Client, **more: object) -> Application:
    address = sheets.start(client)
    return sheets.send(client, sheets.fill(client, sheets.definition(), sheets.ANSWERS | more, address))


def test_from_the_first_page_to_the_receipt(client: Client) -> None:
    made = applied(client, foto=["a", "b"])
    assert (made.name, made.nik, made.region_id) == ("Ani Lestari", "3577014107900001", sheets.VILLAGE)
    answers = json.loads(made.answers)
    files = answers.pop("foto")
    assert answers == sheets.ANSWERS
    assert set(File.objects.filter(about_kind="services", about_ref=made.ref)) == set(File.objects.filter(pk__in=files))
    assert len(files) == 2
    assert (made.obligation.step, made.obligation.owner_office.key) == ("periksa", "desa-uji")  # type: ignore[union-attr]
    page = client.get(reverse("services:receipt", args=[made.ref, made.secret])).content.decode()
    assert made.secret in page
    assert "Desa Uji" in page
    assert made.nik not in page


def test_sent_twice_it_is_one_application(client: Client) -> None:
    address = sheets.start(client)
    last = sheets.fill(client, sheets.definition(), sheets.ANSWERS, address)
    made = sheets.send(client, last)
    again = client.post(last, {"version": str(made.version_id)})
    assert again.headers["Location"] == reverse("services:receipt", args=[made.ref, made.secret])
    assert client.get(address).headers["Location"] == again.headers["Location"]
    assert Obligation.objects.filter(kind="services").count() == 1


def test_nothing_that_was_sent_stays_in_the_draft(client: Client) -> None:
    address = sheets.start(client)
    sheets.send(client, sheets.fill(client, sheets.definition(), sheets.ANSWERS, address))
    begun = sheets.kept(address)
    assert (begun.said, begun.who, begun.files) == ({}, {}, {})


def test_the_first_page_says_what_is_wrong_and_keeps_what_was_typed(client: Client) -> None:
    typed = {"name": "R2D2", "nik": "35770141079", "region": "Atlantis", "contact": "bukan kontak"}
    answer = client.post(reverse("services:apply", args=[sheets.KEY]), typed)
    said = " ".join(sheets.wrong(answer))
    assert answer.status_code == 422
    for sentence in ("tanpa angka", "16 angka", "tidak kami kenal", "alamat surel"):
        assert sentence in said
    page = answer.content.decode()
    assert all(f'value="{words}"' in page for words in typed.values())


def test_a_district_is_no_village(client: Client) -> None:
    answer = client.post(reverse("services:apply", args=[sheets.KEY]), sheets.WHO | {"region": "Kecamatan Taman"})
    assert "desa atau kelurahannya" in " ".join(sheets.wrong(answer))


def test_a_branch_that_is_left_again_does_not_count(client: Client) -> None:
    address = sheets.start(client)
    client.post(address, {"untuk": "lain", "lainnya": "Listrik", "penghasilan": "1.500.000"})
    before = client.post(address, {"untuk": "berobat", "lainnya": "Listrik", "penghasilan": "1.500.000"})
    answers = sheets.ANSWERS | {"penghasilan": 1_500_000}
    made = sheets.send(client, sheets.fill(client, sheets.definition(), answers, before.headers["Location"]))
    assert "lainnya" not in json.loads(made.answers)
    assert json.loads(made.answers)["penghasilan"] == 1_500_000


def test_a_question_that_hangs_on_its_neighbour_stands_there_with_a_word_on_when(client: Client) -> None:
    page = client.get(sheets.start(client)).content.decode()
    assert "Hanya bila “Surat ini untuk apa?” dijawab “Keperluan lain”." in page


def family(client: Client) -> str:
    """The address of the page with the people."""
    answer = client.post(sheets.start(client), {"untuk": "lain", "lainnya": "Listrik", "penghasilan-tidak-tahu": "on"})
    return str(answer.headers["Location"])


def test_people_come_and_go_without_scripts(client: Client) -> None:
    address = family(client)
    typed = {"anggota-0-nama": "Budi", "anggota-0-nik": "bukan NIK"}
    answer = client.post(address, typed | {"tambah": "anggota"})
    assert answer.headers["Location"].endswith("#orang-anggota-1")
    assert "Orang ke-2" in client.get(address).content.decode()
    client.post(address, typed | {"anggota-1-nama": "Citra", "tambah": "anggota"})
    page = client.get(address).content.decode()
    assert "Orang ke-3" in page
    assert "Tambah satu orang lagi" not in page  # no more than three
    client.post(address, typed | {"anggota-1-nama": "Citra", "anggota-2-nama": "Dewi", "buang": "anggota-0"})
    assert sheets.kept(address).said["anggota-0-nama"] == "Citra"
    assert sheets.kept(address).said["anggota-1-nama"] == "Dewi"
    assert "bukan NIK" not in client.get(address).content.decode()


def test_what_is_wrong_with_somebody_names_them(client: Client) -> None:
    typed = {"anggota-0-nama": "Budi", "anggota-1-nama": "Citra", "anggota-1-nik": "123", "setuju": "on"}
    answer = client.post(family(client), typed)
    assert answer.status_code == 422
    assert sheets.wrong(answer) == ["NIK (orang ke-2) NIK terdiri atas 16 angka; yang ditulis 3 angka."]
    assert 'href="#id_anggota-1-nik"' in answer.content.decode()


def test_a_file_of_another_type_is_refused_and_the_good_one_beside_it_kept(client: Client) -> None:
    address = family(client)
    text = sheets.upload("gaji.xlsx", b"PK\x03\x04 bukan gambar")
    answer = client.post(address, {"anggota-0-nama": "Budi", "setuju": "on", "foto": text})
    assert answer.status_code == 422
    assert "gaji.xlsx" in " ".join(sheets.wrong(answer))
    client.post(address, {"anggota-0-nama": "Budi", "foto": sheets.picture("rumah.jpg")})  # not agreed to yet
    page = client.get(address).content.decode()
    assert "rumah.jpg" in page
    assert 'value="Budi"' in page
    held = sheets.kept(address).files["foto"]
    client.post(address, {"anggota-0-nama": "Budi", "setuju": "on", "lepas": held})
    assert sheets.kept(address).files == {}


def test_too_many_files_are_one_sentence(client: Client) -> None:
    address = family(client)
    files = [sheets.picture(f"{place}.jpg") for place in range(3)]
    answer = client.post(address, {"anggota-0-nama": "Budi", "setuju": "on", "foto": files})
    assert "paling banyak 2 berkas" in " ".join(sheets.wrong(answer))


def test_a_place_that_is_none_helps_to_name_it(client: Client) -> None:
    answer = client.post(sheets.start(client), {"untuk": "berobat", "penghasilan": "1000000"})
    address = answer.headers["Location"]
    refused = client.post(address, {"rumah_sakit": "RSUD", "asal": "Man"})
    assert "Ada beberapa tempat seperti itu" in " ".join(sheets.wrong(refused))
    assert client.post(address, {"rumah_sakit": "RSUD", "asal": "Kejuron, Taman"}).status_code == 302


def test_what_looks_like_somebody_elses_is_said_and_sent_all_the_same(client: Client) -> None:
    address = sheets.start(client)
    twins = [{"nama": "Budi", "nik": "3577011208140002", "tanggal_lahir": "2014-08-13"}] * 2
    last = sheets.fill(
        client, sheets.definition(), sheets.ANSWERS | {"kk": "3510010107150001", "anggota": twins}, address
    )
    page = client.get(last).content.decode()
    for sentence in ("diterbitkan di luar", "tertulis dua kali", "tanggal lahir orang ke-1"):
        assert sentence in page
    assert sheets.send(client, last).obligation.step == "periksa"


def test_the_same_nik_twice_is_a_word_of_warning(client: Client) -> None:
    first = applied(client)
    address = sheets.start(client)
    last = sheets.fill(client, sheets.definition(), sheets.ANSWERS, address)
    page = client.get(last).content.decode()
    assert "sudah ada permohonan yang sama" in page
    assert first.ref not in page  # whose it is, the code says
    assert sheets.send(client, last).pk != first.pk


def test_a_form_that_was_renewed_meanwhile_loses_nothing(client: Client) -> None:
    address = sheets.start(client)
    onward = client.post(address, {"untuk": "berobat", "penghasilan": "2.000.000", "kk": "3577010107150001"})
    newer = sheets.body()
    newer["pages"][0]["fields"] = newer["pages"][0]["fields"][:3]  # the family card is not asked for any more
    stage.published(newer)
    page = client.get(onward.headers["Location"]).content.decode()
    assert "diperbarui sejak Anda mulai" in page
    last = sheets.fill(client, sheets.definition(), sheets.ANSWERS, onward.headers["Location"])
    look = client.get(last).content.decode()
    assert "Tidak ditanyakan lagi" in look
    assert "3577010107150001" in look
    made = sheets.send(client, last)
    assert (made.version.number, json.loads(made.answers)["penghasilan"]) == (2, 2_000_000)


def test_what_was_not_seen_is_not_sent(client: Client) -> None:
    last = sheets.fill(client, sheets.definition(), sheets.ANSWERS, sheets.start(client))
    assert client.post(last, {"version": "x"}).status_code == 200
    assert not Application.objects.exists()


def test_a_service_that_was_closed_shows_what_was_written(client: Client) -> None:
    address = sheets.start(client)
    client.post(address, {"untuk": "lain", "lainnya": "Pasang listrik", "penghasilan": "1000"})
    from balairung.rooms.services.models import Service

    Service.objects.update(closed_on="2026-01-01")
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Pasang listrik" in answer.content.decode()


def test_no_link_leads_past_an_empty_page(client: Client) -> None:
    last = sheets.start(client).replace("keperluan/", "tinjau-akhir/")
    assert client.get(last).headers["Location"].endswith("/keperluan/?periksa=1")
    page = client.get(client.get(last).headers["Location"]).content.decode()
    assert "Pilih salah satu." in page


def test_the_first_page_is_light(client: Client) -> None:
    """With its stylesheet and script, as a browser gets them."""
    import gzip

    answer = client.get(reverse("services:apply", args=[sheets.KEY]), headers={"accept-encoding": "gzip"})
    static = Path(__file__).parents[4] / "src" / "balairung" / "ground" / "ui" / "static" / "ui"
    rest = [gzip.compress((static / name).read_bytes()) for name in ("ui.css", "ui.js", "icons.svg", "offline.js")]
    font = (static / "fonts" / "plus-jakarta-sans.woff2").stat().st_size
    assert len(answer.content) + sum(map(len, rest)) + font < 60_000
