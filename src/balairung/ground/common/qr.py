"""Links as drawings that a telephone reads."""

import re
from io import BytesIO
from typing import Any

import segno
from segno.consts import MODE_BYTE, MODE_NUMERIC


def qr_code(link: str) -> str:
    """The link as an SVG in an address of its own, with its white border: for a page."""
    return qr(link).svg_data_uri(border=2, omitsize=True)


def qr_drawing(link: str) -> str:
    """The code alone, as SVG: whoever draws it leaves the white border."""
    drawing = BytesIO()
    qr(link).save(drawing, kind="svg", border=0)
    return drawing.getvalue().decode()


def qr(link: str) -> segno.QRCode:
    """Digits behind a # are stored as digits, four tenths of the room that other signs need, at level M for paper.

    They are signed, so as good as chance, and any mask does: to look for the best of eight takes longer than a letter.
    """
    head, sign, tail = link.partition("#")
    if not re.fullmatch("[0-9]+", tail):
        return segno.make_qr(link)
    parts: Any = [(head + sign, MODE_BYTE), (tail, MODE_NUMERIC)]  # the stubs know single texts only
    return segno.make_qr(parts, error="m", mask=2)
