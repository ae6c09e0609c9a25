"""Good and bad files, as strangers send them."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageStat
from PIL.PngImagePlugin import PngInfo

SECRET = b"Kamera-Rahasia"  # stands in every hidden corner of `telling_photo`


def picture(size: tuple[int, int] = (640, 400), mode: str = "RGB") -> Image.Image:
    """Left half dark, right half light, with some life in it; the same every time."""
    small = Image.frombytes("L", (32, 32), bytes(range(100, 228)) * 8)
    image = small.resize(size, Image.Resampling.BICUBIC).convert("RGB")
    image.paste((20, 30, 40), (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


def brightness(content: bytes | None, box: tuple[int, int, int, int]) -> float:
    """Of a part of a picture, from 0 to 255."""
    image = Image.open(BytesIO(content or b"")).convert("L").crop(box)
    return float(ImageStat.Stat(image).mean[0])


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 400), mode: str = "RGB", **options: Any) -> bytes:
    return drawn(picture(size, mode), kind, **options)


def drawn(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    content = BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def telling_exif(orientation: int = 1) -> Image.Exif:
    """Where (Alun-alun Banyuwangi), when and with what."""
    exif = Image.Exif()
    exif[0x010F] = exif[0x013B] = SECRET.decode()  # maker, artist
    exif[0x0112] = orientation
    place = exif.get_ifd(0x8825)
    place.update({1: "S", 2: (8.0, 12.0, 40.0), 3: "E", 4: (114.0, 22.0, 1.0)})
    return exif


def telling_photo(kind: str, orientation: int = 1) -> bytes:
    """A photo that says more than it shows: EXIF with the place, a comment, XMP, a colour profile, appended bytes."""
    options: dict[str, Any] = {"exif": telling_exif(orientation), "icc_profile": colour_profile()}
    if kind == "PNG":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_text("Comment", SECRET.decode())
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", f"<x>{SECRET.decode()}</x>")
    else:
        options |= {"xmp": b"<x>" + SECRET + b"</x>", "comment": SECRET}
    return photo(kind, **options) + SECRET


def colour_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def pdf() -> bytes:
    return photo("PDF")


def locked_pdf() -> bytes:
    return pdf().replace(b"trailer\n<<", b"trailer\n<< /Encrypt 9 0 R ")


def bomb(size: tuple[int, int] = (8000, 6300)) -> bytes:
    """More points than anybody needs, in a few bytes."""
    return drawn(Image.new("1", size), "PNG")


def endless_scans() -> bytes:
    """A progressive JPEG that repeats its last scan; a bigger one keeps a processor busy for minutes."""
    content = photo(progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * 200 + b"\xff\xd9"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(document.domain)</script></html>"
GIF_AND_SCRIPT = b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)"


def upload(content: bytes, name: str = "foto.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)
