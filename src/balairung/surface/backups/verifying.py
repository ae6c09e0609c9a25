"""Is what lies there still what was written? Read without the identity: the hashes of the encrypted bytes tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.surface.backups.manifests import Piece
from balairung.surface.backups.sending import in_order
from balairung.surface.backups.shelf import Broken, Shelf
from balairung.surface.backups.telling import latest

MOST = 5  # broken pieces of one backup that are named


def broken(folder: Path) -> Iterator[str]:
    """A sentence for each thing that is wrong with any backup here; every byte is read once."""
    shelf, judged = Shelf(folder), dict[str, str]()
    told = latest()
    if told and told.folder == str(folder.resolve()) and told.id not in shelf.ids():
        yield _("Cadangan terakhir (%(id)s) tidak ada lagi di folder ini.") % {"id": told.id}
    for key in shelf.ids():
        for problem in list(_problems(shelf, key, judged))[:MOST]:
            yield f"{key}: {problem}"


def _problems(shelf: Shelf, key: str, judged: dict[str, str]) -> Iterator[str]:
    """`judged` keeps what was found of each list and piece: most are shared by many backups."""
    try:
        lists = shelf.manifest(key).lists.values()
    except Refused as refused:
        yield str(refused)
        return
    for name in lists:
        if name not in judged:
            judged[name] = "\n".join(_problems_of_list(shelf, name))
        yield from judged[name].splitlines()


def _problems_of_list(shelf: Shelf, name: str) -> Iterator[str]:
    try:
        pieces = shelf.list_of(name)
    except Broken as problem:
        yield str(problem)
        return

    def judge(piece: Piece) -> str:
        try:
            shelf.object(piece.lies)
        except Broken as problem:
            return str(problem)
        return ""

    yield from filter(None, in_order(judge, pieces))
