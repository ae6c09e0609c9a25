"""What people type as the body of an announcement, as paragraphs, lists and headings. There is no HTML in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BULLETS = ("- ", "• ", "* ")
HEADING = "# "


@dataclass(frozen=True)
class Block:
    """`kind` is "p", "ul" or "h"; a list has a line for each of its points, a paragraph its lines."""

    kind: str
    lines: Sequence[str]


def blocks(body: str) -> list[Block]:
    """A blank line ends a paragraph, a hyphen begins a point, a # a heading; everything else is said as it is."""
    found: list[tuple[str, list[str]]] = []
    fresh = True
    for line in (line.strip() for line in body.split("\n")):
        if not line:
            fresh = True
            continue
        kind, words = _read(line)
        if fresh or kind == "h" or not found or found[-1][0] != kind:
            found.append((kind, []))
        found[-1][1].append(words)
        fresh = False
    return [Block(kind, lines) for kind, lines in found]


def _read(line: str) -> tuple[str, str]:
    if line.startswith(BULLETS):
        return "ul", line[2:].strip()
    if line.startswith(HEADING):
        return "h", line[2:].strip()
    return "p", line
