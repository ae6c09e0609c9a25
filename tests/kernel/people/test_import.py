"""Tables in by way of a preview, and out again: whole or not at all."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed
from balairung.kernel.people import importing
from balairung.kernel.people.actions import appoint, publish_account
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Change, Holding, Office, Person, Post
from balairung.kernel.people.spreadsheets import SHEETS, Row, read_rows
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
HOLDERS = "kantor,jabatan,nama,nip,surel,kedudukan,mulai,sampai\n"
KNOWN = {sheet.key: sheet for sheet in SHEETS}


@pytest.fixture(autouse=True)
def _regency() -> None:
    make.regency()


@pytest.fixture
def admin(client: Client, settings: Settings) -> Client:
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder("kominfo", "administrator", "Rina")))
    return client


def rows(sheet: str, text: str) -> list[Row]:
    return read_rows(KNOWN[sheet], text.encode())[0]


def rehearse(sheet: str, text: str) -> list[tuple[int, str, str]]:
    report = importing.rehearse(sheet, rows(sheet, text), by=SYSTEM, at=START)
    return [(line.number, line.verdict, line.sentence) for line in report.lines]


def apply(sheet: str, text: str) -> None:
    importing.apply(sheet, rows(sheet, text), seen=importing.state(), by=SYSTEM, at=START)


def upload(client: Client, sheet: str, content: str | bytes, name: str = "tabel.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post("/organisasi/impor/", {"sheet": sheet, "file": SimpleUploadedFile(name, data)})


# --- offices -----------------------------------------------------------------------------------------------------

OFFICES = """kunci;nama;nama pendek;jenis;induk;kalender;urutan;alamat
uptd-air;UPTD Air;;Unit pelaksana teknis;dinas-air;6 hari;71;Jalan Pahlawan 1
dinas-air;Dinas Air;Air;Dinas;;24 jam;70;
pupr;Dinas Pekerjaan Umum;;;;;;
dinsos;Dinas Sosial Kota Madiun;;;;;;
"""


def test_offices_are_added_and_changed_and_a_parent_may_come_later() -> None:
    assert [verdict for _, verdict, _ in rehearse("kantor", OFFICES)] == ["add", "add", "change", "same"]
    assert not Office.objects.filter(key="dinas-air").exists()
    apply("kantor", OFFICES)
    made = make.office("uptd-air")
    assert (made.parent, made.calendar, made.kind) == (make.office("dinas-air"), "6-day", "uptd")
    assert made.address == "Jalan Pahlawan 1"
    assert (make.office("dinas-air").calendar, make.office("dinas-air").short) == ("24-hour", "Air")
    assert (make.office("pupr").name, make.office("pupr").short) == ("Dinas Pekerjaan Umum", "Dinas PUPR")
    assert [verdict for _, verdict, _ in rehearse("kantor", OFFICES)] == ["same"] * 4


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Kantor A;Dinas A;;Dinas;;;;;", "Kunci"),
        ("orang;Dinas A;;Dinas;;;;;", "Kunci"),
        ("a;Dinas A;;;;;;;", "Sebutkan jenis kantor"),
        ("a;;;Dinas;;;;;", "Isi kolom “nama”"),
        ("a;Dinas A;;Kementerian;;;;;", "“Kementerian” tidak dikenal"),
        ("a;Dinas A;;Dinas;tidak-ada;;;;", "Kantor dengan kunci “tidak-ada” tidak ada"),
        ("a;Dinas A;;Dinas;;8 hari;;;", "Kalender “8 hari” tidak dikenal"),
        ("a;Dinas A;;Dinas;;;dua;;", "harus berisi angka"),
        ("a;" + "x" * 600 + ";;Dinas;;;;;", "terlalu panjang"),
        ("setda;Setda;;;bagian-hukum;;;;", "tidak bisa menjadi induknya"),
    ],
)
def test_a_bad_office_is_named_by_its_row(line: str, sentence: str) -> None:
    head = OFFICES.splitlines()[0]
    (good, bad) = rehearse("kantor", f"{head}\nbaik;Dinas Baik;;Dinas;;;;;\n{line}\n")
    assert good == (2, "add", "")
    assert bad[:2] == (3, "bad")
    assert sentence in bad[2]


# --- contacts ----------------------------------------------------------------------------------------------------

CONTACTS = """kantor;jenis;isi;jam layanan;jabatan
pupr;Telepon;(0351) 424172;Senin–Jumat;
pupr;instagram;https://instagram.com/DinasPUPR/;;
pupr;WhatsApp;0812 3456 7890;;Kepala Dinas PUPR
"""


def test_contacts_come_in_once_and_go_out_as_they_came_in(admin: Client) -> None:
    assert [verdict for _, verdict, _ in rehearse("kontak", CONTACTS)] == ["add", "add", "add"]
    apply("kontak", CONTACTS)
    assert [verdict for _, verdict, _ in rehearse("kontak", CONTACTS)] == ["same"] * 3
    later = CONTACTS.replace("Senin–Jumat", "Setiap hari")
    assert [verdict for _, verdict, _ in rehearse("kontak", later)] == ["change", "same", "same"]
    told = body(admin.get("/organisasi/ekspor/kontak.csv"))
    assert "'@dinaspupr" in told.decode()
    assert [verdict for _, verdict, _ in rehearse("kontak", told.decode())] == ["same"] * 3


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("tidak-ada;Telepon;112;;", "Kantor dengan kunci"),
        ("pupr;;112;;", "Isi kolom “jenis”"),
        ("pupr;Merpati;112;;", "“Merpati” tidak dikenal"),
        ("pupr;Telepon;;;", "Isi kolom “isi”"),
        ("pupr;Situs web;http://contoh.id;;", "diawali https://"),
        ("pupr;Telepon;112;;Raja", "Jabatan “Raja” tidak ada"),
    ],
)
def test_a_bad_contact_is_named_by_its_row(line: str, sentence: str) -> None:
    (bad,) = rehearse("kontak", f"{CONTACTS.splitlines()[0]}\n{line}\n")
    assert bad[:2] == (2, "bad")
    assert sentence in bad[2]


# --- posts -------------------------------------------------------------------------------------------------------

POSTS = """kantor,jabatan,peran,eselon,kantor atasan,jabatan atasan,kursi,urutan
pupr,Juru Ukur,Staf,,,Pengawas Ukur,3,
pupr,Pengawas Ukur,Kepala bidang/seksi,IV.a,,Kepala Dinas PUPR,,
pupr,kepala dinas pupr,,,setda,Sekretaris Daerah,,
pupr,Resepsionis Dinas PUPR,,,,,,
"""


def test_posts_are_added_and_the_line_of_command_is_drawn_after_all_are_there() -> None:
    assert [verdict for _, verdict, _ in rehearse("jabatan", POSTS)] == ["add", "add", "change", "same"]
    apply("jabatan", POSTS)
    juru = Post.objects.get(title="Juru Ukur")
    assert juru.superior
    assert juru.superior.superior
    assert (juru.seats, juru.superior.title, juru.superior.superior.title) == (3, "Pengawas Ukur", "Kepala Dinas PUPR")
    assert make.post("pupr", "head").superior == make.post("setda", "secretary")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("tidak-ada,Staf,Staf,,,,,", "Kantor dengan kunci"),
        ("pupr,Juru,,,,,,", "Sebutkan peran"),
        ("pupr,Juru,Raja,,,,,", "“Raja” tidak dikenal"),
        ("pupr,Juru,Staf,V.z,,,,", "“V.z” tidak dikenal"),
        ("pupr,Juru,Staf,,,Tidak Ada,,", "Jabatan “Tidak Ada” tidak ada"),
        ("pupr,Juru,Kepala kantor,,,,,", "sudah mempunyai kepala"),
        ("setda,Sekretaris Daerah,,,pupr,Kepala Dinas PUPR,,", "tidak bisa menjadi atasannya"),
    ],
)
def test_a_bad_post_is_named_by_its_row(line: str, sentence: str) -> None:
    head = POSTS.splitlines()[0]
    ((number, verdict, words),) = rehearse("jabatan", f"{head}\n{line}\n")
    assert (number, verdict) == (2, "bad")
    assert sentence in words


# --- holders -----------------------------------------------------------------------------------------------------


def test_holders_come_in_and_the_same_file_again_changes_nothing() -> None:
    text = HOLDERS + (
        "pupr,Kepala Dinas PUPR,Siti,197001011995031002,siti@contoh.id,definitif,02/03/2026,\n"
        "pupr,Pejabat Penghubung Dinas PUPR,siti,197001011995031002,,,2026-03-02,\n"
        "pupr,Staf Dinas PUPR,Dewi,,,,2 Maret 2026,31 Desember 2026\n"
        "pupr,Resepsionis Dinas PUPR,Dewi,,,,2-3-2026,\n"
        "dinsos,Staf Dinas Sosial,Dewi,,,,2026-03-02,\n"
        "dinsos,Kepala Dinas Sosial,Budi,,budi@contoh.id,Plt.,2026-03-02,\n"
    )
    assert [verdict for _, verdict, _ in rehearse("pemangku", text)] == ["add"] * 6
    assert not Person.objects.exists()
    apply("pemangku", text)
    # Siti by her NIP, Dewi by her name in the same office; the Dewi of another office is somebody else.
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Budi", "Dewi", "Dewi", "Siti"]
    assert Holding.objects.get(person__name="Budi").capacity == "plt"
    assert [verdict for _, verdict, _ in rehearse("pemangku", text)] == ["same"] * 6


def test_a_holder_gets_contacts_and_an_end() -> None:
    first = HOLDERS + "pupr,Kepala Dinas PUPR,Siti,197001011995031002,,,2026-03-02,\n"
    apply("pemangku", first)
    later = HOLDERS + "pupr,Kepala Dinas PUPR,Siti,197001011995031002,siti@contoh.id,,2026-03-02,2026-06-30\n"
    assert rehearse("pemangku", later) == [(2, "change", "")]
    apply("pemangku", later)
    siti = Person.objects.get()
    assert (siti.email, siti.nip) == ("siti@contoh.id", "197001011995031002")
    assert str(siti.holdings.get().until) == "2026-06-30"


def test_a_nip_that_comes_later_joins_and_another_nip_is_another_person() -> None:
    apply("pemangku", HOLDERS + "pupr,Staf Dinas PUPR,Dewi,,dewi@contoh.id,,2026-01-05,\n")
    later = "pupr,Resepsionis Dinas PUPR,Dewi,197001011995031002,dewi@contoh.id,,2026-01-05,\n"
    other = "pupr,Pejabat Penghubung Dinas PUPR,Dewi,198001011995031002,dewi@contoh.id,,2026-01-05,\n"
    apply("pemangku", HOLDERS + later + other)
    assert sorted(person.nip for person in Person.objects.all()) == ["197001011995031002", "198001011995031002"]
    assert Person.objects.with_nip("197001011995031002").get().holdings.count() == 2


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("tidak-ada,Staf,Siti,,,,2026-03-02,", "Kantor dengan kunci"),
        ("pupr,Kepala Dinas,Siti,,,,2026-03-02,", "Jabatan “Kepala Dinas” tidak ada"),
        ("pupr,Kepala Dinas PUPR,,,,,2026-03-02,", "Isi kolom “nama”"),
        ("pupr,Kepala Dinas PUPR,Siti,,,,,", "Isi kolom “mulai”"),
        ("pupr,Kepala Dinas PUPR,Siti,,,,31/02/2026,", "bukan tanggal"),
        ("pupr,Kepala Dinas PUPR,Siti,,,,besok,", "bukan tanggal"),
        ("pupr,Kepala Dinas PUPR,Siti,,,,2026-03-02,2026-03-01", "tidak boleh sebelum hari pertama"),
        ("pupr,Kepala Dinas PUPR,Siti,1.970E+17,,,2026-03-02,", "18 angka"),
        ("pupr,Kepala Dinas PUPR,Siti,,,raja,2026-03-02,", "“raja” tidak dikenal"),
        ("pupr,Kepala Dinas PUPR,Siti,,,Plh.,2026-03-02,2026-03-05", "Angkat Plt"),
        ("pupr,Kepala Dinas PUPR,Orang Lain,197001011995031002,,,2026-03-02,", "terdaftar atas nama Wati"),
    ],
)
def test_a_bad_holder_is_named_by_its_row_and_nothing_is_written(line: str, sentence: str) -> None:
    make.person("Wati", nip="197001011995031002")
    text = f"{HOLDERS}dinsos,Kepala Dinas Sosial,Budi,,,,2026-03-02,\n{line}\n"
    good, bad = rehearse("pemangku", text)
    assert good == (2, "add", "")
    assert bad[:2] == (3, "bad")
    assert sentence in bad[2]
    assert not Holding.objects.exists()


def test_two_holders_of_one_seat_in_one_file_are_told_apart() -> None:
    text = HOLDERS + "pupr,Kepala Dinas PUPR,Siti,,,,2026-03-02,\npupr,Kepala Dinas PUPR,Budi,,,,2026-03-02,\n"
    assert [verdict for _, verdict, _ in rehearse("pemangku", text)] == ["add", "bad"]


def test_only_administrators_import() -> None:
    kadis = make.officer("pupr", "head")
    with pytest.raises(NotAllowed):
        importing.rehearse("kantor", rows("kantor", OFFICES), by=kadis, at=START)
    with pytest.raises(NotAllowed):
        importing.apply("kantor", rows("kantor", OFFICES), seen="", by=kadis, at=START)


# --- through the pages -------------------------------------------------------------------------------------------


def test_a_good_file_is_shown_and_then_applied_whole(admin: Client) -> None:
    answer = upload(admin, "pemangku", HOLDERS + "pupr,Kepala Dinas PUPR,Siti,,,,2026-03-02,\n")
    page = admin.get(answer.url)
    assert "Siti, Kepala Dinas PUPR, Dinas PUPR" in page.content.decode()
    assert not Holding.objects.filter(person__name="Siti").exists()
    done = admin.post(answer.url, follow=True)
    assert "diterapkan seluruhnya" in done.content.decode()
    assert Holding.objects.get(person__name="Siti").post.title == "Kepala Dinas PUPR"
    gone = admin.post(answer.url)
    assert (gone.status_code, "sudah tidak ada" in gone.content.decode()) == (422, True)


def test_a_file_with_one_bad_row_names_it_and_cannot_be_applied(admin: Client) -> None:
    text = HOLDERS + "pupr,Kepala Dinas PUPR,Siti,,,,2026-03-02,\npupr,Kepala Apa,Budi,,,,2026-03-02,\n"
    answer = upload(admin, "pemangku", text)
    page = admin.get(answer.url).content.decode()
    assert "Baris 3" in page
    assert "Jabatan “Kepala Apa” tidak ada" in page
    assert "Terapkan" not in page
    forged = admin.post(answer.url)
    assert forged.status_code == 422
    assert not Person.objects.filter(name="Siti").exists()


def test_a_preview_is_stale_when_the_organisation_changed_since(admin: Client) -> None:
    answer = upload(admin, "pemangku", HOLDERS + "pupr,Kepala Dinas PUPR,Siti,,,,2026-03-02,\n")
    make.holder("pupr", "head", "Budi")
    refused = admin.post(answer.url)
    assert refused.status_code == 409
    assert "sudah berubah" in refused.content.decode()
    assert not Person.objects.filter(name="Siti").exists()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04 nonsense", b"apa saja"])
def test_a_file_that_is_none_is_told_on_the_form(admin: Client, content: bytes) -> None:
    answer = upload(admin, "kantor", content)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    without = admin.post("/organisasi/impor/", {})
    assert "Pilih berkasnya" in without.content.decode()


def test_html_in_a_file_stays_text(admin: Client) -> None:
    answer = upload(admin, "pemangku", HOLDERS + "pupr,<script>alert(1)</script>,Siti,,,,2026-03-02,\n")
    page = admin.get(answer.url).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


# --- out ---------------------------------------------------------------------------------------------------------


def body(answer: Any) -> bytes:
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(answer)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("sheet", ["kantor", "jabatan", "pemangku"])
def test_what_goes_out_comes_in_again_and_changes_nothing(admin: Client, sheet: str, form: str) -> None:
    make.holder("pupr", "head", "Siti")
    answer = admin.get(f"/organisasi/ekspor/{sheet}.{form}")
    assert "attachment" in answer["Content-Disposition"]
    found, ignored = read_rows(KNOWN[sheet], body(answer))
    assert ignored == []
    report = importing.rehearse(sheet, found, by=SYSTEM, at=START)
    assert {line.verdict for line in report.lines} == {"same"}, report.bad[:3]


def test_no_private_contact_leaves_in_a_table(admin: Client) -> None:
    secrets = ("rahasia@contoh.id", "197001011995031002", "81234567890")
    siti = make.person("Siti", email=secrets[0], nip=secrets[1], phone="0812 3456 7890")
    appoint(person=siti, post=make.post("pupr", "head"), since=START.date(), by=SYSTEM, at=START)
    publish_account(office=make.office("pupr"), kind="instagram", value="dinaspupr", by=SYSTEM, at=START)
    for sheet in KNOWN:
        for form in ("csv", "xlsx"):
            content = body(admin.get(f"/organisasi/ekspor/{sheet}.{form}"))
            text = str(read_rows(KNOWN[sheet], content))
            assert not any(secret in text for secret in secrets)


def test_a_formula_in_a_name_leaves_as_text(admin: Client) -> None:
    office = make.office("pupr")
    Office.objects.filter(pk=office.pk).update(name='=HYPERLINK("http://x")')
    text = body(admin.get("/organisasi/ekspor/kantor.csv")).decode()
    assert "'=HYPERLINK" in text
    assert Change.objects.filter(verb="import").count() == 0


def test_an_unknown_table_is_not_there(admin: Client) -> None:
    assert admin.get("/organisasi/ekspor/rahasia.csv").status_code == 404
    assert admin.get("/organisasi/ekspor/kantor.pdf").status_code == 404
