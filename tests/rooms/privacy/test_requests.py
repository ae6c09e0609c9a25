"""Somebody asks about their own data: proved by a code, owed in three times 24 hours, met, refused, given once."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from typing import Any, cast
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.files import disk
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.obligations.unsealing import open_sealed, sealed_of
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.rooms.complaints import actions as complaints
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.privacy import access, answering, exporting, filing, knocking
from balairung.rooms.privacy.filing import Asked
from balairung.rooms.privacy.models import DataExport, DataKnock, DataRequest
from tests import make
from tests.make import START
from tests.rooms.privacy import wishes
from tests.rooms.privacy.wishes import CONTACT

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


def knocked(right: str = "copy", contact: str = CONTACT, at: Any = START) -> DataKnock:
    return knocking.knock(Asked(right, contact, wish="Hapus laporan saya."), at=at)


# --- proof -----------------------------------------------------------------------------------------------------------


def test_the_code_makes_it_a_request_and_is_good_for_one() -> None:
    row = knocked()
    code = wishes.code_in(row.pk)
    assert not DataRequest.objects.exists()
    made = knocking.answer(row, code=f"{code[:3]} {code[3:]}", by=CITIZEN, at=START + MINUTE)
    assert (made.proof, made.contact, made.obligation.state) == ("code", CONTACT, State.ACTIVE)
    told = Notice.objects.get(key=f"data-knock:{row.pk}")
    assert (told.address, told.body) == ("", "")  # neither the code nor where it went stays
    with pytest.raises(Refused):
        knocking.answer(row, code=code, by=CITIZEN, at=START + MINUTE)
    assert DataRequest.objects.count() == 1


def test_five_wrong_codes_or_half_an_hour_end_it() -> None:
    row = knocked()
    code = wishes.code_in(row.pk)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _try in range(5):
        with pytest.raises(Refused, match="belum cocok"):
            knocking.answer(row, code=wrong, by=CITIZEN, at=START)
    with pytest.raises(Refused, match="tidak berlaku"):
        knocking.answer(row, code=code, by=CITIZEN, at=START)
    late = knocked(contact="lain@contoh.id")
    with pytest.raises(Refused, match="tidak berlaku"):
        knocking.answer(late, code=wishes.code_in(late.pk), by=CITIZEN, at=START + 31 * MINUTE)
    assert not DataRequest.objects.exists()


def test_nobody_fills_somebody_elses_mailbox() -> None:
    knocked()
    with pytest.raises(Refused, match="satu menit"):
        knocked(at=START + timedelta(seconds=30))
    for hour in range(1, 5):
        knocked(at=START + hour * HOUR)
    with pytest.raises(Refused, match="Coba lagi besok"):
        knocked(at=START + 6 * HOUR)
    assert knocking.sweep(now=START + 2 * DAY) == 5
    assert not DataKnock.objects.exists()


def test_whether_we_know_somebody_is_told_to_nobody_else(client: Client) -> None:
    """The same answer for a contact that we hold data of and for one that we do not."""
    make.complaint(contact=CONTACT)
    said = set()
    for contact in (CONTACT, "tak-dikenal@contoh.id"):
        answer = client.post("/data-saya/minta/copy/", {"contact": contact}, follow=True)
        masked = re.sub(r"[at]•••@", "•••@", answer.text)
        said.add(re.sub(r"csrfmiddlewaretoken\W+value=\W\w+|/kode/[0-9a-f-]+|nonce\W\w+", "", masked))
    assert len(said) == 1


# --- the clock of the law --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("right", ["copy", "correct", "erase", "withdraw", "object"])
def test_three_times_24_hours_run_through_nights_and_holidays(right: str) -> None:
    friday = make.moment("2026-03-06 16:30")
    made = wishes.request(right, at=friday)
    clock = made.obligation.clocks.get()
    assert clock.due_at == friday + 72 * HOUR
    assert made.ref.startswith("7-")
    office = made.obligation.owner_office
    assert office is not None
    assert office.key == "kominfo"


def test_what_is_not_copied_must_be_said() -> None:
    with pytest.raises(Refused, match="apa yang Anda minta"):
        wishes.request("erase", wish=" ")
    wishes.request("copy", wish="")
    with pytest.raises(Refused, match="daftar"):
        wishes.request("semua")


def test_the_same_form_twice_is_one_request() -> None:
    asked = Asked("copy", CONTACT)
    made = [filing.file_request(asked, proof="code", token="x" * 20, by=CITIZEN, at=START) for _time in range(2)]
    assert made[0].pk == made[1].pk
    assert Obligation.objects.filter(kind="privacy").count() == 1


# --- answers ---------------------------------------------------------------------------------------------------------


def test_only_who_answers_for_personal_data_answers() -> None:
    made = wishes.request("correct")
    strangers = [("dinkes", "head"), ("kominfo", "staff"), ("inspektorat", "head"), ("pimpinan", "regent")]
    for office, role in strangers:
        with pytest.raises(NotAllowed):
            answering.complete(made, text="Sudah.", by=make.officer(office, role), at=START)
    answering.complete(made, text="Nama Anda sudah kami perbaiki.", by=wishes.ppdp(), at=START + HOUR)
    done = wishes.fresh(made)
    assert (done.obligation.state, done.outcome) == (State.DONE, "done")
    assert done.obligation.clocks.get().met_at == START + HOUR
    assert "Nama Anda sudah kami perbaiki." in Notice.objects.get(key=f"{made.pk}:answer").body


def test_a_refusal_names_its_basis_in_law() -> None:
    made, ratna = wishes.request("object"), wishes.ppdp()
    with pytest.raises(Refused, match="dasar penolakan"):
        answering.refuse(made, text="Tidak bisa.", ground="malas", by=ratna, at=START)
    with pytest.raises(Refused, match="penjelasan"):
        answering.refuse(made, text=" ", ground="law", by=ratna, at=START)
    answering.refuse(made, text="Perkaranya masih disidik polisi.", ground="law", by=ratna, at=START)
    done = wishes.fresh(made)
    assert (done.obligation.state, done.refusal) == (State.REFUSED, "law")
    assert "Pasal 15 ayat (1) huruf b" in Notice.objects.get(key=f"{made.pk}:answer").body


def closed_report(contact: str = CONTACT) -> Complaint:
    """A report whose life is over: what is still worked on is kept."""
    made = make.complaint(contact=contact, name="Ani Lestari", text="Rahasia Ani: sumur tetangga tercemar limbah.")
    complaints.withdraw(made, text="", by=reporter_of(made), at=START)
    return Complaint.objects.select_related("obligation").get(pk=made.pk)


def reporter_of(made: Complaint) -> Any:
    from balairung.rooms.complaints import access as complaint_access

    return complaint_access.get_own(made.ref, made.secret)[1]


def test_erasing_takes_what_is_theirs_and_nothing_else() -> None:
    mine, other = closed_report(), closed_report("budi@contoh.id")
    made, ratna = wishes.request("erase"), wishes.ppdp()
    offered = {mark: kept for mark, _words, kept in answering.erasable(made)}
    mark, strange = (answering.named(f"complaints:{one.obligation_id}") for one in (mine, other))
    assert offered[mark] == ""
    with pytest.raises(Refused, match="Pilih apa yang dihapus"):
        answering.complete(made, text="Sudah.", by=ratna, at=START)
    with pytest.raises(Refused, match="bukan milik pemohon"):
        answering.complete(made, text="Sudah.", marks=[strange], by=ratna, at=START)
    answering.complete(made, text="Sudah.", marks=[mark], by=ratna, at=START)
    for one in (mine, other):
        one.refresh_from_db()
    assert (mine.text, mine.reporter_contact, mine.reporter_name) == ("", "", "")
    assert "sumur" in other.text
    assert "Sudah dihapus" in Notice.objects.get(key=f"{made.pk}:answer").body
    assert findings(now=START) == []  # the ledger is whole


def test_what_the_law_wants_kept_stays_whoever_asks() -> None:
    running = make.complaint(contact=CONTACT)
    made = wishes.request("erase")
    mark = answering.named(f"complaints:{running.obligation_id}")
    assert {one: kept for one, _words, kept in answering.erasable(made)}[mark]
    with pytest.raises(Refused, match="wajib disimpan"):
        answering.complete(made, text="Sudah.", marks=[mark], by=wishes.ppdp(), at=START)
    running.refresh_from_db()
    assert running.text
    assert wishes.fresh(made).obligation.is_open


def test_who_asked_may_take_it_back_and_nobody_else() -> None:
    made = wishes.request("object")
    with pytest.raises(NotAllowed):
        answering.withdraw(made, by=CITIZEN, at=START)
    answering.withdraw(made, by=access.get_own(made.ref, made.secret)[1], at=START)
    assert wishes.fresh(made).obligation.state == State.WITHDRAWN


def test_at_a_counter_an_officer_who_receives_takes_it_down_and_gets_nothing_of_it() -> None:
    asked = Asked("copy", CONTACT, "Ani Lestari")
    with pytest.raises(NotAllowed):
        filing.take_down(asked, token="y" * 20, by=make.officer("pupr", "staff"), at=START)
    with pytest.raises(Refused, match="nama"):
        filing.take_down(Asked("copy", CONTACT), token="y" * 20, by=make.coordinator(), at=START)
    made = filing.take_down(asked, token="y" * 20, by=make.coordinator(), at=START)
    assert made.proof == "counter"
    while exporting.follow(now=START):
        continue
    assert {one.address for one in Notice.objects.filter(key__startswith=f"{made.pk}:")} == {CONTACT}


# --- the copy --------------------------------------------------------------------------------------------------------


def made_copy() -> tuple[DataRequest, str]:
    """A copy that is ready, and the link that went to its owner."""
    make.complaint(contact=CONTACT, name="Ani Lestari", text="Sumur <b>tetangga</b> tercemar.", files=[make.photo()])
    make.complaint(contact="budi@contoh.id", text="Rahasia Budi.")
    made = wishes.request("copy")
    while exporting.follow(now=START):
        continue
    told = Notice.objects.get(key__startswith=f"{made.pk}:made")
    return wishes.fresh(made), make.there(re.search(r"/data-saya/unduh/(\w+)/", told.body))[1]


def test_the_copy_holds_all_that_is_theirs_and_nobody_elses() -> None:
    made, token = made_copy()
    assert made.obligation.state == State.DONE
    found = make.there(exporting.find_link(token, START))
    archive = ZipFile(io.BytesIO(b"".join(exporting.take(found, code=made.secret, at=START))))
    page, data = archive.read("index.html").decode(), json.loads(archive.read("data.json"))
    assert "Sumur &lt;b&gt;tetangga&lt;/b&gt; tercemar." in page  # words are never markup
    assert "Rahasia Budi" not in page + json.dumps(data)
    assert {item["kept_by"] for item in data["items"]} >= {"complaints", "privacy"}
    files = [name for name in archive.namelist() if name.startswith("berkas/")]
    assert files
    assert all(".." not in name and not name.startswith("/") for name in archive.namelist())
    assert archive.read("gaya.css")
    assert {path for item in data["items"] for path in [one["path"] for one in item["files"]]} == set(files)


def test_on_the_disk_it_cannot_be_read() -> None:
    made_copy()
    row = DataExport.objects.get()
    content = disk.read(row.path)
    assert b"PK" not in content[:4]
    assert b"index.html" not in content


def test_the_link_gives_it_once_and_is_gone_afterwards(client: Client, settings: Settings) -> None:
    made, token = made_copy()
    DataExport.objects.update(until=timezone.now() + DAY)
    where = f"/data-saya/unduh/{token}/"
    assert client.get(where).status_code == client.get(where).status_code == 200  # a preview uses nothing up
    wrong = client.post(where, {"code": "AAAAAAAAAA"})
    assert (wrong.status_code, "belum cocok" in wrong.text) == (422, True)
    given = client.post(where, {"code": made.secret})
    assert given["Content-Type"] == "application/zip"
    assert "no-store" in given["Cache-Control"]
    assert b"".join(cast(Any, given).streaming_content).startswith(b"PK")
    for answer in (client.get(where), client.post(where, {"code": made.secret})):
        assert answer.status_code == 410
    assert client.get("/data-saya/unduh/AAAAAAAA/").status_code == 404


def test_two_at_once_get_one_copy() -> None:
    made, token = made_copy()
    first, second = exporting.find_link(token, START), exporting.find_link(token, START)
    exporting.take(make.there(first), code=made.secret, at=START)
    with pytest.raises(Stale):
        exporting.take(make.there(second), code=made.secret, at=START)


def test_five_wrong_codes_and_three_days_end_it() -> None:
    made, token = made_copy()
    for _try in range(5):
        with pytest.raises(Refused):
            exporting.take(make.there(exporting.find_link(token, START)), code="AAAAAAAAAA", at=START)
    assert exporting.find_link(token, START) is None
    DataExport.objects.update(tries=0)
    assert exporting.find_link(token, START + 3 * DAY) is None
    path = disk.full_path(DataExport.objects.get().path)
    assert path.is_file()
    exporting.follow(now=START + 3 * DAY)
    assert not path.exists()
    assert DataExport.objects.get().state == "gone"
    assert made.secret


def test_what_was_given_leaves_the_disk_within_the_hour() -> None:
    made, token = made_copy()
    b"".join(exporting.take(make.there(exporting.find_link(token, START)), code=made.secret, at=START))
    path = disk.full_path(DataExport.objects.get().path)
    exporting.follow(now=START + 59 * MINUTE)
    assert path.is_file()
    exporting.follow(now=START + 61 * MINUTE)
    assert not path.exists()


def test_a_copy_that_cannot_be_made_waits_and_lets_others_go_on(settings: Settings) -> None:
    settings.PERSONAL_DATA = [*settings.PERSONAL_DATA, "balairung.rooms.privacy.tidak_ada"]
    made = wishes.request("copy")
    assert exporting.follow(now=START) == 0
    assert wishes.fresh(made).obligation.is_open
    settings.PERSONAL_DATA = settings.PERSONAL_DATA[:-1]
    assert exporting.follow(now=START + MINUTE) == 0  # its claim still stands
    assert exporting.follow(now=START + 61 * MINUTE) == 1


# --- pages -----------------------------------------------------------------------------------------------------------


def test_from_the_first_page_to_ones_own(client: Client) -> None:
    assert "Salinan data saya" in client.get("/data-saya/").text
    answer = client.post("/data-saya/minta/erase/", {"contact": "bukan", "wish": "Hapus laporan saya"})
    assert (answer.status_code, "Hapus laporan saya" in answer.text) == (422, True)
    asked = client.post("/data-saya/minta/erase/", {"contact": "Ani@Contoh.id", "wish": "Hapus laporan saya"})
    row = DataKnock.objects.get()
    assert asked["Location"] == f"/data-saya/kode/{row.pk}/"
    page = client.get(asked["Location"]).text
    assert ("a•••@contoh.id" in page, CONTACT in page) == (True, False)
    own = client.post(asked["Location"], {"code": wishes.code_in(row.pk)}, follow=True)
    made = DataRequest.objects.select_related("obligation").get()
    assert own.redirect_chain == [(f"/data-saya/{made.ref}/{made.secret}/", 302)]
    assert "Hapus laporan saya" in own.text
    assert CONTACT not in own.text
    assert client.get(f"/data-saya/{made.ref}/AAAAAAAAAA/").status_code == 404
    tracked = client.post(reverse("complaints:track"), {"ref": made.ref, "code": made.secret})
    assert tracked["Location"].endswith(f"/data-saya/{made.ref}/{made.secret}/")


def test_the_desk_shows_what_is_owed_masked(client: Client) -> None:
    closed_report()
    made = wishes.request("erase", at=timezone.now())
    person = make.holder("kominfo", "head")
    client.force_login(make.account(person))
    assert made.ref.replace("-", "‑") in client.get("/kerja/data-pribadi/").text
    page = client.get(f"/kerja/data-pribadi/{made.ref}/").text
    assert ("a•••@contoh.id" in page, CONTACT in page) == (True, False)
    assert "Yang kami simpan tentang pemohon" in page
    assert client.get("/kerja/data-pribadi/7-0000-0000/").status_code == 404


def test_the_log_is_for_those_who_answer_and_who_inspect(client: Client) -> None:
    report = make.forwarded(make.coordinator(), to="pupr", contact=CONTACT)
    siti = make.officer("pupr", "liaison", "Siti")
    open_sealed(sealed_of(siti, "complaints", report.ref), purpose="call", by=siti, at=timezone.now())
    for office, role, status in [("kominfo", "head", 200), ("inspektorat", "head", 200), ("dinkes", "head", 403)]:
        reader = Client()
        reader.force_login(make.account(make.holder(office, role)))
        answer = reader.get("/kerja/data-pribadi/pembukaan/")
        assert answer.status_code == status
        if status == 200:
            assert "Siti" in answer.text
            assert CONTACT not in answer.text


def test_who_reads_much_or_elsewhere_stands_out() -> None:
    from balairung.rooms.privacy.looks import standing_out

    siti, rahma = make.officer("pupr", "liaison", "Siti"), make.coordinator("Rahma")
    for number in range(15):
        report = make.forwarded(rahma, to="pupr", contact=CONTACT)
        open_sealed(sealed_of(siti, "complaints", report.ref), purpose="call", by=siti, at=START + number * MINUTE)
        if number == 13:
            assert standing_out(START + HOUR) == []
    found = standing_out(START + HOUR)
    assert [(one.person.name, one.cases, one.strange) for one in found] == [("Siti", 15, False)]
    for _number in range(3):
        made = make.application("pupr")
        reason = "Warga menelepon koordinator karena kantor tidak menjawab."
        open_sealed(sealed_of(rahma, "services", made.ref), purpose="", reason=reason, by=rahma, at=START)
    found = standing_out(START + HOUR)
    assert {(one.person.name, one.strange) for one in found} == {("Siti", False), ("Rahma", True)}
    assert standing_out(START + 31 * DAY) == []


def test_their_own_requests_and_who_looked_are_part_of_what_they_get() -> None:
    report = make.forwarded(make.coordinator(), to="pupr", contact=CONTACT)
    siti = make.officer("pupr", "liaison", "Siti")
    open_sealed(sealed_of(siti, "complaints", report.ref), purpose="call", by=siti, at=START)
    made, token = made_copy()
    found = make.there(exporting.find_link(token, START))
    archive = ZipFile(io.BytesIO(b"".join(exporting.take(found, code=made.secret, at=START))))
    page = archive.read("index.html").decode()
    assert "Siapa yang membuka data Anda" in page
    assert "menghubungi pemilik data" in page
    assert "Siti" not in page
    assert SYSTEM.name not in page
