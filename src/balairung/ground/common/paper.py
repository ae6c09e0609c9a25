"""What goes onto paper: tagged PDFs made to be kept (PDF/A-2a, PDF/UA-1), the same bytes for the same words.

Whatever somebody typed goes into a page as data, never as part of its source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

#: What a page is set in; the second has letters and signs that the first lacks: Vietnamese, Greek, Cyrillic, arrows.
TYPEFACES = {"Atkinson Hyperlegible": "fontpkg_atkinson_hyperlegible", "Source Sans 3": "fontpkg_source_sans_3"}
STANDARDS: list[Any] = ["a-2a", "ua-1"]
#: The signs that have a shape in them, from the first to the last of each range. A PDF that is kept may hold no other.
RANGES = (
    *((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x181), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1CD, 0x1DC), (0x218, 0x21B)),
    *((0x2B9, 0x2B9), (0x2BB, 0x2C1), (0x384, 0x386), (0x388, 0x38A), (0x38E, 0x3A1), (0x3A3, 0x3CE), (0x400, 0x45F)),
    *((0x1E0A, 0x1E11), (0x1E1E, 0x1E2B), (0x1E32, 0x1E3B), (0x1E3E, 0x1E49), (0x1E56, 0x1E63), (0x1E6A, 0x1E6F)),
    *((0x1E80, 0x1E85), (0x1E8E, 0x1E97), (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9)),
    *((0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x2030, 0x2030), (0x2032, 0x2033)),
    *((0x2039, 0x203A), (0x2044, 0x2044), (0x2070, 0x2071), (0x2074, 0x208E), (0x20AC, 0x20AC), (0x2116, 0x2116)),
    *((0x2122, 0x2122), (0x2126, 0x2126), (0x2153, 0x2154), (0x215B, 0x215E), (0x2190, 0x2193), (0x2212, 0x2212)),
    *((0x221A, 0x221A), (0x221E, 0x221E), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265), (0x25A0, 0x25A1)),
    *((0x25CB, 0x25CB), (0x25CF, 0x25CF), (0x2610, 0x2611), (0x2713, 0x2714)),
)
PRINTABLE = frozenset(chr(sign) for first, last in RANGES for sign in range(first, last + 1))
#: Those of the first typeface. A word with any other is set in the second as a whole: it looks like one, and where the
#: first would put a letter together from two, whoever copies it would get it twice.
LACKING = "\u0132\u0133\u0138\u013f\u0140\u0149\u014a\u014b\u0166\u0167\u017f"
FIRST = frozenset([*map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)]), *"–—‘’‚“”„†‡•…‰‹›€™−≤≥≠≈√∞"]) - frozenset(
    LACKING
)


def pdf(source: bytes, words: Mapping[str, Any], *, stamp: datetime | int) -> bytes:
    """The page that this Typst source draws of these words; it reads them from `sys.inputs.data`, as JSON.

    The stamp is the moment of making that the file tells: the same one makes the same bytes.
    """
    import typst  # six megabytes in each process, for a page now and then

    made = int(stamp.timestamp()) if isinstance(stamp, datetime) else stamp
    drawn = typst.compile(
        source, font_paths=typefaces(), sys_inputs={"data": json.dumps(words)}, pdf_standards=STANDARDS, timestamp=made
    )
    assert isinstance(drawn, bytes)  # a PDF is one file
    return drawn


def printable(value: Any) -> Any:
    """The same words with what no typeface has put as a question mark."""
    if isinstance(value, str):
        return "".join(sign if sign in PRINTABLE else "?" for sign in value)
    if isinstance(value, dict):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


@lru_cache(maxsize=1)
def typefaces() -> Any:
    """The one set of fonts that is embedded (typst.Fonts); made once, because that takes longer than a page."""
    import typst  # as above

    folders = [str(files(package) / "files") for package in TYPEFACES.values()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@lru_cache(maxsize=1)
def mark_drawing() -> str:
    """The house's own mark as SVG; a regency's arms are its own to add."""
    return Path(str(finders.find("ui/mark.svg"))).read_text(encoding="utf-8")
