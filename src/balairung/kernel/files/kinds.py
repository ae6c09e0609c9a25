"""What a file truly is, told by its first bytes. To accept one more kind, add it to `KINDS`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import puremagic
from django.conf import settings
from django.utils.translation import gettext as _

HEAD = 4096  # bytes that tell the kind


class Family(StrEnum):
    """What is treated alike; the value names the task of the cell."""

    PICTURE = "picture"
    DOCUMENT = "document"
    RECORDING = "recording"


@dataclass(frozen=True)
class Kind:
    """A kind of file that is accepted: its types as browsers and puremagic call them, and how the cell reads it."""

    word: str  # as people call it
    family: Family
    media_types: tuple[str, ...]
    reads: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def limit(self) -> int:
        """Bytes."""
        return int(settings.FILM_LIMIT if self.family is Family.RECORDING else settings.FILE_LIMIT)


def _picture(word: str, *media_types: str, reads: str, writes: str = "JPEG") -> Kind:
    return Kind(word, Family.PICTURE, media_types, {"reads": reads, "writes": writes})


def _recording(word: str, *media_types: str, reads: str) -> Kind:
    return Kind(word, Family.RECORDING, media_types, {"reads": reads})


PICTURES = (
    _picture("JPEG", "image/jpeg", reads="JPEG"),
    _picture("PNG", "image/png", reads="PNG", writes="PNG"),
    _picture("WebP", "image/webp", reads="WEBP"),
    _picture("HEIC", "image/heic", "image/heif", reads="HEIF"),
    _picture("AVIF", "image/avif", reads="AVIF"),
)
PDF = Kind("PDF", Family.DOCUMENT, ("application/pdf",))
MP4 = _recording("MP4", "video/mp4", "video/quicktime", "video/3gpp", "audio/mp4", "audio/x-m4a", reads="mov")
RECORDINGS = (
    MP4,
    _recording("WebM", "video/webm", "audio/webm", "video/x-matroska", reads="matroska"),
    _recording("Ogg", "audio/ogg", "application/ogg", reads="ogg"),
    _recording("MP3", "audio/mpeg", reads="mp3"),
    _recording("AAC", "audio/aac", reads="aac"),
    _recording("AMR", "audio/amr", "audio/AMR", reads="amr"),
)
KINDS = (*PICTURES, PDF, *RECORDINGS)

_BRANDS = {b"avif": "image/avif", b"avis": "image/avif"} | dict.fromkeys(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), "image/heic"
)


def sniff(head: bytes, kinds: Iterable[Kind] = KINDS) -> Kind | None:
    """The kind that the first bytes tell. No name is asked, and what is on no list of ours is nothing."""
    accepted = {media_type: kind for kind in kinds for media_type in kind.media_types}
    if head[4:8] == b"ftyp":  # HEIC, AVIF, MP4, MOV, 3GP, M4A: one box, told apart by its brand
        return accepted.get(_BRANDS.get(head[8:12], "video/mp4"))
    if head.startswith(b"#!AMR"):
        return accepted.get("audio/amr")
    return next((accepted[found] for found in _likely(head) if found in accepted), None)


def _likely(head: bytes) -> list[str]:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):  # unknown; empty
        return []
    return [match.mime_type for match in found if match.confidence == found[0].confidence]


def accepted_words(kinds: Iterable[Kind] = KINDS) -> str:
    """`JPEG, PNG, WebP, HEIC, AVIF, PDF, rekaman suara, video`: nobody knows what their telephone records in."""
    accepted = list(kinds)
    words = [kind.word for kind in accepted if kind.family is not Family.RECORDING]
    return ", ".join(words if len(words) == len(accepted) else [*words, _("rekaman suara"), _("video")])
