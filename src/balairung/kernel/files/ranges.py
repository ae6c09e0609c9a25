"""Parts of a file, as players of sound and film ask for them (RFC 9110, section 14)."""

import re
from io import BufferedReader

from django.http import HttpRequest

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def asked_part(request: HttpRequest, *, size: int, tag: str) -> range | None:
    """The bytes that are asked for; an empty range when the file ends before them.

    None stands for the whole, which is given, as the standard allows, also to whoever asks for several parts at once,
    for a part of a file that was another, or in words that nobody understands.
    """
    asked = _ONE.fullmatch(request.headers.get("Range", ""))
    if not asked or request.method != "GET" or request.headers.get("If-Range", tag) != tag:
        return None
    first, last = asked.groups()
    if not first:  # `-500`: the last 500
        return range(max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


class Part:
    """An open file that begins and ends where somebody asked."""

    def __init__(self, file: BufferedReader, place: range) -> None:
        file.seek(place.start)
        self.file, self.left = file, len(place)

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(block)
        return block

    def close(self) -> None:
        self.file.close()
