"""Which lines of the ledger stand in the public log: what people filed, what an office answered, how it ended.

A room says which of its verbs those are (`settings.RECEIPTED_LINES`). What is secret, or about somebody of the house,
never gets a leaf: that something was filed at that second is a fact which the accused could use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from balairung.ground.common.ids import made_at
from balairung.kernel.obligations.leaves import LINE, line_hash
from balairung.kernel.obligations.models import Event, Evidence, Exclusion, Leaf, Remark, Visibility
from balairung.kernel.receipts.sources import Batch, Waiting, Words, batched, in_full, in_words, named

FILING, ANSWER, CLOSURE = "filing", "answer", "closure"  # the kinds of leaves: everybody reads them
ERASE = "erase"  # the line which says that all before it was erased by law (erasing.py)
PAGE = 2000
OWED = ("obligation__ref", "obligation__kind", "obligation__visibility")


@dataclass(frozen=True)
class Receipted:
    """What a room wants in the log: kinds by verb; `filed` tells what was filed, where no remark says it."""

    verbs: Mapping[str, str]
    filed: Callable[[Sequence[UUID]], Mapping[UUID, str]] = lambda _keys: {}  # keys of obligations -> texts


@dataclass(frozen=True)
class _Line:
    """A line as plain values, with what names its obligation."""

    told: Mapping[str, Any]
    ref: str
    kind: str
    visibility: str

    @property
    def room(self) -> Receipted | None:
        return receipted(self.kind) if self.kind in settings.RECEIPTED_LINES else None

    @property
    def leaf_kind(self) -> str:
        return self.room.verbs.get(self.told["verb"], "") if self.room else ""


@cache
def receipted(kind: str) -> Receipted:
    found: Receipted = import_string(settings.RECEIPTED_LINES[kind])
    return found


class _Lines:
    """The ledger, read in the order of its leaves: nothing is written before what was read already."""

    name, rewinds = "line", False

    def waiting(self, after: int, limit: int) -> Batch:
        """`after` is the place of the next leaf of the ledger."""
        ahead = Leaf.objects.filter(index__gte=after).order_by("index").values_list("index", "event_id")[:limit]
        found, last = list[Waiting](), after - 1
        for page in batched(ahead, PAGE):
            last, keys = page[-1][0], [key for _index, key in page]
            lines = _open_to_all({key: line for key, line in _lines(keys).items() if line.leaf_kind})
            words = _words(lines)
            found += [_waiting(key, lines[key], told) for key in keys if (told := words.get(key))]
        return Batch(found, last + 1, last >= after)

    def words_of(self, keys: Sequence[str]) -> Mapping[str, Words | None]:
        told = dict[str, Words | None]()
        for page in batched(keys, PAGE):
            told |= {named(key): said for key, said in _words(_lines(map(UUID, page))).items()}
        return told


LINES = _Lines()


def _waiting(key: UUID, line: _Line, words: Words) -> Waiting:
    return Waiting(named(key), line.leaf_kind, line.told["at"], words, made_at(key))


def _lines(keys: Iterable[UUID]) -> dict[UUID, _Line]:
    """As plain values: making rows of them takes twice as long."""
    rows = Event.objects.filter(pk__in=keys).values_list(*LINE, *OWED)
    return {row[0]: _Line(dict(zip(LINE, row, strict=False)), *row[len(LINE) :]) for row in rows}


def _open_to_all(lines: dict[UUID, _Line]) -> dict[UUID, _Line]:
    """Without what is secret, and without what is about somebody of the house."""
    seen = {key: line for key, line in lines.items() if line.visibility != Visibility.SECRET}
    owed = {line.told["obligation_id"] for line in seen.values()}
    about = set(Exclusion.objects.filter(obligation__in=owed).values_list("obligation_id", flat=True))
    return {key: line for key, line in seen.items() if line.told["obligation_id"] not in about}


# --- what a receipt proves -------------------------------------------------------------------------------------------


def _words(lines: Mapping[UUID, _Line]) -> dict[UUID, Words | None]:
    """Of each line; None where its words were erased."""
    said, files, filed = _said(lines), _files(lines), _filed(lines)
    told, erased = dict[UUID, Words | None](), _erased(lines.values())
    for key, line in lines.items():
        text = said.get(key, "") or filed.get(key, "")
        gone = said.get(key, "") is None or line.told["seq"] < erased.get(line.told["obligation_id"], 0)
        told[key] = None if gone else _told(line, text or "", files.get(key, []))
    return told


def _erased(lines: Iterable[_Line]) -> dict[UUID, int]:
    """The cases whose words were erased, and up to which line."""
    rows = Event.objects.filter(obligation__in={line.told["obligation_id"] for line in lines}, verb=ERASE)
    return dict(rows.order_by("seq").values_list("obligation_id", "seq"))


def _told(line: _Line, text: str, files: Sequence[str]) -> Words:
    words = {
        "nomor": line.ref,
        "baris": str(line.told["seq"]),
        "perbuatan": line.told["verb"],
        "pada": in_full(line.told["at"]),
        "catatan_sha256": line_hash([line.told[name] for name in LINE]),
    }
    if files:
        words["berkas_sha256"] = " ".join(files)
    return words | in_words("isi", text)


def _said(lines: Iterable[UUID]) -> dict[UUID, str | None]:
    """What others than officers may read of each line; None where it was erased. Who reads a line never changes."""
    rows = Remark.objects.filter(event__in=lines).exclude(audience=Remark.Audience.OFFICERS)
    return {key: None if erased else text for key, text, erased in rows.values_list("event_id", "text", "erased_at")}


def _files(lines: Iterable[UUID]) -> Mapping[UUID, Sequence[str]]:
    """The hashes of what was sent with each line."""
    rows = Evidence.objects.filter(event__in=lines).order_by("event", "file__sha256")
    found = defaultdict[UUID, list[str]](list)
    for key, sha256 in rows.values_list("event_id", "file__sha256"):
        found[key].append(sha256)
    return found


def _filed(lines: Mapping[UUID, _Line]) -> Mapping[UUID, str]:
    """What was filed with the first line of each, asked of the rooms."""
    first = {key: line for key, line in lines.items() if line.told["seq"] == 1 and line.room}
    found = dict[UUID, str]()
    for kind in {line.kind for line in first.values()}:
        owed = {line.told["obligation_id"]: key for key, line in first.items() if line.kind == kind}
        found |= {owed[one]: text for one, text in receipted(kind).filed(list(owed)).items()}
    return found
