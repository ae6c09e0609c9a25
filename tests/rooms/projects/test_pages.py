"""The register for everybody, the desk of whoever keeps projects, the spreadsheet, the sign."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.projects import helping, recording, reporting
from balairung.rooms.projects.models import Fund, Handover, ProgressReport, Project, ProjectPhoto, SiteVisit
from balairung.rooms.projects.reporting import Picture, Progress, Seen
from tests import make
from tests.kernel.files.samples import telling_photo, upload
from tests.rooms.projects import works
from tests.rooms.projects.test_duties import given

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


def enter(client: Client, office: str, role: str) -> Client:
    client.force_login(make.account(make.holder(office, role)))
    return client


def today() -> Any:
    return timezone.localdate()


def going(**more: Any) -> Project:
    plain = {"planned_start": today() - 30 * DAY, "planned_end": today() + 60 * DAY}
    return works.project(at=timezone.now(), **plain | more)


def form(**more: Any) -> dict[str, Any]:
    return {
        "title": "Rabat beton Gang Melati", "kind": "build", "office": "pupr", "region": works.VILLAGE,
        "way": "provider",
        "executor": "CV Karya Bersama", "planned_start": today(), "planned_end": today() + 90 * DAY,
        "token": "token-halaman-proyek", "source_1": "dak", "year_1": "2026", "value_1": "Rp125.000.000,50",
    } | more  # fmt: skip


# --- everybody ---------------------------------------------------------------------------------------------------


def test_everybody_reads_the_register_and_one_project(client: Client) -> None:
    assert "Belum ada proyek yang dicatat" in client.get("/proyek/").text
    made = going()
    now = timezone.now()
    said = Progress(today(), Decimal("37.5"), Decimal(20_000_000), words="Pondasi selesai.")
    reporting.report(made, said, token=works.token(), by=SYSTEM, at=now)
    for spot, is_open in (("Depan masjid", True), ("Di balik pagar rahasia", False)):
        seen = Seen(spot, "0", today(), is_open)
        reporting.add_photos(made, [Picture(make.photo())], seen=seen, token=spot, by=SYSTEM, at=now)
    helping.hand_over(made, given(on=today()), token="token-serah-umum", by=SYSTEM, at=now)
    listed, page = client.get("/proyek/").text, client.get(f"/proyek/{made.ref}/").text
    for text in (listed, page):
        assert "Rabat beton Gang Melati" in text
        assert "Rp127.500.000,50" in text
        assert "Tim Pelaksana Kegiatan" in text
        assert "37,5" in text
    assert "Depan masjid" in page
    assert "pagar rahasia" not in page
    assert "Tani Makmur" in page
    assert "Sastrodiharjo" not in page
    assert "/pengaduan/baru/?wilayah=35.77.01.1001" in page
    assert client.get("/proyek/Y-0000-0000/").status_code == 404
    assert works.place().name in client.get(f"/pengaduan/baru/?wilayah={works.VILLAGE}&kantor=pupr").text


def test_the_list_is_narrowed_and_what_is_late_stands_first(client: Client) -> None:
    going(title="Balai dusun")
    late = works.project(title="Jembatan lama")
    recording.stop(going(title="Sumur bor"), how="cancelled", why="Batal", on=today(), by=SYSTEM, at=timezone.now())
    page = client.get("/proyek/").text
    assert page.index("Jembatan lama") < page.index("Balai dusun") < page.index("Sumur bor")
    for query, titles in {
        "keadaan=terlambat": {"Jembatan lama"}, "keadaan=cancelled": {"Sumur bor"}, "kata=balai+dusun": {"Balai dusun"},
        "wilayah=35.77.02": set(), "tahun=2026&sumber=dak": set(), "jenis=aid": set(),
        "wilayah=35.77.01&tahun=2026&sumber=dana-desa": {"Balai dusun", "Jembatan lama", "Sumur bor"},
        "wilayah=%00&tahun=x&sumber=emas&halaman=x": {"Balai dusun", "Jembatan lama", "Sumur bor"},
    }.items():  # fmt: skip
        text = client.get(f"/proyek/?{query}").text
        assert {title for title in ("Balai dusun", "Jembatan lama", "Sumur bor") if title in text} == titles, query
    assert late.is_late(today())


def test_the_map_and_the_table_of_money_add_up(client: Client) -> None:
    going()
    going(region=works.place("35.77.02.1001"))
    whole, district = client.get("/proyek/peta/").text, client.get("/proyek/peta/?wilayah=35.77.01").text
    assert "Rp255.000.001" in whole
    assert "Rp127.500.000,50" in district
    assert "/proyek/?wilayah=35.77.01.1001" in district
    assert "/proyek/peta/?wilayah=35.77.01" in whole


def test_the_table_for_a_spreadsheet_adds_up(client: Client) -> None:
    going(title="=HYPERLINK(1)")
    answer = client.get("/proyek/data.csv")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert sum(Decimal(line["nilai"]) for line in lines) == Decimal("127500000.50")
    assert lines[0]["judul"].startswith("'=")


def test_the_sign_is_one_page_with_the_same_bytes(client: Client) -> None:
    made = going()
    first, again = (client.get(f"/proyek/{made.ref}/papan.pdf") for _time in range(2))
    assert first.content[:5] == b"%PDF-"
    assert first.content == again.content
    assert client.get("/proyek/Y-0000-0000/papan.pdf").status_code == 404


# --- officers ----------------------------------------------------------------------------------------------------


def test_recording_and_changing_from_the_page(client: Client) -> None:
    enter(client, "pupr", "head")
    assert "35.77.01.1001" in client.get("/kerja/proyek/baru/").text
    answer = client.post("/kerja/proyek/baru/", form(value_1="dua juta"))
    assert (answer.status_code, "belum terbaca" in answer.text, "CV Karya Bersama" in answer.text) == (422, True, True)
    answer = client.post("/kerja/proyek/baru/", form(source_2="csr"))
    assert "kosongkan ketiganya" in answer.text
    answer = client.post("/kerja/proyek/baru/", form(planned_end=today() - DAY))
    assert (answer.status_code, "lebih dahulu" in answer.text) == (422, True)
    far = form(latitude="-6.2", longitude="106.8")
    for _twice in range(2):
        answer = client.post("/kerja/proyek/baru/", far, follow=True)
    made = Project.objects.get()
    assert answer.redirect_chain == [(f"/kerja/proyek/berkas/{made.ref}/", 302)]
    assert "di luar garis batas" in answer.text
    assert Fund.objects.get().value == Decimal("125000000.50")
    changed = form(title="Rabat beton Gang Mawar", value_1="130.000.000", latitude="x", longitude="999")
    answer = client.post(f"/kerja/proyek/berkas/{made.ref}/ubah/", changed)
    assert answer.status_code == 422
    changed |= {"latitude": "", "longitude": ""}
    assert client.post(f"/kerja/proyek/berkas/{made.ref}/ubah/", changed).status_code == 302
    assert "Gang Melati → Rabat beton Gang Mawar" in client.get(f"/proyek/{made.ref}/").text


def test_reporting_with_a_photo_from_the_page(client: Client) -> None:
    made = going(office="pupr")
    enter(client, "pupr", "liaison")
    file = f"/kerja/proyek/berkas/{made.ref}/"
    said = {"on": today(), "physical": "37,5", "paid": "20.000.000", "token": "token-lapor-halaman", "spot": "Gapura"}
    answer = client.post(f"{file}kemajuan/", said | {"uploads": upload(make.PNG, "a.png", "image/png")}, follow=True)
    assert "tanpa posisi" in answer.text
    client.post(f"{file}kemajuan/", said | {"uploads": upload(make.PNG, "a.png", "image/png")})
    assert (ProgressReport.objects.count(), ProjectPhoto.objects.count()) == (1, 1)
    answer = client.post(f"{file}kemajuan/", said | {"physical": "20", "token": "token-lapor-turun"})
    assert (answer.status_code, "Tuliskan alasannya" in answer.text) == (422, True)
    answer = client.post(f"{file}kemajuan/", said | {"physical": "120", "token": "token-lapor-naik"})
    assert "antara 0 dan 100" in answer.text
    shot = {"spot": "Gapura", "stage": "50", "on": today(), "token": "token-foto-halaman", "open": "on"}
    told = upload(telling_photo("JPEG"), "b.jpg")
    answer = client.post(f"{file}foto/", shot | {"uploads": told}, follow=True)
    photo = ProjectPhoto.objects.exclude(latitude=None).get()  # the file itself knew where it was taken
    assert photo.open
    assert client.post(f"{file}foto/{photo.pk}/").status_code == 302
    photo.refresh_from_db()
    assert not photo.open


def test_parts_stopping_and_handing_over_from_the_page(client: Client) -> None:
    made = going(office="pupr")
    enter(client, "pupr", "head")
    file = f"/kerja/proyek/berkas/{made.ref}/"
    part = {"title_1": "Pondasi", "day_1": today(), "weight_1": "40,5"}
    assert "40,5 %" in client.post(f"{file}tahap/", part).text
    whole = part | {"title_2": "Cor", "day_2": today() + DAY, "weight_2": "59,5"}
    assert client.post(f"{file}tahap/", whole).status_code == 302
    key = made.milestones.all()[0].pk
    assert client.get(f"{file}tahap/{key}/").status_code == 200
    assert client.post(f"{file}tahap/{key}/", {"on": today()}).status_code == 302
    handed = {
        "group": "Tani Makmur", "group_kind": "tani", "members": 24, "giver": "Dinas", "goods": "Traktor",
        "on": today(),
        "minutes": "027/1", "region": works.VILLAGE, "people": 96, "chair": "Wagimin Sastrodiharjo",
        "token": "token-serah-halaman",
    }  # fmt: skip
    assert client.post(f"{file}serah-terima/", handed).status_code == 302
    handover = Handover.objects.get()
    page = client.get(file).text
    assert "Sastrodiharjo" not in page
    assert "Sastrodiharjo" in client.post(f"{file}serah-terima/{handover.pk}/ketua/").text
    people = {"region": "35.77.01.1002", "people": "7"}
    assert client.post(f"{file}serah-terima/{handover.pk}/", people).status_code == 302
    assert client.post(f"{file}henti/", {"how": "halted", "on": today(), "why": ""}).status_code == 422
    assert client.post(f"{file}henti/", {"how": "halted", "on": today(), "why": "Banjir"}).status_code == 302
    assert "Lanjutkan proyek" in client.get(file).text
    assert client.post(f"{file}lanjut/", {"why": "Surut"}).status_code == 302


def test_an_inspector_notes_what_is_wrong_and_the_office_answers(client: Client) -> None:
    made = going(office="pupr")
    enter(client, "inspektorat", "auditor")
    file = f"/kerja/proyek/berkas/{made.ref}/"
    assert "Catat kunjungan" in client.get(file).text
    assert client.get(f"{file}ubah/").status_code == 403
    note = {"words": "Tebal kurang.", "asked": "Tambah tebal", "token": "token-catat-halaman"}
    assert client.post(f"{file}kunjungan/", note).status_code == 302
    duty = SiteVisit.objects.get().duty
    assert "Batalkan" in client.get(f"/kerja/proyek/{duty.obligation.ref}/").text
    enter(client, "pupr", "staff")
    page = f"/kerja/proyek/{duty.obligation.ref}/"
    assert "Laporkan sudah diperbaiki" in client.get(page).text
    proof = SimpleUploadedFile("bukti.png", make.PNG, "image/png")
    assert client.post(f"{page}repair/", {"repair-text": "Sudah.", "repair-uploads": proof}).status_code == 302
    enter(client, "dinkes", "head")
    assert {client.get(page).status_code, client.get(file).status_code} == {404}
    assert client.get(f"{file}kunjungan/").status_code == 404


def test_who_reads_which_files(client: Client) -> None:
    make.village()
    going(office="pupr", title="Jalan kabupaten")
    going(office="desa-uji", title="Gapura desa")
    both = {"Jalan kabupaten", "Gapura desa"}
    for office, role, titles in [
        ("pupr", "staff", {"Jalan kabupaten"}), ("desa-uji", "head", {"Gapura desa"}), ("pimpinan", "regent", both),
        ("kecamatan-357701", "head", both), ("kecamatan-357702", "head", set()), ("dinkes", "head", set()),
    ]:  # fmt: skip
        text = enter(client, office, role).get("/kerja/proyek/").text
        assert {title for title in both if title in text} == titles, (office, role)


# --- the spreadsheet ---------------------------------------------------------------------------------------------

HEAD = "judul;desa;pelaksana;rencana mulai;rencana selesai;sumber;tahun;nilai;sumber 2;nilai 2;warna"


def sheet(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("proyek.csv", "\n".join([HEAD, *rows]).encode(), "text/csv")


def test_a_spreadsheet_is_looked_at_before_it_is_applied(client: Client) -> None:
    enter(client, "pupr", "head")
    name = works.place().name
    good = (
        f"Jalan usaha tani;{name};CV Maju;02/03/2026;30 Juni 2026;Dana Desa;2026;1.250.000.000,50;swadaya;5000000;biru"
    )
    bad = [
        f"Tanpa nilai;{name};CV Maju;02/03/2026;30/06/2026;Dana Desa;2026;dua juta;;;",
        f"Sumber aneh;{name};CV Maju;02/03/2026;30/06/2026;emas;2026;5;;;",
        "Desa aneh;Atlantis Raya;CV Maju;02/03/2026;30/06/2026;dak;2026;5;;;",
        f"Tanggal aneh;{name};CV Maju;02/13/2026;30/06/2026;dak;2026;5;;;",
    ]
    answer = client.post("/kerja/proyek/impor/", {"file": sheet(good, *bad)}, follow=True)
    for sentence in (
        "belum terbaca",
        "“emas” tidak kami kenal",
        "Tempat ini tidak kami kenal",
        "bukan tanggal",
        "warna",
    ):
        assert sentence in answer.text
    assert "Terapkan" not in answer.text
    assert not Project.objects.exists()
    answer = client.post("/kerja/proyek/impor/", {"file": sheet(good, good)}, follow=True)
    assert "Rp1.255.000.000,50" in answer.text
    where = answer.redirect_chain[0][0]
    assert client.post(where).status_code == 302
    assert client.post(where).status_code == 302  # pressed twice
    assert Project.objects.get().value == Decimal("1255000000.50")
    answer = client.post("/kerja/proyek/impor/", {"file": sheet(good)}, follow=True)
    assert "Semua baris berkas ini sudah ada" in answer.text
    enter(client, "dinkes", "head")
    assert client.get(where).status_code == 404
    assert enter(client, "dinkes", "staff").get("/kerja/proyek/impor/").status_code == 403


# --- many --------------------------------------------------------------------------------------------------------


def test_a_page_asks_as_much_for_many_as_for_one(client: Client) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    enter(client, "pupr", "head")
    made = going()
    paths = ("/proyek/", "/proyek/peta/", "/kerja/proyek/", f"/proyek/{made.ref}/", f"/kerja/proyek/berkas/{made.ref}/")
    client.get("/proyek/")
    few = [asked(path) for path in paths]
    for number in range(12):
        going(title=f"Jalan {number}")
        seen = Seen(f"Titik {number}", "", today(), True)
        reporting.add_photos(made, [Picture(make.photo())], seen=seen, token=str(number), by=SYSTEM, at=timezone.now())
        note = given(on=today(), minutes=str(number))
        helping.hand_over(made, note, token=f"token-serah-{number}", by=SYSTEM, at=timezone.now())
    many = [asked(path) for path in paths]
    assert [more - less for less, more in zip(few, many, strict=True)][:3] == [0, 0, 0]
    assert all(more - less <= 3 for less, more in zip(few, many, strict=True))  # what was empty is now read at all
