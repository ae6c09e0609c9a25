"""What in a foreign definition speaks of its giver's place: names, its own rules, its telephone. Somebody must look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from balairung.kernel.people.models import Regency
from balairung.kernel.people.standard import plan_regency
from balairung.rooms.services.definition.faults import Path, where
from balairung.rooms.services.definition.shape import Definition, canonical

MOST = 60
_SHORT = 140
#: Local rules, and how a place is reached: never the same in two regencies.
RULES = re.compile(
    r"\b(Perda|Perbup|Perwali|Perdes|(Peraturan|Keputusan|Instruksi) (Daerah|Bupati|Wali ?[Kk]ota|Desa|Gubernur))\b"
)
REACHED = re.compile(r"https?://\S+|\b[\w.+-]+@[\w-]+\.[\w.-]+|(?<![\d.])(\+62|0)\d{2,3}[ .-]?\d{3,4}[ .-]?\d{3,5}\b")
#: Keys and settings: nobody reads them.
SILENT = {"key", "type", "level", "at", "role", "does", "may", "field", "among", "events", "layout", "unit", "series",
          "classification", "subject", "matter", "holder", "table", "nik", "office"}  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """`word` stands in `text` at the place `where`; `why` says what about it is the giver's own."""

    where: str
    word: str
    text: str
    why: str


def spoken_of(definition: Definition, giver: str, here: Regency) -> list[Spoken]:
    """Every sentence that speaks of the regency with the code `giver` or of rules of its own; at most `MOST`."""
    names, body, found = _names(giver, here), canonical(definition), list[Spoken]()
    for path, text in _texts((), body):
        if len(found) >= MOST:
            break
        place = where(path, body)
        found += [Spoken(place, word, _around(text, word), why) for word, why in _said(text, names)]
    return found[:MOST]


def _names(giver: str, here: Regency) -> re.Pattern[str]:
    """Names of the giver's regency, province and districts that are not ours too."""
    plan, ours = plan_regency(giver), {region.name for region in plan_regency(here.code).regions}
    plain = re.sub(r"^(Kabupaten|Kota) (Administrasi )?", "", plan.name)
    names = {plain, plan.province, *(one.name for one in plan.regions if one.level == "district")}
    own = ours | {here.province, re.sub(r"^(Kabupaten|Kota) ", "", here.name)}
    wanted = sorted((name for name in names if len(name) > 2 and name not in own), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, wanted)) + r")\b" if wanted else r"(?!)")


def _said(text: str, names: re.Pattern[str]) -> list[tuple[str, str]]:
    """The first word of each kind, with what about it is the giver's own."""
    whys = ((names, _("nama tempat pemberi")), (RULES, _("aturan daerah pemberi")), (REACHED, _("kontak pemberi")))
    found = ((pattern.search(text), why) for pattern, why in whys)
    return [(match[0], why) for match, why in found if match]


def _around(text: str, word: str) -> str:
    """The sentence, or so much of it as shows the word."""
    if len(text) <= _SHORT:
        return text
    begin = max(0, text.index(word) - _SHORT // 3)
    piece = text[begin : begin + _SHORT]
    return ("…" if begin else "") + piece + ("…" if begin + _SHORT < len(text) else "")


def _texts(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if key not in SILENT:
                yield from _texts((*path, key), one)
    elif isinstance(value, Sequence):
        for place, one in enumerate(value):
            yield from _texts((*path, place), one)
