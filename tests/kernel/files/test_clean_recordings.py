"""Sound and film leave the store as what was to be heard and seen, and nothing else."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from io import BytesIO

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.files.actions import position_of
from balairung.kernel.files.cell import clean_here
from balairung.kernel.files.cleaning import clean
from balairung.kernel.files.copies import Copy, Unfit
from tests.kernel.files.recorded import PLACE, amr, mp4, on_its_side, recorded
from tests.kernel.files.samples import SECRET, brightness, upload

SPANS = {"sound_seconds": 300, "film_seconds": 90}


def refusal(content: bytes, name: str = "rekaman.mp4") -> str:
    with pytest.raises(Refused) as refused:
        clean(upload(content, name))
    return str(refused.value)


def tracks(content: bytes) -> list[tuple[str, str]]:
    with av.open(BytesIO(content), "r") as found:
        return [(track.type, track.codec_context.codec.canonical_name) for track in found.streams]


def length(content: bytes) -> float:
    with av.open(BytesIO(content), "r") as found:
        return (found.duration or 0) / 1_000_000


FILMS: list[tuple[Callable[[], bytes], str, list[tuple[str, str]]]] = [
    (mp4, "video/mp4", [("video", "h264"), ("audio", "aac")]),
    (lambda: recorded("mov", "libx264", "aac"), "video/mp4", [("video", "h264"), ("audio", "aac")]),
    (lambda: recorded("3gp", "mpeg4", "aac"), "video/mp4", [("video", "mpeg4"), ("audio", "aac")]),
    (lambda: recorded("mp4", "libx265"), "video/mp4", [("video", "hevc")]),
    (lambda: recorded("webm", "libvpx", "libopus"), "video/webm", [("video", "vp8"), ("audio", "opus")]),
    (lambda: recorded("matroska", "libx264", "libopus"), "video/mp4", [("video", "h264"), ("audio", "aac")]),
    (lambda: recorded("mp4", "libvpx-vp9", "aac"), "video/webm", [("video", "vp9"), ("audio", "opus")]),
]
SOUNDS: list[tuple[Callable[[], bytes], str, list[tuple[str, str]]]] = [
    (lambda: recorded("ogg", "", "libopus"), "audio/ogg", [("audio", "opus")]),
    (lambda: recorded("webm", "", "libopus"), "audio/ogg", [("audio", "opus")]),
    (lambda: recorded("ipod", "", "aac"), "audio/mp4", [("audio", "aac")]),
    (lambda: recorded("adts", "", "aac"), "audio/mp4", [("audio", "aac")]),
    (lambda: recorded("mp3", "", "libmp3lame"), "audio/mp4", [("audio", "aac")]),
    (amr, "audio/mp4", [("audio", "aac")]),
]


@pytest.mark.parametrize(("made", "media_type", "expected"), FILMS)
def test_a_film_keeps_its_pictures_and_its_sound(
    made: Callable[[], bytes], media_type: str, expected: list[tuple[str, str]]
) -> None:
    content = made()
    copy = clean(upload(content, "foto.jpg"))
    assert SECRET in content
    assert SECRET not in copy.content
    assert PLACE.encode() not in copy.content
    assert (copy.media_type, tracks(copy.content)) == (media_type, expected)
    assert length(copy.content) == pytest.approx(1, abs=0.15)
    assert (copy.width, copy.height) == (160, 120)
    poster = Image.open(BytesIO(copy.preview))
    assert (poster.format, poster.size) == ("JPEG", (160, 120))
    assert brightness(copy.preview, (0, 0, 75, 120)) < 60 < brightness(copy.preview, (85, 0, 160, 120))


@pytest.mark.parametrize(("made", "media_type", "expected"), SOUNDS)
def test_a_voice_note_keeps_the_voice(
    made: Callable[[], bytes], media_type: str, expected: list[tuple[str, str]]
) -> None:
    content = made()
    copy = clean(upload(content, "suara"))
    assert SECRET not in copy.content
    assert (copy.media_type, tracks(copy.content), copy.preview) == (media_type, expected, b"")
    assert length(copy.content) == pytest.approx(length(content), abs=0.2)


@pytest.mark.parametrize(
    ("made", "hidden"),
    [
        (lambda: mp4(subtitles=True), "subtitle"),
        (lambda: mp4(data=True), "data"),
        (lambda: recorded("matroska", "libx264", "libopus", subtitles=True), "subtitle"),
        (lambda: recorded("mp4", "", "aac", cover=True), "video"),
    ],
)
def test_hidden_tracks_stay_behind(made: Callable[[], bytes], hidden: str) -> None:
    """Subtitles, the track in which a telephone writes where it is, the cover of a song."""
    content = made()
    with av.open(BytesIO(content), "r") as found:
        assert hidden in {track.type for track in found.streams}
    copy = clean(upload(content))
    assert {kind for kind, _code in tracks(copy.content)} <= {"video", "audio"}
    assert SECRET not in copy.content
    assert copy.media_type.startswith("audio" if hidden == "video" else "video")


def test_the_messages_between_the_pictures_stay_behind() -> None:
    """The encoder signs in every first picture; a camera of a car writes where it is into the same place."""
    content = mp4()
    assert b"x264 - core" in content
    assert b"x264 - core" not in clean(upload(content)).content


def test_a_film_of_a_telephone_held_upright_stays_upright() -> None:
    copy = clean(upload(on_its_side()))
    assert (copy.width, copy.height) == Image.open(BytesIO(copy.preview)).size == (120, 160)
    assert brightness(copy.preview, (0, 0, 120, 75)) < 60 < brightness(copy.preview, (0, 85, 120, 160))
    with av.open(BytesIO(copy.content), "r") as film:
        assert next(film.decode(video=0)).rotation == -90


def test_a_film_can_be_played_before_it_is_there() -> None:
    """Its table of contents stands before its pictures."""
    content = clean(upload(mp4())).content
    assert content.index(b"moov") < content.index(b"mdat")


def test_a_film_offers_its_place() -> None:
    assert position_of(upload(mp4())) == (Decimal("-8.21110"), Decimal("114.36690"))
    assert position_of(upload(recorded("webm", "libvpx"))) is None


def test_a_film_that_is_a_page_as_well_is_only_the_film_afterwards() -> None:
    script = b"<script>alert(document.domain)</script>PK\x03\x04"
    assert script not in clean(upload(mp4() + len(script).to_bytes(4) + b"free" + script)).content
    assert script not in clean(upload(recorded("mp3", "", "libmp3lame") + script)).content


# --- what is refused ---------------------------------------------------------------------------------------------


def test_what_is_too_long_is_refused(settings: Settings) -> None:
    settings.FILM_SECONDS, settings.SOUND_SECONDS = 2, 60
    sentence = "Video “rekaman.mp4” lebih dari 2 detik. Kirim bagian yang terpenting saja."
    assert refusal(mp4(seconds=4)) == sentence
    assert clean(upload(amr(4))).media_type == "audio/mp4"
    assert refusal(amr(64), "suara.amr") == (
        "Rekaman “suara.amr” lebih dari 1 menit. Kirim bagian yang terpenting saja."
    )


def test_sound_has_a_limit_of_its_own(settings: Settings) -> None:
    settings.SOUND_LIMIT = 1024 * 1024
    heavy = recorded("ipod", "", "aac") + b"\0\x10\0\0free" + b"\0" * (1024 * 1024 - 8)
    assert "lebih besar dari 1 MB" in refusal(heavy, "suara.m4a")
    settings.FILM_LIMIT = 1024 * 1024
    assert "lebih besar dari 1 MB" in refusal(mp4() + b"\0" * 1024 * 1024)


def test_pictures_of_a_film_have_a_limit() -> None:
    assert refusal(recorded("mp4", "mpeg4", size=(4112, 4112), seconds=0.1)) == (
        "Gambar video “rekaman.mp4” terlalu besar. Rekam dengan ukuran yang lebih kecil, lalu kirim lagi."
    )


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("container", ["mp4", "mov"])
def test_a_cut_film_is_refused(container: str, part: float) -> None:
    content = recorded(container, "libx264", "aac", seconds=3)
    sentence = refusal(content[: int(len(content) * part)])
    assert sentence == "Rekaman “rekaman.mp4” rusak atau terpotong. Kirim ulang rekamannya."


def test_a_film_whose_end_never_came_is_refused() -> None:
    """Its table of contents stands in front and promises more."""
    content = clean(upload(mp4(seconds=6))).content
    assert "rusak atau terpotong" in refusal(content[: len(content) * 6 // 10])


def test_a_code_that_nobody_plays_is_refused() -> None:
    assert refusal(recorded("matroska", "ffv1")) == (
        "Rekaman “rekaman.mp4” tidak bisa kami putar. Simpan ulang sebagai MP4 atau MP3, lalu kirim lagi."
    )
    assert "tidak bisa kami putar" in refusal(recorded("mp4", data=True))


@pytest.mark.parametrize(
    "head", [b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile /etc/passwd\n"]
)
def test_a_list_of_other_files_is_no_recording(head: bytes) -> None:
    """FFmpeg knows formats that name other files; we name the format, and it is none of them."""
    assert "tidak bisa diterima" in refusal(head)
    for reads in ("mov", "matroska", "ogg", "mp3", "aac", "amr"):
        with pytest.raises(Unfit):
            clean_here("recording", head, reads=reads, **SPANS)


@pytest.mark.parametrize(
    "made", [mp4, lambda: recorded("webm", "libvpx", "libopus"), lambda: recorded("ogg", "", "libopus")]
)
@given(data=st.data())
def test_nothing_but_a_refusal_comes_of_damage(made: Callable[[], bytes], data: st.DataObject) -> None:
    whole = made()
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    reads = {b"ftyp": "mov", b"OggS": "ogg"}.get(whole[4:8], "ogg" if whole[:4] == b"OggS" else "matroska")
    with suppress(Unfit):
        assert isinstance(clean_here("recording", bytes(content), reads=reads, **SPANS), Copy)
