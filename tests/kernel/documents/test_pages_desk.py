"""Letters at the desk: the stack, one letter, the register, the certificate, the operator's door."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from balairung.kernel.documents.models import Document, Identity, SigningDoor
from balairung.kernel.documents.requesting import void
from balairung.kernel.documents.signing import sign
from balairung.kernel.people.actors import SYSTEM, Actor
from tests import make
from tests.kernel.documents import letters
from tests.kernel.documents.letters import PASSPHRASE
from tests.make import START

pytestmark = pytest.mark.django_db
STACK, SIGN = "/kerja/surat/", "/kerja/surat/tanda-tangani/"
State = Document.State
CANARY = "=cmd|' /C calc'!A0<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _regency(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()


@pytest.fixture
def budi() -> Actor:
    return letters.signer()


@pytest.fixture
def enter(client: Client) -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        client.force_login(make.account(letters.person_of(actor)))
        return client

    return sign_in


def text(client: Client, path: str, **more: Any) -> str:
    return client.get(path, **more).content.decode()


def states(*asked: Document) -> list[str]:
    return [Document.objects.get(pk=one.pk).state for one in asked]


# --- the stack -----------------------------------------------------------------------------------------------------


def test_the_stack_shows_whose_it_is_masked(enter: Callable[[Actor], Client], budi: Actor) -> None:
    letters.waiting()
    said = text(enter(budi), STACK)
    assert "S*** A*****" in said
    assert "Siti Aminah" not in said
    assert "1 surat menunggu tanda tangan Anda" in said
    assert "Surat 1</a>" in said  # in the menu


def test_nothing_waits(enter: Callable[[Actor], Client], budi: Actor) -> None:
    assert "Tidak ada surat yang menunggu" in text(enter(budi), STACK)


def test_the_same_questions_for_one_and_for_fifty(enter: Callable[[Actor], Client], budi: Actor) -> None:
    client = enter(budi)
    counts = []
    for more in (1, 49):
        for _ in range(more):
            letters.waiting()
        client.get(STACK)
        with CaptureQueriesContext(connection) as asked:
            client.get(STACK)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_is_ticked_is_signed_and_the_rest_waits(enter: Callable[[Actor], Client], budi: Actor) -> None:
    first, second, third = letters.waiting(), letters.waiting(), letters.waiting()
    data = {"surat": [first.pk.hex, third.pk.hex], "passphrase": PASSPHRASE}
    answer = enter(budi).post(SIGN, data, follow=True)
    assert "2 surat ditandatangani" in answer.content.decode()
    assert states(first, second, third) == ["signed", "awaiting", "signed"]


def test_all_of_them_by_25_at_a_press(enter: Callable[[Actor], Client], budi: Actor) -> None:
    asked = [letters.waiting() for _ in range(27)]
    client = enter(budi)
    client.post(SIGN, {"semua": "1", "passphrase": PASSPHRASE})
    assert states(*asked).count("signed") == 25
    assert states(*asked)[:25] == ["signed"] * 25  # the oldest first
    client.post(SIGN, {"semua": "1", "passphrase": PASSPHRASE})
    assert states(*asked).count("signed") == 27


def test_a_wrong_passphrase_signs_nothing_and_keeps_the_ticks(enter: Callable[[Actor], Client], budi: Actor) -> None:
    asked = letters.waiting()
    answer = enter(budi).post(SIGN, {"surat": [asked.pk.hex], "passphrase": "bukan ini barangkali"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Frasa sandi ini salah" in said
    assert f'id="surat-{asked.pk.hex}"' in said
    assert "bukan ini barangkali" not in said
    assert states(asked) == ["awaiting"]


def test_neither_a_letter_nor_a_passphrase_given(enter: Callable[[Actor], Client], budi: Actor) -> None:
    asked, client = letters.waiting(), enter(budi)
    assert "Centang dahulu" in client.post(SIGN, {"passphrase": PASSPHRASE}).content.decode()
    assert "Tuliskan frasa sandi" in client.post(SIGN, {"surat": [asked.pk.hex]}).content.decode()
    assert client.post(SIGN, {"surat": ["bukan kunci", "' OR 1=1"], "passphrase": PASSPHRASE}).status_code == 422
    assert states(asked) == ["awaiting"]


def test_the_script_is_told_part_by_part(enter: Callable[[Actor], Client], budi: Actor) -> None:
    asked, client = [letters.waiting() for _ in range(2)], enter(budi)
    data = {"surat": [one.pk.hex for one in asked], "passphrase": PASSPHRASE}
    told = json.loads(client.post(SIGN, data, headers={"Accept": "application/json"}).content)
    assert sorted(told["signed"]) == sorted(one.pk.hex for one in asked)
    assert (told["failed"], told["sentence"]) == ([], "")
    again = client.post(SIGN, data, headers={"Accept": "application/json"})
    assert again.status_code == 422  # they wait no more
    assert json.loads(again.content)["signed"] == []


def test_nobody_signs_what_waits_for_somebody_else(enter: Callable[[Actor], Client], budi: Actor) -> None:
    asked = letters.waiting()
    other = letters.signer("dinkes", "Dewi")
    answer = enter(other).post(SIGN, {"surat": [asked.pk.hex], "passphrase": PASSPHRASE})
    assert answer.status_code == 422
    assert states(asked) == ["awaiting"]


def test_without_a_certificate_one_is_led_to_make_it(enter: Callable[[Actor], Client]) -> None:
    head = make.officer("pupr", "head", "Kadis Baru")
    letters.waiting()
    said = text(enter(head), STACK)
    assert "Anda belum mempunyai sertifikat" in said
    assert reverse("documents:mine") in said


# --- one letter ----------------------------------------------------------------------------------------------------


def of(letter: Document, verb: str = "") -> str:
    return reverse("documents:act", args=[letter.pk, verb]) if verb else reverse("documents:one", args=[letter.pk])


def test_one_letter_before_and_after_its_signature(enter: Callable[[Actor], Client], budi: Actor) -> None:
    asked, client = letters.waiting(), enter(budi)
    before = text(client, of(asked))
    assert "Menunggu tanda tangan" in before or "menunggu tanda tangan" in before
    assert "Siti Aminah" in before
    answer = client.post(of(asked, "tandatangani"), {"passphrase": PASSPHRASE}, follow=True)
    after = answer.content.decode()
    signed = Document.objects.get(pk=asked.pk)
    assert "Surat ditandatangani." in after
    for words in (signed.number_text, signed.sha256, f"/v/{signed.code}/", "Budi Santoso", "bukan TTE tersertifikasi"):
        assert words in after


def test_the_paper_is_opened_inline_and_can_do_nothing(enter: Callable[[Actor], Client], budi: Actor) -> None:
    asked, client = letters.waiting(), enter(budi)
    path = reverse("documents:paper", args=[asked.pk])
    draft = client.get(path)
    sign(asked, passphrase=PASSPHRASE, by=budi, at=START)
    signed = client.get(path)
    for answer in (draft, signed):
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]
    assert signed.content == letters.bytes_of(Document.objects.get(pk=asked.pk))


def test_given_back_with_a_reason(enter: Callable[[Actor], Client], budi: Actor) -> None:
    asked, client = letters.waiting(), enter(budi)
    assert client.post(of(asked, "kembalikan"), {"reason": " "}).status_code == 422
    assert states(asked) == ["awaiting"]
    client.post(of(asked, "kembalikan"), {"reason": "Alamatnya keliru"})
    assert states(asked) == ["void"]
    assert "Alamatnya keliru" in text(client, of(asked))


def test_revoked_and_replaced(enter: Callable[[Actor], Client], budi: Actor) -> None:
    old, new = (sign(letters.waiting(), passphrase=PASSPHRASE, by=budi, at=START) for _ in range(2))
    client = enter(budi)
    unknown = client.post(of(old, "ganti"), {"number": "tidak/ada"})
    assert (unknown.status_code, "tidak mempunyai surat" in unknown.content.decode()) == (422, True)
    client.post(of(old, "ganti"), {"number": new.number_text})
    assert Document.objects.get(pk=old.pk).replaced_by_id == new.pk
    client.post(of(new, "cabut"), {"reason": "Data keliru"})
    assert Document.objects.get(pk=new.pk).revocation == "Data keliru"
    assert client.post(of(new, "cabut"), {"reason": "Sekali lagi"}).status_code == 403


def test_another_office_does_not_know_it(enter: Callable[[Actor], Client], budi: Actor) -> None:
    signed = sign(letters.waiting(), passphrase=PASSPHRASE, by=budi, at=START)
    client = enter(letters.signer("dinkes", "Dewi"))
    paths = [of(signed), reverse("documents:paper", args=[signed.pk])]
    assert [client.get(path).status_code for path in paths] == [404, 404]
    for verb in ("tandatangani", "kembalikan", "cabut", "ganti"):
        data = {"passphrase": PASSPHRASE, "reason": "x", "number": signed.number_text}
        assert client.post(of(signed, verb), data).status_code == 404
    assert client.get(f"{reverse('documents:register')}?kantor=pupr").status_code == 404
    assert client.get(f"{reverse('documents:csv')}?kantor=pupr").status_code == 404


def test_a_colleague_reads_it_and_signs_nothing(enter: Callable[[Actor], Client], budi: Actor) -> None:
    asked = letters.waiting()
    client = enter(make.officer("pupr", "staff", "Siti"))
    assert "Frasa sandi" not in text(client, of(asked))
    assert client.post(of(asked, "tandatangani"), {"passphrase": PASSPHRASE}).status_code == 403
    assert client.post(of(asked, "kembalikan"), {"reason": "Coba"}).status_code == 403
    assert states(asked) == ["awaiting"]


def test_who_sees_the_case_sees_its_letter(enter: Callable[[Actor], Client], budi: Actor) -> None:
    case = make.owed("dinkes", "Uji")
    asked = letters.waiting(about=(case.kind, case.ref))
    client = enter(make.officer("dinkes", "staff", "Dewi"))
    assert client.get(of(asked)).status_code == 200


# --- the register --------------------------------------------------------------------------------------------------


def test_the_register_holds_what_was_numbered(enter: Callable[[Actor], Client], budi: Actor) -> None:
    first, second = (sign(letters.waiting(), passphrase=PASSPHRASE, by=budi, at=START) for _ in range(2))
    waits = letters.waiting()
    path, client = f"{reverse('documents:register')}?tahun=2026", enter(budi)
    said = text(client, path)
    assert first.number_text in said
    assert second.number_text in said
    assert "Siti Aminah" not in said
    assert str(waits.pk) not in said
    assert str(waits.pk) in text(client, f"{path}&keadaan=menunggu")
    found = text(client, f"{path}&kata={first.number_text}")
    assert first.number_text in found
    assert second.number_text not in found
    assert "Tidak ada surat yang cocok" in text(client, f"{path}&kata=gajah")
    assert "Belum ada surat bernomor" in text(client, reverse("documents:register") + "?tahun=2020")


def test_void_and_failed_numbers_stay_in_it(enter: Callable[[Actor], Client], budi: Actor) -> None:
    failed = letters.waiting()
    Document.objects.filter(pk=failed.pk).update(failure="")
    letters.door("local", stamp_address="http://127.0.0.1:9/", since=START)
    enter(budi).post(of(failed, "tandatangani"), {"passphrase": PASSPHRASE})
    kept = Document.objects.get(pk=failed.pk)
    assert kept.state == State.FAILED
    assert kept.number_text
    client, path = enter_again(budi), f"{reverse('documents:register')}?tahun={kept.dated:%Y}"
    assert kept.number_text in text(client, f"{path}&keadaan=gagal")
    void(kept, reason="Tidak jadi", by=SYSTEM, at=START)
    said = text(client, f"{path}&keadaan=batal")
    assert kept.number_text in said
    assert "Tidak jadi" in said


def enter_again(actor: Actor) -> Client:
    client = Client()
    user = letters.person_of(actor).user
    assert user is not None
    client.force_login(user)
    return client


def test_taken_home_as_a_table_that_computes_nothing(enter: Callable[[Actor], Client], budi: Actor) -> None:
    signed = sign(letters.waiting(title=CANARY), passphrase=PASSPHRASE, by=budi, at=START)
    client, query = enter(budi), "?tahun=2026"
    csv = client.get(reverse("documents:csv") + query)
    said = b"".join(csv.streaming_content).decode()  # type: ignore[attr-defined]
    assert signed.number_text in said
    assert f"'{CANARY}" in said or "\"'=cmd" in said
    xlsx = client.get(reverse("documents:xlsx") + query)
    book = load_workbook(io.BytesIO(b"".join(xlsx.streaming_content)))  # type: ignore[attr-defined]
    assert [cell.value for cell in book.worksheets[0][2]][4] == f"'{CANARY}"
    assert "Siti Aminah" not in said


def test_printed(enter: Callable[[Actor], Client], budi: Actor) -> None:
    signed = sign(letters.waiting(), passphrase=PASSPHRASE, by=budi, at=START)
    assert signed.number_text in text(enter(budi), f"{reverse('documents:sheet')}?tahun=2026")


@pytest.mark.parametrize("query", ["tahun=abc", "tahun=99999999", "keadaan=xx", "kata=" + "a" * 500, "halaman=zz"])
def test_nonsense_in_the_address_is_not_asked_for(enter: Callable[[Actor], Client], budi: Actor, query: str) -> None:
    assert enter(budi).get(f"{reverse('documents:register')}?{query}").status_code == 200


def test_what_somebody_wrote_is_never_markup(enter: Callable[[Actor], Client], budi: Actor) -> None:
    asked = letters.waiting(title=CANARY, holder=CANARY)
    client = enter(budi)
    for path in (STACK, of(asked), f"{reverse('documents:register')}?keadaan=menunggu"):
        assert "<script>alert" not in text(client, path)
    client.post(of(asked, "kembalikan"), {"reason": CANARY})
    assert "<script>alert" not in text(client, of(asked))


# --- with what one signs -------------------------------------------------------------------------------------------

MINE = "/kerja/surat/sertifikat/"


def test_my_certificate_from_the_first_to_the_last(enter: Callable[[Actor], Client]) -> None:
    client = enter(make.officer("pupr", "head", "Kadis Baru"))
    assert "Anda belum punya sertifikat" in text(client, MINE)
    short = client.post(f"{MINE}buat/", {"passphrase": "pendek", "again": "pendek"})
    assert (short.status_code, "paling sedikit 8" in short.content.decode()) == (422, True)
    unlike = client.post(f"{MINE}buat/", {"passphrase": PASSPHRASE, "again": "lain sama sekali"})
    assert "tidak sama" in unlike.content.decode()
    made = client.post(f"{MINE}buat/", {"passphrase": PASSPHRASE, "again": PASSPHRASE}, follow=True)
    assert "Sertifikat Anda siap" in made.content.decode()
    other = {"old": "salah sekali ini", "passphrase": "frasa yang baru", "again": "frasa yang baru"}
    assert "salah" in client.post(f"{MINE}sandi/", other).content.decode()
    changed = client.post(f"{MINE}sandi/", other | {"old": PASSPHRASE}, follow=True)
    assert "Frasa sandi diganti" in changed.content.decode()
    revoked = client.post(f"{MINE}cabut/", {"reason": "Telepon hilang"}, follow=True)
    assert "Anda belum punya sertifikat" in revoked.content.decode()


def test_my_number_at_bsre_is_kept_and_never_shown(enter: Callable[[Actor], Client]) -> None:
    client = enter(make.officer("pupr", "head", "Kadis Baru"))
    letters.door("bsre-v2", address="https://esign.contoh.go.id", account="kab", secret="x")
    assert "Belum dicatat" in text(client, MINE)
    wrong = client.post(f"{MINE}nik/", {"nik": "123"})
    assert (wrong.status_code, "bukan NIK" in wrong.content.decode()) == (422, True)
    assert client.post(f"{MINE}nik/", {"nik": "3577 0141 0190 0001"}).status_code == 302
    said = text(client, MINE)
    assert "3577014101900001" not in said
    assert Identity.objects.get().nik == "3577014101900001"
    other = enter(make.officer("dinkes", "head", "Dewi"))
    assert "dicatat orang lain" in other.post(f"{MINE}nik/", {"nik": "3577014101900001"}).content.decode()


def test_the_operator_chooses_the_signer(enter: Callable[[Actor], Client]) -> None:
    client = enter(make.officer("kominfo", "administrator", "Pengelola"))
    path = reverse("documents:door")
    assert "bukan TTE tersertifikasi" in text(client, path)
    tried = client.post(f"{path}coba/", follow=True)
    assert "siap dipakai" in tried.content.decode()
    half = client.post(path, {"kind": "bsre-v2", "address": "https://esign.contoh.go.id"})
    assert (half.status_code, SigningDoor.objects.count()) == (422, 0)
    whole = {"kind": "bsre-v2", "address": "https://esign.contoh.go.id", "account": "kab", "secret": "sangat rahasia"}
    assert client.post(path, whole).status_code == 302
    assert "sangat rahasia" not in text(client, path)
    client.post(path, whole | {"secret": "", "account": "kab2"})
    kept = SigningDoor.objects.order_by("-since").first()
    assert kept is not None
    assert (kept.account, kept.secret) == ("kab2", "sangat rahasia")
    moved = client.post(path, whole | {"secret": "", "address": "https://lain.contoh.go.id"})
    assert moved.status_code == 422  # the secret goes to no other address by itself


def test_others_may_not(enter: Callable[[Actor], Client], budi: Actor) -> None:
    client = enter(budi)
    assert client.get(reverse("documents:door")).status_code == 403
    assert client.post(reverse("documents:try_door")).status_code == 403


def test_a_certificate_that_is_over_is_said_where_one_signs(enter: Callable[[Actor], Client]) -> None:
    old = letters.signer(at=START - timedelta(days=900))
    letters.waiting()
    assert "sudah habis masa berlakunya" in text(enter(old), STACK)
