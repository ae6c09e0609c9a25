"""The pages: asked without an account, followed with number and code, answered at a desk; nothing private shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.disclosure import answering, objecting
from balairung.rooms.disclosure.models import InfoRequest, Listing, Objection, Withheld
from balairung.rooms.disclosure.renewing import follow
from balairung.rooms.disclosure.views import desk
from tests import make
from tests.rooms.disclosure import asked
from tests.rooms.disclosure.asked import DAY, NIK, TESTED

pytestmark = pytest.mark.django_db
SECRETS = ("Ani Lestari", NIK, "Pahlawan", "ani@contoh.id", "skripsi")
WHAT = {"information": "Anggaran jembatan gantung", "purpose": "Rapat warga", "office": ""}
HOW = {"shape": "file", "way": "page"}
WHO = {"standing": "person", "name": "Ani Lestari", "identity": "3577 0141 0790 0001", "address": "Jalan Pahlawan 3"}
Query = Callable[..., Any]


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


def enter(client: Client, office: str, role: str) -> Client:
    client.force_login(make.account(make.holder(office, role)))
    return client


def now() -> Any:
    return timezone.now()


def request(**said: Any) -> InfoRequest:
    return asked.request(at=now() - 2 * DAY, **said)


def test_somebody_asks_in_a_few_short_pages(client: Client) -> None:
    page = client.get("/informasi/minta/").text
    token = re.search(r'name="token" value="(\w+)"', page)
    assert token
    assert client.post("/informasi/minta/apa/", {"information": "", "token": token[1]}).status_code == 422
    answer = client.post("/informasi/minta/apa/", WHAT | {"token": token[1]})
    draft = answer["Location"].rstrip("/").rpartition("/")[2]
    assert answer["Location"] == f"/informasi/minta/cara/{draft}/"
    assert client.get(f"/informasi/minta/periksa/{draft}/")["Location"] == f"/informasi/minta/cara/{draft}/"
    assert client.post(f"/informasi/minta/cara/{draft}/", {"shape": "view", "way": "post"}).status_code == 422
    assert client.post(f"/informasi/minta/cara/{draft}/", HOW)["Location"] == f"/informasi/minta/pemohon/{draft}/"
    wrong = client.post(f"/informasi/minta/pemohon/{draft}/", WHO | {"identity": "12"})
    assert (wrong.status_code, "enam belas angka" in wrong.text, "Jalan Pahlawan 3" in wrong.text) == (422, True, True)
    assert client.post(f"/informasi/minta/pemohon/{draft}/", WHO)["Location"] == f"/informasi/minta/periksa/{draft}/"
    last = client.get(f"/informasi/minta/periksa/{draft}/").text
    assert "Anggaran jembatan gantung" in last
    assert make.office("kominfo").name in last
    sent = client.post(f"/informasi/minta/periksa/{draft}/")
    made = InfoRequest.objects.get()
    assert sent["Location"] == f"/informasi/{made.ref}/{made.secret}/"
    assert client.post(f"/informasi/minta/periksa/{draft}/")["Location"] == sent["Location"]  # a double click
    assert InfoRequest.objects.count() == 1
    assert (made.identity, made.contact) == (NIK, "")
    own = client.get(sent["Location"]).text
    assert made.ref.replace("-", "\u2011") in own
    assert "Dijawab paling lambat" in own
    assert NIK not in own


def test_what_others_asked_is_shown_before_one_asks_again(client: Client) -> None:
    made = request()
    answering.give(made, text="Ini.", by=SYSTEM, at=now())
    answering.publish(made, question="Berapa anggaran jembatan?", answer="Dua miliar.", by=SYSTEM, at=now())
    answer = client.post("/informasi/minta/apa/", WHAT | {"token": "t" * 24})
    assert "/minta/serupa/" in answer["Location"]
    page = client.get(answer["Location"]).text
    assert "Berapa anggaran jembatan?" in page
    assert "Bukan itu, lanjutkan" in page


def test_a_draft_that_is_gone_says_so(client: Client) -> None:
    for path in ("cara/x/", "periksa/x/"):
        answer = client.get(f"/informasi/minta/{path}")
        assert (answer.status_code, "sudah tidak ada" in answer.text) == (404, True)


def test_too_many_from_one_network_are_told_to_wait(client: Client, settings: Settings) -> None:
    settings.FILING_LIMIT = "1/h"
    said, codes = WHAT | HOW | WHO, list[int]()
    for token in ("a" * 24, "b" * 24):
        answer = client.post("/informasi/minta/apa/", said | {"token": token})
        draft = answer["Location"].rstrip("/").rpartition("/")[2]
        client.post(f"/informasi/minta/cara/{draft}/", said)
        client.post(f"/informasi/minta/pemohon/{draft}/", said)
        codes.append(client.post(f"/informasi/minta/periksa/{draft}/").status_code)
    assert codes == [302, 422]


def test_the_own_page_opens_with_the_code_alone_and_says_what_may_be_done(client: Client) -> None:
    made = request()
    here = f"/informasi/{made.ref}/{made.secret}/"
    assert client.get(f"/informasi/{made.ref}/AAAAAAAAAA/").status_code == 404
    assert "Ajukan keberatan" not in client.get(here).text
    assert client.get(f"{here}keberatan/").status_code == 422
    clock = made.obligation.clocks.get()
    assert "Undang-Undang Nomor 14 Tahun 2008" in client.get(f"{here}tenggat/{clock.pk}/").text
    assert client.get(f"{here}tanda-terima.pdf").content.startswith(b"%PDF")
    answering.ask(made, text="Tahun berapa?", by=SYSTEM, at=now())
    assert "Tahun berapa?" in client.get(here).text
    assert client.post(f"{here}lengkapi/", {"text": ""}).status_code == 422
    assert client.post(f"{here}lengkapi/", {"text": "2025"}).status_code == 302
    asked.refused(asked.fresh(made), at=now())
    page = client.get(here).text
    assert "Permohonan Anda ditolak" in page
    assert TESTED in page
    assert "huruf h" in page
    assert "Ajukan keberatan" in page


def test_objecting_and_answering_the_decision(client: Client) -> None:
    made = asked.refused(request(), at=now() - DAY)
    here = f"/informasi/{made.ref}/{made.secret}/"
    assert "Sekretaris Daerah" in client.get(f"{here}keberatan/").text
    assert client.post(f"{here}keberatan/", {"ground": "unanswered"}).status_code == 422
    assert client.post(f"{here}keberatan/", {"ground": "refused", "case": "Hanya jumlahnya."}).status_code == 302
    against = Objection.objects.get()
    assert client.post(f"{here}cabut-keberatan/", {"text": "Sudah jelas."}).status_code == 302
    assert client.get(f"{here}cabut-keberatan/").status_code == 422
    client.post(f"{here}keberatan/", {"ground": "unmet", "case": "Ternyata belum."})
    against = Objection.objects.get(obligation__closed_at=None)
    early = client.post(f"{here}tanggapan/", {"keberatan": against.ref, "jawab": "terima"})
    assert early.status_code == 422
    objecting.turn_down(against, text="Tetap ditutup.", by=SYSTEM, at=now())
    page = client.get(here).text
    assert "Tetap ditutup." in page
    assert "Komisi Informasi" in page
    assert "belum kami cocokkan" in page
    assert client.post(f"{here}tanggapan/", {"keberatan": against.ref, "jawab": "sengketa"}).status_code == 302
    page = client.get(here).text
    assert "Dibawa ke Komisi Informasi" in page
    assert "Kirim surat permohonan ke Komisi Informasi" in page  # the way and its date stay readable
    assert 'value="sengketa"' not in page
    other = asked.refused(request(), at=now() - DAY)
    stolen = f"/informasi/{other.ref}/{other.secret}/tanggapan/"
    assert client.post(stolen, {"keberatan": against.ref, "jawab": "terima"}).status_code == 404


def test_an_officer_answers_at_the_desk(client: Client) -> None:
    made = request(to="pupr")
    enter(client, "pupr", "head")
    assert made.obligation.subject in client.get("/kerja/informasi/").text
    page = f"/kerja/informasi/{made.ref}/"
    text = client.get(page).text
    assert "Ani Lestari" in text
    assert NIK not in text
    assert client.post(f"{page}refuse/", {"refuse-text": "Tidak.", "refuse-article": "h"}).status_code == 422
    assert client.post(f"{page}grant/", {"grant-text": "Ya."}).status_code == 404
    proof = SimpleUploadedFile("jawaban.png", make.PNG, "image/png")
    given = {"give-text": "Terlampir.", "give-cost": "", "give-uploads": proof}
    assert client.post(f"{page}give/", given)["Location"] == page
    made = asked.fresh(made)
    assert (made.obligation.state, made.outcome, len(answering.files_given(made))) == (State.DONE, "given", 1)
    answer = client.post(f"{page}terbitkan/", {"question": "Berapa?", "answer": ""})
    assert (answer.status_code, "Terbitkan tanpa nama" in answer.text) == (422, True)
    said = {"question": "Berapa?", "answer": "Empat miliar.", "with_files": "on"}
    assert client.post(f"{page}terbitkan/", said).status_code == 302
    shown = Client().get(f"/informasi/jawaban/{made.ref}/").text
    assert "Empat miliar." in shown
    assert "/berkas/" in shown
    assert "jawaban.png" not in shown
    assert client.post(f"{page}tarik-terbitan/", {"text": "Keliru."}).status_code == 302
    assert Client().get(f"/informasi/jawaban/{made.ref}/").status_code == 404


def test_the_desk_shows_what_is_due_first_and_says_that_there_is_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "FEW", 2)
    for number in (3, 1, 2):
        asked.request(to="pupr", information=f"Judul {number}", at=now() - 5 * number * DAY)
    page = enter(client, "pupr", "head").get("/kerja/informasi/").text
    assert page.index("Judul 3") < page.index("Judul 2")
    assert "Judul 1" not in page
    assert ("2+" in page, "Yang lain ada di register permohonan" in page) == (True, True)
    monkeypatch.setattr(desk, "FEW", 3)
    page = client.get("/kerja/informasi/").text
    assert ("Judul 1" in page, "Yang lain ada di register" in page) == (True, False)


def test_passing_on_leaves_the_page_that_one_sees_no_more(client: Client) -> None:
    made = request(to="pupr")
    enter(client, "pupr", "head")
    answer = client.post(f"/kerja/informasi/{made.ref}/pass_on/", {"pass_on-office": "dinkes"})
    assert answer["Location"] == "/kerja/informasi/"
    assert client.get(f"/kerja/informasi/{made.ref}/").status_code == 404


def test_the_superior_decides_at_the_desk(client: Client) -> None:
    against = asked.objection(asked.refused(request(to="pupr"), at=now() - DAY), at=now())
    enter(client, "setda", "secretary")
    page = f"/kerja/informasi/{against.ref}/"
    assert "Saya hanya meminta jumlahnya." in client.get(page).text
    assert client.post(f"{page}grant/", {"grant-text": "Jumlahnya dibuka."}).status_code == 302
    assert asked.fresh(against.request).obligation.step == "carry_out"
    assert "Jumlahnya dibuka." in client.get(page).text


def test_the_number_is_shown_once_for_a_purpose(client: Client) -> None:
    made = request(to="pupr")
    enter(client, "pupr", "staff")
    page = f"/kerja/informasi/{made.ref}/identitas/"
    assert NIK not in client.get(page).text
    assert client.post(page, {"purpose": ""}).status_code == 422
    assert NIK in client.post(page, {"purpose": "Mencocokkan KTP"}).text
    assert made.obligation.events.filter(verb="reveal").count() == 1


def test_the_registers_name_people_only_to_those_who_answer(client: Client) -> None:
    asked.objection(asked.refused(request(to="pupr"), at=now() - DAY), at=now())
    answering.lack(request(to="dinkes", name="Budi"), text="Bukan kami.", held_by="BPS", by=SYSTEM, at=now())
    pages = ["/kerja/informasi/register/", "/kerja/informasi/keberatan/"]
    enter(client, "kominfo", "head")
    seen = [client.get(page).text for page in pages]
    assert ["Ani Lestari" in text for text in seen] == [True, True]
    assert "BPS" in seen[0]
    leader = enter(Client(), "pimpinan", "regent")
    told = [leader.get(page).text for page in pages]
    assert ["Ani Lestari" in text or "skripsi" in text for text in told] == [False, False]
    assert ["tidak ditampilkan" in text for text in told] == [True, True]
    stranger = enter(Client(), "dinsos", "head")
    assert ["Anggaran perbaikan" in stranger.get(page).text for page in pages] == [False, False]
    for page in pages:
        table = b"".join(client.get(f"{page.rstrip('/')}.csv").streaming_content).decode()  # type: ignore[attr-defined]
        assert "Anggaran perbaikan" in table
        assert not [secret for secret in SECRETS if secret in table]


def test_offices_keep_their_lists_from_the_pages(client: Client) -> None:
    enter(client, "pupr", "liaison")
    assert "Belum ada informasi dalam daftar" in client.get("/kerja/informasi/daftar/").text
    form = {
        "office": "pupr", "category": "periodic", "title": "Rencana kerja", "summary": "Kegiatan.",
        "keeper": "Sekretaris",
        "made": "2026", "medium": "digital", "link": "", "kept_for": "5 tahun", "until": "",
    }  # fmt: skip
    assert "unggah berkasnya" in client.post("/kerja/informasi/daftar/baru/", form).text
    file = SimpleUploadedFile("renja.png", make.PNG, "image/png")
    assert client.post("/kerja/informasi/daftar/baru/", form | {"uploads": file}).status_code == 302
    row = Listing.objects.get()
    page = f"/kerja/informasi/daftar/{row.pk}/"
    assert client.post(page, form | {"title": "Rencana kerja 2027"}).status_code == 302
    shown = Client().get(f"/informasi/daftar/{row.pk}/").text
    assert "Rencana kerja 2027" in shown
    assert "renja.png" not in shown
    assert enter(Client(), "dinkes", "head").get(page).status_code == 404
    assert enter(Client(), "dinkes", "staff").get("/kerja/informasi/daftar/").status_code == 403
    assert client.post(f"{page}tarik/", {"tarik-text": ""}).status_code == 422
    assert client.post(f"{page}tarik/", {"tarik-text": "Usang."}).status_code == 302
    assert Client().get(f"/informasi/daftar/{row.pk}/").status_code == 404


def test_a_renewal_is_confirmed_from_its_page(client: Client) -> None:
    follow(now=make.moment("2026-07-01 06:00"))
    duty = asked.renewal_of("pupr", make.moment("2026-07-01 06:00"))
    enter(client, "pupr", "head")
    page = f"/kerja/informasi/{duty.ref}/"
    assert "Perbarui daftar informasi berkala" in client.get("/kerja/informasi/daftar/").text
    assert client.post(f"{page}confirm/", {"confirm-text": ""}).status_code == 422
    asked.listing("pupr")
    assert client.post(f"{page}confirm/", {"confirm-text": ""}).status_code == 302
    assert client.post(f"{page}release/", {"release-text": "Tidak perlu."}).status_code == 403


def test_what_is_withheld_and_the_year_are_the_main_offices(client: Client) -> None:
    enter(client, "pupr", "head")
    year = timezone.localdate().year
    for path in ("dikecualikan/baru/", f"laporan/{year}/"):
        assert client.get(f"/kerja/informasi/{path}").status_code == 403
    enter(client, "kominfo", "head")
    form = {
        "office": "bkpsdm", "title": "Rekening pegawai", "article": "h", "consequence": "Disalahgunakan.",
        "benefit": "Rasa aman.", "decree": "1/2026", "since": "2026-01-05", "until": "",
    }  # fmt: skip
    assert client.post("/kerja/informasi/dikecualikan/baru/", form | {"article": "z"}).status_code == 422
    assert client.post("/kerja/informasi/dikecualikan/baru/", form).status_code == 302
    assert "Rekening pegawai" in Client().get("/informasi/dikecualikan/").text
    assert client.post(f"/kerja/informasi/dikecualikan/{Withheld.objects.get().pk}/buka/").status_code == 302
    assert "Rekening pegawai" not in Client().get("/informasi/dikecualikan/").text
    said = {"overview": "Tahun yang baik.", "means": "", "obstacles": "", "plans": ""}
    assert client.post(f"/kerja/informasi/laporan/{year}/", said).status_code == 302
    assert "Tahun yang baik." in Client().get(f"/informasi/laporan/{year}/").text
    assert client.get("/kerja/informasi/laporan/1999/").status_code == 404


def test_what_is_withheld_for_a_time_can_be_asked_for_afterwards(client: Client) -> None:
    today = timezone.localdate()
    row = asked.withheld(title="Rancangan lelang", article="b", until=today, at=now() - 30 * DAY)
    assert "Waktunya sudah lewat" not in client.get("/informasi/dikecualikan/").text
    Withheld.objects.filter(pk=row.pk).update(until=today - DAY)
    page = client.get("/informasi/dikecualikan/").text
    assert "Waktunya sudah lewat" in page
    assert "/informasi/minta/?kantor=bkpsdm" in page


def test_the_report_on_three_ways_says_the_same(client: Client) -> None:
    year = timezone.localdate().year
    assert "Belum ada yang meminta" in client.get(f"/informasi/laporan/{year}/").text
    asked.refused(request(to="pupr"), at=now())
    page = client.get(f"/informasi/laporan/{year}/").text
    table = b"".join(client.get(f"/informasi/laporan/{year}.csv").streaming_content).decode()  # type: ignore[attr-defined]
    for text in (page, table):
        assert "Permohonan terdaftar" in text
        assert "Pasal 17 huruf h" in text
        assert not [secret for secret in SECRETS if secret in text]
    assert client.get(f"/informasi/laporan/{year}.pdf").content.startswith(b"%PDF")
    assert client.get("/informasi/laporan/1999/").status_code == 404
    assert client.get("/informasi/laporan/")["Location"] == f"/informasi/laporan/{year}/"


PUBLIC = ("", "?kata=anggaran", "daftar/", "daftar/?kata=x&jenis=periodic&kantor=pupr", "daftar.csv", "jawaban/")
MORE = ("dikecualikan/", "aturan/", "minta/", "daftar/?sebelum=%00&jenis=x&kantor=nowhere")


@pytest.mark.parametrize("path", PUBLIC + MORE)
def test_nothing_of_whoever_asked_is_on_a_public_page(client: Client, path: str) -> None:
    made = request(to="pupr")
    answering.give(made, text="Untuk Ani Lestari saja.", by=SYSTEM, at=now())
    answering.publish(made, question="Berapa anggaran?", answer="Empat.", by=SYSTEM, at=now())
    hidden = asked.refused(request(information="Rahasia Ani Lestari"), at=now())
    answer = client.get(f"/informasi/{path}")
    text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert not [secret for secret in (*SECRETS, hidden.ref, made.secret) if secret in text]


def test_the_rules_page_says_what_was_not_compared(client: Client) -> None:
    page = client.get("/informasi/aturan/").text
    assert "dari ingatan, belum dicocokkan" in page
    assert "sudah dicocokkan" in page
    assert make.office("kominfo").name in page


def test_many_rows_cost_as_many_questions_as_few(client: Client, django_assert_max_num_queries: Query) -> None:
    def fill(many: int) -> None:
        for number in range(many):
            made = request(to="pupr")
            asked.listing("pupr", title=f"Judul {Listing.objects.count()} {number}")
            asked.objection(asked.refused(made, at=now() - DAY), at=now())
            answering.publish(made, question="Berapa?", answer="Sekian.", by=SYSTEM, at=now())

    fill(12)
    enter(client, "kominfo", "head")
    year = timezone.localdate().year
    paths = {
        "/informasi/": 22, "/informasi/daftar/": 12, "/informasi/jawaban/": 10, "/kerja/informasi/": 26,
        "/kerja/informasi/register/": 16, "/kerja/informasi/keberatan/": 16, "/kerja/informasi/daftar/": 16,
        f"/informasi/laporan/{year}/": 22,
    }  # fmt: skip
    for path, most in paths.items():
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200


def test_somebody_who_lost_the_way_finds_it_where_people_track(client: Client) -> None:
    made = request()
    answer = client.post("/lacak/", {"ref": made.ref, "code": made.secret})
    assert answer["Location"] == f"/informasi/{made.ref}/{made.secret}/"


def test_a_superior_who_is_silent_leaves_the_way_to_the_commission_open(client: Client) -> None:
    made = asked.refused(asked.request(at=now() - 20 * DAY), at=now() - 18 * DAY)
    against = asked.objection(made, at=now() - 17 * DAY)
    here = f"/informasi/{made.ref}/{made.secret}/"
    assert "Komisi Informasi provinsi" not in client.get(here).text
    against.obligation.clocks.update(due_at=now() - DAY)
    assert "Putusan tidak perlu" in client.get(here).text
    answer = client.post(f"{here}tanggapan/", {"keberatan": against.ref, "jawab": "sengketa"})
    assert answer.status_code == 302
    assert Objection.objects.get().disputed_at is not None


def test_an_unanswered_request_is_shown_late_and_may_be_objected_to(client: Client) -> None:
    made = asked.request(at=now() - timedelta(days=30))
    page = client.get(f"/informasi/{made.ref}/{made.secret}/").text
    assert "terlambat menjawab" in page
    assert "Ajukan keberatan" in page
