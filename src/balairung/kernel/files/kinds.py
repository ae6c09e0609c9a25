"""The shapes of this app's table of kinds: what a kind of file is, and what cleaning makes of one file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True)
class Copy:
    """What people are given in place of what was sent. Without `content` it is what was sent, byte for byte."""

    media_type: str
    extension: str
    content: bytes | None = None
    preview: bytes = b""  # a small JPEG; empty when the copy is small itself or is no picture
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of file that is accepted. `clean` is given the content and a name to speak of; it may raise `Refused`."""

    media_type: str
    word: str  # as people call it
    clean: Callable[[IO[bytes], str], Copy]
