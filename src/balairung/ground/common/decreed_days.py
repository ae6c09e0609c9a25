"""Days that somebody decreed: free, joint leave, a free day of one region, or a working day after all."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from balairung.ground.common.words import gettext as _

LARGEST_FILE = 1_000_000  # bytes; a century of decrees needs less


class DayKind(StrEnum):
    HOLIDAY = "holiday"  # libur nasional
    JOINT_LEAVE = "joint_leave"  # cuti bersama
    REGIONAL = "regional"  # libur daerah
    WORKDAY = "workday"  # a working day, whatever else is said of that date


@dataclass(frozen=True, slots=True)
class DecreedDay:
    """One date, what was decided about it, under which name, and by which decree."""

    date: datetime.date
    kind: DayKind
    name: str
    decree: str = ""

    @property
    def reason(self) -> str:
        """What stands beside the day in an explanation, in Indonesian."""
        return _PREFIXES.get(self.kind, "") + self.name


_PREFIXES = {DayKind.JOINT_LEAVE: "cuti bersama: ", DayKind.REGIONAL: "libur daerah: "}


def read_decreed_days(path: Path) -> tuple[DecreedDay, ...]:
    """The days of a YAML list of `{date, kind, name, decree}`; ValueError with one sentence for anything else."""
    rows = _read_list(path)
    return tuple(_decreed_day(row, place) for place, row in enumerate(rows, start=1))


def _read_list(path: Path) -> list[Any]:
    raw = _content(path)
    try:
        content = yaml.safe_load(raw.decode())
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: no such day, or not UTF-8
        raise ValueError(_("Berkas %(file)s bukan YAML yang benar.") % {"file": path}) from error
    if not isinstance(content, list):
        raise ValueError(_("Berkas %(file)s harus berisi daftar hari: date, kind, name, decree.") % {"file": path})
    return content


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ValueError(_("Berkas %(file)s tidak dapat dibaca.") % {"file": path}) from error
    if len(content) > LARGEST_FILE:
        raise ValueError(_("Berkas %(file)s terlalu besar: paling besar 1 MB.") % {"file": path})
    return content


def _decreed_day(row: Any, place: int) -> DecreedDay:
    """One row, or a sentence that names its place in the list."""
    where = {"place": place, "kinds": ", ".join(DayKind)}
    if not isinstance(row, dict) or not {"date", "kind", "name"} <= row.keys() <= {"date", "kind", "name", "decree"}:
        raise ValueError(_("Hari ke-%(place)d harus berisi date, kind, name, dan boleh decree.") % where)
    if type(row["date"]) is not datetime.date:
        raise ValueError(_("Hari ke-%(place)d: date harus tanggal, misalnya 2026-03-18.") % where)
    if row["kind"] not in list(DayKind):
        raise ValueError(_("Hari ke-%(place)d: kind harus salah satu dari %(kinds)s.") % where)
    texts = (row["name"], row.get("decree", ""))
    if not all(isinstance(text, str) for text in texts) or not row["name"].strip():
        raise ValueError(_("Hari ke-%(place)d: name dan decree harus teks, dan name tidak boleh kosong.") % where)
    return DecreedDay(row["date"], DayKind(row["kind"]), *texts)
