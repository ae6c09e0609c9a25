"""Signed letters stand in the public log: number, day, and the SHA-256 of the file as it was signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from balairung.ground.common.ids import made_at
from balairung.kernel.documents.models import Document
from balairung.kernel.receipts.sources import Batch, Waiting, Words, batched, in_full, named, sealed

KIND = "letter"
LATE = timedelta(hours=1)  # a transaction that began so long ago may still end; what took longer is found once a day
PAGE = 2000
SECOND = 1_000_000  # microseconds


class _Letters:
    """The order of signing; `after` is the moment of the last one, in microseconds since 1970."""

    name, rewinds = "letter", True

    def waiting(self, after: int, limit: int) -> Batch:
        since = datetime.fromtimestamp(after / SECOND, UTC) - LATE if after else datetime.min.replace(tzinfo=UTC)
        rows = Document.objects.filter(~sealed(self.name), state=Document.State.SIGNED, signed_at__gte=since)
        letters = list(rows.defer("body", "holder", "code").order_by("signed_at", "id")[:limit])
        last = max((_micros(one) for one in letters), default=0)
        return Batch([_waiting(one) for one in letters], max(after, last), bool(letters))

    def words_of(self, keys: Sequence[str]) -> Mapping[str, Words | None]:
        told = dict[str, Words | None]()
        for page in batched(map(UUID, keys), PAGE):
            rows = Document.objects.filter(pk__in=page, state=Document.State.SIGNED).defer("body", "holder", "code")
            told |= {named(one.pk): _words(one) for one in rows}
        return told


LETTERS = _Letters()


def _waiting(letter: Document) -> Waiting:
    assert letter.signed_at
    assert letter.file_id
    return Waiting(named(letter.pk), KIND, letter.signed_at, _words(letter), made_at(letter.file_id))


def _words(letter: Document) -> Words:
    """What the database refuses to change once a letter is signed; no name of anybody is in it."""
    assert letter.signed_at
    assert letter.dated
    return {
        "nomor": letter.number_text,
        "judul": letter.title,
        "tanggal": letter.dated.isoformat(),
        "ditandatangani": in_full(letter.signed_at),
        "berkas_sha256": letter.sha256,
    }


def _micros(letter: Document) -> int:
    assert letter.signed_at
    return int(letter.signed_at.timestamp() * SECOND)
