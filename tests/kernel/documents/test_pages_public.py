"""What somebody sees who holds a letter: its page behind the QR, its file compared, its QR read without the network."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.ground.common.qr import qr
from balairung.kernel.documents import proving
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.proving import Facts, NotAProof, masked, payload, proof_address, read_payload
from balairung.kernel.documents.revoking import replace, revoke
from balairung.kernel.documents.signing import sign
from balairung.kernel.people.actors import Actor
from tests import make
from tests.kernel.documents import letters
from tests.kernel.documents.letters import PASSPHRASE
from tests.make import START

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=3)


@pytest.fixture
def budi() -> Actor:
    make.regency()
    return letters.signer()


@pytest.fixture
def signed(budi: Actor) -> Document:
    return sign(letters.waiting(valid=date(2099, 12, 31)), passphrase=PASSPHRASE, by=budi, at=START)


def said_on(day: str) -> str:
    return day.replace(" ", "\u00a0")


def page(client: Client, letter: Document, **more: Any) -> tuple[int, str]:
    answer = client.get(reverse("documents:letter", args=[letter.code]), **more)
    return answer.status_code, answer.content.decode()


# --- behind the code ----------------------------------------------------------------------------------------------


def test_a_true_letter_is_told_with_all_that_the_paper_says(client: Client, signed: Document) -> None:
    status, said = page(client, signed)
    assert status == 200
    for words in ("Surat ini berlaku", signed.number_text, signed.title, "S*** A*****", "Budi Santoso", signed.sha256,
                  "bukan TTE tersertifikasi", said_on("31 Desember 2099"), signed.office.name):  # fmt: skip
        assert words in said
    assert "Siti Aminah" not in said


def test_the_page_is_kept_by_nobody_and_found_by_no_search_machine(client: Client, signed: Document) -> None:
    answer = client.get(reverse("documents:letter", args=[signed.code]))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_two_questions_to_the_database(
    client: Client, signed: Document, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page(client, signed)
    with django_assert_num_queries(2):  # the letter, and whether it stands in the public log
        page(client, signed)


def test_a_code_that_somebody_typed_is_understood(client: Client, signed: Document) -> None:
    typed = proving.read_aloud(signed.code).lower().replace("0", "o")
    assert client.get(f"/v/{typed}/").status_code == 200


def test_revoked(client: Client, budi: Actor, signed: Document) -> None:
    revoke(signed, reason="Data pemohon keliru", by=budi, at=LATER)
    said = page(client, signed)[1]
    assert "Surat ini dicabut" in said
    assert "Data pemohon keliru" in said
    assert "Surat ini berlaku" not in said


def test_replaced(client: Client, budi: Actor, signed: Document) -> None:
    new = sign(letters.waiting(at=LATER, valid=None), passphrase=PASSPHRASE, by=budi, at=LATER)
    replace(signed, new=new, by=budi, at=LATER)
    said = page(client, signed)[1]
    assert "sudah diganti" in said
    assert new.number_text in said
    assert said_on("5 Maret 2026") in said
    assert "Surat ini berlaku" in page(client, new)[1]


def test_expired(client: Client, budi: Actor) -> None:
    old = sign(letters.waiting(valid=date(2026, 3, 31)), passphrase=PASSPHRASE, by=budi, at=START)
    said = page(client, old)[1]  # the clock of this machine stands later
    assert "Masa berlaku surat ini habis" in said
    assert said_on("31 Maret 2026") in said


def test_what_nobody_signed_is_not_known(client: Client, budi: Actor) -> None:
    status, said = page(client, letters.waiting())
    assert status == 404
    assert "tidak kami kenal" in said


def test_wrong_codes_are_counted_and_true_ones_are_answered_all_the_same(
    client: Client, signed: Document, settings: Settings
) -> None:
    settings.TRACKING_LIMIT = "3/h"
    given = [client.get(f"/v/{proving.new_code()}/").status_code for _ in range(5)]
    assert given == [404, 404, 404, 429, 429]
    assert page(client, signed)[0] == 200


@pytest.mark.parametrize("code", ["x", "%00", "..%2f..", "<script>", "a" * 5000, "🐓"])
def test_nonsense_is_an_unknown_code(client: Client, budi: Actor, code: str) -> None:
    assert client.get(f"/v/{code}/").status_code in {404, 400}


# --- the file ------------------------------------------------------------------------------------------------------


def compared(client: Client, letter: Document, content: bytes) -> str:
    upload = SimpleUploadedFile("surat.pdf", content, "application/pdf")
    return client.post(reverse("documents:letter", args=[letter.code]), {"berkas": upload}).content.decode()


def shown(said: str, which: str) -> bool:
    return f'data-said="{which}">' in said


def test_the_file_is_compared_and_not_kept(client: Client, signed: Document, tree: Callable[[], list[str]]) -> None:
    content, before = letters.bytes_of(signed), tree()
    same, other = compared(client, signed, content), compared(client, signed, content[:-1] + b" ")
    assert (shown(same, "same"), shown(same, "other")) == (True, False)
    assert (shown(other, "same"), shown(other, "other")) == (False, True)
    assert tree() == before


@pytest.fixture
def tree(settings: Settings) -> Callable[[], list[str]]:
    return lambda: sorted(str(path) for path in settings.FILES_ROOT.rglob("*"))


def test_no_file_and_too_big_a_file_are_sentences(client: Client, signed: Document, settings: Settings) -> None:
    empty = client.post(reverse("documents:letter", args=[signed.code]))
    assert (empty.status_code, "Pilih dahulu berkas" in empty.content.decode()) == (422, True)
    settings.FILE_LIMIT = 1000
    assert "lebih besar" in compared(client, signed, b"%PDF-1.7" + bytes(2000))


# --- the QR --------------------------------------------------------------------------------------------------------


def facts(**more: Any) -> Facts:
    given: dict[str, Any] = {
        "mark": "7K3M92", "number": "400.12.3.2/0042/429.512/2026", "title": "Surat Keterangan Tidak Mampu",
        "dated": date(2026, 3, 2), "office": "Kecamatan Rogojampi",
        "heading": "a.n. Bupati Banyuwangi\nCamat Rogojampi",
        "signer": "Drs. H. Slamet Riyadi, M.Si.", "holder": "S*** A*****", "valid_until": date(2026, 9, 2),
        "regency": "35.10", "kind": "local",
    }  # fmt: skip
    return Facts(**given | more)


def test_the_payload_of_a_letter_is_proved_without_asking_for_it(signed: Document) -> None:
    proof = read_payload(proof_address(signed))
    assert proof.genuine
    assert proof.code == signed.code
    told = proof.facts
    assert (told.number, told.dated, told.signer) == (signed.number_text, signed.dated, "Budi Santoso")
    assert (told.holder, told.regency, told.kind) == ("S*** A*****", "35.77", "local")


@given(st.data())
def test_whatever_a_letter_says_is_read_again_or_visibly_cut(data: st.DataObject) -> None:
    words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f"), max_size=160)
    said = facts(number=data.draw(words), title=data.draw(words), office=data.draw(words), signer=data.draw(words))
    raw = proving._fitted(said)
    assert len(raw) <= proving.MOST - proving.SIGNATURE
    read = proving._facts_in(raw)
    assert (read.mark, read.dated, read.valid_until, read.regency) == (said.mark, said.dated, said.valid_until, "35.10")
    for name in ("number", "title", "office", "signer"):
        before, after = getattr(said, name), getattr(read, name)
        assert after == before or (after.endswith("…") and before.startswith(after.rstrip("…")))


def test_a_changed_sign_a_strange_code_and_rubbish_are_no_proof(signed: Document) -> None:
    address = proof_address(signed)
    changed = address[:-40] + str((int(address[-40]) + 1) % 10) + address[-39:]
    assert not read_payload(changed).genuine
    other = address.replace(signed.code, proving.new_code())
    assert not read_payload(other).genuine
    for rubbish in ("", "halo", "https://contoh.id/v/ABC/#", "1" * 100, "9" * 740, "https://contoh.id/#" + "1" * 300):
        with pytest.raises(NotAProof):
            read_payload(rubbish)


def test_a_signature_for_another_purpose_proves_no_letter(budi: Actor) -> None:
    from balairung.kernel.documents.house_key import sign_words

    raw = proving._fitted(facts())
    forged = str(int.from_bytes(raw + sign_words("package", raw), "big"))
    assert not read_payload(forged).genuine
    assert read_payload(payload(facts())).genuine


def test_the_longest_letter_fits_on_paper(budi: Actor) -> None:
    """Version 15 at level M or smaller, with a long host name, and a camera reads it."""
    code = proving.new_code()
    long = facts(
        mark=code[:6],
        title="Rekomendasi " * 13,
        office="Dinas Penanaman Modal " * 4,
        heading="a.n. " * 40,
        signer="Ir. " * 20,
    )
    address = f"https://layanan.kabupaten-kepulauan-yang-jauh.go.id/v/{code}/#{payload(long)}"
    drawing = qr(address)
    assert int(drawing.version) <= 15
    assert drawing.error in {"M", "Q", "H"}
    drawn = io.BytesIO()
    drawing.save(drawn, kind="png", scale=4)
    (read,) = zxingcpp.read_barcodes(Image.open(drawn).convert("L"))
    assert read.text == address
    assert read_payload(read.text).genuine


def test_masked() -> None:
    assert masked("Siti Aminah") == "S*** A*****"
    assert masked("") == ""
    assert masked("  Ni Luh   Putu Ayu Lestari ") == "N* L** P*** A**"


def test_scanned_text_is_proved_on_the_server_too(client: Client, signed: Document) -> None:
    address = proof_address(signed)  # each is signed anew
    good = client.post("/v/", {"text": address}).content.decode()
    assert shown(good, "genuine")
    assert signed.number_text in good
    bad = client.post("/v/", {"text": address[:-1] + ("8" if address.endswith("7") else "7")})
    assert shown(bad.content.decode(), "forged")
    assert client.post("/v/", {"text": "halo"}).status_code == 422
    assert client.post("/v/", {"text": ""}).status_code == 422


def test_a_typed_code_leads_to_the_register(client: Client, signed: Document) -> None:
    target = reverse("documents:letter", args=[signed.code])
    for text in (signed.code, proving.read_aloud(signed.code).lower(), f"https://contoh.id{target}"):
        assert client.post("/v/", {"text": text}).headers["Location"] == target


def test_the_root_certificate_is_there_for_everybody_after_the_first_letter(client: Client, signed: Document) -> None:
    answer = client.get("/v/akar.pem")
    assert answer.content.startswith(b"-----BEGIN CERTIFICATE-----")
    assert "PRIVATE" not in answer.content.decode()


def test_reading_makes_no_root(client: Client) -> None:
    make.regency()
    assert client.get("/v/").status_code == 200
    assert client.get("/v/akar.pem").status_code == 404
