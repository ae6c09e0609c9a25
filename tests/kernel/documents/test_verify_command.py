"""`balairung verify`: a letter judged at a terminal, by its QR's text, its code or its file."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from balairung.kernel.documents.models import Document
from balairung.kernel.documents.proving import new_code, proof_address
from balairung.kernel.documents.revoking import revoke
from balairung.kernel.documents.signing import sign
from balairung.kernel.people.actors import Actor
from tests import make
from tests.kernel.documents import letters
from tests.kernel.documents.letters import PASSPHRASE
from tests.make import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def budi() -> Actor:
    make.regency()
    return letters.signer()


@pytest.fixture
def signed(budi: Actor) -> Document:
    return sign(letters.waiting(valid=date(2099, 12, 31)), passphrase=PASSPHRASE, by=budi, at=START)


def verify(said: str) -> str:
    out = StringIO()
    call_command("verify", said, stdout=out)
    return out.getvalue()


def test_by_text_by_code_and_by_file(signed: Document, tmp_path: Path) -> None:
    path = tmp_path / "surat.pdf"
    path.write_bytes(letters.bytes_of(signed))
    for said in (proof_address(signed), proof_address(signed).partition("#")[2], signed.code, str(path)):
        told = verify(said)
        assert signed.number_text in told
        assert "S*** A*****" in told
        assert "Siti Aminah" not in told
    assert "Surat ini berlaku" in verify(str(path))


def test_what_is_not_ours_or_counts_no_more_fails(budi: Actor, signed: Document, tmp_path: Path) -> None:
    path = tmp_path / "surat.pdf"
    path.write_bytes(letters.bytes_of(signed) + b" ")
    for said in (str(path), "halo", new_code(), proof_address(signed)[:-30] + "0" * 30):
        with pytest.raises(CommandError):
            verify(said)
    revoke(signed, reason="Data keliru", by=budi, at=START + timedelta(hours=1))
    with pytest.raises(CommandError, match="Data keliru"):
        verify(signed.code)
