"""One letter, from the draft to the signed file: what is promised, and what is refused."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.documents import claiming, local_authority
from balairung.kernel.documents.models import Book, Certificate, Document
from balairung.kernel.documents.numbering import gaps
from balairung.kernel.documents.patience import WrongPassphrase
from balairung.kernel.documents.requesting import request_signature, void
from balairung.kernel.documents.signers import pades
from balairung.kernel.documents.signers.local import check_local
from balairung.kernel.documents.signers.pens import NotSigned
from balairung.kernel.documents.signing import sign
from balairung.kernel.files.models import File
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.kernel.people.appointments import appoint, end_holding
from balairung.kernel.people.authority import Matter
from tests import make
from tests.doors.esign import StampServer
from tests.kernel.documents import letters
from tests.kernel.documents.letters import PASSPHRASE
from tests.make import START

pytestmark = pytest.mark.django_db
FOLLOWED: list[tuple[str, str]] = []


def followed(document: Document, what: str, *, by: Actor, at: object) -> None:
    """What a room would be told."""
    FOLLOWED.append((document.state, what))


def broken(document: Document, what: str, *, by: Actor, at: object) -> None:
    """A room that cannot follow a signed letter."""
    if what == "signed":
        raise ZeroDivisionError


@pytest.fixture(autouse=True)
def _regency(settings: Settings) -> None:
    make.regency()
    FOLLOWED.clear()
    settings.DOCUMENT_FOLLOWERS = {"uji": f"{__name__}.followed"}


@pytest.fixture
def budi() -> Actor:
    return letters.signer()


def again(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


# --- what is promised --------------------------------------------------------------------------------------------


def test_a_signed_letter_is_whole(budi: Actor) -> None:
    asked = letters.waiting()
    assert (asked.state, asked.expected_id, asked.number) == ("awaiting", budi.person_id, None)
    signed = sign(asked, passphrase=PASSPHRASE, by=budi, at=START)
    content = letters.bytes_of(signed)
    assert (signed.state, signed.number, signed.signer_id, signed.attempts) == ("signed", 1, budi.person_id, 1)
    assert (signed.number_text, signed.dated) == ("470/001/Dinas-PUPR/2026", START.date())
    assert signed.file is not None
    assert signed.sha256 == hashlib.sha256(content).hexdigest() == signed.file.sha256
    assert signed.signer_kind == "local"
    assert signed.certificate.startswith("Budi Santoso")
    assert signed.serial == Certificate.objects.get(person=budi.person_id).serial
    assert signed.heading == ["Kepala Dinas PUPR"]
    assert "Jadi yang berwenang" in signed.way[-1]
    assert FOLLOWED == [("signed", "signed")]


def test_another_program_says_the_same(budi: Actor) -> None:
    told = letters.pdfsig(letters.bytes_of(sign(letters.waiting(), passphrase=PASSPHRASE, by=budi, at=START)))
    assert "Signature is Valid." in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert "Signer Certificate Common Name: Budi Santoso" in told
    assert "Signing Time: Mar 02 2026" in told


def test_a_changed_byte_is_seen_by_both(budi: Actor) -> None:
    content = letters.bytes_of(sign(letters.waiting(), passphrase=PASSPHRASE, by=budi, at=START))
    place = content.index(b"/Page")
    changed = content[:place] + b"/Pagf" + content[place + 5 :]
    with pytest.raises(NotSigned):
        check_local(changed, letters.person_of(budi))
    assert "Signature is Valid." not in letters.pdfsig(changed)
    with pytest.raises(NotSigned, match=r"tercakup"):
        check_local(content + b"\n% sisipan\n", letters.person_of(budi))


def test_a_letter_waits_once_however_often_it_is_asked_for(budi: Actor) -> None:
    first = letters.drafted(token="satu")
    assert letters.drafted(token="satu").pk == first.pk
    asked = request_signature(first, by=SYSTEM, at=START)
    request_signature(first, by=SYSTEM, at=START + timedelta(hours=1))
    assert again(asked).asked_at == START
    assert Notice.objects.filter(key__startswith="to-sign", channel="email").count() == 1


def test_nobody_to_sign_keeps_the_reason_visible() -> None:
    asked = letters.waiting()
    assert (asked.state, asked.expected_id) == ("awaiting", None)
    assert "jabatan kosong" in asked.way[-1]


def test_a_time_stamp_where_a_server_is_configured(budi: Actor, settings: Settings) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with StampServer() as server:
        letters.door(stamp_address=server.url)
        signed = sign(letters.waiting(), passphrase=PASSPHRASE, by=budi, at=START)
        assert signed.stamped_at is not None
        assert "Signature is Valid." in letters.pdfsig(letters.bytes_of(signed))
        assert len(server.calls) == 1


@pytest.mark.parametrize("day", ["500", "garbage", "other", "hang"])
def test_a_bad_time_stamp_is_a_sentence_and_no_letter(budi: Actor, settings: Settings, day: str) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with StampServer() as server:
        letters.door(stamp_address=server.url)
        server.misbehave(day)
        with pytest.raises(NotSigned, match=r"[Cc]ap waktu"):
            sign(asked := letters.waiting(), passphrase=PASSPHRASE, by=budi, at=START)
        assert (again(asked).state, again(asked).number) == ("failed", 1)
        assert sign(asked, passphrase=PASSPHRASE, by=budi, at=START).number == 1


# --- who may not -------------------------------------------------------------------------------------------------


def test_only_whoever_may_signs(budi: Actor) -> None:
    asked = letters.waiting()
    sari = letters.signer("dinkes", "Sari")
    with pytest.raises(NotAllowed, match="Budi Santoso"):
        sign(asked, passphrase=PASSPHRASE, by=sari, at=START)
    with pytest.raises(NotAllowed):
        sign(asked, passphrase=PASSPHRASE, by=CITIZEN, at=START)
    assert (again(asked).state, again(asked).number) == ("awaiting", None)
    assert not Book.objects.exists()


def test_a_delegation_that_ended_at_midnight() -> None:
    """The head of a district signs for the regent until the tenth; an hour after that day she may not."""
    regent, camat = letters.signer("pimpinan", "Ibu Bupati", role="regent"), letters.signer("kecamatan-357701", "Camat")
    make.delegation(
        make.post("pimpinan", "regent"), make.post("kecamatan-357701", "head"), matter="letter:sktm",
        until=date(2026, 3, 10),
    )  # fmt: skip
    asked = letters.waiting("pimpinan", role="regent", matter=Matter("letter", "sktm", "35.77.01"))
    assert asked.expected_id == camat.person_id
    late = make.moment("2026-03-11 01:00")
    with pytest.raises(NotAllowed, match="Ibu Bupati"):
        sign(asked, passphrase=PASSPHRASE, by=camat, at=late)
    assert again(asked).number is None
    look_at = again(asked).look_at
    assert look_at
    assert look_at <= late + timedelta(seconds=5)
    signed = sign(asked, passphrase=PASSPHRASE, by=regent, at=late)
    assert signed.dated == late.date()


def test_wrong_passphrase_is_a_sentence_and_after_five_a_pause(budi: Actor) -> None:
    asked = letters.waiting()
    for _time in range(5):
        with pytest.raises(WrongPassphrase):
            sign(asked, passphrase="bukan ini", by=budi, at=START)
    with pytest.raises(Refused, match="15 menit"):
        sign(asked, passphrase=PASSPHRASE, by=budi, at=START)
    assert (again(asked).state, again(asked).number) == ("awaiting", None)


def test_certificates_end_are_renewed_and_revoked(budi: Actor) -> None:
    person, asked = letters.person_of(budi), letters.waiting()
    late = START + timedelta(days=731)
    with pytest.raises(Refused, match="habis masa berlakunya"):
        local_authority.opened(person, PASSPHRASE, late)
    before = local_authority.certificate_of(person)
    with pytest.raises(Refused, match="paling sedikit 8"):
        local_authority.issue(person, passphrase="pendek", by=budi, at=START)
    with pytest.raises(NotAllowed):
        local_authority.issue(person, passphrase=PASSPHRASE, by=SYSTEM, at=START)
    local_authority.issue(person, passphrase="frasa yang baru", by=budi, at=START)
    assert before
    assert Certificate.objects.get(pk=before.pk).revoked_at == START
    local_authority.change_passphrase(person, old="frasa yang baru", new="frasa ketiga", by=budi, at=START)
    with pytest.raises(WrongPassphrase):
        sign(asked, passphrase="frasa yang baru", by=budi, at=START)
    assert sign(asked, passphrase="frasa ketiga", by=budi, at=START).state == "signed"
    local_authority.revoke(person, reason="Telepon hilang", by=budi, at=START)
    with pytest.raises(Refused, match="belum mempunyai sertifikat"):
        sign(letters.waiting(), passphrase="frasa ketiga", by=budi, at=START)


# --- what goes wrong ---------------------------------------------------------------------------------------------


def test_a_disk_that_is_closed_keeps_the_number(budi: Actor, settings: Settings) -> None:
    """A file stands where the folder should be: nothing can be written, whoever we are."""
    asked = letters.waiting()
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    (root / "2026").write_text("penuh")
    with pytest.raises(NotSigned, match="tidak dapat disimpan"):
        sign(asked, passphrase=PASSPHRASE, by=budi, at=START)
    failed = again(asked)
    assert (failed.state, failed.number, failed.file_id) == ("failed", 1, None)
    assert "penyimpanan" in failed.failure
    assert FOLLOWED == [("failed", "failed")]
    (root / "2026").unlink()
    assert sign(asked, passphrase=PASSPHRASE, by=budi, at=START).number == 1


def test_a_room_that_cannot_follow_leaves_no_signed_letter(budi: Actor, settings: Settings) -> None:
    settings.DOCUMENT_FOLLOWERS = {"uji": f"{__name__}.broken"}
    asked = letters.waiting()
    with pytest.raises(NotSigned, match="kesalahan aplikasi"):
        sign(asked, passphrase=PASSPHRASE, by=budi, at=START)
    assert (again(asked).state, again(asked).number, File.objects.filter(about_kind="documents").count()) == (
        "failed", 1, 0,
    )  # fmt: skip


def test_a_letter_that_is_signed_void_or_a_draft_is_not_signed(budi: Actor) -> None:
    signed = sign(letters.waiting(), passphrase=PASSPHRASE, by=budi, at=START)
    void(gone := letters.waiting(), reason="Salah nama", by=SYSTEM, at=START)
    for document in (signed, gone, letters.drafted()):
        with pytest.raises(Stale):
            sign(document, passphrase=PASSPHRASE, by=budi, at=START)
    with pytest.raises(Stale, match="Cabut"):
        void(signed, reason="Salah", by=SYSTEM, at=START)
    with pytest.raises(Refused, match="alasan"):
        void(letters.waiting(), reason="  ", by=SYSTEM, at=START)


def test_a_void_letter_keeps_its_number(budi: Actor) -> None:
    asked = letters.waiting()
    claiming.fail(claiming.claim(asked.pk, kind="local", by=budi, at=START), "uji", at=START)
    void(asked, reason="Permohonan dicabut", by=SYSTEM, at=START)
    assert sign(letters.waiting(), passphrase=PASSPHRASE, by=budi, at=START).number == 2
    assert gaps(Book.objects.get()) == []


def test_a_sign_without_a_shape_is_refused_before_there_is_a_letter(budi: Actor) -> None:
    with pytest.raises(Refused, match="huruf cetak"):
        letters.waiting(body=letters.body("\u0646\u0635"))
    assert not Document.objects.exists()


def test_successors_sign_what_was_asked_of_those_before(budi: Actor) -> None:
    asked = letters.waiting()
    holding = letters.person_of(budi).holdings.get()
    later = START + timedelta(days=3)
    end_holding(holding, until=START.date(), by=SYSTEM, at=START)
    sari = make.person("Sari")
    appoint(person=sari, post=make.post("pupr", "head"), since=later.date(), by=SYSTEM, at=START)
    from balairung.kernel.people.actors import actor_of

    actor = actor_of(sari, later)
    local_authority.issue(sari, passphrase=PASSPHRASE, by=actor, at=later)
    with pytest.raises(NotAllowed):
        sign(asked, passphrase=PASSPHRASE, by=budi, at=later)
    assert sign(asked, passphrase=PASSPHRASE, by=actor, at=later).signer == sari


def test_the_field_is_invisible_and_the_file_begins_with_our_bytes(budi: Actor) -> None:
    row, key = local_authority.opened(letters.person_of(budi), PASSPHRASE, START)
    from balairung.kernel.documents.drawing import preview

    paper = preview(letters.body(), make.office("pupr"), at=START)
    signer = pades.KeptKey(key, row.pem, local_authority.authorities())
    signed = pades.sign_pdf(paper, signer, name="Budi", at=START)
    assert signed.startswith(paper)
    assert signed.count(b"-9999") == 4  # of no size and outside the page (PDF/UA-1 7.18.1)
