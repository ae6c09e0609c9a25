"""Drawn photographs for the demonstration: a road, a lamp, a ditch; nobody's picture. And one page of minutes."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (480, 360)


def album(seed: int, count: int = 10) -> list[tuple[bytes, bytes]]:
    """JPEG pictures of `SIZE`, the same for the same seed: each place as it was reported, and mended."""
    places = [seed + number for number in range(count)]
    return [(_jpeg(_scene(random.Random(place))), _jpeg(_scene(random.Random(place), True))) for place in places]


def _scene(rng: random.Random, mended: bool = False) -> Image.Image:
    """Sky, a line of trees, a road in perspective, and something on it that should not be there, or fresh asphalt."""
    picture = Image.new("RGB", SIZE, (rng.randint(150, 200), rng.randint(190, 220), 235))
    pen, horizon = ImageDraw.Draw(picture), rng.randint(130, 170)
    for x in range(-20, SIZE[0], 24):
        height = rng.randint(20, 70)
        pen.ellipse((x, horizon - height, x + 60, horizon + 14), fill=(40, rng.randint(80, 130), 50))
    pen.rectangle((0, horizon, *SIZE), fill=(rng.randint(110, 140), rng.randint(120, 150), 80))
    middle = rng.randint(200, 280)
    road = [(middle - 14, horizon), (middle + 14, horizon), (middle + 210, SIZE[1]), (middle - 210, SIZE[1])]
    pen.polygon(road, fill=(92, 92, 96))
    for step in range(5):
        y = horizon + 12 + step * step * 11
        pen.line((middle, y, middle, y + 4 + step * 5), fill=(220, 215, 190), width=1 + step)
    for _hole in range(rng.randint(1, 4)):
        x, y = rng.randint(middle - 100, middle + 90), rng.randint(horizon + 70, SIZE[1] - 50)
        wide = rng.randint(24, 70)
        if mended:
            pen.rectangle((x - 6, y - 4, x + wide + 6, y + wide // 3 + 4), fill=(66, 66, 70))
        else:
            pen.ellipse((x, y, x + wide, y + wide // 3), fill=(58, 54, 50), outline=(120, 112, 100))
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def page(words: str) -> bytes:
    """A PDF of one page with one line: small, whole, and the same each time for the same words."""
    said = words.encode("ascii", "ignore").translate(None, b"()\\\\")
    line = b"BT /F1 14 Tf 72 760 Td (%s - data rekaan untuk percontohan) Tj ET" % said
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(line), line),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)


MINUTES = page("Berita acara penyelesaian")
