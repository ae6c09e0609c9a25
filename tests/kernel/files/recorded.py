"""Sound and film as telephones write them, with everything that they tell beside what one hears and sees."""

import math
import struct
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import Any

import av

from tests.kernel.files.samples import SECRET, picture

STYLES = b"[Script Info]\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Default,Arial,16\n\n[Events]\n"
PLACE = "-08.2111+114.3669/"


@cache
def recorded(
    container: str,
    film: str = "",
    sound: str = "",
    *,
    seconds: float = 1,
    size: tuple[int, int] = (160, 120),
    subtitles: bool = False,
    data: bool = False,
    cover: bool = False,
) -> bytes:
    """A recording that names its maker in every track and its place in its head."""
    file = BytesIO()
    with av.open(file, "w", format=container) as target:
        target.metadata.update({"title": SECRET.decode(), "comment": SECRET.decode(), "location": PLACE})
        tracks: list[tuple[Any, Any]] = []
        if film:
            tracks.append((_film_track(target, film, size), _pictures(size, seconds)))
        if sound:
            tracks.append((target.add_stream(sound, rate=_rate(sound)), _tones(_rate(sound), seconds)))
        if cover:
            still: Any = target.add_stream("mjpeg", rate=1)
            still.width, still.height, still.pix_fmt = *size, "yuvj420p"
            still.disposition = av.stream.Disposition.attached_pic
            tracks.append((still, _pictures(size, 0.1)))
        hidden = [_words(target, container)] if subtitles else []
        hidden += [target.add_data_stream("bin_data")] if data else []
        for track, _frames in tracks:
            track.metadata.update({"title": SECRET.decode(), "handler_name": SECRET.decode()})
        for track, frames in tracks:
            for frame in frames:
                target.mux(track.encode(frame))
            target.mux(track.encode(None))
        for track in hidden:
            target.mux(_told(track))
    return file.getvalue()


def mp4(**how: Any) -> bytes:
    return recorded("mp4", "libx264", "aac", **how)


def on_its_side() -> bytes:
    """A film of a telephone held upright: the picture lies, and a matrix in the head says so."""
    content = bytearray(recorded("mp4", "libx264"))
    place = content.index(b"tkhd") + 44
    content[place : place + 36] = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 120 << 16, 0, 1 << 30)
    return bytes(content)


def amr(seconds: int = 2) -> bytes:
    """A voice note of an old telephone: 50 frames a second, each 32 bytes. Nobody here can write AMR, only read it."""
    frames = (b"\x3c" + bytes((frame * 7 + place * 13) % 256 for place in range(31)) for frame in range(50 * seconds))
    return b"#!AMR\n" + b"".join(frames)


def _film_track(target: Any, code: str, size: tuple[int, int]) -> Any:
    track = target.add_stream(code, rate=10)
    track.width, track.height, track.pix_fmt = *size, "yuv420p"
    if code == "libx265":
        track.options = {"x265-params": "log-level=none"}
    return track


def _pictures(size: tuple[int, int], seconds: float) -> Iterator[av.VideoFrame]:
    for place in range(math.ceil(seconds * 10)):
        frame: Any = av.VideoFrame.from_image(picture(size))  # type: ignore[no-untyped-call]
        frame.pts, frame.time_base = place, Fraction(1, 10)
        yield frame


def _rate(sound: str) -> int:
    return 48_000 if sound == "libopus" else 16_000


def _tones(rate: int, seconds: float) -> Iterator[av.AudioFrame]:
    step = rate // 50
    for begin in range(0, int(rate * seconds), step):
        frame: Any = av.AudioFrame(format="s16", layout="mono", samples=step)
        wave = (int(8000 * math.sin(place * 2 * math.pi * 440 / rate)) for place in range(begin, begin + step))
        frame.planes[0].update(struct.pack(f"<{step}h", *wave))
        frame.sample_rate, frame.pts, frame.time_base = rate, begin, Fraction(1, rate)
        yield frame


def _words(target: Any, container: str) -> Any:
    """A track of subtitles: made here for MP4, taken over from a text for Matroska."""
    if container == "matroska":
        with av.open(BytesIO(b"1\n00:00:00,000 --> 00:00:01,000\n" + SECRET + b"\n\n"), format="srt") as text:
            return target.add_stream_from_template(text.streams[0])
    track = target.add_stream("mov_text")
    track.codec_context.subtitle_header, track.time_base = STYLES, Fraction(1, 1000)
    return track


def _told(track: Any) -> Any:
    """What such a track says in the first half second."""
    words = struct.pack(">H", len(SECRET)) + SECRET
    packet: Any = av.Packet(words)
    packet.stream, packet.pts, packet.dts, packet.duration, packet.time_base = track, 0, 0, 500, Fraction(1, 1000)
    return packet
