"""The folders of files, walked twice: before the database is asked what it knows, and just after.

What people send is on the disk before the database knows it, so whatever a snapshot speaks of lies there when it is
taken. Between that moment and ours somebody may remove a file: then it was there at the first walk.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from django.conf import settings

from balairung.surface.backups.contents import Contents, Entry, remember, remembered
from balairung.surface.backups.manifests import Piece
from balairung.surface.backups.pieces import WHOLE, fixed
from balairung.surface.backups.sending import Sender, in_order

FILES = "files"


def roots() -> dict[str, Path]:
    """What is kept beside the database: the files, and the open data of past days, which cannot be made again."""
    files = Path(settings.FILES_ROOT)
    return {FILES: files, "potret": files.parent / "potret"}


def labels() -> list[str]:
    """Every folder below the roots that holds files. A hidden one is being made, and is nobody's yet."""
    return sorted(label for name, root in roots().items() for label in _below(name, root))


def path_of(label: str) -> Path:
    name, _slash, rest = label.partition("/")
    return roots()[name] / rest


def _below(name: str, root: Path) -> Iterator[str]:
    for at, below, files in os.walk(root):
        below[:] = [one for one in below if not one.startswith(".")]
        if any(not one.startswith(".") for one in files):
            rest = Path(at).relative_to(root).as_posix()
            yield name if rest == "." else f"{name}/{rest}"


def save(sender: Sender, label: str, is_wanted: Callable[[str], bool]) -> Contents:
    """Send what is new in this folder. A file that is gone stays if it was seen before and `is_wanted`."""
    key = sender.key_of(label)
    before = remembered(key, label)
    known = sender.known(label) | before.pieces
    after = Contents(label)
    for found in in_order(partial(_save_one, sender, before, known), _files(path_of(label))):
        if found:
            after.add(*found)
    for entry in before.entries.values():
        if entry.name not in after.entries and is_wanted(entry.name) and _is_there(sender, before, entry):
            after.add(entry, before.pieces_of(entry))
    remember(key, after)
    return after


def _files(folder: Path) -> Iterable[Path]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as found:
        return sorted(
            folder / one.name for one in found if not one.name.startswith(".") and one.is_file(follow_symlinks=False)
        )


def _save_one(
    sender: Sender, before: Contents, known: dict[str, Piece], path: Path
) -> tuple[Entry, list[Piece]] | None:
    """Nothing when it is gone meanwhile. Files are written once: the same length and moment is the same file."""
    try:
        with path.open("rb") as file:
            stood = os.fstat(file.fileno())
            entry = before.entries.get(path.name)
            same = entry and (entry.size, entry.mtime) == (stood.st_size, stood.st_mtime_ns)
            if entry and same and _is_there(sender, before, entry):
                return entry, before.pieces_of(entry)
            pieces = [sender.piece(content, known) for content in fixed(file, WHOLE)]
            names = tuple(one.name for one in pieces)
            return Entry(path.name, stood.st_size, stood.st_mtime_ns, names), pieces
    except FileNotFoundError:
        return None


def _is_there(sender: Sender, contents: Contents, entry: Entry) -> bool:
    return all(sender.shelf.has(one.lies, one.size) for one in contents.pieces_of(entry))
