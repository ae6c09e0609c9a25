"""Open data: a million rows in every form, and what the process that sends them holds of them.

    python -m bench.opendata [--rows 1000000]

Each form is sent by a process of its own, so that its highest memory is its own: Django with the whole house, then rows
made up one by one in the shape of published reports, written and given away in the pieces that a server would send.
Held against it is the same process that only counts the rows (bare). The database takes no part; how rows are read from
it, five hundred at a time, does not depend on their number.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")

import django

from balairung.surface.opendata.shape import Record

ROWS, MOST = 1_000_000, 100  # MiB above what the process holds anyway: issue 11
BARE = "bare"
FORMS = (BARE, "csv", "ndjson", "json", "geojson", "xml", "xlsx", "parquet")
START = datetime(2020, 1, 1, 8, tzinfo=UTC)
TEXT = 'Jalan di depan pasar "Lama" berlubang, sudah sebulan, dan membahayakan pengendara motor. '
MIB = 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--form", choices=FORMS)
    asked = parser.parse_args()
    if asked.form:
        one(asked.form, asked.rows)
        return 0
    found = [measured(form, asked.rows) for form in FORMS]
    bare = found[0][2]
    print(f"{asked.rows:,} rows; mark: at most {MOST} MiB more than the process holds without any row")
    heads = ("form", "clock", "cpu", "× bare", "first ms", "MiB out", "base", "peak", "more")
    print("{:<8} {:>7} {:>7} {:>7} {:>9} {:>8} {:>6} {:>6} {:>6}".format(*heads))
    for form, clock, cpu, first, out, base, peak in found:
        told = f"{form:<8} {clock:>7.1f} {cpu:>7.1f} {cpu / bare:>7.1f} {first:>9.0f} {out:>8.0f}"
        print(f"{told} {base:>6.0f} {peak:>6.0f} {peak - base:>6.0f}")
    return int(any(peak - base > MOST for *_rest, base, peak in found))


def measured(form: str, rows: int) -> tuple[str, float, float, float, float, float, float]:
    command = [sys.executable, "-m", "bench.opendata", "--rows", str(rows), "--form", form]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    clock, cpu, first, out, base, peak = map(float, told)
    return form, clock, cpu, first, out, base, peak


# --- in a process of its own -------------------------------------------------------------------------------------


def one(form: str, rows: int) -> None:
    django.setup()
    from django.urls import get_resolver

    assert get_resolver().url_patterns  # everything that a serving process has loaded
    base, began, worked, first, out = memory(), time.perf_counter(), processor(), 0.0, 0
    for piece in pieces(form, rows):
        first = first or time.perf_counter() - began
        out += piece
    seconds = time.perf_counter() - began
    print(seconds, processor() - worked, 1000 * first, out / MIB / MIB, base, memory())


def pieces(form: str, rows: int) -> Iterator[int]:
    """How many bytes each piece has."""
    from balairung.surface.opendata.formats import FORMS as WRITTEN
    from balairung.surface.opendata.registry import BY_KEY
    from balairung.surface.opendata.writing import in_gulps

    dataset = BY_KEY["pengaduan"]
    if form == BARE:
        for record in records(rows):
            yield len(record.values[9])  # type: ignore[arg-type]
    elif writer := WRITTEN[form].writer:
        yield from map(len, in_gulps(writer(dataset, records(rows))))
    else:
        yield whole(form, rows)


def whole(form: str, rows: int) -> int:
    """What is made before it is sent."""
    from balairung.surface.opendata import parquet, workbooks
    from balairung.surface.opendata.formats import raw_csv
    from balairung.surface.opendata.registry import BY_KEY
    from balairung.surface.opendata.writing import in_gulps

    dataset = BY_KEY["pengaduan"]
    with tempfile.TemporaryDirectory() as folder:
        path, raw = Path(folder) / f"rows.{form}", Path(folder) / "rows.csv"
        work = workbooks.write(path, dataset, records(rows))
        if form == "parquet":
            with raw.open("wb") as out:
                out.writelines(in_gulps(raw_csv(dataset, records(rows))))
            work = parquet.write([parquet.Job(path, dataset, raw)], Path(folder))
        for _breath in work:
            pass
        return path.stat().st_size


def records(rows: int) -> Iterator[Record]:
    """Made up, each another."""
    for number in range(rows):
        filed = START + timedelta(minutes=3 * number)
        yield Record((
            f"P-{number:07}", filed, filed + timedelta(days=2), None if number % 3 else filed + timedelta(days=9),
            "open" if number % 3 else "closed", "Dikerjakan", "situs web", "Jalan berlubang", "Pengaduan",
            f"{TEXT * (1 + number % 3)}{number}", "Dinas Pekerjaan Umum", "Desa Kedungrejo, Kecamatan Muncar",
            Decimal(-8_000_000 - number % 500_000).scaleb(-6), Decimal(114_000_000 + number % 500_000).scaleb(-6),
        ))  # fmt: skip


def processor() -> float:
    """Seconds that this process and those that it started have worked; what others do on the machine is not ours."""
    found = [resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in found)


def memory() -> float:
    """The most that this process ever held, in MiB; of the process that it started for Parquet too."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) / MIB


if __name__ == "__main__":
    sys.exit(main())
