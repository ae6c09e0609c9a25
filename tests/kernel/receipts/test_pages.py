"""What a citizen sees of the log: their receipt, its file, its paper, the page that checks one, and the book itself."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.ground.common.tlog.checkpoints import Checkpoint
from balairung.ground.common.tlog.notes import WITNESS, cosign, read_note
from balairung.ground.common.tlog.receipts import Receipt, check, read_receipt
from balairung.kernel.documents.signing import sign
from balairung.kernel.receipts import proving
from balairung.kernel.receipts.forgetting import forget
from balairung.kernel.receipts.keys import signer as log_signer
from balairung.kernel.receipts.models import LogEntry, LogKey
from balairung.kernel.receipts.paper import receipt_pdf
from balairung.kernel.receipts.qr import DIGITS, address, digits, fragment, read_digits
from balairung.kernel.receipts.wording import rows
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.ground.tlog.logs import AT, KEY, WORDS, Log, signer, told
from tests.kernel.documents import letters
from tests.kernel.receipts.logged import entry_of, filed, worker
from tests.rooms.meetings.binding import held
from tests.rooms.services.handling import stage

CHECK = "/tanda-terima/periksa/"


@pytest.fixture
def report() -> Complaint:
    """Filed and sealed, with others before and after it."""
    make.regency()
    reports = filed(5)
    return reports[3]


def mine(report: Complaint) -> Receipt:
    found = proving.receipt_of(entry_of(report))
    assert found
    return found


def page(client: Client, code: str, ending: str = "/") -> tuple[int, str]:
    answer = client.get(f"/tanda-terima/{code}{ending}")
    return answer.status_code, answer.content.decode()


def sent(client: Client, content: bytes, name: str = "tanda-terima.json") -> tuple[int, str]:
    answer = client.post(CHECK, {"berkas": SimpleUploadedFile(name, content)})
    return answer.status_code, answer.content.decode()


def pasted(client: Client, text: str) -> tuple[int, str]:
    answer = client.post(CHECK, {"teks": text})
    return answer.status_code, answer.content.decode()


def says(said: str, which: str) -> bool:
    """Whether the page shows the part of this name."""
    return f'data-said="{which}">' in said


# --- one receipt ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_receipt_says_what_was_recorded_and_where(client: Client, report: Complaint) -> None:
    entry = entry_of(report)
    status, said = page(client, entry.code)
    assert status == 200
    assert f'Catatan nomor <strong class="receipt-number">{entry.index}</strong> di buku besar' in said
    assert "juga oleh kami" in said
    for words in ("Yang diajukan warga", report.text, report.ref.replace("-", "\u2011"), "Belum ada saksi"):
        assert words in said
    assert f"{CHECK}#{digits(mine(report))}" in said


@pytest.mark.django_db
def test_it_is_kept_by_nobody_found_by_no_search_machine_and_asks_little(
    client: Client, report: Complaint, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    code = entry_of(report).code
    with django_assert_max_num_queries(20):
        answer = client.get(f"/tanda-terima/{code}/")
    for one in (answer, client.get(f"/tanda-terima/{code}.json"), client.get(f"/tanda-terima/{code}.pdf")):
        assert one.status_code == 200
        assert "no-store" in one.headers["Cache-Control"]
        assert one.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.django_db
def test_the_file_proves_it_without_us(client: Client, report: Complaint) -> None:
    receipt = read_receipt(page(client, entry_of(report).code, ".json")[1])
    found = check(receipt, proving.published_key())
    assert receipt.words["isi"] == report.text
    assert found.checkpoint.size == 5


@pytest.mark.django_db
def test_what_was_erased_says_so_and_tells_nothing(client: Client, report: Complaint) -> None:
    entry = entry_of(report)
    forget("line", [entry.source_key], at=make.START)
    status, said = page(client, entry.code)
    assert status == 200
    assert "sudah dihapus menurut aturan" in said
    assert report.text not in said
    assert report.ref.replace("-", "\u2011") not in said
    assert [page(client, entry.code, ending)[0] for ending in (".json", ".pdf")] == [404, 404]


@pytest.mark.django_db
def test_what_is_not_sealed_yet_asks_for_a_minute(client: Client, report: Complaint) -> None:
    """An entry whose checkpoint is not there yet; the worker writes both at once, other hands may not."""
    entry = LogEntry.objects.order_by("-index")[0]
    row = LogEntry(
        index=entry.index + 1, kind="filing", source="line", source_key="x", at=make.START, key=KEY,
        commitment=bytes(32), hash=bytes(32), code="BELUMTERKUNCIBELUMTERKUNCI",
    )  # fmt: skip
    row.save(force_insert=True)
    status, said = page(client, row.code)
    assert (status, "dikunci dalam satu menit" in said) == (200, True)
    assert "Buka sekali lagi" in said
    assert page(client, row.code, ".json")[0] == 404


@pytest.mark.django_db
def test_wrong_codes_are_counted_and_true_ones_are_answered_all_the_same(
    client: Client, report: Complaint, settings: Settings
) -> None:
    settings.TRACKING_LIMIT = "3/h"
    assert [page(client, f"SALAH{number}")[0] for number in range(5)] == [404, 404, 404, 429, 429]
    assert page(client, entry_of(report).code)[0] == 200
    assert "tidak kami kenal" in client.get("/tanda-terima/LAIN/", REMOTE_ADDR="10.1.1.1").content.decode()


# --- where it is told -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_reporter_finds_the_receipts_on_their_own_page_and_nobody_else_does(client: Client) -> None:
    make.regency()
    siti, report = make.officer("pupr", "liaison", "Siti"), make.forwarded(make.coordinator())
    actions.answer(report, text="Kami tutup besok.", by=siti, at=make.START + timedelta(hours=1))
    code = report.secret
    own = reverse("complaints:own", args=[report.ref, code])
    assert "buku besar publik" not in client.get(own).content.decode()
    worker(make.START + timedelta(hours=2))
    said = client.get(own).content.decode()
    first, last = entry_of(report), LogEntry.objects.get(kind="answer")
    assert "Bukti, tercatat di buku besar publik:" in said
    assert said.index(f"/tanda-terima/{first.code}/") < said.index(f"/tanda-terima/{last.code}/")
    assert "Kami tutup besok." in page(client, last.code)[1]
    shown = client.get(reverse("complaints:public")).content.decode()
    assert first.code not in shown


@pytest.mark.django_db
def test_a_letter_names_its_receipt_and_that_says_no_name(client: Client) -> None:
    make.regency()
    budi = letters.signer()
    letter = sign(letters.waiting(), passphrase=letters.PASSPHRASE, by=budi, at=make.START)
    worker(make.START + timedelta(minutes=1))
    entry = LogEntry.objects.get(kind="letter")
    said = client.get(reverse("documents:letter", args=[letter.code])).content.decode()
    assert f'<a href="/tanda-terima/{entry.code}/">tercatat di buku besar publik</a>' in said
    receipt = page(client, entry.code)[1]
    assert letter.sha256 in receipt
    assert "Siti" not in receipt


@pytest.mark.django_db
def test_an_applicant_finds_the_receipt_of_what_they_applied_for(client: Client) -> None:
    stage.cast()
    made = stage.applied(stage.published(stage.definition()))
    worker()
    (entry,) = LogEntry.objects.all()
    said = client.get(reverse("services:own", args=[made.ref, made.secret])).content.decode()
    assert f'<a href="/tanda-terima/{entry.code}/">tercatat di buku besar publik</a>' in said
    receipt = page(client, entry.code)[1]
    assert made.ref.replace("-", "\u2011") in receipt
    assert "berjualan soto" not in receipt  # it may be completed, so it stays out of the log


@pytest.mark.django_db
def test_published_minutes_name_their_receipt_and_it_tells_no_more_than_they_do(client: Client) -> None:
    make.regency()
    meeting = held.approved(held.complete(openness="terbuka"))
    worker(held.LATER)
    entry = LogEntry.objects.get(kind="minutes")
    said = client.get(reverse("meetings:public_minutes", args=[meeting.ref])).content.decode()
    assert f'<a href="/tanda-terima/{entry.code}/">tercatat di buku besar publik</a>' in said
    receipt = make.there(proving.receipt_of(entry))
    assert set(receipt.words) == {"nomor", "disahkan", "notulen_sha256"}
    assert receipt.words["notulen_sha256"] in page(client, entry.code)[1]


@pytest.mark.django_db
def test_a_report_too_long_to_be_carried_says_what_stands_there_instead(client: Client, tmp_path: Path) -> None:
    make.regency()
    made = make.complaint(text="Lubang di depan pasar makin lebar. " * 20)
    worker()
    code = entry_of(made).code
    for said in (page(client, code)[1], sent(client, str(mine(made)).encode())[1]):
        assert "yang dicatat hanya sidik jarinya" in said
        assert hashlib.sha256(made.text.encode()).hexdigest() in said
        assert made.text not in said
    assert "Simpan juga teksnya" in written(receipt_pdf(mine(made), code), tmp_path)


# --- checked by the server --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_sound_receipt_is_verified_here_too(
    client: Client, report: Complaint, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    receipt = mine(report)
    with django_assert_max_num_queries(12):
        status, said = sent(client, str(receipt).encode())
    assert (status, says(said, "sound"), says(said, "wrong")) == (200, True, False)
    assert report.text in said
    for text in (str(receipt), address(receipt), digits(receipt)):
        assert says(pasted(client, text)[1], "sound")


@pytest.mark.django_db
def test_a_log_that_went_on_is_still_the_same(client: Client, report: Complaint) -> None:
    receipt = mine(report)
    make.complaint(at=make.START + timedelta(hours=1))
    worker(make.START + timedelta(hours=2))
    said = sent(client, str(receipt).encode())[1]
    assert says(said, "sound")
    assert "memuat 6 catatan, dan masih melanjutkan" in said


@pytest.mark.django_db
def test_what_was_changed_is_refused_with_its_sentence(client: Client, report: Complaint) -> None:
    told = json.loads(str(mine(report)))
    other = {**told, "words": {**told["words"], "isi": "Jalan sudah baik."}}
    moved = {**told, "leaf": told["leaf"].replace('"index":3', '"index":2')}
    beside = {**told, "proof": told["proof"].replace("index 3", "index 2")}
    lines = told["proof"].split("\n")
    lines[2], lines[3] = lines[3], lines[2]
    swapped = {**told, "proof": "\n".join(lines)}
    later = {**told, "proof": told["proof"].replace("/log\n5\n", "/log\n6\n")}
    for change, sentence in (
        (other, "bukan yang dicatat"), (moved, "buktinya untuk nomor"), (beside, "buktinya untuk nomor"),
        (swapped, "tidak ada di log"), (later, "tidak cocok dengan isinya"),
    ):  # fmt: skip
        status, said = sent(client, json.dumps(change).encode())
        assert (status, says(said, "wrong"), says(said, "sound")) == (200, True, False)
        assert sentence in said


@pytest.mark.django_db
def test_another_regency_and_somebody_who_only_says_that_they_are_us(client: Client, report: Complaint) -> None:
    there = told(3, 4)[1]
    said = sent(client, str(there).encode())[1]
    assert f"dari buku besar lain, “{there.log_key.name}”" in said
    row = LogKey.objects.get()
    log = Log(signer(row.origin, seed=9))
    leaf = log.leaf()
    log.add(leaf.data)
    assert "kuncinya lain: bukan kami" in sent(client, str(log.receipt(leaf)).encode())[1]


@pytest.mark.django_db
def test_a_log_that_was_rolled_back_or_forked_is_told_to_whoever_comes_with_a_receipt(
    client: Client, report: Complaint
) -> None:
    """Somebody holds what our key signed once, and our log of today knows nothing of it."""
    for size, sentence in ((9, "Log ini mundur"), (5, "bercabang"), (4, "tidak terbukti melanjutkan")):
        log = Log(log_signer(LogKey.objects.get()))
        leaf = log.leaf()
        log.add(leaf.data)
        log.fill(size - 1)
        status, said = sent(client, str(log.receipt(leaf)).encode())
        assert (status, says(said, "wrong")) == (200, True)
        assert sentence in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Berkas ini kosong"),
        (b"  \n", "Berkas ini kosong"),
        (b"{}", "bukan berkas tanda terima"),
        (b"[1]", "harus berisi sebuah objek"),
        (b'{"type": "FeatureCollection", "features": []}', "bukan berkas tanda terima"),
        (b"halo", "bukan JSON"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "gambar atau berkas lain"),
        (b" " * 5_000_000 + b"{}", "terlalu besar"),
        (b"1" * 200, "rusak atau terpotong"),
    ],
)
def test_what_is_no_receipt_gets_a_sentence(client: Client, report: Complaint, content: bytes, sentence: str) -> None:
    status, said = sent(client, content, "foto.png")
    assert (status, says(said, "sound"), says(said, "wrong")) == (422, False, False)
    assert sentence in said


@pytest.mark.django_db
def test_nothing_and_too_much_and_too_often(client: Client, report: Complaint, settings: Settings) -> None:
    assert "Pilih dahulu berkas" in pasted(client, " ")[1]
    kept = "halo, ini bukan tanda terima"
    assert kept in pasted(client, kept)[1]  # what was typed stays
    settings.FILE_LIMIT = 1000
    assert "lebih besar dari" in sent(client, bytes(3000))[1]
    settings.UPLOAD_LIMIT = "1/h"
    given = [pasted(client, str(mine(report)))[0] for _ in range(3)]
    assert given[-1] == 422


@pytest.mark.django_db
def test_before_the_first_entry_the_pages_say_what_will_be_there(client: Client) -> None:
    make.regency()
    assert "Belum ada catatan" in client.get("/buku-besar/").content.decode()
    assert "kuncinya dibuat bersama catatan pertama" in client.get(CHECK).content.decode()
    assert "belum dimulai" in sent(client, str(told(1, 1)[1]).encode())[1]


# --- the book, and who vouches for it ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_book_tells_how_much_it_holds_and_its_key(
    client: Client, report: Complaint, settings: Settings, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    saw = signer("saksi.contoh.id", seed=7)
    settings.RECEIPT_WITNESSES = [[str(saw.key(WITNESS)), "https://saksi.contoh.id"]]
    with django_assert_max_num_queries(8):
        said = client.get("/buku-besar/").content.decode()
    for words in (str(proving.published_key()), "saksi.contoh.id", "Belum menandatangani titik periksa terbaru"):
        assert words.replace("+", "&#x2B;") in said or words in said
    newest = proving.latest()
    assert newest
    cosigned = str(cosign(read_note(newest.note), saw, at=make.START)).removeprefix(newest.note)
    type(newest).objects.filter(pk=newest.pk).update(cosignatures=cosigned)
    assert "Ikut menandatangani titik periksa terbaru" in client.get("/buku-besar/").content.decode()
    assert "saksi.contoh.id, " in page(client, entry_of(report).code)[1]
    assert "saksi.contoh.id, " in sent(client, str(mine(report)).encode())[1]


# --- the whole receipt in an address ----------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.dictionaries(TEXT, TEXT, max_size=5), st.integers(0, 40), st.integers(0, 40))
def test_digits_tell_the_whole_receipt(words: dict[str, str], before: int, after: int) -> None:
    log = Log()
    log.fill(before)
    leaf = log.leaf(words)
    log.add(leaf.data)
    log.fill(after)
    receipt = log.receipt(leaf, words)
    assert read_digits(digits(receipt)) == receipt


@given(st.binary(max_size=40))
def test_whatever_digits_somebody_types_are_a_receipt_or_a_sentence(raw: bytes) -> None:
    with pytest.raises(ValueError, match="rusak atau terpotong"):
        read_digits("".join(f"{byte:03}" for byte in raw))


def test_no_digit_may_be_another() -> None:
    log, receipt = told(3, 2)
    said = digits(receipt)
    for place, digit in enumerate(said):
        changed = said[:place] + str((int(digit) + 1) % 10) + said[place + 1 :]
        with pytest.raises(ValueError, match=r"\.$"):
            check(read_digits(changed), log.key)


def test_what_digits_cannot_say_is_not_said() -> None:
    log, receipt = told(1, 1)
    long = {"isi": "x" * 3000}
    leaf = log.leaf(long)
    log.add(leaf.data)
    assert fragment(log.receipt(leaf, long)) == ""
    more = Checkpoint(log.signer.name, log.size, log.tree().head(), ("lebih",)).published(log.signer)
    said = type(receipt.proof)(receipt.leaf.index, receipt.proof.hashes, str(more))
    assert fragment(type(receipt)(WORDS, KEY, receipt.leaf, said, receipt.log_key)) == ""


def test_a_part_of_digits_has_one_length_for_each_number_of_bytes() -> None:
    for count, length in enumerate(DIGITS[1:], 1):
        assert len(str(256**count - 1)) == length


# --- on paper ---------------------------------------------------------------------------------------------------------


def drawn(paper: bytes, folder: Path) -> Image.Image:
    """The first page as somebody's printer makes it, at 150 dots an inch."""
    asked("pdftoppm", paper, folder, "-r", "150", "-gray", "-singlefile")
    return Image.open(folder / "kertas.pgm")


def scan(picture: Image.Image) -> str:
    """What a camera reads: the one QR. In so large a one a reader may also see stripes that mean nothing."""
    (found,) = {one.text for one in zxingcpp.read_barcodes(picture) if one.format == zxingcpp.BarcodeFormat.QRCode}
    return found


def written(paper: bytes, folder: Path) -> str:
    asked("pdftotext", paper, folder)
    return " ".join((folder / "kertas").read_text().split())


def asked(name: str, paper: bytes, folder: Path, *arguments: str) -> None:
    program = shutil.which(name)
    assert program, f"{name} is installed by .ci/run (poppler-utils)"
    (folder / "kertas.pdf").write_bytes(paper)
    subprocess.run([program, *arguments, "kertas.pdf", "kertas"], check=True, cwd=folder)


@pytest.mark.django_db
def test_the_paper_proves_it_without_our_database(report: Complaint, tmp_path: Path) -> None:
    receipt, code = mine(report), entry_of(report).code
    paper = receipt_pdf(receipt, code)
    assert receipt_pdf(receipt, code) == paper
    scanned = scan(drawn(paper, tmp_path))
    assert scanned == address(receipt)
    assert check(read_digits(scanned), proving.published_key()).checkpoint.size == 5


@pytest.mark.django_db
def test_the_longest_words_and_a_large_log_fit_on_one_page_that_can_be_scanned(tmp_path: Path) -> None:
    make.regency()
    words = {
        "nomor": "P-20260302-A1B2C3", "baris": "12", "perbuatan": "take_over", "pada": AT.isoformat(),
        "catatan_sha256": "a" * 64, "berkas_sha256": " ".join(["b" * 64] * 4), "isi": "Lubang dalam " * 30,
    }  # fmt: skip
    log, saw = Log(signer("layanan.kabupaten-kepulauan-yang-jauh.go.id/log")), signer("saksi.universitas.ac.id")
    log.fill(5000)
    leaf = log.leaf(words)
    log.add(leaf.data)
    log.fill(20_000)
    plain = log.receipt(leaf, words)
    proof = type(plain.proof)(
        leaf.index, plain.proof.hashes, str(cosign(read_note(plain.proof.checkpoint), saw, at=AT))
    )
    receipt = Receipt(words, KEY, leaf, proof, log.key)
    paper = receipt_pdf(receipt, "A" * 26)
    with pikepdf.open(io.BytesIO(paper)) as opened:
        assert len(opened.pages) == 1
    assert "juga oleh kami" in written(paper, tmp_path)
    scanned = scan(drawn(paper, tmp_path))
    assert read_digits(scanned) == receipt


@pytest.mark.django_db
def test_words_too_long_for_a_code_leave_its_address_on_paper(tmp_path: Path) -> None:
    make.regency()
    log, words = Log(), {"isi": "panjang " * 400}
    leaf = log.leaf(words)
    log.add(leaf.data)
    paper = receipt_pdf(log.receipt(leaf, words), "KODE")
    scanned = scan(drawn(paper, tmp_path))
    assert scanned.endswith("/tanda-terima/KODE/")
    assert "terlalu panjang untuk satu kode" in written(paper, tmp_path)


def test_people_read_what_is_for_people() -> None:
    plain, others = rows({"nomor": "P-1", "isi": "Halo", "berkas_sha256": "ab", "sesuatu_lain": "x", "kosong": ""})
    assert plain == [("Nomor", "P\u20111"), ("Isi", "Halo")]
    assert others == [("Sidik jari berkas (SHA-256)", "ab"), ("Sesuatu lain", "x")]
    for iso, day in (("2026-03-02", "Senin 2\u00a0Maret\u00a02026"), ("2026-02-30", "2026-02-30"), ("besok", "besok")):
        assert [said.replace(",", "") for _name, said in rows({"tanggal": iso})[0]] == [day]
