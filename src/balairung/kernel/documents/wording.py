"""Slots in the words of a letter: `{nama}`, or `{nomor:3}` for a number of at least three digits.

A brace that is meant as a brace is written twice. What is put into a slot is never read again, so that nobody who types
`{nik}` into a form gets anything but those five signs.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused

SLOT = re.compile(r"(?P<brace>\{\{|\}\})|\{(?P<name>[a-z][a-z0-9_]{0,39})(?::(?P<width>[1-9]))?\}|(?P<stray>[{}])")


class UnknownSlot(Refused):
    """A text names a word that nobody gave."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(unknown(name, known))
        self.name = name


def slots(text: str) -> list[str]:
    """The names that a text asks for, each once, in their order."""
    return list(dict.fromkeys(found["name"] for found in SLOT.finditer(text) if found["name"]))


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with its words; a width puts noughts before a number. Raise `UnknownSlot` for a word that is not there.

    A lone brace stays as it is: `faults` tells the author of it.
    """
    return SLOT.sub(lambda found: _put(found, words), text)


def faults(text: str, known: Collection[str]) -> list[str]:
    """What is wrong with a text that may ask for the known words: sentences, none when it is well."""
    return list(dict.fromkeys(_faults(text, known)))


def unknown(name: str, known: Collection[str]) -> str:
    """The sentence about a slot that nobody knows, with the one that was meant perhaps."""
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return _("Tidak ada isian {%(name)s}. Mungkin maksud Anda {%(near)s}.") % {"name": name, "near": near[0]}
    return _("Tidak ada isian {%(name)s}.") % {"name": name}


def _put(found: re.Match[str], words: Mapping[str, str]) -> str:
    if found["brace"]:
        return found["brace"][0]
    if found["stray"]:
        return found["stray"]
    if found["name"] not in words:
        raise UnknownSlot(found["name"], words.keys())
    return words[found["name"]].zfill(int(found["width"] or 0))


def _faults(text: str, known: Collection[str]) -> Iterator[str]:
    for found in SLOT.finditer(text):
        if found["stray"]:
            around = text[max(0, found.start() - 10) : found.end() + 10]
            yield _(
                "Kurung kurawal pada “%(around)s” tidak berpasangan atau isinya salah tulis. Isian ditulis seperti"
                " {nama}: huruf kecil, angka, dan garis bawah. Kurung yang ingin dicetak ditulis dua kali."
            ) % {"around": around}
        elif found["name"] and found["name"] not in known:
            yield unknown(found["name"], known)
