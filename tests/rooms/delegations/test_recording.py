"""A decree goes into the register: looked at first, every refusal beside its row, the input kept, all or nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from pytest_django import Settings

from balairung.kernel.files.models import File
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.delegating import withdraw
from balairung.kernel.people.models import Delegation, LegalBasis, Post
from balairung.rooms.delegations import register
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
RECORD = "/kerja/pelimpahan/baru/"
TODAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()


def signed_in(client: Client, office: str = "setda", role: str = "secretary", name: str = "Sekda") -> Client:
    client.force_login(make.account(make.holder(office, role, name)))
    return client


@pytest.fixture
def desk(client: Client) -> Client:
    """The secretary's."""
    return signed_in(client)


def filled(**more: Any) -> dict[str, Any]:
    return {
        "basis_kind": "regent_decree", "number": "188/45/2026", "dated": "2026-11-02", "about": "Pelimpahan",
        "kind": "mandate", "giver": str(make.post("pimpinan", "regent").pk), "to_districts": ["all"], "where": "own",
        "hal_letter": ["letter:undangan", "letter:legalisasi"], "since": str(TODAY), "langkah": "periksa", **more,
    }  # fmt: skip


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def looked_at(desk: Client, wanted: dict[str, Any], status: int = 200) -> str:
    answer = desk.post(RECORD, wanted)
    assert answer.status_code == status, re.findall(r"<li>.*?</li>", answer.text)
    return answer.text


def confirm(desk: Client, wanted: dict[str, Any], page: str, step: str = "catat") -> Any:
    again = {name: value for name, value in wanted.items() if name != "scans"}
    return desk.post(RECORD, again | {"langkah": step, "seen": hidden(page, "seen"), "kept": hidden(page, "kept")})


def given() -> int:
    return Delegation.objects.filter(basis__number="188/45/2026").count()


# --- the whole way -------------------------------------------------------------------------------------------------


def test_all_camat_and_several_kinds_in_one_go(desk: Client) -> None:
    assert desk.get(RECORD).status_code == 200
    page = looked_at(desk, filled())
    assert given() == 0  # looked at, not kept
    assert not LegalBasis.objects.filter(number="188/45/2026").exists()
    assert "Catat 6 pelimpahan" in page
    assert "Kecamatan Kartoharjo" in page
    answer = confirm(desk, filled(), page)
    basis = LegalBasis.objects.get(number="188/45/2026")
    assert answer.headers["Location"] == f"/pelimpahan/dasar/{basis.pk}/"
    rows = list(Delegation.objects.filter(basis=basis).select_related("receiver__office"))
    assert len(rows) == 6
    assert all(row.region_id == row.receiver.office.region_id for row in rows)
    assert {row.recorded_by.name for row in rows if row.recorded_by} == {"Sekda"}
    assert "6 pelimpahan tercatat." in desk.get(answer.headers["Location"]).text


def test_twice_the_same_form_is_refused_row_by_row(desk: Client) -> None:
    page = looked_at(desk, filled())
    assert confirm(desk, filled(), page).status_code == 302
    again = confirm(desk, filled(), page)
    assert again.status_code == 422
    assert "6 ditolak" in again.text
    assert given() == 6


def test_a_refused_row_stands_beside_its_reason_and_the_others_may_be_recorded(desk: Client) -> None:
    camat = make.post("kecamatan-357701", "head")
    mayor = make.post("pimpinan", "regent")
    make.delegation(mayor, camat, matter="letter:undangan", at=START)
    page = looked_at(desk, filled(), 422)
    assert "5 pelimpahan dapat dicatat." in page
    assert "1 ditolak." in page
    assert page.index("#alert") < page.index("dapat dicatat</span></span></td>")  # what was refused stands first
    assert 'value="letter:undangan"' in page
    assert "checked" in page
    assert confirm(desk, filled(), page).status_code == 422  # all or nothing
    assert given() == 0
    assert confirm(desk, filled(), page, "catat-boleh").status_code == 302
    assert given() == 5


def test_what_was_changed_after_the_look_is_looked_at_again(desk: Client) -> None:
    page = looked_at(desk, filled())
    answer = confirm(desk, filled(hal_letter=["letter:undangan"]), page)
    assert answer.status_code == 200
    assert "Catat 3 pelimpahan" in answer.text
    assert given() == 0


def test_agencies_have_it_everywhere_and_districts_in_their_own(desk: Client) -> None:
    wanted = filled(to_agencies=[str(make.post("pupr", "head").pk)], hal_letter=["letter:undangan"])
    page = looked_at(desk, wanted)
    confirm(desk, wanted, page)
    rows = Delegation.objects.filter(basis__number="188/45/2026")
    assert set(rows.values_list("region", flat=True)) == {"35.77.01", "35.77.02", "35.77.03", None}


def test_a_kind_that_no_list_knows(desk: Client) -> None:
    wanted = filled(hal_letter=[], other_letter="Izin gangguan, surat jalan ternak")
    confirm(desk, wanted, looked_at(desk, wanted))
    keys = set(Delegation.objects.filter(basis__number="188/45/2026").values_list("matter", flat=True))
    assert keys == {"izin-gangguan", "surat-jalan-ternak"}


def test_the_scan_comes_with_the_first_look_and_is_public_after_the_last(desk: Client, client: Client) -> None:
    scan = SimpleUploadedFile("keputusan-rahasia.png", make.PNG, "image/png")
    page = looked_at(desk, filled(scans=scan))
    assert "1 berkas pindaian ikut disimpan." in page
    file = File.objects.get()
    assert file.about_kind == ""
    confirm(desk, filled(), page)
    basis = LegalBasis.objects.get(number="188/45/2026")
    file.refresh_from_db()
    assert (file.about_kind, file.about_ref) == ("delegations", str(basis.pk))
    assert "/berkas/" in Client().get(f"/pelimpahan/dasar/{basis.pk}/").text


def test_a_scan_of_a_form_that_was_refused_is_kept(desk: Client) -> None:
    scan = SimpleUploadedFile("keputusan.png", make.PNG, "image/png")
    page = looked_at(desk, filled(scans=scan, number=""), 422)
    assert "Tuliskan dahulu nomornya." in page
    assert "keputusan.png sudah tersimpan" in page
    assert hidden(page, "kept")


def test_a_forged_scan_is_nobodys(desk: Client) -> None:
    page = looked_at(desk, filled(kept="WyIwMTlhIl0:1abc:xyz"))
    assert "Pindaiannya belum ada" in page


# --- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"to_districts": []}, "Pilih sedikitnya satu penerima."), ({"hal_letter": []}, "Pilih sedikitnya satu hal"),
        ({"to_districts": ["bukan"]}, "tidak ada lagi dalam daftar"), ({"giver": "x"}, "tidak ada dalam daftar"),
        ({"since": ""}, "Pilih dahulu tanggalnya."), ({"since": "31-02-2026"}, "tidak terbaca"),
        ({"until": "2026-11-01"}, "Hari terakhir tidak boleh sebelum hari pertama"),
        ({"value_limit": "lima juta"}, "dengan angka saja"), ({"giver": ""}, "harus menyebut pemberinya"),
        ({"kind": "hadiah"}, "hadiah"), ({"where": "99.99"}, "99.99"), ({"other_letter": "!!!"}, "dengan huruf biasa"),
        ({"kind": "assignment"}, "Tulis biaya setahun"), ({"cost": "5000"}, "hanya ditulis untuk penugasan desa"),
        ({"number": "x" * 81}, "80"), ({"about": ""}, "Tuliskan dahulu tentang apa"),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_decree_gets_a_sentence_and_leaves_nothing(desk: Client, wrong: dict[str, Any], sentence: str) -> None:
    page = looked_at(desk, filled(**wrong), 422)
    assert sentence in page
    assert given() == 0
    assert not LegalBasis.objects.filter(number="188/45/2026").exists()
    if "about" not in wrong:
        assert 'value="Pelimpahan"' in page  # what was typed is still there


def test_many_receivers_ask_no_more_than_few(desk: Client) -> None:
    counts = []
    one = Post.objects.filter(office__kind="kelurahan", role="head").order_by("id")[0]
    for receivers in ([str(one.pk)], ["all"]):
        wanted = filled(to_districts=[], to_wards=receivers)
        looked_at(desk, wanted)
        with CaptureQueriesContext(connection) as found:
            looked_at(desk, wanted)
        counts.append(len(found))
    assert counts[1] <= counts[0] + 1  # SQLite writes thirty rows in two statements


# --- who may -------------------------------------------------------------------------------------------------------


def test_a_head_records_what_the_own_post_gives_and_nothing_else(client: Client) -> None:
    desk = signed_in(client, "pupr", "head", "Kadis")
    page = desk.get(f"{RECORD}?kantor=pupr").text
    own = make.post("pupr", "head")
    below = Post.objects.filter(office=own.office, role="section_head").order_by("order")[0]
    assert "Wali Kota Madiun</option>" not in page
    wanted = filled(
        basis_kind="office_decree", giver=str(own.pk), to_districts=[], to_office=[str(below.pk)], where="",
        hal_letter=["letter:surat-tugas"],
    )  # fmt: skip
    path = f"{RECORD}?kantor=pupr"
    first = desk.post(path, wanted)
    assert "Catat 1 pelimpahan" in first.text
    done = desk.post(path, wanted | {"langkah": "catat", "seen": hidden(first.text, "seen")})
    assert done.status_code == 302
    assert desk.post(RECORD, filled()).status_code == 403
    assert given() == 1


@pytest.mark.parametrize("role", ["staff", "liaison", "receptionist"])
def test_whoever_gives_nothing_records_nothing(client: Client, role: str) -> None:
    desk = signed_in(client, "pupr", role, "Budi")
    assert desk.get(RECORD).status_code == 403
    assert "Catat keputusan" not in desk.get("/pelimpahan/").text


# --- taking back ---------------------------------------------------------------------------------------------------


def test_one_row_and_then_the_rest_of_the_decree_are_taken_back(desk: Client) -> None:
    camats = list(Post.objects.filter(office__kind="kecamatan", role="head"))
    rows = make.delegation(make.post("pimpinan", "regent"), *camats)
    first, basis = rows[0], rows[0].basis
    path = f"/kerja/pelimpahan/{first.pk}/cabut/"
    assert "Cabut pelimpahan ini" in desk.get(f"/pelimpahan/{first.pk}/").text
    assert "Tuliskan dahulu alasannya." in desk.post(path, {"from_day": "2026-03-09", "words": ""}).text
    early = desk.post(path, {"from_day": "2026-01-01", "words": "Keliru"})
    assert "tidak boleh sebelum hari pertama" in early.text
    assert desk.post(path, {"from_day": "2026-03-09", "words": "Diganti."}).status_code == 302
    assert desk.get(path).status_code == 403
    whole = f"/kerja/pelimpahan/dasar/{basis.pk}/cabut/"
    done = desk.post(whole, {"from_day": "2026-03-10", "words": "Dicabut dengan keputusan baru."}, follow=True)
    assert "2 pelimpahan dicabut." in done.text
    assert set(Delegation.objects.filter(basis=basis).values_list("withdrawn_from", flat=True)) == {
        date(2026, 3, 9), date(2026, 3, 10),
    }  # fmt: skip
    assert desk.post(whole, {"from_day": "2026-03-10", "words": "Lagi"}).status_code == 403


# --- a village answers ---------------------------------------------------------------------------------------------


def test_the_village_sees_the_cost_and_answers(client: Client) -> None:
    village = make.village()
    (row,) = make.delegation(make.post("pimpinan", "regent"), village, kind="assignment", cost=0)
    head = signed_in(client, "desa-uji", "head", "Kades Rina")
    path = f"/kerja/pelimpahan/{row.pk}/jawab/"
    page = head.get(path).text
    assert "tanpa biaya" in page
    assert "Menunggu jawaban desa" in head.get("/kerja/pelimpahan/").text
    assert "Pilih dahulu jawabannya." in head.post(path, {}).text
    refused = head.post(path, {"accepted": "no", "words": ""})
    assert "Tulis alasan penolakan." in refused.text
    assert head.post(path, {"accepted": "no", "words": "Tidak ada biayanya."}).status_code == 302
    row.refresh_from_db()
    assert row.answer == "refused"
    assert head.get(path).status_code == 403


def test_nobody_answers_for_a_village(desk: Client) -> None:
    (row,) = make.delegation(make.post("pimpinan", "regent"), make.village(), kind="assignment", cost=0)
    assert desk.post(f"/kerja/pelimpahan/{row.pk}/jawab/", {"accepted": "yes"}).status_code == 403


# --- what needs a look ---------------------------------------------------------------------------------------------


def test_what_needs_a_look_is_one_list(desk: Client) -> None:
    today = localdate()
    mayor = make.post("pimpinan", "regent")
    pupr, dlh = make.post("pupr", "head"), make.post("dlh", "head")
    make.holder("pupr", "head", "Kadis")
    make.delegation(mayor, pupr, until=today + timedelta(days=30))
    make.delegation(mayor, pupr, matter="letter:legalisasi", until=today + timedelta(days=200))
    make.delegation(mayor, dlh, matter="letter:pengantar")
    (row,) = make.delegation(mayor, dlh, matter="letter:keterangan-usaha")
    withdraw(row, from_day=START.date(), words="Salah.", by=SYSTEM, at=START)
    Delegation.objects.filter(kind="attribution").delete()
    page = desk.get("/kerja/pelimpahan/").text
    assert page.count('class="row-title"') == 2
    for words in ("Berakhir dalam 90 hari", "Penerimanya kosong"):
        assert words in page
    assert "Menunggu jawaban desa" not in page


def test_an_office_sees_its_own(client: Client) -> None:
    mayor = make.post("pimpinan", "regent")
    make.delegation(mayor, make.post("pupr", "head"))
    make.delegation(mayor, make.post("dlh", "head"), matter="letter:legalisasi")
    page = signed_in(client, "pupr", "liaison", "Siti").get("/kerja/pelimpahan/").text
    assert page.count('class="row-title"') == 1
    assert "kantor Anda" in page


def test_what_ends_is_told_the_nearest_end_first(client: Client) -> None:
    mayor, pupr = make.post("pimpinan", "regent"), make.post("pupr", "head")
    for days, matter in ((60, "letter:a"), (9, "letter:b"), (90, "letter:c"), (91, "letter:d")):
        make.delegation(mayor, pupr, matter=matter, until=START.date() + timedelta(days=days))
    rows = register.expiring(Delegation.objects.all(), START.date())
    assert [row.matter for row in rows] == ["b", "a", "c"]
