"""Outlines come in: from the data of this package, or from a file of SQL or GeoJSON, checked row by row."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import FOLDER
from balairung.ground.common.polygons import Rings, box, joined, parse, read_rings, simpler, write
from balairung.kernel.people.models import Boundary, Region

Shapes = dict[str, Rings]
SHIPPED = FOLDER / "boundaries"
FINENESS = 700  # outlines of districts, which are mostly drawn, are as fine as this part of the regency
#: ('35.10.01.2001','Sarongan',-8.49,113.90,'[[…]]' as `wilayah_boundaries` writes it; a name may hold \\' or ''.
ROW = re.compile(r"\(\s*'(\d\d(?:\.\d+)+)'\s*,\s*'(?:[^'\\]|''|\\.)*'\s*,[^,]*,[^,]*,\s*'([^']*)'")


@dataclass
class Survey:
    """What a file holds: outlines by code, a sentence for each fault, and how many rows are about other regencies."""

    shapes: Shapes = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    foreign: int = 0


def survey(path: Path, known: Mapping[str, str]) -> Survey:
    """Read a file; `known` are the names of the regency's regions by code. Raise `Refused` when it is no such file."""
    found = Survey()
    for code, value in _rows(path, known):
        if code not in known:
            found.foreign += 1
            continue
        try:
            found.shapes[code] = read_rings(value() if callable(value) else value)
        except (Refused, ValueError, RecursionError) as problem:
            why = str(problem) if isinstance(problem, Refused) else _("garis batasnya tidak terbaca")
            found.faults.append(_("%(code)s %(name)s: %(why)s.") % {"code": code, "name": known[code], "why": why})
    if not found.shapes and not found.faults:
        raise Refused(_("Berkas ini tidak memuat batas satu pun wilayah di sini."))
    return found


def _rows(path: Path, known: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """(code, its outline as nested lists, or a function that reads them) for each row."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused(_("Berkas ini tidak dapat dibaca sebagai teks.")) from problem
    if text.lstrip().startswith("{"):
        yield from _features(text, known)
        return
    for code, lists in ROW.findall(text):
        yield code, lambda lists=lists: json.loads(lists)


def _features(text: str, known: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """A feature's code is the longest of its properties that is the code of a region, with its dots or without."""
    try:
        plain = {code.replace(".", ""): code for code in known}
        rows = [(_code(one, plain), (one["geometry"] or {}).get("coordinates")) for one in json.loads(text)["features"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise Refused(_("Berkas ini bukan GeoJSON yang utuh.")) from problem
    yield from rows


def _code(feature: dict[str, Any], plain: Mapping[str, str]) -> str:
    words = [str(word).replace(".", "") for word in [feature.get("id"), *(feature.get("properties") or {}).values()]]
    return max((plain[word] for word in words if word in plain), key=len, default="")


# --- writing them down -------------------------------------------------------------------------------------------


@transaction.atomic
def keep(shapes: Shapes) -> int:
    """Write these outlines over what was there; a district is drawn from its villages where all are known.

    Return how many rows stand now.
    """
    standing = {row.region_id: parse(row.rings) for row in Boundary.objects.filter(region__level="village")}
    villages = standing | {code: rings for code, rings in shapes.items() if code.count(".") == 3}
    rows = villages | _districts(villages, shapes)
    Boundary.objects.filter(region__in=rows).delete()
    Boundary.objects.bulk_create(_row(code, rings) for code, rings in rows.items())
    return Boundary.objects.count()


def _districts(villages: Shapes, shapes: Shapes) -> Shapes:
    """Joined from the villages where each has an outline, else as the file has it; thinned, neighbours alike."""
    below = _villages_of_districts()
    given = {code: rings for code, rings in shapes.items() if code in below}
    whole = {code: joined(villages[one] for one in ones) for code, ones in below.items() if ones <= villages.keys()}
    found = {code: rings for code, rings in (given | whole).items() if rings}
    if not found:
        return {}
    south, west, north, east = box([ring for rings in found.values() for ring in rings])
    thinned = simpler(list(found.values()), max(north - south, east - west) / FINENESS)
    return {code: thin or rings for (code, rings), thin in zip(found.items(), thinned, strict=True)}


def _villages_of_districts() -> dict[str, set[str]]:
    below: dict[str, set[str]] = {}
    for code, parent in Region.objects.filter(until__isnull=True).values_list("code", "parent").order_by("code"):
        below.setdefault(parent or code, set()).update({code} if parent else ())
    return {district: villages for district, villages in below.items() if villages}


def _row(code: str, rings: Rings) -> Boundary:
    south, west, north, east = box(rings)
    return Boundary(region_id=code, rings=write(rings), south=south, west=west, north=north, east=east)


# --- what this package brings ------------------------------------------------------------------------------------


def load_shipped(code: str) -> int:
    """The outlines of a regency that this package brings, if it does; return how many rows stand."""
    path = SHIPPED / f"{code}.csv.gz"
    return keep(_shipped(path)) if path.exists() else 0


def _shipped(path: Path) -> Shapes:
    known = set(Region.objects.values_list("code", flat=True))
    with gzip.open(path, "rt", encoding="ascii", newline="") as file:
        return {code: parse(rings) for code, rings in csv.reader(file) if code in known}


def write_shipped(shapes: Iterable[tuple[str, Rings]], path: Path) -> None:
    """The same bytes for the same outlines."""
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
        for code, rings in sorted(shapes):
            packed.write(f'{code},"{write(rings)}"\n'.encode("ascii"))
