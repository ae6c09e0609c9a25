"""What is wrong with a definition: one sentence with its place, “Halaman 2, pertanyaan “Penghasilan”: …”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

Path = tuple[str | int, ...]  # of a place in a definition: ("pages", 1, "fields", 0, "label")
#: Which page of the editor a place belongs to; everything else is the identity of the service.
PARTS = {"pages": "form", "steps": "steps", "letter": "letter", "standard": "standard", "translations": "translations"}


@dataclass(frozen=True)
class Fault:
    """`path` leads to the place, `where` names it in words ("" is the whole service), `sentence` says what is wrong."""

    path: Path
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence

    @property
    def part(self) -> str:
        return PARTS.get(str(self.path[0]) if self.path else "", "identity")


def fault(path: Sequence[str | int], body: Any, sentence: object) -> Fault:
    """A fault of a place in `body`: plain values, or a definition as plain values."""
    return Fault(tuple(path), where(path, body), str(sentence))


def where(path: Sequence[str | int], body: Any) -> str:
    """The place in words, from the whole to the part."""
    words, here = [], body
    for place, name in enumerate(path):
        here = _inside(here, name)
        if isinstance(name, int) and place:
            words.append(_numbered(str(path[place - 1]), name + 1, here))
    if not words and path and path[0] in PARTS:
        words.append(str(_sections()[str(path[0])]))
    elif words and path[0] in ("letter", "standard"):
        words.insert(0, str(_sections()[str(path[0])]))
    return ", ".join(filter(None, words))


def _inside(here: Any, name: str | int) -> Any:
    if isinstance(here, Mapping):
        return here.get(name)
    if isinstance(here, Sequence) and not isinstance(here, str) and isinstance(name, int) and name < len(here):
        return here[name]
    return None


def _sections() -> dict[str, str]:
    return {
        "pages": _("Formulir"), "steps": _("Langkah"), "letter": _("Surat"),
        "standard": _("Standar pelayanan"), "translations": _("Terjemahan"),
    }  # fmt: skip


def _numbered(kind: str, number: int, here: Any) -> str:
    """ "Halaman 2 “Keluarga”", "pertanyaan “Penghasilan”": by its own words where it has some."""
    known = {
        "pages": _("Halaman"), "fields": _("pertanyaan"), "steps": _("Langkah"), "parts": _("bagian"),
        "choices": _("pilihan"), "when": _("syarat"), "requirements": _("persyaratan"),
        "cut": _("persyaratan yang dihapus"), "basis": _("dasar hukum"), "columns": _("kolom"), "facts": _("baris"),
        "items": _("butir"), "checklist": _("butir periksa"),
    }  # fmt: skip
    if kind not in known:
        return ""
    named = here if isinstance(here, Mapping) else {}
    words = next((str(named[key]) for key in ("title", "label", "words", "heading") if named.get(key)), "")
    if words and kind in ("fields", "choices"):
        return f"{known[kind]} “{words[:80]}”"
    return f"{known[kind]} {number} “{words[:80]}”" if words else f"{known[kind]} {number}"


def meant(word: str, known: Sequence[str]) -> str:
    """ " Mungkin maksud Anda “…”?" for a word that is nearly one of the known; "" for a stranger."""
    near = get_close_matches(word, known, 1, 0.6)
    return " " + _("Mungkin maksud Anda “%(word)s”?") % {"word": near[0]} if near else ""
