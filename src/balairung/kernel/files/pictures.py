"""Photographs and drawings: read under limits, set upright, drawn anew without anything that was hidden in them.

Only the visible points are carried over. Where and with what a photo was taken, its comments, its colour profile and
whatever was appended to it stay behind.
"""

import re
from contextlib import nullcontext, suppress
from io import BytesIO
from threading import Lock
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from balairung.ground.common.errors import Refused
from balairung.kernel.files.kinds import Copy

MOST_PIXELS = 50_000_000
MOST_SCANS = 100  # a progressive JPEG has about ten; thousands in a small file keep a processor busy for minutes
EDGE = 2400  # the longest side of a copy, in pixels
PREVIEW_EDGE = 480
QUALITY, PREVIEW_QUALITY = 85, 75
_OUTPUT = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png")}

_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")  # of a JPEG; the others are part of what is drawn

_HEAVY = 16_000_000  # pixels; each takes four bytes, and every step of the work a copy
_one_heavy_at_a_time = Lock()


def clean(source: IO[bytes], name: str, *, reads: str, writes: str) -> Copy:
    """The picture at 2400 pixels or less and its preview; `Refused` when it is damaged or too large to open."""
    picture = _read(source, name, reads)
    media_type, extension = _OUTPUT[writes]
    return Copy(
        media_type=media_type,
        extension=extension,
        content=_drawn(picture, writes, QUALITY),
        preview=_preview(picture),
        width=picture.width,
        height=picture.height,
    )


def _preview(picture: Image.Image) -> bytes:
    if max(picture.size) <= PREVIEW_EDGE:
        return b""
    return _drawn(_fit(picture, PREVIEW_EDGE), "JPEG", PREVIEW_QUALITY)


def _read(source: IO[bytes], name: str, reads: str) -> Image.Image:
    try:
        return _decode(source, name, reads)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(_too_large(name)) from error
    except Exception as error:  # a decoder may raise anything at all over a stranger's bytes
        raise Refused(_("Foto “%(name)s” rusak atau terpotong. Kirim ulang fotonya.") % {"name": name}) from error


def _decode(source: IO[bytes], name: str, reads: str) -> Image.Image:
    """The picture upright, in plain colours, at most `EDGE` pixels long."""
    source.seek(0)
    if reads == "JPEG" and _scans(source.read()) > MOST_SCANS:
        raise ValueError("too many scans")
    source.seek(0)
    with Image.open(source, formats=[reads]) as image:
        pixels = image.width * image.height
        if pixels > MOST_PIXELS:
            raise Refused(_too_large(name))
        with _one_heavy_at_a_time if pixels > _HEAVY else nullcontext():
            picture = _upright(_fit(_in_plain_colours(_loaded(image)), EDGE))
    picture.info.clear()  # encoders copy comments and colour profiles from here
    return picture


def _scans(content: bytes) -> int:
    """How often a JPEG is drawn over, up to its end; counted no further than we need to know."""
    scans, place = 0, 2
    while scans <= MOST_SCANS and (marker := _MARKER.search(content, place)) and marker[1] != b"\xd9":
        scans += marker[1] == b"\xda"
        place = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2])
    return scans


def _loaded(image: Image.Image) -> Image.Image:
    """The points in memory, and of a huge picture not all of them for longer than it takes to choose some."""
    image.draft(None, _fitting(image.size, EDGE))  # a JPEG is decoded small at once
    image.load()
    if image.width * image.height <= _HEAVY:
        return image
    return image.resize(_fitting(image.size, 2 * EDGE), Image.Resampling.NEAREST)


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """Grey, red-green-blue, or that with transparency."""
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in {"L", "RGB"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _fitting(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """The size with its longest side cut to `edge`; never below one pixel."""
    scale = min(1.0, edge / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _fit(image: Image.Image, edge: int) -> Image.Image:
    size = _fitting(image.size, edge)
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera said that it was held. What the camera wrote may be broken; the picture still counts."""
    with suppress(Exception):
        return ImageOps.exif_transpose(image)
    return image


def _drawn(image: Image.Image, writes: str, quality: int) -> bytes:
    drawn = BytesIO()
    (_on_white(image) if writes == "JPEG" else image).save(drawn, writes, quality=quality, compress_level=3)
    return drawn.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _too_large(name: str) -> str:
    sentence = _("Foto “%(name)s” lebih dari %(most)d juta piksel. Perkecil dulu fotonya, lalu kirim lagi.")
    return sentence % {"name": name, "most": MOST_PIXELS // 1_000_000}
