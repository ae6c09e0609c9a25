"""Personal letters, and further signatures on the same paper: asked, drawn, made in turn, verified, recovered."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.documents import claiming, counterclaiming, countersigning, local_authority, recovering
from balairung.kernel.documents.models import Countersignature, Document, Identity
from balairung.kernel.documents.patience import WrongPassphrase
from balairung.kernel.documents.requesting import request_signature
from balairung.kernel.documents.revoking import revoke
from balairung.kernel.documents.signers.checking import checked
from balairung.kernel.documents.signers.pades import load
from balairung.kernel.documents.signers.pens import NotSigned
from balairung.kernel.documents.signing import sign, sign_stack
from balairung.kernel.files import disk
from balairung.kernel.files.actions import prepare_bytes
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Absence
from tests import make
from tests.doors.esign import ESign
from tests.kernel.documents import letters
from tests.kernel.documents.letters import PASSPHRASE
from tests.make import START

pytestmark = pytest.mark.django_db
LATER = START + claiming.LASTS + timedelta(seconds=1)
State = Countersignature.State
HEARD: list[str] = []


def heard(document: Document, what: str, *, by: Any, at: Any) -> None:
    HEARD.append(what)


@pytest.fixture
def budi() -> Actor:
    make.regency()
    HEARD.clear()
    return letters.signer()


@pytest.fixture
def rini(budi: Actor) -> Actor:
    return letters.signer("dinkes", "Rini Wulandari")


def asked(rini: Actor, **more: Any) -> tuple[Document, Countersignature]:
    letter = letters.waiting(**more)
    row = countersigning.ask(letter, person=letters.person_of(rini), heading="Menyaksikan,", by=SYSTEM, at=START)
    return letter, row


def signed_first(budi: Actor, rini: Actor) -> tuple[Document, Countersignature]:
    letter, row = asked(rini)
    return sign(letter, passphrase=PASSPHRASE, by=budi, at=START), row


def again(row: Countersignature) -> Countersignature:
    return Countersignature.objects.get(pk=row.pk)


def content_of(letter: Document) -> bytes:
    file = Document.objects.get(pk=letter.pk).newest
    assert file is not None
    return disk.read(file.path)


def verified(content: bytes) -> list[str]:
    """The names of all signatures of a file, each found valid by pyHanko itself against the regency's own root."""
    roots = [load(pem) for pem in local_authority.authorities()]
    names = []
    for one in PdfFileReader(io.BytesIO(content)).embedded_signatures:
        status = validate_pdf_signature(one, ValidationContext(trust_roots=roots, allow_fetching=False))
        assert status.bottom_line
        assert status.modification_level <= ModificationLevel.FORM_FILLING
        names.append(one.signer_cert.subject.native["common_name"])
    return names


# --- a personal letter ---------------------------------------------------------------------------------------------


def test_a_personal_letter_is_signed_by_its_author_alone(budi: Actor) -> None:
    post = make.post("pupr", "secretary_of_office")
    siti = letters.signer("pupr", "Siti Aminah", role="secretary_of_office")
    letter = letters.waiting(post=post, author=letters.person_of(siti))
    assert letter.expected_id == siti.person_id
    with pytest.raises(NotAllowed, match="hanya Siti Aminah"):
        sign(letter, passphrase=PASSPHRASE, by=budi, at=START)
    signed = sign(letter, passphrase=PASSPHRASE, by=siti, at=START)
    assert (signed.state, signed.signer_id) == ("signed", siti.person_id)
    assert "atas namanya sendiri" in signed.way[0]


def test_its_author_away_on_leave_still_signs_it_and_one_who_left_the_post_does_not(budi: Actor) -> None:
    person = letters.person_of(budi)
    Absence.objects.create(person=person, since=START.date(), until=START.date())
    letter = letters.waiting(author=person)
    other = letters.waiting(author=person)
    assert sign(letter, passphrase=PASSPHRASE, by=budi, at=START).state == "signed"
    person.holdings.update(until=START.date() - timedelta(days=1))
    with pytest.raises(NotAllowed, match="tidak memegang jabatan"):
        sign(other, passphrase=PASSPHRASE, by=budi, at=START)


# --- asked, drawn, signed --------------------------------------------------------------------------------------------


def test_two_sign_one_paper_and_both_signatures_count(budi: Actor, rini: Actor, settings: Settings) -> None:
    settings.DOCUMENT_FOLLOWERS = {"uji": f"{__name__}.heard"}
    letter, row = asked(rini)
    assert not Countersignature.objects.awaiting(rini.person_id).exists()  # first comes first
    letter = sign(letter, passphrase=PASSPHRASE, by=budi, at=START)
    assert not countersigning.complete(letter)
    assert list(Countersignature.objects.awaiting(rini.person_id)) == [row]
    first = content_of(letter)
    made = sign(row, passphrase=PASSPHRASE, by=rini, at=START)
    assert (made.state, HEARD) == (State.SIGNED, ["signed", "countersigned"])
    assert made.certificate.startswith("Rini Wulandari")
    assert content_of(letter).startswith(first)
    assert countersigning.complete(letter)
    assert verified(content_of(letter)) == ["Budi Santoso", "Rini Wulandari"]
    assert letters.pdfsig(content_of(letter)).count("Signature is Valid") == 2
    assert not Countersignature.objects.awaiting(rini.person_id).exists()


def test_the_places_of_both_are_drawn_before_anybody_signs(budi: Actor, rini: Actor) -> None:
    from tests.kernel.documents.papers import for_screen_readers, pages

    letter, _row = signed_first(budi, rini)
    (page,) = pages(letters.bytes_of(letter))
    assert "Menyaksikan," in page
    assert "Rini Wulandari" in page
    assert "Budi Santoso" in page
    assert for_screen_readers(letters.bytes_of(letter)) == []


def test_three_sign_in_their_order(budi: Actor, rini: Actor) -> None:
    joko = letters.signer("disdik", "Joko Susilo")
    letter, second = asked(rini)
    third = countersigning.ask(letter, person=letters.person_of(joko), heading="Notulis,", by=SYSTEM, at=START)
    sign(letter, passphrase=PASSPHRASE, by=budi, at=START)
    with pytest.raises(Stale, match="Giliran Anda belum tiba"):
        sign(third, passphrase=PASSPHRASE, by=joko, at=START)
    sign(second, passphrase=PASSPHRASE, by=rini, at=START)
    assert Notice.objects.filter(key=f"countersign:{third.pk.hex}").exists()
    sign(third, passphrase=PASSPHRASE, by=joko, at=START)
    assert verified(content_of(letter)) == ["Budi Santoso", "Rini Wulandari", "Joko Susilo"]


def test_nobody_signs_for_another_twice_or_out_of_turn(budi: Actor, rini: Actor) -> None:
    letter, row = asked(rini)
    with pytest.raises(Stale, match="belum tiba"):
        sign(row, passphrase=PASSPHRASE, by=rini, at=START)
    sign(letter, passphrase=PASSPHRASE, by=budi, at=START)
    with pytest.raises(NotAllowed, match="Hanya Rini Wulandari"):
        sign(row, passphrase=PASSPHRASE, by=budi, at=START)
    with pytest.raises(WrongPassphrase):
        sign(row, passphrase="bukan ini sandinya", by=rini, at=START)
    sign(row, passphrase=PASSPHRASE, by=rini, at=START)
    with pytest.raises(Stale, match="sudah menandatangani"):
        sign(row, passphrase=PASSPHRASE, by=rini, at=START)


def test_who_is_asked_is_asked_before_the_first_signature(budi: Actor, rini: Actor) -> None:
    letter, row = asked(rini)
    person = letters.person_of(rini)
    assert countersigning.ask(letter, person=person, heading="Lain", by=SYSTEM, at=START) == row
    with pytest.raises(Refused, match="penanda tangan pertama"):
        countersigning.ask(letter, person=letters.person_of(budi), heading="", by=SYSTEM, at=START)
    countersigning.drop(letter, person=person, by=SYSTEM, at=START)
    row = countersigning.ask(letter, person=person, heading="Menyaksikan,", by=SYSTEM, at=START)
    sign(letter, passphrase=PASSPHRASE, by=budi, at=START)
    other = letters.person_of(make.officer("disdik", "head", "Joko Susilo"))
    with pytest.raises(Stale):
        countersigning.ask(letter, person=other, heading="", by=SYSTEM, at=START)
    with pytest.raises(Stale):
        countersigning.drop(letter, person=person, by=SYSTEM, at=START)


def test_a_revoked_letter_waits_for_nobody(budi: Actor, rini: Actor) -> None:
    letter, row = signed_first(budi, rini)
    revoke(letter, reason="Salah", by=SYSTEM, at=START)
    assert not Countersignature.objects.awaiting(rini.person_id).exists()
    with pytest.raises(Stale, match="dicabut"):
        sign(row, passphrase=PASSPHRASE, by=rini, at=START)


def test_one_stack_holds_letters_and_second_signatures(budi: Actor, rini: Actor) -> None:
    rows: list[Any] = [signed_first(budi, rini)[1] for _number in range(3)]
    rows.append(letters.waiting("dinkes"))
    assert [one.problem for one in sign_stack(rows, passphrase=PASSPHRASE, by=rini, at=START)] == [""] * 4


# --- what may go wrong ------------------------------------------------------------------------------------------------


def test_a_process_that_dies_leaves_nothing_half_done(budi: Actor, rini: Actor) -> None:
    letter, row = signed_first(budi, rini)
    claimed = counterclaiming.claim(row.pk, kind="local", by=rini, at=START)
    assert recovering.recover(now=START + timedelta(minutes=1)) == 0
    assert recovering.recover(now=LATER) == 1
    assert (again(row).state, bool(again(row).failure), again(row).file) == (State.FAILED, True, None)
    assert not counterclaiming.fail(claimed, "terlambat", at=LATER)
    made = sign(row, passphrase=PASSPHRASE, by=rini, at=LATER)
    assert made.attempts == 2
    assert len(verified(content_of(letter))) == 2


def test_a_file_that_was_written_and_not_registered_is_adopted(budi: Actor, rini: Actor) -> None:
    from balairung.kernel.documents.signers.pens import open_pen

    letter, row = signed_first(budi, rini)
    claimed = counterclaiming.claim(row.pk, kind="local", by=rini, at=START)
    pen = open_pen(letters.person_of(rini), PASSPHRASE, at=START)
    (content,) = pen.sign([claimed.drawn()], at=START)
    prepare_bytes("surat", content, key=claimed.paper, at=START, about=claimed.about)
    assert recovering.recover(now=LATER) == 1
    assert again(row).state == State.SIGNED
    assert len(verified(content_of(letter))) == 2


def test_a_paper_that_was_changed_between_two_signatures_is_refused(budi: Actor, rini: Actor) -> None:
    letter, row = signed_first(budi, rini)
    before = content_of(letter)
    sign(row, passphrase=PASSPHRASE, by=rini, at=START)
    content = content_of(letter)
    place = before.index(b"/Type")
    changed = content[:place] + b"/Tyqe" + content[place + 5 :]
    with pytest.raises(NotSigned):
        checked(changed, changed[: len(before)])
    with pytest.raises(NotSigned, match="lebih dari satu"):
        checked(content)


def test_what_was_signed_and_drawn_cannot_be_edited(budi: Actor, rini: Actor) -> None:
    _letter, row = signed_first(budi, rini)
    rows = Countersignature.objects.filter(pk=row.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(person=budi.person_id)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    sign(row, passphrase=PASSPHRASE, by=rini, at=START)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(sha256="x")


def test_bsre_signs_second_too(budi: Actor, rini: Actor, settings: Settings) -> None:
    nik, secret = "3577010101800001", "kenari-rahasia-7f3a9"
    letter, row = signed_first(budi, rini)
    Identity.objects.create(person=letters.person_of(rini), nik=nik, nik_hash="x" * 64, recorded_at=START)
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with ESign() as server:
        server.knows(nik, "RINI WULANDARI", secret)
        letters.door("bsre-v2", address=f"{server.url}/", account=ESign.account, secret=ESign.secret)
        server.misbehave("stranger")
        with pytest.raises(NotSigned, match="orang lain"):
            sign(row, passphrase=secret, by=rini, at=START)
        assert sign(row, passphrase=secret, by=rini, at=START).signer_kind == "bsre"
    assert letters.pdfsig(content_of(letter)).count("Signature is Valid") == 2


def test_the_author_is_no_witness_of_their_own(budi: Actor) -> None:
    person = letters.person_of(budi)
    letter = letters.drafted(author=person)
    with pytest.raises(Refused, match="penanda tangan pertama"):
        countersigning.ask(letter, person=person, heading="Menyaksikan,", by=SYSTEM, at=START)
    countersigning.ask(other := letters.drafted(), person=person, heading="Menyaksikan,", by=SYSTEM, at=START)
    request_signature(other, by=SYSTEM, at=START)
    with pytest.raises(NotAllowed, match="penanda tangan kedua"):
        sign(other, passphrase=PASSPHRASE, by=budi, at=START)
