"""Answers as a page shows them, with the files that may be opened from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from balairung.kernel.obligations.reads import FileLink
from balairung.rooms.services.definition.shape import Page, Type
from balairung.rooms.services.definition.words import Told


@dataclass(frozen=True)
class Shown:
    """One answer: words, files, or members, each a list of their own answers."""

    key: str
    label: str
    words: str
    files: Sequence[FileLink]
    members: Sequence[Sequence[Shown]] = ()
    kind: str = "words"  # files, members


def shown(told: Sequence[tuple[Page, Sequence[Told]]], links: Mapping[str, FileLink]) -> list[tuple[Page, list[Shown]]]:
    """Page by page; `links` by the names of stored files."""
    return [(page, [_shown(one, links) for one in rows]) for page, rows in told]


def _shown(one: Told, links: Mapping[str, FileLink]) -> Shown:
    kind = {Type.FILE: "files", Type.MEMBERS: "members"}.get(one.asked.type, "words")
    members = [[_shown(inner, links) for inner in row if inner.words or inner.files] for row in one.rows]
    files = [links[key] for key in one.files if key in links]
    return Shown(one.asked.key, one.asked.label, one.words, files, members, kind)
