"""What happens before and after: stacks, letters that wait for somebody else now, killed processes, revoking."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.documents import claiming, expecting, house_key, local_authority, recovering
from balairung.kernel.documents.drawing import draw
from balairung.kernel.documents.models import Book, Certificate, Document
from balairung.kernel.documents.numbering import gaps
from balairung.kernel.documents.patience import WrongPassphrase
from balairung.kernel.documents.revoking import can_revoke, replace, revoke
from balairung.kernel.documents.signers.local import open_local
from balairung.kernel.documents.signing import sign, sign_stack
from balairung.kernel.files import disk
from balairung.kernel.files.actions import prepare_bytes, tidy
from balairung.kernel.files.models import File
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.audit import findings
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.appointments import record_absence
from balairung.kernel.people.authority import Matter
from tests import make
from tests.kernel.documents import letters
from tests.kernel.documents.letters import PASSPHRASE
from tests.make import START

pytestmark = pytest.mark.django_db
LATER = START + claiming.LASTS + timedelta(seconds=1)
TOLD: list[str] = []


def followed(document: Document, what: str, *, by: Actor, at: object) -> None:
    TOLD.append(what)


@pytest.fixture(autouse=True)
def _regency(settings: Settings) -> None:
    make.regency()
    TOLD.clear()
    settings.DOCUMENT_FOLLOWERS = {"uji": f"{__name__}.followed"}


@pytest.fixture
def budi() -> Actor:
    return letters.signer()


def again(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def signed(by: Actor, **more: Any) -> Document:
    return sign(letters.waiting(**more), passphrase=PASSPHRASE, by=by, at=START)


# --- stacks ------------------------------------------------------------------------------------------------------


def test_one_bad_letter_never_stops_the_others(budi: Actor) -> None:
    good, foreign, gone, last = letters.waiting(), letters.waiting("dinkes"), letters.drafted(), letters.waiting()
    stack = sign_stack([good, foreign, gone, last], passphrase=PASSPHRASE, by=budi, at=START)
    first = next(stack)
    assert (first.signed, again(last).state) == (True, "awaiting")  # each outcome as it comes
    rest = list(stack)
    assert [one.signed for one in rest] == [False, False, True]
    assert "tidak berwenang" in rest[0].problem
    assert "masih konsep" in rest[1].problem
    assert (again(good).number, again(last).number, gaps(Book.objects.get())) == (1, 2, [])


def test_a_wrong_passphrase_stops_before_the_first(budi: Actor) -> None:
    asked = letters.waiting()
    with pytest.raises(WrongPassphrase):
        sign_stack([asked], passphrase="bukan ini", by=budi, at=START)
    assert again(asked).attempts == 0


def test_whoever_stops_listening_leaves_nothing_half_done(budi: Actor) -> None:
    waiting = [letters.waiting() for _letter in range(3)]
    stack = sign_stack(waiting, passphrase=PASSPHRASE, by=budi, at=START)
    next(stack)
    stack.close()
    assert [again(one).state for one in waiting] == ["signed", "awaiting", "awaiting"]


# --- who is expected ---------------------------------------------------------------------------------------------


def test_a_letter_moves_to_whoever_may_sign_it_now(budi: Actor) -> None:
    """The head goes on leave: by mandate for such days the head of a section signs, and is told once."""
    deputy = letters.signer("pupr", "Sari", role="section_head")
    make.delegation(
        make.post("pupr", "head"), make.post("pupr", "section_head"), matter="letter:sktm", only_in_absence=True
    )
    asked = [letters.waiting(), letters.waiting()]
    record_absence(person=letters.person_of(budi), since=date(2026, 3, 3), until=date(2026, 3, 5), by=SYSTEM, at=START)
    assert expecting.follow(now=START + timedelta(minutes=1)) == 0  # nothing is due
    tomorrow = make.moment("2026-03-03 08:00")
    assert expecting.follow(now=tomorrow) == 2
    assert {again(one).expected_id for one in asked} == {deputy.person_id}
    told = Notice.objects.filter(person=deputy.person_id, channel="email")
    assert [one.subject for one in told] == ["2 surat menunggu tanda tangan Anda"]
    assert "/kerja/surat/" in told[0].body
    assert expecting.follow(now=tomorrow) == 0
    back = make.moment("2026-03-06 08:00")
    assert expecting.follow(now=back) == 2
    assert again(asked[0]).expected_id == budi.person_id


def test_every_letter_is_asked_about_again_at_midnight() -> None:
    asked = letters.waiting(at=make.moment("2026-03-02 23:55"))
    assert asked.look_at == make.moment("2026-03-03 00:00")
    assert letters.waiting().look_at == START + expecting.LOOK_EVERY


def test_many_letters_are_as_many_questions_as_one(budi: Actor) -> None:
    counts = []
    for many in (1, 20):
        for _letter in range(many):
            letters.waiting()
        Document.objects.update(look_at=START)
        with CaptureQueriesContext(
            connection,
        ) as told:
            expecting.follow(now=START)
        counts.append(len([one for one in told if one["sql"].startswith("SELECT")]))
    assert counts[0] == counts[1]


# --- killed ------------------------------------------------------------------------------------------------------


def begun(by: Actor) -> claiming.Sheet:
    return claiming.claim(letters.waiting().pk, kind="local", by=by, at=START)


def written(by: Actor, sheet: claiming.Sheet) -> File:
    pen = open_local(letters.person_of(by), PASSPHRASE, stamp_address="", at=START)
    (content,) = pen.sign([draw(sheet.body, sheet.frame, at=START)], at=START)
    return prepare_bytes("Surat", content, key=sheet.paper, at=START, about=sheet.about)


def test_killed_before_the_file_the_letter_waits_again_with_its_number(budi: Actor) -> None:
    sheet = begun(budi)
    assert recovering.recover(now=START + timedelta(minutes=1)) == 0  # somebody may still be signing it
    assert recovering.recover(now=LATER) == 1
    failed = again(sheet.document)
    assert (failed.state, failed.number, TOLD) == ("failed", 1, ["failed"])
    assert "terputus" in failed.failure
    assert recovering.recover(now=LATER) == 0
    assert sign(failed, passphrase=PASSPHRASE, by=budi, at=LATER).number == 1


def test_killed_before_it_was_registered_the_file_is_adopted(budi: Actor) -> None:
    sheet = begun(budi)
    file = written(budi, sheet)
    assert recovering.recover(now=LATER) == 1
    found = again(sheet.document)
    assert (found.state, found.sha256, found.file_id, TOLD) == ("signed", file.sha256, file.pk, ["signed"])
    assert "Signature is Valid." in letters.pdfsig(letters.bytes_of(found))


@pytest.mark.parametrize("what", ["cut", "changed", "stranger", "unsigned"])
def test_a_file_that_is_not_what_it_should_be_is_swept(budi: Actor, what: str) -> None:
    sheet = begun(budi)
    if what == "stranger":
        file = written(letters.signer("dinkes", "Sari"), sheet)
    elif what == "unsigned":
        paper = draw(sheet.body, sheet.frame, at=START)
        file = prepare_bytes("Surat", paper, key=sheet.paper, at=START, about=sheet.about)
    else:
        file = written(budi, sheet)
        path = disk.full_path(file.path)
        content = path.read_bytes()
        path.write_bytes(content[:-2000] if what == "cut" else content.replace(b"/Page", b"/Pagf", 1))
    assert recovering.recover(now=LATER) == 1
    assert (again(sheet.document).state, File.objects.filter(pk=file.pk).exists()) == ("failed", False)
    old = (START - timedelta(days=3)).timestamp()
    os.utime(disk.full_path(file.path), (old, old))
    assert tidy(now=START + timedelta(days=3)) == 1
    assert not disk.full_path(file.path).exists()


def test_whoever_comes_too_late_registers_nothing(budi: Actor) -> None:
    """Given up by the worker, then the slow one wakes: no letter is registered twice, no number taken twice."""
    sheet = begun(budi)
    recovering.recover(now=LATER)
    file = written(budi, sheet)
    from balairung.kernel.documents.signers.pens import Seal

    with pytest.raises(Stale, match="habis"):
        claiming.register(sheet, file, Seal("Budi", "1", START, None))
    assert not claiming.fail(sheet, "uji", at=LATER)
    assert not File.objects.filter(pk=file.pk).exists()
    assert again(sheet.document).state == "failed"


# --- afterwards --------------------------------------------------------------------------------------------------


def test_revoked_with_a_reason_and_once(budi: Actor) -> None:
    letter, sari = signed(budi), letters.signer("dinkes", "Sari")
    assert not can_revoke(sari, letter, START)
    with pytest.raises(NotAllowed):
        revoke(letter, reason="Salah", by=sari, at=START)
    with pytest.raises(Refused, match="alasan"):
        revoke(letter, reason=" ", by=budi, at=START)
    gone = revoke(letter, reason="Datanya ternyata salah", by=budi, at=START)
    assert (gone.standing(START), gone.revoked_by_id, TOLD[-1]) == ("revoked", budi.person_id, "revoked")
    with pytest.raises(Stale, match="sudah dicabut"):
        revoke(letter, reason="Lagi", by=budi, at=START)
    with pytest.raises(Stale, match="belum ditandatangani"):
        revoke(letters.waiting(), reason="Salah", by=budi, at=START)


def test_replaced_by_a_newer_letter(budi: Actor) -> None:
    old, new = signed(budi), signed(budi)
    with pytest.raises(Refused, match="pengganti"):
        replace(old, new=letters.waiting(), by=budi, at=START)
    with pytest.raises(Refused, match="pengganti"):
        replace(old, new=old, by=budi, at=START)
    assert replace(old, new=new, by=budi, at=START).standing(START) == "replaced"
    with pytest.raises(Stale, match="sudah diganti"):
        replace(old, new=signed(budi), by=budi, at=START)
    with pytest.raises(Refused, match="menggantikan surat lain"):
        replace(signed(budi), new=new, by=SYSTEM, at=START)


# --- the regency's own key ---------------------------------------------------------------------------------------


def test_words_are_signed_for_one_purpose() -> None:
    signature = house_key.sign_words("letter", b"kata")
    assert len(signature) == 64
    assert house_key.verifies("letter", b"kata", signature)
    assert not house_key.verifies("package", b"kata", signature)
    assert not house_key.verifies("letter", b"kata lain", signature)
    assert not house_key.verifies("letter", b"kata", signature[:-1])
    assert house_key.proves("letter", b"kata", signature, house_key.public_key())
    assert not house_key.proves("letter", b"kata", signature, b"bukan kunci")
    assert house_key.fingerprint() == house_key.fingerprint_of(house_key.public_key())
    assert Certificate.objects.filter(person=None).count() == 1


def test_what_an_earlier_root_signed_stays_signed() -> None:
    signature, before = house_key.sign_words("letter", b"kata"), house_key.fingerprint()
    Certificate.objects.filter(person=None).update(expires_at=START)
    local_authority.authority(START + timedelta(days=1))
    assert house_key.fingerprint() != before
    assert house_key.verifies("letter", b"kata", signature)


def test_a_stolen_database_does_not_sign(budi: Actor) -> None:
    row = Certificate.objects.get(person=budi.person_id)
    assert "ENCRYPTED PRIVATE KEY" in row.key  # sealed, and under the passphrase below the seal
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM documents_certificate")
        assert not any("PRIVATE" in key for (key,) in cursor.fetchall())


# --- the database itself -----------------------------------------------------------------------------------------

CHANGES: dict[str, dict[str, Any]] = {
    "number": {"number": 7}, "words of the number": {"number_text": "470/7"}, "date": {"dated": date(2026, 1, 1)},
    "hash": {"sha256": "0" * 64}, "file": {"file": None}, "signer": {"signer": None}, "state": {"state": "draft"},
    "moment": {"signed_at": LATER}, "certificate": {"serial": "1"}, "heading": {"heading": ["Bupati"]},
    "reasons": {"way": []}, "code": {"code_hash": "x"}, "validity": {"valid_until": None}, "title": {"title": "Lain"},
    "unvoid": {"attempts": 0},
}  # fmt: skip


def refused(**values: Any) -> bool:
    try:
        with transaction.atomic():
            Document.objects.filter(state="signed").update(**values)
    except DatabaseError:
        return True
    return False


def test_what_was_signed_is_not_edited(budi: Actor) -> None:
    letter = signed(budi)
    assert [name for name, values in CHANGES.items() if not refused(**values)] == []
    for rows in (Document.objects.filter(pk=letter.pk), Book.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)
    for values in ({"last": 0}, {"last": 5}, {"year": 2025}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Book.objects.update(**values)
    revoke(letter, reason="Salah", by=budi, at=START)
    assert refused(revoked_at=None)
    assert refused(revocation="Lain")
    assert not refused(holder="")  # what is sealed may be erased
    assert findings(now=START) == []


def test_a_number_that_was_taken_stays_with_its_letter(budi: Actor) -> None:
    sheet = begun(budi)
    recovering.recover(now=LATER)
    rows = Document.objects.filter(pk=sheet.document.pk)
    for values in ({"number": None, "book": None}, {"number": 2}, {"dated": date(2026, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**values)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(rows.db)


@pytest.mark.sqlite
def test_nor_replaced_on_sqlite(budi: Actor) -> None:
    letter, other = signed(budi), letters.waiting()
    assert letter.book_id
    columns = ", ".join(f'"{field.column}"' for field in Document._meta.concrete_fields)
    attempts = [
        f"REPLACE INTO documents_document ({columns}) SELECT {columns} FROM documents_document",
        f"UPDATE OR REPLACE documents_document SET book_id = '{letter.book_id.hex}', number = 1 WHERE number IS NULL",
        f"UPDATE OR REPLACE documents_document SET id = '{letter.pk.hex}' WHERE id = '{other.pk.hex}'",
        "UPDATE OR REPLACE documents_document SET token = (SELECT token FROM documents_document WHERE number = 1)",
        "REPLACE INTO documents_book (id, office_id, series, year, last) SELECT id, office_id, series, year, 0 FROM b",
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attempt.replace(" FROM b", " FROM documents_book"))
    assert again(letter).sha256 == letter.sha256


def test_matters_of_another_region_are_asked_with_their_region(budi: Actor) -> None:
    asked = letters.drafted(matter=Matter("letter", "sktm", "35.77.01", 5, "micro"))
    assert expecting.matter_of(again(asked)) == Matter("letter", "sktm", "35.77.01", 5, "micro")
