"""Whoever has all rights on the database deletes, edits and reorders: each is found, and told in a sentence."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, models, transaction
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.tlog.checkpoints import Checkpoint
from balairung.ground.common.tlog.hashing import tree_head
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.obligations.models import Event
from balairung.kernel.receipts import auditing, proving, replaying
from balairung.kernel.receipts.keys import signer
from balairung.kernel.receipts.models import LogCheckpoint, LogEntry, LogKey, LogTile
from balairung.kernel.receipts.replaying import Edge
from balairung.kernel.receipts.sealing import seal
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.kernel.receipts import odd_source
from tests.kernel.receipts.logged import MINUTE, filed, found, run
from tests.make import START

pytestmark = pytest.mark.django_db
FIRST, SECOND = 3, 2  # leaves below the first checkpoint, and those that came after it


@pytest.fixture
def log() -> list[Complaint]:
    make.regency()
    made = filed(FIRST) + filed(SECOND, START + MINUTE)
    assert found() == []
    return made


def keyed(model: type[Complaint | Event], of: Complaint) -> str:
    """The key of this report, or of its first line, as this database writes it."""
    key = of.pk if model is Complaint else of.obligation.events.get(seq=1).pk
    return f"'{key.hex}'" if connection.vendor == "sqlite" else f"'{key}'"


# --- the rows that leaves are about ----------------------------------------------------------------------------------

OF = "(SELECT obligation_id FROM obligations_event WHERE id = {})"  # the obligation of a line
LINE = "UPDATE obligations_event SET"
ROWS = {
    "its words are edited": "UPDATE complaints_complaint SET text = 'Tidak ada apa-apa.' WHERE id = {report}",
    "its verb is edited": f"{LINE} verb = 'close' WHERE id = {{line}}",
    "its moment is edited": f"{LINE} at = '2026-02-01 00:00:00+00:00' WHERE id = {{line}}",
    "it becomes another's": f"{LINE} seq = 99, obligation_id = {OF.format('{other}')} WHERE id = {{line}}",
    "its number is edited": f"UPDATE obligations_obligation SET ref = 'P-0' WHERE id = {OF.format('{line}')}",
}


@pytest.mark.parametrize("way", ROWS)
def test_an_edited_row_is_found(log: list[Complaint], way: str) -> None:
    words = {"report": keyed(Complaint, log[1]), "line": keyed(Event, log[1]), "other": keyed(Event, log[2])}
    line = log[1].obligation.events.get(seq=1).pk.hex
    run(ROWS[way].format(**words))
    assert found() == [f"log entry 1 (line {line}): what it is about was altered"]


def test_a_deleted_row_is_found(log: list[Complaint]) -> None:
    line = keyed(Event, log[1])
    run(f"DELETE FROM obligations_leaf WHERE event_id = {line}", f"DELETE FROM obligations_event WHERE id = {line}")
    assert [one.rpartition(": ")[2] for one in found()] == ["what it is about was removed"]


def test_two_rows_that_changed_places_are_found(log: list[Complaint]) -> None:
    """Each says what the other said: nothing is missing, and the order is another."""
    texts = [one.text for one in log]
    for one, text in ((log[0], texts[4]), (log[4], texts[0])):
        run("UPDATE complaints_complaint SET text = %s WHERE id = " + keyed(Complaint, one), params=(text,))
    assert [one.split(" ")[2] for one in found()] == ["0", "4"]


def test_what_waits_too_long_is_found() -> None:
    make.regency()
    make.complaint()
    later = make.moment("2100-01-01 00:00")
    number_leaves(now=START, whole=True)
    assert found() == []
    assert [one.endswith("is not in the public log yet: does the worker run?") for one in found(later)] == [True]
    assert seal(now=START) == 1
    assert found(later) == []


# --- the log itself --------------------------------------------------------------------------------------------------

REMOVED = "log entries {} to {} were removed"
PLACED = "its kind, moment, place or commitment was altered"
KEPT = "(SELECT line FROM kept WHERE place = {})"
LOG: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "an entry is deleted": (('DELETE FROM receipts_logentry WHERE "index" = 1',), [REMOVED.format(1, 1)]),
    "the first is deleted": (('DELETE FROM receipts_logentry WHERE "index" = 0',), [REMOVED.format(0, 0)]),
    "the end is cut off": (('DELETE FROM receipts_logentry WHERE "index" >= 3',), [REMOVED.format(3, 4)]),
    "all are deleted": (("DELETE FROM receipts_logentry",), [REMOVED.format(0, 4)]),
    "its moment is edited": (
        ("UPDATE receipts_logentry SET at = '2026-02-01 00:00:00+00:00' WHERE \"index\" = 1",), [PLACED],
    ),
    "its kind is edited": (("UPDATE receipts_logentry SET kind = 'closure' WHERE \"index\" = 1",), [PLACED]),
    "two change places": (
        tuple(f'UPDATE receipts_logentry SET "index" = {new} WHERE "index" = {old}'
              for old, new in ((1, 99), (3, 1), (99, 3))), [PLACED, PLACED],
    ),
    "two change what they are about": (
        tuple(f'UPDATE receipts_logentry SET source_key = {new} WHERE "index" = {index}'
              for index, new in ((1, "'x'"), (3, KEPT.format(1)), (1, KEPT.format(3)))),
        ["what it is about was altered", "what it is about was altered"],
    ),
    "a key is erased": (
        ("UPDATE receipts_logentry SET key = NULL WHERE \"index\" = 1",),
        ["the key to its words was erased, but the words were not"],
    ),
    "a key is edited": (
        ("UPDATE receipts_logentry SET key = 'gAAAAAB' WHERE \"index\" = 1",), ["the key to its words was altered"],
    ),
    "the newest checkpoint is rolled back": (
        ("DELETE FROM receipts_logcheckpoint WHERE size = 5",),
        ["log entry 3 is below no checkpoint: a checkpoint was removed",
         "log entry 4 is below no checkpoint: a checkpoint was removed",
         "tile/0/000.p/5 has another width than the log", "tile/entries/000.p/5 has another width than the log"],
    ),
    "a checkpoint is edited": (
        ("UPDATE receipts_logcheckpoint SET note = replace(note, 'log', 'lok') WHERE size = 3",),
        ["the checkpoint of 3 leaves is not as it was signed"],
    ),
    "a checkpoint says another size": (
        ("UPDATE receipts_logcheckpoint SET size = 4 WHERE size = 3",),
        ["the checkpoint of 4 leaves is that of another log or another size"],
    ),
    "a tile is removed": (
        ("DELETE FROM receipts_logtile WHERE level = -1",),
        [*("it is not what the tiles have published" for _ in range(5)), "tile/entries/000.p/5 is missing"],
    ),
    "the key of the log is removed": (
        ("DELETE FROM receipts_logkey",), ["the log has no key: its row was removed"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", LOG)
def test_an_edited_log_is_found(log: list[Complaint], way: str) -> None:
    statements, expected = LOG[way]
    with connection.cursor() as cursor:
        cursor.execute(
            'CREATE TEMPORARY TABLE kept AS SELECT "index" AS place, source_key AS line FROM receipts_logentry'
        )
    run(*statements)
    assert [one.rpartition("): ")[2] for one in found()] == expected
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE kept")


def test_a_fork_that_is_truly_signed_is_found(log: list[Complaint]) -> None:
    """Somebody who holds even the key of the log shows others another story of the same length."""
    row = LogKey.objects.get()
    note = Checkpoint(row.origin, FIRST, tree_head([b"lain" * 8] * FIRST)).published(signer(row))
    run("UPDATE receipts_logcheckpoint SET note = %s WHERE size = 3", params=(str(note),))
    assert found() == ["the checkpoint of 3 leaves has another head than its leaves: the log was forked or rewritten"]


def test_an_entry_that_is_rewritten_with_its_tile_is_found(log: list[Complaint]) -> None:
    """Everything but the heads says the new story."""
    entry, tile = LogEntry.objects.get(index=1), LogTile.objects.get(level=0)
    data = bytes(tile.data)
    changed = data.replace(bytes(entry.hash), b"\0" * 32)
    run("UPDATE receipts_logtile SET data = %s WHERE level = 0", params=(changed,))
    told = found()
    assert told[0].endswith("it is not what the tiles have published")
    assert [one.split(":")[0] for one in told[1:]] == [
        f"the checkpoint of {size} leaves has another head than its leaves" for size in (3, 5)
    ]


def test_full_tiles_are_held_against_those_above(monkeypatch: pytest.MonkeyPatch) -> None:
    make.regency()
    monkeypatch.setattr("django.conf.settings.RECEIPTED", ["tests.kernel.receipts.odd_source.MANY"])
    odd_source.MANY.count = 600
    seal(now=START)
    assert found() == []
    above = bytes(LogTile.objects.get(level=1).data)
    run("UPDATE receipts_logtile SET data = %s WHERE level = 1", params=(above[32:] + above[:32],))
    assert found() == ["tile/0/000 does not lead to the tile above it", "tile/0/001 does not lead to the tile above it"]
    odd_source.MANY.count = 599
    assert found()[0] == "log entry 599 (many 599): what it is about was removed"
    run('DELETE FROM receipts_logtile WHERE level = 0 AND "index" = 1')
    assert "tile/0/001 is missing" in found()


@pytest.mark.parametrize("more", [1, 200, 700])
def test_a_worker_that_seals_meanwhile_gives_no_alarm(monkeypatch: pytest.MonkeyPatch, more: int) -> None:
    """An audit of a large log takes minutes, and nobody stops filing for it; what was altered is still found."""
    make.regency()
    monkeypatch.setattr("django.conf.settings.RECEIPTED", ["tests.kernel.receipts.odd_source.MANY"])
    odd_source.MANY.count = 300
    seal(now=START)
    rounds = iter(range(1, 5))

    def head() -> LogCheckpoint | None:
        """As it was; at once the log goes on."""
        newest = proving.latest()
        if minute := next(rounds, 0):
            odd_source.MANY.count += more
            seal(now=START + MINUTE * minute)
        return newest

    monkeypatch.setattr(auditing, "latest", head)
    monkeypatch.setattr(replaying, "latest", head)
    assert found() == []
    monkeypatch.undo()
    monkeypatch.setattr("django.conf.settings.RECEIPTED", ["tests.kernel.receipts.odd_source.MANY"])
    assert LogEntry.objects.count() > 300
    assert found() == []


@given(st.integers(0, 600))
def test_the_edge_of_a_tree_leads_to_its_head(size: int) -> None:
    leaves, edge = [number.to_bytes(32, "big") for number in range(size)], Edge()
    for leaf in leaves:
        edge.add(leaf)
    assert edge.head() == tree_head(leaves)
    assert edge.size == size


# --- what the database refuses by itself -----------------------------------------------------------------------------

REFUSED: dict[str, Callable[[], object]] = {
    "an entry is changed": lambda: LogEntry.objects.filter(index=1).update(kind="closure"),
    "an entry is deleted": lambda: LogEntry.objects.filter(index=1).delete(),
    "an erased key comes back": lambda: _erased().update(key=b"0" * 32),
    "a checkpoint is changed": lambda: LogCheckpoint.objects.filter(size=3).update(note="lain"),
    "a checkpoint is deleted": lambda: LogCheckpoint.objects.filter(size=5).delete(),
    "a signature of a witness is taken away": lambda: _witnessed().update(cosignatures=""),
    "a tile is rewritten": lambda: LogTile.objects.filter(level=0).update(width=6, data=b"0" * 192),
    "a tile shrinks": lambda: LogTile.objects.filter(level=0).update(width=4),
    "a tile is deleted": lambda: LogTile.objects.filter(level=0).delete(),
    "the name of the log is changed": lambda: LogKey.objects.update(origin="lain/log"),
    "the key of the log is deleted": lambda: LogKey.objects.all().delete(),
}


def _erased() -> models.QuerySet[LogEntry]:
    rows = LogEntry.objects.filter(index=1)
    rows.update(key=None)
    return rows


def _witnessed() -> models.QuerySet[LogCheckpoint]:
    rows = LogCheckpoint.objects.filter(size=5)
    rows.update(cosignatures="saksi\n")
    return rows


@pytest.mark.parametrize("way", REFUSED)
def test_the_database_refuses(log: list[Complaint], way: str) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        REFUSED[way]()
    assert found() == []


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["logkey", "logentry", "logtile", "logcheckpoint"])
def test_sqlite_refuses_to_replace(log: list[Complaint], table: str) -> None:
    """REPLACE deletes without firing the triggers of DELETE."""
    statement = f"REPLACE INTO receipts_{table} SELECT * FROM receipts_{table}"
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["logkey", "logentry", "logtile", "logcheckpoint"])
def test_postgresql_refuses_to_empty(log: list[Complaint], table: str) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE receipts_{table}")
