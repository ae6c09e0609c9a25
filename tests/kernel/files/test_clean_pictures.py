"""A picture leaves the store as what was to be seen in it, and nothing else."""

from contextlib import suppress
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageStat

from balairung.ground.common.errors import Refused
from balairung.kernel.files.actions import position_of
from balairung.kernel.files.cell import clean_here
from balairung.kernel.files.cleaning import clean
from balairung.kernel.files.copies import Copy, Unfit
from tests.kernel.files.samples import (
    SECRET,
    bomb,
    brightness,
    colour_profile,
    drawn,
    endless_scans,
    photo,
    picture,
    telling_exif,
    telling_photo,
    upload,
)


def opened(content: bytes | None) -> Image.Image:
    image = Image.open(BytesIO(content or b""))
    image.load()
    return image


def refusal(content: bytes, name: str = "foto.jpg") -> str:
    with pytest.raises(Refused) as refused:
        clean(upload(content, name))
    return str(refused.value)


@pytest.mark.parametrize(
    ("kind", "becomes"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "jpg"), ("HEIF", "jpg"), ("AVIF", "jpg")]
)
def test_what_a_photo_told_beside_the_picture_is_gone(kind: str, becomes: str) -> None:
    content = telling_photo(kind)
    assert SECRET in content
    assert opened(content).getexif().get_ifd(0x8825)  # the place is really in it

    copy = clean(upload(content))

    assert copy.extension == becomes
    assert copy.media_type == f"image/{'png' if becomes == 'png' else 'jpeg'}"
    for given_out in (copy.content or b"", copy.preview):
        assert SECRET not in given_out
        assert colour_profile()[:64] not in given_out
        assert not opened(given_out).getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "Comment"} & opened(given_out).info.keys()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_a_photo_offers_its_place_and_keeps_it_nowhere(kind: str) -> None:
    """Alun-alun Banyuwangi, south of the equator."""
    sent = upload(telling_photo(kind))
    assert position_of(sent) == (Decimal("-8.21111"), Decimal("114.36694"))
    assert position_of(upload(photo(kind))) is None


@pytest.mark.parametrize(
    "place",
    [
        {1: "S", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},  # no fix
        {1: "S", 2: (95.0, 0.0, 0.0), 3: "E", 4: (114.0, 0.0, 0.0)},
        {1: "S", 2: (8.0,), 3: "E"},
        {2: (8.0, 12.0, 40.0)},
        {1: "S", 2: 8.0, 3: "E", 4: 114.0},
    ],
)
def test_a_place_that_is_none_is_not_offered(place: dict[int, object]) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(place)
    assert position_of(upload(photo(exif=exif))) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_a_photo_is_set_upright(kind: str) -> None:
    """Held on its side (EXIF 6: turn right): the dark left half is the upper half."""
    copy = clean(upload(telling_photo(kind, orientation=6)))
    assert (copy.width, copy.height) == (400, 640)
    assert brightness(copy.content, (0, 0, 400, 310)) < 60 < brightness(copy.content, (0, 330, 400, 640))


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow says so and reads on
def test_broken_camera_data_does_not_cost_the_photo() -> None:
    exif = telling_exif(orientation=6).tobytes()
    copy = clean(upload(photo(exif=exif[:20] + b"\xff" * 40)))
    assert copy.width == 640


@pytest.mark.parametrize(
    ("size", "expected", "preview"),
    [
        ((3000, 2000), (2400, 1600), (480, 320)),
        ((2000, 5000), (960, 2400), (192, 480)),
        ((1200, 900), (1200, 900), (480, 360)),
        ((3000, 1), (2400, 1), (480, 1)),
        ((480, 300), (480, 300), None),
        ((1, 1), (1, 1), None),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_sizes(kind: str, size: tuple[int, int], expected: tuple[int, int], preview: tuple[int, int] | None) -> None:
    copy = clean(upload(photo(kind, size)))
    assert (copy.width, copy.height) == opened(copy.content).size == expected
    if preview is None:
        assert copy.preview == b""
    else:
        assert opened(copy.preview).size == preview
        assert opened(copy.preview).format == "JPEG"


def test_a_very_large_photo_still_fits() -> None:
    copy = clean(upload(drawn(Image.new("RGB", (8000, 6000), "green"), "PNG")))
    assert (copy.width, copy.height) == (2400, 1800)
    assert opened(copy.content).convert("RGB").getpixel((1200, 900)) == (0, 128, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_colour_mode_of_png(mode: str) -> None:
    copy = clean(upload(drawn(picture(mode=mode) if mode != "I;16" else grey_of_16_bits(), "PNG")))
    assert brightness(copy.content, (0, 0, 310, 400)) < 60 < brightness(copy.content, (330, 0, 640, 400)) < 250


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_colour_mode_of_jpeg(mode: str) -> None:
    assert opened(clean(upload(photo(mode=mode))).content).mode in {"L", "RGB"}


def test_transparency_stays_in_a_drawing_and_becomes_white_in_a_photo() -> None:
    clear = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    drawing, photograph = clean(upload(drawn(clear, "PNG"))), clean(upload(drawn(clear, "WEBP", lossless=True)))
    assert opened(drawing.content).getpixel((5, 5)) == (0, 0, 0, 0)
    assert opened(drawing.preview).getpixel((5, 5)) == (255, 255, 255)
    assert opened(photograph.content).getpixel((5, 5)) == (255, 255, 255)


def test_a_transparent_colour_of_a_palette_stays_transparent() -> None:
    image = Image.new("P", (40, 40), 3)
    image.putpalette([1, 2, 3] * 256)
    copy = clean(upload(drawn(image, "PNG", transparency=3)))
    assert opened(copy.content).convert("RGBA").getpixel((5, 5)) == (1, 2, 3, 0)


def test_only_the_first_picture_of_a_film_is_kept() -> None:
    film = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue")]
    for kind in ("PNG", "WEBP"):
        copy = clean(upload(drawn(film[0], kind, save_all=True, append_images=film[1:])))
        image = opened(copy.content)
        assert getattr(image, "n_frames", 1) == 1
        red, green, blue = ImageStat.Stat(image.convert("RGB")).mean
        assert red > 250
        assert green + blue < 5


def test_a_file_that_is_two_things_is_only_the_picture_afterwards() -> None:
    script = b"*/alert(document.domain)/*<script>alert(1)</script>PK\x03\x04"
    content = photo(comment=b"=1/*" + script) + script
    copy = clean(upload(content, "foto.js"))
    assert b"alert" in content
    assert b"alert" not in (copy.content or b"")


# --- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.9])
def test_a_cut_picture_is_refused(kind: str, part: float) -> None:
    content = photo(kind)
    sentence = refusal(content[: int(len(content) * part)])
    assert sentence == "Foto “foto.jpg” rusak atau terpotong. Kirim ulang fotonya."


@pytest.mark.parametrize("size", [(8000, 6300), (20000, 20000)])
def test_a_bomb_is_refused(size: tuple[int, int]) -> None:
    sentence = refusal(bomb(size), "bom.png")
    assert sentence == "Foto “bom.png” lebih dari 50 juta piksel. Perkecil dulu fotonya, lalu kirim lagi."


def test_a_jpeg_that_would_never_end_is_refused() -> None:
    assert "rusak" in refusal(endless_scans())


def test_a_film_behind_a_photo_is_not_taken_for_scans() -> None:
    """Telephones append a few seconds of video, in which anything may stand."""
    assert clean(upload(photo(progressive=True) + b"\xff\xda" * 1000)).width == 640


def test_a_picture_inside_another_format_is_refused() -> None:
    assert "rusak" in refusal(b"\xff\xd8\xff\xe0" + photo("PNG"))
    assert "rusak" in refusal(b"\x89PNG\r\n\x1a\n" + photo())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
@given(data=st.data())
def test_nothing_but_a_refusal_comes_of_damage(kind: str, data: st.DataObject) -> None:
    """In this process: it would take minutes to start a cell for each."""
    content = bytearray(photo(kind, (48, 32)))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    with suppress(Unfit):
        assert isinstance(clean_here("picture", bytes(content[:cut]), reads=kind, writes="JPEG"), Copy)


def grey_of_16_bits() -> Image.Image:
    wide = picture(mode="L").convert("I").point(lambda value: value * 256)
    return wide.convert("I;16")
