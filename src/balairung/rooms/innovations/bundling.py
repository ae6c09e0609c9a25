"""The evidence of a year as one ZIP: an index, and the files in folders. The same rows give the same bytes."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from io import StringIO
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.utils.text import slugify

from balairung.kernel.files import disk
from balairung.kernel.files.actions import shown
from balairung.kernel.people.spreadsheets import safe
from balairung.rooms.innovations.entering import entries, regency_marks, standing
from balairung.rooms.innovations.indicators import Indicator, Standing, sid, spd
from balairung.rooms.innovations.models import IndexMark

EPOCH = (1980, 1, 1, 0, 0, 0)  # a ZIP knows no earlier moment; the hour of packing would make each one another
COLUMNS = (
    *("aspek", "nomor inovasi", "inovasi", "pengusul", "indikator", "judul indikator", "wajib", "parameter"),
    *("berkas", "sha256", "keterangan"),
)
Row = tuple[object, ...]


def bundle(year: int) -> IO[bytes]:
    """An open file at its begin; files are copied piece by piece, so that a large one costs no memory."""
    entered, own = entries(year), regency_marks(year)
    whole = TemporaryFile()  # noqa: SIM115 (the answer closes it)
    rows: list[Row] = []
    with ZipFile(whole, "w", ZIP_STORED) as packed:
        rows += [_pack(packed, "SPD", "", "", "", one, own.get(one.key), "spd") for one in spd()]
        for found in entered:
            card = found.entry.card
            folder = f"sid/{card.ref}-{slugify(card.name)[:40]}"
            for one in sid():
                by = card.proposed_by
                rows.append(_pack(packed, "SID", card.ref, card.name, by, one, found.marks.get(one.key), folder))
        _write(packed, "indeks.csv", _table(rows).encode())
        _write(packed, "ringkasan.csv", _summary(year, standing(entered, own)).encode())
    whole.seek(0)
    return whole


def _pack(
    packed: ZipFile, aspect: str, ref: str, name: str, by: str, one: Indicator, mark: IndexMark | None, folder: str
) -> Row:
    """Copy the file, if there is one, and return its row."""
    place, print_of = "", ""
    if mark:
        file = shown(mark.file)
        extension = file.path.rpartition(".")[2]
        place, print_of = f"{folder}/{one.number:02}-{one.key}.{extension}", file.sha256
        with packed.open(_info(place), "w") as target, disk.full_path(file.path).open("rb") as source:
            shutil.copyfileobj(source, target)
    mandatory = "ya" if one.mandatory else "tidak"
    level, note = (mark.level, mark.note) if mark else (0, "")
    return (aspect, ref, name, by, one.number, one.title, mandatory, level, place, print_of, note)


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, EPOCH)
    info.external_attr = 0o644 << 16
    return info


def _write(packed: ZipFile, name: str, content: bytes) -> None:
    packed.writestr(_info(name), content)


def _table(rows: list[Row]) -> str:
    return "\ufeff" + "".join(_lines([COLUMNS, *rows]))


def _summary(year: int, found: Standing) -> str:
    told: list[Row] = [
        ("hal", "nilai"), ("tahun", year), ("jumlah inovasi", found.count), ("pembagi", found.divisor),
        ("rata-rata kematangan", found.mean), ("rata-rata tanpa pembagi paling sedikit 10", found.undiluted),
        ("skor jumlah", found.number), ("SID", found.sid), ("jumlah parameter SPD", found.own),
        ("indeks", found.index), ("predikat", found.predicate),
    ]  # fmt: skip
    return "\ufeff" + "".join(_lines(told))


def _lines(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        line = StringIO()
        csv.writer(line).writerow([safe(value) for value in row])
        yield line.getvalue()
