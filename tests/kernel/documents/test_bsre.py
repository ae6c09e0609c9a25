"""BSrE, version 1 and 2, against the contract server: good days and every bad day that was seen."""

from __future__ import annotations

import base64
import io
import logging
import pickle
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.documents.models import Document, Identity
from balairung.kernel.documents.patience import WrongPassphrase
from balairung.kernel.documents.signers import bsre
from balairung.kernel.documents.signers.pens import NotSigned
from balairung.kernel.documents.signing import sign, sign_stack
from balairung.kernel.people.actors import Actor
from tests import make
from tests.doors.esign import SIGN_2, VERIFY_2, ESign, lines
from tests.kernel.documents import letters
from tests.make import START

pytestmark = pytest.mark.django_db
NIK, CANARY = "3577010101800001", "kenari-rahasia-7f3a9"  # no such person, no such secret


@pytest.fixture
def budi() -> Actor:
    make.regency()
    made = make.officer("pupr", "head", "Dr. Budi Santoso, M.Si.")
    Identity.objects.create(person=letters.person_of(made), nik=NIK, nik_hash="x" * 64, recorded_at=START)
    return made


@pytest.fixture(params=["bsre-v1", "bsre-v2"])
def esign(request: pytest.FixtureRequest, settings: Settings, budi: Actor) -> Iterator[ESign]:
    with opened(request.param, settings) as server:
        yield server


@pytest.fixture
def second(settings: Settings, budi: Actor) -> Iterator[ESign]:
    with opened("bsre-v2", settings) as server:
        yield server


def opened(kind: str, settings: Settings) -> ESign:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    server = ESign()
    server.knows(NIK, "BUDI SANTOSO", CANARY)
    letters.door(kind, address=f"{server.url}/", account=ESign.account, secret=ESign.secret)
    return server


def again(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def signed_by(budi: Actor, document: Document, passphrase: str = CANARY) -> Document:
    return sign(document, passphrase=passphrase, by=budi, at=START)


def test_signed_with_a_certificate_of_bsre(esign: ESign, budi: Actor) -> None:
    signed = signed_by(budi, letters.waiting())
    assert (signed.state, signed.signer_kind, signed.number) == ("signed", "bsre", 1)
    assert signed.certificate == "BUDI SANTOSO, Uji, bukan BSrE"
    assert "Signature is Valid." in letters.pdfsig(letters.bytes_of(signed))
    assert esign.signed == 1


BAD_DAYS = {
    "500": "sedang terganggu", "503": "sedang terganggu", "hang": "tidak dapat dihubungi|tidak menjawab",
    "garbage": "bukan surat yang dikirim|tidak mengembalikan", "altered": "bukan surat yang dikirim",
    "stranger": "sertifikat orang lain", "unsigned": "belum bertanda tangan", "twice": "lebih dari satu",
    "empty": "bukan surat yang dikirim", "400": "menolak", "401": "nama pengguna aplikasi",
}  # fmt: skip


def test_a_bad_day_is_a_sentence_and_the_number_stays(esign: ESign, budi: Actor) -> None:
    for number, (day, words) in enumerate(BAD_DAYS.items(), start=1):
        asked = letters.waiting()
        esign.misbehave(day)
        with pytest.raises(NotSigned, match=words):
            signed_by(budi, asked)
        failed = again(asked)
        assert (failed.state, failed.number, failed.file_id, failed.sha256) == ("failed", number, None, "")
        assert failed.failure
        assert signed_by(budi, asked).number == number


def test_a_slow_day_ends(esign: ESign, budi: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bsre, "SIGN", 0.5)
    asked = letters.waiting()
    esign.misbehave("slow")
    with pytest.raises(NotSigned, match="pada waktunya"):
        signed_by(budi, asked)
    assert again(asked).state == "failed"


def test_a_wrong_passphrase_is_no_failure_of_the_letter(esign: ESign, budi: Actor) -> None:
    asked = letters.waiting()
    for _time in range(5):
        with pytest.raises(WrongPassphrase):
            signed_by(budi, asked, "salah sekali")
    assert (again(asked).state, again(asked).number, again(asked).failure) == ("awaiting", 1, "")
    with pytest.raises(Refused, match="15 menit"):
        signed_by(budi, asked)


def test_no_number_is_taken_for_a_certificate_that_may_not_sign(esign: ESign, budi: Actor) -> None:
    asked = letters.waiting()
    for state in ("EXPIRED", "RENEW", "REVOKE", "SUSPEND", "NEW"):
        esign.states[NIK] = state
        with pytest.raises(Refused, match="BSrE"):
            signed_by(budi, asked)
    assert (again(asked).state, again(asked).number) == ("awaiting", None)


def test_nor_while_bsre_is_down_or_the_account_is_wrong_or_no_nik_is_known(esign: ESign, budi: Actor) -> None:
    asked = letters.waiting()
    esign.down = True
    with pytest.raises(NotSigned, match="terganggu"):
        signed_by(budi, asked)
    esign.down = False
    letters.door("bsre-v1", since=make.moment("2026-03-02 11:00"), address=esign.url, account="x", secret="y")
    with pytest.raises(NotSigned, match="nama pengguna aplikasi"):
        signed_by(budi, asked)
    letters.door(
        "bsre-v1", since=make.moment("2026-03-02 12:00"), address="http://127.0.0.1:1", account="x", secret="y"
    )
    with pytest.raises(NotSigned, match="tidak dapat dihubungi"):
        signed_by(budi, asked)
    Identity.objects.all().delete()
    with pytest.raises(Refused, match="NIK Anda belum dicatat"):
        signed_by(budi, asked)
    assert again(asked).number is None


def test_an_address_inside_is_only_called_when_the_operator_vouches_for_it(
    esign: ESign, budi: Actor, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOW = []
    with pytest.raises(NotSigned, match="tidak dapat dihubungi"):
        signed_by(budi, letters.waiting())
    assert esign.calls == []


def test_several_letters_in_one_call(second: ESign, budi: Actor) -> None:
    waiting = [letters.waiting() for _letter in range(12)]
    outcomes = list(sign_stack(waiting, passphrase=CANARY, by=budi, at=START))
    assert [outcome.signed for outcome in outcomes] == [True] * 12
    assert [len(call.json["file"]) for call in second.calls if call.path == SIGN_2] == [10, 2]
    assert sum(call.path == VERIFY_2 for call in second.calls) == 12
    assert sorted(again(one).number or 0 for one in waiting) == list(range(1, 13))


@pytest.mark.parametrize("day", ["400", "fewer"])
def test_when_several_are_refused_each_is_tried_alone(second: ESign, budi: Actor, day: str) -> None:
    second.misbehave(day)
    outcomes = list(sign_stack([letters.waiting() for _letter in range(3)], passphrase=CANARY, by=budi, at=START))
    assert [outcome.problem for outcome in outcomes] == ["", "", ""]
    assert [len(call.json["file"]) for call in second.calls if call.path == SIGN_2] == [3, 1, 1, 1]


def test_while_bsre_is_down_the_rest_of_a_stack_is_left_alone(second: ESign, budi: Actor) -> None:
    waiting = [letters.waiting() for _letter in range(25)]
    second.misbehave("500")
    outcomes = list(sign_stack(waiting, passphrase=CANARY, by=budi, at=START))
    assert all("terganggu" in outcome.problem for outcome in outcomes)
    assert [again(one).number is None for one in waiting] == [False] * 10 + [True] * 15
    assert len([call for call in second.calls if call.path == SIGN_2]) == 1


def test_a_wrong_passphrase_ends_a_stack_before_the_first(second: ESign, budi: Actor) -> None:
    waiting = [letters.waiting() for _letter in range(12)]
    with pytest.raises(WrongPassphrase):
        list(sign_stack(waiting, passphrase="salah sekali", by=budi, at=START))
    assert {again(one).state for one in waiting} == {"awaiting"}


def test_what_bsre_itself_calls_invalid_is_not_used(second: ESign, budi: Actor) -> None:
    second.trusted = False
    asked = letters.waiting()
    with pytest.raises(NotSigned, match="menyatakan"):
        signed_by(budi, asked)
    assert again(asked).state == "failed"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("BUDI SANTOSO", "Dr. Budi Santoso, M.Si.", True),
        ("Drs. H. Budi Santoso, M.M.", "Budi Santoso", True),
        ("Budi Santosa", "Budi Santoso", False),
        ("Budi", "Budi Santoso", False),
        ("", "Budi Santoso", False),
    ],
)
def test_names_are_the_same_but_for_titles(one: str, other: str, same: bool) -> None:
    assert bsre.same_name(one, other) is same


# --- the passphrase is nowhere --------------------------------------------------------------------------------------


def everything_kept() -> str:
    """The whole database as text, what is sealed opened."""
    out = io.StringIO()
    call_command("dumpdata", stdout=out, exclude=["contenttypes"])
    return out.getvalue()


def shown_of(problem: Exception) -> str:
    """What a report of this fault shows of our own functions: every variable of every frame."""
    request = RequestFactory().post("/kerja/surat/", {})
    frames = ExceptionReporter(request, type(problem), problem, problem.__traceback__).get_traceback_frames()
    ours = [frame for frame in frames if "/src/balairung/" in frame["filename"]]
    assert ours
    return "\n".join(f"{frame['function']}: {frame['vars']}" for frame in ours)


def test_the_passphrase_is_kept_nowhere(esign: ESign, budi: Actor, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in the log, the database, the ledger, an exception, nor in the report of a fault; the NIK likewise."""
    caplog.set_level(logging.DEBUG)
    told = ""
    for day in ("", "500", "garbage", "passphrase", "stranger", "hang", "400"):
        esign.misbehave(*filter(None, [day]))
        try:
            signed_by(budi, letters.waiting())
        except Refused as problem:
            told += "".join(traceback.format_exception(problem)) + shown_of(problem)
    told += everything_kept() + caplog.text
    for secret in (CANARY, base64.b64encode(CANARY.encode()).decode(), ESign.secret):
        assert secret not in told.replace(f'"secret": "{ESign.secret}"', "")
    assert NIK not in caplog.text
    sent = [call for call in esign.calls if CANARY in lines(call)]
    assert {call.path for call in sent} <= {"/api/sign/pdf", SIGN_2}


def test_a_pen_shows_itself_to_nobody(esign: ESign, budi: Actor) -> None:
    pen: Any = bsre.open_bsre(letters.person_of(budi), CANARY, letters.signing_door())
    assert CANARY not in repr(vars(pen))
    with pytest.raises(TypeError):
        pickle.dumps(pen)
