"""Good and bad files, as strangers send them."""

from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageStat
from PIL.PngImagePlugin import PngInfo
from pillow_heif import register_heif_opener

register_heif_opener()

BOXED = {"HEIF", "AVIF"}  # formats in which nothing is merely appended
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
    options: dict[str, Any] = {"exif": telling_exif(orientation).tobytes(), "icc_profile": colour_profile()}
    if kind == "PNG":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_text("Comment", SECRET.decode())
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", f"<x>{SECRET.decode()}</x>")
    else:
        options |= {"xmp": b"<x>" + SECRET + b"</x>", "comment": SECRET}
    return photo(kind, **options) + (b"" if kind in BOXED else SECRET)


def colour_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def pdf() -> bytes:
    return photo("PDF")


def locked_pdf() -> bytes:
    locked = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="tuan", user="rahasia"))
    return locked.getvalue()


def telling_pdf() -> bytes:
    """A letter that acts and tells: scripts, an attachment, an action on opening, a form, a note, its author."""
    with pikepdf.open(BytesIO(pdf())) as document:
        page, word = document.pages[0], SECRET.decode()
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{word}')")
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=f"{word}.exe")
        rect = pikepdf.Array([10, 10, 60, 60])
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=rect, Contents=word, A=launch
        )
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=word,
            V=word,
            Rect=rect,
            AA=script,
        )
        page.obj.Annots = document.make_indirect(pikepdf.Array([note, document.make_indirect(field)]))
        page.obj.PieceInfo, page.obj.AA = pikepdf.Dictionary(X=word), pikepdf.Dictionary(O=script)
        page.obj.Resources.XObject.image.Metadata = document.make_stream(SECRET)
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([page.obj.Annots[1]]))
        document.Root.OpenAction = script
        document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", script])))
        document.attachments[f"{word}.zip"] = b"PK" + SECRET
        document.docinfo["/Author"] = word
        with document.open_metadata() as told:
            told["dc:creator"] = [word]
        plain = BytesIO()
        document.save(plain, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return plain.getvalue() + b"\n%" + SECRET + b"\n"


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
