"""What is filed, answered, closed, signed and approved becomes a leaf, once, and its receipt holds for ever."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.ground.common.tlog.checkpoints import check_follows, opened
from balairung.ground.common.tlog.hashing import leaf_hash
from balairung.ground.common.tlog.proofs import read_growth
from balairung.ground.common.tlog.receipts import check, read_receipt
from balairung.ground.common.tlog.texts import NotProved
from balairung.kernel.documents.signing import sign
from balairung.kernel.obligations.erasing import erase_words
from balairung.kernel.obligations.models import Remark
from balairung.kernel.receipts import sealing
from balairung.kernel.receipts.models import LogCheckpoint, LogEntry, LogKey, LogTile
from balairung.kernel.receipts.proving import growth, latest, published_key, receipt_of, receipts_of
from balairung.kernel.receipts.sealing import seal
from balairung.rooms.complaints import actions
from balairung.rooms.instructions.actions import instruct
from tests import make
from tests.kernel.documents import letters
from tests.kernel.receipts import odd_source
from tests.kernel.receipts.logged import MINUTE, entry_of, filed, found, worker
from tests.make import START
from tests.rooms.meetings.binding import held

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city() -> None:
    make.regency()


# --- what becomes a leaf ---------------------------------------------------------------------------------------------


def test_a_report_has_a_receipt_within_the_minute_that_anybody_can_check() -> None:
    made = make.complaint()
    assert published_key() is None
    assert latest() is None
    assert worker() == 1
    entry = entry_of(made)
    receipt = make.there(receipt_of(entry))
    assert receipt.words["nomor"] == made.ref
    assert receipt.words["isi"] == made.text
    assert (receipt.leaf.kind, receipt.leaf.index) == ("filing", 0)
    assert receipt.leaf.log == "127.0.0.1:8000/log"
    seen = check(read_receipt(str(receipt)), published_key()).checkpoint
    assert (seen.size, seen.head) == (1, leaf_hash(receipt.leaf.data))
    assert len(entry.code) >= 20
    assert found() == []


def test_the_log_itself_names_nothing_of_it() -> None:
    made = make.complaint(name="Siti Kenari", contact="siti@contoh.id")
    worker()
    published = b"".join(bytes(data) for data in LogTile.objects.values_list("data", flat=True))
    for private in (made.ref, "Siti", made.text, str(made.obligation_id)):
        assert private.encode() not in published
    assert b'"kind":"filing"' in published


def test_what_was_answered_and_closed_is_a_leaf_and_what_goes_on_inside_is_none() -> None:
    rahma, siti = make.coordinator(), make.officer("pupr", "staff")
    made = make.forwarded(rahma)
    actions.note(made, text="Catatan di dalam.", by=siti, at=START)
    actions.answer(made, text="Kami jadwalkan pekan ini.", by=siti, at=START)
    actions.resolve(made, text="Sudah ditambal.", files=[make.photo()], by=siti, at=START)
    worker()
    lines = {line.pk: line.verb for line in made.obligation.events.all()}
    kinds = {lines[key]: entry.kind for key, entry in receipts_of("line", lines).items()}
    assert kinds == {"open": "filing", "answer": "answer", "resolve": "answer"}
    told = [receipt_of(entry) for entry in LogEntry.objects.filter(kind="answer")]
    assert [make.there(one).words["isi"] for one in told] == ["Kami jadwalkan pekan ini.", "Sudah ditambal."]
    assert len(make.there(told[1]).words["berkas_sha256"]) == 64


def test_a_long_text_stands_in_its_receipt_as_its_hash() -> None:
    made = make.complaint(text="Jalan rusak. " * 40)
    worker()
    words = make.there(receipt_of(entry_of(made))).words
    assert "isi" not in words
    assert len(words["isi_sha256"]) == 64


def test_what_is_secret_or_about_an_officer_gets_no_leaf() -> None:
    make.complaint(secret=True)
    make.complaint(accused=make.office("pupr"), klass="supervisory")
    seen = make.complaint()
    assert worker() == 1
    assert LogEntry.objects.get().source_key == seen.obligation.events.get().pk.hex
    assert found(START + timedelta(days=1000)) == []  # nor does anybody wait for them


def test_an_application_and_an_obligation_inside_the_house() -> None:
    """Only what is owed to somebody outside."""
    applied = make.application()
    given: dict[str, Any] = {
        "text": "Siapkan datanya.",
        "office": make.office("pupr"),
        "due_on": date(2026, 3, 20),
        "token": "satu",
    }
    inside = instruct(**given, by=make.officer("pimpinan", "regent"), at=START)
    worker()
    lines = [line.pk for one in (applied.obligation, inside.obligation) for line in one.events.all()]
    assert {entry.kind for entry in receipts_of("line", lines).values()} == {"filing"}
    assert not receipts_of("line", [line.pk for line in inside.obligation.events.all()])


def test_a_signed_letter_and_approved_minutes() -> None:
    letter = sign(letters.waiting(), passphrase=letters.PASSPHRASE, by=letters.signer(), at=START)
    meeting = held.approved(held.complete("pupr"))
    worker(held.LATER)
    document = receipts_of("letter", [letter.pk])[letter.pk]
    words = make.there(receipt_of(document)).words
    assert (document.kind, words["nomor"], words["berkas_sha256"]) == ("letter", letter.number_text, letter.sha256)
    minutes = receipts_of("minutes", [meeting.minutes.pk])[meeting.minutes.pk]
    assert (minutes.kind, make.there(receipt_of(minutes)).words["nomor"]) == ("minutes", meeting.ref)
    assert worker(held.LATER + MINUTE) == 0
    assert found(held.LATER) == []


# --- once, in order, and never forked --------------------------------------------------------------------------------


def test_it_is_sealed_once_and_signed_no_more_often_than_every_ten_seconds() -> None:
    filed(2)
    assert worker() == 0
    make.complaint()
    assert worker(START + timedelta(seconds=9)) == 0
    assert worker(START + timedelta(seconds=10)) == 1
    assert worker(START + MINUTE) == 0
    assert list(LogCheckpoint.objects.values_list("size", flat=True)) == [2, 3]  # none while nothing happens


def test_a_clock_that_goes_back_stops_nothing() -> None:
    filed(1)
    make.complaint()
    assert worker(START - MINUTE) == 1
    assert [row.at for row in LogCheckpoint.objects.all()] == [START, START]


def test_batches_follow_each_other_in_the_order_of_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 3)
    made = [make.complaint(at=START - MINUTE * number) for number in range(8)]
    assert worker() == 8
    assert [entry_of(one).index for one in made] == list(range(8))
    assert list(LogCheckpoint.objects.values_list("size", flat=True)) == [3, 6, 8]
    assert found() == []


def test_a_long_queue_is_sealed_in_whole_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an import, or a week without a worker. PostgreSQL would refuse a batch in one statement."""
    monkeypatch.setattr("django.conf.settings.RECEIPTED", ["tests.kernel.receipts.odd_source.MANY"])
    odd_source.MANY.count = sealing.BATCH + 1
    assert seal(now=START) == sealing.BATCH + 1
    assert list(LogCheckpoint.objects.values_list("size", flat=True)) == [sealing.BATCH, sealing.BATCH + 1]


def test_who_fails_halfway_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    filed(1)
    make.complaint()

    def fails(*_given: object) -> None:
        raise OSError("penuh")

    with monkeypatch.context() as broken:
        broken.setattr(sealing, "_sign", fails)
        with pytest.raises(OSError, match="penuh"):
            worker(START + MINUTE)
    assert LogEntry.objects.count() == LogCheckpoint.objects.get().size == 1
    assert worker(START + MINUTE) == 1
    assert found() == []


def test_what_was_dated_back_is_found_the_next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    signer = letters.signer()
    sign(letters.waiting(), passphrase=letters.PASSPHRASE, by=signer, at=START)
    worker()
    late = sign(letters.waiting(), passphrase=letters.PASSPHRASE, by=signer, at=START - timedelta(hours=2))
    assert worker(START + MINUTE) == 0
    monkeypatch.setattr(sealing, "_looked", {})
    assert worker(START + timedelta(days=1)) == 1
    assert receipts_of("letter", [late.pk])


def test_the_log_keeps_its_name_and_its_key_when_the_house_moves(settings: Settings) -> None:
    made = filed(1)[0]
    key = published_key()
    settings.BASE_URL = "https://baru.example.go.id"
    make.complaint()
    worker(START + MINUTE)
    assert published_key() == key
    assert make.there(receipt_of(entry_of(made))).leaf.log == "127.0.0.1:8000/log"
    assert LogKey.objects.count() == 1


@pytest.mark.parametrize("sizes", [(1, 2), (255, 1, 1), (256, 256), (300, 7, 213)])
def test_every_checkpoint_goes_on_from_every_earlier_one(
    sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.RECEIPTED", ["tests.kernel.receipts.odd_source.MANY"])
    odd_source.MANY.count = 0
    for round_of, size in enumerate(sizes):
        odd_source.MANY.count += size
        assert seal(now=START + MINUTE * round_of) == size
    key, heads = make.there(published_key()), list(LogCheckpoint.objects.all())
    newest = opened(heads[-1].note, key).checkpoint
    for row in heads:
        proof = read_growth(growth(row.size))
        check_follows(opened(row.note, key).checkpoint, newest, proof.hashes)
    for index in {0, sizes[0] - 1, sizes[0], sum(sizes) - 1} & set(range(sum(sizes))):
        check(make.there(receipt_of(LogEntry.objects.get(index=index))), key)
    assert found() == []
    with pytest.raises(ValueError, match="belum memuat"):
        growth(sum(sizes) + 1)


# --- what is forgotten -----------------------------------------------------------------------------------------------


def test_erased_words_take_their_receipt_with_them_and_the_log_still_holds() -> None:
    rahma, siti = make.coordinator(), make.officer("pupr", "staff")
    made = make.forwarded(rahma)
    actions.answer(made, text="Bu Ani sudah kami telepon.", by=siti, at=START)
    worker()
    line = made.obligation.events.get(verb="answer")
    entry = receipts_of("line", [line.pk])[line.pk]
    assert receipt_of(entry)
    before = make.there(latest()).note
    assert erase_words(line, at=START + MINUTE)
    assert not erase_words(line, at=START + MINUTE)
    entry = LogEntry.objects.get(pk=entry.pk)
    assert entry.key is None
    assert receipt_of(entry) is None
    assert Remark.objects.get(event=line).text == ""
    assert receipt_of(entry_of(made)), "the others stay"
    assert found() == []
    make.complaint()
    worker(START + MINUTE)
    assert make.there(latest()).size == 3
    assert LogCheckpoint.objects.get(size=2).note == before


def test_what_only_officers_read_or_nobody_said_takes_no_receipt_along() -> None:
    """The receipt of such a line tells other words, and these are still there."""
    made = make.complaint()
    worker()
    line = made.obligation.events.get(seq=1)
    assert not erase_words(line, at=START + MINUTE), "what was filed is no remark"
    assert receipt_of(entry_of(made))
    own = Remark.objects.create(event=line, text="Pelapor tampak cemas.", salt="x" * 32)
    assert own.audience == Remark.Audience.OFFICERS
    assert erase_words(line, at=START + MINUTE)
    assert receipt_of(entry_of(made))
    assert found() == []


def test_a_receipt_of_what_was_altered_meanwhile_does_not_hold() -> None:
    made = filed(1)[0]
    check(make.there(receipt_of(entry_of(made))))
    type(made).objects.filter(pk=made.pk).update(text="Terima kasih atas pelayanannya.")
    with pytest.raises(NotProved, match="diubah"):
        check(make.there(receipt_of(entry_of(made))))


def test_a_receipt_costs_few_questions(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    entry = entry_of(filed(3)[1])
    with django_assert_max_num_queries(8):
        receipt_of(entry)


def test_an_idle_round_costs_few_questions(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    filed(1)
    with django_assert_max_num_queries(16):  # two for each source, and the key
        assert seal(now=START + MINUTE) == 0
