"""The register as everybody reads it, and decision explained: standing on a day, filters, one row, one decree."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as some

from balairung.kernel.files.actions import store_bytes
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.delegating import answer_assignment, withdraw
from balairung.kernel.people.models import Delegation, Holding, Post
from balairung.rooms.delegations import recording, register
from balairung.rooms.delegations.forms import RupiahField
from balairung.rooms.delegations.matters import Matters, read_kind
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
TODAY = START.date()
DAY = timedelta(days=1)
REGISTER = "/pelimpahan/"
WHO = "/pelimpahan/siapa/"


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.fixture
def mayor() -> Post:
    return make.post("pimpinan", "regent")


@pytest.fixture
def camats() -> list[Post]:
    return list(Post.objects.filter(office__kind="kecamatan", role="head").order_by("office__order"))


def counting() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


def text(client: Client, path: str, **asked: str) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200, answer.text
    return answer.text


# --- the list ------------------------------------------------------------------------------------------------------


def test_an_empty_register_says_what_would_be_here(client: Client) -> None:
    Delegation.objects.all().delete()  # what a rule gives stands there from the start
    assert "Belum ada pelimpahan yang tercatat" in text(client, REGISTER)
    assert "Tidak ada pelimpahan yang cocok" in text(client, REGISTER, kata="xyz")


def test_everybody_reads_who_may_do_what(client: Client, mayor: Post, camats: list[Post]) -> None:
    make.delegation(mayor, *camats, value_limit=50_000_000)
    page = text(client, REGISTER, kata="undangan")
    assert "Undangan rapat" in page
    assert "Mandat dari Wali Kota Madiun" in page
    assert "Kecamatan Kartoharjo" in page
    assert "paling tinggi Rp50.000.000" in page
    assert page.count('class="row-title"') == 3


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"hal": "letter"}, 3), ({"hal": "service"}, 1), ({"hal": "attendance"}, 0), ({"hal": "asal"}, 4),
        ({"kantor": "kecamatan-357701"}, 2), ({"kantor": "pimpinan"}, 4), ({"kantor": "tidak-ada"}, 4),
        ({"kecamatan": "35.77.01"}, 2), ({"kata": "kartoharjo"}, 2), ({"kata": "dispensasi"}, 0),
        ({"kata": "pemakaman kartoharjo"}, 1), ({"kata": "188/"}, 4), ({"tanggal": "2026-03-01"}, 0),
        ({"tanggal": "31-12-2026"}, 4), ({"tanggal": "kapan-kapan"}, 4), ({"halaman": "99"}, 4),
        ({"tampil": "semua"}, 4), ({"tampil": "dicabut"}, 0), ({"tampil": "apa"}, 4), ({"kata": "\x00%_"}, 0),
    ],
    ids=str,
)  # fmt: skip
def test_it_is_narrowed_by_what_one_asks(
    client: Client, mayor: Post, camats: list[Post], asked: dict[str, str], count: int
) -> None:
    Delegation.objects.all().delete()
    make.delegation(mayor, *camats)
    make.delegation(mayor, camats[0], matter="service:izin-pemakaman")
    assert text(client, REGISTER, **asked).count('class="row-title"') == count


def test_standing_on_a_day_shows_what_was_and_what_will_be(client: Client, mayor: Post, camats: list[Post]) -> None:
    make.delegation(mayor, camats[0], since=TODAY + DAY)
    make.delegation(mayor, camats[1], since=TODAY - 9 * DAY, until=TODAY - DAY)
    for asked, words in (
        ({"tampil": "mendatang", "tanggal": str(TODAY)}, "belum mulai"),
        ({"tampil": "berakhir", "tanggal": str(TODAY)}, "berakhir"),
        ({"tanggal": str(TODAY + DAY)}, "sejak 3 Maret 2026"),
    ):
        page = text(client, REGISTER, kata="undangan", **asked)
        assert page.count('class="row-title"') == 1
        assert words in page


def test_a_long_list_has_pages_and_a_sheet_to_print(client: Client, mayor: Post) -> None:
    wards = list(Post.objects.filter(office__kind="kelurahan", role="head"))
    for matter in ("undangan", "legalisasi", "pengantar", "surat-tugas"):
        make.delegation(mayor, *wards, matter=f"letter:{matter}")
    first = text(client, REGISTER, hal="letter", kata="Lurah")
    assert first.count('class="row-title"') == register.PAGE
    assert "Halaman 1 dari 2" in first
    assert "halaman=2" in first
    second = text(client, REGISTER, hal="letter", kata="Lurah", halaman="2")
    assert second.count('class="row-title"') == 4 * len(wards) - register.PAGE
    sheet = text(client, "/pelimpahan/cetak/", hal="letter", kata="Lurah")
    assert sheet.count('<th scope="row">') == 4 * len(wards)


def test_what_one_decree_gives_to_many_is_said_once(client: Client, mayor: Post, camats: list[Post]) -> None:
    make.delegation(mayor, *camats)
    page = text(client, REGISTER, kata="undangan")
    assert page.count("Mandat dari Wali Kota Madiun") == 1
    assert page.count("/pelimpahan/dasar/") == 1


def test_fifty_rows_ask_as_much_as_one(client: Client, mayor: Post) -> None:
    wards = list(Post.objects.filter(office__kind="kelurahan", role="head"))
    make.delegation(mayor, wards[0])
    asked = {"kata": "undangan"}
    client.get(REGISTER, asked)
    with counting() as one:
        client.get(REGISTER, asked)
    make.delegation(mayor, *wards, matter="letter:undangan-lain")
    with counting() as many:
        client.get(REGISTER, asked)
    assert len(many) == len(one)


# --- standing ------------------------------------------------------------------------------------------------------

NEAR = some.integers(-5, 5)


@settings(max_examples=60)
@given(
    since=NEAR, length=some.none() | some.integers(0, 6), withdrawn=some.none() | some.integers(0, 6),
    kind=some.sampled_from(["mandate", "paid", "unpaid"]), answer=some.sampled_from(["", "accepted", "refused"]),
)  # fmt: skip
def test_the_database_and_the_row_agree_on_every_day(
    since: int, length: int | None, withdrawn: int | None, kind: str, answer: str
) -> None:
    """Exactly one standing counts on each day, the one that the row itself tells; in force is what authority asks."""
    if not Post.objects.exists():
        make.regency()
    Delegation.objects.all().delete()
    first = TODAY + since * DAY
    until = None if length is None else first + length * DAY
    village = Post.objects.filter(office__key="desa-uji").first() or make.village()
    camat = make.post("kecamatan-357701", "head")
    more = (
        {"kind": "mandate"} if kind == "mandate" else {"kind": "assignment", "cost": 5 * (kind == "paid"), "fund": "D"}
    )
    giver = make.post("pimpinan", "regent")
    (row,) = make.delegation(giver, camat if kind == "mandate" else village, since=first, until=until, **more)
    if kind == "unpaid" and answer:
        Delegation.objects.filter(pk=row.pk).update(answer=answer)
    day = first + (withdrawn or 0) * DAY
    if withdrawn is not None and (until is None or day <= until):
        withdraw(row, from_day=day, words="Diganti.", by=SYSTEM, at=START)
    row.refresh_from_db()
    for offset in range(-8, 14):
        on = TODAY + offset * DAY
        noon = register.moment_of(on, START)
        found = [
            one for one in Delegation.Standing if Delegation.objects.filter(register.standing_on(one, on)).exists()
        ]
        assert found == [row.standing(noon)]
        assert (found == ["in_force"]) == Delegation.objects.in_force(on).exists()


# --- one row, one decree -------------------------------------------------------------------------------------------


def test_one_row_tells_all_of_itself(client: Client, mayor: Post, camats: list[Post]) -> None:
    make.holder("kecamatan-357701", "head", "Sari Dewi")
    make.delegation(mayor, camats[0], kind="delegation", may_pass_on=True, value_limit=9_000_000, reporting="monthly")
    lurah = Post.objects.filter(office__kind="kelurahan", superior=camats[0]).order_by("id")[0]
    (below,) = make.delegation(camats[0], lurah, value_limit=1_000_000)
    row = Delegation.objects.get(receiver=camats[0], matter="undangan")
    page = text(client, f"/pelimpahan/{row.pk}/")
    said = ["Sari Dewi", "jabatan kosong", "Rp9.000.000", "Setiap bulan", "tanggung jawabnya ikut pindah"]
    said += ["Yang dilimpahkan lagi oleh penerima", "Dicatat dalam daftar", "Pindaian keputusannya belum"]
    assert [words for words in said if words not in page] == []
    assert "Dari mana pemberi memperolehnya" in text(client, f"/pelimpahan/{below.pk}/")
    assert "Cabut" not in page
    assert client.get("/pelimpahan/00000000-0000-7000-8000-000000000000/").status_code == 404


def test_a_decree_shows_its_rows_and_its_scan_without_the_name_of_the_file(
    client: Client, mayor: Post, camats: list[Post]
) -> None:
    row = make.delegation(mayor, *camats)[0]
    scan = store_bytes("rahasia-budi.png", make.PNG, at=START)
    recording.keep_scans(row.basis, scans=[scan], by=SYSTEM, at=START)
    page = text(client, f"/pelimpahan/dasar/{row.basis_id}/")
    assert page.count('class="row-title"') == 3
    assert "rahasia-budi" not in page
    assert "/berkas/" in page
    assert "<strong>3</strong>" in page


def test_the_history_says_who_took_it_back_and_why(client: Client, mayor: Post, camats: list[Post]) -> None:
    (row,) = make.delegation(mayor, camats[0])
    withdraw(row, from_day=TODAY + DAY, words="Diganti keputusan baru.", by=SYSTEM, at=START)
    page = text(client, f"/pelimpahan/{row.pk}/")
    assert "Dicabut mulai 3 Maret 2026" in page
    assert "Diganti keputusan baru." in page


def test_a_villages_answer_is_public(client: Client, mayor: Post) -> None:
    village = make.village()
    (row,) = make.delegation(mayor, village, kind="assignment", cost=0)
    head = make.officer("desa-uji", "head", "Kades Rina")
    answer_assignment(row, accepted=False, words="Tidak ada biayanya.", by=head, at=START)
    page = text(client, f"/pelimpahan/{row.pk}/")
    for words in ("Ditolak desa", "Tidak ada biayanya.", "tanpa biaya"):
        assert words in page
    assert "Kades Rina" in page  # who sits there now; who answered is told to colleagues only
    assert page.count("Kades Rina") == 1


# --- who may do it -------------------------------------------------------------------------------------------------


def asked(**more: str) -> dict[str, str]:
    return {"kantor": "pimpinan", "hal": "letter:undangan", "tanggal": str(TODAY), **more}


def test_the_question_is_asked_first(client: Client) -> None:
    page = text(client, WHO)
    assert "Untuk melakukan apa" in page
    assert "Tidak ada yang berwenang" not in page


def test_one_person_one_post_and_the_lines_of_the_signature(client: Client, mayor: Post, camats: list[Post]) -> None:
    make.holder("pimpinan", "regent", "Wali Arif")
    make.holder("kecamatan-357701", "head", "Sari Dewi")
    make.delegation(mayor, camats[0], matter="letter:undangan")
    page = text(client, WHO, **asked(wilayah="35.77.01"))
    for words in ("Sari Dewi", "a.n. Wali Kota Madiun", "u.p.", "188/", "tanggung jawab tetap padanya"):
        assert words in page, words
    assert "Wali Arif" in text(client, WHO, **asked(wilayah="35.77.02"))
    assert "Wali Arif" in text(client, WHO, **asked(wilayah="35.77.01", tanggal=str(TODAY - DAY)))


def test_a_vacant_receiver_is_passed_by_with_its_reason(client: Client, mayor: Post, camats: list[Post]) -> None:
    make.holder("pimpinan", "regent", "Wali Arif")
    make.delegation(mayor, camats[0], matter="letter:undangan")
    page = text(client, WHO, **asked(wilayah="35.77.01"))
    assert "Wali Arif" in page
    assert "Yang dilewati, dan sebabnya" in page
    assert "Jabatan kosong" in page


def test_nobody_is_an_answer_with_its_reason(client: Client) -> None:
    page = text(client, WHO, **asked())
    assert "Tidak ada yang berwenang" in page
    assert "jabatan kosong" in page


def test_a_plt_signs_as_plt(client: Client) -> None:
    who = make.person("Bu Plt")
    post = make.post("pupr", "head")
    appoint(person=who, post=post, since=date(2026, 1, 1), capacity=Holding.Capacity.PLT, by=SYSTEM, at=START)
    page = text(client, WHO, **asked(kantor="pupr"))
    assert "Plt. Kepala" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kantor": "tidak-ada"}, "tidak ada dalam daftar"), ({"kantor": ""}, "Pilih dahulu kantornya"),
        ({"hal": "apa saja"}, "tidak ada dalam daftar"), ({"hal": "surat:x"}, "tidak ada dalam daftar"),
        ({"nilai": "50,000"}, "dengan angka saja"), ({"nilai": "-5"}, "dengan angka saja"),
        ({"nilai": "9" * 20}, "dengan angka saja"), ({"tanggal": "besok"}, "tidak terbaca"),
        ({"tanggal": "0026-01-01"}, "tidak masuk akal"), ({"wilayah": "99.99"}, "tidak ada dalam daftar"),
        ({"jabatan": "x"}, "tidak ada dalam daftar"), ({"skala": "raksasa"}, "raksasa"),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_question_keeps_what_was_asked(client: Client, wrong: dict[str, str], sentence: str) -> None:
    answer = client.get(WHO, asked(**wrong))
    assert answer.status_code == 422
    assert sentence.lower() in answer.text.lower()
    if "kantor" not in wrong:
        assert 'value="pimpinan" selected' in answer.text


def test_the_permanent_address_names_its_day(client: Client) -> None:
    page = text(client, WHO, kantor="pimpinan", hal="letter:undangan", xyz="<b>")
    (address,) = re.findall(r'href="(http[^"]+)"', page)
    assert "/pelimpahan/siapa/?kantor=pimpinan&amp;hal=letter%3Aundangan&amp;tanggal=20" in address
    assert "xyz" not in address


def test_a_post_of_another_office_is_forgotten_with_it(client: Client) -> None:
    make.holder("pupr", "head", "Kadis Budi")
    other = make.post("dlh", "head")
    assert "Kadis Budi" in text(client, WHO, **asked(kantor="pupr", jabatan=str(other.pk)))


def test_an_answer_is_asked_with_few_questions(client: Client, mayor: Post, camats: list[Post]) -> None:
    make.delegation(mayor, *camats)
    client.get(WHO, asked())
    with counting() as found:
        client.get(WHO, asked(wilayah="35.77.01"))
    assert len(found) < 30


# --- words and numbers ---------------------------------------------------------------------------------------------


def test_kinds_have_names_and_others_are_read_from_their_key() -> None:
    matters = Matters()
    assert matters.words("letter", "undangan") == "Undangan rapat"
    assert matters.words("letter", "izin-gangguan") == "Izin gangguan"
    assert matters.words("letter", "") == "Penandatanganan surat, semua jenis"
    topic = make.topic()
    assert matters.words("complaint", topic.code) == topic.name
    assert read_kind("letter:") == ("letter", "")
    assert read_kind("letter") is read_kind("surat:undangan") is None


@given(amount=some.integers(0, 10**15 - 1))
def test_rupiah_are_read_as_people_write_them(amount: int) -> None:
    field = RupiahField(required=False, max_length=40)
    grouped = f"{amount:,}".replace(",", ".")
    for words in (str(amount), grouped, f"Rp{grouped}", f"Rp {grouped},-", f"Rp. {grouped},00"):
        assert field.clean(words) == amount


def test_moment_of_today_is_now() -> None:
    now = datetime.now(tz=START.tzinfo)
    assert register.moment_of(now.date(), now) == now
    assert register.moment_of(TODAY, now).hour == 12
