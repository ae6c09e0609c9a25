"""A receipt checked by the browser alone: true, changed in any place, of a log that rolled back or forked; with axe."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Request, Route, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.ground.common.tlog.proofs import Growth
from balairung.ground.common.tlog.receipts import Receipt
from balairung.kernel.receipts import proving
from balairung.kernel.receipts.keys import signer
from balairung.kernel.receipts.models import LogEntry, LogKey
from balairung.kernel.receipts.qr import address, digits
from balairung.kernel.receipts.wording import rows
from tests import make
from tests.browser.looking import fits
from tests.ground.tlog.logs import Log, told
from tests.kernel.receipts.logged import entry_of, filed, worker

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
CHECK = Callable[[Page], None]
PAGE = "/tanda-terima/periksa/"
#: Checks many texts in the open page, and says what came of each.
ASK = """async ([files, codes, key]) => {
  const { check, fileOf, scanned } = window.receipts;
  const asked = async (read, text) => {
    try { await check(await read(text), key); return "sound"; }
    catch (fault) { return fault instanceof window.receipts.Fault ? fault.message : `broken: ${fault}`; }
  };
  return [
    await Promise.all(files.map((text) => asked(fileOf, text))),
    await Promise.all(codes.map((text) => asked(scanned, text))),
  ];
}"""


@pytest.fixture
def receipt(settings: Settings, live_server: LiveServer) -> Receipt:
    """Of the fourth of seven reports."""
    settings.BASE_URL = live_server.url
    make.regency()
    reports = filed(7, timezone.now() - timedelta(hours=2))
    found = proving.receipt_of(entry_of(reports[3]))
    assert found
    return found


@pytest.fixture
def kept(receipt: Receipt, tmp_path: Path) -> Path:
    """As its holder has it on the disk."""
    path = tmp_path / "tanda-terima.json"
    path.write_text(str(receipt))
    return path


def turned(text: str, *, kind: str) -> list[str]:
    """The text with one sign changed, for every place; a digit becomes another digit."""
    changed = []
    for place, one in enumerate(text):
        other = str((int(one) + 1) % 10) if kind == "digits" else chr(ord(one) ^ 1)
        changed.append(text[:place] + other + text[place + 1 :])
    return changed


def test_a_file_is_checked_here_and_sent_nowhere(page: Page, receipt: Receipt, kept: Path, check_axe: CHECK) -> None:
    asked: list[Request] = []
    page.goto(PAGE)
    expect(page.get_by_text("berkasnya tidak dikirim ke mana pun")).to_be_visible()
    check_axe(page)
    page.on("request", lambda one: asked.append(one))
    page.locator("input[type=file]").set_input_files(kept)
    expect(page.get_by_role("heading", name="Tanda terima ini sah")).to_be_visible()
    expect(page.get_by_text(receipt.words["isi"])).to_be_visible()
    expect(page.locator("[data-fact=index]")).to_have_text("3")
    expect(page.locator("[data-fact=kind]")).to_have_text("Yang diajukan warga")
    check_axe(page)
    assert [one.url for one in asked] == []
    assert fits(page)


def test_the_code_on_paper_carries_the_whole_proof(phone: Page, receipt: Receipt, check_axe: CHECK) -> None:
    """Also when our database knows nothing of it any more."""
    where = address(receipt)
    phone.goto(where)
    expect(phone.get_by_role("heading", name="Tanda terima ini sah")).to_be_visible()
    check_axe(phone)
    assert fits(phone)
    phone.goto(PAGE)
    phone.locator("textarea").fill(where)
    expect(phone.get_by_role("heading", name="Tanda terima ini sah")).to_be_visible()
    phone.locator("textarea").fill(where[:-20])
    expect(phone.get_by_text("Kode ini rusak atau terpotong")).to_be_visible()
    expect(phone.get_by_role("heading", name="Tanda terima ini sah")).to_be_hidden()


def test_no_sign_of_it_may_be_another(page: Page, receipt: Receipt) -> None:
    """The script reads what Python wrote, with words that sort otherwise in another program; nothing changed passes."""
    log = Log()
    log.fill(70)
    words = {"isi": 'Jalan "rusak" — sangat\n\u2028', "10": "b", "9": "c", "\U0001f600": "d", "\ue000": "e"}
    leaf = log.leaf(words)
    log.add(leaf.data)
    log.fill(30)
    other = log.receipt(leaf, words)
    page.goto(PAGE)
    for one in (receipt, other):
        key, file, code = str(one.log_key), str(one), digits(one)
        twice = file.replace('"words": {', '"words": {"isi": "lain", ', 1)
        found = page.evaluate(
            ASK, [[file, *turned(file, kind="all"), twice], [code, *turned(code, kind="digits")], key]
        )
        for first, *rest in found:
            assert first == "sound"
            assert "sound" not in rest
            assert [said for said in rest if said.startswith("broken")] == []
    why = page.evaluate(ASK, [[str(receipt)], [], str(other.log_key)])
    assert why == [["stranger"], []]


@pytest.mark.parametrize("width", [360, 1280])
def test_each_fault_has_its_own_sentence(
    open_context: OPEN, receipt: Receipt, kept: Path, check_axe: CHECK, width: int
) -> None:
    page = open_context(viewport={"width": width, "height": 800}).new_page()
    page.goto(PAGE)
    said = json.loads(str(receipt))
    proof = said["proof"].split("\n")
    grown = said["proof"].replace("/log\n7\n", "/log\n8\n")
    swapped = "\n".join([*proof[:2], proof[3], proof[2], *proof[4:]])
    cases: list[tuple[str | bytes, str]] = [
        (json.dumps({**said, "words": {**said["words"], "isi": "Lain."}}), "bukan yang dicatat"),
        (json.dumps({**said, "proof": said["proof"].replace("index 3", "index 2")}), "lain dari nomor pada buktinya"),
        (json.dumps({**said, "proof": grown}), "titik periksanya tidak cocok"),
        (json.dumps({**said, "proof": swapped}), "tidak ada di log pada titik periksa itu"),
        (str(told(3, 4)[1]), "dari buku besar lain"),
        (str(forked(receipt, 7, 9)), "bukan kami yang membuatnya"),
        ("", "Berkas ini kosong"),
        ('{"type": "FeatureCollection", "features": []}', "Ini bukan berkas tanda terima"),
        (" " * 5_000_000, "terlalu besar"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "gambar atau berkas lain"),
    ]
    for number, (content, sentence) in enumerate(cases):
        file = kept.with_name(f"{number}.json")  # Chromium hears nothing of the same name chosen twice
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(page.get_by_role("heading", name="Tanda terima ini sah")).to_be_hidden()
    check_axe(page)
    assert fits(page)


def test_a_photo_of_the_paper_is_read_however_large_and_another_photo_says_so(
    open_context: OPEN, receipt: Receipt, kept: Path
) -> None:
    """The desk's browser reads no QR of itself, telephones do: here one that finds what a picture is said to show."""
    context = open_context()
    context.add_init_script(
        "window.BarcodeDetector = class {"
        "  async detect(picture) { return picture.width > 1 ? [{ rawValue: window.shown }] : []; }"
        "};"
    )
    page = context.new_page()
    page.goto(PAGE)
    page.evaluate("(text) => { window.shown = text; }", address(receipt))
    large, small = kept.with_name("kertas.png"), kept.with_name("kucing.png")
    Image.effect_noise((1200, 1200), 80).save(large)
    Image.new("L", (1, 1)).save(small)
    assert large.stat().st_size > 1_000_000
    page.locator("input[type=file]").set_input_files(large)
    expect(page.get_by_role("heading", name="Tanda terima ini sah")).to_be_visible()
    for content in (small.read_bytes(), b"bukan gambar"):
        other = kept.with_name(f"{len(content)}.png")
        other.write_bytes(content)
        page.locator("input[type=file]").set_input_files(other)
        expect(page.get_by_text("Ini gambar atau berkas lain")).to_be_visible()
        expect(page.get_by_role("heading", name="Tanda terima ini sah")).to_be_hidden()


def test_script_and_server_tell_the_words_alike(page: Page, settings: Settings, live_server: LiveServer) -> None:
    """A text too long to be carried, a number on one line, a day as people say it."""
    settings.BASE_URL = live_server.url
    make.regency()
    made = make.complaint(text="Lubang di depan pasar makin lebar. " * 20)
    worker(timezone.now())
    words = {
        "nomor": "400.7/12-A/2026",
        "judul": "Surat Keterangan",
        "tanggal": "2026-03-02",
        "berkas_sha256": "a" * 64,
    }
    log = Log(signer(LogKey.objects.get()))
    leaf = log.leaf(words)
    log.add(leaf.data)
    for found in (make.there(proving.receipt_of(entry_of(made))), log.receipt(leaf, words)):
        page.goto(address(found))
        expect(page.get_by_role("heading", name="Tanda terima ini sah")).to_be_visible()
        shown, told = page.locator("[data-words] dd").all_inner_texts(), [said for _name, said in rows(found.words)[0]]
        assert len(told) > 1
        assert [said.replace("\u00a0", " ") for said in shown] == [said.replace("\u00a0", " ") for said in told]
        page.goto("about:blank")


def forked(receipt: Receipt, size: int, seed: int = 0) -> Receipt:
    """A receipt of another story of the same length, signed with our key, or with somebody's who took our name."""
    from tests.ground.tlog.logs import signer as somebody

    own = somebody(receipt.leaf.log, seed) if seed else signer(LogKey.objects.get())
    log = Log(own)
    leaf = log.leaf()
    log.add(leaf.data)
    log.fill(size - 1)
    return log.receipt(leaf)


# --- and the log of today ---------------------------------------------------------------------------------------------


def compared(page: Page, kept: Path, receipt: Receipt) -> None:
    page.goto(PAGE)
    kept.write_text(str(receipt))
    page.locator("input[type=file]").set_input_files(kept)
    page.get_by_role("button", name="Bandingkan dengan hari ini").click()


def test_a_log_that_grew_still_holds_it(page: Page, receipt: Receipt, kept: Path, check_axe: CHECK) -> None:
    compared(page, kept, receipt)
    expect(page.get_by_text("tidak ada yang dihapus atau diubah")).to_be_visible()
    make.complaint(at=timezone.now())
    worker(timezone.now())
    page.get_by_role("button", name="Bandingkan dengan hari ini").click()
    expect(page.locator("[data-fact=newest]")).to_have_text("8")
    check_axe(page)


def test_a_log_that_went_back_or_forked_or_was_changed_is_told(page: Page, receipt: Receipt, kept: Path) -> None:
    for size, sentence in (
        (9, "Buku besar ini mundur"),
        (7, "jumlah catatannya sama"),
        (6, "tidak terbukti melanjutkan"),
    ):
        compared(page, kept, forked(receipt, size))
        expect(page.get_by_role("heading", name="Tanda terima ini sah")).to_be_visible()
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(page.get_by_text("tidak ada yang dihapus atau diubah")).to_be_hidden()


def test_two_people_who_were_shown_two_stories_find_it_out(page: Page, receipt: Receipt, kept: Path) -> None:
    page.goto(PAGE)
    page.locator("input[type=file]").set_input_files(kept)
    expect(page.get_by_role("heading", name="Tanda terima ini sah")).to_be_visible()
    other = kept.with_name("lain.json")
    other.write_text(str(forked(receipt, 7)))
    page.locator("input[type=file]").set_input_files(other)
    expect(page.get_by_text("dua tanda terima yang Anda buka")).to_be_visible()


def test_a_checkpoint_that_somebody_else_signed_and_a_line_that_is_cut(
    page: Page, receipt: Receipt, kept: Path
) -> None:
    other = Log()
    other.fill(20)
    answers = {"checkpoint": other.published(), "pertumbuhan": str(Growth(7, (), other.published()))}

    def give(route: Route) -> None:
        name = next(name for name in answers if name in route.request.url)
        route.fulfill(body=answers[name], content_type="text/plain")

    page.route("**/log/**", give)
    compared(page, kept, receipt)
    expect(page.get_by_text("tidak ditandatangani kunci yang Anda lihat")).to_be_visible()
    page.unroute("**/log/**")
    page.route("**/log/**", lambda route: route.fulfill(status=404, body=""))
    page.get_by_role("button", name="Bandingkan dengan hari ini").click()
    expect(page.get_by_text("tidak dapat diambil")).to_be_visible()


# --- without scripts, and the other pages -----------------------------------------------------------------------------


def test_without_scripts_the_server_checks_and_says_what_that_means(
    plain: Page, receipt: Receipt, kept: Path, check_axe: CHECK
) -> None:
    plain.goto(PAGE)
    expect(plain.get_by_text("hasilnya berarti Anda memercayai kami")).to_be_visible()
    plain.locator("input[type=file]").set_input_files(kept)
    plain.get_by_role("button", name="Periksa", exact=True).click()
    expect(plain.get_by_role("heading", name="Tanda terima ini sah")).to_be_visible()
    expect(plain.get_by_text(receipt.words["isi"])).to_be_visible()


def test_a_browser_that_cannot_says_so_and_sends_only_when_asked(
    open_context: OPEN, receipt: Receipt, kept: Path
) -> None:
    context = open_context()
    context.add_init_script(
        "const own = crypto.subtle?.importKey.bind(crypto.subtle);"
        "if (own) crypto.subtle.importKey = async (form, key, kind, ...more) => {"
        "  if (kind === 'Ed25519') throw new DOMException('', 'NotSupportedError');"
        "  return own(form, key, kind, ...more);"
        "};"
    )
    page = context.new_page()
    page.goto(PAGE)
    expect(page.get_by_text("belum dapat memeriksa tanda tangan")).to_be_visible()
    page.locator("input[type=file]").set_input_files(kept)
    expect(page.get_by_role("heading", name="Tanda terima ini sah")).to_be_hidden()
    page.get_by_role("button", name="Periksa", exact=True).click()
    expect(page.get_by_role("heading", name="Tanda terima ini sah")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_receipt_and_the_book_are_for_everybody(
    open_context: OPEN, receipt: Receipt, check_axe: CHECK, width: int
) -> None:
    page = open_context(viewport={"width": width, "height": 800}).new_page()
    page.goto(f"/tanda-terima/{LogEntry.objects.get(index=3).code}/")
    check_axe(page)
    assert fits(page)
    page.get_by_role("link", name="Periksa di peramban Anda").click()
    expect(page.get_by_role("heading", name="Tanda terima ini sah")).to_be_visible()
    page.goto("/buku-besar/")
    expect(page.get_by_role("heading", name="Buku besar publik")).to_be_visible()
    check_axe(page)
    assert fits(page)
