"""What goes onto paper: tagged PDFs made to be kept (PDF/A-2a, PDF/UA-1), the same bytes for the same words.

Whatever somebody typed goes into a page as data, never as part of its source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

FONTS = files("fontpkg_atkinson_hyperlegible") / "files"
STANDARDS: list[Any] = ["a-2a", "ua-1"]
#: The signs that the typeface has: Latin letters but a few, and what stands between them. A PDF that is kept may hold
#: no sign without a shape.
LACKING = "\u0132\u0133\u0138\u013f\u0140\u0149\u014a\u014b\u0166\u0167\u017f"
LETTERS = map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])
PRINTABLE = frozenset([*LETTERS, *"–—‘’‚“”„†‡•…‰‹›€™−"]) - frozenset(LACKING)


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
    """The same words with what the typeface lacks put as a question mark."""
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

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
