"""Changing a definition part by part. A body is its plain values (shape.canonical); each change gives a new one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import plain
from balairung.rooms.services.definition.faults import Path
from balairung.rooms.services.definition.shape import APPLICANT, HOUSE, SENT_BESIDE, At, Definition, Type

Body = dict[str, Any]
#: Lists whose members may be moved and taken away.
LISTS = ("pages", "fields", "steps", "parts")
LONGEST_KEY, LONGEST_STEP = 40, 19


def put(body: Body, path: Path, value: Mapping[str, Any]) -> Body:
    """With these values at the place; what is None is taken away, what is not named stays."""
    changed = deepcopy(body)
    here = _at(changed, path)
    for name, given in value.items():
        if given is None:
            here.pop(name, None)
        else:
            here[name] = given
    return changed


def add(body: Body, path: Path, value: Mapping[str, Any]) -> Body:
    """With one more at the end of the list at `path`; the list begins where there was none."""
    changed = deepcopy(body)
    here = _at(changed, path[:-1])
    here[path[-1]] = [*here.get(path[-1], ()), dict(value)]
    return changed


def move(body: Body, path: Path, by: int) -> Body:
    """With the member at `path` one place up (-1) or down (1); at the end of the list it stays."""
    changed = deepcopy(body)
    row, place = _row(changed, path)
    to = place + by
    if 0 <= to < len(row):
        row[place], row[to] = row[to], row[place]
    return changed


def remove(body: Body, path: Path) -> Body:
    """Without the member at `path`."""
    changed = deepcopy(body)
    row, place = _row(changed, path)
    del row[place]
    return changed


def read_path(text: str) -> Path:
    """`pages.0.fields.2` as it stands in a button. Raise `Refused` for anything else."""
    parts = text.split(".")
    if len(parts) > 8 or not all(re.fullmatch("[0-9]{1,4}|[a-z]+", part) for part in parts):
        raise Refused(_("Bagian ini tidak ada."))
    return tuple(part if part.isalpha() else int(part) for part in parts)


def _at(body: Any, path: Sequence[str | int]) -> Any:
    here = body
    try:
        for part in path:
            here = here[part]
    except (KeyError, IndexError, TypeError):
        raise Refused(_("Bagian ini tidak ada lagi. Muat ulang halaman.")) from None
    return here


def _row(body: Body, path: Path) -> tuple[list[Any], int]:
    """The list and the place in it that a path ends with."""
    _at(body, path)
    place = path[-1]
    row = _at(body, path[:-1])
    if not isinstance(place, int) or not isinstance(row, list) or path[-2] not in LISTS:
        raise Refused(_("Bagian ini tidak dapat dipindahkan atau dihapus."))
    return row, place


# --- keys --------------------------------------------------------------------------------------------------------


def new_key(words: str, taken: Collection[str], longest: int = LONGEST_KEY, gap: str = "_") -> str:
    """A key from words, made once and never changed: `penghasilan_orang_tua`, `penghasilan_orang_tua_2`."""
    body = re.sub(r"[^a-z0-9]+", gap, plain(words).encode("ascii", "ignore").decode()).strip(gap)
    start = body if body[:1].isalpha() else f"isian{gap}{body}".strip(gap)
    key = start[:longest].rstrip(gap)
    for number in range(2, 1000):
        if key not in taken:
            return key
        key = f"{start[: longest - 4].rstrip(gap)}{gap}{number}"
    raise Refused(_("Terlalu banyak yang bernama sama. Beri nama lain."))


def taken_keys(definition: Definition) -> set[str]:
    """Keys that no new question may have."""
    return {*(one.key for page in definition.pages for one in page.fields), *APPLICANT, *HOUSE, *SENT_BESIDE}


# --- where a new one begins --------------------------------------------------------------------------------------


def skeleton(key: str, name: str, level: At, office: str, summary: str) -> Body:
    """A service that has everything but its questions: one check, one signature, an empty letter."""
    begin = _("Diperiksa")
    return {
        "key": key, "name": name, "level": level.value, "office": office or None, "summary": summary,
        "pages": [],
        "steps": [
            {"key": "periksa", "title": begin, "at": level.value, "clock": {"amount": 1}},
            {"key": "tanda_tangan", "title": _("Ditandatangani"), "at": level.value, "role": "head", "does": "sign",
             "may": ["refuse", "back"], "clock": {"amount": 1}},
        ],
        "letter": {
            "title": name, "parts": [{"facts": [[_("Nama"), "{nama}"], [_("NIK"), "{nik}"]]}],
            "signer": {"at": level.value, "matter": key},
        },
        "standard": {"requirements": [], "product": name[:300], "basis": []},
    }  # fmt: skip


def copied(body: Body, key: str, name: str) -> Body:
    """Another service as a beginning."""
    return {**deepcopy(body), "key": key, "name": name}


def new_question(kind: Type, label: str, taken: Collection[str]) -> Body:
    """A question as it begins; its choices and rows are filled in on its own page."""
    fresh: Body = {"key": new_key(label, taken), "type": kind.value, "label": label}
    if kind in (Type.CHOICE, Type.CHOICES):
        fresh["choices"] = [{"key": "ya", "label": _("Ya")}, {"key": "tidak", "label": _("Tidak")}]
    if kind == Type.MEMBERS:
        fresh["fields"] = [{"key": "nama_anggota", "type": Type.NAME.value, "label": _("Nama")}]
    return fresh


# --- words -------------------------------------------------------------------------------------------------------


def translatable(definition: Definition) -> list[str]:
    """Every word of a definition that citizens read outside the letter, each once, in its order."""
    return list(dict.fromkeys(filter(None, (words.strip() for words in _spoken(definition)))))


def _spoken(definition: Definition) -> Iterator[str]:
    yield from (definition.name, definition.summary)
    for page in definition.pages:
        yield from (page.title, page.help)
        for one in page.fields:
            for asked in (one, *one.fields):
                yield from (asked.label, asked.help, *(choice.label for choice in asked.choices))
    yield from (step.title for step in definition.steps)
    standard = definition.standard
    yield from (one.words for one in (*standard.requirements, *standard.cut))
    yield from (standard.procedure, standard.cost_words, standard.product, standard.guarantee, standard.pledge)
