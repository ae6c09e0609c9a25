"""A day's snapshot: a folder that says everything without our server.

Made in small steps, so that whoever makes it may do something else between two of them: each `yield` is a breath. The
rows of a dataset are read once, so all its forms say the same.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import pickle
import shutil
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from django.utils.translation import override

from balairung.kernel.people.house import house_url, regency_zone, the_regency
from balairung.surface.opendata import describing, parquet, workbooks
from balairung.surface.opendata.formats import FORMS, Form, forms_of, raw_csv
from balairung.surface.opendata.kept import FRONT, MANIFEST, SUMS, Kept, Table, is_abandoned
from balairung.surface.opendata.reading import rows_of
from balairung.surface.opendata.registry import DATASETS
from balairung.surface.opendata.shape import Asked, Dataset, Record
from balairung.surface.opendata.writing import in_gulps

log = logging.getLogger(__name__)
SHEET = Path(__file__).parent / "potret.css"
STEP = 500  # rows between two breaths
PACKED = 6  # how hard text is packed: more takes twice the time for little


@dataclass
class Written:
    """What stands in the folder so far."""

    folder: Path
    day: date
    now: datetime
    files: list[Kept] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    jobs: list[parquet.Job] = field(default_factory=list)

    def add(self, name: str, media_type: str, dataset: str = "", form: str = "") -> Kept:
        path = self.folder / name
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        made = Kept(name, media_type, path.stat().st_size, digest, dataset, form)
        self.files.append(made)
        return made

    def put(self, name: str, media_type: str, content: str | bytes) -> None:
        raw = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(raw)
        self.add(name, media_type)


def begin(parent: Path, now: datetime) -> Path | None:
    """A folder to write in, for one alone; None where the day is there already, or somebody else is making it."""
    day = localtime(now, regency_zone()).date().isoformat()
    parent.mkdir(parents=True, exist_ok=True)
    folder = parent / f".{day}"
    if (parent / day).exists():
        return None
    if folder.exists() and is_abandoned(folder):
        shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir()
    except FileExistsError:
        return None
    return folder


def make(folder: Path, now: datetime) -> Generator[None, None, None]:
    """Fill what `begin` gave, and call it by its day at the very end. Left in the middle, nothing stays."""
    whole = folder.with_name(folder.name.removeprefix("."))
    written = Written(folder, date.fromisoformat(whole.name), now)
    try:
        for dataset in DATASETS:
            yield from _table(written, dataset)
        if written.jobs:
            yield from _parquet(written)
        with transaction.atomic(), override(settings.LANGUAGE_CODE):
            _tell(written)
        folder.rename(whole)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- the tables --------------------------------------------------------------------------------------------------


def _table(written: Written, dataset: Dataset) -> Iterator[None]:
    spool, raw = written.folder / ".baris", written.folder / f".{dataset.key}"
    spooled = Spooled()
    yield from _gather(spool, raw, dataset, written.now, spooled)
    files = {}
    for form in forms_of(dataset):
        name = f"{dataset.key}.{form.key}{'.gz' if form.packed else ''}"
        if form.key == "parquet":  # all of them at the end
            written.jobs.append(parquet.Job(written.folder / name, dataset, raw))
            continue
        yield from _write(written.folder / name, form, dataset, spool)
        files[form.key] = written.add(name, form.media_type, dataset.key, form.key)
    since, until = min(spooled.ends, default=""), max(spooled.ends, default="")
    written.tables.append(Table(dataset.key, spooled.count, since, until, dataset.names, files))
    spool.unlink()
    if not parquet.installed():
        raw.unlink()


def _parquet(written: Written) -> Iterator[None]:
    """Better a snapshot without this form than none."""
    try:
        yield from parquet.write(written.jobs, written.folder)
    except parquet.NotWritten:
        log.exception("a snapshot has no Parquet")
        for job in written.jobs:
            job.path.unlink(missing_ok=True)
    for job, table in zip(written.jobs, written.tables, strict=True):
        job.source.unlink()
        if job.path.exists():
            media_type = FORMS["parquet"].media_type
            table.files["parquet"] = written.add(job.path.name, media_type, table.key, "parquet")


@dataclass
class Spooled:
    """How many rows there are, and the first and last day that they speak of."""

    count: int = 0
    ends: set[str] = field(default_factory=set)

    def take(self, value: Any) -> None:
        self.count += 1
        if isinstance(value, date):
            day = value.isoformat()[:10]
            self.ends = {*self.ends, day} if len(self.ends) < 2 else {min(*self.ends, day), max(*self.ends, day)}


def _gather(spool: Path, raw: Path, dataset: Dataset, now: datetime, spooled: Spooled) -> Iterator[None]:
    """Read the rows from the database, once."""
    place = dataset.names.index(dataset.when) if dataset.when else None
    with spool.open("wb") as kept:
        for record in rows_of(dataset, Asked(now)):
            pickle.dump(tuple(record), kept, pickle.HIGHEST_PROTOCOL)
            spooled.take(record.values[place] if place is not None else None)
            if spooled.count % STEP == 0:
                yield
    with spool.open("rb") as kept, raw.open("wb") as out:
        for gulp in in_gulps(raw_csv(dataset, _again(kept))):
            out.write(gulp)
            yield


def _again(kept: IO[bytes]) -> Iterator[Record]:
    """The rows of a spool: our own bytes, in a folder of our own."""
    try:
        while True:
            yield Record(*pickle.load(kept))
    except EOFError:
        return


def _write(path: Path, form: Form, dataset: Dataset, spool: Path) -> Iterator[None]:
    with spool.open("rb") as kept:
        if form.writer is None:
            yield from workbooks.write(path, dataset, _again(kept), about=describing.about_lines(dataset))
            return
        yield from _pack(path, form.writer(dataset, _again(kept)))


def _pack(path: Path, pieces: Iterable[str]) -> Iterator[None]:
    """The same rows become the same bytes: no name and no hour in them."""
    with path.open("wb") as out, gzip.GzipFile("", "wb", PACKED, cast(Any, out), mtime=0) as packed:
        for gulp in in_gulps(pieces):
            packed.write(gulp)
            yield


# --- what tells about them -----------------------------------------------------------------------------------------


def _tell(written: Written) -> None:
    tables = {one.key: one for one in written.tables}
    for dataset in DATASETS:
        written.put(f"{dataset.key}.skema.json", "application/json", _json(describing.schema(dataset)))
    written.put("datapackage.json", "application/json", _json(describing.package(tables, written.day)))
    written.put("katalog.jsonld", "application/ld+json", _json(describing.catalogue(tables, written.day)))
    for path in settings.SNAPSHOT_FILES:
        for name, media_type, content in import_string(path)():
            written.put(name, media_type, content)
    written.put("potret.css", "text/css", SHEET.read_bytes())
    written.put(FRONT, "text/html", _front(written))
    manifest = _json(_manifest(written))
    (written.folder / MANIFEST).write_text(manifest)
    sums = {**{one.name: one.sha256 for one in written.files}, MANIFEST: hashlib.sha256(manifest.encode()).hexdigest()}
    (written.folder / SUMS).write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())))


def _manifest(written: Written) -> dict[str, Any]:
    regency = the_regency()
    files = [
        {"nama": one.name, "jenis": one.media_type, "bait": one.size, "sha256": one.sha256, "data": one.dataset,
         "bentuk": one.form} for one in written.files
    ]  # fmt: skip
    tables = [
        {"kunci": one.key, "baris": one.rows, "sejak": one.since, "sampai": one.until, "kolom": list(one.columns)}
        for one in written.tables
    ]
    return {
        "dibuat": localtime(written.now, regency_zone()).isoformat(timespec="seconds"),
        "daerah": regency.name if regency else "", "kode": regency.code if regency else "",
        "lisensi": settings.DATA_LICENCE, "alamat": house_url(), "data": tables, "berkas": files,
        "tanda": hashlib.sha256(repr(files).encode()).hexdigest(),
    }  # fmt: skip


def _front(written: Written) -> str:
    tables = {one.key: one for one in written.tables}
    context = {
        "day": written.day, "made_at": localtime(written.now, regency_zone()), "regency": the_regency(),
        "licence": settings.DATA_LICENCE, "house": house_url(), "sums": SUMS, "manifest": MANIFEST,
        "datasets": [(one, tables[one.key]) for one in DATASETS],
        "others": [one for one in written.files if not one.dataset],
    }  # fmt: skip
    return render_to_string("opendata/snapshot.html", context)


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
