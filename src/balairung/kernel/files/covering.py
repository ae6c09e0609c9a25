"""Boxes over faces, number plates and whatever else nobody else may see: painted solid, so that nothing is left."""

from collections.abc import Iterable
from io import BytesIO

from PIL import Image, ImageDraw

from balairung.kernel.files.copies import Copy
from balairung.kernel.files.pictures import copy_of

COLOUR = (24, 24, 27)


def clean(content: bytes, *, boxes: Iterable[tuple[float, float, float, float]]) -> Copy:
    """The picture with these boxes filled: left, top, width and height in per cent of it."""
    with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as image:
        writes = str(image.format)
        picture = image.convert("RGBA" if image.has_transparency_data else "RGB")
    pen = ImageDraw.Draw(picture)
    for left, top, width, height in boxes:
        right, bottom = left + width, top + height
        pen.rectangle(_points(picture.size, left, top, right, bottom), fill=COLOUR)
    picture.info.clear()
    return copy_of(picture, writes)


def _points(size: tuple[int, int], *per_cent: float) -> tuple[int, int, int, int]:
    """Rounded outwards, never inwards: a box covers at least what was marked."""
    left, top, right, bottom = (share / 100 * size[place % 2] for place, share in enumerate(per_cent))
    return int(left), int(top), -int(-right // 1), -int(-bottom // 1)
