"""A new key for everything that is sealed: rows and files, batch by batch, while the house goes on.

Nothing remembers how far it came: what the newest key opens is done, so it may be killed and begun again at any moment.
A row is written only if it still holds what was read: who changed it meanwhile sealed it with the newest key already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from balairung.ground.common import keyring
from balairung.ground.common.sealed import SealedBytes, SealedField, reseal, unseal
from balairung.kernel.files import disk
from balairung.kernel.files.models import File
from balairung.rooms.privacy.models import DataExport

BATCH = 500
SEALED = b"gAAAA"  # how each sealed part of a file begins: Fernet's version, and the first bytes of the time
#: Where sealed files lie: by months, and copies that people asked for; beside them are folders of other regencies.
FOLDERS = ("[0-9][0-9][0-9][0-9]/[0-9][0-9]", "data-saya")


@dataclass(frozen=True)
class Table:
    """A table that holds sealed words, and in which columns."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.column)


#: Told after each batch: what it was about, how many were looked at, how many were sealed anew.
Tell = Callable[[str, int, int], None]


def tables() -> list[Table]:
    """Every table with a sealed column, and what is sealed in columns of plain text (settings.SEALED_TEXTS)."""
    found = []
    for model in apps.get_models():
        label = model._meta.label
        names = [
            str(one.column)
            for one in model._meta.local_fields
            if isinstance(one, SealedField | SealedBytes) or f"{label}.{one.name}" in settings.SEALED_TEXTS
        ]
        if names and not model._meta.proxy:
            found.append(Table(model, tuple(names)))
    return found


def add_key() -> None:
    """A new key in front: from now on it seals, and the others still open."""
    keyring.write((Fernet.generate_key().decode(), *keyring.keys()))


def rotate(tell: Tell) -> int:
    """Seal anew what an older key sealed, in this regency; return how many rows and files."""
    packed = sum(_rotate_packed(label, tell) for label in settings.SEALED_INSIDE)
    return packed + sum(_rotate_table(table, tell) for table in tables()) + _rotate_files(tell)


def left_behind() -> Iterator[str]:
    """What the newest key does not open, by table and folder; nothing when all was sealed anew."""
    for label in settings.SEALED_INSIDE:
        if count := sum(any(map(_is_old, _texts(value))) for _key, value in _packed(label)):
            yield f"{label}: {count}"
    for table in tables():
        count = sum(len([row for row in page if _stale(row[1:])]) for page in _pages(table))
        if count:
            yield f"{table.name}: {count}"
    files = sum(1 for path in originals() if not _is_new_file(path))
    if files:
        yield f"files: {files}"


# --- rows ------------------------------------------------------------------------------------------------------------


def _rotate_table(table: Table, tell: Tell) -> int:
    seen = done = 0
    for page in _pages(table):
        done += _reseal_page(table, [row for row in page if _stale(row[1:])])
        seen += len(page)
        tell(table.name, seen, done)
    return done


def _pages(table: Table) -> Iterator[list[Sequence[Any]]]:
    """All rows by their key, in pages; each is read in a short transaction of its own."""
    names = ", ".join(map(_quoted, (table.key, *table.columns)))
    query = f"SELECT {names} FROM {_quoted(table.name)}"
    order = f"ORDER BY {_quoted(table.key)} LIMIT {BATCH}"
    page = _read(f"{query} {order}", ())
    while page:
        yield page
        page = _read(f"{query} WHERE {_quoted(table.key)} > %s {order}", (page[-1][0],))


def _read(query: str, values: Sequence[Any]) -> list[Sequence[Any]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _stale(tokens: Sequence[str | None]) -> bool:
    return any(token and not _is_new(token.encode()) for token in tokens)


def _reseal_page(table: Table, rows: list[Sequence[Any]]) -> int:
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for key, *tokens in rows:
            changed = [_reseal(cursor, table, key, *pair) for pair in zip(table.columns, tokens, strict=True)]
            done += any(changed)
    return done


def _reseal(cursor: Any, table: Table, key: Any, column: str, token: str | None) -> bool:
    if not token or _is_new(token.encode()):
        return False
    try:
        fresh = reseal(token)
    except InvalidToken:  # no key of the ring opens it: `left_behind` tells
        return False
    name = _quoted(column)
    where = f"WHERE {_quoted(table.key)} = %s AND {name} = %s"
    cursor.execute(f"UPDATE {_quoted(table.name)} SET {name} = %s {where}", (fresh, key, token))
    return bool(cursor.rowcount)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


@lru_cache(maxsize=2)
def _fernet(key: str) -> Fernet:
    return Fernet(key)


def _is_new(token: bytes) -> bool:
    """Whether the newest key made it."""
    try:
        _fernet(keyring.keys()[0]).decrypt(token)
    except InvalidToken:
        return False
    return True


# --- texts within JSON -----------------------------------------------------------------------------------------------


def _packed(label: str) -> Iterator[tuple[Any, Any]]:
    """Key and value of each row of "app.Model.field"."""
    name, _dot, column = label.rpartition(".")
    rows = apps.get_model(name)._base_manager.order_by("pk")
    last: Any = None
    while page := _first(rows.filter(pk__gt=last) if last else rows, column):
        yield from page
        last = page[-1][0]


def _first(rows: models.QuerySet[Any], column: str) -> list[tuple[Any, Any]]:
    with transaction.atomic():
        return list(rows.values_list("pk", column)[:BATCH])


def _rotate_packed(label: str, tell: Tell) -> int:
    seen = done = 0
    name, _dot, column = label.rpartition(".")
    for key, value in _packed(label):
        seen += 1
        if any(map(_is_old, _texts(value))):
            with transaction.atomic():
                mine = apps.get_model(name)._base_manager.filter(pk=key, **{column: value})
                done += mine.update(**{column: _anew(value)})
    tell(label, seen, done)
    return done


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def _anew(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _anew(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_anew(one) for one in value]
    return reseal(value) if isinstance(value, str) and _is_old(value) else value


def _is_old(text: str) -> bool:
    """Sealed, by a key that is not the newest."""
    return not _is_new(text.encode()) and _opens(text)


def _opens(text: str) -> bool:
    try:
        unseal(text)
    except InvalidToken:
        return False
    return True


# --- files -----------------------------------------------------------------------------------------------------------


def originals() -> Iterator[Path]:
    """Every sealed file of this regency: what people sent, mail that waits, copies that were asked for."""
    for folder in (found for pattern in FOLDERS for found in sorted(disk.folder().glob(pattern))):
        yield from (path for path in sorted(folder.iterdir()) if path.is_file() and _begins(path) == SEALED)


def _begins(path: Path) -> bytes:
    with path.open("rb") as content:
        return content.read(len(SEALED))


def _rotate_files(tell: Tell) -> int:
    seen = done = 0
    for path in originals():
        done += _rotate_file(path)
        seen += 1
        if seen % BATCH == 0:
            tell("files", seen, done)
    tell("files", seen, done)
    return done


def _rotate_file(path: Path) -> bool:
    """Part by part into a new file that then takes its place; whoever reads it meanwhile reads the old one."""
    if not path.exists() or _is_new_file(path):
        return False
    name = path.relative_to(disk.folder()).as_posix()
    try:
        with path.open("rb") as parts:
            disk.write(name, (reseal(part.strip().decode()).encode() + b"\n" for part in parts))
    except InvalidToken:  # no key of the ring opens it: `left_behind` tells
        return False
    if not _is_known(name):
        disk.remove([name])  # erased while it was read
        return False
    return True


def _is_known(name: str) -> bool:
    """Mail that waits has no row, and is swept after two days."""
    with transaction.atomic():
        mine = File.objects.filter(original_path=name).exists()
        return mine or name.endswith(".letter") or DataExport.objects.filter(path=name).exists()


def _is_new_file(path: Path) -> bool:
    """A file is sealed from its first part to its last; a newer key may begin within it, an older one never."""
    with path.open("rb") as parts:
        first = parts.readline().strip()
    return not first or _is_new(first)
