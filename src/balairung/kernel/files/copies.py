"""What cleaning makes of a file, and why it may not: all of the house that the cell (cell.py) knows."""

from dataclasses import dataclass
from enum import StrEnum

#: What is ever given out, and how its names end. Whatever says that it is something else is not kept.
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "video/mp4": "mp4",
    "video/webm": "webm",
}


class Fault(StrEnum):
    DAMAGED = "damaged"
    HEAVY = "heavy"  # it took more time or memory than one file may
    WIDE = "wide"  # more points than anybody needs
    LONG_SOUND = "long_sound"
    LONG_FILM = "long_film"
    LOCKED = "locked"  # with a password
    FOREIGN = "foreign"  # nothing in it that a browser could play


class Unfit(Exception):
    """A file cannot be kept. The sentence about it is said where people are (cleaning.py)."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Copy:
    """What people are given in place of what was sent."""

    media_type: str
    content: bytes
    preview: bytes = b""  # a small JPEG; empty when the copy is small itself or there is nothing to see
    width: int | None = None
    height: int | None = None
    position: tuple[str, str] | None = None  # latitude and longitude that the file told of; kept nowhere

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.media_type]
