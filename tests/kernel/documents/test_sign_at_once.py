"""Several at one moment, on PostgreSQL: one signs, the others hear a sentence, and no number is given twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from balairung.kernel.documents import claiming, local_authority, recovering
from balairung.kernel.documents.models import Book, Certificate, Document
from balairung.kernel.documents.numbering import gaps
from balairung.kernel.documents.requesting import void
from balairung.kernel.documents.signing import sign, sign_stack
from balairung.kernel.people.actors import SYSTEM
from tests import make
from tests.kernel.documents import letters
from tests.kernel.documents.letters import PASSPHRASE
from tests.kernel.obligations.at_once import names, together
from tests.make import START

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
LATER = START + claiming.LASTS * 2


@pytest.fixture(autouse=True)
def _regency(settings: Settings) -> None:
    make.regency()
    settings.DOCUMENT_FOLLOWERS = {}


def test_two_officers_sign_the_same_letter_at_once() -> None:
    """The head, and the regent who gave her the mandate and kept the authority."""
    regent, head = letters.signer("pimpinan", "Ibu Bupati", role="regent"), letters.signer()
    make.delegation(make.post("pimpinan", "regent"), make.post("pupr", "head"), matter="letter:sktm")
    asked = letters.waiting("pimpinan", role="regent")
    results = together(*[lambda by=by: sign(asked, passphrase=PASSPHRASE, by=by, at=START) for by in (regent, head)])
    assert names(results) == ["Document", "Stale"]
    asked.refresh_from_db()
    assert (asked.state, asked.number, Book.objects.get().last) == ("signed", 1, 1)


def test_two_stacks_of_one_office_share_its_register() -> None:
    head = letters.signer()
    stacks = [[letters.waiting() for _letter in range(6)] for _stack in range(2)]
    results = together(
        *[lambda stack=stack: list(sign_stack(stack, passphrase=PASSPHRASE, by=head, at=START)) for stack in stacks]
    )
    assert [one.problem for result in results for one in result] == [""] * 12  # type: ignore[attr-defined]
    assert set(Document.objects.values_list("number", flat=True)) == set(range(1, 13))
    assert gaps(Book.objects.get()) == []


def test_signed_or_void_but_never_both() -> None:
    head, asked = letters.signer(), letters.waiting()
    results = together(
        lambda: sign(asked, passphrase=PASSPHRASE, by=head, at=START),
        lambda: void(asked, reason="Dicabut pemohon", by=SYSTEM, at=START),
    )
    assert names(results) == ["Document", "Stale"]
    asked.refresh_from_db()
    assert (asked.state == "signed") == (asked.file_id is not None)


def test_two_workers_recover_and_the_signer_wakes() -> None:
    head = letters.signer()
    sheets = [claiming.claim(letters.waiting().pk, kind="local", by=head, at=START) for _letter in range(4)]
    results = together(*[lambda: recovering.recover(now=LATER)] * 2, lambda: claiming.fail(sheets[0], "x", at=LATER))
    assert int(results[0]) + int(results[1]) + int(results[2]) == 4  # type: ignore[call-overload]
    assert set(Document.objects.values_list("state", flat=True)) == {"failed"}


def test_the_regency_has_one_root_however_many_need_it_first() -> None:
    results = together(*[lambda: local_authority.authority(START).pem] * 5)
    assert len(set(results)) == 1
    assert Certificate.objects.count() == 1


def state_elsewhere(document: Document) -> str:
    """What another connection sees."""
    try:
        return Document.objects.get(pk=document.pk).state
    finally:
        connection.close()


def test_inside_a_request_of_a_regency_the_phases_end_when_they_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a house of many regencies a request is one transaction: signing neither waits for it nor fills it."""
    head, first, bad = letters.signer(), letters.waiting(), letters.waiting("dinkes")
    monkeypatch.setattr(connection, "regency_schema", "public")
    with transaction.atomic():
        outcomes = sign_stack([first, bad], passphrase=PASSPHRASE, by=head, at=START)
        assert next(outcomes).signed
        with ThreadPoolExecutor(1) as another:
            seen = another.submit(state_elsewhere, first)
            assert seen.result() == "signed"
        assert "tidak berwenang" in next(outcomes).problem
        first.refresh_from_db()
        assert first.state == "signed"
        transaction.set_rollback(True)
    assert Document.objects.filter(pk=first.pk, state="signed").exists()


def test_while_a_letter_is_signed_its_register_gives_numbers_to_others() -> None:
    head, first, second = letters.signer(), letters.waiting(), letters.waiting()
    sheet = claiming.claim(first.pk, kind="local", by=head, at=START)
    (signed,) = together(lambda: sign(second, passphrase=PASSPHRASE, by=head, at=START))
    assert isinstance(signed, Document)
    assert (sheet.document.number, signed.number) == (1, 2)
