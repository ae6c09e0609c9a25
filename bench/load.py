"""A million complaints by COPY, and what hangs on them: `python -m bench.load --rows 1000000` with DATABASE_URL set.

Foreign keys and indexes are taken down for the load and made again after it, so the database checks every row itself.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
django.setup()

import psycopg
from django.db import connection
from django.utils import timezone

from balairung.config.demo import texts
from balairung.ground.common.facts import facts
from balairung.ground.common.references import new_code
from balairung.ground.common.sealed import keyed_hash, seal
from balairung.kernel.files.models import File
from balairung.kernel.obligations.leaves import leaf_hash
from balairung.kernel.obligations.ledger import commit
from balairung.kernel.obligations.models import Event
from balairung.kernel.search.stemming import words_of
from balairung.rooms.complaints.filing.titles import make_title
from bench import cast
from bench.cast import Subject
from bench.lives import Life, Pools, Report, Row, Rows, Words
from bench.moments import DAY, Deadlines, to_ms

YEARS = 3
CHUNK = 5_000
CHECKED = 500  # lines whose leaf is compared with the product's own
#: Each table with the columns that bench/lives.py writes, in its order.
TABLES = {
    "obligation": "obligations_obligation",
    "clock": "obligations_clock",
    "pause": "obligations_pause",
    "event": "obligations_event",
    "remark": "obligations_remark",
    "evidence": "obligations_evidence",
    "complaint": "complaints_complaint",
    "search": "search_searchtext",
    "notice": "messaging_notice",
    "leaf": "leaf_stage",
}
COLUMNS = {
    "obligation": """id kind ref subject case origin period owner_office_id owner_post_id owner_person_id owner_key
        visibility state step priority held_state held_step seq opened_at closed_at next_at answer_by""",
    "clock": """id obligation_id name party amount unit calendar source started_at due_at met_at dropped_at paused_at
        level escalate_at told_post_id""",
    "pause": "id clock_id since until",
    "event": "id obligation_id seq verb at by_kind by_person_id by_post_id state step facts commitment",
    "remark": "event_id audience text salt erased_at",
    "evidence": "id event_id file_id public",
    "complaint": """id obligation_id token secret klass topic_id title text happened_on region_id place latitude
        longitude channel filed_at reporter_name reporter_contact contact_hash anonymous affected_name proxy_as
        vulnerable groups help_wanted head_told_at to_leader published_at public_title public_text hops refusal lead_id
        legacy""",
    "search": "key obligation_id opened_at words public_words scope edition",
    "notice": """id key channel address person_id subject body bundle about_kind about_ref written_at outcome try_at
        attempts sent_at problem""",
    "leaf": "event_id hash",
}
SENTENCES = {
    "answer": ["Tim kami memeriksa lokasi besok pagi.", "Laporan kami terima; petugas lapangan sudah ditugaskan."],
    "resolve": ["Sudah dikerjakan; foto hasilnya terlampir.", "Perbaikan selesai hari ini, buktinya kami lampirkan."],
    "close": ["Terima kasih, sudah beres.", "Benar, sudah selesai."],
    "refuse": ["Hal ini wewenang instansi lain; silakan hubungi mereka.", "Laporan ini sudah pernah disampaikan."],
    "ask": ["Di sebelah mana tepatnya?", "Sejak kapan hal ini terjadi?"],
}
TEXTS = 3  # of each topic in each village


def pools(rng: random.Random, subjects: Sequence[Subject]) -> Pools:
    """What repeats. Sealed values are sealed for good, a few hundred of each kind."""
    said = {
        verb: [Words(f"{line} ({n})", salt := f"{rng.getrandbits(128):032x}", commit(salt, f"{line} ({n})"))
               for line in lines for n in range(1, 101)]
        for verb, lines in SENTENCES.items()
    }  # fmt: skip
    addresses = [f"warga{n}@contoh.id" for n in range(2000)]
    return Pools(
        reports={subject: [_report(rng, subject) for _ in range(TEXTS)] for subject in subjects},
        words=said,
        secrets=[seal(new_code()) for _ in range(2000)],
        names=[seal(f"Warga {n}") for n in range(2000)],
        contacts=[(seal(address), keyed_hash("contact", address)) for address in addresses],
        bodies=[seal(f"Laporan Anda kami terima. ({n})") for n in range(200)],
        files=[str(pk) for pk in File.objects.order_by("id").values_list("id", flat=True)],
        refusals=list(facts("complaints")["refusals"]),
    )  # fmt: skip


def _report(rng: random.Random, subject: Subject) -> Report:
    """What somebody of that village writes on that topic, and the words by which it is found."""
    topic = subject.topic if subject.topic in texts.topics() else "jalan-berlubang"
    text = texts.compose_report(rng, topic, subject.names)
    return Report(make_title(text), text, words_of("\n".join([text, subject.place, subject.topic_name])))


class Load:
    """What each process of the load works from; made before they part."""

    def __init__(self, rows: int, seed: int) -> None:
        now = timezone.now()
        self.rows, self.seed, self.now = rows, seed, to_ms(now)
        self.subjects = cast.Cast(now).subjects()
        self.pools, self.times = pools(random.Random(seed), self.subjects), Deadlines()
        self.span = YEARS * 365 * DAY

    def chunk(self, first: int) -> dict[str, list[Row]]:
        """Complaints number `first` and following, in the order of filing."""
        rng, rows = random.Random(self.seed * 1_000_003 + first), Rows()
        last = min(first + CHUNK, self.rows)
        begin = self.now - self.span
        low, high = (begin + self.span * place // self.rows for place in (first, last))
        moments = sorted(rng.randrange(low, high) for _ in range(first, last))
        for number, at in enumerate(moments, first):
            subject = self.subjects[int(rng.random() * len(self.subjects))]
            Life(number, subject, at, self.now, rng, self.pools, self.times, rows).tell()
        return rows.tables


def _work(load: Load, share: int, shares: int) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as database:
        for first in range(share * CHUNK, load.rows, shares * CHUNK):
            tables = load.chunk(first)
            for name, table in TABLES.items():
                _copy(database, table, COLUMNS[name], tables.get(name, []))
            database.commit()


def _copy(database: psycopg.Connection, table: str, columns: str, rows: Iterable[Row]) -> None:
    text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    named = ", ".join(f'"{column}"' for column in columns.split())
    with database.cursor() as cursor, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
        copy.write(text)


#: What an empty row holds in a column of this type; in all others an empty text.
EMPTY = {"jsonb": "'[]'", "smallint": "0", "integer": "0", "bigint": "0", "boolean": "false"}


@contextmanager
def _filled(database: psycopg.Connection) -> Iterator[None]:
    """What the load says nothing about holds what an empty row holds."""
    later = [
        (TABLES[name], column, EMPTY.get(kind, "''"))
        for name, columns in COLUMNS.items()
        for column, kind in database.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND attnotnull AND NOT atthasdef AND NOT attisdropped AND NOT attname = ANY(%s)",
            [TABLES[name], columns.split()],
        ).fetchall()
    ]
    for table, column, empty in later:
        database.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET DEFAULT {empty}')
    yield
    for table, column, _empty in later:
        database.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" DROP DEFAULT')


@contextmanager
def _bare(database: psycopg.Connection) -> Iterator[None]:
    """Without foreign keys and secondary indexes inside; outside all of them stand, checked anew."""
    tables = [table for table in TABLES.values() if table != "leaf_stage"] + ["obligations_leaf"]
    keys = database.execute(
        "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype IN ('f', 'u') AND conrelid = ANY(%s::regclass[]) ORDER BY contype, conname", [tables]
    ).fetchall()  # fmt: skip
    indexes = database.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE NOT indisprimary AND"
        " indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid"
        " AND contype = 'u')", [tables]
    ).fetchall()  # fmt: skip
    for table, name, _kind, _text in keys:
        database.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _text in indexes:
        database.execute(f"DROP INDEX {name}")
    yield
    database.execute("SET maintenance_work_mem = '512MB'")
    for _name, text in indexes:
        database.execute(text)
    for kind in ("u", "f"):
        for table, name, _kind, text in (key for key in keys if key[2] == kind):
            database.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}')


def _number_leaves(database: psycopg.Connection) -> None:
    """In the order of their keys, which are their moments."""
    database.execute("SET work_mem = '512MB'")
    database.execute(
        'INSERT INTO obligations_leaf ("index", event_id, hash)'
        " SELECT row_number() OVER (ORDER BY event_id) - 1, event_id, hash FROM leaf_stage ORDER BY event_id"
    )
    database.execute("DROP TABLE leaf_stage")


def _compare_leaves() -> None:
    """The leaves were made in haste: some are made again by the product's own function."""
    for line in Event.objects.select_related("leaf").order_by("-id")[:CHECKED]:
        if leaf_hash(line) != line.leaf.hash:
            raise SystemExit(
                f"the leaf of {line.verb} is not what the product makes of it: bench/lives.py is out of date"
            )


def run(rows: int, seed: int = 3510) -> dict[str, float]:
    """Build the regency and fill it; return the seconds of each part."""
    seconds: dict[str, float] = {}
    started = time.monotonic()

    def lap(name: str) -> None:
        nonlocal started
        seconds[name] = time.monotonic() - started
        print(f"  {name}: {seconds[name]:.1f} s", flush=True)
        started = time.monotonic()

    cast.build(timezone.now() - timedelta(days=YEARS * 365 + 1))
    load = Load(rows, seed)
    connection.close()
    lap("regency")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        database.execute("CREATE UNLOGGED TABLE leaf_stage (event_id uuid, hash varchar(64))")
        with _filled(database), _bare(database):
            _in_processes(load)
            lap("rows")
            _number_leaves(database)
            lap("leaves")
        lap("indexes and foreign keys")
        database.execute("VACUUM (ANALYZE)")
        lap("vacuum, analyze")
    _compare_leaves()
    return seconds


def _in_processes(load: Load) -> None:
    shares = os.cpu_count() or 2
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_work, args=(load, share, shares)) for share in range(shares)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise SystemExit("the load failed")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    run(parser.parse_args().rows)
