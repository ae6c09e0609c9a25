"""Witnesses co-sign what goes on from what they saw, and one that is down or wrong stops nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.ground.common.tlog.checkpoints import opened
from balairung.ground.common.tlog.notes import WITNESS
from balairung.ground.common.tlog.receipts import check
from balairung.kernel.receipts.auditing import findings
from balairung.kernel.receipts.models import LogCheckpoint, LogTile, LogWitness
from balairung.kernel.receipts.proving import latest, published_key, receipt_of
from balairung.kernel.receipts.witnesses import ask, witness_keys
from tests import make
from tests.doors.witness import Witness
from tests.ground.tlog.logs import signer
from tests.kernel.receipts.logged import MINUTE, entry_of, filed, found, run
from tests.make import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def witness(settings: Settings) -> Iterator[Witness]:
    """One that knows our log."""
    make.regency()
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with Witness() as server:
        settings.RECEIPT_WITNESSES = [[str(server.key), server.url]]
        yield server


def known(witness: Witness) -> None:
    """It is told the key, as by hand."""
    key = make.there(published_key())
    witness.logs[key.name] = key


def test_a_checkpoint_is_cosigned_once_and_whoever_has_a_receipt_sees_it(witness: Witness) -> None:
    assert ask(now=START) == 0
    made = filed(2)[0]
    known(witness)
    assert ask(now=START) == 1
    assert ask(now=START) == 0
    assert len(witness.calls) == 1
    key, receipt = make.there(published_key()), make.there(receipt_of(entry_of(made)))
    assert list(check(receipt, key, witness_keys()).witnesses) == ["saksi.example"]
    served = Client().get("/log/checkpoint").content.decode()
    assert list(opened(served, key, [witness.key]).witnesses) == ["saksi.example"]
    filed(1, START + MINUTE)
    assert ask(now=START + MINUTE) == 1
    assert witness.calls[-1].body.startswith(b"old 2\n")
    assert [row.size for row in LogCheckpoint.objects.exclude(cosignatures="")] == [2, 3]
    assert found() == []


def test_one_that_remembers_more_than_we_do_is_asked_from_there(witness: Witness) -> None:
    filed(2)
    known(witness)
    ask(now=START)
    filed(1, START + MINUTE)
    LogWitness.objects.all().delete()
    assert ask(now=START + MINUTE) == 1
    assert [call.body.split(b"\n")[0] for call in witness.calls] == [b"old 0", b"old 0", b"old 2"]


def test_one_that_forgot_everything_is_asked_from_the_beginning(witness: Witness) -> None:
    filed(2)
    known(witness)
    ask(now=START)
    filed(1, START + MINUTE)
    witness.seen.clear()
    assert ask(now=START + MINUTE) == 1
    assert witness.calls[-1].body.startswith(b"old 0\n")


@pytest.mark.parametrize("day", ["500", "403", "422", "404", "hang", "silent", "garbage", "forged"])
def test_a_bad_day_is_waited_out(witness: Witness, day: str) -> None:
    filed(2)
    known(witness)
    witness.misbehave(day)
    assert ask(now=START) == 0
    assert make.there(latest()).cosignatures == ""
    assert LogWitness.objects.get().trouble
    asked = len(witness.calls)
    assert ask(now=START + timedelta(seconds=5)) == 0
    assert len(witness.calls) == asked, "it is left alone for a while"
    witness.seen.clear()  # a signature that was lost on the way counts for nothing
    assert ask(now=START + MINUTE) == 1
    assert LogWitness.objects.get().trouble == ""


def test_one_that_is_down_keeps_nobody_else_waiting(witness: Witness, settings: Settings) -> None:
    filed(1)
    known(witness)
    gone = signer("hilang.example").key(WITNESS)
    settings.RECEIPT_WITNESSES = [[str(gone), "http://127.0.0.1:9"], *settings.RECEIPT_WITNESSES]
    assert ask(now=START) == 1
    assert {row.name: row.trouble for row in LogWitness.objects.all()} == {
        "hilang.example": "connection", "saksi.example": "",
    }  # fmt: skip
    assert ask(now=START + MINUTE) == 0


def test_a_log_that_was_rolled_back_as_a_whole_is_found_out_by_its_witness(witness: Witness) -> None:
    """Entries, tiles, heads and memory: everything here says the old story. Somebody outside remembers."""
    filed(2)
    before = {tile.level: (tile.width, bytes(tile.data)) for tile in _tiles()}
    filed(1, START + MINUTE)
    known(witness)
    ask(now=START + MINUTE)
    run('DELETE FROM receipts_logentry WHERE "index" = 2', "DELETE FROM receipts_logcheckpoint WHERE size = 3",
        "DELETE FROM receipts_logwitness")  # fmt: skip
    for level, (width, data) in before.items():
        run(f"UPDATE receipts_logtile SET width = {width}, data = %s WHERE level = {level}", params=(data,))
    assert found() == []
    assert ask(now=START + MINUTE) == 0
    assert found() == ["the witness saksi.example has seen 3 leaves and the log has 2: it was rolled back"]


def _tiles() -> list[LogTile]:
    return list(LogTile.objects.all())


def test_a_setting_that_names_no_witness_is_said_and_breaks_nothing(client: Client, settings: Settings) -> None:
    make.regency()
    for words in (["saksi"], [str(signer().key(WITNESS))], ["bukan+kunci+x", "https://saksi.example"]):
        settings.RECEIPT_WITNESSES = [words]
        assert ask(now=START) == 0
        assert witness_keys() == []
        (sentence,) = findings(now=START)
        assert "a key of a witness, then its address" in sentence
        assert client.get(reverse("proofs:book")).status_code == 200
