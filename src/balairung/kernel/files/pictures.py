"""Photographs and drawings: read under limits, set upright, drawn anew without anything that was hidden in them.

Only the visible points are carried over. Where and with what a photo was taken, its comments, its colour profile and
whatever was appended to it stay behind.
"""

import math
import re
from contextlib import suppress
from io import BytesIO

from PIL import AvifImagePlugin, Image, ImageOps, JpegPresets, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin
from pillow_heif import register_heif_opener

from balairung.kernel.files.copies import Copy, Fault, Unfit

# What Pillow would look for while it works is here before it starts: in the cell no file is opened any more.
AT_HAND = (AvifImagePlugin, JpegPresets, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin)
Image.preinit()
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=2)

MOST_PIXELS = 50_000_000
MOST_SCANS = 100  # a progressive JPEG has about ten; thousands in a small file keep a processor busy for minutes
EDGE = 2400  # the longest side of a copy, in pixels
PREVIEW_EDGE = 480
QUALITY, PREVIEW_QUALITY = 85, 75

_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")  # of a JPEG; the others are part of what is drawn

_HEAVY = 16_000_000  # pixels; each takes four bytes, and every step of the work a copy


def clean(content: bytes, *, reads: str, writes: str) -> Copy:
    """The picture at 2400 pixels or less and its preview; it is refused when it is damaged or too large to open."""
    if reads == "JPEG" and _scans(content) > MOST_SCANS:
        raise Unfit(Fault.DAMAGED)
    try:
        picture, position = _decode(content, reads)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(Fault.WIDE) from error
    return copy_of(picture, writes, position)


def copy_of(picture: Image.Image, writes: str, position: tuple[str, str] | None = None) -> Copy:
    preview = b""
    if max(picture.size) > PREVIEW_EDGE:
        preview = drawn(fit(picture, PREVIEW_EDGE), "JPEG", PREVIEW_QUALITY)
    media_type, content = f"image/{writes.lower()}", drawn(picture, writes, QUALITY)
    return Copy(media_type, content, preview, picture.width, picture.height, position)


def _decode(content: bytes, reads: str) -> tuple[Image.Image, tuple[str, str] | None]:
    """The picture upright, in plain colours, at most `EDGE` pixels long; and where it was taken."""
    with Image.open(BytesIO(content), formats=[reads]) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Unfit(Fault.WIDE)
        loaded = _loaded(image)
        position = _position(image)
        picture = _upright(fit(_in_plain_colours(loaded), EDGE))
    picture.info.clear()  # encoders copy comments and colour profiles from here
    return picture, position


def _position(image: Image.Image) -> tuple[str, str] | None:
    """Latitude and longitude that the camera wrote down. What it wrote may be broken; then it wrote nothing."""
    with suppress(Exception):
        place = image.getexif().get_ifd(0x8825)
        found = _degrees(place[2], place[1] == "S"), _degrees(place[4], place[3] == "W")
        if any(found) and abs(found[0]) <= 90 and abs(found[1]) <= 180:  # a camera without a fix writes 0, 0
            return f"{found[0]:.5f}", f"{found[1]:.5f}"
    return None


def _degrees(parts: tuple[float, float, float], negative: bool) -> float:
    degrees: float = sum(float(part) / 60**place for place, part in enumerate(parts))
    if not math.isfinite(degrees):
        raise ValueError("no place")
    return -degrees if negative else degrees


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


def fit(image: Image.Image, edge: int) -> Image.Image:
    size = _fitting(image.size, edge)
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera said that it was held. What the camera wrote may be broken; the picture still counts."""
    with suppress(Exception):
        return ImageOps.exif_transpose(image)
    return image


def drawn(image: Image.Image, writes: str, quality: int) -> bytes:
    drawn = BytesIO()
    (_on_white(image) if writes == "JPEG" else image).save(drawn, writes, quality=quality, compress_level=3)
    return drawn.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground
