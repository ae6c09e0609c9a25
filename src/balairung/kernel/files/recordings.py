"""Sound and film: packed anew with one picture track and one sound track, and nothing else.

Packets are carried over as they are. Left behind are titles, places, dates, chapters, subtitles, covers, attachments,
tracks of data (a telephone writes its position into one) and the messages that cameras write between pictures. Sound
that browsers do not play is encoded anew; film never is, since it would take minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

import av
from av.bitstream import BitStreamFilterContext
from av.codec import CodecContext
from av.container import InputContainer, OutputContainer
from av.stream import Disposition, Stream
from av.subtitles import codeccontext, stream
from PIL import Image

from balairung.kernel.files.copies import Copy, Fault, Unfit
from balairung.kernel.files.pictures import PREVIEW_EDGE, PREVIEW_QUALITY, drawn, fit

# What PyAV would look for while it works is here before it starts: in the cell no file is opened any more.
AT_HAND = (codeccontext, stream)

MOST_PIXELS = 4096 * 2304
MOST_PACKETS = 500_000
SHORT = 0.9  # a track that ends before so much of what it promised was cut

FILMS = {"h264": "mp4", "hevc": "mp4", "av1": "mp4", "mpeg4": "mp4", "vp8": "webm", "vp9": "webm"}
SOUNDS = {"opus": "ogg", "vorbis": "ogg"}  # others stand in mp4
KEPT = {"mp4": {"aac"}, "webm": {"opus", "vorbis"}, "ogg": {"opus", "vorbis"}}  # others are encoded anew
ENCODED = {"mp4": "aac", "webm": "libopus"}
DECODERS = (
    "h264,hevc,libdav1d,av1,mpeg4,vp8,libvpx,vp9,libvpx-vp9,"
    "aac,mp3float,mp3,opus,libopus,vorbis,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,alac,pcm_s16le,pcm_s16be"
)
WITHOUT_MESSAGES = {"h264": "remove_types=6", "hevc": "remove_types=39|40", "av1": "remove_types=5"}
_POSITION = re.compile(r"^([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)")  # ISO 6709, as telephones write it

if TYPE_CHECKING:
    Packet: TypeAlias = av.Packet[Stream]  # as the type checker has it; the class takes no brackets
    Packets: TypeAlias = Iterable[Packet]
_Track = TypeVar("_Track", bound=Stream)


def clean(content: bytes, *, reads: str, sound_seconds: int, film_seconds: int) -> Copy:
    """The recording and, of a film, its first picture as the preview."""
    with av.open(BytesIO(content), "r", format=reads, options={"codec_whitelist": DECODERS}) as source:
        film, sound = _first(source.streams.video), _first(source.streams.audio)
        container = _container_for(film, sound)
        most, fault = (film_seconds, Fault.LONG_FILM) if film else (sound_seconds, Fault.LONG_SOUND)
        packets = _counted(source, [track for track in (film, sound) if track], most, fault)
        packed = _packed(packets, film, sound, container)
        position = _position(source)
    if film is None:
        _hear(packed)
        return Copy(f"audio/{container}", packed, position=position)
    preview, (width, height) = _poster(packed)
    return Copy(f"video/{container}", packed, preview, width, height, position)


def _first(tracks: Iterable[_Track]) -> _Track | None:
    """The first that plays: the cover of a song is a picture, too, but no film."""
    return next((track for track in tracks if not track.disposition & Disposition.attached_pic), None)


def _codec(track: Stream) -> str:
    context: CodecContext | None = track.codec_context  # none for a code that nothing here reads
    return context.codec.canonical_name if context else ""


def _container_for(film: av.VideoStream | None, sound: av.AudioStream | None) -> str:
    if film is not None:
        if film.codec_context.width * film.codec_context.height > MOST_PIXELS:
            raise Unfit(Fault.WIDE)
        container = FILMS.get(_codec(film), "")
    else:
        container = SOUNDS.get(_codec(sound), "mp4") if sound and _codec(sound) else ""
    if not container:
        raise Unfit(Fault.FOREIGN)
    return container


def _counted(source: InputContainer, tracks: list[Stream], most: int, fault: Fault) -> Iterator[Packet]:
    """The packets of these tracks, as long as they are not too many or too long; a cut recording is refused."""
    ends: dict[int, float] = {}
    for count, packet in enumerate(source.demux(tracks)):
        if packet.pts is not None and packet.time_base is not None:
            end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
            ends[packet.stream.index] = max(end, ends.get(packet.stream.index, 0.0))
            if end > most + 1:
                raise Unfit(fault)
        if count > MOST_PACKETS:
            raise Unfit(Fault.HEAVY)
        yield packet
    for track in tracks:
        if ends.get(track.index, 0.0) < SHORT * _promised(source, track):
            raise Unfit(Fault.DAMAGED)


def _promised(source: InputContainer, track: Stream) -> float:
    """Seconds that the file says to last; 0 where it does not say, or only guesses."""
    if source.format.name == "mp3" or not track.duration or not track.time_base:
        return 0.0
    return float(track.duration * track.time_base)


def _packed(packets: Packets, film: av.VideoStream | None, sound: av.AudioStream | None, container: str) -> bytes:
    file = _Named()
    options = {"fflags": "+bitexact"} | ({"movflags": "+faststart"} if container == "mp4" else {})
    with av.open(file, "w", format=container, options=options, io_open=file.again) as target:
        ways: dict[int, _Carried | _Encoded] = {}
        if film is not None:
            ways[film.index] = _Carried(target, film)
        if sound is not None:
            carried = _codec(sound) in KEPT[container]
            ways[sound.index] = _Carried(target, sound) if carried else _Encoded(target, sound, ENCODED[container])
        for packet in packets:
            for made in ways[packet.stream.index].made_of(packet):
                target.mux(made)
        for way in ways.values():
            for made in way.rest():
                target.mux(made)
    return file.getvalue()


class _Named(BytesIO):
    """A file in memory that the packer of MP4 may read again, to set its table of contents first."""

    name = "-"

    def again(self, *_asked: object) -> BytesIO:
        return BytesIO(self.getvalue())


class _Carried:
    """A track whose packets are taken over."""

    def __init__(self, target: OutputContainer, track: av.VideoStream | av.AudioStream) -> None:
        self.track = target.add_stream_from_template(track)
        units = WITHOUT_MESSAGES.get(_codec(track))
        self.filter = BitStreamFilterContext(f"filter_units={units}", track, self.track) if units else None

    def made_of(self, packet: Packet | None) -> Iterator[Packet]:
        if packet is not None and not packet.size:  # the end of the track
            return
        for made in self.filter.filter(packet) if self.filter else [packet] if packet else []:
            made.stream = self.track
            yield made

    def rest(self) -> Iterator[Packet]:
        return self.made_of(None)


class _Encoded:
    """A sound track in a code that browsers do not play."""

    def __init__(self, target: OutputContainer, track: av.AudioStream, code: str) -> None:
        self.source = track
        rate = 48_000 if code == "libopus" else track.codec_context.sample_rate
        self.track = cast(av.AudioStream, target.add_stream(code, rate=rate))

    def made_of(self, packet: Packet) -> Iterator[Packet]:
        with suppress(av.error.InvalidDataError):  # what was appended to a song is taken for sound
            for frame in self.source.decode(packet):
                yield from self.track.encode(frame)

    def rest(self) -> Iterator[Packet]:
        yield from self.track.encode(None)


def _poster(packed: bytes) -> tuple[bytes, tuple[int, int]]:
    """The first picture of a film, small and upright, and the size of the film as one sees it."""
    with av.open(BytesIO(packed), "r") as film:
        frame = next(film.decode(video=0))
        image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
        image = image.rotate(frame.rotation, expand=True)
    return drawn(fit(image, PREVIEW_EDGE), "JPEG", PREVIEW_QUALITY), image.size


def _hear(packed: bytes) -> None:
    with av.open(BytesIO(packed), "r") as sound:
        next(sound.decode(audio=0))


def _position(source: InputContainer) -> tuple[str, str] | None:
    """Where it was recorded, if the telephone wrote it down."""
    told = source.metadata.get("com.apple.quicktime.location.ISO6709") or source.metadata.get("location") or ""
    with suppress(ValueError):
        if found := _POSITION.match(told):
            return found[1], found[2]
    return None
