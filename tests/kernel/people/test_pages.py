"""The pages of the organisation: what everybody sees, what heads and administrators do there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django import Settings

from balairung.kernel.people.actions import appoint, publish_account, record_absence
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Absence, Change, Decree, Holding, Office, Person, Post
from tests import make

pytestmark = pytest.mark.django_db
TODAY = localdate()
DAY = timedelta(days=1)
WHO: dict[str, Any] = {"by": SYSTEM, "at": timezone.now()}


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(make.account(who))
    return client


@pytest.fixture
def admin() -> Client:
    return signed_in(make.holder("kominfo", "administrator", "Rina"))


def words(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def says(answer: Any, *sentences: str) -> bool:
    text = answer.content.decode()
    return all(sentence in text for sentence in sentences)


def post_page(post: Post) -> str:
    return f"/organisasi/jabatan/{post.pk}/"


# --- what everybody sees -----------------------------------------------------------------------------------------


def test_the_tree_shows_leaders_offices_districts_and_villages(client: Client) -> None:
    make.holder("pimpinan", "regent", "Ipuk Lestari")
    make.holder("pupr", "head", "Siti Aminah")
    text = words(client, "/organisasi/")
    for name in ("Organisasi Kota Madiun", "Ipuk Lestari", "Kepala Dinas PUPR", "Siti Aminah", "Kecamatan Taman"):
        assert name in text
    assert all(f"/organisasi/{office.key}/" in text for office in Office.objects.exclude(kind="leadership"))
    assert "kosong" in text


def test_the_tree_asks_the_same_number_of_questions_however_many_hold_posts(client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/organisasi/")
        return len(queries)

    asked()  # once for what a process remembers: the regency
    before = asked()
    for key in ("pupr", "dinsos", "disdik", "dinkes"):
        make.holder(key, "head")
    assert asked() == before <= 10


def test_offices_are_found_by_words_of_their_name(client: Client) -> None:
    assert "Kelurahan Banjarejo" in words(client, "/organisasi/?cari=BANJAR+kelur")
    nothing = words(client, "/organisasi/?cari=<script>")
    assert "Tidak ada kantor dengan kata itu" in nothing
    assert "<script>" not in nothing.replace("<script src", "")
    words(client, "/organisasi/?cari=" + "x" * 5000)


def test_an_office_shows_its_contacts_and_who_acts_and_nothing_private(client: Client) -> None:
    siti = make.person("Siti", email="siti-pribadi@contoh.id", phone="0812 3456 7890", nip="197001011995031002")
    joko = make.person("Joko")
    head = make.post("pupr", "head")
    appoint(person=siti, post=head, since=TODAY - 30 * DAY, **WHO)
    record_absence(person=siti, since=TODAY, until=TODAY + DAY, reason="sakit jantung", **WHO)
    appoint(person=joko, post=head, capacity="plh", since=TODAY, until=TODAY + DAY, **WHO)
    for kind, value in (("telephone", "0351 424172"), ("email", "pupr@contoh.id")):
        publish_account(office=make.office("pupr"), kind=kind, value=value, **WHO)
    text = words(client, "/organisasi/pupr/")
    assert text.index("Plh. Joko") < text.index("Siti")
    assert "(0351) 424172" in text
    assert "pupr@contoh.id" in text
    for secret in ("siti-pribadi", "81234567890", "197001011995031002", "jantung"):
        assert secret not in text


def test_staff_and_administrators_are_shown_to_officers_only(client: Client) -> None:
    make.holder("pupr", "staff", "Dewi Anggraini")
    make.holder("kominfo", "administrator", "Rina Wulandari")
    officer = signed_in(make.holder("dinsos", "head"))
    for key, name in (("pupr", "Dewi Anggraini"), ("kominfo", "Rina Wulandari")):
        assert name not in words(client, f"/organisasi/{key}/")
        assert name in words(officer, f"/organisasi/{key}/")


def test_an_office_that_is_not_there_is_not_found(client: Client) -> None:
    words(client, "/organisasi/tidak-ada/", 404)
    Office.objects.filter(key="pupr").update(closed_on=TODAY)
    assert "dihapus pada" in words(client, "/organisasi/pupr/")


def test_an_empty_house_says_what_will_be_here(client: Client) -> None:
    Office.objects.update(closed_on=TODAY)
    assert "Belum ada kantor di sini" in words(client, "/organisasi/")


# --- doors -------------------------------------------------------------------------------------------------------


def doors(who: Person) -> list[str]:
    post, holding = make.post("pupr", "section_head"), Holding.objects.order_by("id")[0]
    return [
        "/organisasi/kantor-baru/", "/organisasi/orang/", "/organisasi/orang/baru/", "/organisasi/hari/",
        "/organisasi/perubahan/", "/organisasi/impor/", "/organisasi/impor/x/", "/organisasi/ekspor/kantor.csv",
        "/organisasi/pupr/ubah/", "/organisasi/pupr/hapus/", "/organisasi/pupr/jabatan-baru/", post_page(post),
        f"{post_page(post)}ubah/", f"{post_page(post)}hapus/", f"{post_page(post)}angkat/",
        f"/organisasi/pemangku/{holding.pk}/akhiri/", f"/organisasi/pemangku/{holding.pk}/batal/",
        f"/organisasi/orang/{who.pk}/", f"/organisasi/orang/{who.pk}/ubah/",
        f"/organisasi/orang/{who.pk}/akun/beri/", f"/organisasi/orang/{who.pk}/tidak-bertugas/",
    ]  # fmt: skip


def test_strangers_are_sent_to_the_door_and_other_officers_away(client: Client) -> None:
    siti = make.holder("pupr", "head", "Siti")
    budi = signed_in(make.holder("dinsos", "head", "Budi"))
    before = Change.objects.count()
    for path in doors(siti):
        for method in ("get", "post"):
            assert getattr(client, method)(path).headers.get("Location", "").startswith("/akun/login/"), path
            assert getattr(budi, method)(path).status_code in (403, 404, 405), path
    assert (Change.objects.count(), Person.objects.filter(user__isnull=False).count()) == (before, 1)


def test_an_administrator_opens_every_door(admin: Client) -> None:
    siti = make.holder("pupr", "head", "Siti")
    posted = ("/batal/", "/akun/beri/", "/impor/x/")
    for path in doors(siti):
        if not path.endswith(posted):
            assert admin.get(path).status_code == 200, path
    for path in doors(siti):
        if path.endswith(("/batal/", "/akun/beri/")):
            assert admin.get(path).status_code == 405, path


# --- offices and posts -------------------------------------------------------------------------------------------

OFFICE = {"name": "Dinas Air", "short": "Air", "key": "dinas-air", "kind": "dinas", "calendar": "5-day", "order": "70"}


def test_an_office_is_added_changed_and_closed(admin: Client) -> None:
    made = admin.post("/organisasi/kantor-baru/", OFFICE, follow=True)
    assert says(made, "Kantor ditambahkan", "Dinas Air")
    form = OFFICE | {"name": "Dinas Air Bersih", "parent": "dinkes", "address": "Jalan Bali 3"}
    changed = admin.post("/organisasi/dinas-air/ubah/", form, follow=True)
    assert says(changed, "Perubahan disimpan", "Dinas Air Bersih", "Jalan Bali 3", "Dinas Kesehatan")
    sure = admin.get("/organisasi/dinas-air/hapus/")
    assert says(sure, "Hapus Dinas Air Bersih?")
    closed = admin.post("/organisasi/dinas-air/hapus/", follow=True)
    assert says(closed, "Dinas Air Bersih dihapus")
    assert make.office("dinas-air").closed_on == TODAY


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Tuliskan nama kantornya"),
        ("name", "x" * 161, "160"),
        ("key", "Dinas Air", "Pakai huruf kecil"),
        ("key", "pupr", "sudah dipakai"),
        ("kind", "kerajaan", "kerajaan"),
        ("order", "banyak", "bilangan"),
        ("parent", "tidak-ada", "Masukkan pilihan yang valid"),
    ],
)
def test_a_bad_field_keeps_what_was_typed_and_writes_nothing(
    admin: Client, field: str, value: str, sentence: str
) -> None:
    answer = admin.post("/organisasi/kantor-baru/", OFFICE | {"address": "Jalan Pahlawan 1", field: value})
    assert answer.status_code == 422
    assert says(answer, sentence, "Jalan Pahlawan 1", 'role="alert"')
    assert not Office.objects.filter(key="dinas-air").exists()
    nothing = admin.post("/organisasi/kantor-baru/", {})
    assert nothing.status_code == 422


def test_a_refusal_of_closing_is_a_page_with_its_sentence(admin: Client) -> None:
    make.holder("pupr", "head", "Siti")
    answer = admin.post("/organisasi/pupr/hapus/")
    assert answer.status_code == 422
    assert says(answer, "Siti masih memangku jabatan")


def test_a_post_is_added_changed_and_closed(admin: Client) -> None:
    head = make.post("pupr", "head")
    form = {"title": "Juru Ukur", "role": "staff", "seats": "2", "superior": str(head.pk)}
    assert says(admin.post("/organisasi/pupr/jabatan-baru/", form, follow=True), "Jabatan ditambahkan", "Juru Ukur")
    juru = Post.objects.get(title="Juru Ukur")
    form |= {"title": "Juru Ukur Tanah", "order": "7"}
    assert says(admin.post(f"{post_page(juru)}ubah/", form, follow=True), "Perubahan disimpan", "Juru Ukur Tanah")
    circle = admin.post(
        f"{post_page(head)}ubah/", {"title": head.title, "role": "head", "seats": "1", "superior": str(juru.pk)}
    )
    assert (circle.status_code, says(circle, "tidak bisa menjadi atasannya")) == (422, True)
    assert says(admin.post(f"{post_page(juru)}hapus/", follow=True), "Jabatan Juru Ukur Tanah dihapus")


# --- appointing --------------------------------------------------------------------------------------------------


def test_somebody_is_found_and_appointed(admin: Client) -> None:
    siti, head = make.person("Siti Aminah"), make.post("pupr", "head")
    found = words(admin, f"{post_page(head)}angkat/?cari=siti")
    assert f"?orang={siti.pk}" in found
    assert "Belum ada yang terdaftar" in words(admin, f"{post_page(head)}angkat/?cari=budi")
    path = f"{post_page(head)}angkat/?orang={siti.pk}"
    assert "Mengangkat Siti Aminah" in words(admin, path)
    term = {"capacity": "definitive", "since": "2026-03-02", "decree": "821/1"}
    wrong = admin.post(path, term | {"until": "2026-03-01"})
    assert (wrong.status_code, says(wrong, "tidak boleh sebelum hari pertama", "821/1")) == (422, True)
    assert says(admin.post(path, term, follow=True), "Siti Aminah diangkat", "821/1")
    twice = admin.post(path, term)
    assert (twice.status_code, says(twice, "sudah memangku")) == (422, True)
    assert head.holdings.count() == 1


def test_a_new_person_is_registered_on_the_way_to_a_post(admin: Client) -> None:
    head = make.post("pupr", "head")
    answer = admin.post(f"/organisasi/orang/baru/?jabatan={head.pk}", {"name": "Siti", "email": "s@contoh.id"})
    siti = Person.objects.get(name="Siti")
    assert answer.headers["Location"] == f"{post_page(head)}angkat/?orang={siti.pk}"
    assert admin.get("/organisasi/orang/baru/?jabatan=bukan&nama=<b>").status_code == 200
    assert words(admin, f"{post_page(head)}angkat/?orang=bukan-kunci")


def test_a_term_is_ended_and_an_appointment_undone(admin: Client) -> None:
    siti, head = make.person("Siti"), make.post("pupr", "head")
    holding = appoint(person=siti, post=head, since=TODAY, **WHO)
    page = words(admin, post_page(head))
    assert f"/organisasi/pemangku/{holding.pk}/batal/" in page
    assert says(
        admin.post(f"/organisasi/pemangku/{holding.pk}/batal/", follow=True), "Pengangkatan dibatalkan", "kosong"
    )
    holding = appoint(person=siti, post=head, since=TODAY - 5 * DAY, **WHO)
    path = f"/organisasi/pemangku/{holding.pk}/akhiri/"
    assert admin.post(path, {"until": "kemarin"}).status_code == 422
    assert says(admin.post(path, {"until": (TODAY - DAY).isoformat()}, follow=True), "diakhiri", "Sebelumnya")


def test_a_head_appoints_people_of_the_office_to_its_tasks(client: Client) -> None:
    kadis, dewi = make.holder("pupr", "head", "Pak Kadis"), make.holder("pupr", "staff", "Dewi")
    make.holder("dinsos", "staff", "Budi")
    boss, desk = signed_in(kadis), make.post("pupr", "receptionist")
    office = words(boss, "/organisasi/pupr/")
    assert post_page(desk) in office
    assert post_page(make.post("pupr", "head")) not in office
    choice = words(boss, f"{post_page(desk)}angkat/")
    assert "Dewi" in choice
    assert "Budi" not in choice
    path = f"{post_page(desk)}angkat/?orang={dewi.pk}"
    assert says(boss.post(path, {"capacity": "definitive", "since": "2026-03-02"}, follow=True), "Dewi diangkat")
    budi = Person.objects.get(name="Budi")
    outside = boss.post(f"{post_page(desk)}angkat/?orang={budi.pk}", {"capacity": "definitive", "since": "2026-03-02"})
    assert (outside.status_code, says(outside, "Budi belum bertugas di kantor ini")) == (403, True)
    assert boss.get(post_page(make.post("kominfo", "administrator"))).status_code == 404


# --- people ------------------------------------------------------------------------------------------------------


def test_people_are_found_by_name_nip_and_address(admin: Client) -> None:
    make.person("Siti Aminah", nip="197001011995031002", email="siti@contoh.id")
    for asked in ("siti", "AMINAH siti", "19700101 199503 1 002", "Siti@contoh.id"):
        assert "Siti Aminah" in words(admin, f"/organisasi/orang/?cari={asked}")
    assert "Siti Aminah" not in words(admin, "/organisasi/orang/?cari=1970")
    assert "Siti Aminah" not in words(admin, "/organisasi/orang/")


def test_a_person_is_changed_and_a_bad_contact_keeps_what_was_typed(admin: Client) -> None:
    siti = make.person("Siti")
    path = f"/organisasi/orang/{siti.pk}/"
    form = {"name": "Siti Aminah", "nip": "", "email": "baru@contoh.id", "phone": "0812 3456 7890"}
    wrong = admin.post(f"{path}ubah/", form | {"nip": "12"})
    assert (wrong.status_code, says(wrong, "18 angka", "baru@contoh.id")) == (422, True)
    assert says(admin.post(f"{path}ubah/", form, follow=True), "Perubahan disimpan", "0812-3456-7890")
    assert "0812-3456-7890" in words(admin, f"{path}ubah/")


def test_an_account_is_given_and_taken(admin: Client) -> None:
    siti = make.person("Siti", email="siti@contoh.id")
    path = f"/organisasi/orang/{siti.pk}/"
    given = admin.post(f"{path}akun/beri/", follow=True)
    assert says(given, "Kirim tautan ini kepada Siti", "/akun/password/reset/key/", "masuk dengan siti@contoh.id")
    assert "/password/reset/key/" not in words(admin, path)  # told once
    assert says(admin.post(f"{path}akun/tautan/", follow=True), "/akun/password/reset/key/")
    Person.objects.get(pk=siti.pk).write_contacts(nip="", email="", phone="")
    for verb, sentence in (("alamat", "Alamat masuk"), ("tutup", "Akun ditutup")):
        assert says(admin.post(f"{path}akun/{verb}/", follow=True), sentence)
    assert says(admin.post(f"{path}akun/tautan/"), "belum mempunyai akun")
    for unknown in ("apa-saja", "pengaman"):  # a second factor is given back by two people only
        assert admin.post(f"{path}akun/{unknown}/").status_code == 404
    assert says(admin.post(f"{path}akun/beri/", follow=True), "Kirim tautan ini")


def test_an_absence_is_recorded_and_ended_by_the_person(client: Client) -> None:
    siti = make.holder("pupr", "head", "Siti")
    own, path = signed_in(siti), f"/organisasi/orang/{siti.pk}/"
    term = {"since": TODAY.isoformat(), "until": (TODAY + 5 * DAY).isoformat(), "reason": "cuti"}
    wrong = own.post(f"{path}tidak-bertugas/", term | {"until": ""})
    assert (wrong.status_code, says(wrong, "Sebutkan tanggalnya", "cuti")) == (422, True)
    assert says(own.post(f"{path}tidak-bertugas/", term, follow=True), "Ketidakhadiran dicatat", "cuti")
    absence = Absence.objects.get()
    back = f"/organisasi/absen/{absence.pk}/kembali/"
    assert says(own.post(back, {"back": TODAY.isoformat()}, follow=True), "Perubahan disimpan")
    assert not Absence.objects.exists()
    assert own.get(back).status_code == 404


def test_a_head_sees_the_people_of_the_office_without_their_contacts(client: Client) -> None:
    kadis = make.holder("pupr", "head", "Pak Kadis")
    dewi = make.person("Dewi", email="dewi-pribadi@contoh.id")
    appoint(person=dewi, post=make.post("pupr", "staff"), since=TODAY, **WHO)
    page = words(signed_in(kadis), f"/organisasi/orang/{dewi.pk}/")
    assert "Dewi" in page
    assert "dewi-pribadi" not in page


# --- days and changes --------------------------------------------------------------------------------------------


def counted(decree: Decree, *, by: Actor, at: object) -> int:
    """Stands above this floor and counts deadlines anew."""
    assert by.administers
    return 3


def test_a_decreed_day_is_written_and_followed(admin: Client, settings: Settings) -> None:
    settings.DECREE_FOLLOWERS = ["tests.kernel.people.test_pages.counted"]
    form = {"date": (TODAY + 9 * DAY).isoformat(), "kind": "regional", "name": "Hari Jadi", "decree": "SK 12/2026"}
    assert says(
        admin.post("/organisasi/hari/", form, follow=True), "Batas waktu yang berubah: 3", "Hari Jadi", "SK 12/2026"
    )
    wrong = admin.post("/organisasi/hari/", form | {"date": "31/02/2026", "name": "Lain"})
    assert (wrong.status_code, says(wrong, "Tulis tanggal seperti 25/03/2026", "Lain")) == (422, True)
    assert admin.post("/organisasi/hari/", form | {"date": "1999-01-01"}).status_code == 422
    assert Decree.objects.count() == 1


def test_changes_are_listed_page_by_page(admin: Client) -> None:
    for number in range(60):
        make.person(f"Orang ke-{number}")
    first = words(admin, "/organisasi/perubahan/")
    last = Change.objects.order_by("-at", "-id")[49]
    assert f"?sebelum={last.pk}" in first
    older = words(admin, f"/organisasi/perubahan/?sebelum={last.pk}")
    assert "organisasi dibangun" in older
    assert f"?sebelum={last.pk}" in words(admin, "/organisasi/perubahan/?sebelum=apa-saja")
