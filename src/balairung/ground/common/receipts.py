"""A receipt on A5, for whatever a room takes in: number, code and link with its QR, what comes next, what was noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from balairung.ground.common.paper import pdf, printable
from balairung.ground.common.qr import qr_drawing

SOURCE = Path(__file__).with_name("receipt.typ")


def receipt_pdf(words: Mapping[str, Any], *, link: str, stamp: datetime) -> bytes:
    """Always the same bytes for the same words.

    `words`: lang, house, ref, title, alt and note are text; keys, noted and link are (name, value), of which keys and
    noted hold several; next and text are (heading, lines).
    """
    return pdf(SOURCE.read_bytes(), {**printable(dict(words)), "qr": qr_drawing(link)}, stamp=stamp)
